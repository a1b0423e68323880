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
	AsAt     string
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
	for _, l := range record.Lines {
		if l.Kind == "repeat" || l.Kind == "repeat dispensing" {
			p.Repeats = append(p.Repeats, l)
		}
	}
	p.AsAt, p.MayWrite = record.AsAt.String(), r.Can(practice.Book)
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
	return p, nil
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
	version := form.Number("version", "Version", 0)
	fields := []*form.Field{version}
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
	saved, err := a.Reviews.TickOff(r.Ctx(), r.Actor(), p.Participant.ID, version.Int(), answers)
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
