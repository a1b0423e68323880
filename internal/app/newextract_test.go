package app_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stepdown/internal/app"
	"stepdown/internal/audit"
	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/review"
	"stepdown/internal/store"
	"stepdown/internal/store/storetest"
)

// A new extract in the middle of a cycle: what it says of the people of the
// cycle decides whether a text may go to them. Files, reader, store: all real.

// someone is a person of the small practice, as one month's export tells it.
type someone struct {
	number, family   string
	mobile           string // 07700 900001 when left out
	died, left, gone string // gone: "Yes" in the column Deceased
	medicine         string // a repeat; "none" for nothing
	code, on         string // a problem
	absent           bool
}

const (
	someDay     = "9990000018" // the one the test is about
	somebody    = "9990000026" // stays as they were, and keeps the export dated
	breast      = "254837009"
	maintenance = "Methadone 1mg/ml oral solution sugar free"
)

// exportOf writes a Stepdown CSV set; everything is issued on one day.
func exportOf(t *testing.T, issued nhs.Date, people ...someone) []string {
	t.Helper()
	patients := "NHS Number,Organisation Code,Family Name,Given Name,Date of Birth,Mobile Telephone,Date of Death,Date of Deduction,Deceased\n"
	medicines := "NHS Number,Medication Type,Medication Status,Name,Dosage,Date Started,Most Recent Issue Date\n"
	problems := "NHS Number,SNOMED CT Concept ID,Code Term,Date\n"
	for _, p := range people {
		if p.absent {
			continue
		}
		if p.mobile == "" {
			p.mobile = "07700 900001"
		}
		if p.medicine == "" {
			p.medicine = "Tramadol 50mg capsules"
		}
		patients += strings.Join([]string{p.number, "Y99999", p.family, "Ann", "1950-03-03", p.mobile, p.died, p.left, p.gone}, ",") + "\n"
		if p.medicine != "none" {
			medicines += strings.Join([]string{p.number, "Repeat", "Active", p.medicine, "One four times a day", "2020-01-01", string(issued)}, ",") + "\n"
		}
		if p.code != "" {
			problems += strings.Join([]string{p.number, p.code, "", p.on}, ",") + "\n"
		}
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"patients.csv": patients, "medications.csv": medicines, "problems.csv": problems} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return []string{dir}
}

// running is a practice whose cycle is under way.
type running struct {
	t        *testing.T
	store    *store.Store
	intake   *intake.Service
	reviews  *review.Service
	by       audit.Actor
	practice practice.Practice
	cycle    cycle.Cycle
}

func newRunning(t *testing.T, s *store.Store) *running {
	t.Helper()
	x := &running{t: t, store: s, practice: practice.Practice{ODS: "Y99999", Name: "Quince Lane", Settings: practice.Settings{Nation: nhs.England}}}
	now := func() time.Time { return storetest.Now }
	x.reviews = &review.Service{Store: s, Audit: s, Now: now}
	x.intake = &intake.Service{Store: s, Reviews: x.reviews, Audit: s, Read: app.ReadExport, Now: now,
		Lists: func(context.Context, string) (codelist.Set, error) { return codelist.Default(), nil }}
	x.tx(func(ctx context.Context) error { return s.CreatePractice(ctx, &x.practice) })
	x.by = audit.System(x.practice.ID, "test")
	x.cycle = cycle.Cycle{PracticeID: x.practice.ID, Title: "Tramadol", Targets: []string{"tramadol"}, Status: cycle.Running, Starts: "2026-09-01"}
	x.tx(func(ctx context.Context) error { return s.CreateCycle(ctx, &x.cycle) })
	return x
}

func (x *running) tx(f func(ctx context.Context) error) {
	x.t.Helper()
	if err := x.store.InTx(x.t.Context(), f); err != nil {
		x.t.Fatal(err)
	}
}

