package reviews_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"stepdown/internal/app/apptest"
	"stepdown/internal/audit"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/review"
)

// booked puts both people into today's session, the first at 9.30am.
func (s scene) booked(t *testing.T, v *apptest.Visitor) []review.Booking {
	t.Helper()
	c := s.clinic(t, v)
	for i, p := range s.people {
		v.Post("/cycles/"+s.cycle.ID+"/bookings", url.Values{"participant": {p.ID}, "purpose": {"review"}, "slot": {c.ID + "/" + string(rune('1'+i))}}).To("/cycles/")
	}
	all, err := s.Store.BookingsIn(context.Background(), s.Practice.ID, c.ID)
	if err != nil || len(all) != 2 {
		t.Fatalf("bookings %v, %v", all, err)
	}
	return all
}

func TestTodayShowsEachAppointmentFromTheRecord(t *testing.T) {
	s := newScene(t)
	v := s.As("Clinician")
	v.Get("/clinics/today").Is(http.StatusOK).Says("You have no appointment today")
	all := s.booked(t, v)
	v.Get("/clinics/today").Is(http.StatusOK).Says("Today’s clinic", "9.30am", "PRITCHARD, Siân (Mrs)", "999 000 0018", "Tramadol 50mg capsules", "2 capsules four times a day",
		"× 0.1 = 40 mg", "review: booked", "Begin the review", "Did not attend", "#visit-"+all[1].ID, "BEVAN, Siân (Mrs)").Hides("Print, text, copy")
	v.Get("/clinics/today?day=2026-11-09").Is(http.StatusOK).Says("Clinic of 9 November 2026", "Next day with appointments: 10 November 2026", "day=2026-11-10")
	v.Get("/home").Says(`href="/clinics/today"`)
	s.As("Coordinator").Get("/clinics/today").Is(http.StatusForbidden)
	other, _ := s.Elsewhere()
	other.Get("/clinics/today").Is(http.StatusOK).Hides("PRITCHARD")
	trail, err := s.Store.AuditTrail(context.Background(), s.Practice.ID, s.people[0].PatientID, 10, 0)
	if err != nil || !slices.ContainsFunc(trail, func(e audit.Entry) bool { return e.Action == "saw clinic of the day" }) {
		t.Errorf("trail %+v, %v", trail, err)
	}
}

func TestNotAttendingIsOneClickAndEndsNothing(t *testing.T) {
	s, v, at := agreed(t)
	ctx := context.Background()
	p := s.newestPlan(t)
	if _, err := s.App.Reviews.RecordSupply(ctx, s.Staff("Clinician").Actor(), s.people[0].ID, p.Version, review.Supply{Issue: p.Taper.Issues[0].From}); err != nil {
		t.Fatal(err)
	}
	before := s.newestPlan(t)
	c := s.clinic(t, v)
	v.Post("/cycles/"+s.cycle.ID+"/bookings", url.Values{"participant": {s.people[0].ID}, "purpose": {"follow-up"}, "slot": {c.ID + "/1"}}).To("/cycles/")
	all, err := s.Store.BookingsIn(ctx, s.Practice.ID, c.ID)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	v.Get("/clinics/today").Says("Record the contact", "/follow-ups/"+s.followUps(t)[0].ID, "follow-up: booked")
	to := v.Post("/bookings/"+all[0].ID+"/missed", url.Values{"from": {"today"}}).To("/clinics/today?day=2026-11-10#visit-" + all[0].ID)
	v.Get(strings.Split(to, "#")[0]).Says("Recorded: did not attend. Telephone the person, and hold the step", "follow-up: did not attend", "Hold the step until you have spoken", "Came after all", "supply until "+before.SupplyEnds.String())
	if now := s.newestPlan(t); now.Version != before.Version || now.SupplyEnds != before.SupplyEnds || now.State != review.PlanAgreed {
		t.Errorf("not attending changed the plan: %+v", now)
	}
	if open := s.followUps(t); len(open) != 1 || !open[0].State.Open() {
		t.Errorf("not attending ended the follow-up: %+v", open)
	}
	v.Get("/home").Says("Did not attend, telephone: Siân Pritchard", "Hold the step until you have spoken. Supplies go on as they are.")

	v.Post(at+"/change", url.Values{"version": {"2"}, "kind": {"hold"}, "reason": {"Did not attend on 10 November 2026: held until we have spoken."}}).To(at)
	if now := s.newestPlan(t); now.State != review.PlanHeld || !now.State.Live() || now.SupplyEnds < before.SupplyEnds {
		t.Errorf("the hold ended something: %s, supply until %s, was %s", now.State, now.SupplyEnds, before.SupplyEnds)
	}
	v.Post("/bookings/"+all[0].ID+"/came", url.Values{"from": {"today"}}).To("/clinics/today")
	if p := s.participant(t, 0); p.DidNotAttend != 0 {
		t.Errorf("did not attend %d times, came after all", p.DidNotAttend)
	}
	v.Get("/home").Hides("Did not attend, telephone")
	v.Post("/bookings/"+all[0].ID+"/came", url.Values{}).Is(http.StatusConflict)
}

