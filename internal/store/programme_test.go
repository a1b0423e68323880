package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/programme"
	"stepdown/internal/store"
	"stepdown/internal/store/storetest"
)

// surgery is a practice with one person, for tests of the programme.
type surgery struct {
	practice practice.Practice
	patient  cycle.Patient
}

func newSurgery(t *testing.T, s *store.Store, ods, number string) surgery {
	t.Helper()
	v := surgery{practice: practice.Practice{ODS: ods, Name: "Surgery " + ods}}
	write(t, s, func(ctx context.Context) error {
		if err := s.CreatePractice(ctx, &v.practice); err != nil {
			return err
		}
		v.patient = cycle.Patient{PracticeID: v.practice.ID, Person: cohort.Person{Given: "Ada", Family: "Moss", NHSNumber: "9990000018"}}
		v.patient.Person.LocalID = number
		return s.SavePatient(ctx, &v.patient)
	})
	return v
}

func write(t *testing.T, s *store.Store, f func(ctx context.Context) error) {
	t.Helper()
	if err := s.InTx(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func cafe(v surgery) programme.Session {
	return programme.Session{PracticeID: v.practice.ID, Kind: programme.PainCafe, StartsAt: storetest.Now.Add(24 * time.Hour), Minutes: 90,
		Place: "The library", Capacity: 15, Facilitator: "Lena Hart", Note: "bring a cake"}
}

func TestProgrammeSessionsRoundTrip(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		a, b := newSurgery(t, s, "Y99991", "1"), newSurgery(t, s, "Y99992", "2")
		late, early := cafe(a), cafe(a)
		early.StartsAt = storetest.Now
		write(t, s, func(ctx context.Context) error {
			if err := s.CreateProgrammeSession(ctx, &late); err != nil {
				return err
			}
			return s.CreateProgrammeSession(ctx, &early)
		})
		got, err := s.ProgrammeSession(ctx, a.practice.ID, late.ID)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(late, got); d != "" {
			t.Error(d)
		}
		all, err := s.ProgrammeSessions(ctx, a.practice.ID)
		if err != nil || len(all) != 2 || all[0].ID != early.ID {
			t.Errorf("not by time: %v %v", all, err)
		}
		if _, err := s.ProgrammeSession(ctx, b.practice.ID, late.ID); !problem.Is(err, problem.NotFound) {
			t.Errorf("another practice's session: %v", err)
		}
		if all, err := s.ProgrammeSessions(ctx, b.practice.ID); err != nil || len(all) != 0 {
			t.Errorf("another practice's sessions: %d %v", len(all), err)
		}
		stale := got
		got.Cancelled = true
		write(t, s, func(ctx context.Context) error { return s.SaveProgrammeSession(ctx, &got) })
		err = s.InTx(ctx, func(ctx context.Context) error { return s.SaveProgrammeSession(ctx, &stale) })
		if !problem.Is(err, problem.Conflict) {
			t.Errorf("a stale version was saved: %v", err)
		}
		got.PracticeID = b.practice.ID
		if err := s.InTx(ctx, func(ctx context.Context) error { return s.SaveProgrammeSession(ctx, &got) }); !problem.Is(err, problem.Conflict) {
			t.Errorf("another practice saved it: %v", err)
		}
	})
}

