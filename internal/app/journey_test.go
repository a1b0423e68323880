package app_test

import (
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/app/demo"
	"stepdown/internal/browser"
	"stepdown/internal/synth"
)

// TestJourney takes a practice through one whole cycle in a real browser, as
// its people would: from the export of the clinical system to the chart. Every
// page on the way is checked with axe.
func TestJourney(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: the browser journey is not short")
	}
	j := begin(t)
	j.signIn("Coordinator")
	j.plan()
	j.importExtract()
	j.goal()
	j.identify()
	j.signIn("Clinician")
	j.screen()
}

type journey struct {
	*browser.Page
	site   *apptest.Site
	world  *synth.World
	export string
	cycle  string // path of the cycle's page
}

func begin(t *testing.T) *journey {
	t.Helper()
	site := apptest.New(t, apptest.Built)
	world := synth.Practice(synth.Options{Seed: 3, Patients: 400, Months: 8})
	export, err := world.Month(1).WriteFile(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return &journey{Page: browser.New(t), site: site, world: world, export: export}
}

// see opens a page of the site, or stays, and checks it.
func (j *journey) see(path, shot string) {
	if path != "" {
		j.Open(j.site.URL + path)
	}
	j.Axe()
	j.Screenshot(shot)
}

func (j *journey) signIn(role string) {
	if j.Has("Sign out") {
		j.Click("Sign out")
	}
	j.Open(j.site.URL + "/")
	j.Axe()
	for _, account := range demo.Accounts {
		if account.Role == role {
			j.Fill("Email address", account.Email)
			j.Fill("Password", account.Password)
		}
	}
	j.Click("Sign in")
	j.Expect("What waits for a person")
	j.see("", "home-"+role)
}

func (j *journey) plan() {
	j.Click("Cycles")
	j.see("", "cycles")
	j.Click("Plan a cycle")
	j.see("", "plan")
	j.Click("Save the plan")
	j.Expect("There is a problem")
	j.see("", "plan-with-errors")
	j.Fill("Title", "Tramadol, first cycle")
	j.Click("Tramadol")
	j.FillDate("Date the cycle starts", "2026-11-02")
	j.Fill("What do you think will happen?", "One in four will reduce.")
	j.Click("Save the plan")
	j.Expect("The cycle is planned")
	j.see("", "cycle")
	j.cycle = j.Address()[len(j.site.URL):]
}

func (j *journey) importExtract() {
	j.see("/extracts/guide", "extract-guide")
	j.see("/extracts", "extracts")
	j.Upload("Files of the export", j.export)
	j.Click("Import")
	j.Await("The extract is imported.")
	j.Expect("people on an opioid or gabapentinoid on repeat", "the check digit of the NHS number is wrong")
	j.see("", "extract-report")
}

func (j *journey) goal() {
	j.Open(j.site.URL + j.cycle)
	j.Click("Set a SMART goal")
	j.see("", "goal")
	j.Choose("How do you count the change?", "As a percentage of the baseline")
	j.Fill("How large a fall do you aim for?", "10")
	j.Click("Save the goal")
	j.Expect("The goal is set")
}

func (j *journey) identify() {
	j.see(j.cycle+"/search", "search")
	j.Click("Search")
	j.Expect("taken into the cycle")
	j.see("", "people")
	j.see(j.cycle+"/people?show=out", "people-left-out")
	j.see(j.cycle+"/how", "how-made")
}

func (j *journey) screen() {
	j.see(j.cycle+"/screen", "screen")
	j.Click("Screen the next record")
	for first := true; j.Has("Is a pain review suitable?"); first = false {
		if first {
			j.see("", "record")
		}
		j.Choose("Is a pain review suitable?", "Suitable: invite")
		j.Click("Save and go to the next")
	}
	j.Expect("All records are screened.")
}
