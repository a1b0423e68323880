package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/measure"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/store"
	"stepdown/internal/store/storetest"
)

func newPractice(t *testing.T, s *store.Store, ods string) practice.Practice {
	t.Helper()
	p := practice.Practice{ODS: ods, Name: "Surgery " + ods, Settings: practice.Settings{Nation: nhs.Scotland, Address: []string{"1 High Street"}}}
	write(t, s, func(ctx context.Context) error { return s.CreatePractice(ctx, &p) })
	return p
}

func newCycle(t *testing.T, s *store.Store, p practice.Practice) cycle.Cycle {
	t.Helper()
	c := cycle.Cycle{PracticeID: p.ID, Title: "Tramadol", Targets: []string{"tramadol"}, Status: cycle.Planning}
	write(t, s, func(ctx context.Context) error { return s.CreateCycle(ctx, &c) })
	return c
}

func newPatient(t *testing.T, s *store.Store, p practice.Practice, number nhs.Number, mobile string) cycle.Patient {
	t.Helper()
	x := cycle.Patient{PracticeID: p.ID, Person: cohort.Person{NHSNumber: number, Family: "Müller", Given: "Zoë", BirthDate: "1960-02-29", Mobile: mobile}}
	write(t, s, func(ctx context.Context) error { return s.SavePatient(ctx, &x) })
	return x
}

func is(t *testing.T, err error, k problem.Kind) {
	t.Helper()
	if !problem.Is(err, k) {
		t.Errorf("error %v, want a problem of kind %d", err, k)
	}
}

func TestTransactionIsWholeOrNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		stop := errors.New("stop")
		p := practice.Practice{ODS: "A1", Name: "One"}
		err := s.InTx(t.Context(), func(ctx context.Context) error {
			if err := s.CreatePractice(ctx, &p); err != nil {
				return err
			}
			// A transaction inside a transaction is the same one.
			return s.InTx(ctx, func(ctx context.Context) error {
				if _, err := s.Practice(ctx, p.ID); err != nil {
					t.Errorf("own write is not seen inside the transaction: %v", err)
				}
				return stop
			})
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		_, err = s.Practice(t.Context(), p.ID)
		is(t, err, problem.NotFound)
	})
}

func TestPracticeAndStaffComeBackAsTheyWere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := newPractice(t, s, "A1")
		other := newPractice(t, s, "A2")
		st := practice.Staff{PracticeID: p.ID, Email: "a@example.org", Name: "Ann", Roles: practice.RoleSet{practice.Clinician, practice.Viewer}, PasswordHash: "h"}
		write(t, s, func(ctx context.Context) error { return s.CreateStaff(ctx, &st) })
		got, err := s.StaffByEmail(t.Context(), "a@example.org")
		if err != nil || got.Roles.String() != "clinician,viewer" || !got.Can(practice.HoldReview) {
			t.Errorf("staff came back as %+v (%v)", got, err)
		}
		_, err = s.Staff(t.Context(), other.ID, st.ID)
		is(t, err, problem.NotFound)
		again := practice.Staff{PracticeID: p.ID, Email: "a@example.org", Name: "Ann again"}
		err = s.InTx(t.Context(), func(ctx context.Context) error { return s.CreateStaff(ctx, &again) })
		is(t, err, problem.Invalid)
		set := p.Settings
		set.Phone = "01632 960 000"
		write(t, s, func(ctx context.Context) error { return s.SaveSettings(ctx, p.ID, set) })
		if back, err := s.Practice(t.Context(), p.ID); err != nil || back.Settings.Phone != "01632 960 000" || back.Settings.Nation != nhs.Scotland {
			t.Errorf("settings came back as %+v (%v)", back.Settings, err)
		}
	})
}

func TestCycleSavedTwiceFromOneVersionIsAConflict(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p, other := newPractice(t, s, "A1"), newPractice(t, s, "A2")
		c := newCycle(t, s, p)
		if second := newCycle(t, s, p); second.Number != 2 {
			t.Errorf("second cycle is number %d", second.Number)
		}
		mine, theirs := c, c
		mine.Title = "Mine"
		write(t, s, func(ctx context.Context) error { return s.SaveCycle(ctx, &mine) })
		err := s.InTx(t.Context(), func(ctx context.Context) error { return s.SaveCycle(ctx, &theirs) })
		is(t, err, problem.Conflict)
		got, err := s.Cycle(t.Context(), p.ID, c.ID)
		if err != nil || got.Title != "Mine" || got.Version != 2 {
			t.Errorf("cycle came back as %q version %d (%v)", got.Title, got.Version, err)
		}
		_, err = s.Cycle(t.Context(), other.ID, c.ID)
		is(t, err, problem.NotFound)
	})
}

