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
