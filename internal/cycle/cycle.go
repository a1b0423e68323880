// Package cycle is a PDSA cycle: what a practice plans, does, studies and
// decides about one group of medicines, and the people who take part.
package cycle

import (
	"strings"
	"time"

	"stepdown/internal/cohort"
	"stepdown/internal/measure"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Status is where a cycle stands.
type Status string

// A cycle goes through these in order. Study and act are one status, since a
// practice looks and decides in the same meeting.
const (
	Planning Status = "plan"
	Running  Status = "do"
	Studying Status = "study"
	Closed   Status = "closed"
)

// Cycle is one turn of the wheel. Its text is the practice's own.
type Cycle struct {
	ID         string
	PracticeID string
	Number     int // 1, 2, … within the practice
	Status     Status
	Version    int // rises with each save; guards against two people saving over each other

	Title      string
	Targets    []string // medicine or class names as package cohort knows them: "tramadol", "opioid", "gabapentinoid"
	Starts     nhs.Date
	Team       []Member
	Question   string
	Prediction string
	Discussion string
	Education  []Education
	Goal       measure.Goal
	HasGoal    bool

	Sample Sample

	// How the list was made; empty until people are identified.
	ExtractID  string // of the newest search
	BaselineID string // of the first search: what came of each medicine is told from there
	Identified nhs.Date
	Criteria   cohort.Criteria
	Lists      map[string]string // code list -> version
	Rules      string            // edition of the search's rules

	Study Study
	Act   Act

	PreviousID string
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// Member is somebody of the team and what they do in it.
type Member struct{ Name, Role string }

// Education is a session held for prescribers.
type Education struct {
	On     nhs.Date
	Topic  string
	People int
}

// Sample says how many of the people found are taken into the cycle. The seed
// is kept, so that the same draw can be made again.
type Sample struct {
	Size int // 0: everybody
	Seed uint64
}

// Study is what was found.
type Study struct {
	AsPlanned  string // what was carried out, and what was not
	Matched    string // did results match the prediction?
	Learning   string
	SharedWith string
}

// Decision on the change that was tried.
type Decision string

// The three decisions of a PDSA cycle.
const (
	Adopt   Decision = "adopt"
	Adapt   Decision = "adapt"
	Abandon Decision = "abandon"
)

// Act is what comes next.
type Act struct {
	Decision  Decision
	Changes   string
	RepeatOn  nhs.Date
	DecidedOn nhs.Date
	DecidedBy string
}

// Validate says what to mend in the plan.
func (c Cycle) Validate() error {
	fields := map[string]string{}
	if strings.TrimSpace(c.Title) == "" {
		fields["title"] = "Enter a title for the cycle"
	}
	if len(c.Targets) == 0 {
		fields["targets"] = "Select at least one medicine"
	}
	if c.Starts == "" {
		fields["starts"] = "Enter the date the cycle starts"
	}
	if len(fields) > 0 {
		return &problem.Error{Kind: problem.Invalid, Text: "The plan is not complete.", Fields: fields}
	}
	return nil
}

// TargetsText names the medicines in a sentence: "tramadol and pregabalin".
func (c Cycle) TargetsText() string {
	switch n := len(c.Targets); n {
	case 0:
		return "no medicine chosen yet"
	case 1:
		return c.Targets[0]
	default:
		return strings.Join(c.Targets[:n-1], ", ") + " and " + c.Targets[n-1]
	}
}

// Open reports whether the cycle may still be changed.
func (c Cycle) Open() bool { return c.Status != Closed }

// NextFrom copies what carries over into the next cycle: the team, the
// medicines and the thinking, not the people or the results.
func (c Cycle) NextFrom(starts nhs.Date) Cycle {
	return Cycle{
		PracticeID: c.PracticeID, Status: Planning, PreviousID: c.ID, Starts: starts,
		Title: c.Title + " (next)", Targets: append([]string(nil), c.Targets...),
		Team: append([]Member(nil), c.Team...), Question: c.Question,
		Prediction: c.Act.Changes, Sample: Sample{Size: c.Sample.Size},
	}
}
