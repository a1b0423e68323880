package programme

import (
	"fmt"
	"strconv"

	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/programme"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// PersonWellbeing is the page of one person's answers.
type PersonWellbeing struct {
	Errors     []*form.Field
	Patient    cycle.Patient
	Answers    []Answered
	Changes    []Change
	Moment, On *form.Field
	Questions  []*form.Field
	ONSSource  string
	MayRun     bool
	Text       string // the text with the questions, as it goes out; empty when none can go
	NoText     string // why none can go
}

// Answered is one set of answers with the ONS's bands.
type Answered struct {
	programme.Wellbeing
	Cells []string
}

// Change is one question from the first answer before to the last after.
type Change struct {
	programme.Change
	Text string
}

var wellbeingPage = view.New[PersonWellbeing]("programme/wellbeing")

func (a Area) wellbeing(r *page.Request) error {
	p, err := a.wellbeingForm(r)
	if err != nil {
		return err
	}
	if err := r.Seen(p.Patient.ID, "wellbeing"); err != nil {
		return err
	}
	return r.Show(wellbeingPage.With(p))
}

func (a Area) wellbeingForm(r *page.Request) (PersonWellbeing, error) {
	patient, err := a.Cycles.Store.Patient(r.Ctx(), r.PracticeID(), r.Param("patient"))
	if err != nil {
		return PersonWellbeing{}, err
	}
	answers, err := a.Programme.Store.WellbeingOf(r.Ctx(), r.PracticeID(), patient.ID)
	if err != nil {
		return PersonWellbeing{}, err
	}
	p := PersonWellbeing{Patient: patient, ONSSource: programme.ONSSource, MayRun: r.Can(practice.RunProgramme), Changes: changes(answers),
		Moment: form.Radios("moment", "When is it asked?",
			form.Option{Value: string(programme.Before), Text: "Before the programme"}, form.Option{Value: string(programme.After), Text: "After the programme"}),
		On: form.Date("asked_on", "Asked on").As(string(r.Today()))}
	for _, q := range programme.Questions() {
		p.Questions = append(p.Questions, form.Select(q.Key, q.Text, scores(q)...).Maybe())
	}
	for _, w := range answers {
		p.Answers = append(p.Answers, Answered{w, cells(w.Answers)})
	}
	return p, a.wellbeingText(r, &p)
}

// wellbeingText words the text that asks the questions, where it can go.
func (a Area) wellbeingText(r *page.Request, p *PersonWellbeing) error {
	link := r.Practice.Settings.WellbeingLink
	if link == "" || !r.Can(practice.SendMessage) {
		return nil
	}
	o, err := a.Texts.MayOffer(r.Ctx(), r.PracticeID(), p.Patient.ID, messaging.WellbeingLink, "")
	if err != nil {
		return err
	}
	if len(o.Reasons) > 0 {
		p.NoText = o.Reasons[0]
		return nil
	}
	if _, err := a.Texts.Fresh(r.Ctx(), r.PracticeID()); problem.Is(err, problem.Conflict) {
		p.NoText = err.Error()
		return nil
	}
	w, err := a.Texts.Preview(r.Ctx(), r.PracticeID(), p.Patient.ID, messaging.WellbeingText{Practice: r.Practice.Name, Link: link})
	if problem.Is(err, problem.Conflict) {
		p.NoText = err.Error()
		return nil
	}
	p.Text = w.Body
	return err
}

func (p PersonWellbeing) fields() []*form.Field { return append(p.Questions, p.Moment, p.On) }

func (a Area) saveWellbeing(r *page.Request) error {
	p, err := a.wellbeingForm(r)
	if err != nil {
		return err
	}
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	if !form.Read(posted, p.fields()...) {
		return p.again(r)
	}
	answers := programme.ONS4{Satisfied: score(p.Questions[0]), Worthwhile: score(p.Questions[1]), Happy: score(p.Questions[2]), Anxious: score(p.Questions[3])}
	err = a.Programme.Answer(r.Ctx(), r.Actor(), programme.Wellbeing{PatientID: p.Patient.ID, Moment: programme.Moment(p.Moment.Value), AskedOn: p.On.DateValue(), Answers: answers})
	if form.Blame(err, p.fields()...) {
		return p.again(r)
	}
	if err != nil {
		return err
	}
	r.Flash("The answers are saved.")
	return r.Go("/programme/people/%s", p.Patient.ID)
}

func (p PersonWellbeing) again(r *page.Request) error {
	p.Errors = form.Errors(p.fields()...)
	return r.Mend(wellbeingPage.With(p))
}

func scores(q programme.Question) []form.Option {
	var os []form.Option
	for n := range 11 {
		o := form.Option{Value: strconv.Itoa(n), Text: strconv.Itoa(n)}
		switch n {
		case 0:
			o.Text += ", not at all"
		case 10:
			o.Text += ", completely"
		}
		os = append(os, o)
	}
	return os
}

func score(f *form.Field) programme.Score {
	if f.Value == "" {
		return programme.Score{}
	}
	return programme.Gave(f.Int())
}

func cells(o programme.ONS4) []string {
	var out []string
	for i, s := range o.Scores() {
		text := s.Text()
		if s.Given {
			text += " (" + programme.Questions()[i].Band(s) + ")"
		}
		out = append(out, text)
	}
	return out
}

// changes compares the first answers before with the last after; nothing when
// one of them is missing.
func changes(answers []programme.Wellbeing) []Change {
	var before, after *programme.Wellbeing
	for i := range answers {
		switch w := &answers[i]; {
		case w.Moment == programme.Before && before == nil:
			before = w
		case w.Moment == programme.After:
			after = w
		}
	}
	if before == nil || after == nil || after.AskedOn.Before(before.AskedOn) {
		return nil
	}
	var out []Change
	for _, c := range programme.Changes(before.Answers, after.Answers) {
		out = append(out, Change{c, changeText(c)})
	}
	return out
}

func changeText(c programme.Change) string {
	switch {
	case c.Way == programme.WayUnknown:
		return "not known: answered once or not at all"
	case c.By > 0:
		return fmt.Sprintf("%d higher: %s", c.By, c.Way)
	case c.By < 0:
		return fmt.Sprintf("%d lower: %s", -c.By, c.Way)
	}
	return "the same"
}
