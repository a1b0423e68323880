package messaging

import (
	"context"
	"time"

	"stepdown/internal/nhs"
)

// Store keeps the rows. Every method takes its handle from ctx, so that calls
// inside InTx belong to one transaction; calls outside it are each their own.
// What is not there is a problem of kind NotFound.
type Store interface {
	// InTx runs f in one transaction, or joins the one that ctx already holds.
	InTx(ctx context.Context, f func(ctx context.Context) error) error

	// AddMessage inserts the row. It reports false and changes nothing when the
	// practice already has a message of the same Intent (ON CONFLICT DO NOTHING:
	// a unique index on practice and intent, not a look beforehand).
	AddMessage(ctx context.Context, m Message) (added bool, err error)

	// Message by its id.
	Message(ctx context.Context, id string) (Message, error)
	// MessageByAttempt finds the row that carries the attempt id.
	MessageByAttempt(ctx context.Context, attempt string) (Message, error)
	// MessageByProviderID finds the row that carries the network's id.
	MessageByProviderID(ctx context.Context, id string) (Message, error)

	// SaveMessage writes every changeable field of m and Version+1, WHERE id, the
	// state and the version are still as the caller read them (was, m.Version).
	// It reports false and changes nothing when somebody else was first.
	SaveMessage(ctx context.Context, m Message, was State) (saved bool, err error)

	// DueMessages lists queued rows with Due <= now, not of a paused batch or
	// practice, by priority (highest first), then Due, then ID. It claims nothing;
	// on PostgreSQL it may use FOR UPDATE SKIP LOCKED when inside a transaction.
	DueMessages(ctx context.Context, now time.Time, limit int) ([]Message, error)

	// MessagesIn lists rows in one of the states that last changed from since
	// (zero: ever) to before, oldest first.
	MessagesIn(ctx context.Context, states []State, since, before time.Time, limit int) ([]Message, error)

	// Unsent lists queued and held rows that match every set field of the filter.
	Unsent(ctx context.Context, f Filter) ([]Message, error)

	// Facts gathers what decides whether m may go, as things stand now. It reads
	// the register by number and by person, across cycles.
	Facts(ctx context.Context, m Message) (Facts, error)

	// Addressee says whose number (ours) a text arrived at, and who of that
	// practice has or had the sender's number. The practice must be found even
	// when nobody has the number: the text must still reach a person.
	Addressee(ctx context.Context, ours string, from nhs.Mobile) (Addressee, error)

	// AddInbound inserts a text from a patient. It reports false and changes
	// nothing when the network's id is known already (unique for ever).
	AddInbound(ctx context.Context, in Inbound) (added bool, err error)
	// Inbound by its id.
	Inbound(ctx context.Context, id string) (Inbound, error)
	// SaveInbound writes the changeable fields and Version+1 where Version is
	// still as read; false when somebody else was first.
	SaveInbound(ctx context.Context, in Inbound) (saved bool, err error)

	// Register appends to the register of wishes; it is never edited.
	Register(ctx context.Context, e Entry) error
}

// Filter chooses unsent rows; empty fields match all.
type Filter struct {
	Practice string
	Patient  string
	To       nhs.Mobile
	Batch    string
}

// Addressee is the practice that a text arrived at, and who may have sent it.
type Addressee struct {
	Practice     string
	PracticeName string
	Telephone    string // the practice's own, for the safety answer; may be empty
	Nation       nhs.Nation
	People       []Correspondent // everyone of the practice with the number; more than one: nobody can tell who wrote
	LastSafety   time.Time       // when a safety answer was last queued to the number; zero for never
	Live         bool            // a reduction plan is live for any of them
}

// Correspondent is a person who has the number, with the latest text we sent.
type Correspondent struct {
	Patient     string
	Cycle       string
	Participant string
	LastMessage string // id of the latest text to them; empty for none
}

// Entry is one line of the register of wishes: by number and, when known, by
// person. The newest entry counts, per number and per person; an opt-out by
// either is honoured.
type Entry struct {
	ID       string
	Practice string
	Patient  string     // empty when the number alone is known
	Number   nhs.Mobile // empty for a wish spoken at the desk by somebody without a number
	Wish     Wish
	Source   string // "reply STOP", "network code 21610", "told a colleague"
	By       string // who recorded it; empty for the machine
	At       time.Time
}

// Wish is what an entry of the register says.
type Wish string

// The wishes.
const (
	OptedOut    Wish = "opted out"
	OptedIn     Wish = "opted in"       // START, or told a colleague
	AskedToStop Wish = "asked to stop"  // in words that a person must confirm; no texts meanwhile but the safety answer
	WrongPerson Wish = "wrong person"   // somebody else answered: no texts to the number until it is checked
	Checked     Wish = "number checked" // ends WrongPerson and AskedToStop
)
