package messages

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"stepdown/internal/contact"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/review"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// ThreadPage is one conversation.
type ThreadPage struct {
	Errors   []*form.Field
	Lead     messaging.Inbound
	From     string
	Patient  cycle.Patient
	Number   string
	Lines    []Line
	Open     []Waits
	Ranked   bool
	Wish     string
	Sharers  []cycle.Patient
	Plans    []review.Standing // of the person, while they run
	Asks     bool              // an open text asks for another prescription, by the rules
	Owner    string
	Answer   *form.Field
	Why      *form.Field
	Outcome  *form.Field
	Note     *form.Field
	Assign   *form.Field
	Check    *Preview // the answer as it would go, with its length
	Look     []string // what to look at before it goes
	MayReply bool
	Reads    string   // a language other than English that the person reads
	Others   []string // colleagues who have it open too, and since when
}

// Line is one thing that was said or done, in the order of time.
type Line struct {
	At       time.Time
	When     string
	Kind     string // "in", "out", "note", "letter"
	Who      string
	Words    string
	Label    string // what the rules propose
	Why      string // the words that the rules saw
	Status   string
	Tag      string
	Reason   string
	Trouble  bool
	InOpen   bool
	Template string
	Lang     string // of the words, when it is not English
}

// Waits is a text of the thread that waits for a person.
type Waits struct {
	ID      string
	Version int
	Label   string
	Why     string
	Due     string
	Overdue bool
	Ask     string
}

var threadPage = view.New[ThreadPage]("messages/thread")

func (a Area) thread(r *page.Request) error {
	p, err := a.dialogue(r)
	if err != nil {
		return err
	}
	return r.Show(threadPage.With(p))
}

func (a Area) dialogue(r *page.Request) (ThreadPage, error) {
	d, err := a.Contact.Read(r.Ctx(), r.Actor(), r.Param("reply"))
	if err != nil {
		return ThreadPage{}, err
	}
	if err := r.Seen(d.With.Patient, "replies"); err != nil {
		return ThreadPage{}, err
	}
	names, err := a.colleagues(r)
	if err != nil {
		return ThreadPage{}, err
	}
	p := ThreadPage{Lead: d.Lead, Patient: d.Patient, Number: d.Lead.Number.National(), Ranked: ranks(r), Wish: wishWords(d.Wish, d.Since),
		Owner: nameOf(names, d.Lead.Owner), Lines: lines(d.All, names, ranks(r)), MayReply: d.Lead.Number != "", Reads: otherThanEnglish(d.Patient),
		Answer:  form.Area("body", "Your answer", 4, messaging.MostCharacters).Hinted("The name of the practice goes before it. Do not put in more than the person needs: others may see the screen."),
		Why:     form.Text("why", "If it needs more than 3 segments, why", 200).Maybe(),
		Outcome: form.Text("outcome", "What was done", 200).Hinted("For example: rang them; booked for Tuesday; nothing needed"),
		Note:    form.Area("note", "Note for colleagues", 2, 2000).Hinted("No patient sees it."),
		Assign:  form.Select("owner", "Give this thread to", staffOptions(names)...).As(d.Lead.Owner),
	}
	for _, o := range d.Others {
		p.Others = append(p.Others, nameOf(names, o.StaffID)+" opened it "+ago(o.At, r.Now()))
	}
	p.From = "A number that is not one person’s"
	if d.Patient.ID != "" {
		p.From = d.Patient.Name()
	} else if d.Lead.Number != "" {
		if p.Sharers, err = a.Store.PatientsByMobile(r.Ctx(), r.PracticeID(), d.Lead.Number); err != nil {
			return p, err
		}
	}
	if p.Plans, err = a.Plans.Standings(r.Ctx(), r.PracticeID(), d.Patient.ID); err != nil {
		return p, err
	}
	for _, in := range d.Open() {
		p.Asks = p.Asks || in.Class == messaging.ClassPrescription
		w := Waits{ID: in.ID, Version: in.Version, Label: labelOf(in, ranks(r)), Why: seenWords(in, ranks(r)), Due: clock(in.DueBy), Overdue: r.Now().After(in.DueBy), Ask: in.Ask}
		p.Open = append(p.Open, w)
	}
	return p, nil
}

