package messaging

// Class of a reply. It is a label beside the person's own words, never
// instead of them.
type Class string

// The classes, most pressing first.
const (
	ClassUrgent       Class = "urgent"
	ClassOptOut       Class = "opt-out"
	ClassWrongPerson  Class = "wrong-person"
	ClassPrescription Class = "prescription"
	ClassStruggling   Class = "struggling"
	ClassBooking      Class = "booking"
	ClassQuestion     Class = "question"
	ClassDoingWell    Class = "doing-well"
	ClassOptIn        Class = "opt-in"
	ClassUnclear      Class = "unclear"
)

// Match is one rule that fired: its id in the table, and the words of the
// reply that it saw.
type Match struct {
	Rule  string
	Class Class
	Words string
}
