package measure

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

func tramadolGoal() Goal {
	return Goal{
		Measure: ForMedicine("tramadol"), BaselineValue: 250, BaselineDate: "2026-03-31",
		Change: Relative, Amount: 2, Direction: Lower, Due: "2026-06-30",
	}
}

// The brief's example: 2 % of 250 people is 5.
func TestGoalArithmetic(t *testing.T) {
	for _, c := range []struct {
		name         string
		base, amount float64
		change       Change
		way          Improvement
		target       float64
		needed       int
	}{
		{"2 % of 250", 250, 2, Relative, Lower, 245, 5},
		{"2 % of 251 takes a sixth person", 251, 2, Relative, Lower, 245.98, 6},
		{"5 people", 250, 5, Absolute, Lower, 245, 5},
		{"7 % of 300 is 21 and not 22", 300, 7, Relative, Lower, 279, 21},
		{"up by 10 %", 40, 10, Relative, Higher, 44, 4},
		{"to nobody", 8, 100, Relative, Lower, 0, 8},
	} {
		g := tramadolGoal()
		g.BaselineValue, g.Amount, g.Change, g.Direction = c.base, c.amount, c.change, c.way
		if err := g.Validate(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if !same(g.Target(), c.target) || g.Needed() != c.needed {
			t.Errorf("%s: target %v, needed %d", c.name, g.Target(), g.Needed())
		}
	}
}

func TestGoalSaysRelativeOrAbsolute(t *testing.T) {
	g := tramadolGoal()
	if s := g.String(); !strings.Contains(s, "relative") || !strings.Contains(s, "245") {
		t.Error(s)
	}
	g.Change, g.Amount = Absolute, 5
	if s := g.String(); !strings.Contains(s, "absolute") {
		t.Error(s)
	}
}

func TestGoalIsValidatedByField(t *testing.T) {
	for field, spoil := range map[string]func(*Goal){
		"measure":        func(g *Goal) { g.Measure = "people-aspirin" },
		"baseline_value": func(g *Goal) { g.BaselineValue = math.NaN() },
		"baseline_date":  func(g *Goal) { g.BaselineDate = "" },
		"change":         func(g *Goal) { g.Change = "" },
		"amount":         func(g *Goal) { g.Amount = 101 },
		"direction":      func(g *Goal) { g.Direction = Neutral },
		"due":            func(g *Goal) { g.Due = g.BaselineDate },
	} {
		g := tramadolGoal()
		spoil(&g)
		err := g.Validate()
		e, ok := err.(*problem.Error)
		if !ok || e.Kind != problem.Invalid || e.Fields[field] == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestGoalProgress(t *testing.T) {
	d, _ := Find(ForMedicine("tramadol"))
	series := func(ys map[nhs.Date]float64) Series {
		var ps []Point
		for on, y := range ys {
			ps = append(ps, Point{Date: on, Numerator: y, Denominator: 6000})
		}
		return NewSeries(d, ps)
	}
	for _, c := range []struct {
		name   string
		ys     map[nhs.Date]float64
		today  nhs.Date
		status GoalStatus
		final  bool
		toGo   int
	}{
		{"only the baseline", map[nhs.Date]float64{"2026-03-31": 250}, "2026-04-10", GoalUnknown, false, 0},
		{"half way", map[nhs.Date]float64{"2026-03-31": 250, "2026-04-30": 248}, "2026-05-10", GoalNotYet, false, 3},
		{"away from it", map[nhs.Date]float64{"2026-04-30": 252}, "2026-05-10", GoalNotYet, false, 7},
		{"there early", map[nhs.Date]float64{"2026-05-31": 245}, "2026-06-10", GoalMet, false, 0},
		{"met on the day", map[nhs.Date]float64{"2026-06-30": 245}, "2026-07-10", GoalMet, true, 0},
		{"not met", map[nhs.Date]float64{"2026-05-31": 245, "2026-06-30": 246}, "2026-07-10", GoalNotMet, true, 1},
		{"the first extract after the date decides", map[nhs.Date]float64{"2026-07-03": 246, "2026-08-03": 200}, "2026-09-01", GoalNotMet, true, 1},
		{"date passed and no extract", map[nhs.Date]float64{"2026-05-31": 240}, "2026-07-10", GoalUnknown, false, 0},
		{"an extract from the future does not count", map[nhs.Date]float64{"2026-06-30": 240}, "2026-05-01", GoalUnknown, false, 0},
	} {
		p := tramadolGoal().Progress(series(c.ys), c.today)
		if p.Status != c.status || p.Final != c.final || p.Known && p.ToGo != c.toGo || p.Text == "" {
			t.Errorf("%s: %+v", c.name, p)
		}
	}
}

// Whatever the goal, moving by Needed reaches the target and by one less does not.
func TestNeededIsTheLeastThatReachesTheTarget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := tramadolGoal()
		g.BaselineValue = float64(rapid.IntRange(1, 2000).Draw(t, "baseline"))
		g.Amount = float64(rapid.IntRange(1, 100).Draw(t, "per cent"))
		g.Direction = rapid.SampledFrom([]Improvement{Lower, Higher}).Draw(t, "way")
		d, _ := Find(g.Measure)
		at := func(n int) GoalStatus {
			if g.Direction == Lower {
				n = -n
			}
			return g.Progress(NewSeries(d, []Point{{Date: g.Due, Numerator: g.BaselineValue + float64(n)}}), g.Due).Status
		}
		if n := g.Needed(); at(n) != GoalMet || at(n-1) != GoalNotMet {
			t.Fatalf("needed %d: %s, one fewer: %s", n, at(n), at(n-1))
		}
	})
}
