package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stepdown/internal/app/apptest"
)

// Every answer carries the security headers: pages, redirects and refusals.
func TestHeadersStandOnEveryAnswer(t *testing.T) {
	site := apptest.New(t)
	visitor, viewer := site.Visitor(), site.As("Viewer")
	for name, p := range map[string]*apptest.Page{
		"page 200": visitor.Get("/sign-in").Is(http.StatusOK), "redirect 303": visitor.Get("/home").Is(http.StatusSeeOther),
		"unknown 404": viewer.Get("/nowhere").Is(http.StatusNotFound), "forbidden 403": viewer.Get("/extracts").Is(http.StatusForbidden),
		"unsigned 401": visitor.Post("/cycles", url.Values{}).Is(http.StatusUnauthorized), "health": visitor.Get("/healthz").Is(http.StatusOK),
		"static 404": visitor.Get("/static/").Is(http.StatusNotFound),
	} {
		for header, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';", "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := p.Header.Get(header); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %s is %q", name, header, got)
			}
		}
		if strings.Contains(p.Header.Get("Content-Security-Policy"), "unsafe") {
			t.Errorf("%s: the policy is loosened", name)
		}
	}
	if got := viewer.Get("/home").Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("a page with people may be kept by the browser: %q", got)
	}
}

func TestHeadIsAnsweredLikeGet(t *testing.T) {
	v := apptest.New(t).As("Clinician")
	for _, path := range []string{"/home", "/cycles", "/healthz", "/readyz", "/sign-in"} {
		get, head := v.Get(path), v.Send("HEAD", path, nil, "")
		if get.Status != head.Status || head.Body != "" {
			t.Errorf("HEAD %s: %d with %d bytes, GET %d", path, head.Status, len(head.Body), get.Status)
		}
	}
}

// A database that is away gives a plain answer that tells nothing of it.
func TestBrokenDatabaseIsSaidPlainly(t *testing.T) {
	site := apptest.New(t)
	v := site.As("Clinician")
	site.Store.Close()
	for _, path := range []string{"/home", "/cycles", "/replies"} {
		v.Get(path).Is(http.StatusInternalServerError).Hides("sql", "SELECT", "closed")
	}
	v.Get("/healthz").Is(http.StatusOK)
	v.Get("/readyz").Is(http.StatusServiceUnavailable)
}

func TestOversizedFormIsRefused(t *testing.T) {
	v := apptest.New(t).As("Coordinator")
	v.Post("/cycles", url.Values{"title": {strings.Repeat("x", 2<<20)}}).Is(http.StatusUnprocessableEntity).Says("too large")
}
