package measure

import (
	"fmt"
	"math"

	"stepdown/internal/nhs"
)

// GoalStatus is the arithmetic state of a goal. It says nothing of whether
// the change is more than chance: that is the chart's business.
type GoalStatus string

// The states.
const (
	GoalMet     GoalStatus = "met"
	GoalNotYet  GoalStatus = "not yet"
	GoalNotMet  GoalStatus = "not met"
	GoalUnknown GoalStatus = "unknown"
)

// Progress is where a goal stands.
type Progress struct {
	Status GoalStatus
	Final  bool // judged by an extract on or after the due date

	Now      float64  // the value judged; NaN if unknown
	NowDate  nhs.Date // its extract
	Known    bool
	Moved    float64 // from the baseline towards the goal, in the measure's unit; negative if away
	MovedPct float64 // the same as a percentage of the baseline
	Share    float64 // of the way to the target: 0 none, 1 there, may be negative or above 1
	ToGo     int     // least whole number still to move by; 0 when there
	Text     string  // one sentence
}

// Progress judges the goal on a day. Only points after the baseline's date
// count. The first extract on or after the due date decides; until there is
// one, the latest extract shows how far things are, and once the due date has
// passed without one the answer is "unknown", since nobody knows.
func (g Goal) Progress(s Series, today nhs.Date) Progress {
	at, final := g.judgedBy(s, today)
	if !at.Known {
		return Progress{Status: GoalUnknown, Now: math.NaN(), Text: "There is no extract after the baseline yet, so progress is not known."}
	}
	p := Progress{Final: final, Known: true, Now: at.Y, NowDate: at.Date}
	p.Moved = g.BaselineValue - at.Y
	left := at.Y - g.Target()
	if g.Direction == Higher {
		p.Moved, left = -p.Moved, -left
	}
	if g.BaselineValue != 0 {
		p.MovedPct = p.Moved / g.BaselineValue * 100
	}
	if g.Size() != 0 {
		p.Share = p.Moved / g.Size()
	}
	p.ToGo = max(0, int(math.Ceil(left-nearly)))
	there := left <= nearly
	switch {
	case !final && g.Due.Before(today):
		p.Status = GoalUnknown
	case there:
		p.Status = GoalMet
	case final:
		p.Status = GoalNotMet
	default:
		p.Status = GoalNotYet
	}
	p.Text = p.sentence(g)
	return p
}

// judgedBy picks the datum that the goal is judged by.
func (g Goal) judgedBy(s Series, today nhs.Date) (at Datum, final bool) {
	for _, d := range s.Data() {
		if !d.Known || !g.BaselineDate.Before(d.Date) || today.Before(d.Date) {
			continue
		}
		at = d
		if !d.Date.Before(g.Due) {
			return d, true
		}
	}
	return at, false
}

func (p Progress) sentence(g Goal) string {
	moved := fmt.Sprintf("%s on %s, against %s at the start and a target of %s", number(p.Now), p.NowDate, number(g.BaselineValue), number(g.Target()))
	switch {
	case p.Status == GoalMet && p.Final:
		return "The goal was met: " + moved + "."
	case p.Status == GoalMet:
		return "The target is reached so far: " + moved + ". The date set is " + g.Due.String() + "."
	case p.Status == GoalNotMet:
		return "The goal was not met by its date: " + moved + "."
	case p.Status == GoalUnknown:
		return "The date has passed and there is no extract from on or after it, so it is not known whether the goal was met. Latest: " + moved + "."
	}
	return fmt.Sprintf("Not there yet: %s; %d to go by %s.", moved, p.ToGo, g.Due)
}
