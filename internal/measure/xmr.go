package measure

import (
	"math"

	"stepdown/internal/nhs"
)

// Rebase starts a new phase of a chart: limits are computed afresh from its
// date on. It is a person's judgement, so it carries their reason.
type Rebase struct {
	Date   nhs.Date // the first point of the new phase; a date without a point has no effect
	Reason string   // never empty on a page
	By     string   // who decided
	Cycle  string   // id of the improvement cycle it belongs to, if any
}

// XmROptions are the choices behind a chart. The zero value is the default
// rule set, a neutral direction, no target.
type XmROptions struct {
	Rules       RuleSet // MDC if it has no name
	Improvement Improvement
	Target      *float64
	FixAfter    int // limits from the first n points of each phase; 0 uses all
	Rebases     []Rebase
	Stock       bool // the measure is a slow stock count: adds a warning
}

// PointType is how a point is to be read.
type PointType string

// The point types, as the reference implementation names them.
const (
	CommonCause PointType = "common_cause"
	Improving   PointType = "special_cause_improvement"
	Concern     PointType = "special_cause_concern"
	NeutralHigh PointType = "special_cause_neutral_high"
	NeutralLow  PointType = "special_cause_neutral_low"
)

// XmRPoint is one point with its limits and what the rules say of it. Limits
// are NaN when the phase has a single point.
type XmRPoint struct {
	Date                 nhs.Date
	Y                    float64
	Phase                int // 0 for the first
	Mean                 float64
	Lower, Upper         float64 // natural process limits; not cut at 0
	NearLower, NearUpper float64 // two thirds of the way to them
	Side                 int     // of the mean: -1, 0, 1
	Outside, Close       bool
	Signal               Signal
	Type                 PointType
}

// Phase is a stretch between rebases.
type Phase struct {
	From, To             nhs.Date
	Points               int
	Mean                 float64
	Lower, Upper         float64
	NearLower, NearUpper float64
	MeanRange            float64 // mean moving range after screening
	Screened             int     // moving ranges left out
	Limits               bool    // false: one point, so no limits
	Trial                bool    // too few points for settled limits
	Rebase               *Rebase // what started it; nil for the first
}

// XmR is a computed individuals chart.
type XmR struct {
	Rules     RuleSet
	Options   XmROptions
	Points    []XmRPoint // known points only, in order
	Phases    []Phase
	Variation Variation
	Assurance Assurance
	Notes     []Note
}

// NewXmR computes the chart of the known data. Gaps are passed over: the
// moving range and the rules run from each known point to the next, and a
// note says how many months are missing.
func NewXmR(data []Datum, o XmROptions) XmR {
	if o.Rules.Key == "" {
		o.Rules = MDC
	}
	if o.Improvement == "" {
		o.Improvement = Neutral
	}
	c := XmR{Rules: o.Rules, Options: o}
	missing := 0
	for _, d := range data {
		if !d.Known || math.IsNaN(d.Y) || math.IsInf(d.Y, 0) {
			missing++
			continue
		}
		c.Points = append(c.Points, XmRPoint{Date: d.Date, Y: d.Y, Type: CommonCause})
	}
	c.split()
	start := 0
	for i := range c.Phases {
		end := start + c.Phases[i].Points
		c.judge(&c.Phases[i], c.Points[start:end])
		start = end
	}
	c.Variation = variationOf(c.Points)
	if n := len(c.Phases); n > 0 && c.Phases[n-1].Limits {
		c.Assurance = assure(c.Phases[n-1].Lower, c.Phases[n-1].Upper, o.Target, o.Improvement)
	}
	c.Notes = notesOf(c, missing)
	return c
}

// XmR computes the chart of a series with the improvement direction and the
// nature of its definition.
func (s Series) XmR(o XmROptions) XmR {
	if o.Improvement == "" {
		o.Improvement = s.Definition.Improvement
	}
	o.Stock = o.Stock || s.Definition.Stock
	return NewXmR(s.Data(), o)
}

