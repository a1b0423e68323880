// Package contact is how a practice reaches the people of a cycle: who is
// invited in which wave, by text or by letter; what one person is sent; and
// what a colleague does with a reply. It joins cycle (who takes part) with
// messaging (what a text may do). Each change is one transaction with its
// audit entry.
package contact

import (
	"context"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
)

// Store is what this package needs kept, beside the queue. Everything is
// looked up within a practice; what is another's is "not found".
type Store interface {
	messaging.Store
	WordingStore

	Practice(ctx context.Context, id string) (practice.Practice, error)
	Cycle(ctx context.Context, practiceID, id string) (cycle.Cycle, error)
	Participant(ctx context.Context, practiceID, id string) (cycle.Participant, error)
	Participants(ctx context.Context, practiceID, cycleID string) ([]cycle.Participant, error)
	ParticipantsOf(ctx context.Context, practiceID, patientID string) ([]cycle.Participant, error)
	SaveParticipant(ctx context.Context, p *cycle.Participant) error
	Patient(ctx context.Context, practiceID, id string) (cycle.Patient, error)
	PatientsOf(ctx context.Context, practiceID, cycleID string) (map[string]cycle.Patient, error)

	AddBatch(ctx context.Context, b *Batch) error
	SaveBatch(ctx context.Context, b *Batch) error // conflict when Version is not the newest
	Batch(ctx context.Context, practiceID, id string) (Batch, error)
	Batches(ctx context.Context, practiceID, cycleID string) ([]Batch, error) // newest first; all cycles when cycleID is empty
	BatchCounts(ctx context.Context, practiceID, batchID string) (map[messaging.State]int, error)

	MessageOf(ctx context.Context, practiceID, id string) (messaging.Message, error)
	MessagesOfCycle(ctx context.Context, practiceID, cycleID string) ([]messaging.Message, error)
	MessagesOfBatch(ctx context.Context, practiceID, batchID string) ([]messaging.Message, error) // oldest first
	// Conversation gives what went to and came from a person, or a number when
	// nobody is known, oldest first.
	Conversation(ctx context.Context, practiceID string, with Correspondent) (Conversation, error)
	// Troubled lists texts that a person should look at: failed, undelivered,
	// unknown or held, and not dealt with yet; newest first.
	Troubled(ctx context.Context, practiceID string) ([]messaging.Message, error)
	DealtWith(ctx context.Context, practiceID, messageID, by string) error

	InboundOf(ctx context.Context, practiceID, id string) (messaging.Inbound, error)
	// KnownReplies says which of the network's ids are kept already.
	KnownReplies(ctx context.Context, providerIDs []string) (map[string]bool, error)
	OpenReplies(ctx context.Context, practiceID string) ([]messaging.Inbound, error)
	RecentReplies(ctx context.Context, practiceID string, limit int) ([]messaging.Inbound, error) // answered and closed, newest first
	CountReplies(ctx context.Context, practiceID string, now time.Time) (unread, overdue int, err error)
	AddNote(ctx context.Context, n *Note) error
	// Opened notes that a colleague opened a thread, and gives the others who did
	// since, the latest first.
	Opened(ctx context.Context, practiceID, thread, staffID string, since time.Time) ([]Opening, error)
	// BeginEscalation says whether the caller should tell the practice: nobody
	// did for this step, or somebody began before since and did not end.
	BeginEscalation(ctx context.Context, practiceID string, e Escalation, since time.Time) (bool, error)
	EndEscalation(ctx context.Context, practiceID string, told []Escalation) error

	// ReplyEdits is the newest version of what the practice changed in the reading
	// of replies; NotFound when it changed nothing.
	ReplyEdits(ctx context.Context, practiceID string) (messaging.Edits, error)
	AddReplyEdits(ctx context.Context, practiceID string, e messaging.Edits) error

	// Wishes of a person and of a number, oldest first.
	Wishes(ctx context.Context, practiceID string, with Correspondent) ([]messaging.Entry, error)

	AddLetter(ctx context.Context, l *Letter) (added bool, err error)
	SaveLetter(ctx context.Context, l *Letter) error
	Letters(ctx context.Context, practiceID, cycleID string) ([]Letter, error)
	LettersTo(ctx context.Context, practiceID, patientID string) ([]Letter, error)

	// TextsPaused says why a practice's texts are stopped; the zero Pause when
	// they go. PauseTexts stops them, ResumeTexts lets them go again.
	TextsPaused(ctx context.Context, practiceID string) (Pause, error)
	PauseTexts(ctx context.Context, practiceID string, p Pause) error
	ResumeTexts(ctx context.Context, practiceID string) error

	// ExtractDate of the newest extract; empty when there is none.
	ExtractDate(ctx context.Context, practiceID string) (nhs.Date, error)
}

// Correspondent is whom a conversation is with: a person of the practice, or
// a number that belongs to nobody, or to several.
type Correspondent struct {
	Patient string
	Number  nhs.Mobile
}

// Opening is one colleague who has a thread open, as far as can be told.
type Opening struct {
	StaffID string
	At      time.Time
}

// Conversation is all that was said, each list oldest first.
type Conversation struct {
	Out     []messaging.Message
	In      []messaging.Inbound
	Notes   []Note
	Letters []Letter
}

// Note is what a colleague writes beside a conversation; no patient sees it.
type Note struct {
	ID         string
	PracticeID string
	With       Correspondent
	Text       string
	By         string
	At         time.Time
}

// Slots tells how many free places the clinic sessions of a cycle still have;
// NotFound when no session is to come.
type Slots interface {
	FreeSlots(ctx context.Context, practiceID, cycleID string) (int, error)
}

// Service is what colleagues do to reach people.
type Service struct {
	Store Store
	Desk  *messaging.Desk // over the same Store
	Audit audit.Recorder
	Slots Slots // nil: nobody knows
	Now   func() time.Time
	// CancelWindow passes between "send" and the first text of a batch, so that a
	// mistake seen at once harms nobody.
	CancelWindow time.Duration
}

func (s *Service) today() nhs.Date { return nhs.Today(s.Now()) }
