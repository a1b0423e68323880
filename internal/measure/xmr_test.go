package measure

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
	"stepdown/internal/nhs"
)

type xmrRun struct {
	ID      string
	Options struct {
		Improvement Improvement `json:"improvement_direction"`
		Target      *float64
		FixAfter    *int `json:"fix_after_n_points"`
		Screen      bool `json:"screen_outliers"`
		Rebase      *int `json:"rebase_at_index_1based"`
	}
	Input struct {
		X []nhs.Date
		Y []float64
	}
	Expected struct {
		Group          []int `json:"rebase_group"`
		Mean, LPL, UPL []*float64
		Outside        []bool      `json:"outside_limits"`
		Side           []int       `json:"relative_to_mean"`
		Close          []bool      `json:"close_to_limits"`
		Special        []string    `json:"special_cause_type"`
		Point          []PointType `json:"point_type"`
		Short          []bool      `json:"short_group_warning"`
		Assurance      *Assurance  `json:"assurance_type"`
		Variation      PointType   `json:"variation_type_last_point"`
	}
}

func TestXmREqualsTheReference(t *testing.T) {
	var runs []xmrRun
	load(t, "xmr_reference_runs.json", &runs)
	if len(runs) != 13 {
		t.Fatalf("%d runs, want 13", len(runs))
	}
	for _, r := range runs {
		t.Run(r.ID, func(t *testing.T) {
			o := XmROptions{Improvement: r.Options.Improvement, Target: r.Options.Target}
			if !r.Options.Screen {
				o.Rules = MDCUnscreened
			}
			if r.Options.FixAfter != nil {
				o.FixAfter = *r.Options.FixAfter
			}
			if r.Options.Rebase != nil {
				o.Rebases = []Rebase{{Date: r.Input.X[*r.Options.Rebase-1], Reason: "test"}}
			}
			var data []Datum
			for i, y := range r.Input.Y {
				data = append(data, Datum{Date: r.Input.X[i], Y: y, Known: true})
			}
			compareXmR(t, NewXmR(data, o), r)
		})
	}
}

func compareXmR(t *testing.T, c XmR, r xmrRun) {
	e := r.Expected
	for i, p := range c.Points {
		if !same(p.Mean, orNaN(e.Mean[i])) || !same(p.Lower, orNaN(e.LPL[i])) || !same(p.Upper, orNaN(e.UPL[i])) {
			t.Errorf("point %d: mean %v limits %v %v", i+1, p.Mean, p.Lower, p.Upper)
		}
		if p.Phase != e.Group[i] || p.Outside != e.Outside[i] || p.Side != e.Side[i] || p.Close != e.Close[i] {
			t.Errorf("point %d: phase %d outside %v side %d close %v", i+1, p.Phase, p.Outside, p.Side, p.Close)
		}
		if c.Rules.Label(p.Signal) != e.Special[i] || p.Type != e.Point[i] {
			t.Errorf("point %d: %s, %s; want %s, %s", i+1, c.Rules.Label(p.Signal), p.Type, e.Special[i], e.Point[i])
		}
		// The reference warns at 12 too; its text, its tests and we do not.
		if ph := c.Phases[p.Phase]; ph.Trial != e.Short[i] && ph.Points != 12 {
			t.Errorf("point %d: trial limits %v", i+1, ph.Trial)
		}
	}
	want := NoAssurance
	if e.Assurance != nil {
		want = *e.Assurance
	}
	if c.Assurance != want || c.Variation.Type != e.Variation {
		t.Errorf("assurance %q, variation %q; want %q, %q", c.Assurance, c.Variation.Type, want, e.Variation)
	}
}

