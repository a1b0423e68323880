package settings_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/app/demo"
	"stepdown/internal/config"
	"stepdown/internal/practice"
	"stepdown/internal/review"
)

func details() url.Values {
	return url.Values{"phone": {"01632 960 111"}, "out_of_hours": {"111"}, "address": {"1 Mill Lane\r\n\r\nZZ99 3AA"}, "nation": {"Wales"},
		"extract_max_days": {"40"}, "reply_hours": {""}, "text_price": {"3.1"}, "high_dose": {"90"}, "second_approval": {"yes"}, "detailed": {"no"}, "supervision": {""},
		"reminder_days": {"28"}, "confirm_bookings": {"yes"}, "remind_bookings": {"no"}, "wellbeing_link": {"https://forms.example.nhs.uk/four"}}
}

func TestDetailsAreSavedAndShownAgain(t *testing.T) {
	site := apptest.New(t)
	v := site.As("Administrator")
	v.Post("/settings", details()).To("/settings")
	v.Get("/settings").Is(http.StatusOK).Says("The practice details are saved.", `value="01632 960 111"`, "1 Mill Lane\nZZ99 3AA", `<option value="Wales" selected>`, `value="40"`, `value="3.1"`)
	s := current(t, site).Settings
	if s.ReplyHours != 0 || s.HighDoseOME != 90 || !s.SecondApproval || s.Detailed || s.RemindAfter() != 28 || !s.ConfirmBookings || s.RemindBookings || s.WellbeingLink == "" || !s.SafetyOfficer.Demo {
		t.Errorf("%+v", s)
	}
	v.Get("/settings/audit").Says("changed settings", "practice details", "Owen Pugh")
}

func TestDetailsWithErrorsSayWhatToMend(t *testing.T) {
	v := apptest.New(t).As("Administrator")
	form := details()
	form.Set("phone", "")
	form.Set("extract_max_days", "400")
	form.Set("reply_hours", "2.5")
	form.Set("text_price", "lots")
	form.Set("high_dose", "12")
	form.Set("reminder_days", "2")
	form.Set("wellbeing_link", "http://bit.ly/x")
	v.Post("/settings", form).Is(http.StatusUnprocessableEntity).
		Says("Error: Practice details", "Enter an answer: telephone", "whole number from 1 to 92", "whole number from 1 to 72", "must be a number", "Select from the list", "ZZ99 3AA", "whole number from 7 to 92", "begin with https://")
}

func acceptance() url.Values {
	return url.Values{"name": {"Dr Ines Moor"}, "registration": {"GMC 1234567"}, "on-day": {"10"}, "on-month": {"11"}, "on-year": {"2026"}, "agree": {"yes"}}
}

func TestTheGateOpensOnlyWithANameAndClosesAgain(t *testing.T) {
	site := apptest.New(t, func(c *config.Config) { c.Demo = false })
	v := site.As("Administrator")
	v.Post("/settings/safety/withdraw", nil).To("/settings/safety") // the invented practice starts with the demonstration's acceptance
	v.Get("/settings/safety").Says("are off.", "Record the acceptance")
	if current(t, site).Settings.SafetyOfficer.Given() {
		t.Fatal("the gate stayed open")
	}
	form := acceptance()
	form.Del("agree")
	form.Set("on-day", "11")
	v.Post("/settings/safety", form).Is(http.StatusUnprocessableEntity).Says("today or in the past", "Select at least one: confirm", "Dr Ines Moor")
	v.Post("/settings/safety", acceptance()).To("/settings/safety")
	v.Get("/settings/safety").Says("Dr Ines Moor", "GMC 1234567", "10 November 2026", "are on.")
	if !current(t, site).Settings.SafetyOfficer.Given() {
		t.Error("the gate stayed shut")
	}
	v.Get("/settings/audit").Says("hazard log accepted", "withdrawn")
}

