package people

import (
	"context"

	"stepdown/internal/audit"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Add is the form that takes a person into a cycle by hand.
type Add struct {
	Errors                                      []*form.Field
	Cycle                                       cycle.Cycle
	Number, Given, Family, Born, Mobile, Reason *form.Field
	Unknown                                     bool // no extract knows the number: the name is asked
}

var addPage = view.New[Add]("people/add")

func addBlank(c cycle.Cycle) Add {
	return Add{Cycle: c,
		Number: form.Text("number", "NHS number", 20).Wide(10).Hinted("10 digits"),
		Given:  form.Text("given", "First name", 100).Maybe(),
		Family: form.Text("family", "Last name", 100).Maybe(),
		Born:   form.Date("born", "Date of birth").Maybe(),
		Mobile: form.Text("mobile", "Mobile number", 30).Wide(20).Maybe(),
		Reason: form.Text("reason", "Why is this person added?", 200),
	}
}

func (p Add) fields() []*form.Field {
	return []*form.Field{p.Number, p.Given, p.Family, p.Born, p.Mobile, p.Reason}
}

func (a Area) addForm(r *page.Request) error {
	c, err := a.cycleOf(r)
	if err != nil {
		return err
	}
	return r.Show(addPage.With(addBlank(c)))
}

// add takes in somebody whom an extract knows by the NHS number alone; for
// somebody else it asks who they are.
func (a Area) add(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	c, err := a.cycleOf(r)
	if err != nil {
		return err
	}
	p := addBlank(c)
	p.Unknown = posted.Get("unknown") == "yes"
	form.Read(posted, p.fields()...)
	number, err := nhs.ParseNumber(p.Number.Value)
	if err != nil && p.Number.Error == "" {
		p.Number.Error = "The NHS number is not right: it has 10 digits, and the last one checks the others"
	}
	if len(form.Errors(p.fields()...)) > 0 {
		return p.again(r)
	}
	patient, err := a.Store.PatientByNHSNumber(r.Ctx(), r.PracticeID(), number)
	if problem.Is(err, problem.NotFound) {
		patient, err = cycle.Patient{}, nil
	}
	if err != nil {
		return err
	}
	if patient.ID == "" && !p.named() {
		return p.again(r)
	}
	if err := a.take(r, p, patient, number); err != nil {
		if problem.Is(err, problem.Conflict) {
			p.Number.Error = "This person is in the cycle already"
			return p.again(r)
		}
		return err
	}
	r.Flash("The person is in the cycle. Next, screen the record.")
	return r.Go("/cycles/%s/screen", c.ID)
}

// named asks for the name and birth date of somebody no extract knows.
func (p *Add) named() bool {
	p.Unknown = true
	for _, f := range []*form.Field{p.Given, p.Family, p.Born} {
		if f.Value == "" {
			f.Error = "No extract knows this NHS number. Enter the person’s " + map[string]string{"given": "first name", "family": "last name", "born": "date of birth"}[f.Name]
		}
	}
	return len(form.Errors(p.fields()...)) == 0
}

func (a Area) take(r *page.Request, p Add, patient cycle.Patient, number nhs.Number) error {
	return a.Store.InTx(r.Ctx(), func(ctx context.Context) error {
		if patient.ID == "" {
			patient = cycle.Patient{PracticeID: r.PracticeID(), ByHand: true, Person: cohort.Person{NHSNumber: number,
				Given: p.Given.Value, Family: p.Family.Value, BirthDate: p.Born.DateValue(), Mobile: p.Mobile.Value}}
			if err := a.Store.SavePatient(ctx, &patient); err != nil {
				return err
			}
			if err := a.Cycles.Audit.Record(ctx, audit.By(r.Actor(), "entered person by hand", "patient:"+patient.ID).Of(patient.ID)); err != nil {
				return err
			}
		}
		_, err := a.Cycles.AddByHand(ctx, r.Actor(), p.Cycle.ID, patient.ID, p.Reason.Value)
		return err
	})
}

func (p Add) again(r *page.Request) error {
	p.Errors = form.Errors(p.fields()...)
	return r.Mend(addPage.With(p))
}
