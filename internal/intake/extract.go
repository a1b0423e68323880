// Package intake takes an extract into the practice's records: all of it or
// nothing, and never twice. It keeps only people on a target medicine (and
// people already in a cycle), counts the measures, and tells what the extract
// changes for people whose cycle is under way.
package intake

import (
	"context"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/measure"
	"stepdown/internal/nhs"
)

// Extract is one dated export as it was taken in.
type Extract struct {
	ID         string
	PracticeID string
	AsAt       nhs.Date
	SHA256     string // of the files, so that the same export again is known
	ListSize   int    // registered people; 0 when not known
	ImportedAt time.Time
	ImportedBy string
	Report     Report
}

// Report is what a person is told about an extract. It holds no content of a
// rejected row.
type Report struct {
	Format     string
	Files      []string
	Rows       []Rows
	Rejected   int
	Rejections []Rejection // the first so many
	ByReason   map[string]int
	Notes      []string
	OnTarget   int            // people on a target medicine
	Eligible   int            // of them, left in by the usual exclusions
	Excluded   map[string]int // reason -> people
	Medicines  map[string]int // ingredient -> people
	Changes    Changes
	Took       time.Duration
}

// Rows of one kind: Read = Used + NotRelevant + Rejected.
type Rows struct {
	Kind                              string
	Read, Used, NotRelevant, Rejected int
}

// Rejection is a row that could not be taken.
type Rejection struct {
	File          string
	Line          int
	Field, Reason string
}

// Changes are what an extract means for people in an open cycle: how many of
// them, each counted once for each.
type Changes struct {
	Died, Left, Excluded, NewNumber, Returned int
	StartedAgain                              int // of people with a review, in any cycle: a stopped medicine is prescribed again
}

// Reading is what a reader makes of files.
type Reading struct {
	Format        string
	AsAt          nhs.Date
	SHA256        string
	Registered    int
	Organisations []string
	People        []cohort.Person
	Files         []string
	Rows          []Rows
	Rejected      int
	Rejections    []Rejection
	ByReason      map[string]int
	Notes         []string
}

// Ask is what a reader is asked.
type Ask struct {
	Paths    []string
	Today    nhs.Date
	Lists    codelist.Set
	Known    func(nhs.Number) bool // keep these people whatever they are on
	Mapping  map[string]string     // heading -> field, for a layout that a person has explained
	Progress func(done, total int64)
}

// Reader reads an export; package extract is one.
type Reader func(ctx context.Context, ask Ask) (*Reading, error)

// Store is what this package needs kept.
type Store interface {
	InTx(ctx context.Context, f func(ctx context.Context) error) error
	ExtractBySHA256(ctx context.Context, practiceID, sum string) (Extract, error)
	NewestExtract(ctx context.Context, practiceID string) (Extract, error)
	CreateExtract(ctx context.Context, e *Extract) error
	SaveMeasures(ctx context.Context, practiceID, extractID string, values []measure.Value) error
	// TakePeople stores the people of an extract: each one's snapshot, and, when
	// newest, who they are and how to reach them. It gives patient ids by NHS number.
	TakePeople(ctx context.Context, e Extract, people []cohort.Person, newest bool) (map[nhs.Number]string, error)
	Patients(ctx context.Context, practiceID string) ([]cycle.Patient, error)
	Cycles(ctx context.Context, practiceID string) ([]cycle.Cycle, error)
	Participants(ctx context.Context, practiceID, cycleID string) ([]cycle.Participant, error)
	History(ctx context.Context, practiceID, patientID string) ([]cycle.Snapshot, error)
	SaveParticipant(ctx context.Context, p *cycle.Participant) error
	CodeLists(ctx context.Context, practiceID string) ([]PracticeList, error)
	SaveCodeList(ctx context.Context, l *PracticeList) error
	DeleteCodeList(ctx context.Context, practiceID, name string) error
	ColumnMapping(ctx context.Context, practiceID, signature string) (map[string]string, error)
	SaveColumnMapping(ctx context.Context, practiceID, signature, by string, columns map[string]string) error
}

// Reviews are told of a new extract before it is kept; package review is them.
type Reviews interface {
	// StartedAgain makes a task of every stopped medicine that is prescribed
	// again, and gives the number of people. now is by patient id, nil for whom
	// the extract does not know.
	StartedAgain(ctx context.Context, by audit.Actor, asAt nhs.Date, now map[string]*cohort.Person) (int, error)
}

// Service takes extracts in.
type Service struct {
	Store   Store
	Reviews Reviews
	Audit   audit.Recorder
	Read    Reader
	Lists   func(ctx context.Context, practiceID string) (codelist.Set, error)
	Now     func() time.Time
}
