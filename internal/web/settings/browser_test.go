package settings_test

import (
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/browser"
)

// The pages on which a translation is read and approved, in a browser with axe.
func TestTranslationIsApprovedInABrowser(t *testing.T) {
	b := browser.New(t)
	s := apptest.New(t, apptest.Built)
	b.Open(s.URL + "/sign-in")
	b.Fill("Email address", "admin@demo.example")
	b.Fill("Password", "stepdown-administrator")
	b.Click("Sign in")
	b.Open(s.URL + "/settings/leaflets")
	b.Axe()
	b.Click("Read it")
	b.Axe()
	b.Screenshot("settings-translation")
	b.Click("Record the approval")
	b.Expect("There is a problem")
	b.Axe()
}
