package reviews_test

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"stepdown/internal/cohort"
	"stepdown/internal/intake"
	"stepdown/internal/nhs"
	"stepdown/internal/review"
)

func (s scene) followUps(t *testing.T) []review.FollowUp {
	t.Helper()
	all, err := s.Store.FollowUpsFor(context.Background(), s.Practice.ID, s.people[0].ID)
	if err != nil || len(all) == 0 {
		t.Fatalf("follow-ups %v, %v", all, err)
	}
	return all
}

func said() url.Values {
	return url.Values{"version": {"1"}, "way": {"telephone"}, "how_going": {"Sleeping a little better"}, "withdrawal": {"Yawning"}, "suicide": {"none"}, "step": {"go on"}}
}

func TestRepeatToAcuteStaysOnTheWorklistUntilItIsDone(t *testing.T) {
	s, v, _ := agreed(t)
	at := "/participants/" + s.people[0].ID + "/checklist"
	v.Get("/home").Says("Repeat to acute not finished: Siân Pritchard", "5 of 5 still to do", "No supply recorded yet: Siân Pritchard")
	v.Get(at).Is(http.StatusOK).Says("5 still to do", "Still on repeat in the extract of 31 October 2026")
	half := url.Values{"version": {"1"}, "repeat": {"done"}, "batches": {"none"}, "acute": {"todo"}, "pharmacy": {"todo"}, "aid": {"none"}}
	v.Post(at, half).To(at)
	v.Get(at).Says("2 still to do: it stays on the worklist", "Amara Nwosu, 10 November 2026")
	v.Post(at, half).Is(http.StatusConflict).Says("Somebody else changed this checklist")
	half.Set("repeat", "none")
	half.Set("version", "2")
	v.Post(at, half).Is(http.StatusUnprocessableEntity).Says("Select from the list")
	all := url.Values{"version": {"2"}, "repeat": {"done"}, "batches": {"none"}, "acute": {"done"}, "pharmacy": {"done"}, "aid": {"none"}}
	s.As("Coordinator").Post(at, all).To(at)
	v.Get("/home").Hides("Repeat to acute not finished")
	v.Get(at+"/pharmacy").Is(http.StatusOK).Says("For the community pharmacy", "not on repeat", "Tramadol 50mg capsules", "999 000 0018", "Acute prescriptions to expect")
}

func TestFollowUpIsHeldAndTheNextIsDueInAMonth(t *testing.T) {
	s, v, _ := agreed(t)
	f := s.followUps(t)[0]
	if f.Due != "2026-12-10" {
		t.Errorf("due %s, want a calendar month after the plan", f.Due)
	}
	at := "/follow-ups/" + f.ID
	v.Get("/cycles/"+s.cycle.ID+"/follow-ups").Is(http.StatusOK).Says("PRITCHARD", "Due 10 December 2026")
	v.Get(at).Is(http.StatusOK).Says("Record the contact", "Ask at every contact", "Supply recorded until")

	bad := said()
	bad.Set("suicide", "present")
	v.Post(at, bad).Is(http.StatusUnprocessableEntity).Says("Enter what was done", "Sleeping a little better")
	v.Post(at, said()).To("/cycles/" + s.cycle.ID + "/follow-ups")
	v.Get(at).Says("What was said", "Yawning", "Asked: no such thoughts")
	all := s.followUps(t)
	if len(all) != 2 || all[0].State != review.FollowUpDone || all[1].State != review.FollowUpDue || all[1].Due != "2026-12-11" {
		t.Errorf("follow-ups %+v: want the next in a month, on the day after the one that had it", all)
	}
	v.Post(at, said()).Is(http.StatusConflict)
}

func TestHoldAtAFollowUpLeadsToThePlan(t *testing.T) {
	s, v, plan := agreed(t)
	form := said()
	form.Set("step", "hold")
	v.Post("/follow-ups/"+s.followUps(t)[0].ID, form).To(plan + "/change?kind=hold")
	v.Get(plan+"/change?kind=hold").Is(http.StatusOK).Says("Stay on this dose", "Now change the plan")
}

func TestFollowUpIsTextedOnceItsDayHasCome(t *testing.T) {
	s, _, _ := agreed(t)
	ctx, by := context.Background(), s.Staff("Clinician").Actor()
	if due, err := s.App.Reviews.DueForText(ctx, s.Practice.ID); err != nil || len(due) != 0 {
		t.Errorf("due %+v, %v: its day has not come", due, err)
	}
	f := review.FollowUp{PracticeID: s.Practice.ID, ParticipantID: s.people[1].ID, Due: "2026-11-09", State: review.FollowUpDue}
	if err := s.Store.InTx(ctx, func(ctx context.Context) error { return s.Store.CreateFollowUp(ctx, &f) }); err != nil {
		t.Fatal(err)
	}
	s.As("Clinician").Get("/home").Says("Follow-up overdue: Siân Bevan")
	due, err := s.App.Reviews.DueForText(ctx, s.Practice.ID)
	if err != nil || len(due) != 1 || due[0].ID != f.ID {
		t.Fatalf("due %+v, %v", due, err)
	}
	if _, err := s.App.Reviews.MarkTexted(ctx, by, f.ID); err != nil {
		t.Fatal(err)
	}
	if due, err := s.App.Reviews.DueForText(ctx, s.Practice.ID); err != nil || len(due) != 0 {
		t.Errorf("due %+v, %v after the text", due, err)
	}
	s.As("Clinician").Get("/home").Hides("Follow-up overdue")
	s.As("Clinician").Get("/cycles/" + s.cycle.ID + "/follow-ups").Says("Texted on 10 November 2026")
}

