// Package apptest is the harness of page and end-to-end tests: a whole
// Stepdown on a real SQLite file, with a clock that stands still.
package apptest

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stepdown/internal/app"
	"stepdown/internal/app/demo"
	"stepdown/internal/audit"
	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/config"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/messaging"
	"stepdown/internal/practice"
	"stepdown/internal/synth"
	"stepdown/static"
)

// Now is the instant of tests: a Tuesday morning in London.
var Now = time.Date(2026, 11, 10, 9, 30, 0, 0, time.UTC)

// Site is a Stepdown under test.
type Site struct {
	*app.App
	URL      string
	Practice practice.Practice
	t        *testing.T
	server   *httptest.Server
	clock    *atomic.Pointer[time.Time]
	logged   *journal
}

// Built makes the site use the real front end, for browser tests. Without one
// the test skips, and in CI it fails.
func Built(c *config.Config) { c.Assets = "" }

// Work sends texts and runs schedules, as serve does, until the test ends.
func (s *Site) Work() {
	ctx, stop := context.WithCancel(context.Background())
	finish := s.App.Work(ctx)
	s.t.Cleanup(func() { stop(); finish() })
}

// Move sets the clock.
func (s *Site) Move(to time.Time) { s.clock.Store(&to) }

// New builds a site with the demonstration's practice and accounts, and no
// extract. Change may alter the configuration first.
func New(t *testing.T, change ...func(*config.Config)) *Site {
	t.Helper()
	s := empty(t, change...)
	var err error
	if s.Practice, err = demo.Practice(context.Background(), s.App); err != nil {
		t.Fatal(err)
	}
	return s
}

// Told builds a site with the whole demonstration of so many people.
func Told(t *testing.T, patients int, now time.Time) *Site {
	t.Helper()
	s, ctx := empty(t), context.Background()
	s.Move(now)
	err := demo.Prepare(ctx, s.App, demo.Options{Patients: patients, Months: 18, Say: func(string) {}})
	if err != nil {
		t.Fatal(err)
	}
	if s.Practice, err = s.Store.PracticeByODS(ctx, demo.ODS); err != nil {
		t.Fatal(err)
	}
	return s
}

