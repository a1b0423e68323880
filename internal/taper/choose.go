package taper

import "slices"

// move is one step down: which part, what it becomes, and why.
type move struct {
	at     int
	part   part // with its new amount and layout
	note   string
	beyond bool
}

// choose finds the next step: the largest cut within the policy's limit that
// whole units can make. It looks first in what the person takes already, then
// at other strengths and makes of the same drug and release, then at a liquid
// if that was agreed. Only if all of that is in vain does it take the
// smallest larger cut there is, and says so.
func (b *builder) choose() (move, bool) {
	b.uneven = false
	for i, p := range b.parts {
		if p.laid == nil { // an average that no whole units make: settle it first
			if m, ok := b.within(i, p); ok {
				return m, true
			}
			return b.smallest(i, p)
		}
	}
	for i, p := range b.parts {
		if m, ok := b.nextStrength(i, p); ok {
			return m, true
		}
	}
	for _, b.uneven = range []bool{false, true} {
		for i, p := range b.parts {
			if m, ok := b.within(i, p); ok {
				return m, true
			}
		}
		for i, p := range b.parts {
			if p.patch() {
				continue // the brand of a patch is kept
			}
			wide := p
			wide.kit = p.widerKit()
			if m, ok := b.within(i, wide); ok {
				m.note = describeChange(p, m.part.laid) + " Needed to keep the step within the policy."
				return m, true
			}
		}
	}
	b.uneven = false
	if b.liquids() {
		for i, p := range b.parts {
			if m, ok := b.withLiquid(i, p); ok {
				return m, true
			}
		}
	}
	return b.beyondLimit()
}

// nextStrength steps one patch down to the next lower strength on the market,
// where the policy says so. It leaves the rest of the ladder to the other
// rules: several patches, a brand without that strength, and the last patch.
func (b *builder) nextStrength(i int, p part) (move, bool) {
	if !b.policy.PatchNextStrength || !p.patch() || len(p.laid) != 1 || p.laid[0].units() != 1 {
		return move{}, false
	}
	var next *Product
	for _, q := range catalogue() {
		if p.sameKind(q) && q.Holds < p.now && (next == nil || q.Holds > next.Holds) {
			next = q
		}
	}
	if next == nil || next.Holds < b.lowest(p) {
		return move{}, false
	}
	for _, q := range p.kit {
		if q.Holds == next.Holds {
			if a, ok := p.arrange(q.Holds, b.how(p)); ok && len(a) == 1 && a[0].units() == 1 {
				return move{at: i, part: p.at(q.Holds, a), beyond: p.now-q.Holds > b.limit(p)}, true
			}
		}
	}
	return move{}, false
}

// liquids says whether a liquid is agreed: for this person, or by the policy.
func (b *builder) liquids() bool { return b.r.Preferences.AllowLiquid || b.policy.Liquid }

// withLiquid uses a liquid beside immediate-release units at any time, and in
// place of a modified release in the last third.
func (b *builder) withLiquid(i int, p part) (move, bool) {
	try := []part{p}
	switch {
	case p.release() == "immediate":
		try[0].kit = p.liquidKit()
	case 3*b.total() <= b.original:
		try = b.others(p, true)
	default:
		return move{}, false
	}
	for _, q := range try {
		if m, ok := b.within(i, q); ok {
			m.note = describeChange(p, m.part.laid) + " A liquid makes the smaller steps at the end; measure it with an oral syringe."
			return m, true
		}
	}
	return move{}, false
}

