package programme_test

import (
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/browser"
)

// From a session to its wave, sent and taken back, in a browser with axe.
func TestInvitationToASessionInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: the browser is not short")
	}
	b := browser.New(t)
	site, _, _, at := invited(t, apptest.Built)
	b.Open(site.URL + "/sign-in")
	b.Fill("Email address", "coordinator@demo.example")
	b.Fill("Password", "stepdown-coordinator")
	b.Click("Sign in")
	b.Open(site.URL + at)
	b.Axe()
	b.Screenshot("programme-session")
	b.Click("Text the invitation to those who have a place")
	b.Axe()
	b.Screenshot("programme-texts")
	b.Click("Check and send")
	b.Expect("Check before you send", "MOSS, Ada")
	b.Axe()
	b.Screenshot("programme-wave")
	b.Fill("Type the number of people to be texted", "1")
	b.Click("Send the invitations")
	b.Expect("1 text is queued", "waiting to go")
	b.Axe()
	b.Click("Cancel what has not gone")
	b.Expect("1 text will not go")
	b.Axe()
	b.Click("Back to the session")
	b.Expect("Pain Café")
}
