package contact

import (
	"time"

	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
)

// Letter is one printed letter to one person.
type Letter struct {
	ID          string
	PracticeID  string
	CycleID     string
	Participant string
	Patient     string
	Kind        messaging.Kind // messaging.InvitationLetter or ReminderLetter; empty in old records: an invitation
	Template    string         // the wording and its version
	Language    string         // BCP 47
	Intent      string         // unique in a practice, as a text's is
	State       LetterState
	Version     int
	CreatedAt   time.Time

	Name       string   // as on the envelope
	Address    []string // lines, postcode last
	Body       []string // paragraphs
	LargePrint bool
	Why        string // why a letter and not a text, for colleagues
	By         string // who asked for it
	SentOn     nhs.Date
	SentBy     string
}

// LetterState is where a letter stands.
type LetterState string

// The states of a letter.
const (
	ToPrint LetterState = "to print"
	Posted  LetterState = "sent"
)

// InvitationLetter is the intent of the letter that invites a participant.
func InvitationLetter(participantID string) string { return "invitation-letter/" + participantID }

// ReminderLetterIntent is the intent of the letter that reminds a participant.
func ReminderLetterIntent(participantID string) string { return "reminder-letter/" + participantID }

// Reminds reports whether the letter reminds of an invitation.
func (l Letter) Reminds() bool { return l.Kind == messaging.ReminderLetter }
