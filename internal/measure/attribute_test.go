package measure

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

type controlRun struct {
	ID    string
	Input struct {
		Y, Num, Den []float64
		Freeze      int
		Multiply    float64
		Method      string
	}
	Expected struct {
		Y, CL, LCL, UCL []*float64
		LCL95           []*float64 `json:"lcl.95"`
		UCL95           []*float64 `json:"ucl.95"`
		Useful          []int      `json:"n.useful"`
		Longest         []int      `json:"longest.run"`
		LongestMax      []int      `json:"longest.run.max"`
		Crossings       []int      `json:"n.crossings"`
		CrossingsMin    []int      `json:"n.crossings.min"`
		Runs            []bool     `json:"runs.signal"`
		Sigma           []*bool    `json:"sigma.signal"`
	}
}

var kindOf = map[string]ChartKind{
	"i_opioid": IChart, "mr_opioid": MRChart, "p_reviewed_freeze12": PChart,
	"u_events": UChart, "up_events": UPrime, "c_events": CChart, "ip_reviewed": IPrime,
}

func TestRunAndControlChartsEqualTheReference(t *testing.T) {
	var runs []controlRun
	load(t, "run_and_attribute_reference_runs.json", &runs)
	control, run := 0, 0
	for _, r := range runs {
		t.Run(r.ID, func(t *testing.T) {
			num := r.Input.Num
			if num == nil {
				num = r.Input.Y
			}
			if kind, ok := kindOf[r.ID]; ok {
				control++
				compareControl(t, Control(kind, num, r.Input.Den, r.Input.Freeze, r.Input.Multiply), r)
				return
			}
			// The variants bestbox and cutbox are marked experimental and are not
			// ours; on these inputs their limits are the same as Anhøj's.
			run++
			c := NewRunChart(monthly(num...), r.Input.Freeze, nil)
			if !same(c.Parts[0].Median, *r.Expected.CL[0]) {
				t.Errorf("median %v, want %v", c.Parts[0].Median, *r.Expected.CL[0])
			}
			compareRuns(t, c.Parts[0].RunsTest, r)
		})
	}
	if control != 7 || run != 5 {
		t.Errorf("%d control and %d run charts, want 7 and 5", control, run)
	}
}

func compareControl(t *testing.T, c ControlChart, r controlRun) {
	t.Helper()
	e := r.Expected
	for i := range c.Y {
		for name, pair := range map[string][2]float64{
			"value": {c.Y[i], orNaN(e.Y[i])}, "centre": {c.Centre, orNaN(e.CL[i])},
			"lower": {c.Lower[i], orNaN(e.LCL[i])}, "upper": {c.Upper[i], orNaN(e.UCL[i])},
			"near lower": {c.NearLower[i], orNaN(e.LCL95[i])}, "near upper": {c.NearUpper[i], orNaN(e.UCL95[i])},
		} {
			if !same(pair[0], pair[1]) {
				t.Errorf("point %d: %s %v, want %v", i+1, name, pair[0], pair[1])
			}
		}
		if e.Sigma[i] != nil && c.Outside[i] != *e.Sigma[i] {
			t.Errorf("point %d: outside %v", i+1, c.Outside[i])
		}
	}
	compareRuns(t, c.Runs, r)
}

func compareRuns(t *testing.T, got RunsTest, r controlRun) {
	t.Helper()
	e := r.Expected
	want := RunsTest{e.Useful[0], e.Longest[0], e.LongestMax[0], e.Crossings[0], e.CrossingsMin[0], e.Runs[0]}
	if got != want {
		t.Errorf("runs %+v, want %+v", got, want)
	}
}

func TestAnhoejLimitsEqualTheTable(t *testing.T) {
	for _, row := range table(t, "anhoej_critical_values.csv") {
		n := int(num(t, row["n_useful"]))
		if got := LongestRunLimit(n); got != int(num(t, row["longest_run_max"])) {
			t.Errorf("longest run of %d: %d", n, got)
		}
		if got := CrossingsLimit(n); got != int(num(t, row["crossings_min"])) {
			t.Errorf("crossings of %d: %d", n, got)
		}
	}
}

// No reference run of p' is at hand; it must equal u' where proportions are
// so small that the two sigmas meet, and p where points vary as by chance.
func TestPPrimeAgreesWithUPrimeForRareThings(t *testing.T) {
	num := []float64{2, 0, 1, 3, 1, 2, 0, 1, 4, 2}
	den := make([]float64, len(num))
	for i := range den {
		den[i] = 1e9 + float64(i)
	}
	p, u := Control(PPrime, num, den, 0, 1e9), Control(UPrime, num, den, 0, 1e9)
	for i := range num {
		if !near(p.Upper[i], u.Upper[i], 1e-6) || !near(p.Lower[i], u.Lower[i], 1e-6) {
			t.Errorf("%d: %v and %v", i, p.Upper[i], u.Upper[i])
		}
	}
}

// The same people counted every month vary less than chance: p limits are far
// too wide, and p' limits fit.
func TestPPrimeFitsTheSamePeopleCountedMonthly(t *testing.T) {
	num, den := []float64{104, 103, 105, 104, 102, 103, 104, 105, 103, 104}, make([]float64, 10)
	for i := range den {
		den[i] = 400
	}
	p, pp := Control(PChart, num, den, 0, 1), Control(PPrime, num, den, 0, 1)
	if wide, tight := p.Upper[0]-p.Lower[0], pp.Upper[0]-pp.Lower[0]; tight > wide/4 {
		t.Errorf("p %v, p' %v", wide, tight)
	}
}

func TestControlChartsStayWhereValuesCanBe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 20).Draw(t, "n")
		var num, den []float64
		for range n {
			d := rapid.IntRange(0, 60).Draw(t, "denominator")
			den = append(den, float64(d))
			num = append(num, float64(rapid.IntRange(0, d).Draw(t, "numerator")))
		}
		for _, kind := range []ChartKind{PChart, PPrime, UChart, UPrime} {
			c := Control(kind, num, den, 0, 1)
			for i := range c.Y {
				if den[i] == 0 && (!math.IsNaN(c.Y[i]) || c.Outside[i]) {
					t.Fatalf("%s: a point of nobody is %v", kind, c.Y[i])
				}
				if c.Lower[i] < 0 || (kind == PChart || kind == PPrime) && c.Upper[i] > 1 {
					t.Fatalf("%s: limits %v to %v", kind, c.Lower[i], c.Upper[i])
				}
			}
		}
	})
}

func TestRunChartParts(t *testing.T) {
	c := NewRunChart(monthly(5, 6, math.NaN(), 5, 9, 9, 8), 2, []Rebase{{Date: "2020-05-31"}})
	if len(c.Parts) != 2 || c.Parts[0].Median != 5 || c.Parts[1].Median != 9 || !hasNote(c.Notes, NoteGap) || !hasNote(c.Notes, NoteTrial) {
		t.Errorf("%+v", c)
	}
	if c := NewRunChart(nil, 0, nil); len(c.Parts) != 0 || len(c.Points) != 0 {
		t.Errorf("%+v", c)
	}
	if s := JudgeRuns([]float64{1, 1, 1, 1, 1, 1, 1, 1, 1}, 0); s.Signal {
		t.Errorf("nine points are too few for a signal: %+v", s)
	}
	if !math.IsNaN(Median(nil)) {
		t.Error("the median of nothing")
	}
}
