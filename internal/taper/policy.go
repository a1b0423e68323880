package taper

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"stepdown/internal/nhs"
)

// Status of a policy in a practice.
type Status string

// A policy that ships with the program is a draft until somebody who may
// puts their name to it.
const (
	Draft    Status = "draft"
	Approved Status = "approved"
	Replaced Status = "replaced" // a later version took its place; plans made with it go on
	Retired  Status = "retired"
)

// Policy says how fast a medicine may be reduced. Practices keep their own
// copies; a plan holds the whole policy it was made with.
type Policy struct {
	Name        string   `json:"name"`
	Title       string   `json:"title"`
	Version     string   `json:"version"`
	Source      string   `json:"source"`
	Status      Status   `json:"status"`
	Approver    string   `json:"approver"`
	ApprovedOn  nhs.Date `json:"approved_on,omitempty"`
	Ingredients []string `json:"ingredients"`

	IntervalDays int `json:"interval_days"` // least days between two steps

	// The greatest cut of one step is the least of those limits that are set.
	MaxMg             Amount  `json:"max_mg,omitempty"`
	MaxOfOriginal     Percent `json:"max_percent_of_original,omitempty"`
	LastThird         Percent `json:"last_third_percent_of_original,omitempty"` // once a third of the original dose or less is left
	MaxOfCurrent      Percent `json:"max_percent_of_current,omitempty"`
	PatchMaxOfCurrent Percent `json:"patch_max_percent_of_current,omitempty"` // patches: in place of the others
	PatchNextStrength bool    `json:"patch_next_strength,omitempty"`          // one patch steps to the next lower strength, even where that is more than the limit, rather than to two patches worn together
	MinPatchChanges   int     `json:"min_patch_changes,omitempty"`

	Liquid          bool `json:"liquid,omitempty"`           // liquids are agreed for small steps, without asking again
	ClinicianChoice bool `json:"clinician_choice,omitempty"` // only for under a year's use, or chosen by a clinician
}

//go:embed data/policies.json
var policyRows []byte

var policies = sync.OnceValue(func() (p []Policy) {
	if err := json.Unmarshal(policyRows, &p); err != nil {
		panic("taper: policies: " + err.Error())
	}
	return p
})

// Policies gives the policies that ship with the program.
func Policies() []Policy { return slices.Clone(policies()) }

// PolicyByName finds a policy that ships with the program.
func PolicyByName(name string) (Policy, bool) {
	for _, p := range policies() {
		if p.Name == name {
			return p, true
		}
	}
	return Policy{}, false
}

// DefaultPolicy is the slowest usual rate for what is to be reduced.
func DefaultPolicy(p *Product) (Policy, bool) {
	switch {
	case p.Patch():
		return PolicyByName("patch-next-strength")
	case p.Ingredient == "gabapentin":
		return PolicyByName("gabapentin-weekly")
	case p.Ingredient == "pregabalin":
		return PolicyByName("pregabalin-weekly")
	}
	return PolicyByName("opioid-4-weekly")
}

// Called is how the policy is named to a person.
func (p Policy) Called() string {
	if p.Title != "" {
		return p.Title
	}
	return p.Name
}

// Rates words the policy's limits, a line each.
func (p Policy) Rates() (out []string) {
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	say("A step every %s at the soonest", days(p.IntervalDays))
	if p.MaxMg > 0 {
		say("At most %s less at a step", p.MaxMg)
	}
	if p.MaxOfOriginal > 0 {
		say("At most %s %% of the first dose at a step", p.MaxOfOriginal)
	}
	if p.LastThird > 0 {
		say("At most %s %% of the first dose once a third of it or less is left", p.LastThird)
	}
	if p.MaxOfCurrent > 0 {
		say("At most %s %% of the present dose at a step, where a smaller one can be made", p.MaxOfCurrent)
	}
	switch {
	case p.PatchNextStrength:
		say("A patch: the next lower strength; marked where that is more than %s %% less", p.PatchMaxOfCurrent)
	case p.PatchMaxOfCurrent > 0:
		say("A patch: at most %s %% of the present dose, with two patches together where needed", p.PatchMaxOfCurrent)
	}
	if p.MinPatchChanges > 0 {
		say("A patch: at least %d changes between steps", p.MinPatchChanges)
	}
	if p.Liquid {
		say("Liquids are agreed for small steps")
	}
	if p.ClinicianChoice {
		say("Only for less than a year’s use, or by a clinician’s choice")
	}
	return out
}

func days(n int) string {
	switch {
	case n == 7:
		return "week"
	case n%7 == 0:
		return fmt.Sprintf("%d weeks", n/7)
	}
	return fmt.Sprintf("%d days", n)
}

// Fits reports whether the policy was written for the ingredient.
func (p Policy) Fits(ingredient string) bool { return slices.Contains(p.Ingredients, ingredient) }

// Limit is the most by which one step may cut the daily total. A policy that
// sets no limit allows nothing.
func (p Policy) Limit(original, current Amount, patch bool) Amount {
	if patch && p.PatchMaxOfCurrent > 0 {
		return p.PatchMaxOfCurrent.Of(current)
	}
	limit := current
	if p.MaxMg == 0 && p.MaxOfCurrent == 0 && p.MaxOfOriginal == 0 {
		return 0
	}
	if p.MaxMg > 0 {
		limit = min(limit, p.MaxMg)
	}
	if p.MaxOfCurrent > 0 {
		limit = min(limit, p.MaxOfCurrent.Of(current))
	}
	if p.MaxOfOriginal > 0 {
		limit = min(limit, p.MaxOfOriginal.Of(original))
	}
	if p.LastThird > 0 && 3*current <= original {
		limit = min(limit, p.LastThird.Of(original))
	}
	return limit
}
