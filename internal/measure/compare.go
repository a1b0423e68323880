package measure

import (
	"math"
	"slices"
)

// McNemar compares the same people before and after by yes and no: only those
// who changed count, became of them one way and lost the other way.
type McNemar struct {
	Became, Lost int
	P            float64 // exact, two-sided
	ChiSquare    float64 // without continuity correction, for comparison; NaN when nobody changed
}

// CompareMcNemar computes the exact test. Five changed one way and none the
// other gives 0.0625: small cycles can rarely show more.
func CompareMcNemar(became, lost int) McNemar {
	m := McNemar{Became: became, Lost: lost, P: 1, ChiSquare: math.NaN()}
	n := became + lost
	if became < 0 || lost < 0 {
		m.P = math.NaN()
		return m
	}
	if n == 0 {
		return m
	}
	d := float64(became - lost)
	m.ChiSquare = d * d / float64(n)
	tail := 0.0
	for k := range min(became, lost) + 1 {
		tail += binomial(n, k, 0.5)
	}
	m.P = math.Min(1, 2*tail)
	return m
}

// Difference compares two groups by a proportion.
type Difference struct {
	By        float64  // first proportion minus second
	Interval  Interval // 95 %, Wald
	ChiSquare float64  // without continuity correction
	P         float64  // of the chi-square
	Fisher    float64  // exact P: use this one when counts are small
}

// TwoProportions compares x1 of n1 with x2 of n2. It says whether two groups
// differ, not why: two points of a measure over time are no substitute for
// its chart.
func TwoProportions(x1, n1, x2, n2 int) (Difference, bool) {
	if x1 < 0 || x2 < 0 || n1 <= 0 || n2 <= 0 || x1 > n1 || x2 > n2 {
		return Difference{}, false
	}
	a, b := float64(n1), float64(n2)
	p1, p2 := float64(x1)/a, float64(x2)/b
	d := Difference{By: p1 - p2}
	half := z95 * math.Sqrt(p1*(1-p1)/a+p2*(1-p2)/b)
	d.Interval = Interval{math.Max(-1, d.By-half), math.Min(1, d.By+half)}
	pooled := float64(x1+x2) / (a + b)
	d.ChiSquare = d.By * d.By / (pooled * (1 - pooled) * (1/a + 1/b))
	d.P = math.Erfc(math.Sqrt(d.ChiSquare / 2))
	d.Fisher = fisher(x1, n1, x2, n2)
	return d, true
}

// fisher sums the chances of all tables with the same margins that are no
// likelier than this one.
func fisher(x1, n1, x2, n2 int) float64 {
	k := x1 + x2
	var all []float64
	var seen float64
	for x := max(0, k-n2); x <= min(k, n1); x++ {
		p := math.Exp(logChoose(n1, x) + logChoose(n2, k-x) - logChoose(n1+n2, k))
		all = append(all, p)
		if x == x1 {
			seen = p
		}
	}
	slices.Sort(all)
	sum := 0.0
	for _, p := range all {
		if p <= seen*(1+1e-7) { // R's own tolerance for ties
			sum += p
		}
	}
	return math.Min(1, sum)
}
