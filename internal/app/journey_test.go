package app_test

import (
	"context"
	"testing"
	"time"

	"stepdown/internal/app/apptest"
	"stepdown/internal/app/demo"
	"stepdown/internal/browser"
	"stepdown/internal/intake"
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
	j.site.Work()
	j.clinic()
	j.invite()
	j.answer()
	j.book()
}

type journey struct {
	*browser.Page
	t     *testing.T
	site  *apptest.Site
	world *synth.World
	cycle string // path of the cycle's page
	who   string // path of the person followed through the cycle
}

// october is the month that is imported by hand; the ones before give the
// chart its past, the ones after show what the cycle did.
const october = 7

func begin(t *testing.T) *journey {
	t.Helper()
	j := &journey{Page: browser.New(t), t: t, site: apptest.New(t, apptest.Built)}
	j.world = synth.Practice(synth.Options{Seed: 3, Patients: 400, Months: 11, End: "2027-01-31", Cycle: synth.Cycle{Start: october + 1}})
	for month := range october {
		j.take(month)
	}
	return j
}

// take imports the extract of a month without the browser.
func (j *journey) take(month int) {
	j.t.Helper()
	_, _, err := j.site.Intake.Take(context.Background(), j.site.Staff("Coordinator").Actor(), j.site.Practice, intake.Files{Paths: []string{j.export(month)}})
	if err != nil {
		j.t.Fatal(err)
	}
}

func (j *journey) export(month int) string {
	j.t.Helper()
	path, err := j.world.Month(month).WriteFile(j.t.TempDir())
	if err != nil {
		j.t.Fatal(err)
	}
	return path
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
	j.cycle = j.Address()
}

func (j *journey) importExtract() {
	j.see("/extracts/guide", "extract-guide")
	j.see("/extracts", "extracts")
	j.Upload("Files of the export", j.export(october))
	j.Click("Import")
	j.Await("The extract is imported.")
	j.Expect("Extract of 31 October 2026", "people on an opioid or gabapentinoid on repeat", "the check digit of the NHS number is wrong")
	j.see("", "extract-report")
}

func (j *journey) goal() {
	j.Open(j.site.URL + j.cycle)
	j.Click("Set a SMART goal")
	j.see("", "goal")
	j.Click("As a percentage of the baseline")
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
		j.Click("Suitable: invite")
		j.Click("Save and go to the next")
	}
	j.Expect("All records are screened.")
}

func (j *journey) clinic() {
	j.see(j.cycle+"/clinics", "clinics-empty")
	j.Click("Plan a session")
	j.see("", "clinic-new")
	j.Choose("Who holds the session?", "Amara Nwosu")
	j.FillDate("Day", "2026-11-19")
	j.Fill("First appointment at", "9.30am")
	j.Click("Save the session")
	j.see("", "clinics")
}

func (j *journey) invite() {
	j.see(j.cycle+"/invite", "invite")
	j.Fill("Who holds the reviews", "Amara Nwosu (pharmacist)")
	j.Fill("How many people to invite in this wave", "2")
	j.Click("Check the wave")
	j.Expect("Please keep taking your medicine as usual until we have talked")
	j.see("", "wave-check")
	j.Fill("Type the number of people to be texted", "2")
	j.Click("Send the invitations")
	j.see("", "wave")
	j.see(j.cycle+"/letters", "letters")
}

// answer is the person at the phone, then the practice at its inbox.
func (j *journey) answer() {
	j.awaitPhone()
	j.see("", "phones")
	j.Click(j.Text(".app-worklist__what a"))
	j.Expect("keep taking your medicine as usual")
	j.see("", "phone")
	j.Fill("Answer as this person", "Yes please, I would like to come. I can't cope some days.")
	j.Click("Send")
	j.see("", "phone-answered")
	j.Open(j.site.URL + "/home")
	j.Expect("Reply")
	j.see("/replies", "replies")
	j.Click(j.Text(".app-worklist__what a"))
	j.Expect("I can't cope some days.")
	j.see("", "thread")
	j.Fill("Your answer", "Thank you for telling us. We will ring you this morning.")
	j.Click("Send the answer")
	j.Expect("We will ring you this morning.")
	j.see("", "thread-answered")
}

// awaitPhone reloads until the worker has carried an invitation to a phone.
func (j *journey) awaitPhone() {
	for range 100 {
		j.Open(j.site.URL + "/simulator")
		if j.Has("1 text") {
			return
		}
	}
}

// book puts the person who answered into a slot of the clinic.
func (j *journey) book() {
	j.Open(j.site.URL + j.cycle + "/clinics")
	j.see("", "clinics-to-book")
	j.t.Log(j.Text("main"))
}

var _ = time.Now
