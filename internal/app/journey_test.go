package app_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"stepdown/internal/app/apptest"
	"stepdown/internal/app/demo"
	"stepdown/internal/browser"
	"stepdown/internal/intake"
	"stepdown/internal/nhs"
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
	j.choose()
	j.site.Work()
	j.clinic()
	j.invite()
	j.answer()
	j.book()
	j.review()
	j.taper()
	j.followUp()
	j.offer()
	j.study()
}

type journey struct {
	*browser.Page
	t      *testing.T
	site   *apptest.Site
	world  *synth.World
	cycle  string // path of the cycle's page
	who    string // path of the participant who is followed through the cycle
	name   string // as on lists
	called string
	number nhs.Number
}

// october is the month that is imported by hand; the ones before give the
// chart its past, the ones after show what the cycle did.
const october = 7

func begin(t *testing.T) *journey {
	t.Helper()
	j := &journey{Page: browser.New(t), t: t, site: apptest.New(t, apptest.Built)}
	j.world = synth.Practice(synth.Options{Seed: 3, Patients: 700, Months: 11, End: "2027-01-31", Cycle: synth.Cycle{Start: october + 1}})
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
	all := j.Text(".app-tile__value") // everybody who can be texted
	j.Fill("How many people to invite in this wave", all)
	j.Click("Check the wave")
	j.Expect("Please keep taking your medicine as usual until we have talked")
	j.see("", "wave-check")
	j.Fill("Type the number of people to be texted", all)
	j.Click("Send the invitations")
	j.see("", "wave")
	j.see(j.cycle+"/letters", "letters")
}

// answer is the person at the phone, then the practice at its inbox.
func (j *journey) answer() {
	j.awaitPhone()
	j.see("", "phones")
	j.Click(j.called)
	j.Expect("keep taking your medicine as usual")
	j.see("", "phone")
	j.Fill("Answer as this person", "Yes please, I would like to come. I can't cope some days.")
	j.Click("Send")
	j.see("", "phone-answered")
	j.Open(j.site.URL + "/home")
	j.Expect("Reply")
	j.see("/replies", "replies")
	j.Click(j.called)
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
		if j.Has(j.called) {
			return
		}
	}
}

// choose picks the person whose way through the cycle is followed: always the
// same one, on capsules alone, with nothing on the record that stops a plan.
func (j *journey) choose() {
	j.t.Helper()
	ctx, practiceID, cycleID := context.Background(), j.site.Practice.ID, strings.TrimPrefix(j.cycle, "/cycles/")
	patients, err := j.site.Store.PatientsOf(ctx, practiceID, cycleID)
	if err != nil {
		j.t.Fatal(err)
	}
	people, err := j.site.Store.Participants(ctx, practiceID, cycleID)
	if err != nil {
		j.t.Fatal(err)
	}
	for _, p := range people {
		f, err := j.site.Store.FoundOf(ctx, practiceID, cycleID, p.PatientID)
		if err != nil {
			j.t.Fatal(err)
		}
		patient := patients[p.PatientID]
		_, bad := nhs.ParseMobile(patient.Person.Mobile)
		simple := len(f.Decision.Medicines) == 1 && strings.HasPrefix(f.Decision.Medicines[0].Name, "Tramadol 50mg capsules") && f.Decision.OME.High >= 20 && !f.Decision.OME.AtLeast
		for _, flag := range f.Decision.Flags {
			simple = simple && (flag.Code == "depression" || flag.Code == "anxiety" || flag.Code == "chronic-pain")
		}
		if simple && bad == nil && (j.number == "" || patient.Person.NHSNumber < j.number) {
			j.number, j.name, j.called, j.who = patient.Person.NHSNumber, patient.FormalName(), patient.Name(), "/participants/"+p.ID
		}
	}
	if j.who == "" {
		j.t.Fatal("nobody of the invented practice has a simple record")
	}
}

// book puts the person who answered into a slot of the clinic, and the day
// comes.
func (j *journey) book() {
	j.see(j.cycle+"/clinics", "clinics-to-book")
	j.Choose("Person", j.name+" – invited")
	j.Click("Pain review")
	j.Choose("Slot", "First free: Thursday 19 November 2026, 9.30am, Surgery")
	j.Click("Book")
	j.see("", "clinics-booked")
	j.site.Move(time.Date(2026, 11, 19, 9, 55, 0, 0, time.UTC))
	j.Reload()
	j.Click("Attended : " + j.name)
	j.see("/clinics", "clinics-coming")
}

func (j *journey) review() {
	j.see(j.who+"/review", "review")
	j.Fill("Their story, in their own words", "Pain since a fall four years ago. Sleeps badly. Misses the allotment.")
	j.Fill("What matters to them?", "Being able to garden.")
	j.Click("A car alarm that has become too sensitive")
	j.In("fieldset:has(input[name^='decision-'])").Click("Reduce and stop")
	j.Click("Ten Footsteps")
	j.Click("Asked: no such thoughts")
	j.Fill("Their goals, in their words", "An hour in the garden by spring.")
	j.Fill("Safety-net advice given", "Never stop suddenly; hold and ring us.")
	j.Click("Complete the review")
	j.see("", "review-completed")
}

