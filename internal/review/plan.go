package review

import (
	"time"

	"stepdown/internal/nhs"
	"stepdown/internal/taper"
)

// PlanState is where an agreed plan stands.
type PlanState string

// The states of a plan.
const (
	PlanAgreed   PlanState = "agreed"
	PlanHeld     PlanState = "held"
	PlanEnded    PlanState = "ended early" // the dose stays where it is
	PlanFinished PlanState = "finished"    // nothing is taken any more
)

// Live reports whether the plan still runs, and supply must not run out.
func (s PlanState) Live() bool { return s == PlanAgreed || s == PlanHeld }

// Plan is one saved version of the plan that a person and a clinician agreed.
// Every change is a new version, earlier ones stay. Editions count only the
// changes that alter what the person takes home.
type Plan struct {
	ID            string
	PracticeID    string
	ParticipantID string
	Version       int
	State         PlanState
	SupplyEnds    nhs.Date // last day that the recorded issues and the stock at home cover; empty: not known
	NextAcute     nhs.Date // when the next acute is to be issued, if somebody has arranged it
	SavedAt       time.Time
	SavedBy       string
	SavedName     string

	Action    string // what this version did: "agreed", "held", …
	Reason    string
	AgreedOn  nhs.Date
	Edition   int
	EditionOn nhs.Date
	Replaces  nhs.Date // day of the edition before; empty for the first

	Built bool // by the engine; else FreeText is the whole plan
	Taper taper.Plan
	Text  string
}

// warnWorkingDays is how long before supplies end a plan heads the worklist.
const warnWorkingDays = 5

// Short reports whether somebody must see to the supply: it ends within five
// working days and no next acute is arranged in time. An unknown end counts as
// short, since running out is an abrupt stop.
func (p Plan) Short(today nhs.Date, n nhs.Nation) bool {
	switch {
	case !p.State.Live() || p.nothingToTake(today):
		return false
	case p.SupplyEnds == "":
		return true
	case p.NextAcute != "" && p.NextAcute >= today && p.NextAcute <= p.SupplyEnds.AddDays(1):
		return false
	}
	return p.SupplyEnds <= afterWorkingDays(today, warnWorkingDays, n)
}

// Supplied reports whether anything is recorded that the person can take from:
// an acute issue, or stock at home.
func (p Plan) Supplied() bool {
	return p.SupplyEnds != "" && (!p.Built || len(p.Taper.Steps) == 0 || p.SupplyEnds >= p.Taper.Steps[0].From)
}

// StateOn is the state on a day: a hold with an end is over on the day after.
func (p Plan) StateOn(today nhs.Date) PlanState {
	if p.Built && p.State == PlanHeld {
		return stateOf(p.Taper.StateOn(today))
	}
	return p.State
}

// nothingToTake reports whether a built plan has come to its end of zero: then
// no supply is needed.
func (p Plan) nothingToTake(today nhs.Date) bool {
	if !p.Built || len(p.Taper.Steps) == 0 {
		return false
	}
	last := p.Taper.Steps[len(p.Taper.Steps)-1]
	return len(last.Take) == 0 && last.From <= today
}

func afterWorkingDays(d nhs.Date, days int, n nhs.Nation) nhs.Date {
	for range days {
		d = nhs.NextWorkingDay(d, n)
	}
	return d
}

// Shown gives the steps for a leaflet: those not over yet, up to the step that
// runs at the next review, or all of them.
func (p Plan) Shown(today nhs.Date, all bool) []taper.Step {
	upTo := p.NextReview(today)
	var out []taper.Step
	for _, s := range p.Taper.Steps {
		if s.To < today || s.Decide {
			continue
		}
		if !all && upTo != "" && s.From > upTo && len(out) > 0 {
			break
		}
		out = append(out, s)
	}
	return out
}

// NextReview is the first review after today; empty when none is left.
func (p Plan) NextReview(today nhs.Date) nhs.Date {
	for _, d := range p.Taper.Reviews {
		if d > today {
			return d
		}
	}
	return ""
}

// LastStep is the day since which nothing more is to be reduced: the plan has
// come to its aim, was ended early, or the person takes nothing any more. ok is
// false while steps are still to come, or where nobody can tell.
func (p Plan) LastStep() (on nhs.Date, ok bool) {
	switch {
	case p.Version == 0:
		return "", false
	case !p.State.Live():
		return p.EditionOn, true
	case !p.Built || len(p.Taper.Steps) == 0:
		return "", false
	}
	last := p.Taper.Steps[len(p.Taper.Steps)-1]
	return last.From, !last.Decide && last.Daily <= p.Taper.To
}

// contactsAfter the last step, in months. Three and six months are when a
// change counts as sustained.
var contactsAfter = []struct {
	months int
	about  About
}{{1, OneAfter}, {3, ThreeAfter}, {6, SixAfter}}

// near is within how many days a contact stands for another one.
const near = 14

// ContactAfter is the contact that is due after one that was held on a day:
// monthly while the plan runs, then one, three and six months after its last
// step. None (an empty day) when nothing is left to ask.
func (p Plan) ContactAfter(on nhs.Date) (due nhs.Date, about About) {
	monthly := DueAfter(on)
	last, ok := p.LastStep()
	if !ok || on < last {
		if !p.State.Live() {
			return "", Monthly
		}
		for _, c := range contactsAfter {
			if d := last.AddMonths(c.months); ok && d.DaysUntil(monthly) <= near && monthly.DaysUntil(d) <= near {
				return d, c.about
			}
		}
		return monthly, Monthly
	}
	for _, c := range contactsAfter {
		if d := last.AddMonths(c.months); on.DaysUntil(d) > near {
			return d, c.about
		}
	}
	if p.State.Live() && !p.nothingToTake(on) {
		return monthly, Monthly
	}
	return "", Monthly
}
