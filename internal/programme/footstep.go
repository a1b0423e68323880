package programme

import (
	"fmt"
	"slices"
	"strings"

	"stepdown/internal/problem"
)

// Footstep is one of the Ten Footsteps.
type Footstep struct {
	Number    int
	Name      string
	Confirmed bool   // the name was read in the source
	Remark    string // what is not certain about it
}

// FootstepSet is a version of the list. It is data and not a fixed list,
// because the programme's own sites number the steps differently.
type FootstepSet struct {
	Version string
	Source  string
	Steps   []Footstep
}

// Footsteps is the set that a practice starts with and can edit.
func Footsteps() FootstepSet {
	return FootstepSet{
		Version: "resources site, November 2026",
		Source:  "Live Well with Pain, Ten Footsteps (resources.livewellwithpain.co.uk). The newer site livewellwithpain.co.uk numbers some steps differently: check before printing.",
		Steps: []Footstep{
			{1, "Pain and the Brain", true, ""},
			{2, "Acceptance", true, "heading inferred from the page's points"},
			{3, "Pacing", true, "heading inferred from the page's points"},
			{4, "Setting goals", true, ""},
			{5, "Getting active", true, ""},
			{6, "Managing moods", true, ""},
			{7, "Sleep", true, ""},
			{8, "Relationships", false, "name not confirmed: the page was not found"},
			{9, "Relaxation and mindfulness", true, "numbered 5 on the newer site"},
			{10, "Managing setbacks", true, ""},
		},
	}
}

// Find gives the step of that number.
func (s FootstepSet) Find(number int) (Footstep, bool) {
	i := slices.IndexFunc(s.Steps, func(f Footstep) bool { return f.Number == number })
	if i < 0 {
		return Footstep{}, false
	}
	return s.Steps[i], true
}

// Validate checks a set that a practice has edited: a version, and steps with
// names and numbers of their own.
func (s FootstepSet) Validate() error {
	fields := map[string]string{}
	if strings.TrimSpace(s.Version) == "" {
		fields["version"] = "Give this version a name"
	}
	if len(s.Steps) == 0 {
		fields["steps"] = "Enter at least one footstep"
	}
	seen := map[int]bool{}
	for i, f := range s.Steps {
		at := fmt.Sprintf("steps.%d", i)
		switch {
		case f.Number < 1:
			fields[at] = "Enter a number from 1"
		case seen[f.Number]:
			fields[at] = fmt.Sprintf("The number %d is used twice", f.Number)
		case strings.TrimSpace(f.Name) == "":
			fields[at] = "Enter a name"
		}
		seen[f.Number] = true
	}
	if len(fields) > 0 {
		return &problem.Error{Kind: problem.Invalid, Text: "The footsteps are not complete.", Fields: fields}
	}
	return nil
}
