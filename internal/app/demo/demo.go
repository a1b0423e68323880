// Package demo fills an empty Stepdown with an invented practice, by the same
// services that the pages use, so that every path can be seen.
package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

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

// Prepare fills an empty store; one whose demonstration is complete is left as
// it is. A first start that was broken off leaves a half-made practice, which
// is said and not mended: `make demo-reset` is quicker than guessing.
func Prepare(ctx context.Context, a *app.App, o Options) error {
	finished := filepath.Join(a.Config.Data, "demo-made")
	if _, err := os.Stat(finished); err == nil {
		return nil
	}
	if _, err := a.Store.PracticeByODS(ctx, ODS); err == nil {
		return fmt.Errorf("the demonstration in %s was broken off while it was being made: run `make demo-reset` and start again", a.Config.Data)
	} else if !problem.Is(err, problem.NotFound) {
		return err
	}
	began := time.Now()
	o.Say("Making an invented practice. This happens once.")
	h, err := newTeller(ctx, a, o)
	if err != nil {
		return err
	}
	defer h.Close()
	next, err := h.prepare(ctx)
	if err != nil {
		return err
	}
	o.Say(fmt.Sprintf("Made in %.0f seconds. The newest extract is not imported yet, so that you can: %s", time.Since(began).Seconds(), next))
	return os.WriteFile(finished, []byte(time.Now().Format(time.RFC3339)+"\n"), 0o600)
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
		return approve(ctx, a)
	})
}

// approve puts the pharmacist's name to the English words that ship: without
// it nothing could be sent.
func approve(ctx context.Context, a *app.App) error {
	s, err := a.Store.StaffByEmail(ctx, Accounts[0].Email)
	if err != nil {
		return err
	}
	_, err = a.Texts.Contact.ApproveShipped(ctx, s.Actor())
	return err
}

// lastMonthEnd is the last day of the month before now.
func lastMonthEnd(now time.Time) nhs.Date {
	today := nhs.Today(now)
	return today.AddDays(-today.Time().Day())
}
