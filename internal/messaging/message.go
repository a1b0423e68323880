// Package messaging is the texts: what may be said, to whom and when; the
// state of every text from its writing to its arrival; and the reading of
// replies. It knows no database and no telephone company: rows go through
// Store, calls through Sender.
package messaging

import (
	"time"

	"stepdown/internal/nhs"
)

// Message is one text to one person. The row is the queue and the truth:
// nothing else remembers that a text is due or was sent.
//
// Times are UTC; a zero time means "not yet" or "none". IDs are opaque text.
type Message struct {
	ID          string
	Practice    string
	Patient     string
	Cycle       string // empty when the text belongs to no cycle
	Participant string // empty when the text belongs to no participant
	Kind        Kind
	Intent      string // what this text is for; unique in a practice, see intent.go
	Template    string // name and version of the wording: "invitation-discreet/3"
	Language    string // BCP 47: "en", "cy"

	To       nhs.Mobile // personal data: encrypted at rest, never logged
	Body     string     // as it goes out, after smart encoding; encrypted at rest, never logged
	Segments int        // counted by Count when the text was written
	LongWhy  string     // why it needs more than three segments, in a person's words
	Line     string     // which sender line; empty for the practice's usual one
	Priority Priority
	Batch    string // empty for a text that stands alone

	Due      time.Time // not before
	Waits    time.Time // since when it could have gone, when the network put it off; zero when it did not
	NotAfter time.Time // after this the text is pointless and is held; zero for no end
	State    State
	Reason   string // why held, suppressed, cancelled, failed or unknown, in words a colleague can act on
	Version  int    // counts saves; SaveMessage compares it

	Attempt        string // random id of the latest attempt, carried by the status-callback address
	Attempts       int
	ProviderID     string // the network's own id, empty until known
	ProviderStatus string // the network's own word, never mapped back
	ErrorCode      int    // the network's code; 0 for none
	Later          string // the network's word that contradicted an end state, for a person to see

	Created, Changed time.Time
	Started          time.Time // the latest call to the network began
	Accepted         time.Time
	Sent             time.Time
	Ended            time.Time // delivered, undelivered, failed, cancelled or suppressed
}

// Kind of text. What the kinds may do differs: see Kind.rules.
type Kind string

// The kinds of text.
const (
	Invitation             Kind = "invitation"
	Reminder               Kind = "reminder"
	FollowUp               Kind = "follow-up"
	PlanText               Kind = "plan"
	AppointmentConfirmed   Kind = "appointment"
	DayBefore              Kind = "day-before"
	PainCafeInvitation     Kind = "pain-cafe"
	TenFootstepsInvitation Kind = "ten-footsteps"
	WellbeingLink          Kind = "wellbeing"
	SafetyAnswer           Kind = "safety-answer"
	Answer                 Kind = "answer"
	Correction             Kind = "correction"
)

// Kinds in the order of a cycle, for lists and tests.
var Kinds = []Kind{Invitation, Reminder, AppointmentConfirmed, DayBefore, PlanText, FollowUp,
	PainCafeInvitation, TenFootstepsInvitation, WellbeingLink, SafetyAnswer, Answer, Correction}

// Priority in the queue: a higher one goes first.
type Priority int

// The priorities. A person who waits for an answer goes before a batch.
const (
	Bulk     Priority = 10
	Personal Priority = 20
	Reply    Priority = 30
	Urgent   Priority = 40
)

// kindRule says how a kind behaves in the queue.
type kindRule struct {
	words     string
	priority  Priority
	anyHour   bool          // may go outside the send window
	staleness time.Duration // unsent this long after its due time, it is held for a person
}

const day = 24 * time.Hour

var kindRules = map[Kind]kindRule{
	Invitation:             {"invitation", Bulk, false, day},
	Reminder:               {"reminder", Bulk, false, day},
	FollowUp:               {"follow-up", Bulk, false, day},
	PlanText:               {"reduction plan", Personal, false, day},
	AppointmentConfirmed:   {"appointment confirmation", Personal, false, day},
	DayBefore:              {"reminder the day before", Personal, false, 12 * time.Hour},
	PainCafeInvitation:     {"Pain Café invitation", Bulk, false, day},
	TenFootstepsInvitation: {"Ten Footsteps invitation", Bulk, false, day},
	WellbeingLink:          {"wellbeing questions", Bulk, false, day},
	SafetyAnswer:           {"automatic safety answer", Urgent, true, time.Hour},
	Answer:                 {"answer", Reply, true, 12 * time.Hour},
	Correction:             {"correction", Reply, true, 12 * time.Hour},
}

// String names the kind as pages do.
func (k Kind) String() string {
	if r, ok := kindRules[k]; ok {
		return r.words
	}
	switch k {
	case InvitationLetter:
		return "letter of invitation"
	case ReminderLetter:
		return "letter of reminder"
	}
	return string(k)
}

// Known reports whether k is one of Kinds.
func (k Kind) Known() bool { _, ok := kindRules[k]; return ok }

// Priority of the kind in the queue.
func (k Kind) Priority() Priority { return kindRules[k].priority }

// AnyHour reports whether the kind may go outside the send window: an answer
// that a person presses send on, the automatic safety answer, a correction.
func (k Kind) AnyHour() bool { return kindRules[k].anyHour }

// Stale reports whether the text waited so long that a person should look
// before it goes: the machine was off, or the database came from a backup.
func (m Message) Stale(now time.Time) bool {
	if !m.NotAfter.IsZero() && now.After(m.NotAfter) {
		return true
	}
	since := m.Due
	if !m.Waits.IsZero() {
		since = m.Waits
	}
	wait := kindRules[m.Kind].staleness
	return wait > 0 && now.Sub(since) > wait
}

// DueAt makes the text due at another time, chosen anew: what it waited before
// counts no more.
func (m Message) DueAt(t time.Time) Message {
	m.Due, m.Waits = t.UTC(), time.Time{}
	return m
}
