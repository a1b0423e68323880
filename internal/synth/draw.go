package synth

import (
	"math/rand/v2"
)

// draw is a stream of chance that belongs to one purpose of one person, so
// that what happens to one never shifts what happens to another.
type draw struct{ *rand.Rand }

// The purposes that have a stream of their own.
const (
	aboutIdentity = iota + 1
	aboutRegistration
	aboutConditions
	aboutTargets
	aboutOrdinary
	aboutCycle
	aboutNumbers
	aboutFaults
	aboutOrder
)

func drawFor(seed uint64, purpose, who int) draw {
	return draw{rand.New(rand.NewPCG(seed, uint64(purpose)<<40|uint64(who)))}
}

// chance is true with probability p.
func (r draw) chance(p float64) bool { return r.Float64() < p }

// between gives a whole number from low to high, both included.
func (r draw) between(low, high int) int { return low + r.IntN(max(1, high-low+1)) }

// days gives a day from low to high, both included.
func (r draw) days(low, high day) day { return day(r.between(int(low), int(high))) }

// oneOf picks evenly.
func oneOf[T any](r draw, list []T) T { return list[r.IntN(len(list))] }

// weighted picks in proportion to weight.
func weighted[T any](r draw, list []T, weight func(T) float64) T {
	total := 0.0
	for _, x := range list {
		total += weight(x)
	}
	at := r.Float64() * total
	for _, x := range list {
		if at -= weight(x); at < 0 {
			return x
		}
	}
	return list[len(list)-1]
}
