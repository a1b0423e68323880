package cohort

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"stepdown/internal/medicine"
	"stepdown/internal/nhs"
)

// RulesVersion names this edition of the rules in Decide. It is part of every
// stored decision; raise it with every change that can change an outcome.
const RulesVersion = "stepdown-rules-1"

// Names of targets that are more than one medicine.
const (
	TargetAll            = "all"
	TargetOpioids        = "opioids"
	TargetGabapentinoids = "gabapentinoids"
)

// Criteria is what a search asks for. The zero value of each field is the
// default, except for IssuedWithinMonths: start from DefaultCriteria.
type Criteria struct {
	// Targets: "all", "opioids", "gabapentinoids", an ingredient ("tramadol"), a
	// combination product ("co-codamol"), or two joined by + for people who
	// take both ("tramadol+pregabalin"). Empty means all.
	Targets []string `json:"targets"`
	// AsAt is the day the export describes; usually its latest issue date.
	AsAt nhs.Date `json:"as_at"`
	// IssuedWithinMonths: a repeat counts when it was issued in so many
	// calendar months up to AsAt. 0: whenever it was issued, or never.
	IssuedWithinMonths int `json:"issued_within_months"`
	// CancerWithinYears: only a diagnosis in so many years up to AsAt excludes
	// (one without a date always does). 0: any diagnosis, the default.
	CancerWithinYears int `json:"cancer_within_years,omitempty"`
	// MinOME leaves out people whose opioids are certainly below so many mg of
	// oral morphine equivalent a day. 0: no minimum.
	MinOME float64 `json:"min_ome,omitempty"`
	// HighDoseOME is the daily oral morphine equivalent, in mg, from which a
	// dose is flagged as high. 0: the dated default of package medicine.
	HighDoseOME float64 `json:"high_dose_ome,omitempty"`
	// IncludeAcute takes in people with three or more acute issues in six
	// months and no repeat, who otherwise stand beside the list.
	IncludeAcute bool `json:"include_acute,omitempty"`
	// LeaveOutInCycleMonths leaves out people who joined a cycle in so many
	// calendar months up to AsAt. 0: they stay in.
	LeaveOutInCycleMonths int `json:"leave_out_in_cycle_months,omitempty"`
	// LeaveOutMinorUse leaves out people whose target lines are all opioids for
	// cough or diarrhoea (codeine linctus, kaolin and morphine). Off: they count.
	LeaveOutMinorUse bool `json:"leave_out_minor_use,omitempty"`
}

// DefaultCriteria: every opioid and gabapentinoid on repeat, issued in the
// last six months, any cancer diagnosis excluding (issue of the brief's search).
func DefaultCriteria() Criteria {
	return Criteria{Targets: []string{TargetAll}, IssuedWithinMonths: 6}
}

// Check reports what is wrong with the criteria, in words for the person who
// set them.
func (c Criteria) Check() error {
	var errs []error
	for _, t := range c.Targets {
		if _, err := readTarget(t); err != nil {
			errs = append(errs, err)
		}
	}
	for name, n := range map[string]int{"issued within": c.IssuedWithinMonths, "cancer within": c.CancerWithinYears, "in a cycle within": c.LeaveOutInCycleMonths} {
		if n < 0 || n > 1200 {
			errs = append(errs, fmt.Errorf("%s must be from 0 to 1200", name))
		}
	}
	if c.MinOME < 0 || c.HighDoseOME < 0 {
		errs = append(errs, errors.New("a dose must not be below 0"))
	}
	return errors.Join(errs...)
}

// ParseTargets reads a comma-separated list of targets as typed in a form or
// on the command line.
func ParseTargets(s string) ([]string, error) {
	var out []string
	var errs []error
	for t := range strings.SplitSeq(s, ",") {
		t = strings.ToLower(strings.TrimSpace(t))
		if t == "" {
			continue
		}
		if _, err := readTarget(t); err != nil {
			errs = append(errs, err)
		}
		out = append(out, t)
	}
	if len(out) == 0 {
		out = []string{TargetAll}
	}
	return out, errors.Join(errs...)
}

// target is one thing to look for: all of its parts in one person.
type target []part

// part is a class, or the ingredients that a line must hold.
type part struct {
	classes     []medicine.Class
	ingredients []string
}

func readTarget(s string) (target, error) {
	var t target
	for name := range strings.SplitSeq(s, "+") {
		name = strings.ToLower(strings.TrimSpace(name))
		switch name {
		case TargetAll, "":
			t = append(t, part{classes: []medicine.Class{medicine.Opioid, medicine.Gabapentinoid}})
			continue
		case TargetOpioids, "opioid":
			t = append(t, part{classes: []medicine.Class{medicine.Opioid}})
			continue
		case TargetGabapentinoids, "gabapentinoid":
			t = append(t, part{classes: []medicine.Class{medicine.Gabapentinoid}})
			continue
		}
		p := product(name)
		if p.Class != medicine.Opioid && p.Class != medicine.Gabapentinoid || len(p.Ingredients) == 0 {
			return nil, fmt.Errorf("%q is not an opioid or gabapentinoid that Stepdown knows; try tramadol, co-codamol, opioids, gabapentinoids or all", name)
		}
		t = append(t, part{ingredients: p.Ingredients})
	}
	return t, nil
}

// targets reads the targets, for a Search to keep.
func (c Criteria) targets() []target {
	names := c.Targets
	if len(names) == 0 {
		names = []string{TargetAll}
	}
	out := make([]target, 0, len(names))
	for _, n := range names {
		if t, err := readTarget(n); err == nil {
			out = append(out, t)
		}
	}
	return out
}

func (p part) takes(m *medicine.Product) bool {
	if m.Class != medicine.Opioid && m.Class != medicine.Gabapentinoid {
		return false
	}
	if p.classes != nil {
		return slices.Contains(p.classes, m.Class)
	}
	for _, i := range p.ingredients {
		if !slices.Contains(m.Ingredients, i) {
			return false
		}
	}
	return true
}
