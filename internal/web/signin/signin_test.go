package signin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stepdown/internal/app/apptest"
)

func TestFrontDoorLeadsToSignIn(t *testing.T) {
	v := apptest.New(t).Visitor()
	v.Get("/").To("/sign-in")
	v.Get("/home").To("/sign-in")
	for _, method := range []string{"GET", "HEAD"} {
		p := v.Send(method, "/", nil, "")
		p.To("/sign-in")
		if !strings.HasPrefix(p.Header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s /: no content security policy", method)
		}
	}
}

func TestWrongPasswordTellsNothing(t *testing.T) {
	v := apptest.New(t).Visitor()
	known := v.Post("/sign-in", url.Values{"email": {"clinician@demo.example"}, "password": {"wrong"}}).Is(http.StatusUnprocessableEntity)
	unknown := v.Post("/sign-in", url.Values{"email": {"nobody@demo.example"}, "password": {"wrong"}}).Is(http.StatusUnprocessableEntity)
	known.Says("The email address or password is not right.").Hides("wrong")
	unknown.Says("The email address or password is not right.")
}

// Two people behind one address: one locked account does not lock the other.
func TestGuessingLocksTheAccountNotTheSurgery(t *testing.T) {
	site := apptest.New(t)
	v := site.Visitor()
	for range 10 {
		v.Post("/sign-in", url.Values{"email": {"viewer@demo.example"}, "password": {"guess"}}).Is(http.StatusUnprocessableEntity)
	}
	v.Post("/sign-in", url.Values{"email": {"viewer@demo.example"}, "password": {"stepdown-viewer"}}).Is(http.StatusServiceUnavailable).Says("Wait 15 minutes")
	site.As("Clinician").Get("/home").Is(http.StatusOK)
}

func TestSignOutEndsTheSession(t *testing.T) {
	v := apptest.New(t).As("Clinician")
	v.Post("/sign-out", nil).To("/sign-in")
	v.Get("/home").To("/sign-in")
}

func TestPostFromAnotherSiteIsRefused(t *testing.T) {
	site := apptest.New(t)
	req, _ := http.NewRequest("POST", site.URL+"/sign-out", nil)
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("status %d, want 403", res.StatusCode)
	}
}
