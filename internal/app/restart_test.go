package app_test

import (
	"context"
	"testing"
	"time"

	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/review"
	"stepdown/internal/store"
	"stepdown/internal/store/storetest"
)

// reviewed takes the one into the cycle, with a review behind them.
func (x *running) reviewed() {
	x.t.Helper()
	x.join(cycle.BySearch, "2026-06-01")
	p := x.one()
	p.Reviewed = "2026-06-10"
	x.tx(func(ctx context.Context) error { return x.store.SaveParticipant(ctx, &p) })
}

func (x *running) stopped() {
	x.t.Helper()
	_, err := x.reviews.Confirm(x.t.Context(), x.by, review.Outcome{ParticipantID: x.one().ID, Ingredient: "tramadol", Class: review.ClassOf("tramadol"), Result: review.ResultStopped})
	if err != nil {
		x.t.Fatal(err)
	}
}

// restarts are the contacts that a new extract made due.
func (x *running) restarts() (out []review.FollowUp) {
	x.t.Helper()
	all, err := x.store.FollowUpsFor(x.t.Context(), x.practice.ID, x.one().ID)
	if err != nil {
		x.t.Fatal(err)
	}
	for _, f := range all {
		if f.About == review.Restart {
			out = append(out, f)
		}
	}
	return out
}

// A medicine that had gone from the extracts and comes back is a task, once.
func TestMedicineThatComesBackInAnExtractIsATask(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		x := newRunning(t, s)
		x.take("2026-06-05", someone{})
		x.reviewed()
		if got := x.take("2026-08-05", someone{medicine: "none"}); got != (intake.Changes{}) || len(x.restarts()) != 0 {
			t.Errorf("stopped: %+v, %+v", got, x.restarts())
		}
		if got := x.take("2026-09-05", someone{}); got.StartedAgain != 1 {
			t.Errorf("back: %+v", got)
		}
		due := x.restarts()
		if len(due) != 1 || due[0].Medicine != "tramadol" || due[0].Extract != "2026-09-05" || due[0].Seen != "Tramadol 50mg capsules, One four times a day" || due[0].State != review.FollowUpDue {
			t.Fatalf("task: %+v", due)
		}
		if got := x.take("2026-10-05", someone{}); got.StartedAgain != 0 || len(x.restarts()) != 1 {
			t.Errorf("told twice: %+v", got)
		}
		trail, err := s.AuditTrail(t.Context(), x.practice.ID, x.one().PatientID, 10, 0)
		if err != nil || len(trail) == 0 || trail[0].Object != "follow-up:"+due[0].ID {
			t.Errorf("audit: %+v, %v", trail, err)
		}
	})
}

// What was issued before a clinician confirmed the stop, on 20 October, is no
// restart; what was issued after it is.
func TestConfirmedStopIsHeldAgainstTheExtract(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		x := newRunning(t, s)
		x.take("2026-10-05", someone{})
		x.reviewed()
		x.reviews.Now = func() time.Time { return time.Date(2026, 10, 20, 9, 0, 0, 0, time.UTC) }
		x.stopped()
		if got := x.take("2026-10-12", someone{}); got.StartedAgain != 0 {
			t.Errorf("a supply from before the stop: %+v", got)
		}
		if got := x.take("2026-10-25", someone{}); got.StartedAgain != 1 || len(x.restarts()) != 1 {
			t.Errorf("a supply from after the stop: %+v, %+v", got, x.restarts())
		}
		x.cycle.Status = cycle.Closed
		x.tx(func(ctx context.Context) error { return s.SaveCycle(ctx, &x.cycle) })
		if got := x.take("2026-11-02", someone{}); got.StartedAgain != 0 {
			t.Errorf("told twice: %+v", got)
		}
	})
}

// People keep their plans when a cycle closes, and so does the watch over them.
// Whoever died is no restart.
func TestClosedCycleIsWatchedAndTheDeadAreNot(t *testing.T) {
	x := newRunning(t, storetest.SQLite(t))
	x.take("2026-06-05", someone{})
	x.reviewed()
	x.cycle.Status = cycle.Closed
	x.tx(func(ctx context.Context) error { return x.store.SaveCycle(ctx, &x.cycle) })
	x.take("2026-08-05", someone{medicine: "none"})
	if got := x.take("2026-09-05", someone{died: "2026-09-01"}); got.StartedAgain != 0 {
		t.Errorf("died: %+v", got)
	}
	x.take("2026-10-05", someone{medicine: "none"})
	if got := x.take("2026-11-05", someone{}); got.StartedAgain != 1 {
		t.Errorf("a closed cycle: %+v", got)
	}
}
