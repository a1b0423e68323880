package store_test

import (
	"context"
	"testing"
	"time"

	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/review"
	"stepdown/internal/store"
	"stepdown/internal/store/storetest"
)

// scene is a practice with a cycle and two people in it.
type scene struct {
	practice practice.Practice
	cycle    cycle.Cycle
	people   []cycle.Participant
}

func newScene(t *testing.T, s *store.Store, ods string) scene {
	t.Helper()
	v := scene{practice: practice.Practice{ODS: ods, Name: "Surgery " + ods}}
	write(t, s, func(ctx context.Context) error {
		if err := s.CreatePractice(ctx, &v.practice); err != nil {
			return err
		}
		v.cycle = cycle.Cycle{PracticeID: v.practice.ID, Title: "Tramadol", Status: cycle.Running}
		if err := s.CreateCycle(ctx, &v.cycle); err != nil {
			return err
		}
		for _, number := range []nhs.Number{"9990000018", "9990000026"} {
			patient := cycle.Patient{PracticeID: v.practice.ID, Person: cohort.Person{Given: "Ada", Family: "Moss", NHSNumber: number}}
			if err := s.SavePatient(ctx, &patient); err != nil {
				return err
			}
			p := cycle.Participant{PracticeID: v.practice.ID, CycleID: v.cycle.ID, PatientID: patient.ID}
			if err := s.CreateParticipant(ctx, &p); err != nil {
				return err
			}
			v.people = append(v.people, p)
		}
		return nil
	})
	return v
}

func wantKind(t *testing.T, what string, err error, kind problem.Kind) {
	t.Helper()
	if !problem.Is(err, kind) {
		t.Errorf("%s: %v, want kind %d", what, err, kind)
	}
}

// tryTx runs f and gives its error.
func tryTx(s *store.Store, f func(ctx context.Context) error) error {
	return s.InTx(context.Background(), f)
}

func TestReviewKeepsEveryVersion(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, v := context.Background(), newScene(t, s, "Y99991")
		r := review.Review{PracticeID: v.practice.ID, ParticipantID: v.people[0].ID, Version: 1, State: review.Draft, Story: "My back, since the fall", SavedBy: "staff"}
		write(t, s, func(ctx context.Context) error {
			if err := s.AddReview(ctx, &r); err != nil {
				return err
			}
			r.Version, r.State, r.Story = 2, review.Completed, "My back, since the fall in 2019"
			return s.AddReview(ctx, &r)
		})
		wantKind(t, "the same version again", tryTx(s, func(ctx context.Context) error { return s.AddReview(ctx, &r) }), problem.Conflict)
		got, err := s.NewestReview(ctx, v.practice.ID, r.ParticipantID)
		if err != nil || got.Story != "My back, since the fall in 2019" || got.State != review.Completed || got.Version != 2 || !got.SavedAt.Equal(storetest.Now) {
			t.Errorf("newest = %+v, %v", got, err)
		}
		all, err := s.ReviewVersions(ctx, v.practice.ID, r.ParticipantID)
		if err != nil || len(all) != 2 || all[1].Story != "My back, since the fall" {
			t.Errorf("versions = %+v, %v", all, err)
		}
		states, err := s.ReviewStates(ctx, v.practice.ID, v.cycle.ID)
		if err != nil || len(states) != 1 || states[r.ParticipantID].State != review.Completed || states[r.ParticipantID].Story != "" {
			t.Errorf("states = %+v, %v", states, err)
		}
		other := newScene(t, s, "Y99992")
		_, err = s.NewestReview(ctx, other.practice.ID, r.ParticipantID)
		wantKind(t, "another practice's review", err, problem.NotFound)
	})
}

func TestPlansInForceAreTheNewestOfEachPerson(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, v := context.Background(), newScene(t, s, "Y99991")
		p := review.Plan{PracticeID: v.practice.ID, ParticipantID: v.people[0].ID, Version: 1, State: review.PlanAgreed, SupplyEnds: "2026-12-01", Text: "One less a fortnight"}
		q := p
		q.ParticipantID = v.people[1].ID
		write(t, s, func(ctx context.Context) error {
			if err := s.AddPlan(ctx, &p); err != nil {
				return err
			}
			if err := s.AddPlan(ctx, &q); err != nil {
				return err
			}
			q.Version, q.State = 2, review.PlanEnded
			return s.AddPlan(ctx, &q)
		})
		wantKind(t, "the same version again", tryTx(s, func(ctx context.Context) error { return s.AddPlan(ctx, &q) }), problem.Conflict)
		live, err := s.LivePlans(ctx, v.practice.ID)
		if err != nil || len(live) != 1 || live[0].ParticipantID != p.ParticipantID || live[0].SupplyEnds != "2026-12-01" || live[0].Text != "One less a fortnight" {
			t.Errorf("live = %+v, %v", live, err)
		}
		if all, err := s.PlanVersions(ctx, v.practice.ID, q.ParticipantID); err != nil || len(all) != 2 || all[0].State != review.PlanEnded {
			t.Errorf("versions = %+v, %v", all, err)
		}
		other := newScene(t, s, "Y99992")
		_, err = s.NewestPlan(ctx, other.practice.ID, p.ParticipantID)
		wantKind(t, "another practice's plan", err, problem.NotFound)
		if live, err := s.LivePlans(ctx, other.practice.ID); err != nil || len(live) != 0 {
			t.Errorf("another practice has %v, %v", live, err)
		}
	})
}

