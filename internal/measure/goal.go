package measure

import (
	"fmt"
	"math"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Change is how a goal's amount is meant. The Greener Practice example
// ("reduce the number of patients by >2 %") does not say, so a form must ask.
type Change string

// The kinds of change.
const (
	Relative Change = "relative" // a percentage of the baseline
	Absolute Change = "absolute" // in the measure's own unit
)

// Goal is the measurable part of a SMART goal.
type Goal struct {
	Measure       string // key of a Definition
	BaselineValue float64
	BaselineDate  nhs.Date
	Change        Change
	Amount        float64     // always above 0: 2 for 2 %, or 5 for 5 people
	Direction     Improvement // Lower or Higher
	Due           nhs.Date
}

// Validate says what to mend, by field.
func (g Goal) Validate() error {
	fields := map[string]string{}
	if _, ok := Find(g.Measure); !ok {
		fields["measure"] = "Choose a measure"
	}
	if !(g.BaselineValue > 0) || math.IsInf(g.BaselineValue, 0) {
		fields["baseline_value"] = "Enter a baseline above 0"
	}
	if !g.BaselineDate.Known() {
		fields["baseline_date"] = "Enter the date of the baseline"
	}
	if g.Change != Relative && g.Change != Absolute {
		fields["change"] = "Say whether the change is a percentage of the baseline or a number"
	}
	if !(g.Amount > 0) || math.IsInf(g.Amount, 0) {
		fields["amount"] = "Enter the size of the change, above 0"
	} else if g.Direction == Lower && g.Target() < 0 {
		fields["amount"] = "The change is larger than the baseline"
	}
	if g.Direction != Lower && g.Direction != Higher {
		fields["direction"] = "Choose whether the measure should go down or up"
	}
	if !g.Due.Known() {
		fields["due"] = "Enter the date by which the goal should be met"
	} else if g.BaselineDate.Known() && !g.BaselineDate.Before(g.Due) {
		fields["due"] = "The date must be after the date of the baseline"
	}
	if len(fields) > 0 {
		return &problem.Error{Kind: problem.Invalid, Text: "The goal is not complete.", Fields: fields}
	}
	return nil
}

// Size is the change asked for, in the measure's unit.
func (g Goal) Size() float64 {
	if g.Change == Relative {
		return g.BaselineValue * g.Amount / 100
	}
	return g.Amount
}

// Target is the value to reach.
func (g Goal) Target() float64 {
	if g.Direction == Higher {
		return g.BaselineValue + g.Size()
	}
	return g.BaselineValue - g.Size()
}

// Needed is the least whole number, of people in a count of people, that the
// measure must move by: 2 % of 250 people is 5, of 251 is 6.
func (g Goal) Needed() int { return int(math.Ceil(g.Size() - nearly)) }

// nearly forgives the rounding of percentages (7 % of 300 is 21.000000000000004).
const nearly = 1e-9

// String says the goal in a sentence, and whether it is relative or absolute.
func (g Goal) String() string {
	way := "Reduce"
	if g.Direction == Higher {
		way = "Raise"
	}
	d, _ := Find(g.Measure)
	by := number(g.Amount) + " (an absolute change)"
	if g.Change == Relative {
		by = fmt.Sprintf("%s%% of the baseline (a relative change, %s)", number(g.Amount), number(g.Size()))
	}
	return fmt.Sprintf("%s “%s” from %s on %s by %s, to %s or %s, by %s.",
		way, d.Title, number(g.BaselineValue), g.BaselineDate, by, number(g.Target()), orBeyond(g.Direction), g.Due)
}

func orBeyond(d Improvement) string {
	if d == Higher {
		return "more"
	}
	return "less"
}

// number writes up to one decimal, without a trailing .0.
func number(x float64) string {
	if r := math.Round(x*10) / 10; r != math.Trunc(r) {
		return fmt.Sprintf("%.1f", r)
	}
	return fmt.Sprintf("%.0f", math.Round(x*10)/10)
}
