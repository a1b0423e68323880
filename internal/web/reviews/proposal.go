package reviews

import (
	"fmt"
	"strings"

	"stepdown/internal/nhs"
	"stepdown/internal/taper"
)

// Proposal is a plan as its pages show it.
type Proposal struct {
	Ingredient string
	From, To   string // daily doses
	Policy     taper.Policy
	Steps      []ProposedStep
	Beside     []string
	Issues     []taper.Issue
	Reviews    []nhs.Date
	Warnings   []string
	Flags      []taper.RedFlag
	Working    []string
	Weeks      int
}

// ProposedStep is one line of the table of steps.
type ProposedStep struct {
	Step    taper.Step
	Take    []string
	Daily   string
	Change  string
	Percent string // of the dose before, and of the first
	OME     string
	Now     bool
	Past    bool
}

func proposalOf(p taper.Plan, today nhs.Date) *Proposal {
	v := &Proposal{Ingredient: p.Ingredient, From: p.DailyStart.String(), To: "stop", Policy: p.Policy, Beside: p.Beside, Issues: p.Issues, Reviews: p.Reviews,
		Warnings: p.Warnings, Flags: p.Flags, Working: p.Working}
	if p.To > 0 {
		v.To = p.To.String()
	}
	if n := len(p.Steps); n > 0 {
		v.Weeks = (p.Steps[0].From.DaysUntil(p.Steps[n-1].From) + 6) / 7
	}
	for _, s := range p.Steps {
		v.Steps = append(v.Steps, stepOf(s, today))
	}
	return v
}

func stepOf(s taper.Step, today nhs.Date) ProposedStep {
	v := ProposedStep{Step: s, Take: s.Sentences(), Daily: s.Daily.String(), Now: s.From <= today && today <= s.To, Past: s.To < today}
	if s.Cut > 0 {
		v.Change = "less " + s.Cut.String()
		v.Percent = fmt.Sprintf("%s%% of the dose before, %s%% of the first", s.OfCurrent, s.OfOriginal)
	} else {
		v.Change = strings.ReplaceAll(string(s.Kind), "present", "as now")
	}
	if s.OME > 0 {
		v.OME = s.OME.String()
	}
	return v
}
