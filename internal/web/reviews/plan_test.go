package reviews_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/practice"
	"stepdown/internal/review"
)

var taking = regexp.MustCompile(`name="taking-([0-9a-f]+)"`)

// asked is a plan form for tramadol, 400 mg a day.
func asked(t *testing.T, page *apptest.Page) url.Values {
	t.Helper()
	m := taking.FindStringSubmatch(page.Body)
	if m == nil {
		t.Fatalf("the form asks about no medicine")
	}
	return url.Values{"version": {"0"}, "drug": {"tramadol"}, "taking-" + m[1]: {"400"}, "start-day": {"10"}, "start-month": {"11"}, "start-year": {"2026"},
		"aim": {"stop"}, "days": {"28"}, "asked": {"yes"}}
}

func (s scene) newestPlan(t *testing.T) review.Plan {
	t.Helper()
	p, err := s.Store.NewestPlan(context.Background(), s.Practice.ID, s.people[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// reviewed completes the review of the first person: no plan is agreed without.
func (s scene) reviewed(t *testing.T, v *apptest.Visitor) {
	t.Helper()
	at := "/participants/" + s.people[0].ID + "/review"
	form := answered(t, v.Get(at))
	form.Set("do", "complete")
	v.Post(at, form).To("/participants/" + s.people[0].ID + "/plan")
}

// agreed is a site with a completed review and a plan, and its clinician.
func agreed(t *testing.T) (scene, *apptest.Visitor, string) {
	t.Helper()
	s := newScene(t)
	v := s.As("Clinician")
	s.reviewed(t, v)
	at := "/participants/" + s.people[0].ID + "/plan"
	v.Post(at, asked(t, v.Get(at+"/new"))).To(at)
	return s, v, at
}

func TestPlanIsProposedAgreedAndTakenHome(t *testing.T) {
	s := newScene(t)
	v := s.As("Clinician")
	at := "/participants/" + s.people[0].ID + "/plan"
	s.reviewed(t, v)
	v.Get(at).To(at + "/new")
	page := v.Get(at+"/new").Is(http.StatusOK).Hides("still a draft", "No pain review").Says("The record comes to 400 mg a day. Ask what is really taken", "No source gives one rate")
	form := asked(t, page)
	v.Post(at+"/new", form).Is(http.StatusOK).Says("Proposed plan", "10 November 2026", "350 mg", "Schedule 3", "How the plan was worked out", "Agree this plan").
		Hides("recommended", "Recommended")
	if _, err := s.Store.NewestPlan(context.Background(), s.Practice.ID, s.people[0].ID); err == nil {
		t.Error("a proposal was kept")
	}
	v.Post(at, form).To(at)
	v.Get(at).Is(http.StatusOK).Says("agreed", "Supply recorded until", "See to the next acute", "Tapering plan, edition 1", "Text the plan")
	if p := s.participant(t, 0); p.Tapering != "2026-11-10" {
		t.Errorf("tapering since %q", p.Tapering)
	}
	v.Post(at, form).Is(http.StatusConflict) // the same version twice

	v.Get(at+"/leaflet").Is(http.StatusOK).Says("A plan for Siân Pritchard", "Never stop suddenly", "01632 960 000", "2 capsules", "We talk next", "Do not stop when this list ends").
		Hides("replaces the plan of")
	cal := v.Get(at+"/calendar.ics").Is(http.StatusOK).Says("BEGIN:VCALENDAR\r\n", "SUMMARY:Next step of my plan", "DTSTAMP:20261110T093000Z", "DTSTART;VALUE=DATE:20261208")
	for _, detail := range []string{"ramadol", " mg", "Pritchard", "999"} {
		if strings.Contains(cal.Body, detail) {
			t.Errorf("the calendar tells %q", detail)
		}
	}
	lines, err := s.App.Reviews.PlanTextFor(context.Background(), s.Practice.ID, s.people[0].ID)
	if err != nil || len(lines) < 2 || strings.Contains(strings.Join(lines, " "), "ramadol") {
		t.Errorf("lines %q, %v", lines, err)
	}
}

func TestPlanFormThatNeedsMending(t *testing.T) {
	s := newScene(t)
	v := s.As("Clinician")
	at := "/participants/" + s.people[0].ID + "/plan/new"
	form := asked(t, v.Get(at))
	for name := range form {
		if strings.HasPrefix(name, "taking-") {
			form.Set(name, "")
		}
	}
	form.Set("aim", "reduce")
	form.Set("override", "He asks for it")
	v.Post(at, form).Is(http.StatusUnprocessableEntity).Says("Error:", "Enter what is really taken of Tramadol", "Enter the dose to reduce to", "He asks for it")
}

func TestRedFlagStopsUntilAClinicianGivesAReason(t *testing.T) {
	s := newScene(t)
	v := s.As("Clinician")
	at := "/participants/" + s.people[0].ID + "/plan/new"
	form := asked(t, v.Get(at))
	form.Set("present", "suicidal-thoughts")
	v.Post(at, form).Is(http.StatusUnprocessableEntity).Says("No plan is proposed", "Thoughts of suicide").Hides("Agree this plan")
	s.reviewed(t, v)
	v.Post("/participants/"+s.people[0].ID+"/plan", form).Is(http.StatusUnprocessableEntity).Says("No plan is proposed", "Thoughts of suicide")
	form.Set("override", "Crisis team agrees, seen today")
	v.Post(at, form).Is(http.StatusOK).Says("Proposed plan", "Crisis team agrees, seen today")
}

func TestSedativeOnTheListCannotBeUnticked(t *testing.T) {
	s := newScene(t)
	s.recorded(t, []cohort.Medication{{Name: "Tramadol 50mg capsules", Dose: "2 four times a day", Kind: cohort.Repeat, Active: true},
		{Name: "Diazepam 5mg tablets", Dose: "1 at night", Kind: cohort.Acute, Active: true}},
		cohort.Problem{Term: "Epilepsy", Lists: []string{codelist.Epilepsy}, Date: "2001-01-01"})
	v := s.As("Clinician")
	at := "/participants/" + s.people[0].ID + "/plan/new"
	page := v.Get(at).Is(http.StatusOK).Says("Known from the record: it stays", "Coded in the record")
	form := asked(t, page) // with nothing ticked
	v.Post(at, form).Is(http.StatusUnprocessableEntity).Says("No plan is proposed", "A benzodiazepine or z-drug is taken beside it")
	form.Set("override", "Diazepam ended last week")
	v.Post(at, form).Is(http.StatusOK).Says("Proposed plan", "Diazepam ended last week")
}

func TestPlanIsHeldAndChangedAsItIsLived(t *testing.T) {
	s, v, at := agreed(t)
	v.Post(at+"/change", url.Values{"version": {"1"}, "kind": {"hold"}}).Is(http.StatusUnprocessableEntity).Says("Enter an answer: reason")
	v.Post(at+"/change", url.Values{"version": {"1"}, "kind": {"hold"}, "reason": {"A flare-up"}}).To(at)
	v.Get(at).Says("held", "A flare-up", "Edition 2 replaces")
	v.Get(at+"/leaflet").Says("We are holding your plan", "It replaces the plan of 10 November 2026")
	v.Post(at+"/change", url.Values{"version": {"1"}, "kind": {"resume"}, "reason": {"Better"}}).Is(http.StatusConflict)
	v.Post(at+"/change", url.Values{"version": {"2"}, "kind": {"resume"}, "reason": {"Better"}}).To(at)
	v.Post(at+"/change", url.Values{"version": {"3"}, "kind": {"stop-early"}, "reason": {"Content at this dose"}}).To(at)
	if p := s.newestPlan(t); p.State != review.PlanEnded || p.Edition != 4 {
		t.Errorf("state %s, edition %d", p.State, p.Edition)
	}
	v.Get(at + "/calendar.ics").Says("STATUS:CANCELLED")
}

func TestAcuteIssueIsRecorded(t *testing.T) {
	s, v, at := agreed(t)
	p := s.newestPlan(t)
	first := p.Taper.Issues[0]
	c := s.As("Coordinator")
	c.Post(at+"/supply", url.Values{"version": {"1"}, "issue": {string(first.From)}}).To(at)
	p = s.newestPlan(t)
	if p.SupplyEnds != first.To || p.Version != 2 || p.Edition != 1 {
		t.Errorf("supply until %s, version %d, edition %d; want %s, 2, 1", p.SupplyEnds, p.Version, p.Edition, first.To)
	}
	c.Get(at).Says("Supply lasts until " + first.To.String())
	v.Post(at+"/supply", url.Values{"version": {"2"}}).Is(http.StatusUnprocessableEntity).Says("Enter what was issued")
}

func TestOutcomeIsConfirmedByAClinician(t *testing.T) {
	s, v, at := agreed(t)
	v.Post(at+"/outcome", url.Values{"medicine": {"tramadol/opioid"}}).Is(http.StatusUnprocessableEntity).Says("Select an answer: what became of it?")
	v.Post(at+"/outcome", url.Values{"medicine": {"tramadol/opioid"}, "result": {"stopped"}}).To(at)
	if p := s.participant(t, 0); p.Stopped != "2026-11-10" || p.Reduced != "2026-11-10" {
		t.Errorf("reduced %q, stopped %q", p.Reduced, p.Stopped)
	}
	v.Get(at).Says("tramadol <strong>stopped</strong>")
	s.As("Coordinator").Post(at+"/outcome", url.Values{}).Is(http.StatusForbidden)
}

func TestPlansAreOffWithoutASafetyOfficer(t *testing.T) {
	s := newScene(t)
	ctx := context.Background()
	err := s.Store.InTx(ctx, func(ctx context.Context) error {
		settings := s.Practice.Settings
		settings.SafetyOfficer = practice.Acceptance{}
		return s.Store.SaveSettings(ctx, s.Practice.ID, settings)
	})
	if err != nil {
		t.Fatal(err)
	}
	v := s.As("Clinician")
	s.reviewed(t, v)
	at := "/participants/" + s.people[0].ID + "/plan"
	v.Get(at+"/new").Is(http.StatusOK).Says("no named clinical safety officer has accepted the hazard log", "in your own words").Hides("Show the proposed plan")
	v.Post(at+"/new", url.Values{"drug": {"tramadol"}}).Is(http.StatusForbidden)
	v.Post(at+"/text", url.Values{"version": {"0"}, "text": {""}}).Is(http.StatusUnprocessableEntity).Says("Enter an answer: the plan")
	v.Post(at+"/text", url.Values{"version": {"0"}, "text": {"One less each Tuesday\nCall me on Friday"}}).To(at)
	v.Get(at).Says("One less each Tuesday")
	v.Get(at+"/leaflet").Says("Call me on Friday", "Never stop suddenly", "We talk next: on or about")
	v.Post(at+"/supply", url.Values{"version": {"1"}, "until-day": {"8"}, "until-month": {"12"}, "until-year": {"2026"}}).To(at)
	v.Get(at).Says("Supply lasts until 8 December 2026")
}

func TestWhoMayNotAgreeAPlan(t *testing.T) {
	s, _, at := agreed(t)
	c := s.As("Coordinator")
	c.Get(at).Is(http.StatusOK).Hides("Make a new plan", "The person&#39;s story")
	c.Get(at + "/new").Is(http.StatusForbidden)
	for _, path := range []string{"", "/new", "/text", "/change"} {
		c.Post(at+path, url.Values{}).Is(http.StatusForbidden)
	}
	s.As("Viewer").Get(at).Is(http.StatusForbidden)
	s.As("Viewer").Get(at + "/leaflet").Is(http.StatusForbidden)
	other, _ := s.Elsewhere()
	for _, path := range []string{"", "/new", "/change", "/leaflet", "/calendar.ics"} {
		other.Get(at + path).Is(http.StatusNotFound)
	}
	for _, path := range []string{"", "/new", "/text", "/change", "/supply", "/outcome"} {
		other.Post(at+path, url.Values{"text": {"x"}, "version": {"1"}}).Is(http.StatusNotFound)
	}
}

// The leaflet follows what the person needs: large print, and their language
// where a named reader approved it.
func TestLeafletFollowsTheNeedsOfThePerson(t *testing.T) {
	s, v, at := agreed(t)
	v.Get(at+"/leaflet").Says("<strong>usual size</strong>", "size=large").Hides("app-leaflet--large", "Cymraeg")
	v.Get(at + "/leaflet?language=cy").Says("Never stop suddenly").Hides("Peidiwch")
	v.Get(at + "/leaflet?steps=all").Says("<strong>all of them</strong>")
	who, err := s.Store.Patient(context.Background(), s.Practice.ID, s.people[0].PatientID)
	if err != nil {
		t.Fatal(err)
	}
	who.Needs.LargePrint, who.Needs.Interpreter = true, "Welsh"
	if err := s.Store.InTx(context.Background(), func(ctx context.Context) error { return s.Store.SavePatient(ctx, &who) }); err != nil {
		t.Fatal(err)
	}
	v.Get(at+"/leaflet").Says("app-leaflet--large", "The record asks for an interpreter (Welsh)", "this one is in English")
	v.Get(at + "/leaflet?size=usual").Hides("app-leaflet--large")
	approveWelsh(t, s.Site)
	v.Get(at+"/leaflet").Says(`lang="cy"`, "Peidiwch byth â stopio’n sydyn", "<strong>Cymraeg</strong>", "Tramadol 50mg capsules").Hides("Never stop suddenly")
	v.Get(at+"/leaflet?language=en").Says("Never stop suddenly", "<strong>English</strong>")
}

// The next file of the calendar moves the days of the one before: the same ids
// with a higher sequence, and what is gone is cancelled.
func TestCalendarFollowsTheEdition(t *testing.T) {
	_, v, at := agreed(t)
	first := v.Get(at + "/calendar.ics").Is(http.StatusOK)
	uids := regexp.MustCompile(`UID:(\S+)`)
	if n := strings.Count(first.Body, "SEQUENCE:1\r\n"); n == 0 || n != strings.Count(first.Body, "BEGIN:VEVENT") {
		t.Fatalf("the first file: %s", first.Body)
	}
	for _, told := range []string{"ramadol", "mg", "apsule", "opioid", "pain", "Pritchard"} {
		if strings.Contains(first.Body, told) {
			t.Errorf("the calendar tells %q", told)
		}
	}
	v.Post(at+"/change", url.Values{"version": {"1"}, "kind": {"stop-early"}, "reason": {"enough for now"}}).To(at)
	second := v.Get(at + "/calendar.ics").Is(http.StatusOK)
	if strings.Count(second.Body, "SEQUENCE:2\r\n") != strings.Count(second.Body, "BEGIN:VEVENT") || !strings.Contains(second.Body, "STATUS:CANCELLED") {
		t.Errorf("the second file: %s", second.Body)
	}
	now := map[string]bool{}
	for _, m := range uids.FindAllStringSubmatch(second.Body, -1) {
		now[m[1]] = true
	}
	for _, m := range uids.FindAllStringSubmatch(first.Body, -1) {
		if !now[m[1]] {
			t.Errorf("the second file neither moves nor cancels %s", m[1])
		}
	}
}

// The text of a plan reaches as far as its leaflet, and takes as few segments.
func TestTextOfThePlanReachesAsFarAsTheLeaflet(t *testing.T) {
	s, v, at := agreed(t)
	lines, err := s.App.Reviews.PlanTextFor(context.Background(), s.Practice.ID, s.people[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	steps := s.newestPlan(t).Shown("2026-11-10", false)
	if len(lines) != len(steps) {
		t.Errorf("%d lines of text for %d steps of the leaflet: %q", len(lines), len(steps), lines)
	}
	v.Get(at+"/send").Is(http.StatusOK).Says("2 segments", lines[0])
}

// The plan goes in Welsh, lines and all, to somebody who reads it, once the words
// are approved. In a language whose lines nobody has worded they stay English, and
// the page says so.
func TestTextOfThePlanGoesInWelsh(t *testing.T) {
	s, v, at := agreed(t)
	s.reads(t, "Welsh")
	v.Get(at+"/send").Is(http.StatusOK).Says("This person reads Welsh, and nobody has approved these words in it", "Now: ")
	s.Welsh()
	v.Get(at+"/send").Is(http.StatusOK).Says("Nawr: ", "Ni ddylech stopio&#39;n sydyn", `lang="cy"`, "(GSM-7)").Hides("Now: ", "nobody has approved", "The lines of the plan are in English")

	polish := url.Values{"kind": {"plan/detailed"}, "language": {"pl"}, "body": {"{practice}: plan ({clinician}).\n{steps}\nTel. {contact}."}}
	wording := v.Post("/settings/wordings/new", polish).To("/settings/wordings/")
	v.Get(wording).Says("no words of its own in Polish", "the lines of the plan</strong>) goes in English")
	v.Post(wording+"/approve", url.Values{"saved": {"1"}, "checked": {"Ewa Nowak, interpreter"}}).To(wording)
	s.reads(t, "Polish")
	v.Get(at+"/send").Is(http.StatusOK).Says("plan (", "Now: ", "The lines of the plan are in English")

	s.reads(t, "Welsh")
	v.Post(at+"/send", url.Values{}).To(at)
	all, err := s.Store.MessagesOfCycle(context.Background(), s.Practice.ID, s.cycle.ID)
	if err != nil || len(all) == 0 || all[len(all)-1].Language != "cy" || !strings.Contains(all[len(all)-1].Body, "Nawr: ") {
		t.Errorf("%+v (%v)", all, err)
	}
}

// reads says in the record which language the first person reads, and that their
// mobile is their own.
func (s scene) reads(t *testing.T, language string) {
	t.Helper()
	err := s.Store.InTx(context.Background(), func(ctx context.Context) error {
		p, err := s.Store.Patient(ctx, s.Practice.ID, s.people[0].PatientID)
		if err != nil {
			return err
		}
		p.Person.Language, p.Person.Mobile = language, "07700 900124"
		return s.Store.SavePatient(ctx, &p)
	})
	if err != nil {
		t.Fatal(err)
	}
}
