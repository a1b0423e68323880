package measure

// Rule is a rule of special-cause variation.
type Rule string

// The rules, in order of precedence.
const (
	NoRule     Rule = ""
	Outside    Rule = "outside a limit"
	Trend      Rule = "trend"
	TwoOfThree Rule = "two of three close to a limit"
	Shift      Rule = "shift"
)

// Signal is the rule that a point falls under and its direction: 1 for above
// or rising, -1 for below or falling, 0 with NoRule.
type Signal struct {
	Rule Rule
	Up   int
}

// Words names the signal as a person would: "trend, falling".
func (s Signal) Words() string {
	high, low := "above the mean", "below the mean"
	switch s.Rule {
	case NoRule:
		return "none"
	case Trend:
		high, low = "rising", "falling"
	case Outside:
		if s.Up > 0 {
			return "above the upper limit"
		}
		return "below the lower limit"
	}
	if s.Up > 0 {
		return string(s.Rule) + ", " + high
	}
	return string(s.Rule) + ", " + low
}

// signals sets each point's signal within one phase. The precedence is the
// reference's: outside, trend, two of three, shift.
func signals(points []XmRPoint, r RuleSet) {
	ys, sides, near := make([]float64, len(points)), make([]int, len(points)), make([]bool, len(points))
	for i, p := range points {
		ys[i], sides[i], near[i] = p.Y, p.Side, p.Close
	}
	trend := spread(trendEnds(ys, r.Trend), r.Trend)
	shift := spread(shiftEnds(sides, r.Shift), r.Shift)
	twos := make([]bool, len(points))
	if r.TwoOfThree {
		twos = twoOfThree(near, sides)
	}
	for i := range points {
		p := &points[i]
		switch {
		case r.Outside && p.Outside:
			p.Signal = Signal{Outside, p.Side}
		case trend[i] != 0:
			p.Signal = Signal{Trend, trend[i]}
		case twos[i]:
			p.Signal = Signal{TwoOfThree, p.Side}
		case shift[i] != 0:
			p.Signal = Signal{Shift, p.Side}
		}
	}
}

// shiftEnds marks the last point of each run of n points on one side of the
// mean with its side; a point on the mean breaks the run.
func shiftEnds(sides []int, n int) []int {
	ends := make([]int, len(sides))
	run := 0
	for i, s := range sides {
		if i == 0 || s != sides[i-1] {
			run = 0
		}
		run++
		if n > 0 && s != 0 && run >= n {
			ends[i] = s
		}
	}
	return ends
}

// trendEnds marks the last point of each n points that rise or fall at every
// step; a tie breaks the trend.
func trendEnds(ys []float64, n int) []int {
	ends := make([]int, len(ys))
	run, way := 1, 0
	for i := 1; i < len(ys); i++ {
		w := sign(ys[i] - ys[i-1])
		if w != way {
			run = 1
		}
		way = w
		run++
		if n > 0 && way != 0 && run >= n {
			ends[i] = way
		}
	}
	return ends
}

// spread carries each mark back over the n points that made it; where two
// overlap, the later one stands.
func spread(ends []int, n int) []int {
	out := make([]int, len(ends))
	for i, e := range ends {
		if e == 0 {
			continue
		}
		for j := max(0, i-n+1); j <= i; j++ {
			out[j] = e
		}
	}
	return out
}

// twoOfThree marks the close points of each three in a row that all lie on
// one side of the mean, two or more of them close to a limit.
func twoOfThree(near []bool, sides []int) []bool {
	hit := make([]bool, len(near))
	for i := 0; i+2 < len(near); i++ {
		n := 0
		for j := i; j < i+3; j++ {
			if near[j] {
				n++
			}
		}
		if n < 2 || sides[i] == 0 || sides[i] != sides[i+1] || sides[i] != sides[i+2] {
			continue
		}
		for j := i; j < i+3; j++ {
			hit[j] = hit[j] || near[j]
		}
	}
	return hit
}

func typeOf(s Signal, i Improvement) PointType {
	switch {
	case s.Rule == NoRule:
		return CommonCause
	case i == Neutral && s.Up > 0:
		return NeutralHigh
	case i == Neutral:
		return NeutralLow
	case (i == Higher) == (s.Up > 0):
		return Improving
	}
	return Concern
}
