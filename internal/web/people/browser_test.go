package people_test

import (
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/browser"
)

// The pages of one person whose texts are held, in a browser, with axe.
func TestPagesOfAHoldInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: the browser is not short")
	}
	b := browser.New(t)
	site := apptest.New(t, apptest.Built)
	c, people := site.Identified(800)
	absent(t, site, people[0])
	b.Open(site.URL + "/sign-in")
	b.Fill("Email address", "clinician@demo.example")
	b.Fill("Password", "stepdown-clinician")
	b.Click("Sign in")
	for name, path := range map[string]string{"how": "/cycles/" + c.ID + "/how", "person-held": "/people/" + people[0].PatientID, "contact-held": "/participants/" + people[0].ID + "/contact"} {
		b.Open(site.URL + path)
		b.Axe()
		b.Screenshot("people-" + name)
	}
	b.Open(site.URL + "/people/" + people[0].PatientID)
	b.Click("Say what the record shows")
	b.Axe()
	b.Screenshot("people-held")
	b.Fill("Why are they not in the extract?", "No longer on tramadol")
	b.Click("Lift the hold")
	b.Expect("Look at the record, and say so")
	b.Axe()
	b.Screenshot("people-held-mend")
	b.Click("I have looked at their record today: they are registered here, and no reason to leave them out has been added")
	b.Click("Lift the hold")
	b.Expect("The hold is lifted", "No longer on tramadol")
	b.Axe()
}
