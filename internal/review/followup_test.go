package review

import (
	"testing"

	"stepdown/internal/nhs"
	"stepdown/internal/taper"
)

func TestContactsAfterTheLastStep(t *testing.T) {
	stop := Plan{Version: 1, State: PlanAgreed, Built: true, Taper: taper.Plan{Steps: []taper.Step{
		{From: "2026-11-10", To: "2026-12-07", Daily: 50 * taper.Milligram, Take: []taper.Take{{Product: "x", Night: 1}}},
		{From: "2026-12-08", To: "2027-01-04", Kind: taper.End, Take: []taper.Take{}}}}}
	toADose := Plan{Version: 1, State: PlanAgreed, Built: true, Taper: taper.Plan{To: 50 * taper.Milligram, Steps: []taper.Step{
		{From: "2026-12-08", To: "2027-01-04", Daily: 50 * taper.Milligram, Take: []taper.Take{{Product: "x", Night: 1}}}}}}
	ended := Plan{Version: 3, State: PlanEnded, EditionOn: "2026-12-08"}
	words := Plan{Version: 1, State: PlanAgreed, Text: "as we said"}
	waits := Plan{Version: 1, State: PlanAgreed, Built: true, Taper: taper.Plan{Steps: []taper.Step{{From: "2026-12-08", Daily: 12 * taper.Milligram, Decide: true}}}}
	for _, c := range []struct {
		name  string
		plan  Plan
		on    nhs.Date
		due   nhs.Date
		about About
	}{
		{"steps to come", stop, "2026-10-10", "2026-11-10", Monthly},
		{"just before the last step", stop, "2026-12-07", "2027-01-08", OneAfter},
		{"on the last step", stop, "2026-12-08", "2027-01-08", OneAfter},
		{"after one month", stop, "2027-01-08", "2027-03-08", ThreeAfter},
		{"a few days before one month", stop, "2027-01-02", "2027-03-08", ThreeAfter},
		{"after three months", stop, "2027-03-08", "2027-06-08", SixAfter},
		{"after six months", stop, "2027-06-08", "", Monthly},
		{"at the dose that was aimed at, after six months", toADose, "2027-06-08", "2027-07-08", Monthly},
		{"at the dose that was aimed at", toADose, "2026-12-08", "2027-01-08", OneAfter},
		{"ended early", ended, "2026-12-08", "2027-01-08", OneAfter},
		{"ended early, after six months", ended, "2027-06-09", "", Monthly},
		{"own words, while it runs", words, "2026-12-08", "2027-01-08", Monthly},
		{"a clinician decides the last step", waits, "2027-02-01", "2027-03-01", Monthly},
		{"no plan", Plan{}, "2026-12-08", "", Monthly},
	} {
		if due, about := c.plan.ContactAfter(c.on); due != c.due || about != c.about {
			t.Errorf("%s: %s %q, want %s %q", c.name, due, about, c.due, c.about)
		}
	}
}