// split numbers the phases.
func (c *XmR) split() {
	for i := range c.Points {
		rebase := rebaseOn(c.Options.Rebases, c.Points[i].Date)
		if i == 0 || rebase != nil {
			c.Phases = append(c.Phases, Phase{From: c.Points[i].Date, Rebase: rebase})
		}
		p := &c.Phases[len(c.Phases)-1]
		p.To, p.Points = c.Points[i].Date, p.Points+1
		c.Points[i].Phase = len(c.Phases) - 1
	}
}

func rebaseOn(all []Rebase, d nhs.Date) *Rebase {
	for i := range all {
		if all[i].Date == d && d.Known() {
			return &all[i]
		}
	}
	return nil
}

// judge computes the limits of one phase and applies the rules inside it.
func (c *XmR) judge(ph *Phase, points []XmRPoint) {
	basis := len(points)
	if c.Options.FixAfter > 0 && c.Options.FixAfter < basis {
		basis = c.Options.FixAfter
	}
	ys := make([]float64, len(points))
	for i := range points {
		ys[i] = points[i].Y
	}
	ph.limits(ys[:basis], c.Rules)
	for i := range points {
		p := &points[i]
		p.Mean, p.Lower, p.Upper = ph.Mean, ph.Lower, ph.Upper
		p.NearLower, p.NearUpper = ph.NearLower, ph.NearUpper
		p.Side = sign(p.Y - p.Mean)
		p.Outside = p.Y > p.Upper || p.Y < p.Lower
		p.Close = !p.Outside && (p.Y > p.NearUpper || p.Y < p.NearLower)
	}
	signals(points, c.Rules)
	for i := range points {
		points[i].Type = typeOf(points[i].Signal, c.Options.Improvement)
	}
}

// limits computes mean and limits from the values they rest on.
func (ph *Phase) limits(ys []float64, r RuleSet) {
	ph.Mean = mean(ys)
	ph.Trial = len(ys) < r.TrialBelow
	ranges := movingRanges(ys)
	if len(ranges) == 0 {
		nan := math.NaN()
		ph.MeanRange, ph.Lower, ph.Upper, ph.NearLower, ph.NearUpper = nan, nan, nan, nan, nan
		return
	}
	ph.Limits = true
	kept := screen(ranges, r.ScreenFactor)
	ph.Screened = len(ranges) - len(kept)
	ph.MeanRange = mean(kept)
	wide, near := r.LimitFactor*ph.MeanRange, r.LimitFactor*ph.MeanRange*2/3
	ph.Lower, ph.Upper = ph.Mean-wide, ph.Mean+wide
	ph.NearLower, ph.NearUpper = ph.Mean-near, ph.Mean+near
}

// screen leaves out moving ranges at or above factor x their mean, once. When
// every range is 0 they all stay: the reference loses its limits there, and
// a series that never moves has limits equal to its mean.
func screen(ranges []float64, factor float64) []float64 {
	m := mean(ranges)
	if factor == 0 || m == 0 {
		return ranges
	}
	var kept []float64
	for _, r := range ranges {
		if r < factor*m {
			kept = append(kept, r)
		}
	}
	return kept
}

func movingRanges(ys []float64) []float64 {
	var ranges []float64
	for i := 1; i < len(ys); i++ {
		ranges = append(ranges, math.Abs(ys[i]-ys[i-1]))
	}
	return ranges
}

// mean adds a second pass over the residuals, so that the mean of equal
// values is exactly that value and no point lies a rounding error off it.
func mean(xs []float64) float64 {
	if len(xs) == 0 {
		return math.NaN()
	}
	n := float64(len(xs))
	var sum, rest float64
	for _, x := range xs {
		sum += x
	}
	m := sum / n
	for _, x := range xs {
		rest += x - m
	}
	return m + rest/n
}

func sign(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}
