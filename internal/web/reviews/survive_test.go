package reviews_test

import (
	"context"
	"strings"
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/browser"
	"stepdown/internal/practice"
	"stepdown/internal/review"
)

// enter signs a browser in.
func enter(b *browser.Page, site, email, password string) {
	b.Open(site + "/sign-in")
	b.Fill("Email address", email)
	b.Fill("Password", password)
	b.Click("Sign in")
}

// What is typed is kept without a button; the laptop is closed, another one is
// opened, and the words are there. A colleague who has the same review open is
// told, and overwrites nothing.
func TestHalfWrittenReviewSurvivesAClosedLaptop(t *testing.T) {
	first := browser.New(t)
	s := newScene(t, apptest.Built)
	at := s.URL + "/participants/" + s.people[0].ID + "/review"
	enter(first, s.URL, "clinician@demo.example", "stepdown-clinician")
	first.Open(at)
	first.Fill("Their story, in their own words", "My back since the fall.")
	first.Click("We read it together")
	first.Click("Insert the usual safety-net words")
	first.Await("Draft saved at")
	first.Open("about:blank") // nothing was pressed

	_, err := s.App.Practice.AddStaff(context.Background(), s.Staff("Administrator").Actor(), practice.NewStaff{
		Email: "lee@demo.example", Name: "Dr Lee", Password: "stepdown-second", Roles: practice.RoleSet{practice.Clinician}})
	if err != nil {
		t.Fatal(err)
	}
	other := browser.New(t)
	enter(other, s.URL, "lee@demo.example", "stepdown-second")
	other.Open(at)
	other.Expect("Draft of Amara Nwosu", "agree who writes")
	if story, net := other.Value("Their story, in their own words"), other.Value("Safety-net advice given"); story != "My back since the fall." || !strings.HasPrefix(net, "Never stop suddenly.") {
		t.Errorf("the words did not survive: %q, %q", story, net)
	}
	other.Axe()
	other.Screenshot("review-of-a-colleague")

	first.Open(at)
	first.Fill("What matters to them?", "Being able to garden.")
	first.Await("Draft saved at")
	other.Fill("What matters to them?", "Sleep.")
	other.Await("somebody else has changed this record")
	for _, fault := range other.Console() {
		if !strings.Contains(fault, "409") { // the refusal itself, as the browser notes it
			t.Error(fault)
		}
	}
	held, err := s.Store.NewestReview(context.Background(), s.Practice.ID, s.people[0].ID)
	if err != nil || held.Matters != "Being able to garden." || held.GuideRead != "together" || held.State != review.Draft {
		t.Errorf("%+v, %v", held, err)
	}
}

// The appointment from the page of the day to the next person, with the
// clipboard kept shut as on a plain http address.
func TestAppointmentFromTheDayToTheNextPerson(t *testing.T) {
	b := browser.New(t)
	s := newScene(t, apptest.Built)
	s.alone(t)
	v := s.As("Clinician")
	s.booked(t, v)
	s.inAMonth(t, "2026-12-15")
	enter(b, s.URL, "clinician@demo.example", "stepdown-clinician")
	b.Open(s.URL + "/clinics/today")
	b.Axe()
	b.Screenshot("today")
	b.In(".app-visit").Click("Begin the review : PRITCHARD, Siân (Mrs)")                  // 1
	b.Fill("Their story, in their own words", "Pain since a fall. Misses the allotment.") //
	b.Click("Save and look at a plan")                                                    // 2
	b.Expect("The pain review is still a draft.")
	b.Fill("Taken now", "400")
	b.Click("I have asked about all of these today, or looked in the record")
	b.Click("Show the proposed plan") // 3
	b.Expect("What the review still lacks")
	b.Refute("Their story, in their own words")
	b.Click("Asked: no such thoughts")
	b.Fill("Safety-net advice given", "Never stop suddenly; hold and ring us.")
	b.Axe()
	b.Screenshot("proposal-with-a-draft-review")
	b.Click("Complete the review and agree this plan") // 4
	b.Expect("The review is completed and the plan is agreed.")
	b.Axe()
	b.Click("Print, text, copy and book one month") // 5
	b.Await("Leaflet: handed to the print window")
	b.Expect("Closing the appointment", "Booked in one month: Tuesday 15 December 2026, 9.30am", "Next person: 9.50am BEVAN, Siân (Mrs)")
	b.Axe()
	b.Screenshot("closing")
	next := b.Address()
	b.Open(s.URL + strings.Split(next, "?")[0]) // without the button, which has the printer asked for
	b.Await("Leaflet: ready on this page")
	text := browser.PDFText(t, b.PDF())
	for _, want := range []string{"Never stop suddenly", "capsules"} {
		if !strings.Contains(text, want) {
			t.Errorf("printing the page does not print the leaflet: no %q in\n%s", want, text)
		}
	}
	for _, not := range []string{"Closing the appointment", "For the clinical record", "Booked in one month"} {
		if strings.Contains(text, not) {
			t.Errorf("the paper has %q on it", not)
		}
	}
	b.Click("Next person: 9.50am BEVAN, Siân (Mrs)")
	b.Expect("Pain review", "BEVAN, Siân (Mrs)")
}
