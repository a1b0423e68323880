package review

import (
	"stepdown/internal/medicine"
	"stepdown/internal/nhs"
)

// Result of a plan for one medicine.
type Result string

// The results. Restarted and switched are shown, not hidden.
const (
	ResultReduced   Result = "reduced"
	ResultStopped   Result = "stopped"
	ResultUnchanged Result = "unchanged"
	ResultRestarted Result = "restarted"
	ResultSwitched  Result = "switched"
)

// Results in the order of the form.
var Results = []Result{ResultReduced, ResultStopped, ResultUnchanged, ResultRestarted, ResultSwitched}

// Outcome is what became of one medicine, confirmed by a person. Later ones
// stand beside earlier ones; the newest counts.
type Outcome struct {
	ID            string
	PracticeID    string
	CycleID       string
	ParticipantID string
	Ingredient    string
	Class         medicine.Class
	Result        Result
	ConfirmedOn   nhs.Date
	ConfirmedBy   string
}

// ClassOf an ingredient that can be reduced here.
func ClassOf(ingredient string) medicine.Class {
	if ingredient == "gabapentin" || ingredient == "pregabalin" {
		return medicine.Gabapentinoid
	}
	return medicine.Opioid
}

// Latest keeps the newest outcome of each medicine of each person, in the
// order in which they were confirmed.
func Latest(all []Outcome) []Outcome {
	type key struct{ participant, ingredient string }
	last := map[key]int{}
	for i, o := range all { // oldest first
		last[key{o.ParticipantID, o.Ingredient}] = i
	}
	var out []Outcome
	for i, o := range all {
		if last[key{o.ParticipantID, o.Ingredient}] == i {
			out = append(out, o)
		}
	}
	return out
}