// lines puts everything in the order of time.
func lines(c contact.Conversation, names map[string]string, ranked bool) []Line {
	var out []Line
	for _, m := range c.Out {
		s := status[m.State]
		who := upperKind(m.Kind)
		out = append(out, Line{At: m.Created, Kind: "out", Who: who, Words: m.Body, Lang: foreign(m.Language), Status: s.words, Tag: s.tag, Reason: reasonOf(m),
			Trouble: s.tag == "red" || s.tag == "orange"})
	}
	for _, in := range c.In {
		l := Line{At: in.Received, Kind: "in", Words: in.Body, Label: labelOf(in, ranked), Why: seenWords(in, ranked), InOpen: in.State == messaging.Open}
		if in.Media > 0 {
			l.Reason = "A picture came along. Stepdown does not fetch pictures: ask for it another way if it matters."
		}
		if in.State != messaging.Open {
			l.Status = strings.ToUpper(string(in.State)[:1]) + string(in.State)[1:] + " by " + nameOf(names, in.EndedBy)
			if in.Outcome != "" {
				l.Status += ": " + in.Outcome
			}
		}
		out = append(out, l)
	}
	for _, n := range c.Notes {
		out = append(out, Line{At: n.At, Kind: "note", Who: n.By, Words: n.Text})
	}
	for _, l := range c.Letters {
		out = append(out, Line{At: l.CreatedAt, Kind: "letter", Who: l.By, Words: "Letter of invitation", Status: string(l.State)})
	}
	// An automatic answer stands below the words that it answers, though both were kept at one instant.
	answers := func(l Line) int {
		if l.Kind == "in" {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(out, func(x, y Line) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(answers(x), answers(y))) })
	for i := range out {
		out[i].When = clock(out[i].At)
	}
	return out
}

func upperKind(k messaging.Kind) string {
	words := k.String()
	return strings.ToUpper(words[:1]) + words[1:]
}

// labelOf is what the rules propose; where ranking is off, no rule says what
// is urgent.
func labelOf(in messaging.Inbound, ranked bool) string {
	if in.Class == messaging.ClassUrgent && !ranked {
		return ""
	}
	return labels[in.Class]
}

func seenWords(in messaging.Inbound, ranked bool) string {
	var words []string
	for _, m := range in.Matches {
		if m.Class == in.Class && (ranked || m.Class != messaging.ClassUrgent) {
			words = append(words, "“"+m.Words+"”")
		}
	}
	return strings.Join(words, ", ")
}

func wishWords(w messaging.Wish, since time.Time) string {
	switch w {
	case messaging.OptedOut:
		return "They asked for no texts, " + clock(since) + "."
	case messaging.AskedToStop:
		return "They seem to ask for no more texts, " + clock(since) + ". Texts are held until a person confirms."
	case messaging.WrongPerson:
		return "Somebody else may have this number, " + clock(since) + ". Texts are held until the number is checked."
	}
	return ""
}

func staffOptions(names map[string]string) []form.Option {
	var os []form.Option
	for id, name := range names {
		os = append(os, form.Option{Value: id, Text: name})
	}
	slices.SortFunc(os, func(a, b form.Option) int { return cmp.Compare(a.Text, b.Text) })
	return os
}

// seen reads which texts the page showed: "id:version", oldest first.
func seen(posted url.Values) []contact.Seen {
	var out []contact.Seen
	for _, s := range posted["seen"] {
		id, version, _ := strings.Cut(s, ":")
		n, _ := strconv.Atoi(version)
		out = append(out, contact.Seen{ID: id, Version: n})
	}
	return out
}

// posted gives the form and the page, for a form that may come back.
func (a Area) posted(r *page.Request) (url.Values, ThreadPage, error) {
	posted, err := r.Posted()
	if err != nil {
		return nil, ThreadPage{}, err
	}
	p, err := a.dialogue(r)
	return posted, p, err
}

