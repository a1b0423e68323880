package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/problem"
	"stepdown/internal/store/storetest"
)

// Somebody who is missing from an extract is held until a clinician has
// looked; the next extract that is silent asks again; no word lifts a hold
// that rests on the record.
func TestHoldOfSomebodyMissingIsLiftedByHandUntilTheNextExtract(t *testing.T) {
	x := newRunning(t, storetest.SQLite(t))
	cycles := &cycle.Service{Store: x.store, Audit: x.store, Now: func() time.Time { return storetest.Now }}
	lift := func(version int, why string) error {
		_, err := cycles.LiftHold(t.Context(), x.by, x.one().ID, version, why)
		return err
	}
	x.take("2026-10-10", someone{})
	x.join(cycle.BySearch, "2026-10-12")
	if err := lift(x.one().Version, "Looked"); !problem.Is(err, problem.Conflict) {
		t.Errorf("nothing was held: %v", err)
	}

	x.take("2026-10-20", someone{absent: true})
	if held := x.one(); !held.MayLift() || len(x.refusals()) == 0 {
		t.Fatalf("not held: %q, %v", held.Held, x.refusals())
	}
	if err := lift(x.one().Version, ""); !problem.Is(err, problem.Invalid) {
		t.Errorf("lifted without a reason: %v", err)
	}
	if err := lift(x.one().Version-1, "Looked"); !problem.Is(err, problem.Conflict) {
		t.Errorf("lifted over a colleague's change: %v", err)
	}
	if err := lift(x.one().Version, "No longer on tramadol, so the search left them out"); err != nil {
		t.Fatal(err)
	}
	p := x.one()
	if p.Held != "" || len(x.refusals()) != 0 || len(p.Lifts) != 1 || p.Lifts[0].By != x.by.Name || p.Lifts[0].On == "" {
		t.Errorf("after lifting: %q, %v, %+v", p.Held, x.refusals(), p.Lifts)
	}
	trail, err := x.store.AuditTrail(t.Context(), x.practice.ID, p.PatientID, 10, 0) // the clock stands still, so the order of the entries says nothing
	if err != nil || !slices.ContainsFunc(trail, func(e audit.Entry) bool { return strings.HasPrefix(e.Action, "lifted hold") }) {
		t.Errorf("the trail says %+v (%v)", trail, err)
	}

	x.take("2026-10-27", someone{absent: true})
	if held := x.one(); !held.MayLift() || len(held.Lifts) != 1 {
		t.Errorf("the next silent extract does not hold: %q, %+v", held.Held, held.Lifts)
	}
	x.take("2026-11-02", someone{died: "2026-10-30"})
	if err := lift(x.one().Version, "Looked"); !problem.Is(err, problem.Conflict) || x.one().Held == "" {
		t.Errorf("a death was lifted: %v, %q", err, x.one().Held)
	}
}
