package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/app/demo"
	"stepdown/internal/practice"
	"stepdown/internal/web/page"
)

// public are the only routes that may be asked without a session. A webhook
// proves itself by signature and is not a route.
var public = []string{"GET /", "GET /sign-in", "POST /sign-in", "POST /sign-out"}

func name(route page.Route) string { return route.Method + " " + route.Path }

var parameter = regexp.MustCompile(`:([A-Za-z_-]+)`)

// at puts ids into a route's path; "" for a parameter that this test does not
// know.
func at(t *testing.T, route page.Route, ids map[string]string) string {
	t.Helper()
	known := true
	path := parameter.ReplaceAllStringFunc(route.Path, func(p string) string {
		id, ok := ids[p[1:]]
		if !ok {
			known = false
			t.Errorf("%s: this test does not know what %s stands for. Add a record of practice A to records() in internal/app/records_test.go (or, when it is not a record, a fixed word), so that the wall between practices is tested for it.", name(route), p)
		}
		return id
	})
	if !known {
		return ""
	}
	return path
}

// namesARecord reports whether a route's path names a record of a practice.
func namesARecord(route page.Route) bool {
	return slices.ContainsFunc(parameter.FindAllStringSubmatch(route.Path, -1), func(p []string) bool { return fixedWords[p[1]] == "" })
}

// anything stands for every parameter, where the answer may not depend on it.
func anything(routes []page.Route) map[string]string {
	ids := map[string]string{}
	for _, route := range routes {
		for _, p := range parameter.FindAllStringSubmatch(route.Path, -1) {
			ids[p[1]] = "AAAAAAAAAAAAAAAAAAAAAAAAAA"
		}
	}
	return ids
}

func TestEveryRouteHasAPermission(t *testing.T) {
	permissions := []practice.Permission{practice.SeeFigures, practice.SeePeople, practice.PlanCycle, practice.ImportList, practice.ScreenRecord,
		practice.SendMessage, practice.HandleReply, practice.Book, practice.HoldReview, practice.AgreePlan, practice.KeepPolicies, practice.RunProgramme,
		practice.StudyCycle, practice.ApproveWords, practice.ManageStaff, practice.ManageSite, practice.ReadAudit}
	seen := map[string]bool{}
	for _, route := range apptest.New(t).Routes() {
		n := name(route)
		if seen[n] {
			t.Errorf("%s is in the table twice", n)
		}
		seen[n] = true
		listed := slices.Contains(public, n)
		switch {
		case route.Needs == page.Public && !listed:
			t.Errorf("%s is public and not on the list of public routes", n)
		case route.Needs != page.Public && listed:
			t.Errorf("%s is on the list of public routes and needs %q", n, route.Needs)
		case route.Needs != page.Public && !slices.Contains(permissions, route.Needs):
			t.Errorf("%s needs %q, which no role could hold", n, route.Needs)
		}
		if route.Method != http.MethodGet && route.Method != http.MethodPost {
			t.Errorf("%s: pages are asked with GET and changed with POST", n)
		}
	}
	for _, n := range public {
		if !seen[n] {
			t.Errorf("%s is on the list of public routes and does not exist", n)
		}
	}
}

func TestNobodyComesInWithoutASession(t *testing.T) {
	site := apptest.New(t)
	v := site.Visitor()
	for _, route := range site.Routes() {
		if route.Needs == page.Public {
			continue
		}
		path := at(t, route, anything(site.Routes()))
		switch got := ask(v, route, path); {
		case route.Method == http.MethodGet && (got.Status != http.StatusSeeOther || got.Header.Get("Location") != "/sign-in"):
			t.Errorf("%s without a session: %d to %q, want 303 to /sign-in", name(route), got.Status, got.Header.Get("Location"))
		case route.Method == http.MethodPost && got.Status != http.StatusUnauthorized:
			t.Errorf("%s without a session: %d, want 401", name(route), got.Status)
		}
	}
}

func TestARoleThatLacksThePermissionIsRefused(t *testing.T) {
	site := apptest.New(t)
	visitors := map[string]*apptest.Visitor{}
	for _, d := range demo.Accounts {
		visitors[d.Role] = site.As(d.Role)
	}
	refused := 0
	for _, route := range site.Routes() {
		if route.Needs == page.Public {
			continue
		}
		path := at(t, route, anything(site.Routes()))
		for role, v := range visitors {
			if site.Staff(role).Can(route.Needs) {
				continue
			}
			refused++
			if got := ask(v, route, path); got.Status != http.StatusForbidden {
				t.Errorf("%s as %s, who may not %s: %d, want 403", name(route), role, route.Needs, got.Status)
			}
		}
	}
	if refused == 0 {
		t.Error("no refusal was asked for")
	}
}

func TestAnotherPracticesRecordsAreNotFound(t *testing.T) {
	site := apptest.New(t)
	ids := records(t, site)
	stranger, _ := site.Elsewhere()
	walked := 0
	for _, route := range site.Routes() {
		if route.Needs == page.Public || !namesARecord(route) {
			continue
		}
		path := at(t, route, ids)
		if path == "" {
			continue
		}
		walked++
		if got := ask(stranger, route, path); got.Status != http.StatusNotFound {
			t.Errorf("%s, asked by another practice: %d, want 404. Look the record up within the practice before anything else.", name(route), got.Status)
		}
	}
	if walked == 0 {
		t.Error("no route was walked")
	}
}

// The ids of the test above must be real, or it would prove nothing.
func TestOwnRecordsAreFound(t *testing.T) {
	site := apptest.New(t)
	ids := records(t, site)
	visitors := map[string]*apptest.Visitor{"Clinician": site.As("Clinician"), "Administrator": site.As("Administrator")}
	for _, route := range site.Routes() {
		if route.Needs == page.Public || route.Method != http.MethodGet || !parameter.MatchString(route.Path) || strings.HasSuffix(route.Path, "/events") {
			continue
		}
		path := at(t, route, ids)
		if path == "" {
			continue
		}
		role := "Clinician"
		if !site.Staff(role).Can(route.Needs) {
			role = "Administrator"
		}
		if got := ask(visitors[role], route, path); got.Status >= 400 && got.Status != http.StatusConflict {
			t.Errorf("%s, asked by its own practice: %d", name(route), got.Status)
		}
	}
}

func ask(v *apptest.Visitor, route page.Route, path string) *apptest.Page {
	if route.Method == http.MethodPost {
		return v.Post(path, url.Values{})
	}
	return v.Get(path)
}