func TestStaffAreAddedCoveredAndSwitchedOff(t *testing.T) {
	site := apptest.New(t)
	v := site.As("Administrator")
	v.Post("/settings/staff", url.Values{"name": {"Priya Shah"}, "email": {"Priya@demo.example"}, "roles": {"clinician", "viewer"}, "password": {"four words together"}}).To("/settings/staff")
	priya, err := site.Store.StaffByEmail(context.Background(), "priya@demo.example")
	if err != nil {
		t.Fatal(err)
	}
	at := "/settings/staff/" + priya.ID
	cover := site.Staff("Clinician").ID
	v.Post(at, url.Values{"roles": {"clinician"}, "cover": {cover}}).To("/settings/staff")
	v.Get("/settings/staff").Says("The account of Priya Shah is saved.", "clinician", "Amara Nwosu")
	v.Post(at+"/password", url.Values{"password": {"short"}}).Is(http.StatusUnprocessableEntity).Says("between 12 and 128")
	v.Post(at+"/password", url.Values{"password": {"another four words"}}).To("/settings/staff")
	signIn := url.Values{"email": {"priya@demo.example"}, "password": {"another four words"}}
	p := site.Visitor()
	p.Post("/sign-in", signIn).To("/home")
	v.Post(at+"/access", url.Values{"to": {"off"}}).To("/settings/staff")
	p.Get("/home").To("/sign-in")
	site.Visitor().Post("/sign-in", signIn).Is(http.StatusUnprocessableEntity)
	v.Post(at+"/access", url.Values{"to": {"on"}}).To("/settings/staff")
	site.Visitor().Post("/sign-in", signIn).To("/home")
}

func TestStaffRefusals(t *testing.T) {
	site := apptest.New(t)
	v := site.As("Administrator")
	own := "/settings/staff/" + site.Staff("Administrator").ID
	v.Post(own, url.Values{"roles": {"viewer"}}).Is(http.StatusUnprocessableEntity).Says("cannot take the administrator’s role from yourself")
	v.Post(own+"/access", url.Values{"to": {"off"}}).Is(http.StatusConflict).Says("cannot switch off your own account")
	v.Post(own+"/password", url.Values{"password": {"four words together"}}).Is(http.StatusConflict)
	v.Post("/settings/staff", url.Values{"name": {"Twin"}, "email": {demo.Accounts[0].Email}, "roles": {"viewer"}, "password": {"four words together"}}).
		Is(http.StatusUnprocessableEntity).Says("already has an account")
	colleague := "/settings/staff/" + site.Staff("Viewer").ID
	_, other := site.Elsewhere()
	stranger, err := site.Store.StaffList(context.Background(), other.ID)
	if err != nil || len(stranger) == 0 {
		t.Fatal("no staff elsewhere", err)
	}
	v.Post(colleague, url.Values{"roles": {"viewer"}, "cover": {stranger[0].ID}}).Is(http.StatusUnprocessableEntity).Hides(stranger[0].Name)
}

func TestOwnPasswordNeedsTheOldOne(t *testing.T) {
	site := apptest.New(t)
	v := site.As("Viewer")
	v.Get("/account").Is(http.StatusOK).Says("Dev Chandra", "viewer")
	account := demo.Accounts[2]
	v.Post("/account", url.Values{"current": {"not my password"}, "password": {"four words together"}}).
		Is(http.StatusUnprocessableEntity).Says("Your current password is not right")
	v.Post("/account", url.Values{"current": {account.Password}, "password": {account.Password}}).Is(http.StatusUnprocessableEntity).Says("differs from the one you have")
	v.Post("/account", url.Values{"current": {account.Password}, "password": {"short"}}).Is(http.StatusUnprocessableEntity).Says("between 12 and 128")
	v.Post("/account", url.Values{"current": {account.Password}, "password": {"four words together"}}).To("/account")
	v.Get("/account").Says("Your password is changed.")
	site.Visitor().Post("/sign-in", url.Values{"email": {account.Email}, "password": {"four words together"}}).To("/home")
}

// Somebody who changes a password because a stranger knows it must be rid of
// the stranger.
func TestANewPasswordEndsEveryOtherSession(t *testing.T) {
	site := apptest.New(t)
	here, elsewhere := site.As("Viewer"), site.As("Viewer")
	here.Post("/account", url.Values{"current": {demo.Accounts[2].Password}, "password": {"four words together"}}).To("/account")
	here.Get("/home").Is(http.StatusOK)
	elsewhere.Get("/home").To("/sign-in")

	admin, clinician := site.As("Administrator"), site.As("Clinician")
	admin.Post("/settings/staff/"+site.Staff("Clinician").ID+"/password", url.Values{"password": {"another four words"}}).To("/settings/staff")
	clinician.Get("/home").To("/sign-in")
	admin.Get("/home").Is(http.StatusOK)
}

