package reviews_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/cohort"
	"stepdown/internal/config"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/nhs"
	"stepdown/internal/review"
)

// scene is a site with a cycle, an extract and two people who are suitable.
type scene struct {
	*apptest.Site
	cycle  cycle.Cycle
	people []cycle.Participant
}

func newScene(t *testing.T, change ...func(*config.Config)) scene {
	t.Helper()
	s := scene{Site: apptest.New(t, change...)}
	ctx, practiceID := context.Background(), s.Practice.ID
	person := func(number nhs.Number, family string) cohort.Person {
		return cohort.Person{NHSNumber: number, Title: "Mrs", Family: family, Given: "Siân", BirthDate: "1956-05-31", Mobile: "07700900123",
			Medications: []cohort.Medication{{Name: "Tramadol 50mg capsules", Dose: "2 capsules four times a day", Kind: cohort.Repeat, Active: true, LastIssue: "2026-10-20"}}}
	}
	err := s.Store.InTx(ctx, func(ctx context.Context) error {
		e := intake.Extract{PracticeID: practiceID, AsAt: "2026-10-31", SHA256: "one", ListSize: 6000}
		if err := s.Store.CreateExtract(ctx, &e); err != nil {
			return err
		}
		ids, err := s.Store.TakePeople(ctx, e, []cohort.Person{person("9990000018", "Pritchard"), person("9990000026", "Bevan")}, true)
		if err != nil {
			return err
		}
		s.cycle = cycle.Cycle{PracticeID: practiceID, Title: "Tramadol, first cycle", Status: cycle.Running, Targets: []string{"tramadol"}}
		if err := s.Store.CreateCycle(ctx, &s.cycle); err != nil {
			return err
		}
		for _, n := range []nhs.Number{"9990000018", "9990000026"} {
			p := cycle.Participant{PracticeID: practiceID, CycleID: s.cycle.ID, PatientID: ids[n], AddedBy: cycle.BySearch, Invited: "2026-11-02",
				Screening: cycle.Screening{Answer: cycle.Suitable}}
			if err := s.Store.CreateParticipant(ctx, &p); err != nil {
				return err
			}
			s.people = append(s.people, p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s scene) participant(t *testing.T, i int) cycle.Participant {
	t.Helper()
	p, err := s.Store.Participant(context.Background(), s.Practice.ID, s.people[i].ID)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// clinic plans a session of two slots today.
func (s scene) clinic(t *testing.T, v *apptest.Visitor) review.Clinic {
	t.Helper()
	at := "/cycles/" + s.cycle.ID + "/clinics"
	v.Post(at+"/new", url.Values{"clinician": {s.Staff("Clinician").ID}, "day-day": {"10"}, "day-month": {"11"}, "day-year": {"2026"},
		"time": {"9.30am"}, "minutes": {"20"}, "slots": {"2"}, "place": {"Room 4"}}).To(at)
	all, err := s.Store.ClinicsOf(context.Background(), s.Practice.ID, s.cycle.ID)
	if err != nil || len(all) != 1 {
		t.Fatalf("clinics %v, %v", all, err)
	}
	return all[0]
}

func TestSessionIsPlannedBookedAndSettled(t *testing.T) {
	s := newScene(t)
	v := s.As("Coordinator")
	at := "/cycles/" + s.cycle.ID + "/clinics"
	v.Get(at).Is(http.StatusOK).Says("No session is planned", "invited, not booked yet")
	c := s.clinic(t, v)
	v.Get("/clinics").Is(http.StatusOK).Says("Tuesday 10 November 2026, 9.30am", "Amara Nwosu", "2 of 2", "Today")

	v.Post("/cycles/"+s.cycle.ID+"/bookings", url.Values{"participant": {s.people[0].ID}, "purpose": {"review"}, "slot": {c.ID + "/2"}}).To(at)
	v.Get(at).Is(http.StatusOK).Says("PRITCHARD, Siân (Mrs)", "9.50am", "review, booked", "Booked for Tuesday 10 November 2026, 9.50am")
	if p := s.participant(t, 0); p.Booked != "2026-11-10" {
		t.Errorf("booked on %q", p.Booked)
	}
	v.Get("/home").Says("Clinic session, Room 4", "1 of 2 slots free")

	bookings, err := s.Store.BookingsIn(context.Background(), s.Practice.ID, c.ID)
	if err != nil || len(bookings) != 1 {
		t.Fatalf("bookings %v, %v", bookings, err)
	}
	v.Post("/bookings/"+bookings[0].ID+"/missed", nil).To(at)
	v.Get(at).Says("review, did not attend", "Telephone the person")
	if p := s.participant(t, 0); p.DidNotAttend != 1 || p.Attended != "" {
		t.Errorf("did not attend %d, attended %q", p.DidNotAttend, p.Attended)
	}
	v.Post("/bookings/"+bookings[0].ID+"/cancel", nil).Is(http.StatusConflict)
}

func TestTwoWhoPressAtOnceGetOneSlotEach(t *testing.T) {
	s := newScene(t)
	v := s.As("Coordinator")
	c := s.clinic(t, v)
	at := "/cycles/" + s.cycle.ID + "/bookings"
	ask := func(i int) url.Values {
		return url.Values{"participant": {s.people[i].ID}, "purpose": {"review"}, "slot": {c.ID + "/1"}}
	}
	pages := make([]*apptest.Page, 2)
	var both sync.WaitGroup
	for i := range pages {
		both.Go(func() { pages[i] = v.Post(at, ask(i)) })
	}
	both.Wait()
	later := 0
	for i, p := range pages {
		if p.Status == http.StatusUnprocessableEntity {
			later++
			p.Says("That slot has just been taken", "9.50am")
			v.Post(at, url.Values{"participant": {s.people[i].ID}, "purpose": {"review"}, "slot": {c.ID + "/0"}}).To("/cycles/")
		}
	}
	if later != 1 {
		t.Errorf("%d of two were told to choose another slot, want 1", later)
	}
	bookings, err := s.Store.BookingsIn(context.Background(), s.Practice.ID, c.ID)
	if err != nil || len(bookings) != 2 || bookings[0].Slot == bookings[1].Slot {
		t.Errorf("bookings %+v, %v", bookings, err)
	}
}

func TestAppointmentElsewhereAndFormsThatNeedMending(t *testing.T) {
	s := newScene(t)
	v := s.As("Coordinator")
	at := "/cycles/" + s.cycle.ID + "/bookings/elsewhere"
	form := url.Values{"participant": {s.people[1].ID}, "purpose": {"review"}, "day-day": {"12"}, "day-month": {"11"}, "day-year": {"2026"},
		"time": {"half past two"}, "place": {"Dr Lee, telephone"}}
	v.Post(at, form).Is(http.StatusUnprocessableEntity).Says("Error: Booked elsewhere", "Time must be a time of day", "half past two", "Dr Lee, telephone")
	form.Set("time", "2.30pm")
	v.Post(at, form).To("/cycles/")
	v.Get("/cycles/"+s.cycle.ID+"/clinics").Says("Thursday 12 November 2026, 2.30pm", "Dr Lee, telephone")
	v.Post(at, form).Is(http.StatusUnprocessableEntity).Says("This person is booked already, on Thursday 12 November 2026, 2.30pm")

	v.Post("/cycles/"+s.cycle.ID+"/clinics/new", url.Values{"slots": {"90"}, "minutes": {"20"}, "time": {"25:00"}}).
		Is(http.StatusUnprocessableEntity).Says("First appointment must be a time", "Enter a date: day", `value="90"`)
}

var keys = regexp.MustCompile(`name="decision-([0-9a-f]+)"`)

// keyOf the first medicine that a page asks a decision about.
func keyOf(t *testing.T, page *apptest.Page) string {
	t.Helper()
	m := keys.FindStringSubmatch(page.Body)
	if m == nil {
		t.Fatal("the form asks about no medicine")
	}
	return m[1]
}

// answered is a review form that can be completed.
func answered(t *testing.T, page *apptest.Page) url.Values {
	t.Helper()
	key := keyOf(t, page)
	return url.Values{"version": {"0"}, "story": {"My back since the fall"}, "do_again": {"Walk to the allotment"}, "guide": {"together"}, "explained": {"alarm", "brain"},
		"suicide": {"none"}, "decision-" + key: {"stop"}, "reason-" + key: {"It no longer helps"}, "support": {"ten-footsteps"},
		"goals": {"To sleep"}, "safety_net": {"Hold and call; never stop suddenly"}}
}

func TestReviewSavesAsItGoesAndCompletes(t *testing.T) {
	s := newScene(t)
	v := s.As("Clinician")
	at := "/participants/" + s.people[0].ID + "/review"
	page := v.Get(at).Is(http.StatusOK).Says("Listening", "Explaining", "Plan", "999 000 0018", "Tramadol 50mg capsules", "31 October 2026", "40 mg")
	page.Hides("pain score", "Pain score")

	form := url.Values{"version": {"0"}, "story": {"My back"}}
	v.Post(at+"/draft", form).Is(http.StatusOK).Says(`"version":"1"`)
	v.Post(at+"/draft", form).Is(http.StatusOK).Says(`"version":"1"`) // nothing new, no new version
	form.Set("story", "My back since the fall")
	v.Post(at+"/draft", form).Is(http.StatusOK).Says(`"version":"2"`) // one's own draft in between is no conflict
	v.Get(at).Says("My back since the fall", "Version 2, draft")

	v.Post(at, url.Values{"version": {"2"}, "do": {"complete"}, "goals": {"To sleep"}}).Is(http.StatusUnprocessableEntity).
		Says("Error: Pain review", "Enter the person&#39;s story", "Select what was decided about Tramadol", "Select whether thoughts of suicide", "To sleep")

	full := answered(t, page)
	full.Set("version", "2")
	full.Set("do", "complete")
	v.Post(at, full).To("/participants/" + s.people[0].ID + "/plan")
	p := s.participant(t, 0)
	if p.Reviewed != "2026-11-10" || p.Attended != "2026-11-10" {
		t.Errorf("attended %q, reviewed %q", p.Attended, p.Reviewed)
	}
	due, err := s.Store.FollowUpsFor(context.Background(), s.Practice.ID, p.ID)
	if err != nil || len(due) != 1 || due[0].Due != "2026-12-10" {
		t.Errorf("follow-ups %+v, %v", due, err)
	}

	full.Set("version", "3")
	full.Set("goals", "To sleep and to walk")
	v.Post(at, full).Is(http.StatusUnprocessableEntity).Says("Enter why the completed review is changed", "To sleep and to walk")
	full.Set("amendment", "Goal left out")
	v.Post(at, full).To(at)
	v.Post(at+"/draft", full).Is(http.StatusConflict)
	v.Get(at+"/versions").Is(http.StatusOK).Says("Version 4, amended", "Version 3, completed", "Version 1, draft", "Goal left out", "A car alarm that has become too sensitive")
	v.Get("/cycles/"+s.cycle.ID+"/reviews").Is(http.StatusOK).Says("PRITCHARD", "amended", "BEVAN", "not begun")
}

func TestSomebodyElsesReviewIsNotSavedOver(t *testing.T) {
	s := newScene(t)
	r := review.Review{PracticeID: s.Practice.ID, ParticipantID: s.people[0].ID, Version: 1, State: review.Draft, Story: "Theirs", SavedBy: "somebody else"}
	if err := s.Store.InTx(context.Background(), func(ctx context.Context) error { return s.Store.AddReview(ctx, &r) }); err != nil {
		t.Fatal(err)
	}
	v := s.As("Clinician")
	v.Post("/participants/"+s.people[0].ID+"/review", url.Values{"version": {"0"}, "story": {"Mine"}}).
		Is(http.StatusConflict).Says("Somebody else changed this review")
}

func TestWhoMayNot(t *testing.T) {
	s := newScene(t)
	review := "/participants/" + s.people[0].ID + "/review"
	s.As("Viewer").Get("/cycles/" + s.cycle.ID + "/clinics").Is(http.StatusForbidden)
	s.As("Viewer").Get(review).Is(http.StatusForbidden)
	s.As("Coordinator").Get(review).Is(http.StatusForbidden)
	s.As("Coordinator").Post(review, url.Values{"story": {"x"}}).Is(http.StatusForbidden)
	other, _ := s.Elsewhere()
	for _, path := range []string{review, review + "/versions", "/cycles/" + s.cycle.ID + "/clinics", "/cycles/" + s.cycle.ID + "/reviews"} {
		other.Get(path).Is(http.StatusNotFound)
	}
	other.Post(review, url.Values{"story": {"x"}}).Is(http.StatusNotFound)
}

func TestOpeningARecordIsAudited(t *testing.T) {
	s := newScene(t)
	s.As("Clinician").Get("/participants/" + s.people[0].ID + "/review").Is(http.StatusOK)
	trail, err := s.Store.AuditTrail(context.Background(), s.Practice.ID, s.people[0].PatientID, 10, 0)
	if err != nil || len(trail) != 1 || !strings.Contains(trail[0].Action, "saw pain review") {
		t.Errorf("trail %+v, %v", trail, err)
	}
}