// empty builds a site without a practice.
func empty(t *testing.T, change ...func(*config.Config)) *Site {
	t.Helper()
	dir := t.TempDir()
	cfg := config.Config{Data: dir, Address: "127.0.0.1:0", Assets: assets(t, dir), Texts: config.Texts{Transport: "simulator", Rate: 1000}, Demo: true}
	for _, f := range change {
		f(&cfg)
	}
	if err := cfg.Complete(); err != nil {
		t.Fatal(err)
	}
	logged := &journal{}
	log := slog.New(slog.NewTextHandler(logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	clock := &atomic.Pointer[time.Time]{}
	start := Now
	clock.Store(&start)
	a, err := app.New(context.Background(), cfg, app.Options{Now: func() time.Time { return *clock.Load() }, Log: log})
	if errors.Is(err, static.ErrNotBuilt) && os.Getenv("CI") != "true" {
		t.Skip("skipped: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(a.Handler)
	t.Cleanup(func() { a.Close() }) // after the work that a test may start has ended
	t.Cleanup(server.Close)
	return &Site{App: a, URL: server.URL, t: t, server: server, clock: clock, logged: logged}
}

// journal keeps what is logged.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(line)
}

// Logged is all that the program has logged.
func (s *Site) Logged() string {
	s.logged.mu.Lock()
	defer s.logged.mu.Unlock()
	return s.logged.text.String()
}

// assets stands in for the built front end, so that page tests need no Node.
func assets(t *testing.T, dir string) string {
	t.Helper()
	dir = filepath.Join(dir, "assets")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"manifest.json": `{"app.css":"app.css","app.js":"app.js","charts.js":"charts.js","favicon.svg":"favicon.svg"}`,
		"app.css":       "", "app.js": "", "charts.js": "", "favicon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Visitor is a browser without scripts.
type Visitor struct {
	site   *Site
	client *http.Client
}

// Visitor who has not signed in.
func (s *Site) Visitor() *Visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &Visitor{s, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// As signs in with a role: "Clinician", "Coordinator", "Viewer", "Administrator".
func (s *Site) As(role string) *Visitor {
	s.t.Helper()
	v := s.Visitor()
	for _, d := range demo.Accounts {
		if d.Role == role {
			p := v.Post("/sign-in", url.Values{"email": {d.Email}, "password": {d.Password}})
			if p.Status != http.StatusSeeOther {
				s.t.Fatalf("sign-in as %s: status %d", role, p.Status)
			}
			return v
		}
	}
	s.t.Fatalf("no demonstration account is a %s", role)
	return nil
}

// Staff is the member of staff who signs in with a role.
func (s *Site) Staff(role string) practice.Staff {
	s.t.Helper()
	for _, d := range demo.Accounts {
		if d.Role == role {
			st, err := s.Store.StaffByEmail(context.Background(), d.Email)
			if err != nil {
				s.t.Fatal(err)
			}
			return st
		}
	}
	s.t.Fatalf("no demonstration account is a %s", role)
	return practice.Staff{}
}

// Welsh takes every Welsh draft that ships and has the clinician approve each, as
// if somebody who reads Welsh had checked them.
func (s *Site) Welsh() {
	s.t.Helper()
	ctx, by := context.Background(), s.Staff("Clinician").Actor()
	if _, err := s.Texts.Contact.TakeAllShipped(ctx, by, messaging.Welsh); err != nil {
		s.t.Fatal(err)
	}
	all, err := s.Store.Wordings(ctx, s.Practice.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, w := range all {
		if w.Language != messaging.Welsh || w.State != messaging.WordingDraft {
			continue
		}
		if _, err := s.Texts.Contact.ApproveWording(ctx, by, w.ID, w.Saved, "A test, first language Welsh"); err != nil {
			s.t.Fatal(err)
		}
	}
}

// Elsewhere makes another practice with a clinician of its own, for tests that
// one practice cannot see the other.
func (s *Site) Elsewhere() (*Visitor, practice.Practice) {
	s.t.Helper()
	ctx := context.Background()
	p := practice.Practice{ODS: "Y99998", Name: "Other Surgery"}
	err := s.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.Store.CreatePractice(ctx, &p); err != nil {
			return err
		}
		_, err := s.App.Practice.AddStaff(ctx, audit.System(p.ID, "test"), practice.NewStaff{
			Email: "other@demo.example", Name: "Other Clinician", Password: "stepdown-elsewhere",
			Roles: practice.RoleSet{practice.Clinician, practice.Administrator}})
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	v := s.Visitor()
	if got := v.Post("/sign-in", url.Values{"email": {"other@demo.example"}, "password": {"stepdown-elsewhere"}}); got.Status != http.StatusSeeOther {
		s.t.Fatalf("sign-in elsewhere: status %d", got.Status)
	}
	return v, p
}

// Page is an answer.
type Page struct {
	Status int
	Header http.Header
	Body   string
	t      *testing.T
}

// Get a page.
func (v *Visitor) Get(path string) *Page {
	v.site.t.Helper()
	return v.do(http.MethodGet, path, nil, "")
}

// Post a form.
func (v *Visitor) Post(path string, form url.Values) *Page {
	v.site.t.Helper()
	return v.do(http.MethodPost, path, strings.NewReader(form.Encode()), "application/x-www-form-urlencoded")
}

// Send any request with a body.
func (v *Visitor) Send(method, path string, body io.Reader, contentType string) *Page {
	v.site.t.Helper()
	return v.do(method, path, body, contentType)
}

func (v *Visitor) do(method, path string, body io.Reader, contentType string) *Page {
	v.site.t.Helper()
	req, err := http.NewRequest(method, v.site.URL+path, body)
	if err != nil {
		v.site.t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := v.client.Do(req)
	if err != nil {
		v.site.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		v.site.t.Fatal(err)
	}
	return &Page{res.StatusCode, res.Header, string(text), v.site.t}
}

// Is checks the status.
func (p *Page) Is(status int) *Page {
	p.t.Helper()
	if p.Status != status {
		p.t.Fatalf("status %d, want %d\n%s", p.Status, status, excerpt(p.Body))
	}
	return p
}

// Says checks that the page holds each of the texts.
func (p *Page) Says(texts ...string) *Page {
	p.t.Helper()
	for _, want := range texts {
		if !strings.Contains(p.Body, want) {
			p.t.Errorf("the page does not say %q\n%s", want, excerpt(p.Body))
		}
	}
	return p
}

// Hides checks that the page holds none of the texts.
func (p *Page) Hides(texts ...string) *Page {
	p.t.Helper()
	for _, not := range texts {
		if strings.Contains(p.Body, not) {
			p.t.Errorf("the page says %q", not)
		}
	}
	return p
}

// To checks that the answer sends the browser on, and gives the path.
func (p *Page) To(prefix string) string {
	p.t.Helper()
	to := p.Header.Get("Location")
	if p.Status != http.StatusSeeOther || !strings.HasPrefix(to, prefix) {
		p.t.Fatalf("status %d to %q, want 303 to %s…\n%s", p.Status, to, prefix, excerpt(p.Body))
	}
	return to
}

func excerpt(body string) string {
	if i := strings.Index(body, "<main"); i >= 0 {
		body = body[i:]
	}
	if len(body) > 3000 {
		body = body[:3000] + "…"
	}
	return body
}

// Import takes the newest extract of an invented practice of so many people in,
// as the coordinator.
func (s *Site) Import(patients int) intake.Extract {
	s.t.Helper()
	world := synth.Practice(synth.Options{Seed: 1, Patients: patients, Months: 1, Cycle: synth.Cycle{Off: true}})
	path, err := world.Last().WriteFile(s.t.TempDir())
	if err != nil {
		s.t.Fatal(err)
	}
	e, _, err := s.App.Intake.Take(context.Background(), s.Staff("Coordinator").Actor(), s.Practice, intake.Files{Paths: []string{path}})
	if err != nil {
		s.t.Fatal(err)
	}
	return e
}

// Cycle plans a tramadol cycle.
func (s *Site) Cycle() cycle.Cycle {
	s.t.Helper()
	c, err := s.App.Cycles.Create(context.Background(), s.Staff("Coordinator").Actor(),
		cycle.Cycle{Title: "Tramadol, first cycle", Targets: []string{"tramadol"}, Starts: "2026-11-01", Sample: cycle.Sample{Seed: 7}})
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// Identified imports an extract, plans a cycle and takes people in.
func (s *Site) Identified(patients int) (cycle.Cycle, []cycle.Participant) {
	s.t.Helper()
	e, c := s.Import(patients), s.Cycle()
	ctx := context.Background()
	_, err := s.App.Cycles.Identify(ctx, s.Store, s.Staff("Coordinator").Actor(), c.ID,
		cycle.Source{ExtractID: e.ID, AsAt: e.AsAt, Lists: codelist.Default()}, cohort.DefaultCriteria())
	if err != nil {
		s.t.Fatal(err)
	}
	people, err := s.Store.Participants(ctx, s.Practice.ID, c.ID)
	if err != nil || len(people) == 0 {
		s.t.Fatalf("%d participants, %v", len(people), err)
	}
	return c, people
}
