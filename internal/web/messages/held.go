package messages

import (
	"cmp"
	"slices"

	"stepdown/internal/contact"
	"stepdown/internal/messaging"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// HeldPage is the held texts of one wave, or those that belong to none, to be
// decided on together.
type HeldPage struct {
	Errors  []*form.Field
	Group   contact.HeldGroup
	What    string // "Invitations of Tue 3 Nov, 09:30"
	Texts   []Text
	Reasons []Reason // why they are held, and how many for each reason
	Do      *form.Field
	Looked  *form.Field
	Count   *form.Field
}

var heldPage = view.New[HeldPage]("messages/held")

// HeldLine is a group on the page of texts that need a person.
type HeldLine struct {
	Name, What string
	N          int
}

// fewHeld texts of a group are shown each by itself; more only together.
const fewHeld = 10

func (a Area) held(r *page.Request) error {
	p, err := a.heldPage(r)
	if err != nil {
		return err
	}
	return r.Show(heldPage.With(p))
}

func (a Area) heldPage(r *page.Request) (HeldPage, error) {
	g, err := a.Contact.HeldOf(r.Ctx(), r.PracticeID(), r.Param("group"))
	if err != nil {
		return HeldPage{}, err
	}
	all := "the one text"
	if n := len(g.Texts); n > 1 {
		all = "all " + plural(n, "text", "texts")
	}
	p := HeldPage{Group: g, What: heldWhat(g),
		Do: form.Radios("do", "What should become of them?", form.Option{Value: "cancel", Text: "Cancel " + all},
			form.Option{Value: "release", Text: "Send " + all + " after all", Hint: "Each passes the last checks again: who has opted out, died or left meanwhile gets nothing"}),
		Looked: form.Checkboxes("looked", "Only to send them", form.Option{Value: "yes", Text: "I have looked at the list of sent messages of our text provider: none of these texts is on it, and they still make sense"}),
		Count:  form.Number("count", "Type the number of texts", 5)}
	if p.Texts, err = a.textsOf(r, g.Texts); err != nil {
		return p, err
	}
	p.Reasons = reasonsOf(g.Texts)
	return p, nil
}

// reasonsOf counts why texts are held, the most frequent first.
func reasonsOf(texts []messaging.Message) []Reason {
	var out []Reason
	for _, m := range texts {
		i := slices.IndexFunc(out, func(x Reason) bool { return x.Why == m.Reason })
		if i < 0 {
			i, out = len(out), append(out, Reason{Why: m.Reason})
		}
		out[i].N++
	}
	slices.SortStableFunc(out, func(x, y Reason) int { return cmp.Compare(y.N, x.N) })
	return out
}

func heldWhat(g contact.HeldGroup) string {
	if g.Batch.ID == "" {
		return "Texts that belong to no wave"
	}
	what := "Invitations of "
	if g.Batch.Kind == messaging.Reminder {
		what = "Reminders of "
	}
	return what + clock(g.Batch.SentAt) + ", sent by " + g.Batch.SentName
}

func (a Area) decideHeld(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.heldPage(r)
	if err != nil {
		return err
	}
	fields := []*form.Field{p.Do, p.Count}
	if posted.Get("do") == "release" {
		fields = append(fields, p.Looked)
	}
	if form.Read(posted, fields...) {
		n, err := a.Contact.DecideHeld(r.Ctx(), r.Actor(), contact.HeldDecision{Group: p.Group.Name(), Mark: posted.Get("mark"), Typed: p.Count.Value,
			Release: p.Do.Value == "release", Looked: p.Looked.Chosen("yes")})
		if err == nil {
			r.Flash("%s.", heldDone(n, p.Do.Value == "release"))
			return r.Go("/texts")
		}
		if !form.Blame(err, p.Looked, p.Count) {
			return err
		}
	}
	p.Errors = form.Errors(p.Do, p.Looked, p.Count)
	return r.Mend(heldPage.With(p))
}

func heldDone(n int, released bool) string {
	if released {
		return plural(n, "text goes", "texts go") + " after all, when the last checks let them"
	}
	return plural(n, "text is", "texts are") + " cancelled"
}
