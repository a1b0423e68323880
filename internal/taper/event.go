package taper

import (
	"slices"
	"strings"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// EventKind is what happened to a live plan.
type EventKind string

// The kinds of event.
const (
	Hold          EventKind = "hold"           // stay on this dose: until Until, or until resumed (twelve weeks at most, with reviews)
	Resume        EventKind = "resume"         // go on, from From or as soon as the policy allows
	Slow          EventKind = "slow"           // go on by a slower Policy
	Raise         EventKind = "raise"          // a clinician goes back up to Dose
	StopEarly     EventKind = "stop-early"     // end the plan here: the dose stays as it is
	TookLast      EventKind = "took-last"      // nothing is taken any more, sooner than planned
	ChangeProduct EventKind = "change-product" // the same drug as Lines
	Issued        EventKind = "issued"         // the acute issue that begins on From was recorded
)

// Event is one change to a live plan. Reason and actor are always needed.
type Event struct {
	Kind       EventKind      `json:"kind"`
	On         nhs.Date       `json:"on"` // the day it was entered
	At         nhs.Date       `json:"at"` // the day from which the plan is different
	Reason     string         `json:"reason"`
	Actor      Actor          `json:"actor"`
	Until      nhs.Date       `json:"until,omitempty"`
	From       nhs.Date       `json:"from,omitempty"`
	Policy     *Policy        `json:"policy,omitempty"`
	Dose       Amount         `json:"dose_mg,omitempty"`     // a day, set by a clinician
	MissedDays int            `json:"missed_days,omitempty"` // days without any dose before today
	Lines      []Line         `json:"lines,omitempty"`
	Stock      map[string]int `json:"stock,omitempty"` // units at home, counted today; nil: reckoned
}

// Blocked reports whether days were missed after which nobody may go on until
// a clinician has set the dose.
func (p Plan) Blocked() bool {
	blocked := false
	for _, e := range p.Events {
		if e.MissedDays >= limitDays("missed-opioid") && p.opioid() {
			blocked = true
		}
		if e.Dose > 0 && e.Actor.Clinician {
			blocked = false
		}
	}
	return blocked
}

func (p Plan) opioid() bool {
	return slices.ContainsFunc(ingredients(), func(i ingredient) bool { return i.name == p.Ingredient && i.class == "opioid" })
}

// Apply gives the plan after an event. What was lived before today stays as
// it was; the plan from today is made anew. The receiver is not changed.
func (p Plan) Apply(e Event, today nhs.Date) (Plan, error) {
	e.On, e.At = today, today
	if err := p.mayApply(e, today); err != nil {
		return p, err
	}
	q := p
	q.Steps, q.Issues, q.Reviews = slices.Clone(p.Steps), slices.Clone(p.Issues), slices.Clone(p.Reviews)
	q.Warnings, q.Working = slices.Clone(p.Warnings), slices.Clone(p.Working)
	if e.Kind == Issued {
		return q.recordIssue(e)
	}
	n, err := p.now(today)
	if err != nil {
		return p, err
	}
	e.At = n.at
	if err := q.carryOut(e, n); err != nil {
		return p, err
	}
	q.Events = append(slices.Clone(p.Events), e)
	q.Version++
	return q, nil
}

// mayApply checks the event by itself and against the state of the plan.
func (p Plan) mayApply(e Event, today nhs.Date) error {
	switch {
	case len(p.Steps) == 0 || p.State == Refuse:
		return problem.Conflictf("There is no plan to change.")
	case p.State == Ended || p.State == Stopped:
		return problem.Conflictf("This plan has ended. Make a new one.")
	case strings.TrimSpace(e.Reason) == "" && e.Kind != Issued:
		return problem.Field("reason", "Enter a reason.")
	case e.Actor.Name == "":
		return problem.Field("actor", "Say who decided this.")
	case today == "":
		return problem.Field("on", "Enter a day.")
	case e.MissedDays < 0 || e.Dose < 0:
		return problem.Invalidf("Days and doses cannot be below 0.")
	}
	missed := e
	blocked := Plan{Ingredient: p.Ingredient, Events: append(slices.Clone(p.Events), missed)}.Blocked()
	if blocked && (e.Kind == Resume || e.Kind == Slow || e.Kind == ChangeProduct || e.Kind == Raise) {
		return problem.Conflictf("Doses were missed for %d days or more. A clinician must set the dose before the plan goes on: the old dose may be too much now.", limitDays("missed-opioid"))
	}
	return nil
}

func (p Plan) recordIssue(e Event) (Plan, error) {
	for i := range p.Issues {
		if p.Issues[i].From == e.From && p.Issues[i].IssuedOn == "" {
			p.Issues[i].IssuedOn = e.On
			p.Events = append(slices.Clone(p.Events), e)
			return p, nil
		}
	}
	return p, problem.Conflictf("No issue that begins on that day is waiting to be recorded.")
}

// present is where a plan stands on a day.
type present struct {
	at    nhs.Date // first day that may be different; with patches the next change day
	step  int      // being lived then; -1 before the start
	since nhs.Date // first day of this dose
	lines []Line   // what is taken
	total Amount
	take  []Take
}

func (p Plan) now(today nhs.Date) (present, error) {
	first := p.Steps[0]
	if today < first.From {
		lines := p.lines()
		r := p.Request
		r.Policy = p.Policy
		b := newBuilder(r, lines)
		b.layPresent()
		return present{at: first.From, step: -1, since: first.From, lines: lines, total: p.DailyStart, take: b.wholeTakes()}, nil
	}
	for i, s := range p.Steps {
		if today > s.To {
			continue
		}
		n := present{at: today, step: i, since: s.From, total: s.Daily, take: s.Take}
		for j := i; j > 0 && p.Steps[j-1].Daily == s.Daily; j-- {
			n.since = p.Steps[j-1].From
		}
		if days := s.PatchDays(); len(days) > 0 {
			n.at = s.To.AddDays(1)
			for _, d := range days {
				if d >= today {
					n.at = d
					break
				}
			}
		}
		n.lines = linesOf(s.Take, p.lines())
		return n, nil
	}
	return present{}, problem.Conflictf("This plan is over. Make a new one.")
}

// linesOf turns what a step takes into lines from which to go on.
func linesOf(take []Take, before []Line) (lines []Line) {
	for _, t := range take {
		q := ProductByName(t.Product)
		l := Line{Medicine: t.Product, Product: t.Product, Daily: Amount(t.Units()) * q.Holds, Times: t.TimesADay, EveryHours: max(t.EveryHours, t.ReleaseHours)}
		if t.TimesADay == 1 {
			for i, n := range [...]int{t.Morning, t.Midday, t.Evening, t.Night} {
				if n > 0 {
					l.Slot = slotNames[i]
				}
			}
		}
		for _, b := range before {
			if b.Product == t.Product {
				l.WhenRequired = b.WhenRequired
			}
		}
		lines = append(lines, l)
	}
	return lines
}
