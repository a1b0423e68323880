package cycle

import (
	"time"

	"stepdown/internal/cohort"
	"stepdown/internal/nhs"
)

// Patient is a person of the practice who is, or was, on a target medicine:
// who they are and how to reach them, as the last extract said, and what they
// need of us. Medicines and problems stand in the snapshot of each extract.
type Patient struct {
	ID         string
	PracticeID string
	ExtractID  string // the extract that spoke of them last
	UpdatedAt  time.Time

	Person cohort.Person // without medicines and problems
	Needs  Needs
	ByHand bool // entered by a person, not by an extract
}

// Needs are communication needs (Accessible Information Standard), kept from
// cycle to cycle.
type Needs struct {
	Interpreter string // language, when one is needed
	LargePrint  bool
	Carer       string // who speaks for or with the person
	Capacity    string // what is recorded about capacity
	NoTexts     bool   // prefers another way
	Note        string
}

// Name as it is shown: "Siân Pritchard".
func (p Patient) Name() string { return p.Person.Given + " " + p.Person.Family }

// FormalName as on a list: "PRITCHARD, Siân (Mrs)".
func (p Patient) FormalName() string { return p.Person.FormalName() }

// Gone says why the person can no longer be contacted: died, or left.
func (p Patient) Gone() string {
	switch {
	case p.Person.Died != "" || p.Person.Deceased:
		return "died"
	case p.Person.Left != "" || p.Person.Deregistered:
		return "left the practice"
	}
	return ""
}

// AgeOn a day, or -1 when the birth date is not known.
func (p Patient) AgeOn(d nhs.Date) int { return p.Person.BirthDate.AgeOn(d) }

// Snapshot is what one extract said of one person.
type Snapshot struct {
	ExtractID  string
	PatientID  string
	PracticeID string
	AsAt       nhs.Date
	Person     cohort.Person
}
