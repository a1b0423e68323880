// Package cohort is the search: criteria in, one decision with its evidence
// for each person out, and the random sample.
package cohort

import (
	"strings"

	"stepdown/internal/nhs"
)

// Person is one patient of an export, with the medicine lines and coded
// problems that matter to the search. It is what an import keeps of somebody
// on a target medicine, and all it keeps.
type Person struct {
	NHSNumber    nhs.Number `json:"nhs_number"`
	LocalID      string     `json:"local_id,omitempty"` // number in the clinical system
	Organisation string     `json:"organisation,omitempty"`
	Title        string     `json:"title,omitempty"`
	Family       string     `json:"family"`
	Given        string     `json:"given"`
	BirthDate    nhs.Date   `json:"birth_date"`
	Sex          string     `json:"sex,omitempty"`
	Address      []string   `json:"address,omitempty"` // lines, postcode last
	Mobile       string     `json:"mobile,omitempty"`  // as written in the export
	Landline     string     `json:"landline,omitempty"`
	Language     string     `json:"language,omitempty"`
	UsualGP      string     `json:"usual_gp,omitempty"`
	Died         nhs.Date   `json:"died,omitempty"`
	Left         nhs.Date   `json:"left,omitempty"`
	Deceased     bool       `json:"deceased,omitempty"`     // the export says so, with or without a date
	Deregistered bool       `json:"deregistered,omitempty"` // no longer registered here, with or without a date
	Source       Source     `json:"source"`

	// Cycles the person has been in, newest last. The caller fills them from
	// the practice's own records; no export has them.
	Cycles []CycleEntry `json:"cycles,omitempty"`

	Medications []Medication `json:"medications"`
	Problems    []Problem    `json:"problems,omitempty"`
}

// CycleEntry says that a person was a participant of an earlier cycle.
type CycleEntry struct {
	Title string   `json:"title"`
	Date  nhs.Date `json:"date"` // when they joined it
}

// Kind of a prescription.
type Kind string

// The kinds that clinical systems tell apart.
const (
	Repeat           Kind = "repeat"
	RepeatDispensing Kind = "repeat dispensing"
	Acute            Kind = "acute"
	UnknownKind      Kind = "unknown"
)

// Medication is one medicine line (course) of a person: a target medicine, or
// one that is flagged beside it (a benzodiazepine, a z-drug).
type Medication struct {
	Name      string   `json:"name"` // as written
	DMD       string   `json:"dmd,omitempty"`
	BNF       string   `json:"bnf,omitempty"`
	Dose      string   `json:"dose,omitempty"`
	Quantity  float64  `json:"quantity,omitempty"`
	Unit      string   `json:"unit,omitempty"`
	Kind      Kind     `json:"kind"`
	Active    bool     `json:"active"` // not ended, not cancelled
	Started   nhs.Date `json:"started,omitempty"`
	LastIssue nhs.Date `json:"last_issue,omitempty"`
	Issues    int      `json:"issues,omitempty"`
	Ended     nhs.Date `json:"ended,omitempty"`
	Source    Source   `json:"source"`
}

// Problem is a coded entry that some code list knows.
type Problem struct {
	Code   string   `json:"code,omitempty"`   // as written in the export
	System string   `json:"system,omitempty"` // "snomed", "ctv3", "read2"; empty for a term alone
	Term   string   `json:"term"`
	Date   nhs.Date `json:"date,omitempty"`
	Ended  nhs.Date `json:"ended,omitempty"`
	Lists  []string `json:"lists"` // names of the code lists that hold it
	Match  string   `json:"match"` // how it matched: "concept", "code", "term", "words"
	Source Source   `json:"source"`
}

// Source is where a row stood in the export.
type Source struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// FormalName as on a clinic list: "PRITCHARD, Siân (Mrs)".
func (p Person) FormalName() string {
	s := strings.ToUpper(p.Family) + ", " + p.Given
	if p.Title != "" {
		s += " (" + p.Title + ")"
	}
	return s
}