// inAMonth plans a session of two slots about a month from now.
func (s scene) inAMonth(t *testing.T, day nhs.Date) {
	t.Helper()
	_, err := s.App.Reviews.AddClinic(context.Background(), s.Staff("Clinician").Actor(), review.Clinic{CycleID: s.cycle.ID, ClinicianID: s.Staff("Clinician").ID,
		StartsAt: day.Time().Add(9*time.Hour + 30*time.Minute), SlotMinutes: 20, Slots: 2, Place: "Room 4"})
	if err != nil {
		t.Fatal(err)
	}
}

// texts of plans that were queued for the first person.
func (s scene) planTexts(t *testing.T) (out []messaging.Message) {
	t.Helper()
	all, err := s.Store.MessagesOfCycle(context.Background(), s.Practice.ID, s.cycle.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if m.Kind == messaging.PlanText {
			out = append(out, m)
		}
	}
	return out
}

// alone changes the second person's number, which is the first one's, too.
func (s scene) alone(t *testing.T) {
	t.Helper()
	err := s.Store.InTx(context.Background(), func(ctx context.Context) error {
		p, err := s.Store.Patient(ctx, s.Practice.ID, s.people[1].PatientID)
		if err != nil {
			return err
		}
		p.Person.Mobile = "07700900456"
		return s.Store.SavePatient(ctx, &p)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOneButtonClosesTheAppointmentOnce(t *testing.T) {
	s, v, at := agreed(t)
	s.alone(t)
	s.booked(t, v)
	s.inAMonth(t, "2026-12-08")
	s.inAMonth(t, "2026-12-15")
	v.Get(at).Says("Print, text, copy and book one month")
	v.Get(at+"/summary").Is(http.StatusOK).Says("Pain review 10 November 2026", "Acute from").Hides("<")
	for range 2 {
		to := v.Post(at+"/closing", url.Values{"copied": {"yes"}}).To(at + "/closing?pressed=1&copied=yes")
		page := v.Get(to).Is(http.StatusOK).Says("Copied: record summary and acute wording", "Booked in one month: Tuesday 15 December 2026, 9.30am", "data-print-now",
			`data-print-page="`+at+`/leaflet"`, "Next person: 9.50am BEVAN")
		if n := len(s.planTexts(t)); n == 1 {
			page.Says("Texted: the plan waits to go")
		} else {
			page.Says("Not texted yet", "text segments", at+"/send")
		}
	}
	if n := len(s.planTexts(t)); n > 1 {
		t.Errorf("%d texts of one edition", n)
	}
	all, err := s.Store.BookingsFor(context.Background(), s.Practice.ID, s.people[0].ID)
	booked := 0
	for _, b := range all {
		if b.Purpose == review.ForFollowUp {
			booked++
		}
	}
	if err != nil || booked != 1 {
		t.Errorf("%d follow-ups booked, %v: want one", booked, err)
	}
	v.Post(at+"/closing", url.Values{}).To(at + "/closing?pressed=1&copied=no")
	v.Get(at+"/closing?pressed=1&copied=no").Says("Not copied: record summary and acute wording", "Ctrl+C")
}

func TestClosingSaysWhatWasNotDone(t *testing.T) {
	s, v, at := agreed(t)
	s.alone(t)
	wish := messaging.Entry{Practice: s.Practice.ID, Patient: s.people[0].PatientID, Wish: messaging.OptedOut, At: apptest.Now, Source: "told a colleague"}
	if err := s.Store.InTx(context.Background(), func(ctx context.Context) error { return s.Store.Register(ctx, wish) }); err != nil {
		t.Fatal(err)
	}
	to := v.Post(at+"/closing", url.Values{}).To(at + "/closing")
	v.Get(to).Is(http.StatusOK).Says("Not texted", "They asked for no texts on 10 November 2026", "Not booked: no session near that day has a free slot",
		"The follow-up is due on 10 December 2026 and stands on the worklist").Hides("Next person")
	if p := s.newestPlan(t); p.State != review.PlanAgreed {
		t.Errorf("the plan is %s: an opt-out ends nothing", p.State)
	}
	s.As("Coordinator").Post(at+"/closing", url.Values{}).Is(http.StatusForbidden)
	other, _ := s.Elsewhere()
	for _, path := range []string{"/closing", "/summary"} {
		other.Get(at + path).Is(http.StatusNotFound)
	}
	other.Post(at+"/closing", url.Values{}).Is(http.StatusNotFound)
}

func TestClosingOfAPlanInOwnWords(t *testing.T) {
	s := newScene(t)
	settings := s.Practice.Settings
	settings.SafetyOfficer = practice.Acceptance{}
	if err := s.Store.InTx(context.Background(), func(ctx context.Context) error { return s.Store.SaveSettings(ctx, s.Practice.ID, settings) }); err != nil {
		t.Fatal(err)
	}
	s.alone(t)
	v := s.As("Clinician")
	s.reviewed(t, v)
	at := "/participants/" + s.people[0].ID + "/plan"
	v.Post(at+"/text", url.Values{"version": {"0"}, "text": {"One less each Tuesday"}}).To(at)
	v.Get(v.Post(at+"/closing", url.Values{}).To(at)).Says("Not texted", "no worked-out steps", "One less each Tuesday")
}