func TestRulesEqualTheReferencePointByPoint(t *testing.T) {
	var v struct {
		Shift struct {
			Cases []struct{ RTM, Out []int }
		} `json:"seven_point_one_side_mean"`
		Part struct {
			Cases []struct{ In, Out []int }
		} `json:"part_of_seven"`
		Trend struct {
			Cases []struct {
				Y   []float64
				Out []int
			}
		} `json:"seven_point_trend"`
		Two struct {
			Cases []struct{ Close, RTM, Out []int }
		} `json:"two_in_three_flagged_points"`
		Assurance struct {
			Cases []struct {
				Direction Improvement
				LPL, UPL  []float64
				Target    float64
				Out       []*Assurance
			}
		}
	}
	load(t, "ptd_rule_unit_vectors.json", &v)
	equal := func(what string, i int, got, want []int) {
		t.Helper()
		if len(got) != len(want) {
			t.Errorf("%s %d: %v, want %v", what, i, got, want)
			return
		}
		for j := range got {
			if abs(got[j]) != abs(want[j]) || what == "trend" && got[j] != want[j] {
				t.Errorf("%s %d: %v, want %v", what, i, got, want)
				return
			}
		}
	}
	n := 0
	for i, c := range v.Shift.Cases {
		equal("shift", i, shiftEnds(c.RTM, 7), c.Out)
		n++
	}
	for i, c := range v.Part.Cases {
		equal("part", i, spread(c.In, 7), c.Out)
		n++
	}
	for i, c := range v.Trend.Cases {
		equal("trend", i, trendEnds(c.Y, 7), c.Out)
		n++
	}
	for i, c := range v.Two.Cases {
		near := make([]bool, len(c.Close))
		for j := range near {
			near[j] = c.Close[j] == 1
		}
		var got []int
		for _, hit := range twoOfThree(near, c.RTM) {
			if hit {
				got = append(got, 1)
			} else {
				got = append(got, 0)
			}
		}
		equal("two of three", i, got, c.Out)
		n++
	}
	for _, c := range v.Assurance.Cases {
		for j := range c.LPL {
			want := NoAssurance
			if c.Out[j] != nil {
				want = *c.Out[j]
			}
			if got := assure(c.LPL[j], c.UPL[j], &c.Target, c.Direction); got != want {
				t.Errorf("assurance %s %d: %q, want %q", c.Direction, j, got, want)
			}
			n++
		}
	}
	if n != 34 {
		t.Errorf("%d cases read, want 34", n)
	}
}

func abs(x int) int { return max(x, -x) }

// The reference's case of precedence, put through signals by values that
// make each rule fire.
func TestPrecedenceOfRules(t *testing.T) {
	points := func(ys ...float64) []XmRPoint {
		var ps []XmRPoint
		for _, y := range ys {
			ps = append(ps, XmRPoint{Y: y, Side: sign(y)})
		}
		return ps
	}
	ps := points(1, 2, 3, 4, 5, 6, 7, 3)
	ps[6].Outside = true
	ps[4].Close, ps[5].Close = true, true
	signals(ps, MDC)
	want := []Rule{Trend, Trend, Trend, Trend, Trend, Trend, Outside, Shift}
	for i := range ps {
		if ps[i].Signal.Rule != want[i] {
			t.Errorf("point %d: %q, want %q", i+1, ps[i].Signal.Rule, want[i])
		}
	}
	ps = points(3, 2, 3, 3, 2, 3, 3)
	ps[5].Close, ps[6].Close = true, true
	signals(ps, MDC)
	if ps[4].Signal.Rule != Shift || ps[5].Signal.Rule != TwoOfThree {
		t.Errorf("two of three goes before shift: %v %v", ps[4].Signal, ps[5].Signal)
	}
}

func TestEqualSeriesHasLimitsOnItsMean(t *testing.T) {
	for _, rules := range RuleSets() {
		c := NewXmR(monthly(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), XmROptions{Rules: rules, Improvement: Lower})
		for _, p := range c.Points {
			if p.Mean != 0.1 || p.Upper != 0.1 || p.Lower != 0.1 || p.Type != CommonCause {
				t.Fatalf("%s: %+v", rules.Key, p)
			}
		}
		if !hasNote(c.Notes, NoteEqual) {
			t.Errorf("%s: no note that all points are equal", rules.Key)
		}
	}
}

func TestFixedLimitsRestOnTheFirstPoints(t *testing.T) {
	c := NewXmR(monthly(10, 12, 10, 12, 50, 60), XmROptions{FixAfter: 4})
	if p := c.Points[5]; p.Mean != 11 || !same(p.Upper, 11+2.66*2) || p.Signal.Rule != Outside {
		t.Errorf("%+v", p)
	}
}

