package measure

import (
	"math"
	"slices"
)

// Place is one practice in a comparison.
type Place struct {
	Name                   string
	Numerator, Denominator float64
}

// FunnelPlace is a practice with the limits for its size. It shows who lies
// outside what chance explains, and is no league table.
type FunnelPlace struct {
	Place
	Rate          float64
	Z             float64
	L95, L998     Interval // by chance alone
	OD95, OD998   Interval // with the variation that practices have anyway
	Outside998    bool     // beyond the wider limits with over-dispersion
	TooFewToJudge bool     // no denominator
}

// Funnel is a funnel plot of proportions.
type Funnel struct {
	Target float64 // pooled proportion
	Phi    float64 // over-dispersion: 1 is chance alone
	Tau2   float64 // variance between practices; 0 if there is no more than chance
	Places []FunnelPlace
	Notes  []Note
}

// The points of the normal distribution for limits of 95 % and 99.8 %, to the
// places that the reference implementation carries.
const (
	z95Funnel  = 1.959964
	z998Funnel = 3.090232
)

// fewestPlaces is the number of practices below which over-dispersion cannot
// be told with any certainty (inference: measures reference 8.2).
const fewestPlaces = 20

// NewFunnel computes limits on the arcsine scale with additive
// over-dispersion from z scores winsorised at 10 % (Spiegelhalter 2005, as in
// FunnelPlotR 0.6.0).
func NewFunnel(places []Place) Funnel {
	var f Funnel
	var x, n float64
	for _, p := range places {
		if p.Denominator > 0 {
			x, n = x+p.Numerator, n+p.Denominator
		}
	}
	f.Target = x / n
	var zs []float64
	for _, p := range places {
		fp := FunnelPlace{Place: p, Rate: math.NaN(), Z: math.NaN(), TooFewToJudge: !(p.Denominator > 0)}
		if !fp.TooFewToJudge {
			fp.Rate = p.Numerator / p.Denominator
			fp.Z = (arc(fp.Rate) - arc(f.Target)) / spreadOf(p.Denominator)
			zs = append(zs, fp.Z)
		}
		f.Places = append(f.Places, fp)
	}
	f.disperse(zs)
	for i := range f.Places {
		f.Places[i].limits(f)
	}
	if len(zs) < fewestPlaces {
		f.Notes = append(f.Notes, Note{NoteTrial, "With so few practices the over-dispersion is a rough estimate. Look for conversation, not for blame.", "measures reference 8.2"})
	}
	return f
}

func arc(p float64) float64 { return math.Asin(math.Sqrt(math.Min(1, math.Max(0, p)))) }

// spreadOf is the standard error on the arcsine scale.
func spreadOf(n float64) float64 { return 1 / (2 * math.Sqrt(n)) }

// disperse sets Phi and Tau2.
func (f *Funnel) disperse(zs []float64) {
	n := float64(len(zs))
	if n == 0 {
		f.Phi = math.NaN()
		return
	}
	lo, hi := quantile(zs, 0.1), quantile(zs, 0.9)
	for _, z := range zs {
		z = math.Min(hi, math.Max(lo, z))
		f.Phi += z * z / n
	}
	var w, w2 float64
	for _, p := range f.Places {
		if !p.TooFewToJudge {
			s := spreadOf(p.Denominator)
			w, w2 = w+1/(s*s), w2+1/(s*s*s*s)
		}
	}
	if n*f.Phi > n-1 && n > 1 {
		f.Tau2 = (n*f.Phi - (n - 1)) / (w - w2/w)
	}
}

func (p *FunnelPlace) limits(f Funnel) {
	if p.TooFewToJudge {
		p.L95, p.L998, p.OD95, p.OD998 = unknownInterval, unknownInterval, unknownInterval, unknownInterval
		return
	}
	s2 := 1 / (4 * p.Denominator)
	at := func(z, variance float64) Interval {
		half, middle := z*math.Sqrt(variance), arc(f.Target)
		back := func(a float64) float64 {
			sin := math.Sin(math.Min(math.Pi/2, math.Max(0, a)))
			return sin * sin
		}
		return Interval{back(middle - half), back(middle + half)}
	}
	p.L95, p.L998 = at(z95Funnel, s2), at(z998Funnel, s2)
	p.OD95, p.OD998 = at(z95Funnel, s2+f.Tau2), at(z998Funnel, s2+f.Tau2)
	p.Outside998 = p.Rate < p.OD998.Lower || p.Rate > p.OD998.Upper
}

// PoissonFunnel gives the 95 % and 99.8 % limits of a ratio of observed to
// expected events, for an expected count.
func PoissonFunnel(expected float64) (l95, l998 Interval) {
	if !(expected > 0) {
		return unknownInterval, unknownInterval
	}
	ratio := func(tail float64) Interval {
		i := poissonLimits(expected, tail)
		return Interval{i.Lower / expected, i.Upper / expected}
	}
	return ratio(0.025), ratio(0.001)
}

// quantile is R's type 7, the usual one.
func quantile(xs []float64, p float64) float64 {
	s := slices.Sorted(slices.Values(xs))
	h := p * float64(len(s)-1)
	i := int(math.Floor(h))
	if i+1 >= len(s) {
		return s[len(s)-1]
	}
	return s[i] + (h-float64(i))*(s[i+1]-s[i])
}
