package measure

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// z95 is the 97.5 % point of the normal distribution.
const z95 = 1.959963984540054

// Interval is a confidence interval, or limits.
type Interval struct{ Lower, Upper float64 }

var unknownInterval = Interval{math.NaN(), math.NaN()}

// Wilson is the 95 % confidence interval of a proportion x/n by Wilson's
// score method, the standard of the UK Health Security Agency. NaN when x
// lies outside 0 to n, or n is 0.
func Wilson(x, n int) Interval { return wilson(x, n, z95) }

func wilson(x, n int, z float64) Interval {
	if x < 0 || n <= 0 || x > n {
		return unknownInterval
	}
	p, m := float64(x)/float64(n), float64(n)
	middle := p + z*z/(2*m)
	half := z * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	scale := 1 + z*z/m
	return Interval{math.Max(0, (middle-half)/scale), math.Min(1, (middle+half)/scale)}
}

// ClopperPearson is the exact 95 % confidence interval of a proportion.
func ClopperPearson(x, n int) Interval {
	if x < 0 || n <= 0 || x > n {
		return unknownInterval
	}
	i := Interval{0, 1}
	if x > 0 {
		i.Lower = mathext.InvRegIncBeta(float64(x), float64(n-x+1), 0.025)
	}
	if x < n {
		i.Upper = mathext.InvRegIncBeta(float64(x+1), float64(n-x), 0.975)
	}
	return i
}

// PoissonExact is the exact 95 % confidence interval of a count of events.
func PoissonExact(x int) Interval {
	if x < 0 {
		return unknownInterval
	}
	return poissonLimits(float64(x), 0.025)
}

// poissonLimits gives the exact limits of a count with a tail on each side,
// by way of the chi-square distribution.
func poissonLimits(x, tail float64) Interval {
	var i Interval
	if x > 0 {
		i.Lower = mathext.GammaIncRegInv(x, tail)
	}
	i.Upper = mathext.GammaIncRegInv(x+1, 1-tail)
	return i
}
