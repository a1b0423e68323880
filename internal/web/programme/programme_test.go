package programme_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stepdown/internal/app/apptest"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/programme"
)

// person puts somebody into a cycle of the site's practice.
func person(t *testing.T, site *apptest.Site, family string, number nhs.Number) cycle.Patient {
	t.Helper()
	p := cycle.Patient{PracticeID: site.Practice.ID, Person: cohort.Person{Given: "Ada", Family: family, NHSNumber: number, BirthDate: "1960-05-04"}, Needs: cycle.Needs{LargePrint: true}}
	err := site.Store.InTx(context.Background(), func(ctx context.Context) error {
		if err := site.Store.SavePatient(ctx, &p); err != nil {
			return err
		}
		c := cycle.Cycle{PracticeID: site.Practice.ID, Status: cycle.Running, Title: "Tramadol", Targets: []string{"tramadol"}, Starts: "2026-10-01"}
		if err := site.Store.CreateCycle(ctx, &c); err != nil {
			return err
		}
		return site.Store.CreateParticipant(ctx, &cycle.Participant{PracticeID: site.Practice.ID, CycleID: c.ID, PatientID: p.ID, AddedBy: "search"})
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func plan() url.Values {
	return url.Values{"version": {"0"}, "kind": {"pain-cafe"}, "on-day": {"12"}, "on-month": {"11"}, "on-year": {"2026"}, "starts_at": {"14:00"},
		"online": {"no"}, "place": {"The library"}, "minutes": {"90"}, "capacity": {"1"}, "facilitator": {"Lena Hart"}, "footstep": {"3"}, "note": {"bring cake"}}
}

// begun is a session of yesterday, which the pages cannot plan.
func begun(t *testing.T, site *apptest.Site, people ...cycle.Patient) string {
	t.Helper()
	s := programme.Session{PracticeID: site.Practice.ID, Kind: programme.TenFootsteps, StartsAt: apptest.Now.Add(-24 * time.Hour), Minutes: 60, Online: true, Capacity: 9, Facilitator: "Lena Hart"}
	err := site.Store.InTx(context.Background(), func(ctx context.Context) error {
		if err := site.Store.CreateProgrammeSession(ctx, &s); err != nil {
			return err
		}
		for _, p := range people {
			if err := site.Store.SaveAttendance(ctx, programme.Attendance{SessionID: s.ID, PatientID: p.ID, PracticeID: s.PracticeID, State: programme.Expected}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return "/programme/sessions/" + s.ID
}

func TestSessionIsPlannedAndFilled(t *testing.T) {
	site := apptest.New(t)
	ada, bea := person(t, site, "Moss", "9990000018"), person(t, site, "Reed", "9990000026")
	v := site.As("Coordinator")
	at := v.Post("/programme", plan()).To("/programme/sessions/")
	v.Get("/programme").Is(http.StatusOK).Says("Thursday 12 November 2026, 14:00", "Pain Café", "The library", "Pain and the Brain")
	v.Get(at).Is(http.StatusOK).Says("3. Pacing", "bring cake", "0 of 1 taken", "MOSS, Ada", "REED, Ada")
	v.Post(at+"/people", url.Values{"patient": {ada.ID}}).To(at)
	v.Get(at).Says("1 of 1 taken", ">MOSS, Ada</label>", "large print").Hides("REED", "Did not come</option>")
	v.Post(at+"/people", url.Values{"patient": {bea.ID}}).Is(http.StatusConflict).Says("full")
	v.Get("/home").Says("Pain Café, The library", "1 of 1 places taken", "Thursday 12 November 2026, 14:00")
	v.Post(at+"/register", url.Values{"state-" + ada.ID: {"attended"}}).Is(http.StatusUnprocessableEntity).Says("Select from the list")
	v.Post(at+"/cancel", nil).To(at)
	v.Get(at).Says("Cancelled", "Tell the people who had a place")
	v.Get("/home").Hides("Pain Café, The library")
}

func TestSessionWithErrorsKeepsWhatWasTyped(t *testing.T) {
	v := apptest.New(t).As("Coordinator")
	form := plan()
	form.Set("starts_at", "two")
	form.Set("place", "")
	v.Post("/programme", form).Is(http.StatusUnprocessableEntity).Says("Error: Plan a session", "Enter a time, such as 14:00", `value="two"`, "Lena Hart")
	form.Set("starts_at", "14:00")
	form.Set("capacity", "900")
	v.Post("/programme", form).Is(http.StatusUnprocessableEntity).Says("Enter the place, or choose online", "from 1 to 200")
}

func TestSessionChangedByTwo(t *testing.T) {
	v := apptest.New(t).As("Coordinator")
	at := v.Post("/programme", plan()).To("/programme/sessions/")
	form := plan()
	form.Set("version", "1")
	form.Set("facilitator", "Omar Said")
	v.Get(at+"/change").Says(`value="14:00"`, "Lena Hart")
	v.Post(at+"/change", form).To(at)
	v.Get(at).Says("Omar Said")
	v.Post(at+"/change", form).Is(http.StatusConflict).Says("Somebody else changed this session")
	form.Set("version", "0")
	v.Post(at+"/change", form).Is(http.StatusConflict)
}

func TestRegisterAndViewersFigures(t *testing.T) {
	site := apptest.New(t)
	ada, bea := person(t, site, "Moss", "9990000018"), person(t, site, "Reed", "9990000026")
	at := begun(t, site, ada, bea)
	v := site.As("Clinician")
	v.Get("/home").Says("Register of Ten Footsteps", "2 still open")
	v.Get(at).Says("Did not come</option>")
	v.Post(at+"/register", url.Values{"state-" + ada.ID: {"attended"}, "state-" + bea.ID: {"did not attend"}}).To(at)
	v.Get("/home").Hides("Register of Ten Footsteps")
	v.Get(at).Says(`<option value="attended" selected>`)

	viewer := site.As("Viewer")
	viewer.Get(at).Is(http.StatusOK).Says("Your role shows figures, not names.", "Ten Footsteps").Hides("MOSS", "REED", ada.ID, "bring cake")
	viewer.Get("/programme").Is(http.StatusOK).Hides("MOSS", "Plan a session")
	viewer.Get("/programme/people/" + ada.ID).Is(http.StatusForbidden)
	viewer.Post(at+"/register", nil).Is(http.StatusForbidden)
}

func TestMonthlyProposesDaysAndLeavesOutBankHolidays(t *testing.T) {
	v := apptest.New(t).As("Coordinator")
	v.Get("/programme/monthly").Is(http.StatusOK).Says("Show the days")
	v.Get("/programme/monthly?week=9&weekday=5&time=x&months=40").Is(http.StatusUnprocessableEntity).Says("Select from the list", "such as 14:00", "from 1 to 12")
	// The fourth Friday of December 2026 is Christmas Day; of March 2027, Good Friday.
	body := v.Get("/programme/monthly?week=4&weekday=5&time=14%3A00&months=5").Is(http.StatusOK).
		Says("Friday 27 November 2026", "Christmas Day", `value="2026-11-27" checked`).Body
	if strings.Contains(body, `value="2026-12-25" checked`) {
		t.Error("Christmas Day is ticked")
	}
	form := plan()
	form.Set("week", "4")
	form.Set("weekday", "5")
	form.Set("time", "14:00")
	form.Set("months", "5")
	form["days"] = []string{"2026-11-27", "2027-04-23"}
	if got := v.Get("/programme/monthly?week=4&weekday=5&time=14%3A00&months=6").Body; !strings.Contains(got, "2027-04-23") {
		t.Fatal("April is not offered")
	}
	form.Set("months", "6")
	v.Post("/programme/monthly", form).To("/programme")
	// Both at 14:00 in London, on either side of the change of the clocks.
	v.Get("/programme").Says("2 sessions are planned.", "Friday 27 November 2026, 14:00", "Friday 23 April 2027, 14:00")
	form["days"] = []string{"2026-11-28"}
	v.Post("/programme/monthly", form).Is(http.StatusUnprocessableEntity).Says("Select from the list")
}

func TestWellbeingBeforeAndAfter(t *testing.T) {
	site := apptest.New(t)
	ada := person(t, site, "Moss", "9990000018")
	v := site.As("Clinician")
	at := "/programme/people/" + ada.ID
	ask := func(moment, day string, satisfied, anxious string) url.Values {
		return url.Values{"moment": {moment}, "asked_on-day": {day}, "asked_on-month": {"11"}, "asked_on-year": {"2026"},
			"satisfied": {satisfied}, "worthwhile": {""}, "happy": {"5"}, "anxious": {anxious}}
	}
	v.Post(at, ask("before", "2", "3", "9")).To(at)
	v.Post(at, ask("after", "9", "6", "4")).To(at)
	v.Get(at).Is(http.StatusOK).Says("MOSS, Ada", "3 (low)", "9 (high)", "4 (medium)", "not answered", "3 higher: better", "5 lower: better", "the same", "not known: answered once or not at all")
	v.Get("/programme").Says("3.0", "6.0", "Nobody has answered both times yet").Hides("Moss", "MOSS")
	// The mean of one person is that person's answer.
	site.As("Viewer").Get("/programme").Says("Fewer than 5 people: not shown as a figure").Hides("3.0", "6.0")
	v.Post(at, ask("before", "30", "3", "9")).Is(http.StatusUnprocessableEntity).Says("must not be in the future")
	v.Post(at, ask("before", "2", "11", "9")).Is(http.StatusUnprocessableEntity).Says("Select from the list")
	v.Post(at, url.Values{"moment": {"before"}, "asked_on-day": {"2"}, "asked_on-month": {"11"}, "asked_on-year": {"2026"}}).
		Is(http.StatusUnprocessableEntity).Says("at least one answer")
	site.As("Administrator").Get("/settings/audit?person="+ada.ID).Says("saw wellbeing", "recorded wellbeing, before")
}

func TestFootstepsAreEditedAsANewVersion(t *testing.T) {
	v := apptest.New(t).As("Coordinator")
	at := v.Post("/programme", plan()).To("/programme/sessions/")
	v.Post("/programme/footsteps", url.Values{"steps": {"1. Pain and the Brain\nPacing"}, "version": {"ours"}, "source": {"the course"}}).
		Is(http.StatusUnprocessableEntity).Says("Line 2: Enter a number from 1")
	v.Post("/programme/footsteps", url.Values{"steps": {"1. Pain and the Brain\n3. Steady does it"}, "version": {"ours"}, "source": {"the course"}}).To("/programme")
	v.Get("/programme").Says("Version: ours", "Steady does it").Hides("Managing moods")
	v.Get(at).Says("3. Pacing") // planned by the old list
	v.Post("/programme/footsteps", url.Values{"steps": {"1. Pain"}, "version": {"ours"}, "source": {"the course"}}).Is(http.StatusUnprocessableEntity).Says("used already")
}
