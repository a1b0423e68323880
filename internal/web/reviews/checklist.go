package reviews

import (
	"stepdown/internal/practice"
	"stepdown/internal/review"
	"stepdown/internal/taper"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Checklist is the change from repeat to acute for one person.
type Checklist struct {
	Person
	Errors   []*form.Field
	List     review.Checklist
	Left     int
	Items    []ChecklistItem
	Plan     review.Plan
	Live     bool
	Short    bool
	MayWrite bool
	Repeats  []review.Line // lines that the extract still has on repeat
	Behind   bool          // ticked as off repeat, but a later extract still has one
	AsAt     string
	Issue    *form.Field // which acute was issued: the same tick records the supply
	Until    *form.Field // the same for a plan in own words
	Next     *form.Field
}

// ChecklistItem is one task with its answer.
type ChecklistItem struct {
	Field *form.Field
	By    string // who answered it, and when
}

var checklistPage = view.New[Checklist]("reviews/checklist")

func (a Area) checklistOf(r *page.Request) (Checklist, error) {
	var p Checklist
	var err error
	if p.Person, err = a.person(r); err != nil {
		return p, err
	}
	if p.List, err = a.Reviews.Checklist(r.Ctx(), r.PracticeID(), p.Participant.ID); err != nil {
		return p, err
	}
	if p.Plan, err = a.Reviews.PlanFor(r.Ctx(), r.PracticeID(), p.Participant.ID); err != nil {
		return p, err
	}
	record, err := a.Reviews.RecordOf(r.Ctx(), r.PracticeID(), p.Patient.ID, r.Practice.Settings.HighDoseOME)
	if err != nil {
		return p, err
	}
	held, err := a.Reviews.Review(r.Ctx(), r.PracticeID(), p.Participant.ID)
	if err != nil {
		return p, err
	}
	p.Repeats = review.OnRepeat(record, held, p.Plan)
	p.AsAt, p.MayWrite = record.AsAt.String(), r.Can(practice.Book)
	repeat := p.List.Tick("repeat")
	p.Behind = repeat.Done && len(p.Repeats) > 0 && record.AsAt > repeat.On
	p.Live, p.Short, p.Left = p.Plan.State.Live(), p.Plan.Short(r.Today(), r.Practice.Settings.Nation), p.List.Left()
	for _, t := range review.Tasks {
		tick := p.List.Tick(t.Key)
		options := []form.Option{{Value: "done", Text: "Done"}, {Value: "todo", Text: "To do"}}
		if t.MayBeNone {
			options = append(options, form.Option{Value: "none", Text: "Not needed"})
		}
		answer := tick.Answer()
		if answer == "" {
			answer = "todo"
		}
		item := ChecklistItem{Field: form.Radios(t.Key, t.Text, options...).Hinted(t.Hint).As(answer)}
		if tick.By != "" {
			item.By = tick.By + ", " + tick.On.String()
		}
		p.Items = append(p.Items, item)
	}
	p.supply()
	return p, nil
}

// supply asks beside the tick which acute it was, so that the plan knows until
// when it lasts. Without an answer the plan stays on the worklist as one whose
// supply nobody knows.
func (p *Checklist) supply() {
	if !p.Live || p.List.Tick("acute").Done {
		return
	}
	p.Next = form.Date("next", "Next acute arranged for").Maybe()
	if !p.Plan.Built {
		p.Until = form.Date("until", "It lasts until").Maybe()
		return
	}
	var issues []form.Option
	for _, i := range p.Plan.Taper.Issues {
		if i.IssuedOn == "" && len(i.Items) > 0 {
			issues = append(issues, form.Option{Value: string(i.From), Text: i.From.String() + " to " + i.To.String()})
		}
	}
	if len(issues) > 0 {
		p.Issue = form.Select("issue", "Which acute was issued?", issues...).Hinted("Records until when the supply lasts.").Maybe()
	}
}

// asked are the fields of the supply that the page has.
func (p *Checklist) asked() (fs []*form.Field) {
	for _, f := range []*form.Field{p.Issue, p.Until, p.Next} {
		if f != nil {
			fs = append(fs, f)
		}
	}
	return fs
}

// answered is the supply as typed.
func (p *Checklist) answered() (s review.Supply) {
	if p.Issue != nil {
		s.Issue = dateOf(p.Issue.Value)
	}
	if p.Until != nil {
		s.Until = p.Until.DateValue()
	}
	if p.Next != nil {
		s.Next = p.Next.DateValue()
	}
	return s
}

func (a Area) checklist(r *page.Request) error {
	p, err := a.checklistOf(r)
	if err != nil {
		return err
	}
	if err := p.seen(r, "repeat-to-acute checklist"); err != nil {
		return err
	}
	return r.Show(checklistPage.With(p))
}

func (a Area) tickOff(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.checklistOf(r)
	if err != nil {
		return err
	}
	version, plan := form.Number("version", "Version", 0), form.Number("plan", "Plan", 0).Maybe()
	fields := append([]*form.Field{version, plan}, p.asked()...)
	for _, i := range p.Items {
		fields = append(fields, i.Field)
	}
	if !form.Read(posted, fields...) {
		p.Errors = form.Errors(fields...)
		return r.Mend(checklistPage.With(p))
	}
	answers := map[string]string{}
	for _, i := range p.Items {
		if i.Field.Value != "todo" {
			answers[i.Field.Name] = i.Field.Value
		}
	}
	if p.answered() != (review.Supply{}) && answers["acute"] != "done" {
		p.Item("acute").Error = "Select done for the acute whose supply you enter"
		p.Errors = form.Errors(fields...)
		return r.Mend(checklistPage.With(p))
	}
	saved, err := a.Reviews.TickOffSupplied(r.Ctx(), r.Actor(), p.Participant.ID, version.Int(), answers, plan.Int(), p.answered())
	if err != nil {
		return err
	}
	if n := saved.Left(); n > 0 {
		r.Flash("Saved. %d still to do: it stays on the worklist.", n)
	} else {
		r.Flash("Saved. The change from repeat to acute is finished.")
	}
	return r.Go("/participants/%s/checklist", p.Participant.ID)
}

// Item of a task, by its key.
func (p *Checklist) Item(key string) *form.Field {
	for _, i := range p.Items {
		if i.Field.Name == key {
			return i.Field
		}
	}
	return &form.Field{}
}

// Handover is the sheet for the community pharmacy.
type Handover struct {
	Person
	Practice practice.Practice
	Plan     review.Plan
	Repeats  []review.Line
	Issues   []taper.Issue
	On       string
}

var handoverPage = view.In[Handover]("print", "reviews/handover")

func (a Area) handover(r *page.Request) error {
	p, err := a.checklistOf(r)
	if err != nil {
		return err
	}
	if err := p.seen(r, "pharmacy handover sheet"); err != nil {
		return err
	}
	h := Handover{Person: p.Person, Practice: r.Practice, Plan: p.Plan, Repeats: p.Repeats, On: r.Today().String()}
	for _, i := range p.Plan.Taper.Issues {
		if len(i.Items) > 0 && i.To >= r.Today() {
			h.Issues = append(h.Issues, i)
		}
	}
	return r.Show(handoverPage.With(h))
}