// take imports the export of a day, of the one and of somebody who does not change.
func (x *running) take(on nhs.Date, one someone) intake.Changes {
	x.t.Helper()
	one.number, one.family = someDay, "Day"
	e, _, err := x.intake.Take(x.t.Context(), x.by, x.practice, intake.Files{Paths: exportOf(x.t, on, one, someone{number: somebody, family: "Other", mobile: "07700 900009"})})
	if err != nil {
		x.t.Fatal(err)
	}
	return e.Report.Changes
}

// join takes the one into the cycle, screened suitable.
func (x *running) join(by string, on nhs.Date) {
	x.t.Helper()
	p, err := x.store.PatientByNHSNumber(x.t.Context(), x.practice.ID, someDay)
	if err != nil {
		x.t.Fatal(err)
	}
	x.tx(func(ctx context.Context) error {
		return x.store.CreateParticipant(ctx, &cycle.Participant{PracticeID: x.practice.ID, CycleID: x.cycle.ID, PatientID: p.ID, AddedBy: by, AddedOn: on,
			Screening: cycle.Screening{Answer: cycle.Suitable}})
	})
}

func (x *running) one() cycle.Participant {
	x.t.Helper()
	ps, err := x.store.Participants(x.t.Context(), x.practice.ID, x.cycle.ID)
	if err != nil || len(ps) != 1 {
		x.t.Fatalf("%d participants (%v)", len(ps), err)
	}
	return ps[0]
}

// refusals say why an invitation may not go now.
func (x *running) refusals() []messaging.Refusal {
	x.t.Helper()
	p := x.one()
	f, err := x.store.Facts(x.t.Context(), messaging.Message{Practice: x.practice.ID, Patient: p.PatientID, Participant: p.ID, Kind: messaging.Invitation})
	if err != nil {
		x.t.Fatal(err)
	}
	return f.Refusals(messaging.Invitation, storetest.Now)
}

func TestNewExtractHoldsTheTextsOfPeopleInACycle(t *testing.T) {
	for _, c := range []struct {
		name    string
		now     someone
		held    string // part of the reason; empty: not held
		changes intake.Changes
	}{
		{"nothing new", someone{}, "", intake.Changes{}},
		{"died, with a day", someone{died: "2026-10-20"}, "died", intake.Changes{Died: 1}},
		{"died, without one", someone{gone: "Yes"}, "died", intake.Changes{Died: 1}},
		{"died, and on nothing", someone{died: "2026-10-20", medicine: "none"}, "died", intake.Changes{Died: 1}},
		{"left", someone{left: "2026-10-20"}, "left", intake.Changes{Left: 1}},
		{"left, and on nothing", someone{left: "2026-10-20", medicine: "none"}, "left", intake.Changes{Left: 1}},
		{"cancer", someone{code: breast, on: "2026-10-20"}, "cancer", intake.Changes{Excluded: 1}},
		{"cancer without a day", someone{code: breast}, "cancer", intake.Changes{Excluded: 1}},
		{"cancer of long ago, coded now", someone{code: breast, on: "2011-01-01"}, "cancer", intake.Changes{Excluded: 1}},
		{"cancer, and on nothing", someone{code: breast, on: "2026-10-20", medicine: "none"}, "cancer", intake.Changes{Excluded: 1}},
		{"palliative care", someone{code: palliative(t), on: "2026-10-20"}, "palliative", intake.Changes{Excluded: 1}},
		{"dependence treatment instead", someone{medicine: maintenance}, "dependence", intake.Changes{Excluded: 1}},
		{"came off the medicine", someone{medicine: "none"}, "", intake.Changes{}},
		{"another medicine", someone{medicine: "Amlodipine 5mg tablets"}, "", intake.Changes{}},
		{"an unrelated problem", someone{code: "38341003", on: "2026-10-20"}, "", intake.Changes{}},
		{"another mobile", someone{mobile: "07700 900002"}, "", intake.Changes{NewNumber: 1}},
		{"another mobile, and on nothing", someone{mobile: "07700 900002", medicine: "none"}, "", intake.Changes{NewNumber: 1}},
		{"not there at all", someone{absent: true}, "not in the newest extract", intake.Changes{Excluded: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newRunning(t, storetest.SQLite(t))
			x.take("2026-10-10", someone{})
			x.join(cycle.BySearch, "2026-10-12")
			if r := x.refusals(); len(r) != 0 {
				t.Fatalf("refused before: %v", r)
			}
			if got := x.take("2026-10-25", c.now); got != c.changes {
				t.Errorf("changes %+v, want %+v", got, c.changes)
			}
			held := x.one().Held
			if c.held == "" && held != "" || !strings.Contains(held, c.held) {
				t.Errorf("held: %q, want %q", held, c.held)
			}
			if refused := len(x.refusals()) > 0; refused != (c.held != "") {
				t.Errorf("a text is refused: %v (%v)", refused, x.refusals())
			}
			x.reappears(c.held != "")
		})
	}
}

