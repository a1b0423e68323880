package reviews_test

import (
	"strings"
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/browser"
)

// Every page from the clinic to the follow-up is opened in a browser and
// checked with axe; the leaflet is printed.
func TestPagesOfReviewsInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: the browser is not short")
	}
	b := browser.New(t)
	s := newScene(t, apptest.Built)
	v := s.As("Clinician")
	person := "/participants/" + s.people[0].ID
	full := answered(t, v.Get(person+"/review"))
	full.Set("do", "complete")
	v.Post(person+"/review", full).To(person + "/plan")
	v.Post(person+"/plan", asked(t, v.Get(person+"/plan/new"))).To(person + "/plan")
	other := "/participants/" + s.people[1].ID

	b.Open(s.URL + "/sign-in")
	b.Fill("Email address", "clinician@demo.example")
	b.Fill("Password", "stepdown-clinician")
	b.Click("Sign in")
	at := "/cycles/" + s.cycle.ID
	s.booked(t, v)
	for name, path := range map[string]string{"clinics": "/clinics", "today": "/clinics/today", "closing": person + "/plan/closing", "sessions": at + "/clinics", "new-clinic": at + "/clinics/new", "elsewhere": at + "/bookings/elsewhere",
		"reviews": at + "/reviews", "review-empty": other + "/review", "review": person + "/review", "versions": person + "/review/versions", "plan-form": other + "/plan/new",
		"plan": person + "/plan", "plan-change": person + "/plan/change", "checklist": person + "/checklist", "pharmacy": person + "/checklist/pharmacy",
		"follow-ups": at + "/follow-ups", "follow-up": "/follow-ups/" + s.followUps(t)[0].ID, "leaflet": person + "/plan/leaflet"} {
		b.Open(s.URL + path)
		b.Axe()
		b.Screenshot("reviews-" + name)
	}
	b.Open(s.URL + other + "/plan/new")
	b.Fill("Taken now", "400")
	b.Click("Show the proposed plan")
	b.Expect("Proposed plan", "What the review still lacks", "Complete the review and agree this plan")
	b.Axe()

	b.Open(s.URL + person + "/plan/leaflet")
	b.Click("large print")
	b.Axe()
	b.Expect("all of them")
	pdf := b.PDF()
	text := browser.PDFText(t, pdf)
	for _, want := range []string{"A plan for Siân Pritchard", "Never stop suddenly", "capsules", "01632 960 000"} {
		if !strings.Contains(text, want) {
			t.Errorf("the printed leaflet does not say %q", want)
		}
	}
	if sheets := strings.Count(text, "\f"); sheets > 3 || strings.Contains(text, "up to the next review") {
		t.Errorf("the leaflet takes %d sheets, or prints a link:\n%s", sheets, text)
	}
	if !strings.Contains(string(pdf), "/StructTreeRoot") {
		t.Error("the leaflet is not tagged for screen readers")
	}
}
