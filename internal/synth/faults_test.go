package synth

import (
	"testing"

	"stepdown/internal/nhs"
)

// Each entry of the ledger points at a row that has its fault, and each
// expected fault is there in every month.
func TestLedgerPointsAtFaultyRows(t *testing.T) {
	w := Practice(Options{Seed: 21, Patients: 300, Months: 3})
	for i := range w.Months() {
		byLine := map[int][]string{}
		for _, row := range read(t, list(t, w.Month(i))) {
			byLine[row.line] = row.cells
		}
		met := map[FaultKind]int{}
		for _, f := range w.Month(i).Faults() {
			met[f.Kind]++
			cells := byLine[f.Line]
			if cells == nil || byLine[f.Through] == nil || f.Through < f.Line {
				t.Fatalf("%s: lines %d to %d", f.Kind, f.Line, f.Through)
			}
			if !faulty(f, cells) {
				t.Errorf("%s line %d: %s is not to be seen", f.File, f.Line, f.Kind)
			}
		}
		for kind, want := range map[FaultKind]int{BadCheckDigit: 2, MissingNumber: 1, MangledNumber: 1, ImpossibleBirth: 1,
			ImpossibleStart: 1, Ragged: 1, SharedNumber: 2, Duplicate: 1, Orphan: 1} {
			if met[kind] != want {
				t.Errorf("month %d: %d of %q, want %d", i, met[kind], kind, want)
			}
		}
	}
	if got := len(Practice(Options{Patients: 50, Months: 2, NoFaults: true}).Faults()); got != 0 {
		t.Errorf("%d faults though switched off", got)
	}
}

func faulty(f Fault, cells []string) bool {
	switch f.Kind {
	case BadCheckDigit:
		_, err := nhs.ParseNumber(cells[columnNHS])
		return err == nhs.ErrNumberCheck
	case MissingNumber:
		return cells[columnNHS] == "" && cells[0] != ""
	case MangledNumber:
		return cells[columnNHS] == "9.99E+09"
	case ImpossibleBirth:
		return cells[columnBirth] == impossibleDate
	case ImpossibleStart:
		return cells[columnStarted] == impossibleDate
	case Ragged:
		return len(cells) > len(emisHeader)
	case Orphan:
		return cells[0] == "" && cells[columnMedicine] != "" && f.Line == 2
	case SharedNumber, Duplicate:
		n, err := nhs.ParseNumber(cells[columnNHS])
		return err == nil && n == f.NHSNumber
	}
	return false
}

// The people of the faulty rows are not in the ledger of truth; the duplicate
// is there once.
func TestLedgersKeepApart(t *testing.T) {
	w := Practice(Options{Seed: 22, Patients: 300, Months: 2})
	for i := range w.Months() {
		times := map[nhs.Number]int{}
		for _, p := range w.Truth(i) {
			times[p.NHSNumber]++
		}
		for _, f := range w.Month(i).Faults() {
			want := 0
			if f.Kind == Duplicate {
				want = 1
			}
			if f.NHSNumber != "" && times[f.NHSNumber] != want {
				t.Errorf("%s: the person is %d times in the ledger of truth", f.Kind, times[f.NHSNumber])
			}
		}
	}
}
