package measure

import (
	"fmt"
	"math"
)

// Disclosure is a rule for showing counts of people outside the practice. A
// practice that looks at its own people sees true counts.
type Disclosure struct {
	RedactTo int // counts from 1 to this are not shown
	RoundTo  int // the rest are rounded to the nearest
	Source   string
}

// OpenSAFELY is the rule for anything released: counts of 7 or fewer are
// redacted, then all are rounded to the nearest 5.
var OpenSAFELY = Disclosure{7, 5, "OpenSAFELY statistical disclosure control (opensafely/documentation, docs/outputs/sdc.md)"}

// Redacted stands where a count is not shown.
const Redacted = "[REDACTED]"

// Released is a count as it may be shown.
type Released struct {
	Count    int // rounded; 0 when redacted
	Redacted bool
}

// String is the count, or that it is redacted.
func (r Released) String() string {
	if r.Redacted {
		return Redacted
	}
	return fmt.Sprint(r.Count)
}

// Release applies the rule to a count: redact first, round after. 0 stays 0.
func (d Disclosure) Release(n int) Released {
	if n > 0 && n <= d.RedactTo || n < 0 {
		return Released{Redacted: true}
	}
	return Released{Count: int(math.Round(float64(n)/float64(d.RoundTo))) * d.RoundTo}
}

// Column releases a column and its total, which is the sum of what is shown,
// so that nobody can take it away again. A proportion or mean must be worked
// out from released counts, and not at all where one is redacted.
func (d Disclosure) Column(counts []int) (shown []Released, total int) {
	for _, n := range counts {
		r := d.Release(n)
		shown = append(shown, r)
		total += r.Count
	}
	return shown, total
}

// Midpoint6 rounds to the middle of sixes, for where the properties of that
// rounding are needed: 1 to 6 is 3, 7 to 12 is 9; 0 stays 0.
func Midpoint6(n int) int {
	if n <= 0 {
		return 0
	}
	return (n+5)/6*6 - 3
}
