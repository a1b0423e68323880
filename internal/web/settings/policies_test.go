package settings_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/browser"
	"stepdown/internal/review"
	"stepdown/internal/taper"
)

// policies of the site's practice, newest version first.
func policies(t *testing.T, site *apptest.Site) []review.Policy {
	t.Helper()
	all, err := site.Store.Policies(context.Background(), site.Practice.ID)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func ours() url.Values {
	return url.Values{"title": {"Opioids, our rate"}, "ingredients": {"tramadol", "codeine"}, "source": {"Agreed at the prescribing meeting, after Opioids Aware"}, "interval_days": {"28"},
		"max_percent_of_original": {"7.5"}, "last_third_percent_of_original": {"5"}, "max_percent_of_current": {""}, "max_mg": {""}, "patch_how": {"next"}, "more": {"liquid"}}
}

func TestPolicyIsCopiedEditedApprovedAndRetired(t *testing.T) {
	site := apptest.New(t)
	v := site.As("Clinician")
	v.Get("/settings/policies").Is(http.StatusOK).Says("No source states one rate for all", "None yet", "Faculty of Pain Medicine", "NHS Fife leaflet", "approved", "At most 300 mg less at a step").
		Hides("/settings/staff")
	v.Post("/settings/policies", url.Values{"from": {"opioid-4-weekly"}})
	draft := policies(t, site)[0]
	at := "/settings/policies/" + draft.ID
	v.Get(at+"/edit").Is(http.StatusOK).Says("Our copy of opioid: 10 % of the original dose", `value="28"`)
	v.Post(at+"/edit", ours()).Is(http.StatusSeeOther)

	all := policies(t, site)
	next := all[0]
	if next.Version != 2 || next.Policy.Version != "2" || next.MaxOfOriginal != 75 || !next.Liquid || next.PatchMaxOfCurrent != 0 || next.Status != taper.Draft || all[1].Status != taper.Replaced {
		t.Fatalf("%+v", all)
	}
	v.Post(at+"/edit", ours()).Is(http.StatusConflict) // there is a newer version
	v.Post(at+"/approve", url.Values{"confirm": {"yes"}}).Is(http.StatusConflict)
	at = "/settings/policies/" + next.ID
	v.Get(at).Is(http.StatusOK).Says("Opioids, our rate", "At most 7.5 % of the first dose", "Liquids are agreed", "Nobody has put their name to it", "Approve this policy")
	v.Post(at+"/approve", nil).Is(http.StatusUnprocessableEntity).Says("Select at least one: confirm")
	v.Post(at+"/approve", url.Values{"confirm": {"yes"}}).To("/settings/policies")
	p := policies(t, site)[0]
	if p.Approver != site.Staff("Clinician").Name || p.ApprovedOn != "2026-11-10" {
		t.Errorf("approved by %q on %s", p.Approver, p.ApprovedOn)
	}
	v.Get("/settings/policies").Says("Approved</strong> "+p.Approver, "10 November 2026")

	// The approved version stays in use beside the draft of the next one.
	v.Post(at+"/edit", ours()).Is(http.StatusSeeOther)
	if all = policies(t, site); all[0].Status != taper.Draft || all[0].Version != 3 || all[1].Status != taper.Approved {
		t.Fatalf("%+v", all)
	}
	v.Post("/settings/policies/"+all[0].ID+"/approve", url.Values{"confirm": {"yes"}}).To("/settings/policies")
	if all = policies(t, site); all[0].Status != taper.Approved || all[1].Status != taper.Replaced {
		t.Fatalf("%+v", all)
	}
	at = "/settings/policies/" + all[0].ID
	v.Post(at+"/retire", nil).Is(http.StatusUnprocessableEntity).Says("Enter an answer: why is it retired?")
	v.Post(at+"/retire", url.Values{"why": {"New guidance"}}).To("/settings/policies")
	v.Post(at+"/retire", url.Values{"why": {"New guidance"}}).Is(http.StatusConflict)
	v.Get("/settings/policies").Says("Retired", "New guidance")
	site.As("Administrator").Get("/settings/audit").Says("copied tapering policy", "edited tapering policy", "approved tapering policy", "retired tapering policy", "version 3")
}

func TestPolicyThatNeedsMending(t *testing.T) {
	site := apptest.New(t)
	v := site.As("Clinician")
	v.Post("/settings/policies", url.Values{"from": {"gabapentin-weekly"}})
	at := "/settings/policies/" + policies(t, site)[0].ID + "/edit"
	for say, change := range map[string]url.Values{
		"The days between steps must be 4 to 84":                {"interval_days": {"3"}},
		"Days must be a whole number":                           {"interval_days": {"7.5"}},
		"a step may be at most 25 % of the present dose":        {"ingredients": {"gabapentin"}},
		"A step of gabapentin may be at most 300 mg":            {"ingredients": {"gabapentin"}, "max_percent_of_current": {"25"}, "max_mg": {"400"}},
		"Opioids and gabapentinoids need policies of their own": {"ingredients": {"gabapentin", "tramadol"}},
		"A limit must be at most 25 %":                          {"max_percent_of_original": {"30"}},
		"In the last third a step may not be larger":            {"last_third_percent_of_original": {"9"}},
		"with at most one decimal":                              {"max_percent_of_original": {"7.55"}},
		"For an opioid a step needs a limit in per cent":        {"max_percent_of_original": {""}, "last_third_percent_of_original": {""}, "max_mg": {"50"}},
		"Patch steps must be at least 2 changes apart":          {"ingredients": {"fentanyl"}, "patch_max_percent_of_current": {"25"}, "min_patch_changes": {"1"}},
		"A policy for patches needs a limit for patches":        {"ingredients": {"fentanyl"}, "min_patch_changes": {"2"}},
		"Select from the list":                                  {"ingredients": {"paracetamol"}},
		"Enter an answer: source":                               {"source": {""}},
		"Enter milligrams above 0":                              {"max_mg": {"0"}},
	} {
		form := ours()
		for name, values := range change {
			form[name] = values
		}
		v.Post(at, form).Is(http.StatusUnprocessableEntity).Says(say, "There is a problem")
	}
	if n := len(policies(t, site)); n != 1 {
		t.Errorf("%d versions were kept", n)
	}
}

func TestWhoKeepsPolicies(t *testing.T) {
	site := apptest.New(t)
	site.As("Clinician").Post("/settings/policies", url.Values{"from": {"opioid-4-weekly"}})
	at := "/settings/policies/" + policies(t, site)[0].ID
	c := site.As("Coordinator")
	c.Get(at).Is(http.StatusOK).Hides("Approve this policy", "Retire this policy")
	for _, path := range []string{"/edit", "/approve", "/retire"} {
		c.Post(at+path, nil).Is(http.StatusForbidden)
	}
	other, _ := site.Elsewhere()
	other.Get("/settings/policies").Hides("Our copy of")
	for _, path := range []string{"/edit", "/approve", "/retire"} {
		other.Post(at+path, ours()).Is(http.StatusNotFound)
	}
	other.Post("/settings/policies", url.Values{"from": {policies(t, site)[0].ID}}).Is(http.StatusNotFound)
}

func TestPolicyPagesInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: the browser is not short")
	}
	b := browser.New(t)
	site := apptest.New(t, apptest.Built)
	b.Open(site.URL + "/sign-in")
	b.Fill("Email address", "clinician@demo.example")
	b.Fill("Password", "stepdown-clinician")
	b.Click("Sign in")
	b.Open(site.URL + "/settings/policies")
	b.Axe()
	b.Screenshot("settings-policies")
	b.Click("Copy Patch: the next lower strength every 4 weeks")
	b.Expect("Copied as a draft", "Save as the next version")
	b.Axe()
	b.Screenshot("settings-policy-edit")
	b.Fill("Name", "Patches, our rate")
	b.Click("Save as the next version")
	b.Expect("Saved as version 2, a draft", "Approve this policy")
	b.Axe()
	b.Screenshot("settings-policy")
}
