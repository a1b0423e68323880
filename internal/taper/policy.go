package taper

import (
	_ "embed"
	"encoding/json"
	"slices"
	"sync"
)

// Status of a policy in a practice.
type Status string

// A policy that ships with the program is a draft until somebody who may
// puts their name to it.
const (
	Draft    Status = "draft"
	Approved Status = "approved"
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

// Faults lists what keeps a practice's own policy from being used: limits
// that are missing or beyond what any source gives.
func (p Policy) Faults() (f []string) {
	if p.Name == "" || p.Version == "" || p.Source == "" {
		f = append(f, "A policy needs a name, a version and a source.")
	}
	if len(p.Ingredients) == 0 {
		f = append(f, "A policy needs at least one medicine.")
	}
	if p.IntervalDays < 4 || p.IntervalDays > 84 {
		f = append(f, "The days between steps must be 4 to 84.")
	}
	if p.MaxMg == 0 && p.MaxOfOriginal == 0 && p.MaxOfCurrent == 0 && p.PatchMaxOfCurrent == 0 {
		f = append(f, "A policy needs a limit for one step.")
	}
	for _, l := range []Percent{p.MaxOfOriginal, p.LastThird, p.MaxOfCurrent, p.PatchMaxOfCurrent} {
		if l < 0 || l > 250 {
			f = append(f, "A limit must be at most 25 %.")
			break
		}
	}
	if p.Status == Approved && p.Approver == "" {
		f = append(f, "An approved policy needs the name of its approver.")
	}
	return f
}