func (a Area) answer(r *page.Request) error {
	posted, p, err := a.posted(r)
	if err != nil {
		return err
	}
	if !form.Read(posted, p.Answer, p.Why) {
		return p.again(r)
	}
	body, err := messaging.AnswerText{Practice: r.Practice.Name, Body: p.Answer.Value}.Render()
	if err != nil {
		p.Answer.Error = err.Error()
		return p.again(r)
	}
	check := previewOf(r, "Your answer as it goes out", body)
	p.Check, p.Look = &check, messaging.LintAnswer(body)
	if posted.Get("do") == "check" {
		return r.Show(threadPage.With(p))
	}
	if len(p.Look) > 0 && posted.Get("looked") != "yes" {
		p.Answer.Error = "Look at this before it goes, then press send again"
		return p.again(r)
	}
	if _, err := a.Contact.Answer(r.Ctx(), r.Actor(), seen(posted), p.Answer.Value, p.Why.Value); err != nil {
		if form.Blame(err, p.Answer, p.Why) {
			return p.again(r)
		}
		return err
	}
	r.Flash("Your answer is on its way.")
	return r.Go("/replies/%s", p.Lead.ID)
}

func (p ThreadPage) again(r *page.Request) error {
	p.Errors = form.Errors(p.Answer, p.Why, p.Outcome, p.Note, p.Assign)
	return r.Mend(threadPage.With(p))
}

func (a Area) close(r *page.Request) error {
	posted, p, err := a.posted(r)
	if err != nil {
		return err
	}
	if !form.Read(posted, p.Outcome) {
		return p.again(r)
	}
	if err := a.Contact.Close(r.Ctx(), r.Actor(), seen(posted), p.Outcome.Value); err != nil {
		return err
	}
	r.Flash("The thread is closed.")
	return r.Go("/replies")
}

func (a Area) assign(r *page.Request) error {
	posted, p, err := a.posted(r)
	if err != nil {
		return err
	}
	if !form.Read(posted, p.Assign) {
		return p.again(r)
	}
	if err := a.Contact.Take(r.Ctx(), r.Actor(), seen(posted), p.Assign.Value); err != nil {
		return err
	}
	r.Flash("The thread has an owner.")
	return r.Go("/replies/%s", p.Lead.ID)
}

func (a Area) note(r *page.Request) error {
	posted, p, err := a.posted(r)
	if err != nil {
		return err
	}
	if !form.Read(posted, p.Note) {
		return p.again(r)
	}
	with := contact.Correspondent{Patient: p.Lead.Patient, Number: p.Lead.Number}
	if err := a.Contact.Note(r.Ctx(), r.Actor(), with, p.Note.Value); err != nil {
		return err
	}
	r.Flash("The note is kept.")
	return r.Go("/replies/%s", p.Lead.ID)
}

func (a Area) reopen(r *page.Request) error {
	in, err := a.Store.InboundOf(r.Ctx(), r.PracticeID(), r.Param("reply"))
	if err != nil {
		return err
	}
	if err := a.Contact.Reopen(r.Ctx(), r.Actor(), contact.Seen{ID: in.ID, Version: in.Version}); err != nil {
		return err
	}
	r.Flash("The thread is open again.")
	return r.Go("/replies/%s", in.ID)
}

func (a Area) replyWish(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	in, err := a.Store.InboundOf(r.Ctx(), r.PracticeID(), r.Param("reply"))
	if err != nil {
		return err
	}
	with := contact.Correspondent{Patient: in.Patient, Number: in.Number}
	if err := a.Contact.Record(r.Ctx(), r.Actor(), with, messaging.Wish(posted.Get("wish"))); err != nil {
		return err
	}
	r.Flash("The register of wishes has it. It holds from now on, in every cycle.")
	return r.Go("/replies/%s", in.ID)
}

// foreign is the language of words for the page; empty for English.
func foreign(language string) string {
	if language == messaging.English {
		return ""
	}
	return language
}
