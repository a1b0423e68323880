package taper

import (
	"cmp"
	"fmt"
	"slices"

	"stepdown/internal/nhs"
)

// builder walks from the present dose to the aim, one step at a time.
type builder struct {
	r        Request
	policy   Policy
	parts    []part
	original Amount
	steps    []Step
	changes  []string // changes of product, to be agreed with the person
	beyond   []nhs.Date
	uneven   bool // look for uneven days too
	unmade   bool // the aim itself cannot be made
}

// mostSteps stops a walk that would never end; no real plan comes near it.
const mostSteps = 600

func newBuilder(r Request, lines []Line) *builder {
	b := &builder{r: r, policy: r.Policy, original: r.Original}
	for _, l := range lines {
		b.add(l)
	}
	for i := range b.parts {
		p := &b.parts[i]
		p.kit = p.withEarlier(r.Had).ownKit()
		p.nightShare = p.now / Amount(len(p.slots))
	}
	if b.original == 0 {
		b.original = b.total()
	}
	slices.SortStableFunc(b.parts, func(x, y part) int { return cmp.Compare(b.order(x), b.order(y)) })
	return b
}

// add puts a line into the part it belongs to.
func (b *builder) add(l Line) {
	q := ProductByName(l.Product)
	every := hoursOf(q, l)
	at := slices.IndexFunc(b.parts, func(p part) bool {
		return p.every == every && p.release() == q.Release && p.ofSecond() == q.Second && p.any().route() == q.route()
	})
	if at < 0 {
		p := part{taken: []*Product{q}, every: every, require: l.WhenRequired}
		p.slots = slotsFor(p, l.Times, l.Slot)
		at, b.parts = len(b.parts), append(b.parts, p)
	}
	p := &b.parts[at]
	if s := slotsFor(*p, l.Times, l.Slot); len(s) > len(p.slots) {
		p.slots = s
	}
	p.now += l.Daily
	units := int((l.Daily + q.Holds - 1) / q.Holds)
	p.odd = p.odd || l.Daily%q.Holds != 0
	if i := slices.IndexFunc(p.counted, func(c count) bool { return c.product == q }); i >= 0 {
		p.counted[i].at[0] += units
	} else {
		p.counted = append(p.counted, count{product: q, at: [4]int{units}})
	}
	if !slices.Contains(p.taken, q) {
		p.taken = append(p.taken, q)
	}
	if q.Second == "paracetamol" {
		p.second += l.Daily * q.SecondIn / q.Holds
	}
	if !q.Liquid() {
		p.units += units
	}
	p.most = p.atOnce(p.units)
}

// withEarlier counts products from earlier in the plan among those taken.
func (p part) withEarlier(had []string) part {
	p.taken = slices.Clone(p.taken)
	for _, name := range had {
		if q := ProductByName(name); q != nil && p.sameKind(q) && !slices.Contains(p.taken, q) {
			p.taken = append(p.taken, q)
		}
	}
	return p
}

// atOnce is how many units may be asked for at one time: no more than now,
// and at least three (two patches).
func (p part) atOnce(units int) int {
	least := 3
	if p.patch() {
		least = 2
	}
	return max(least, (units+len(p.slots)-1)/len(p.slots))
}

// hoursOf chooses between the intervals a name is sold with: by the dose
// text, then by the number of doses a day.
func hoursOf(q *Product, l Line) int {
	switch {
	case len(q.Hours) == 0:
		return 0
	case slices.Contains(q.Hours, l.EveryHours):
		return l.EveryHours
	case l.Times == 1 && slices.Contains(q.Hours, 24):
		return 24
	}
	return q.Hours[0]
}

// order reduces what is taken when required and the immediate release first,
// the steady background last, unless the person prefers otherwise.
func (b *builder) order(p part) int {
	first := ProductByName(b.r.Preferences.FirstProduct)
	switch {
	case first != nil && slices.Contains(p.taken, first):
		return 0
	case p.release() == "immediate" && p.require:
		return 1
	case p.release() == "immediate":
		return 2
	case p.release() == "modified":
		return 3
	}
	return 4
}

func (b *builder) total() (t Amount) {
	for _, p := range b.parts {
		t += p.now
	}
	return t
}

func (b *builder) how(p part) spreading {
	return spreading{
		reduceFirst: b.r.Preferences.ReduceFirst, largerAtNight: b.r.Preferences.LargerAtNight,
		nightShare: p.nightShare, secondCap: p.second, peak: p.peak, uneven: b.uneven,
	}
}

