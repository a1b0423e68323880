// Package demo fills an empty Stepdown with an invented practice, by the same
// services that the pages use, so that every path can be seen.
package demo

import (
	"context"

	"stepdown/internal/app"
	"stepdown/internal/audit"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/web/signin"
)

// ODS is the organisation code of the invented practice: Y99999 is not issued.
const ODS = "Y99999"

// Accounts of the demonstration. They work nowhere else.
var Accounts = []signin.DemoAccount{
	{Role: "Clinician", Email: "clinician@demo.example", Password: "stepdown-clinician"},
	{Role: "Coordinator", Email: "coordinator@demo.example", Password: "stepdown-coordinator"},
	{Role: "Viewer", Email: "viewer@demo.example", Password: "stepdown-viewer"},
	{Role: "Administrator", Email: "admin@demo.example", Password: "stepdown-administrator"},
}

var people = []practice.NewStaff{
	{Name: "Amara Nwosu", Roles: practice.RoleSet{practice.Clinician}},
	{Name: "Joan Fletcher", Roles: practice.RoleSet{practice.Coordinator}},
	{Name: "Dev Chandra", Roles: practice.RoleSet{practice.Viewer}},
	{Name: "Owen Pugh", Roles: practice.RoleSet{practice.Administrator}},
}

// Options of the invented practice.
type Options struct {
	Patients, Months int
	Say              func(string)
}

// Prepare fills an empty store; one that has a practice is left as it is.
func Prepare(ctx context.Context, a *app.App, o Options) error {
	_, err := a.Store.PracticeByODS(ctx, ODS)
	if err == nil || !problem.Is(err, problem.NotFound) {
		return err
	}
	o.Say("Making an invented practice. This happens once.")
	_, err = Practice(ctx, a)
	return err
}

// Practice makes the practice and its accounts.
func Practice(ctx context.Context, a *app.App) (practice.Practice, error) {
	p := practice.Practice{ODS: ODS, Name: "Wellbrook Surgery", Settings: practice.Settings{
		Nation: nhs.England, Phone: "01632 960 000", OutOfHours: "111", Address: []string{"Wellbrook Surgery", "1 Mill Lane", "Wellbrook", "ZZ99 3AA"},
		TextPricePence: 2.8, SafetyOfficer: practice.Acceptance{Demo: true},
	}}
	return p, a.Store.InTx(ctx, func(ctx context.Context) error {
		if err := a.Store.CreatePractice(ctx, &p); err != nil {
			return err
		}
		by := audit.System(p.ID, "demonstration")
		for i, n := range people {
			n.Email, n.Password = Accounts[i].Email, Accounts[i].Password
			if _, err := a.Practice.AddStaff(ctx, by, n); err != nil {
				return err
			}
		}
		return nil
	})
}
