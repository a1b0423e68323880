package taper

import (
	"cmp"
	"slices"
)

// count is how many units of a product are taken at each time of day.
type count struct {
	product *Product
	at      [4]int
}

func (c count) units() int { return c.at[0] + c.at[1] + c.at[2] + c.at[3] }

// arrangement is one way to take an amount in whole units.
type arrangement []count

// peak is the most taken at one time of day.
func (a arrangement) peak() (most Amount) {
	var at [4]Amount
	for _, c := range a {
		for s, n := range c.at {
			at[s] += Amount(n) * c.product.Holds
			most = max(most, at[s])
		}
	}
	return most
}

// rank orders arrangements of the same amount: as little liquid as will do;
// the fewest different products, a product that comes or goes since the step
// before counting like one more; the fewest units; the most even day; the
// cheapest.
type rank struct{ liquid, burden, units, uneven, price int }

func (r rank) compare(o rank) int {
	return cmp.Or(cmp.Compare(r.liquid, o.liquid), cmp.Compare(r.burden, o.burden),
		cmp.Compare(r.units, o.units), cmp.Compare(r.uneven, o.uneven), cmp.Compare(r.price, o.price))
}

// burden is what an arrangement asks of the person: boxes to keep apart, and
// boxes that change.
func (p part) burden(a arrangement) int {
	n, kept := len(a), 0
	for _, c := range a {
		if slices.Contains(p.taken, c.product) {
			kept++
		}
	}
	return n + (n - kept) + (len(p.taken) - kept)
}

// mostProducts is how many different products of one part a step may ask for.
const mostProducts = 3

// spreading says how the units of a day are laid out.
type spreading struct {
	reduceFirst   string
	largerAtNight bool
	nightShare    Amount // one dose of the original day
	secondCap     Amount // most of the second ingredient a day
	peak          Amount // most at one time: no single dose may grow while the day's total falls; 0: not known
	uneven        bool   // an uneven day, rather than a step beyond the limit
	asItIs        bool   // what is taken already: any number at once, however uneven
}

// arrange finds the best way to take exactly amount a day from the kit, or
// says that there is none. Every combination of up to three products is
// tried, so "not makeable" means just that.
func (p part) arrange(amount Amount, how spreading) (arrangement, bool) {
	if amount == 0 {
		return arrangement{}, true
	}
	var (
		best   arrangement
		bestBy rank
		found  bool
		chosen []count
	)
	room := p.most * len(p.slots)
	var search func(from int, left, second Amount, units, more int)
	search = func(from int, left, second Amount, units, more int) {
		if left == 0 {
			if laid, uneven, ok := p.layOut(chosen, how); ok {
				if r := p.rank(laid, uneven); !found || r.compare(bestBy) < 0 {
					best, bestBy, found = laid, r, true
				}
			}
			return
		}
		if more == 0 {
			return
		}
		for i := from; i < len(p.kit); i++ {
			q := p.kit[i]
			n := int(left / q.Holds)
			low := 1
			if more == 1 { // the last product must finish the amount
				if left%q.Holds != 0 {
					continue
				}
				low = n
			}
			for k := low; k <= n; k++ {
				u, s := units, second-Amount(k)*q.SecondIn
				if !q.Liquid() {
					u += k
				}
				if u > room || q.Second == "paracetamol" && s < 0 {
					break
				}
				chosen = append(chosen, count{product: q, at: [4]int{k}})
				search(i+1, left-Amount(k)*q.Holds, s, u, more-1)
				chosen = chosen[:len(chosen)-1]
			}
		}
	}
	for d := 1; d <= mostProducts; d++ {
		// With d products the burden is at least d, and more for each one that
		// is taken now and would go: no need to look where it cannot be less.
		if found && bestBy.liquid == 0 && d+max(0, len(p.taken)-d) > bestBy.burden {
			continue
		}
		search(0, amount, how.secondCap, 0, d)
	}
	return best, found
}

func (p part) rank(a arrangement, uneven Amount) rank {
	r := rank{burden: p.burden(a), uneven: int(uneven)}
	for _, c := range a {
		n := c.units()
		r.price += n * c.product.Price
		if c.product.Liquid() {
			r.liquid += n
		} else {
			r.units += n
		}
	}
	return r
}

// layOut shares the chosen units among the times of day, the largest first,
// each to the time that has least. ok is false when that asks too many units
// at once or leaves the day too uneven.
func (p part) layOut(chosen []count, how spreading) (laid arrangement, uneven Amount, ok bool) {
	var amount [4]Amount
	var units [4]int
	laid = make(arrangement, len(chosen))
	order := keepOrder(p.slots, how.reduceFirst)
	night := Amount(0)
	if how.largerAtNight && p.release() == "immediate" && slices.Contains(p.slots, Night) {
		night = how.nightShare
		if how.peak > 0 {
			night = min(night, how.peak)
		}
	}
	for i, c := range chosen {
		laid[i].product = c.product
		for range c.at[0] {
			to := order[0]
			for _, s := range order {
				if amount[s] < amount[to] {
					to = s
				}
			}
			if night > 0 && amount[Night]+c.product.Holds <= night {
				to = Night
			}
			laid[i].at[to]++
			amount[to] += c.product.Holds
			if !c.product.Liquid() {
				units[to]++
			}
		}
	}
	for _, s := range p.slots {
		if !how.asItIs && (units[s] > p.most || how.peak > 0 && amount[s] > how.peak) {
			return nil, 0, false
		}
	}
	low, high, empty := p.spread(amount, night > 0)
	switch {
	case how.asItIs:
		return laid, high - low, true
	case how.uneven && p.release() == "immediate":
		return laid, high - low, true
	case night > 0:
		return laid, high - low, amount[Night] >= high
	case empty == 1 && len(p.slots) == 4 && p.release() == "immediate": // four times a day may become three
		return laid, high, 2*low >= high
	case empty > 0:
		return laid, high, high <= p.kit[len(p.kit)-1].Holds
	}
	return laid, high - low, 2*low >= high || high-low <= p.kit[len(p.kit)-1].Holds
}

// spread gives the least and the most taken at the times of day at which
// anything is, and how many times have nothing; the night apart if asked.
func (p part) spread(amount [4]Amount, butNight bool) (low, high Amount, empty int) {
	for _, s := range p.slots {
		switch a := amount[s]; {
		case butNight && s == Night:
		case a == 0:
			empty++
		default:
			if low == 0 || a < low {
				low = a
			}
			high = max(high, a)
		}
	}
	return low, high, empty
}

// keepOrder lists the times of day from the one that keeps its units longest
// to the one reduced first. Unless asked otherwise, the night and the morning
// are kept: the dose nobody misses is the one in the middle of the day.
func keepOrder(slots []Slot, reduceFirst string) []Slot {
	var order []Slot
	first, _ := SlotByName(reduceFirst)
	for _, s := range []Slot{Night, Evening, Morning, Midday} {
		if slices.Contains(slots, s) && (reduceFirst == "" || s != first) {
			order = append(order, s)
		}
	}
	if reduceFirst != "" && slices.Contains(slots, first) {
		order = append(order, first)
	}
	return order
}