func TestGuessesOfTheOwnPasswordAreLimited(t *testing.T) {
	v := apptest.New(t).As("Viewer")
	wrong := url.Values{"current": {"not my password"}, "password": {"four words together"}}
	for range 10 {
		v.Post("/account", wrong).Is(http.StatusUnprocessableEntity)
	}
	v.Post("/account", wrong).Is(http.StatusServiceUnavailable).Says("Wait 15 minutes")
}

func TestAuditTrailIsPagedAndNamesOnePerson(t *testing.T) {
	site := apptest.New(t)
	v := site.As("Administrator")
	for range 51 {
		v.Post("/settings/safety/withdraw", nil).To("/settings/safety")
	}
	v.Get("/settings/audit").Says("Older", "page 1").Hides("Newer")
	v.Get("/settings/audit?page=2").Says("Newer", "page 2").Hides(`rel="next"`)
	v.Get("/settings/audit?page=nonsense").Is(http.StatusOK).Says("page 1")
	v.Get("/settings/audit?person=NOBODY").Says("no entries about a person with this id")
	if body := v.Get("/settings/audit").Body; strings.Contains(body, "saw audit trail") {
		t.Error("a look at nobody's trail left a trace")
	}
}

func current(t *testing.T, site *apptest.Site) practice.Practice {
	t.Helper()
	p, err := site.Store.Practice(context.Background(), site.Practice.ID)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A translation of the leaflet is off until a named person has approved its
// very words; who did, and when, is kept and can be taken back.
func TestLeafletIsPrintedInWelshOnlyOnceSomebodyApprovedIt(t *testing.T) {
	s := apptest.New(t)
	v := s.As("Administrator")
	v.Get("/settings/leaflets").Is(http.StatusOK).Says("Welsh", "Draft", "Nobody has approved it yet")
	page := v.Get("/settings/leaflets/cy").Is(http.StatusOK).Says("Never stop suddenly.", "Peidiwch byth â stopio’n sydyn.")
	w, _ := review.TranslationOf("cy")
	page.Says(`name="print" value="` + w.Print() + `"`)
	given := url.Values{"print": {w.Print()}, "name": {"Dr Siân Jones"}, "standing": {"GP, first language Welsh"}, "on-day": {"9"}, "on-month": {"11"}, "on-year": {"2026"}, "agree": {"yes"}}
	for field, bad := range map[string]string{"name": "", "standing": "", "agree": "", "on-year": "2031"} {
		form := url.Values{}
		for k, x := range given {
			form[k] = x
		}
		form.Set(field, bad)
		v.Post("/settings/leaflets/cy", form).Is(http.StatusUnprocessableEntity).Says("There is a problem")
	}
	old := url.Values{}
	for k, x := range given {
		old[k] = x
	}
	old.Set("print", "0123456789abcdef")
	v.Post("/settings/leaflets/cy", old).Is(http.StatusConflict).Says("The words have changed")
	v.Post("/settings/leaflets/cy", given).To("/settings/leaflets")
	v.Get("/settings/leaflets").Says("Approved", "Dr Siân Jones, GP, first language Welsh, on 9 November 2026")
	v.Get("/settings/audit").Says("leaflet approved in Welsh by Dr Siân Jones")
	p, err := s.Store.Practice(context.Background(), s.Practice.ID)
	if err != nil || len(review.ApprovedLeaflets(p.Settings)) != 1 {
		t.Errorf("approved %v, %v", p.Settings.Leaflets, err)
	}
	v.Post("/settings/leaflets/cy/withdraw", nil).To("/settings/leaflets")
	v.Get("/settings/leaflets").Says("Draft")
	v.Get("/settings/leaflets/fr").Is(http.StatusNotFound)
	s.As("Clinician").Get("/settings/leaflets").Is(http.StatusForbidden)
}

// Whoever may keep policies but not the practice's details comes in by the
// policies; on every page of the settings the way there is the current one.
func TestSettingsAreCurrentForThoseWhoComeInByThePolicies(t *testing.T) {
	site := apptest.New(t)
	for _, path := range []string{"/settings/policies", "/settings/replies"} {
		body := site.As("Clinician").Get(path).Is(http.StatusOK).Body
		if !regexp.MustCompile(`(?s)<a[^>]*href="/settings/policies"[^>]*aria-current|aria-current[^>]*href="/settings/policies"`).MatchString(body) {
			t.Errorf("%s: the settings are not marked as current", path)
		}
	}
}
