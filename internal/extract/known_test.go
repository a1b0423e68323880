package extract

import (
	"context"
	"slices"
	"testing"

	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/nhs"
)

// Somebody in a cycle is heard of in every format, whatever they are on now:
// their death, their leaving, a new diagnosis, or only that nothing is
// prescribed any more.
func TestKnownPeopleAreKeptWhateverTheyAreOn(t *testing.T) {
	ps := samplePractice()
	ended, nothing := &ps[5], &ps[6] // Ian's tramadol ended in 2023; Sue never had any
	nothing.died = "2026-05-26"
	nothing.entries = append(nothing.entries, sampleEntry{"254837009", "Malignant neoplasm of breast", "2026-05-01"})
	known := []nhs.Number{nhs.Number(ended.number), nhs.Number(nothing.number), nhs.Number(ps[0].number)}
	for name, set := range inEveryFormat(t, ps) {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			writeSet(t, dir, set)
			read := func(o Options) *Result {
				t.Helper()
				o.Today = "2026-06-15"
				r, err := Read(context.Background(), []string{dir}, o)
				if err != nil {
					t.Fatal(err)
				}
				addsUp(t, r)
				return r
			}
			without := read(Options{})
			r := read(Options{Known: func(n nhs.Number) bool { return slices.Contains(known, n) }, block: 64})
			if r.OnTarget != without.OnTarget || r.Known != 2 || len(r.People) != len(without.People)+2 || r.Registered != without.Registered {
				t.Fatalf("on target %d, known %d, people %d, registered %d; without the known %d, %d, %d, %d", r.OnTarget, r.Known, len(r.People), r.Registered,
					without.OnTarget, without.Known, len(without.People), without.Registered)
			}
			for table, n := range map[Table]int{Patients: 2, Medications: 0, Problems: 2} {
				if got := r.Rows[table].Used - without.Rows[table].Used; got != n {
					t.Errorf("%d more rows of %s used, want %d", got, table, n)
				}
			}
			for _, p := range r.People {
				switch string(p.NHSNumber) {
				case ended.number:
					if p.Family != "Evans" || p.BirthDate != "1955-08-08" || len(p.Medications) != 0 {
						t.Errorf("on nothing any more: %+v", p)
					}
				case nothing.number:
					cancer := slices.ContainsFunc(p.Problems, func(x cohort.Problem) bool {
						return slices.Contains(x.Lists, codelist.Cancer) && x.Date == "2026-05-01"
					})
					if p.Died != "2026-05-26" || !p.Deceased || !cancer {
						t.Errorf("died, with a new diagnosis: %+v", p)
					}
				}
			}
		})
	}
}

func TestKnownPersonWithSomebodyElsesNumberIsNotGuessed(t *testing.T) {
	ps := samplePractice()
	twin := ps[6]
	twin.id, twin.family, twin.born = "8", "Somebody", "1999-01-01"
	for name, set := range map[string]map[string]string{"stepdown": asStepdown(append(ps, twin)), "list": {"list.csv": csvOf(false, reportRows(append(ps, twin), false)...)}} {
		dir := t.TempDir()
		writeSet(t, dir, set)
		r, err := Read(context.Background(), []string{dir}, Options{Today: "2026-06-15", Known: func(n nhs.Number) bool { return string(n) == twin.number }})
		if err != nil {
			t.Fatal(err)
		}
		addsUp(t, r)
		if r.Known != 0 || r.ByReason[reasonConflict] != 2 {
			t.Errorf("%s: %d known, rejected %v", name, r.Known, r.ByReason)
		}
	}
}
