package settings

import (
	"stepdown/internal/practice"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Safety is the page of the clinical safety officer's acceptance, without
// which the tapering plan and the urgency ranking stay off.
type Safety struct {
	Errors                        []*form.Field
	Accepted                      practice.Acceptance
	Given                         bool
	Name, Registration, On, Agree *form.Field
}

var safetyPage = view.New[Safety]("settings/safety")

func safetyForm(a practice.Acceptance) Safety {
	return Safety{Accepted: a, Given: a.Given(),
		Name:         form.Text("name", "Name of the clinical safety officer", 100),
		Registration: form.Text("registration", "Professional registration", 40).Wide(20).Hinted("With the body that holds it, for example GMC 1234567 or GPhC 2345678"),
		On:           form.Date("on", "Date of acceptance"),
		Agree: form.Checkboxes("agree", "Confirm", form.Option{Value: "yes",
			Text: "The person named has read the hazard log, holds a current registration, is suitably trained in clinical safety, and accepts the risks that remain"}),
	}
}

func (s Safety) fields() []*form.Field {
	return []*form.Field{s.Name, s.Registration, s.On, s.Agree}
}

func (a Area) safety(r *page.Request) error {
	return r.Show(safetyPage.With(safetyForm(r.Practice.Settings.SafetyOfficer)))
}

func (a Area) accept(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	s := safetyForm(r.Practice.Settings.SafetyOfficer)
	form.Read(posted, s.fields()...)
	if s.On.Error == "" && r.Today().Before(s.On.DateValue()) {
		s.On.Error = "Date of acceptance must be today or in the past"
	}
	if s.Errors = form.Errors(s.fields()...); len(s.Errors) > 0 {
		return r.Mend(safetyPage.With(s))
	}
	err = a.Practice.SaveSettings(r.Ctx(), r.Actor(), "hazard log accepted: tapering plan and urgency ranking on", func(set *practice.Settings) error {
		set.SafetyOfficer = practice.Acceptance{Name: s.Name.Value, Registration: s.Registration.Value, On: s.On.DateValue()}
		return nil
	})
	if err != nil {
		return err
	}
	r.Flash("The acceptance is recorded. The tapering plan and the urgency ranking of replies are on.")
	return r.Go("/settings/safety")
}

// withdraw takes the acceptance back: anybody who has a doubt can switch off
// at once what could do harm.
func (a Area) withdraw(r *page.Request) error {
	err := a.Practice.SaveSettings(r.Ctx(), r.Actor(), "acceptance of the hazard log withdrawn: tapering plan and urgency ranking off", func(set *practice.Settings) error {
		set.SafetyOfficer = practice.Acceptance{}
		return nil
	})
	if err != nil {
		return err
	}
	r.Flash("The acceptance is withdrawn. The tapering plan and the urgency ranking of replies are off.")
	return r.Go("/settings/safety")
}
