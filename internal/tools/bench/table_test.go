package main

import (
	"strings"
	"testing"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		of   []float64
		want float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 3, 2}, 2.5}} {
		if got := median(c.of); got != c.want {
			t.Errorf("median(%v) = %v, want %v", c.of, got, c.want)
		}
	}
}

func TestAnswerOf(t *testing.T) {
	for said, want := range map[string]string{
		"target=656 cancer=85 palliative=38 cohort=549 listed=549\n": "549",
		"Time: 1.2 ms\ntarget=1|cancer=0 cohort=7\n":                 "7",
		"{\n  \"included\": 549,\n  \"excluded_total\": 107\n}\n":    "549",
		"sixty people\n":           "none",
		"{\n  \"on_target\": 3\n}": "none",
		"{\"rows\": {\"patients\": 4},\n \"included\": 12,\n \"x\": 1": "12",
	} {
		if got := answerOf(said); got != want {
			t.Errorf("answerOf(%q) = %s, want %s", said, got, want)
		}
	}
}

// made is three rounds in which the machine slowed down in the second.
func made() *table {
	t := &table{patients: 130_000, rows: 1_000_000}
	for round, slower := range []float64{1, 3, 1} {
		t.add(plainGo, taken{round: round, wall: 0.4 * slower, cpu: 0.7, answer: "5"})
		t.add(database, taken{round: round, wall: 0.8 * slower, cpu: 1.2, answer: "5"})
		t.add(product, taken{round: round, wall: 0.32 * slower, cpu: 0.5, peak: 70, answer: "5"})
	}
	t.add("sqlite", taken{round: 0, wall: 8, answer: "5"})
	return t
}

// Ratios are taken within a round, so a machine that slows down does not change them.
func TestRatioWithinARound(t *testing.T) {
	m := made()
	if got := m.ratio(product, database); got < 0.399 || got > 0.401 {
		t.Errorf("of DuckDB: %v", got)
	}
	if got := m.ratio("sqlite", database); got != 10 { // of the one round it ran in
		t.Errorf("a way that ran once: %v", got)
	}
	if got := m.ratio(product, "nobody"); got != 0 {
		t.Errorf("to a way that did not run: %v", got)
	}
	if got := m.perRow(product); got != 0.5 {
		t.Errorf("a row takes %v", got)
	}
}

func TestAgreed(t *testing.T) {
	m := made()
	if err := m.agreed(); err != nil {
		t.Error(err)
	}
	m.add("sqlite", taken{round: 1, answer: "6"})
	if m.agreed() == nil {
		t.Error("two answers agree")
	}
}

func TestPrint(t *testing.T) {
	var b strings.Builder
	m := made()
	m.print(&b)
	small := &table{patients: 13_000, rows: 100_000}
	small.add(product, taken{wall: 0.08, cpu: 0.04, answer: "1"})
	printAsked(&b, []*table{small, m})
	for _, want := range []string{
		"| stepdown | 0.320 (0.320-0.960) | 0.500 | 70 | 0.40 | 0.80 | 5 |", "| sqlite | 8.000 (8.000-8.000) | 0.000 | 0 | 10.00 | 20.00 | 5 |",
		"of DuckDB's wall time                     at most   0.50, is   0.40: reached", "peak memory, MB                           at most  64.00, is  70.00: not reached",
		"13000 patients: wall seconds, as the user waits            at most   0.10, is   0.08: reached",
		"a row of 130000 patients, of one of 13000                  at most   1.20, is   1.25: not reached",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("without %q:\n%s", want, b.String())
		}
	}
}

func TestOptions(t *testing.T) {
	var o options
	if err := o.read("13000, 130000", "stepdown"); err != nil || len(o.sizes) != 2 || o.sizes[1] != 130_000 || len(o.ways) != 1 {
		t.Errorf("%v %+v", err, o)
	}
	for _, bad := range []string{"", "many", "13000,", "-1"} {
		if err := new(options).read(bad, ""); err == nil {
			t.Errorf("sizes %q are taken", bad)
		}
	}
	for size, want := range map[int]int{13_000: 21, 130_000: 11, 1_300_000: 3} {
		if got := roundsFor(size); got != want {
			t.Errorf("%d patients: %d rounds", size, got)
		}
	}
}
