package home_test

import (
	"net/http"
	"net/url"
	"testing"

	"stepdown/internal/app/apptest"
)

// A practice that begins is led to what comes first, and each step goes from
// the list when it is done.
func TestANewPracticeIsToldWhatComesFirst(t *testing.T) {
	site := apptest.New(t)
	v, _ := site.Elsewhere() // a new practice, and its clinician who is its administrator too
	v.Get("/home").Is(http.StatusOK).Says("Still to set up", "Enter how to reach the practice", "Nobody has accepted the hazard log", "Texts and letters are not approved", "Import the first extract", "Plan a cycle")
	v.Post("/settings", url.Values{"phone": {"01632 960 111"}, "out_of_hours": {"111"}, "address": {"1 Mill Lane\nZZ99 3AA"}, "nation": {"Wales"}, "high_dose": {"90"},
		"second_approval": {"no"}, "detailed": {"no"}, "confirm_bookings": {"no"}, "remind_bookings": {"no"}}).To("/settings")
	v.Get("/home").Is(http.StatusOK).Says("Nobody has accepted the hazard log", "Import the first extract").Hides("how to reach the practice")
}

func TestSetUpIsForThoseWhoDecideIt(t *testing.T) {
	site := apptest.New(t)
	site.As("Viewer").Get("/home").Is(http.StatusOK).Hides("Still to set up")
	site.As("Coordinator").Get("/home").Is(http.StatusOK).Says("Import the first extract").Hides("hazard log", "how to reach the practice")
	site.Import(300)
	site.As("Coordinator").Get("/home").Is(http.StatusOK).Hides("Still to set up")
}
