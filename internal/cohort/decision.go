package cohort

import "stepdown/internal/nhs"

// Outcome of the search for one person.
type Outcome string

// The three outcomes.
const (
	Included    Outcome = "included"
	Excluded    Outcome = "excluded"
	NotOnTarget Outcome = "not on target"
)

// ReasonCode names why somebody on a target medicine is left out.
type ReasonCode string

// The reasons, in the order in which they are given.
const (
	ReasonDied       ReasonCode = "died"
	ReasonLeft       ReasonCode = "left"
	ReasonDependence ReasonCode = "dependence treatment"
	ReasonPalliative ReasonCode = "palliative care"
	ReasonCancer     ReasonCode = "cancer"
	ReasonInCycle    ReasonCode = "in a cycle"
	ReasonLowDose    ReasonCode = "below minimum dose"
	ReasonMinorUse   ReasonCode = "for cough or diarrhoea only"
)

// FlagCode names something a clinician should see beside the decision. A flag
// never decides. A code list that knows one of the person's problems is
// flagged by its own name ("epilepsy", "pregnancy").
type FlagCode string

// Flags that do not come from a code list.
const (
	FlagBoth           FlagCode = "opioid and gabapentinoid"
	FlagBenzodiazepine FlagCode = "benzodiazepine or z-drug"
	FlagHighDose       FlagCode = "high dose"
	FlagDoseUnclear    FlagCode = "dose unclear"
	FlagAcute          FlagCode = "acute without repeat"
	FlagAcuteBeside    FlagCode = "acute opioid beside"
	FlagMinorUse       FlagCode = "for cough or diarrhoea"
	FlagKindUnknown    FlagCode = "repeat or acute not known"
	FlagNeverIssued    FlagCode = "on repeat, never issued"
	FlagCodeDiffers    FlagCode = "code and name differ"
)

// Decision is what the search says of one person, with its evidence. The same
// person, criteria and code lists give the same decision, to the byte.
type Decision struct {
	NHSNumber nhs.Number     `json:"nhs_number"`
	Outcome   Outcome        `json:"decision"`
	Medicines []MedicineLine `json:"medicines,omitempty"` // the lines that put the person on target
	Reasons   []Reason       `json:"reasons,omitempty"`   // why excluded
	Flags     []Flag         `json:"flags,omitempty"`
	OME       OME            `json:"ome"`
	DDD       DDD            `json:"ddd"`
	// Beside: on no target repeat, but with enough acute issues to be shown
	// beside the list.
	Beside bool   `json:"beside,omitempty"`
	Rules  string `json:"rules"` // RulesVersion
}

// MedicineLine is a medicine of the person that counts, and what it holds.
type MedicineLine struct {
	Name        string   `json:"name"`
	Class       string   `json:"class"`
	Ingredients []string `json:"ingredients"`
	Kind        Kind     `json:"kind"`
	Dose        string   `json:"dose,omitempty"`
	LastIssue   nhs.Date `json:"last_issue,omitempty"`
	Source      Source   `json:"source"`
}

// Reason is why somebody is excluded.
type Reason struct {
	Code     ReasonCode `json:"reason"`
	Text     string     `json:"text"`
	Evidence []Evidence `json:"evidence"`
}

// Flag is something to see beside the decision.
type Flag struct {
	Code     FlagCode   `json:"flag"`
	Text     string     `json:"text"`
	Evidence []Evidence `json:"evidence,omitempty"`
}

// Evidence is a row of the export, or of the practice's own records, that a
// reason or flag rests on.
type Evidence struct {
	Kind    string   `json:"kind"` // "code", "medicine", "registration", "cycle"
	Code    string   `json:"code,omitempty"`
	System  string   `json:"system,omitempty"`
	Term    string   `json:"term,omitempty"` // as written in the record
	Date    nhs.Date `json:"date,omitempty"`
	Ended   nhs.Date `json:"ended,omitempty"`
	Match   string   `json:"match,omitempty"` // concept, code, term
	List    string   `json:"list,omitempty"`
	Version string   `json:"list_version,omitempty"`
	Source  Source   `json:"source"`
}

// OME is a person's oral morphine equivalent a day from the opioid lines that
// count, in mg, as a range when the dose is one.
type OME struct {
	Low     float64  `json:"low"`
	High    float64  `json:"high"`
	AtLeast bool     `json:"at_least,omitempty"` // a line could not be converted or is unclear
	Known   bool     `json:"known"`              // false when there is no opioid line at all
	Working []string `json:"working,omitempty"`  // one sentence a line
	Why     []string `json:"why,omitempty"`      // why it is an "at least"
	Factors string   `json:"factors,omitempty"`  // version of the table of factors
}

// DDD is a person's gabapentinoids a day in defined daily doses.
type DDD struct {
	Low     float64  `json:"low"`
	High    float64  `json:"high"`
	Known   bool     `json:"known"`
	Working []string `json:"working,omitempty"`
}

// Has reports whether the decision gives that reason.
func (d *Decision) Has(c ReasonCode) bool {
	for _, r := range d.Reasons {
		if r.Code == c {
			return true
		}
	}
	return false
}

// Flagged reports whether the decision carries that flag.
func (d *Decision) Flagged(c FlagCode) bool {
	for _, f := range d.Flags {
		if f.Code == c {
			return true
		}
	}
	return false
}

// OnTarget reports whether the person is on a target medicine.
func (d *Decision) OnTarget() bool { return d.Outcome != NotOnTarget }