func TestRebaseNeedsItsPoint(t *testing.T) {
	data := monthly(10, 12, 10, 12, 30, 31, 30)
	off := NewXmR(data, XmROptions{Rebases: []Rebase{{Date: "2020-05-12"}}})
	if len(off.Phases) != 1 {
		t.Errorf("a rebase on a day without a point made %d phases", len(off.Phases))
	}
	on := NewXmR(data, XmROptions{Rebases: []Rebase{{Date: "2020-05-31", Reason: "reviews began"}}})
	if len(on.Phases) != 2 || on.Phases[1].Rebase.Reason != "reviews began" || on.Phases[1].Points != 3 || !same(on.Phases[1].MeanRange, 1) {
		t.Errorf("%+v", on.Phases)
	}
}

func TestShortSeries(t *testing.T) {
	if c := NewXmR(nil, XmROptions{}); len(c.Points) != 0 || !hasNote(c.Notes, NoteEmpty) || c.Variation.Type != CommonCause {
		t.Errorf("empty: %+v", c)
	}
	target := 3.0
	c := NewXmR(monthly(5), XmROptions{Target: &target, Improvement: Lower})
	if !math.IsNaN(c.Points[0].Upper) || c.Assurance != NoAssurance || !hasNote(c.Notes, NoteNoLimits) || c.Points[0].Type != CommonCause {
		t.Errorf("one point: %+v", c)
	}
	if c := NewXmR(monthly(5, 7, 5, 4), XmROptions{Stock: true}); !hasNote(c.Notes, NoteTrial) || !hasNote(c.Notes, NoteStock) {
		t.Errorf("notes %v", c.Notes)
	}
}

func TestGapsArePassedOverAndTold(t *testing.T) {
	gap := math.NaN()
	c := NewXmR(monthly(1, 2, gap, 3, 4, gap, 5, 6, 7), XmROptions{Improvement: Higher})
	if len(c.Points) != 7 || c.Points[5].Signal != (Signal{Trend, 1}) || !hasNote(c.Notes, NoteGap) {
		t.Errorf("%+v", c)
	}
}

func hasNote(notes []Note, k NoteKind) bool {
	for _, n := range notes {
		if n.Kind == k {
			return true
		}
	}
	return false
}

// Turning a series upside down turns every signal over and moves no rule.
func TestXmRIsSymmetrical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.SliceOfN(rapid.IntRange(0, 12), 0, 40).Draw(t, "ys")
		var up, down []float64
		for _, w := range whole {
			up, down = append(up, float64(w)), append(down, -float64(w))
		}
		a, b := NewXmR(monthly(up...), XmROptions{Improvement: Higher}), NewXmR(monthly(down...), XmROptions{Improvement: Lower})
		for i := range a.Points {
			p, q := a.Points[i], b.Points[i]
			if p.Signal.Rule != q.Signal.Rule || p.Signal.Up != -q.Signal.Up || p.Type != q.Type {
				t.Fatalf("point %d: %v and %v", i, p.Signal, q.Signal)
			}
			if p.Signal.Rule != NoRule && p.Signal.Up == 0 {
				t.Fatalf("a signal without direction at %d", i)
			}
			if len(a.Points) > 1 && (p.Lower > p.Mean || p.Upper < p.Mean) {
				t.Fatalf("limits %v %v %v", p.Lower, p.Mean, p.Upper)
			}
		}
	})
}

// Why stock counts carry a warning: noise that resembles itself from month to
// month, with no change at all, sets the rules off in nearly every series of
// 24 points, and independent noise in about one in five.
func TestRulesFlagNoiseThatResemblesItself(t *testing.T) {
	flagged := func(correlation float64) float64 {
		random := rand.New(rand.NewPCG(24, 9))
		const series = 400
		n := 0
		for range series {
			ys := make([]float64, 24)
			y := random.NormFloat64() / math.Sqrt(1-correlation*correlation)
			for i := range ys {
				ys[i] = y
				y = correlation*y + random.NormFloat64()
			}
			for _, p := range NewXmR(monthly(ys...), XmROptions{}).Points {
				if p.Signal.Rule != NoRule {
					n++
					break
				}
			}
		}
		return float64(n) / series
	}
	if share := flagged(0); share < 0.12 || share > 0.28 {
		t.Errorf("independent: %.0f %%", 100*share)
	}
	if share := flagged(0.9); share < 0.93 {
		t.Errorf("correlation 0.9: %.0f %%", 100*share)
	}
}
