package messaging

import (
	"context"
	"fmt"
	"time"

	"stepdown/internal/nhs"
)

// Sender is a telephone network. Send makes at most one attempt: it never
// retries, because the network cannot tell a repeat from a second text.
type Sender interface {
	// Send answers with the network's id, or with a *SendError that says what is
	// certain. Any other error, and a Receipt without an id, means unknown.
	Send(ctx context.Context, out Outgoing) (Receipt, error)
}

// Outgoing is what a network is asked to carry.
type Outgoing struct {
	Attempt      string // goes into the status-callback address, so that a callback finds the row
	Practice     string
	Line         string // which sender line; empty for the usual one
	To           nhs.Mobile
	Body         string
	Segments     int
	InvitesReply bool // a line that cannot receive must refuse it
}

// Receipt is the network's answer to an accepted text.
type Receipt struct {
	ProviderID string
	Status     string // the network's word
	Code       int
	Reason     string
}

// Outcome of a call that brought no receipt.
type Outcome int

// The outcomes, in the order of what they allow.
const (
	// Unclear: the text may or may not be on its way (time-out, reset, 5xx, an
	// answer without an id). It must not be sent again by guess.
	Unclear Outcome = iota
	// NotProcessed: the network says that it did nothing (429). Safe to repeat later.
	NotProcessed
	// Refused: the network will not carry this text. Final.
	Refused
	// Misconfigured: our account or settings are at fault; every other text would
	// meet the same. Stop the sender, hold the text, tell a person.
	Misconfigured
)

func (o Outcome) String() string {
	return [...]string{"unknown", "not processed", "refused", "misconfigured"}[o]
}

// SendError is an outcome with its reason. Its words name no number and quote
// no text.
type SendError struct {
	Outcome  Outcome
	Code     int           // the network's code; 0 for none
	Reason   string        // in words, with what to do
	OptedOut bool          // the network holds an opt-out of this number (21610)
	After    time.Duration // how long to wait before a repeat; 0 when the network did not say
	Err      error
}

func (e *SendError) Error() string {
	if e.Code != 0 {
		return fmt.Sprintf("%s (code %d): %s", e.Outcome, e.Code, e.Reason)
	}
	return fmt.Sprintf("%s: %s", e.Outcome, e.Reason)
}

func (e *SendError) Unwrap() error { return e.Err }

// Sighting is one text as the network's list shows it.
type Sighting struct {
	ProviderID string
	To         nhs.Mobile
	Body       string
	Created    time.Time
	Status     string
	Code       int
	Reason     string
	OptedOut   bool // the code says that the number opted out at the network
}

// Network is a Sender that can also be asked what it holds, so that unclear
// outcomes are settled and texts that arrived while we were down are found.
type Network interface {
	Sender
	// Sightings lists texts of ours to a number, newest first, at most limit. A
	// text that is absent may still have been sent: the list lags.
	Sightings(ctx context.Context, to nhs.Mobile, limit int) ([]Sighting, error)
	// Look fetches one text by the network's id.
	Look(ctx context.Context, providerID string) (Sighting, error)
	// Arrivals lists texts from patients since a time, oldest first, at most limit
	// for each of our numbers. What it found is given even with an error, which
	// says that there may be more.
	Arrivals(ctx context.Context, since time.Time, limit int) ([]Arrival, error)
}

// Arrival is a text from a patient as a network hands it over.
type Arrival struct {
	ProviderID string
	From       string
	To         string
	Body       string
	Media      int
	OptOutType string // STOP, START or HELP when the network says so itself
	Received   time.Time
}

// StatusReport is a status callback.
type StatusReport struct {
	Attempt string // from the address of the callback; empty when missing
	Evidence
	OptedOut      bool // the code says that the number opted out at the network
	Filtered      bool // the code says that the network took the words for spam: the next text in them would meet the same
	Misconfigured bool // the code says that our account or settings are at fault: every other text would meet the same
}