// beyondLimit takes the smallest cut there is. Where that would be a leap (a
// quarter of the original dose, or the end of a part at over twice the limit)
// and another release of the same drug makes less of one, the change is made
// and explained.
func (b *builder) beyondLimit() (move, bool) {
	var best move
	found := false
	for i, p := range b.parts {
		for _, q := range b.forced(i, p) {
			if m, ok := b.smallest(i, q); ok && (!found || m.part.now-b.parts[m.at].now > best.part.now-b.parts[best.at].now) {
				best, found = m, true
			}
		}
	}
	if !found {
		return move{}, false
	}
	was := b.parts[best.at]
	cut := was.now - best.part.now
	leap := 4*cut > b.original && !was.patch() || best.part.now == 0 && cut > 2*b.limit(was)
	if leap {
		for _, q := range b.others(was, b.liquids()) {
			m, ok := b.within(best.at, q)
			if !ok {
				m, ok = b.smallest(best.at, q)
			}
			if ok && was.now-m.part.now < cut && m.part.now > 0 {
				best, cut = m, was.now-m.part.now
				best.note = describeChange(was, m.part.laid) + " It acts for a different time: without it this step would be a leap. Agree it with the person and the pharmacy."
			}
		}
	}
	if best.note == "" && slices.ContainsFunc(best.part.laid, func(c count) bool { return !slices.Contains(was.kit, c.product) }) {
		best.note = describeChange(was, best.part.laid)
	}
	return best, true
}

// forced gives the part with its own kit and with the wider one; a patch
// keeps its brand for as long as the brand has something left to step to.
func (b *builder) forced(i int, p part) []part {
	wide := p
	wide.kit = p.widerKit()
	if m, ok := b.smallest(i, p); p.patch() && ok && m.part.now > 0 {
		return []part{p}
	}
	return []part{p, wide}
}

// others are the parts that may take over from p; not the immediate release
// where some of it is taken already, lest there be two of it.
func (b *builder) others(p part, liquid bool) []part {
	return slices.DeleteFunc(p.others(liquid), func(o part) bool {
		return slices.ContainsFunc(b.parts, func(q part) bool {
			return q.release() == o.release() && q.every == o.every && q.ofSecond() == o.ofSecond()
		})
	})
}

func (b *builder) limit(p part) Amount { return b.policy.Limit(b.original, b.total(), p.patch()) }

// lowest is how far a part may go before the total passes the aim.
func (b *builder) lowest(p part) Amount { return max(0, p.now-(b.total()-b.r.To)) }

// within finds a cut of a part inside the limit: the simplest to take among
// those of at least three fifths of the limit, then the largest; failing
// that, the largest there is. A cut of less than a fifth of the limit is no
// step, unless it reaches the aim.
func (b *builder) within(i int, p part) (move, bool) {
	limit, lowest, g := b.limit(p), b.lowest(p), p.grain()
	from := max(lowest, p.now-limit)
	var best move
	found, simplest := false, 0
	for t := (from + g - 1) / g * g; t < p.now; t += g {
		cut := p.now - t
		if t != lowest && 5*cut < limit || found && 5*cut < 3*limit {
			break
		}
		if a, ok := p.arrange(t, b.how(p)); ok {
			if n := p.burden(a); !found || n < simplest {
				best, found, simplest = move{at: i, part: p.at(t, a)}, true, n
			}
		}
		if t == lowest && b.lowest(p) == t && found && b.total()-cut == b.r.To {
			break // the aim is within reach: go there
		}
	}
	return best, found
}

// smallest finds the least cut of a part that is larger than the limit.
func (b *builder) smallest(i int, p part) (move, bool) {
	limit, lowest, g := b.limit(p), b.lowest(p), p.grain()
	top := p.now - 1
	for t := top / g * g; t >= lowest; t -= g {
		if t != lowest && 5*(p.now-t) < limit {
			continue
		}
		if a, ok := p.arrange(t, b.how(p)); ok {
			return move{at: i, part: p.at(t, a), beyond: p.now-t > limit}, true
		}
	}
	return move{}, false
}

// at gives the part as it is after a step.
func (p part) at(amount Amount, a arrangement) part {
	p.now, p.laid, p.second, p.peak = amount, a, 0, a.peak()
	if len(a) > 0 {
		p.taken = nil
	}
	for _, c := range a {
		p.taken = append(p.taken, c.product)
		if c.product.Second == "paracetamol" {
			p.second += Amount(c.units()) * c.product.SecondIn
		}
	}
	return p
}

// grain is the greatest amount that divides every unit of the kit: nothing
// between its multiples can be made.
func (p part) grain() Amount {
	g := Amount(0)
	for _, q := range p.kit {
		a, c := g, q.Holds
		for c != 0 {
			a, c = c, a%c
		}
		g = a
	}
	return g
}