func TestAttemptsAreKeptOnThePerson(t *testing.T) {
	s, _, _ := agreed(t)
	v := s.As("Coordinator")
	at := "/follow-ups/" + s.followUps(t)[0].ID
	v.Post(at+"/attempt", url.Values{"try_way": {"telephone"}}).Is(http.StatusUnprocessableEntity).Says("Enter an answer: what came of it?")
	v.Post(at+"/attempt", url.Values{"try_way": {"telephone"}, "outcome": {"no answer"}}).To(at)
	v.Get(at).Says("no answer", "Joan Fletcher").Hides("Record the contact")
	if p := s.participant(t, 0); len(p.Attempts) != 1 || p.Attempts[0].Outcome != "no answer" {
		t.Errorf("attempts %+v", p.Attempts)
	}
	v.Post(at+"/close", url.Values{"version": {"2"}, "closing": {""}}).Is(http.StatusUnprocessableEntity)
	v.Post(at+"/close", url.Values{"version": {"2"}, "closing": {"Seen by the GP yesterday"}}).To("/cycles/")
	v.Get(at).Says("closed: Seen by the GP yesterday")
	if p := s.newestPlan(t); !p.State.Live() {
		t.Error("closing a follow-up ended the plan")
	}
}

func TestSomebodyWhoDidNotComeIsToBeTelephoned(t *testing.T) {
	s := newScene(t)
	v := s.As("Coordinator")
	c := s.clinic(t, v)
	v.Post("/cycles/"+s.cycle.ID+"/bookings", url.Values{"participant": {s.people[0].ID}, "purpose": {"review"}, "slot": {c.ID + "/1"}}).To("/cycles/")
	bookings, err := s.Store.BookingsIn(context.Background(), s.Practice.ID, c.ID)
	if err != nil || len(bookings) != 1 {
		t.Fatal(bookings, err)
	}
	v.Post("/bookings/"+bookings[0].ID+"/missed", nil).To("/cycles/")
	v.Get("/home").Says("Did not attend, telephone: Siân Pritchard")
	v.Post("/cycles/"+s.cycle.ID+"/bookings", url.Values{"participant": {s.people[0].ID}, "purpose": {"review"}, "slot": {c.ID + "/2"}}).To("/cycles/")
	v.Get("/home").Hides("Did not attend, telephone")
}

func TestFollowUpIsBookedAndDueAgainWhenNobodyCame(t *testing.T) {
	s, v, _ := agreed(t)
	c := s.clinic(t, v)
	ctx, by := context.Background(), s.Staff("Clinician").Actor()
	p := s.participant(t, 0)
	p.Reviewed = "2026-11-10"
	if err := s.Store.InTx(ctx, func(ctx context.Context) error { return s.Store.SaveParticipant(ctx, &p) }); err != nil {
		t.Fatal(err)
	}
	b, err := s.App.Reviews.Book(ctx, by, review.Ask{ParticipantID: p.ID, Purpose: review.ForFollowUp, ClinicID: c.ID})
	if err != nil {
		t.Fatal(err)
	}
	if f := s.followUps(t)[0]; f.State != review.FollowUpBooked || f.BookedFor != "2026-11-10" {
		t.Errorf("follow-up %+v", f)
	}
	if _, err := s.App.Reviews.DidNotAttend(ctx, by, b.ID); err != nil {
		t.Fatal(err)
	}
	if f := s.followUps(t)[0]; f.State != review.FollowUpDue {
		t.Errorf("follow-up %s, want due again", f.State)
	}
	if plan := s.newestPlan(t); !plan.State.Live() {
		t.Error("not coming ended the plan")
	}
}

func TestWhoMayNotHoldAFollowUp(t *testing.T) {
	s, _, _ := agreed(t)
	at := "/follow-ups/" + s.followUps(t)[0].ID
	s.As("Coordinator").Post(at, said()).Is(http.StatusForbidden)
	s.As("Viewer").Get(at).Is(http.StatusForbidden)
	other, _ := s.Elsewhere()
	other.Get(at).Is(http.StatusNotFound)
	other.Post(at+"/attempt", url.Values{}).Is(http.StatusNotFound)
	other.Get("/participants/" + s.people[0].ID + "/checklist").Is(http.StatusNotFound)
}