// taper proposes and agrees a plan, prints the leaflet and goes through the
// list from repeat to acute.
func (j *journey) taper() {
	j.Fill("Taken now", "200")
	j.FillDate("First day of the plan", "2026-11-23")
	j.Click("Show the proposed plan")
	j.Expect("Proposed plan")
	j.see("", "plan-proposed")
	j.Click("Agree this plan with the person")
	j.see("", "plan-agreed")
	j.see(j.who+"/plan/leaflet", "leaflet")
	text := browser.PDFText(j.t, j.PDF())
	for _, want := range []string{"Never stop suddenly", "01632 960 000"} {
		if !strings.Contains(text, want) {
			j.t.Errorf("the printed leaflet does not say %q", want)
		}
	}
	j.Open(j.site.URL + j.who + "/plan")
	j.Click("Text the plan")
	j.see("", "plan-text")
	if body := j.Text(".app-text-preview"); strings.Contains(strings.ToLower(body), "tramadol") {
		j.t.Errorf("the text names the medicine: %s", body)
	}
	if j.Has("Why does the text need to be so long?") {
		j.Fill("Why does the text need to be so long?", "Asked for all steps by text.")
	}
	j.Click("Send the plan")
	j.Expect("The plan is on its way as a text.")
	j.Open(j.site.URL + j.who + "/plan")
	j.Click("Print, text, copy and book one month")
	j.Await("Leaflet: handed to the print window")
	j.Expect("Texted: the plan", "Not booked: no session near that day has a free slot")
	j.see("", "closing")
	j.see("/clinics/today", "today")
	j.see(j.who+"/checklist", "checklist")
	j.see(j.who+"/checklist/pharmacy", "pharmacy-sheet")
}

// followUp is a month later: nobody booked, so a text asks.
func (j *journey) followUp() {
	j.site.Move(time.Date(2026, 12, 21, 9, 30, 0, 0, time.UTC))
	j.take(october + 1) // the old extract is too old for texts to go out
	j.see("/home", "home-a-month-later")
	j.see(j.cycle+"/follow-ups", "follow-ups")
	j.Click(j.name)
	j.see("", "follow-up")
	j.see("/people/"+j.patient()+"/messages", "messages")
	j.Click("Send the follow-up text")
	j.awaitText("How are you getting on?")
	j.Fill("Answer as this person", "Doing ok thanks. Could I have another prescription please?")
	j.Click("Send")
	j.Open(j.site.URL + "/replies")
	j.In("h2 + .app-worklist").Click(j.called) // the first list: what waits for a person
	j.Expect("another prescription")
	j.see("", "thread-prescription")
	j.Fill("Your answer", "Your next prescription is on its way to the pharmacy.")
	j.Click("Send the answer")
	j.record()
}

// record is the clinician's telephone contact.
func (j *journey) record() {
	j.Open(j.site.URL + j.cycle + "/follow-ups")
	j.Click(j.name)
	j.In("fieldset:has(input[name='way'])").Click("Telephone")
	j.Fill("How is it going?", "Sleeping better, some aches for two days after each step.")
	j.Click("Asked: no such thoughts")
	j.Click("Go on with the next step")
	j.Click("Record the contact")
	j.see("", "follow-up-recorded")
}

// patient is the id of the person who is followed.
func (j *journey) patient() string {
	j.t.Helper()
	p, err := j.site.Store.PatientByNHSNumber(context.Background(), j.site.Practice.ID, j.number)
	if err != nil {
		j.t.Fatal(err)
	}
	return p.ID
}

// awaitText opens the phone of the person followed until a text is on it.
func (j *journey) awaitText(words string) {
	for range 100 {
		j.Open(j.site.URL + "/simulator")
		j.Click(j.called)
		if j.Has(words) {
			return
		}
	}
	j.Expect(words)
}

func (j *journey) offer() {
	j.see("/programme", "programme")
	j.Click("Plan a session")
	j.see("", "session-new")
	j.Click("Pain Café")
	j.Click("In a group, at a place")
	j.FillDate("Day", "2027-01-12")
	j.Fill("Starts at", "14:00")
	j.Fill("Place (optional)", "The library")
	j.Fill("Length", "90")
	j.Fill("Places", "12")
	j.Fill("Who leads it?", "Rhys Morgan")
	j.Click("Save the session")
	j.see("", "session")
	j.see("/programme/people/"+j.patient(), "wellbeing")
}

// study looks at the charts once the extracts of the months after are in.
func (j *journey) study() {
	j.site.Move(time.Date(2027, 2, 2, 9, 30, 0, 0, time.UTC))
	for month := october + 2; month < j.world.Months(); month++ {
		j.take(month)
	}
	j.see(j.cycle+"/study", "study")
	j.Expect("The target is reached", "on 31 January 2027")
	j.Fill("What did you learn?", "People want time to talk more than a text.")
	j.Click("Save what you learnt")
	j.see(j.cycle+"/summary", "summary")
	j.Expect("People want time to talk more than a text.", "Greener Practice", "Frome Medical Practice")
	j.Refute(j.called, j.number.Spaced())
	j.see(j.cycle+"/act", "act")
	j.Click("Adapt")
	j.Fill("What will you change?", "Ring people before the text goes.")
	j.Click("Record the decision and close the cycle")
	j.see("", "act-decided")
	j.Click("Copy into")
	j.see("", "next-cycle")
	j.Expect("Tramadol, first cycle (next)")
}