func TestAttendancesStayInThePractice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		a, b := newSurgery(t, s, "Y99991", "1"), newSurgery(t, s, "Y99992", "2")
		session := cafe(a)
		write(t, s, func(ctx context.Context) error { return s.CreateProgrammeSession(ctx, &session) })
		place := programme.Attendance{SessionID: session.ID, PatientID: a.patient.ID, PracticeID: a.practice.ID, State: programme.Expected}
		write(t, s, func(ctx context.Context) error { return s.SaveAttendance(ctx, place) })
		place.State = programme.Attended
		write(t, s, func(ctx context.Context) error { return s.SaveAttendance(ctx, place) })
		for name, read := range map[string]func(practiceID string) ([]programme.Attendance, error){
			"at":  func(id string) ([]programme.Attendance, error) { return s.AttendancesAt(ctx, id, session.ID) },
			"all": func(id string) ([]programme.Attendance, error) { return s.Attendances(ctx, id) },
		} {
			got, err := read(a.practice.ID)
			if err != nil || len(got) != 1 || got[0] != place {
				t.Errorf("%s: %v %v", name, got, err)
			}
			if got, err := read(b.practice.ID); err != nil || len(got) != 0 {
				t.Errorf("%s, another practice: %v %v", name, got, err)
			}
		}
		for _, wrong := range []programme.Attendance{
			{SessionID: session.ID, PatientID: b.patient.ID, PracticeID: a.practice.ID, State: programme.Expected},
			{SessionID: session.ID, PatientID: b.patient.ID, PracticeID: b.practice.ID, State: programme.Expected},
			{SessionID: "NONE", PatientID: a.patient.ID, PracticeID: a.practice.ID, State: programme.Expected},
		} {
			if err := s.InTx(ctx, func(ctx context.Context) error { return s.SaveAttendance(ctx, wrong) }); !problem.Is(err, problem.NotFound) {
				t.Errorf("a place across practices: %v", err)
			}
		}
	})
}

func TestWellbeingRoundTrip(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		a, b := newSurgery(t, s, "Y99991", "1"), newSurgery(t, s, "Y99992", "2")
		w := programme.Wellbeing{PracticeID: a.practice.ID, PatientID: a.patient.ID, Moment: programme.Before, AskedOn: "2026-11-02",
			Answers: programme.ONS4{Satisfied: programme.Gave(0), Anxious: programme.Gave(10)}}
		first := w
		first.AskedOn = "2026-10-01"
		write(t, s, func(ctx context.Context) error {
			if err := s.CreateWellbeing(ctx, &w); err != nil {
				return err
			}
			return s.CreateWellbeing(ctx, &first)
		})
		want := []programme.Wellbeing{first, w}
		got, err := s.WellbeingOf(ctx, a.practice.ID, a.patient.ID)
		if err != nil || !cmp.Equal(want, got) {
			t.Errorf("answers are not as given: %v %v", len(got), err)
		}
		if got, err = s.Wellbeings(ctx, a.practice.ID); err != nil || !cmp.Equal(want, got) {
			t.Errorf("all answers are not as given: %v %v", len(got), err)
		}
		if got, err = s.WellbeingOf(ctx, b.practice.ID, a.patient.ID); err != nil || len(got) != 0 {
			t.Errorf("another practice reads answers: %d %v", len(got), err)
		}
		w.PracticeID = b.practice.ID
		if err := s.InTx(ctx, func(ctx context.Context) error { return s.CreateWellbeing(ctx, &w) }); !problem.Is(err, problem.NotFound) {
			t.Errorf("another practice writes answers: %v", err)
		}
	})
}

func TestFootstepsKeepEveryVersion(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		a, b := newSurgery(t, s, "Y99991", "1"), newSurgery(t, s, "Y99992", "2")
		set := programme.Footsteps()
		set.Version = "ours"
		write(t, s, func(ctx context.Context) error { return s.SaveFootsteps(ctx, a.practice.ID, "Lena Hart", set) })
		got, err := s.FootstepSets(ctx, a.practice.ID)
		if err != nil || !cmp.Equal([]programme.FootstepSet{set}, got) {
			t.Errorf("%+v %v", got, err)
		}
		if got, err := s.FootstepSets(ctx, b.practice.ID); err != nil || len(got) != 0 {
			t.Errorf("another practice: %v %v", got, err)
		}
		if err := s.InTx(ctx, func(ctx context.Context) error { return s.SaveFootsteps(ctx, a.practice.ID, "Lena Hart", set) }); !problem.Is(err, problem.Invalid) {
			t.Errorf("a version was overwritten: %v", err)
		}
		write(t, s, func(ctx context.Context) error { return s.SaveFootsteps(ctx, b.practice.ID, "Lena Hart", set) })
	})
}