// walk makes the steps.
func (b *builder) walk() {
	day := b.leadIn()
	for len(b.steps) < mostSteps && b.total() > b.r.To {
		m, ok := b.choose()
		if !ok {
			b.unmade = true
			return
		}
		day = b.step(m, day)
	}
}

// leadIn keeps the present dose until the first day on which a step may fall.
func (b *builder) leadIn() nhs.Date {
	start := b.r.Start
	first := max(b.r.FirstStepOn, start)
	if wear := wearDays(b.parts); wear > 1 {
		first = start.AddDays((start.DaysUntil(first) + wear - 1) / wear * wear)
	}
	first = b.roll(first)
	if first == start || b.unlaid() > 0 { // an odd amount a day: begin at once
		return start
	}
	b.put(Step{From: start, To: first.AddDays(-1), Kind: Present, Daily: b.total(), Take: b.takes()})
	return first
}

// unlaid counts the parts whose present amount no whole units make.
func (b *builder) unlaid() (n int) {
	for _, p := range b.parts {
		if p.laid == nil {
			n++
		}
	}
	return n
}

// layPresent lays out what is taken now, product by product, however uneven.
func (b *builder) layPresent() {
	for i := range b.parts {
		p := &b.parts[i]
		how := b.how(*p)
		how.asItIs = true
		laid, _, _ := p.layOut(p.counted, how) // an odd amount is rounded up here, to see its largest dose
		p.peak = laid.peak()
		if !p.odd {
			p.laid = laid
		}
	}
}

// step carries out a move on a day and gives the day of the next one.
func (b *builder) step(m move, day nhs.Date) nhs.Date {
	before := b.total()
	old := b.parts[m.at]
	b.parts[m.at] = m.part
	after := b.total()
	s := Step{
		From: day, Kind: Reduce, Daily: after, Cut: before - after, OfCurrent: PercentOf(before-after, before),
		OfOriginal: PercentOf(before-after, b.original), Beyond: m.beyond, Note: m.note,
	}
	if m.note != "" {
		b.changes = append(b.changes, "From "+day.String()+": "+m.note)
	}
	if form := newForm(old, m.part); form != "" && m.note == "" {
		b.changes = append(b.changes, "From "+day.String()+": "+form)
	}
	if m.beyond {
		b.beyond = append(b.beyond, day)
	}
	if old.patch() && after == 0 && omeOf(old.any(), old.now) >= limitMg("stop-patch-ome") {
		s.Decide = true
	}
	if after == 0 {
		s.Kind = End
	}
	s.Take = b.takes()
	wear := wearDays(b.parts)
	if m.part.patch() && m.part.now == 0 {
		wear = max(wear, old.every/24) // the last step too ends on a change day
	}
	next := b.next(day, wear)
	s.To = next.AddDays(-1)
	if m.part.now == 0 {
		b.parts = slices.Delete(b.parts, m.at, m.at+1)
	}
	b.put(s)
	return next
}

func (b *builder) put(s Step) {
	for _, t := range s.Take {
		q := ProductByName(t.Product)
		n := Amount(t.Units())
		s.OME += omeOf(q, n*q.Holds)
	}
	b.steps = append(b.steps, s)
}

// takes writes what is laid out as a person reads it.
func (b *builder) takes() []Take {
	out := []Take{}
	for _, p := range b.parts {
		for _, c := range p.laid {
			t := Take{Product: c.product.Name, Morning: c.at[Morning], Midday: c.at[Midday], Evening: c.at[Evening], Night: c.at[Night], Unit: c.product.Unit}
			if c.product.Patch() {
				t.EveryHours = p.every
			} else {
				t.ReleaseHours, t.TimesADay = p.every, len(p.slots)
			}
			out = append(out, t)
		}
	}
	return out
}

// wholeTakes is takes, or nothing when the present amount is no whole units.
func (b *builder) wholeTakes() []Take {
	if b.unlaid() > 0 {
		return []Take{}
	}
	return b.takes()
}

// newForm says that capsules come where tablets were, or the other way about.
func newForm(old, next part) string {
	for _, c := range next.laid {
		if !old.familiar(c.product) {
			return fmt.Sprintf("%s instead of %ss of the same drug: the strength needed, or far cheaper.", c.product.Name, old.any().Form)
		}
	}
	return ""
}

func describeChange(p part, a arrangement) string {
	names := ""
	for _, c := range a {
		if slices.Contains(p.taken, c.product) {
			continue
		}
		if names != "" {
			names += " and "
		}
		names += c.product.Name
	}
	return fmt.Sprintf("change of product, same drug: %s.", names)
}
