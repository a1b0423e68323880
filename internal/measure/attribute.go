package measure

import "math"

// ChartKind names a control chart for counts, proportions and rates.
type ChartKind string

// The kinds. Plain p and u suit independent samples; for the same people
// counted every month use PPrime, UPrime or IPrime, or XmR.
const (
	IChart  ChartKind = "I"
	MRChart ChartKind = "MR"
	PChart  ChartKind = "p"
	PPrime  ChartKind = "p'"
	UChart  ChartKind = "u"
	UPrime  ChartKind = "u'"
	CChart  ChartKind = "c"
	IPrime  ChartKind = "I'"
)

// d2 and d4 are the constants of moving ranges of two, to the places that the
// reference implementation carries.
const (
	d2 = 1.128
	d4 = 3.267
)

// ControlChart is a chart with limits that may differ from point to point.
// NaN stands where there is no value.
type ControlChart struct {
	Kind                 ChartKind
	Y                    []float64
	Centre               float64
	Lower, Upper         []float64 // three sigma
	NearLower, NearUpper []float64 // two sigma
	Outside              []bool    // the point is beyond a three-sigma limit
	Runs                 RunsTest
}

// Control computes a chart. denominators may be nil for I, MR and c; a
// denominator of 0 makes its point unknown. freeze takes the centre and the
// sigma of the first so many points; 0 takes all. Values are multiplied by
// multiply (1000 for a rate per 1,000; 0 is taken for 1).
func Control(kind ChartKind, numerators, denominators []float64, freeze int, multiply float64) ControlChart {
	if multiply == 0 {
		multiply = 1
	}
	b := basis{kind: kind, num: numerators, den: denominators, n: len(numerators)}
	if freeze > 0 && freeze < b.n {
		b.n = freeze
	}
	c := ControlChart{Kind: kind, Y: b.values()}
	centre, sigma := b.fit(c.Y)
	c.Centre = centre * multiply
	for i, y := range c.Y {
		lo, hi := -3*sigma[i], 3*sigma[i]
		nearLo, nearHi := -2*sigma[i], 2*sigma[i]
		cut := func(x float64) float64 { return b.cut(centre+x) * multiply }
		c.Lower, c.Upper = append(c.Lower, cut(lo)), append(c.Upper, cut(hi))
		if kind == MRChart { // the reference takes two thirds of the limit itself
			nearHi = (centre+hi)*2/3 - centre
		}
		c.NearLower, c.NearUpper = append(c.NearLower, cut(nearLo)), append(c.NearUpper, cut(nearHi))
		c.Y[i] = y * multiply
		c.Outside = append(c.Outside, c.Y[i] < c.Lower[i] || c.Y[i] > c.Upper[i])
	}
	c.Runs = JudgeRuns(c.Y, c.Centre)
	return c
}

// basis is what a chart's centre and sigma rest on.
type basis struct {
	kind     ChartKind
	num, den []float64
	n        int // points of the baseline
}

func (b basis) values() []float64 {
	ys := make([]float64, len(b.num))
	for i, x := range b.num {
		switch {
		case b.kind == MRChart && i == 0:
			ys[i] = math.NaN()
		case b.kind == MRChart:
			ys[i] = math.Abs(x - b.num[i-1])
		case b.den == nil:
			ys[i] = x
		case i < len(b.den) && b.den[i] > 0:
			ys[i] = x / b.den[i]
		default:
			ys[i] = math.NaN()
		}
	}
	return ys
}

// fit gives the centre and each point's sigma.
func (b basis) fit(ys []float64) (centre float64, sigma []float64) {
	sigma = make([]float64, len(ys))
	each := func(f func(i int) float64) {
		for i := range sigma {
			sigma[i] = f(i)
		}
	}
	base := known(ys[:b.n])
	switch b.kind {
	case IChart:
		centre = mean(base)
		s := mean(screen(movingRanges(base), d4)) / d2
		each(func(int) float64 { return s })
	case MRChart:
		centre = mean(base)
		each(func(int) float64 { return centre * (d4 - 1) / 3 })
	case CChart:
		centre = mean(base)
		each(func(int) float64 { return math.Sqrt(centre) })
	case PChart, PPrime, UChart, UPrime:
		centre = b.pooled()
		scale := 1.0
		if b.kind == PPrime || b.kind == UPrime {
			scale = b.laney(ys, centre)
		}
		each(func(i int) float64 { return scale * b.within(centre, i) })
	case IPrime:
		centre = b.pooled()
		s := b.weightedSigma(ys)
		each(func(i int) float64 { return s * math.Sqrt(1/b.at(i)) })
	}
	return centre, sigma
}

// at is a denominator, or NaN.
func (b basis) at(i int) float64 {
	if i >= len(b.den) || !(b.den[i] > 0) {
		return math.NaN()
	}
	return b.den[i]
}

// pooled is the sum of numerators over the sum of denominators.
func (b basis) pooled() float64 {
	var n, d float64
	for i := range b.n {
		if den := b.at(i); !math.IsNaN(den) && !math.IsNaN(b.num[i]) {
			n, d = n+b.num[i], d+den
		}
	}
	return n / d
}

// within is the sigma of one point if chance alone were at work.
func (b basis) within(centre float64, i int) float64 {
	if b.kind == PChart || b.kind == PPrime {
		return math.Sqrt(centre * (1 - centre) / b.at(i))
	}
	return math.Sqrt(centre / b.at(i))
}

// laney is the factor by which points vary more, or less, than chance.
func (b basis) laney(ys []float64, centre float64) float64 {
	var z []float64
	for i := range b.n {
		z = append(z, (ys[i]-centre)/b.within(centre, i))
	}
	return mean(screen(movingRanges(known(z)), d4)) / d2
}

// weightedSigma is that of the I' chart: moving ranges weighed by the sizes
// of both their points, one of size 1.
func (b basis) weightedSigma(ys []float64) float64 {
	var s []float64
	for i := 1; i < b.n; i++ {
		if w := math.Sqrt(1/b.at(i) + 1/b.at(i-1)); !math.IsNaN(w) {
			s = append(s, math.Sqrt(math.Pi/2)*math.Abs(ys[i]-ys[i-1])/w)
		}
	}
	return mean(screen(s, d4))
}

// cut keeps limits where values can be.
func (b basis) cut(x float64) float64 {
	switch b.kind {
	case PChart, PPrime:
		return math.Min(1, math.Max(0, x))
	case UChart, UPrime, CChart, MRChart:
		return math.Max(0, x)
	}
	return x
}

func known(xs []float64) []float64 {
	var out []float64
	for _, x := range xs {
		if !math.IsNaN(x) {
			out = append(out, x)
		}
	}
	return out
}
