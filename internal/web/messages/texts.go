package messages

import (
	"slices"
	"strings"

	"stepdown/internal/contact"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Text is one text to a person as lists show it.
type Text struct {
	messaging.Message
	To      cycle.Patient
	At      string
	Status  string
	Tag     string // colour of the status
	Actions []Action
}

// Action is one thing that can be done about a text.
type Action struct{ Value, Words string }

// status says where a text stands. "Sent" and "delivered" speak of the phone:
// nobody can know whether it was read.
var status = map[messaging.State]struct{ words, tag string }{
	messaging.Queued:      {"Waiting to go", "blue"},
	messaging.Sending:     {"Being handed over", "blue"},
	messaging.Accepted:    {"With the network", "blue"},
	messaging.Sent:        {"On its way", "blue"},
	messaging.Delivered:   {"On the phone", "green"},
	messaging.Undelivered: {"Did not arrive", "red"},
	messaging.Failed:      {"Refused", "red"},
	messaging.Unknown:     {"May or may not have gone", "orange"},
	messaging.Held:        {"Held for a person", "orange"},
	messaging.Cancelled:   {"Cancelled", "grey"},
	messaging.Suppressed:  {"Not sent", "grey"},
}

// reasonOf says why a text stands where it does, and what the network said that
// does not fit.
func reasonOf(m messaging.Message) string {
	if m.Later == "" {
		return m.Reason
	}
	later := "Later the network reported something else: “" + m.Later + "”. Look at its website, and ask the person if it matters."
	return strings.TrimSpace(m.Reason + " " + later)
}

func textOf(m messaging.Message, to cycle.Patient) Text {
	m.Reason = reasonOf(m)
	t := Text{Message: m, To: to, At: clock(m.Created), Status: status[m.State].words, Tag: status[m.State].tag}
	switch m.State {
	case messaging.Held:
		t.Actions = []Action{{"release", "Send it after all"}, {"cancel", "Cancel it"}}
	case messaging.Queued:
		t.Actions = []Action{{"cancel", "Cancel it"}}
	case messaging.Unknown:
		t.Actions = []Action{{"arrived", "It arrived"}, {"not-gone", "Take it as not sent"}}
	case messaging.Failed, messaging.Undelivered:
		t.Actions = []Action{{"dealt", "Dealt with"}}
	}
	return t
}

// Troubled is the page of texts that need a person.
type Troubled struct {
	Held    []HeldLine // many at once, to be decided on together
	Texts   []Text
	Stopped string        // by the network or our account
	Paused  contact.Pause // by a colleague, or after a restored backup
}

var troubledPage = view.New[Troubled]("messages/texts")

func (a Area) troubled(r *page.Request) error {
	rows, err := a.Store.Troubled(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	p := Troubled{Stopped: a.stopped()}
	if p.Paused, err = a.Store.TextsPaused(r.Ctx(), r.PracticeID()); err != nil {
		return err
	}
	groups, err := a.Contact.Held(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	many := map[string]bool{}
	for _, g := range groups {
		if len(g.Texts) > 1 {
			p.Held = append(p.Held, HeldLine{g.Name(), heldWhat(g), len(g.Texts)})
		}
		many[g.Batch.ID] = len(g.Texts) > fewHeld
	}
	rows = slices.DeleteFunc(rows, func(m messaging.Message) bool { return m.State == messaging.Held && many[m.Batch] })
	if p.Texts, err = a.textsOf(r, rows); err != nil {
		return err
	}
	return r.Show(troubledPage.With(p))
}

// textsOf finds the person of each text.
func (a Area) textsOf(r *page.Request, rows []messaging.Message) (out []Text, err error) {
	for _, m := range rows {
		var to cycle.Patient
		if m.Patient != "" {
			if to, err = a.Store.Patient(r.Ctx(), r.PracticeID(), m.Patient); err != nil {
				return nil, err
			}
		}
		out = append(out, textOf(m, to))
	}
	return out, nil
}

// act does what a person decided about one text.
func (a Area) act(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	ctx, by, id := r.Ctx(), r.Actor(), r.Param("text")
	if _, err := a.Store.MessageOf(ctx, r.PracticeID(), id); err != nil {
		return err
	}
	switch posted.Get("do") {
	case "release":
		err = a.Contact.Release(ctx, by, id)
	case "cancel":
		err = a.Contact.CancelOne(ctx, by, id)
	case "arrived":
		err = a.Contact.Settle(ctx, by, id, true)
	case "not-gone":
		err = a.Contact.Settle(ctx, by, id, false)
	case "dealt":
		err = a.Contact.DealtWith(ctx, by, id)
	default:
		err = problem.Invalidf("Choose what to do about the text.")
	}
	if err != nil {
		return err
	}
	r.Flash("Saved.")
	return r.Go("/texts")
}

// pauseAll stops all texts of the practice at once: the big red button.
func (a Area) pauseAll(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	why := form.Text("why", "Why", 200)
	if !form.Read(posted, why) {
		why.Value = "Stopped by " + r.Staff.Name
	}
	if err := a.Contact.StopAll(r.Ctx(), r.Actor(), why.Value); err != nil {
		return err
	}
	r.Flash("All texts of the practice are stopped. Texts already with the network cannot be called back.")
	return r.Go("/texts")
}

func (a Area) resumeAll(r *page.Request) error {
	if err := a.Contact.StartAll(r.Ctx(), r.Actor()); err != nil {
		return err
	}
	if a.Start != nil {
		a.Start()
	}
	r.Flash("Texts go out again.")
	return r.Go("/texts")
}
