package taper

import (
	"fmt"
	"slices"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// carryOut makes the plan anew from where it stands.
func (p *Plan) carryOut(e Event, n present) error {
	r := p.Request
	r.Lines, r.Start, r.Original, r.Policy, r.To = n.lines, n.at, p.DailyStart, p.Policy, p.To
	for _, l := range p.lines() {
		r.Had = append(r.Had, l.Product)
	}
	planned := n.at
	if n.step >= 0 {
		planned = p.Steps[n.step].To.AddDays(1)
	}
	kind := p.kindKept(n, Present)
	switch e.Kind {
	case Hold:
		until := e.Until
		if until == "" {
			until = n.at.AddDays(limitDays("open-hold") - 1)
		}
		if until < e.On {
			return problem.Field("until", "The hold must end today or later.")
		}
		r.FirstStepOn, kind = max(until.AddDays(1), planned), p.kindKept(n, Held)
		p.State = OnHold
	case Resume:
		if err := p.setDose(&r, e, n, false); err != nil {
			return err
		}
		r.FirstStepOn = max(n.at, e.From, n.since.AddDays(p.Policy.IntervalDays))
		if e.Dose > 0 {
			r.FirstStepOn = max(e.From, n.at.AddDays(p.Policy.IntervalDays))
		}
		p.State = Live
	case Slow:
		if err := slower(p.Policy, e.Policy, p.Ingredient, e.Actor); err != nil {
			return err
		}
		r.Policy, p.Policy = *e.Policy, *e.Policy
		r.FirstStepOn = max(n.at, n.since.AddDays(e.Policy.IntervalDays))
		p.State = Live
	case Raise:
		if n.total == 0 && p.opioid() && n.since.DaysUntil(e.On) >= limitDays("missed-opioid") {
			return problem.Conflictf("No opioid has been taken for %d days: the old dose may be too much now. Starting again is a new decision, not a step of this plan.", n.since.DaysUntil(e.On))
		}
		if err := p.setDose(&r, e, n, true); err != nil {
			return err
		}
		r.FirstStepOn, kind = n.at.AddDays(p.Policy.IntervalDays), Raised
		p.Warnings = append(p.Warnings, fmt.Sprintf("Back up to %s a day from %s by %s: tolerance has fallen, so watch for drowsiness and slow breathing.", e.Dose, n.at, e.Actor.Name))
		p.State = Live
	case ChangeProduct:
		if err := p.otherProduct(e, n); err != nil {
			return err
		}
		r.Lines, kind = e.Lines, Changed
		if was, is := paracetamolIn(n.lines), paracetamolIn(e.Lines); was > 0 && is == 0 {
			p.Beside = append(slices.Clone(p.Beside), paracetamolApart(was, r.LowWeight))
			p.Warnings = append(p.Warnings, p.Beside[len(p.Beside)-1]+" Its supply is not counted here.")
		}
		r.FirstStepOn = n.at.AddDays(p.Policy.IntervalDays)
		p.State = Live
	case StopEarly:
		if len(n.take) == 0 {
			return problem.Conflictf("This plan has not begun, and the present dose is no whole number of units. Withdraw it instead.")
		}
		p.State, p.To = Ended, n.total
		return p.replace(e, n, []Step{p.restOf(n, p.kindKept(n, Held), n.total, n.take)})
	case TookLast:
		p.State, p.To = Stopped, 0
		return p.replace(e, n, []Step{p.restOf(n, End, 0, []Take{})})
	default:
		return problem.Invalidf("This kind of change is not known.")
	}
	b := newBuilder(r, r.Lines)
	b.layPresent()
	if b.unlaid() > 0 && n.step >= 0 {
		return problem.Invalidf("This amount a day cannot be made in whole units of the products.")
	}
	b.walk()
	if len(b.steps) > 0 && b.steps[0].Kind == Present {
		b.steps[0].Kind = kind
		if kind == Raised || kind == Changed {
			b.steps[0].Note = e.Reason
		}
	}
	p.noteChanges(b)
	if len(b.steps) == 0 { // at the aim already: the dose goes on to the next review
		b.steps = []Step{p.restOf(n, kind, n.total, n.take)}
	}
	return p.replace(e, n, b.steps)
}

// StateOn is the state of the plan on a day: a hold with an end is over on
// the day after it, when the next step begins.
func (p Plan) StateOn(today nhs.Date) State {
	if p.State != OnHold {
		return p.State
	}
	for i := len(p.Steps) - 1; i >= 0; i-- {
		if s := p.Steps[i]; s.Kind == Held && s.To < today && p.holdHasEnd() {
			return Live
		}
	}
	return OnHold
}

func (p Plan) holdHasEnd() bool {
	end := false
	for _, e := range p.Events {
		if e.Kind == Hold {
			end = e.Until != ""
		}
	}
	return end
}

// kindKept keeps what a step is called that another event replaces on its
// very first day: a dose that a clinician raised stays marked as raised.
func (p *Plan) kindKept(n present, k Kind) Kind {
	if n.step >= 0 && p.Steps[n.step].From == n.at && p.Steps[n.step].Kind == Raised {
		return Raised
	}
	return k
}

// restOf is a stretch of four weeks, or whole patch wears, to the next review.
func (p *Plan) restOf(n present, k Kind, daily Amount, take []Take) Step {
	days := limitDays("review")
	for _, t := range take {
		if w := t.EveryHours / 24; w > 0 {
			days = (days + w - 1) / w * w
		}
	}
	s := Step{From: n.at, To: n.at.AddDays(days - 1), Kind: k, Daily: daily, Take: take, Supply: []Supply{}}
	if k == End {
		s.Cut = n.total
		s.OfCurrent, s.OfOriginal = PercentOf(n.total, n.total), PercentOf(n.total, p.DailyStart)
	}
	for _, t := range take {
		q := ProductByName(t.Product)
		s.OME += omeOf(q, Amount(t.Units())*q.Holds)
	}
	return s
}

// replace puts new steps after what was lived, and reckons supply and reviews
// from there.
func (p *Plan) replace(e Event, n present, steps []Step) error {
	have := e.Stock
	if have == nil {
		have = p.stockOn(n.at)
	}
	var lived []Step
	for _, s := range p.Steps {
		if s.From >= n.at {
			break
		}
		if s.To >= n.at {
			for i, t := range s.Take { // what the days cut off would have used
				unused := s.uses(t, n.at, s.To)
				s.Supply = lessSupply(s.Supply, s.Take[i].Product, unused)
			}
			s.To = n.at.AddDays(-1)
		}
		lived = append(lived, s)
	}
	p.Steps = append(lived, steps...)
	p.Issues = slices.DeleteFunc(p.Issues, func(i Issue) bool { return i.IssuedOn == "" && i.To >= n.at })
	p.supplyFrom(len(lived), have)
	last := p.Steps[0].From
	p.Reviews = slices.DeleteFunc(p.Reviews, func(d nhs.Date) bool { return d >= n.at })
	if len(p.Reviews) > 0 {
		last = p.Reviews[len(p.Reviews)-1]
	}
	p.Reviews = append(p.Reviews, reviewDates(last, p.Steps, p.Request.Preferences.Holidays)...)
	return nil
}

func lessSupply(list []Supply, product string, n int) []Supply {
	out := []Supply{}
	for _, s := range list {
		if s.Product == product {
			s.Quantity = max(0, s.Quantity-n)
			n = 0
		}
		if s.Quantity > 0 {
			out = append(out, s)
		}
	}
	return out
}

// setDose puts the dose that a clinician set into the request: above the
// present one only when up is true, and never above the start of the plan.
func (p *Plan) setDose(r *Request, e Event, n present, up bool) error {
	if e.Dose == 0 && !up {
		return nil
	}
	switch {
	case !e.Actor.Clinician:
		return problem.New(problem.Forbidden, "Only a clinician may set the dose.")
	case up && e.Dose <= n.total:
		return problem.Field("dose", "To go back up, the dose must be above the present one of "+n.total.String()+" a day.")
	case !up && e.Dose > n.total:
		return problem.Field("dose", "The dose is above the present one of "+n.total.String()+" a day. To go back up, say so.")
	case e.Dose > p.DailyStart:
		return problem.Field("dose", "The dose is above that at the start of the plan, "+p.DailyStart.String()+" a day.")
	case e.Dose == n.total:
		return nil
	case e.Dose == p.DailyStart:
		r.Lines = p.lines()
		return nil
	}
	for _, s := range p.Steps {
		if s.Daily == e.Dose {
			r.Lines = linesOf(s.Take, p.lines())
			return nil
		}
	}
	b := newBuilder(*r, n.lines)
	if len(b.parts) == 1 {
		q := b.parts[0]
		how := b.how(q)
		how.secondCap, how.peak = limitMg("paracetamol"), 0
		for _, kit := range [][]*Product{q.kit, q.widerKit()} {
			q.kit = kit
			if a, ok := q.arrange(e.Dose, how); ok {
				q.laid = a
				b.parts[0] = q
				r.Lines = linesOf(b.takes(), p.lines())
				return nil
			}
		}
	}
	return problem.Field("dose", "This dose cannot be made in whole units. Choose one of the plan's doses.")
}

// otherProduct checks lines that are to take over: the same drug by the same
// route, whole units, and no more of it.
func (p *Plan) otherProduct(e Event, n present) error {
	total := Amount(0)
	for _, l := range e.Lines {
		q := ProductByName(l.Product)
		switch {
		case q == nil || l.Daily <= 0:
			return problem.Field("lines", orText(l.Unread, "A product or its dose could not be read."))
		case q.Ingredient != p.Ingredient:
			return problem.Field("lines", "That is another drug. Doses are not converted from one drug to another here.")
		case q.Patch() && patchFault(l, q) != "":
			return problem.Field("lines", l.Medicine+": "+patchFault(l, q))
		}
		for _, t := range n.take {
			if o := ProductByName(t.Product); o.route() != q.route() {
				return problem.Field("lines", "Patch, mouth and tongue do not stand in for each other: that is a new prescription, not a change of product.")
			}
		}
		total += l.Daily
	}
	if total == 0 || total > n.total {
		return problem.Field("lines", "The new products may not come to more than the present "+n.total.String()+" a day.")
	}
	return nil
}

func paracetamolIn(lines []Line) (a Amount) {
	for _, l := range lines {
		if q := ProductByName(l.Product); q != nil && q.Second == "paracetamol" {
			a += l.Daily * q.SecondIn / q.Holds
		}
	}
	return a
}

// slower checks a policy that is to take over. Only a clinician may choose
// one that is faster in any way.
func slower(old Policy, by *Policy, ingredient string, a Actor) error {
	if by == nil {
		return problem.Field("policy", "Choose the slower policy.")
	}
	if !by.Fits(ingredient) || by.Status == Retired || len(by.Faults()) > 0 {
		return problem.Field("policy", "That policy cannot be used for "+ingredient+".")
	}
	faster := by.IntervalDays < old.IntervalDays
	for _, full := range []Amount{4000 * Milligram, 100 * Milligram} {
		for _, left := range []Amount{full, full / 2, full / 4} {
			faster = faster || by.Limit(full, left, false) > old.Limit(full, left, false) || by.Limit(full, left, true) > old.Limit(full, left, true)
		}
	}
	if faster && !a.Clinician {
		return problem.New(problem.Forbidden, "That policy is faster. Only a clinician may choose it.")
	}
	return nil
}

// noteChanges adds what the new walk met to the warnings.
func (p *Plan) noteChanges(b *builder) {
	for _, c := range b.changes {
		if !slices.Contains(p.Warnings, c) {
			p.Warnings = append(p.Warnings, c)
		}
	}
	if w := unmadeText(p.To, b.total()); b.unmade && !slices.Contains(p.Warnings, w) {
		p.Warnings = append(p.Warnings, w)
	}
	if len(b.beyond) > 0 {
		p.Warnings = slices.DeleteFunc(p.Warnings, func(w string) bool { return len(w) > len(beyondOpening) && w[:len(beyondOpening)] == beyondOpening })
		p.Warnings = append(p.Warnings, p.beyondText(b))
	}
}