func TestChecklistIsSavedByOneAtATime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, v := context.Background(), newScene(t, s, "Y99991")
		c := review.NewChecklist(v.practice.ID, v.people[0].ID)
		write(t, s, func(ctx context.Context) error { return s.SaveChecklist(ctx, &c) })
		stale := c
		for _, task := range review.Tasks {
			c.Set(task.Key, "done", "Amara", "2026-11-10")
		}
		if open, err := s.UnfinishedChecklists(ctx, v.practice.ID); err != nil || len(open) != 1 {
			t.Errorf("unfinished = %v, %v", open, err)
		}
		write(t, s, func(ctx context.Context) error { return s.SaveChecklist(ctx, &c) })
		wantKind(t, "an old version", tryTx(s, func(ctx context.Context) error { return s.SaveChecklist(ctx, &stale) }), problem.Conflict)
		if open, err := s.UnfinishedChecklists(ctx, v.practice.ID); err != nil || len(open) != 0 {
			t.Errorf("unfinished = %v, %v", open, err)
		}
		got, err := s.Checklist(ctx, v.practice.ID, c.ParticipantID)
		if err != nil || got.Left() != 0 || got.Tick("pharmacy").By != "Amara" || got.Version != 2 {
			t.Errorf("got %+v, %v", got, err)
		}
		other := newScene(t, s, "Y99992")
		_, err = s.Checklist(ctx, other.practice.ID, c.ParticipantID)
		wantKind(t, "another practice's checklist", err, problem.NotFound)
	})
}

func TestFollowUpsOpenUntilHeld(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, v := context.Background(), newScene(t, s, "Y99991")
		f := review.FollowUp{PracticeID: v.practice.ID, ParticipantID: v.people[0].ID, Due: "2026-12-10", State: review.FollowUpDue}
		later := f
		later.Due = "2027-01-10"
		write(t, s, func(ctx context.Context) error {
			if err := s.CreateFollowUp(ctx, &later); err != nil {
				return err
			}
			return s.CreateFollowUp(ctx, &f)
		})
		again := f
		wantKind(t, "two on a day", tryTx(s, func(ctx context.Context) error { return s.CreateFollowUp(ctx, &again) }), problem.Conflict)
		if open, err := s.OpenFollowUps(ctx, v.practice.ID, "2026-12-31"); err != nil || len(open) != 1 || open[0].ID != f.ID {
			t.Errorf("open = %+v, %v", open, err)
		}
		stale := f
		f.State, f.Contact.HowGoing = review.FollowUpDone, "Sleeping better"
		write(t, s, func(ctx context.Context) error { return s.SaveFollowUp(ctx, &f) })
		wantKind(t, "an old version", tryTx(s, func(ctx context.Context) error { return s.SaveFollowUp(ctx, &stale) }), problem.Conflict)
		if all, err := s.FollowUpsOf(ctx, v.practice.ID, v.cycle.ID); err != nil || len(all) != 2 || all[0].Contact.HowGoing != "Sleeping better" {
			t.Errorf("of the cycle = %+v, %v", all, err)
		}
		if all, err := s.FollowUpsFor(ctx, v.practice.ID, f.ParticipantID); err != nil || len(all) != 2 || all[1].Due != "2027-01-10" {
			t.Errorf("of the person = %+v, %v", all, err)
		}
		other := newScene(t, s, "Y99992")
		_, err := s.FollowUp(ctx, other.practice.ID, f.ID)
		wantKind(t, "another practice's follow-up", err, problem.NotFound)
	})
}

func TestOutcomesStandInOrder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, v := context.Background(), newScene(t, s, "Y99991")
		o := review.Outcome{PracticeID: v.practice.ID, CycleID: v.cycle.ID, ParticipantID: v.people[0].ID, Ingredient: "tramadol", Class: "opioid",
			Result: review.ResultStopped, ConfirmedOn: "2026-11-10", ConfirmedBy: "Amara"}
		write(t, s, func(ctx context.Context) error { return s.AddOutcome(ctx, &o) })
		if all, err := s.OutcomesOf(ctx, v.practice.ID, v.cycle.ID); err != nil || len(all) != 1 || all[0] != o {
			t.Errorf("outcomes = %+v, %v", all, err)
		}
		other := newScene(t, s, "Y99992")
		if all, err := s.OutcomesOf(ctx, other.practice.ID, v.cycle.ID); err != nil || len(all) != 0 {
			t.Errorf("another practice sees %+v, %v", all, err)
		}
	})
}

func clinicOf(v scene) review.Clinic {
	return review.Clinic{PracticeID: v.practice.ID, CycleID: v.cycle.ID, ClinicianID: "staff", StartsAt: storetest.Now.Add(24 * time.Hour), SlotMinutes: 20, Slots: 2, Place: "Room 4"}
}