func TestParticipantStandsOnceInACycle(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p, other := newPractice(t, s, "A1"), newPractice(t, s, "A2")
		c, x := newCycle(t, s, p), newPatient(t, s, p, "9990000018", "07700 900123")
		part := cycle.Participant{PracticeID: p.ID, CycleID: c.ID, PatientID: x.ID, AddedBy: cycle.BySearch}
		write(t, s, func(ctx context.Context) error { return s.CreateParticipant(ctx, &part) })
		again := part
		err := s.InTx(t.Context(), func(ctx context.Context) error { return s.CreateParticipant(ctx, &again) })
		is(t, err, problem.Conflict)

		part.Screen(cycle.Screening{Answer: cycle.Suitable, By: "Ann"})
		stale := part
		write(t, s, func(ctx context.Context) error { return s.SaveParticipant(ctx, &part) })
		err = s.InTx(t.Context(), func(ctx context.Context) error { return s.SaveParticipant(ctx, &stale) })
		is(t, err, problem.Conflict)
		got, err := s.Participant(t.Context(), p.ID, part.ID)
		if err != nil || got.Screening.Answer != cycle.Suitable || got.Version != 2 {
			t.Errorf("participant came back as %+v (%v)", got, err)
		}
		_, err = s.Participant(t.Context(), other.ID, part.ID)
		is(t, err, problem.NotFound)
		if of, err := s.ParticipantsOf(t.Context(), other.ID, x.ID); err != nil || len(of) != 0 {
			t.Errorf("another practice sees %d places (%v)", len(of), err)
		}
	})
}

func TestPatientIsFoundByNumberAndMobileWithinThePracticeAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p, other := newPractice(t, s, "A1"), newPractice(t, s, "A2")
		x := newPatient(t, s, p, "9990000018", "07700 900123")
		got, err := s.PatientByNHSNumber(t.Context(), p.ID, "9990000018")
		if err != nil || got.ID != x.ID || got.Name() != "Zoë Müller" {
			t.Errorf("found %+v (%v)", got, err)
		}
		_, err = s.PatientByNHSNumber(t.Context(), other.ID, "9990000018")
		is(t, err, problem.NotFound)
		m, _ := nhs.ParseMobile("+44 7700 900123")
		if ps, err := s.PatientsByMobile(t.Context(), p.ID, m); err != nil || len(ps) != 1 {
			t.Errorf("%d people by mobile (%v)", len(ps), err)
		}
		if ps, _ := s.PatientsByMobile(t.Context(), other.ID, m); len(ps) != 0 {
			t.Errorf("another practice finds %d people", len(ps))
		}
		twin := cycle.Patient{PracticeID: p.ID, Person: cohort.Person{NHSNumber: "9990000018"}}
		err = s.InTx(t.Context(), func(ctx context.Context) error { return s.SavePatient(ctx, &twin) })
		is(t, err, problem.Conflict)
	})
}

func TestExtractIsKeptWithItsPeopleAndFigures(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := newPractice(t, s, "A1")
		person := cohort.Person{NHSNumber: "9990000018", Family: "Hall", Given: "Jean", Medications: []cohort.Medication{{Name: "Tramadol 50mg capsules", Kind: cohort.Repeat, Active: true}}}
		take := func(day nhs.Date, sum, family string, newest bool) intake.Extract {
			e := intake.Extract{PracticeID: p.ID, AsAt: day, SHA256: sum, ListSize: 6000, ImportedBy: "Ann", Report: intake.Report{OnTarget: 1}}
			who := person
			who.Family = family
			write(t, s, func(ctx context.Context) error {
				if err := s.CreateExtract(ctx, &e); err != nil {
					return err
				}
				if _, err := s.TakePeople(ctx, e, []cohort.Person{who}, newest); err != nil {
					return err
				}
				return s.SaveMeasures(ctx, p.ID, e.ID, []measure.Value{{Measure: "people-tramadol", Point: measure.Point{Date: day, Numerator: 1, Denominator: 6000}}})
			})
			return e
		}
		october := take("2026-10-31", "b", "Hall", true)
		take("2026-09-30", "a", "Wood", false) // an older one, taken in later
		newest, err := s.NewestExtract(t.Context(), p.ID)
		if err != nil || newest.ID != october.ID || newest.Report.OnTarget != 1 {
			t.Errorf("newest is %+v (%v)", newest, err)
		}
		who, err := s.PatientByNHSNumber(t.Context(), p.ID, "9990000018")
		if err != nil || who.Person.Family != "Hall" || len(who.Person.Medications) != 0 {
			t.Errorf("an older extract changed who the person is: %+v (%v)", who.Person, err)
		}
		history, err := s.History(t.Context(), p.ID, who.ID)
		if err != nil || len(history) != 2 || history[0].AsAt != "2026-09-30" || history[1].Person.Medications[0].Name != "Tramadol 50mg capsules" {
			t.Errorf("history %+v (%v)", history, err)
		}
		points, err := s.MeasurePoints(t.Context(), p.ID, "people-tramadol")
		if err != nil || len(points) != 2 || points[0].Date != "2026-09-30" {
			t.Errorf("points %+v (%v)", points, err)
		}
		twice := intake.Extract{PracticeID: p.ID, AsAt: "2026-10-31", SHA256: "b"}
		err = s.InTx(t.Context(), func(ctx context.Context) error { return s.CreateExtract(ctx, &twice) })
		is(t, err, problem.Conflict)
	})
}

