package taper

import (
	"fmt"
	"slices"
	"strings"

	"stepdown/internal/nhs"
)

// Alternative is another product of the same drug by the same route, in which
// a live plan can go on: proposed and explained, and never taken by itself.
type Alternative struct {
	Key   string // "apart", "immediate" or "liquid"
	Title string
	Why   string
	Lines []Line // for the event ChangeProduct: no more a day than at present
}

// alternativeKinds are the changes of product that a plan may make.
var alternativeKinds = []struct {
	key, title, why string
	from            func(p part) bool
	to              func(q *Product) bool
}{
	{"apart", "Take the paracetamol apart", "The opioid can then fall while the paracetamol stays.",
		func(p part) bool { return p.ofSecond() == "paracetamol" }, solid},
	{"immediate", "Change from modified to immediate release", "It acts for a shorter time, so it is taken more often, and often comes in smaller strengths.",
		func(p part) bool { return p.release() == "modified" && p.ofSecond() == "" }, solid},
	{"liquid", "Change to a liquid", "A liquid makes smaller steps at the end; measure it with an oral syringe. It can cost much: ask the pharmacist first.",
		func(p part) bool { return p.release() == "immediate" && p.ofSecond() == "" && !p.any().Liquid() }, (*Product).Liquid},
}

// Alternatives are the changes of product that a live plan could make on a day.
func (p Plan) Alternatives(today nhs.Date) (out []Alternative) {
	if len(p.Steps) == 0 || p.State == Ended || p.State == Stopped || p.State == Refuse {
		return nil
	}
	n, err := p.now(today)
	if err != nil || n.total == 0 {
		return nil
	}
	for _, k := range alternativeKinds {
		r := p.Request
		r.Policy = p.Policy
		b := newBuilder(r, n.lines)
		b.layPresent()
		if b.unlaid() > 0 {
			return nil
		}
		changed := b.total()
		found := false
		for i, q := range b.parts {
			if k.from(q) {
				if with, ok := b.instead(q, k.to); ok {
					b.parts[i], found = with, true
				}
			}
		}
		if !found || b.total() == 0 {
			continue
		}
		a := Alternative{Key: k.key, Title: k.title, Lines: linesOf(b.takes(), n.lines)}
		a.Why = fmt.Sprintf("%s It would be %s. %s", dayText(b.total(), changed), namesOf(a.Lines), k.why)
		out = append(out, a)
	}
	return out
}

func dayText(now, before Amount) string {
	if now == before {
		return "The same " + now.String() + " a day."
	}
	return fmt.Sprintf("%s a day, as the nearest that can be made below the present %s.", now, before)
}

func namesOf(lines []Line) string {
	var names []string
	for _, l := range lines {
		names = append(names, l.Medicine)
	}
	return strings.Join(names, " and ")
}

// instead makes a part of plain immediate-release products of the same drug by
// the same route: the amount of the part, or the nearest below it.
func (b *builder) instead(p part, fits func(*Product) bool) (part, bool) {
	q := part{now: p.now, most: max(3, p.most), require: p.require, nightShare: p.nightShare, peak: p.peak, slots: p.slots}
	for _, c := range catalogue() {
		if c.Brand == "" && c.Ingredient == p.any().Ingredient && c.Second == "" && c.Release == "immediate" && !c.OnlyTaken && c.route() == p.any().route() && fits(c) {
			q.taken = append(q.taken, c)
		}
	}
	if len(q.taken) == 0 {
		return part{}, false
	}
	if p.release() == "modified" {
		q.slots = slotsFor(q, 0, "")
	}
	q.kit = q.oneOfEachStrength(slices.Clone(q.taken))
	q.taken = q.kit[:1]
	for t := p.now / q.grain() * q.grain(); 2*t > p.now; t -= q.grain() {
		if a, ok := q.arrange(t, b.how(q)); ok {
			return q.at(t, a), true
		}
	}
	return part{}, false
}

// takeApart turns the compounds of a request into their opioid alone, where
// that was chosen, and says how much paracetamol goes with it.
func takeApart(r Request) (Request, []string) {
	paracetamol, lines := Amount(0), slices.Clone(r.Lines)
	for i, l := range lines {
		q := ProductByName(l.Product)
		if q == nil || q.Second != "paracetamol" || l.Daily <= 0 {
			continue
		}
		plain := plainOf(q, l.Daily)
		if plain == nil {
			continue
		}
		paracetamol += l.Daily * q.SecondIn / q.Holds
		lines[i].Product = plain.Name
	}
	if paracetamol == 0 {
		return r, nil
	}
	r.Lines = lines
	return r, []string{paracetamolApart(paracetamol, r.LowWeight)}
}

// plainOf is the tablet or capsule of the opioid alone: of the same strength, or
// else by preference one of which whole units make the amount.
func plainOf(q *Product, daily Amount) (plain *Product) {
	for _, c := range catalogue() {
		if c.Brand != "" || c.Ingredient != q.Ingredient || c.Second != "" || c.Release != "immediate" || !solid(c) || c.OnlyTaken {
			continue
		}
		if c.Holds == q.Holds {
			return c
		}
		whole, was := daily%c.Holds == 0, plain != nil && daily%plain.Holds == 0
		if plain == nil || whole && (!was || c.Holds > plain.Holds) || !was && c.Holds < plain.Holds {
			plain = c
		}
	}
	return plain
}

// paracetamolApart words the paracetamol beside a plan: as much as in the
// compound, in whole tablets, and never above the limit of the day.
func paracetamolApart(a Amount, light bool) string {
	most := limitMg("paracetamol")
	if light {
		most = limitMg("paracetamol-under-50-kg")
	}
	n := min(a, most) / (500 * Milligram)
	return fmt.Sprintf("Beside the plan: Paracetamol 500mg tablets, no more than %d in 24 hours. Take nothing else that has paracetamol in it.", n)
}

// proposeApart says what taking a compound apart would do, so that it can be
// chosen: it is never done silently.
func (p *Plan) proposeApart(r Request, say func(string, ...any)) {
	compound := slices.ContainsFunc(p.lines(), func(l Line) bool { return ProductByName(l.Product).Second == "paracetamol" })
	if !compound || r.Preferences.Apart {
		return
	}
	r.Preferences.Apart = true
	for _, r.Preferences.AllowLiquid = range []bool{r.Preferences.AllowLiquid, true} {
		other, err := buildOnce(r, false)
		if err != nil || len(other.Steps) == 0 {
			return
		}
		now, then := largestCut(*p), largestCut(other)
		if then >= now && !r.Preferences.AllowLiquid {
			continue
		}
		effect := "the steps would be no smaller"
		if then < now {
			effect = fmt.Sprintf("the largest step would be %s in place of %s", then, now)
		}
		if r.Preferences.AllowLiquid && then < now {
			effect = "with a liquid, " + effect
		}
		say("Proposal: %s and paracetamol apart (%s), so that the paracetamol stays while the %s falls; %s. Choose it among the wishes to see that plan.",
			p.Ingredient, ProductByName(other.lines()[0].Product).Name, p.Ingredient, effect)
		return
	}
}

func largestCut(p Plan) (most Amount) {
	for _, s := range p.Steps {
		most = max(most, s.Cut)
	}
	return most
}