// When a plan ends, contacts are due one, three and six months after, and each
// asks what became of the medicine.
func TestContactsGoOnAfterTheLastStep(t *testing.T) {
	s, v, plan := agreed(t)
	v.Post(plan+"/change", url.Values{"version": {"1"}, "kind": {"took-last"}, "reason": {"has stopped"}}).To(plan)
	f := s.followUps(t)[0]
	if f.Due != "2026-12-10" || f.About != review.OneAfter {
		t.Fatalf("after the end: %+v", f)
	}
	ctx := context.Background()
	if due, err := s.App.Reviews.DueForText(ctx, s.Practice.ID); err != nil || len(due) != 0 {
		t.Errorf("texted about another prescription: %+v, %v", due, err)
	}
	months := []struct {
		on    time.Time
		about review.About
		due   nhs.Date
	}{
		{time.Date(2026, 12, 10, 9, 0, 0, 0, time.UTC), review.ThreeAfter, "2027-02-10"},
		{time.Date(2027, 2, 10, 9, 0, 0, 0, time.UTC), review.SixAfter, "2027-05-10"},
		{time.Date(2027, 5, 10, 9, 0, 0, 0, time.UTC), "", ""},
	}
	for i, m := range months {
		s.Move(m.on)
		v = s.As("Clinician")
		all := s.followUps(t)
		f := all[len(all)-1]
		v.Get("/home").Says("Follow-up due: Siân Pritchard")
		v.Get("/follow-ups/"+f.ID).Is(http.StatusOK).Says("What has become of tramadol?", string(f.About))
		form := said()
		form.Set("version", strconv.Itoa(f.Version))
		form.Set("result", "stopped")
		form.Set("step", "no plan")
		v.Post("/follow-ups/"+f.ID, form).To("/cycles/")
		all = s.followUps(t)
		if next := all[len(all)-1]; m.due != "" && (next.Due != m.due || next.About != m.about) || m.due == "" && next.ID != f.ID {
			t.Errorf("after contact %d: %+v, want %s on %s", i+1, next, m.about, m.due)
		}
	}
	outcomes, err := s.Store.OutcomesOf(ctx, s.Practice.ID, s.cycle.ID)
	if err != nil || len(outcomes) != 3 || outcomes[0].Result != review.ResultStopped || outcomes[0].Ingredient != "tramadol" {
		t.Errorf("confirmed: %+v, %v", outcomes, err)
	}
	if p := s.participant(t, 0); p.Stopped != "2026-12-10" {
		t.Errorf("stopped on %q", p.Stopped)
	}
}

// The next supply that is arranged at a contact stands on the plan.
func TestNextSupplyOfAContactStandsOnThePlan(t *testing.T) {
	s, v, plan := agreed(t)
	form := said()
	for part, x := range map[string]string{"day": "14", "month": "12", "year": "2026"} {
		form.Set("next_supply-"+part, x)
	}
	v.Post("/follow-ups/"+s.followUps(t)[0].ID, form).To("/cycles/")
	if p := s.newestPlan(t); p.NextAcute != "2026-12-14" || p.Edition != 1 || p.Version != 2 {
		t.Errorf("the plan: next acute %s, edition %d, version %d", p.NextAcute, p.Edition, p.Version)
	}
	v.Get(plan).Says("Next acute arranged for 14 December 2026")
}

// What a clinician confirmed and what the extracts show stand side by side, and
// a difference is pointed out.
func TestRecordAndExtractStandSideBySide(t *testing.T) {
	s, v, plan := agreed(t)
	v.Get(plan).Says("What became of it").Hides("They differ")
	v.Post(plan+"/outcome", url.Values{"medicine": {"tramadol/opioid"}, "result": {"stopped"}}).To(plan)
	who, err := s.Store.Patient(context.Background(), s.Practice.ID, s.people[0].PatientID)
	if err != nil {
		t.Fatal(err)
	}
	s.Move(time.Date(2026, 12, 10, 9, 30, 0, 0, time.UTC))
	err = s.Store.InTx(context.Background(), func(ctx context.Context) error {
		person := who.Person
		person.Medications = []cohort.Medication{{Name: "Tramadol 50mg capsules", Dose: "1 capsule four times a day", Kind: cohort.Acute, LastIssue: "2026-12-01"}}
		e := intake.Extract{PracticeID: s.Practice.ID, AsAt: "2026-12-05", SHA256: "two", ListSize: 6000}
		if err := s.Store.CreateExtract(ctx, &e); err != nil {
			return err
		}
		_, err := s.Store.TakePeople(ctx, e, []cohort.Person{person}, true)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	v = s.As("Clinician")
	v.Get(plan).Is(http.StatusOK).Says("<strong>reduced</strong> by 50%", "Was: Tramadol 50mg capsules, 2 capsules four times a day", "Now: Tramadol 50mg capsules, 1 capsule four times a day",
		"<strong>stopped</strong>, 10 November 2026, Amara Nwosu", "They differ", "Extract of 5 December 2026")
	v.Post(plan+"/outcome", url.Values{"medicine": {"tramadol/opioid"}, "result": {"reduced"}}).To(plan)
	v.Get(plan).Hides("They differ").Says("<strong>reduced</strong>, 10 December 2026")
}
