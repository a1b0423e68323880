package taper

import (
	"cmp"
	"slices"
)

// part is what is taken alike: one drug in one kind of release, such as the
// modified-release tablets, or the capsules beside them. Each part keeps its
// own kit of products and its own times of day.
type part struct {
	kit        []*Product // strongest first
	taken      []*Product // what the person has at present
	every      int        // hours; 0: spread over the day
	slots      []Slot
	now        Amount
	second     Amount // paracetamol a day at present; a plan never adds to it
	most       int    // units at one time
	require    bool   // taken when required
	laid       arrangement
	nightShare Amount  // one dose of the original day
	peak       Amount  // most at one time at present
	counted    []count // what is taken now, a day, as the lines say
	units      int     // of that, without liquids
	odd        bool    // an amount that no whole units make
}

func (p part) any() *Product    { return p.taken[0] }
func (p part) patch() bool      { return p.any().Patch() }
func (p part) release() string  { return p.any().Release }
func (p part) ofSecond() string { return p.any().Second }

// solid forms are swallowed whole and may stand in for each other.
func solid(p *Product) bool { return p.Form == "tablet" || p.Form == "capsule" }

func (p part) sameKind(q *Product) bool {
	return q.Ingredient == p.any().Ingredient && q.Second == p.ofSecond() && q.Release == p.release() &&
		(p.every == 0 || slices.Contains(q.Hours, p.every)) && q.route() == p.any().route()
}

// ownKit holds the brand and the form that the person takes, in every
// strength there is of them: the brand is kept where its strengths exist.
func (p part) ownKit() []*Product {
	brand := p.any().Brand
	for _, t := range p.taken {
		if t.Brand != brand {
			brand = ""
		}
	}
	var kit []*Product
	for _, q := range catalogue() {
		if q.Brand == brand && p.sameKind(q) && p.fits(q) && (!q.OnlyTaken || slices.Contains(p.taken, q)) {
			kit = append(kit, q)
		}
	}
	return p.oneOfEachStrength(kit)
}

// fits reports whether q has a form that the person takes already; a modified
// release keeps tablet or capsule exactly.
func (p part) fits(q *Product) bool {
	for _, t := range p.taken {
		if q.Form == t.Form && (!q.Liquid() || q.Holds == t.Holds) || p.release() == "immediate" && solid(q) && solid(t) {
			return true
		}
	}
	return false
}

// widerKit adds the generic products of the same drug and release that the
// own kit lacks. Patches of two makers are not worn together, so there the
// generic patches take the place of the brand.
func (p part) widerKit() []*Product {
	kit := slices.Clone(p.kit)
	if p.patch() {
		kit = nil
	}
	for _, q := range catalogue() {
		// A name that is sold both for twelve hours and for the day may be
		// dispensed as the wrong one: never brought in as a once-a-day product.
		doubtful := p.every == 24 && len(q.Hours) > 1
		if q.Brand == "" && p.sameKind(q) && !q.Liquid() && !q.OnlyTaken && !doubtful {
			kit = append(kit, q)
		}
	}
	return p.oneOfEachStrength(kit)
}

// liquidKit adds the liquids of the same drug to an immediate-release kit.
func (p part) liquidKit() []*Product {
	kit := slices.Clone(p.kit)
	for _, q := range liquidsOf(p.any().Ingredient) {
		if p.sameKind(q) && !slices.Contains(kit, q) {
			kit = append(kit, q)
		}
	}
	return p.oneOfEachStrength(kit)
}

// liquidsOf gives the liquids a plan may offer for a drug.
func liquidsOf(ingredient string) (out []*Product) {
	for _, q := range catalogue() {
		if q.Brand == "" && q.Ingredient == ingredient && q.Liquid() && q.Second == "" && !q.OnlyTaken {
			out = append(out, q)
		}
	}
	return out
}

// oneOfEachStrength keeps one product of each strength: what the person takes
// already or its form, unless another form costs less than a third of it
// (pregabalin tablets cost some nine times as much as capsules).
func (p part) oneOfEachStrength(kit []*Product) []*Product {
	slices.SortStableFunc(kit, func(a, b *Product) int {
		return cmp.Or(cmp.Compare(b.Holds, a.Holds), cmp.Compare(b2i(a.Liquid()), b2i(b.Liquid())),
			cmp.Compare(b2i(a.Brand == ""), b2i(b.Brand == "")),
			cmp.Compare(b2i(!p.familiar(a)), b2i(!p.familiar(b))), cmp.Compare(a.Price, b.Price), cmp.Compare(a.Name, b.Name))
	})
	var out []*Product
	for _, q := range kit {
		last := len(out) - 1
		switch {
		case last < 0 || out[last].Holds != q.Holds || out[last].Liquid() != q.Liquid():
			out = append(out, q)
		case q.Price*3 < out[last].Price && out[last].Brand == "" && !slices.Contains(out, q):
			out[last] = q
		}
	}
	return out
}

func (p part) familiar(q *Product) bool {
	for _, t := range p.taken {
		if t.Form == q.Form {
			return true
		}
	}
	return false
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// others gives the parts that could take over from p with the same drug by
// the same route: a once-a-day release by a twelve-hour one, a modified
// release by the plain one, a patch of one wear time by that of another. It
// never leaves the drug, and never changes between patch, mouth and tongue.
func (p part) others(liquid bool) (out []part) {
	any := p.any()
	try := func(release string, every int) {
		q := part{every: every, now: p.now, second: p.second, most: max(3, p.most), require: p.require, nightShare: p.nightShare}
		for _, c := range catalogue() {
			if c.Brand == "" && c.Ingredient == any.Ingredient && c.Second == any.Second && c.Release == release && !c.OnlyTaken &&
				(every == 0 || slices.Contains(c.Hours, every)) && c.Form != "sublingual tablet" &&
				(solid(c) || c.Patch() || c.Form == "orodispersible tablet" || liquid && c.Liquid()) {
				q.taken = append(q.taken, c)
			}
		}
		if len(q.taken) == 0 {
			return
		}
		q.slots = slotsFor(q, 0, "")
		q.kit = q.oneOfEachStrength(slices.Clone(q.taken))
		q.taken = q.kit[:1]
		out = append(out, q)
	}
	switch {
	case p.patch() && p.every != 168:
		try("patch", 168)
	case any.Release == "modified" && p.every == 24:
		try("modified", 12)
		try("immediate", 0)
	case any.Release == "modified":
		try("immediate", 0)
	}
	return out
}

// slotsFor chooses the times of day. A patch is counted in the morning.
func slotsFor(p part, times int, slot string) []Slot {
	if p.patch() {
		return []Slot{Morning}
	}
	if times == 0 && p.every > 0 {
		times = 24 / p.every
	}
	if times == 0 {
		times = factsOf(p.any()).times
	}
	switch {
	case times <= 1:
		if s, ok := SlotByName(slot); ok {
			return []Slot{s}
		}
		if p.every == 24 {
			return []Slot{Morning}
		}
		return []Slot{Night}
	case times == 2 && p.every > 0:
		return []Slot{Morning, Evening}
	case times == 2:
		return []Slot{Morning, Night}
	case times == 3:
		return []Slot{Morning, Midday, Night}
	}
	return []Slot{Morning, Midday, Evening, Night}
}