func TestAuditTrailOnlyGrows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := newPractice(t, s, "A1")
		by := audit.Actor{PracticeID: p.ID, StaffID: "s", Name: "Ann"}
		if err := s.Record(t.Context(), audit.By(by, "saw person", "patient:x").Of("x")); err != nil {
			t.Fatal(err)
		}
		if err := s.Record(t.Context(), audit.Entry{Action: "nobody"}); err == nil {
			t.Error("an entry without an actor was taken")
		}
		es, err := s.AuditTrail(t.Context(), p.ID, "x", 10, 0)
		if err != nil || len(es) != 1 || es[0].ActorName != "Ann" || !es[0].At.Equal(storetest.Now) {
			t.Errorf("trail %+v (%v)", es, err)
		}
		for _, sql := range []string{"UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries"} {
			if err := s.Exec(t.Context(), sql); err == nil {
				t.Errorf("%s was let through", sql)
			}
		}
	})
}

func TestSessionsEndAndAttemptsCount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		x := s.Sessions()
		if err := x.CommitCtx(t.Context(), "t", []byte("data"), time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if b, found, err := x.FindCtx(t.Context(), "t"); err != nil || !found || string(b) != "data" {
			t.Errorf("session %q %v (%v)", b, found, err)
		}
		if err := x.CommitCtx(t.Context(), "t", []byte("newer"), time.Now().Add(-time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, found, _ := x.FindCtx(t.Context(), "t"); found {
			t.Error("an ended session was found")
		}
		for range 3 {
			write(t, s, func(ctx context.Context) error { return s.RecordSignInAttempt(ctx, "account:a") })
		}
		if n, err := s.SignInAttempts(t.Context(), "account:a", storetest.Now.Add(-time.Minute)); err != nil || n != 3 {
			t.Errorf("%d attempts (%v)", n, err)
		}
		if n, _ := s.SignInAttempts(t.Context(), "account:b", storetest.Now.Add(-time.Minute)); n != 0 {
			t.Errorf("%d attempts of somebody else", n)
		}
	})
}

func TestMissedScheduleIsCaughtUpOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := storetest.Now
		write(t, s, func(ctx context.Context) error {
			return s.EnsureSchedule(ctx, "follow-ups", "0 9 * * *", now.Add(-49*time.Hour))
		})
		due, err := s.DueSchedules(t.Context(), now)
		if err != nil || len(due) != 1 {
			t.Fatalf("due %+v (%v)", due, err)
		}
		claims := 0
		for range 2 { // two replicas
			write(t, s, func(ctx context.Context) error {
				won, err := s.ClaimSchedule(ctx, due[0], now, now.Add(24*time.Hour))
				if won {
					claims++
				}
				return err
			})
		}
		if claims != 1 {
			t.Errorf("claimed %d times", claims)
		}
		if due, _ := s.DueSchedules(t.Context(), now); len(due) != 0 {
			t.Errorf("still due: %+v", due)
		}
	})
}

// Names, numbers and free text must not be readable in the file, its journal
// or a backup.
func TestNothingPersonalStandsInTheFile(t *testing.T) {
	dir := t.TempDir()
	keys, err := store.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), filepath.Join(dir, "stepdown.db"), keys, func() time.Time { return storetest.Now })
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p := newPractice(t, s, "A1")
	x := newPatient(t, s, p, "9990000018", "07700 900123")
	c := cycle.Cycle{PracticeID: p.ID, Title: "Pregabalin in Wellbrook", Status: cycle.Planning}
	write(t, s, func(ctx context.Context) error { return s.CreateCycle(ctx, &c) })
	part := cycle.Participant{PracticeID: p.ID, CycleID: c.ID, PatientID: x.ID, Reason: "lives with pain since a fall"}
	write(t, s, func(ctx context.Context) error { return s.CreateParticipant(ctx, &part) })
	if err := s.CopyTo(t.Context(), filepath.Join(dir, "copy.db")); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"9990000018", "Müller", "900123", "1960-02-29", "lives with pain", "Pregabalin"} {
			if strings.Contains(string(b), secret) {
				t.Errorf("%s holds %q", filepath.Base(f), secret)
			}
		}
	}
}

func TestAnotherKeyFileOpensNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "stepdown.db")
	first, err := store.LoadKeys(filepath.Join(dir, "a.json"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), path, first, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := newPractice(t, s, "A1")
	newPatient(t, s, p, "9990000018", "")
	s.Close()
	second, err := store.LoadKeys(filepath.Join(dir, "b.json"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), path, second, nil); !errors.Is(err, store.ErrOtherKeys) {
		t.Errorf("a wrong key file: %v", err)
	}
	if s, err = store.Open(t.Context(), path, first, nil); err != nil {
		t.Fatal(err)
	}
	s.Close()
}
