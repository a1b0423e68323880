package messaging

import (
	"time"

	"stepdown/internal/nhs"
)

// Inbound is a text from a patient. It is kept for ever in the words it came
// in, and stays on the worklist until a person closes it: nothing in this
// package closes or hides one.
type Inbound struct {
	ID          string
	ProviderID  string // the network's id, unique for ever
	Practice    string
	Patient     string     // empty when nobody, or more than one person, has the number
	Cycle       string     //
	Participant string     //
	InReplyTo   string     // id of our latest text to them; empty for none
	From        string     // as the network gave it; personal data
	Number      nhs.Mobile // From, when it is a UK mobile
	To          string     // our number
	Body        string     // personal data
	Media       int        // pictures that came along; they are not fetched
	Received    time.Time

	Class   Class
	Urgent  bool
	Matches []Match // why, in the words of the rules
	Ask     string  // a question the thread puts to a person: "texts, or the medicine?"
	DueBy   time.Time

	State   ThreadState
	Owner   string // who took it; empty for nobody
	Seen    time.Time
	Ended   time.Time // answered or closed
	EndedBy string
	Outcome string // why it was closed without an answer
	Version int
}

// ThreadState is where a text from a patient stands with us.
type ThreadState string

// The states of a text from a patient.
const (
	Open     ThreadState = "open"
	Answered ThreadState = "answered"
	Closed   ThreadState = "closed"
)