// reappears: the next export is as the first, and a hold is lifted.
func (x *running) reappears(wasHeld bool) {
	x.t.Helper()
	got := x.take("2026-11-08", someone{})
	if (got.Returned == 1) != wasHeld || got.Died+got.Left+got.Excluded != 0 {
		x.t.Errorf("as before again: %+v", got)
	}
	if p := x.one(); p.Held != "" || len(x.refusals()) != 0 {
		x.t.Errorf("still held: %q, %v", p.Held, x.refusals())
	}
}

func palliative(t *testing.T) string {
	t.Helper()
	for _, e := range codelist.Default().List(codelist.PalliativeCare).Entries {
		if e.System == codelist.SNOMED && e.Code != "" {
			return e.Code
		}
	}
	t.Fatal("no palliative code")
	return ""
}

// What a clinician knew when adding somebody by hand does not hold; what came
// after does, whatever day the entry bears.
func TestDiagnosisKnownWhenAddedByHandDoesNotHold(t *testing.T) {
	for _, c := range []struct {
		name        string
		before, now someone
		held        bool
	}{
		{"known then", someone{code: breast, on: "2015-01-01"}, someone{code: breast, on: "2015-01-01"}, false},
		{"known then, without a day", someone{code: breast}, someone{code: breast}, false},
		{"coded since, with an earlier day", someone{}, someone{code: breast, on: "2015-01-01"}, true},
		{"coded again since", someone{code: breast, on: "2015-01-01"}, someone{code: breast, on: "2026-10-20"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				x := newRunning(t, s)
				x.take("2026-10-10", c.before)
				x.join("Dr Hart", "2026-10-12")
				x.take("2026-10-25", c.now)
				if held := x.one().Held; (held != "") != c.held {
					t.Errorf("held: %q", held)
				}
			})
		})
	}
}

func TestOlderExtractChangesNothingForPeopleInACycle(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		x := newRunning(t, s)
		x.take("2026-10-10", someone{})
		x.join(cycle.BySearch, "2026-10-12")
		if got := x.take("2026-10-01", someone{died: "2026-09-30", mobile: "07700 900003"}); got != (intake.Changes{}) || x.one().Held != "" {
			t.Errorf("%+v, held %q", got, x.one().Held)
		}
		p, err := s.Patient(t.Context(), x.practice.ID, x.one().PatientID)
		if err != nil || p.Gone() != "" || p.Person.Mobile != "07700 900001" {
			t.Errorf("%+v %v", p.Person, err)
		}
	})
}

// A cycle whose search lets cancer of long ago pass does not hold for it.
func TestCyclesOwnCancerRuleHolds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		x := newRunning(t, s)
		x.cycle.Criteria = cohort.Criteria{CancerWithinYears: 5}
		x.tx(func(ctx context.Context) error { return s.SaveCycle(ctx, &x.cycle) })
		x.take("2026-10-10", someone{code: breast, on: "2001-01-01"})
		x.join(cycle.BySearch, "2026-10-12")
		x.take("2026-10-25", someone{code: breast, on: "2001-01-01"})
		if held := x.one().Held; held != "" {
			t.Errorf("held: %q", held)
		}
		x.take("2026-11-08", someone{code: breast, on: "2026-10-30"})
		if held := x.one().Held; held == "" {
			t.Error("not held for a new diagnosis")
		}
	})
}
