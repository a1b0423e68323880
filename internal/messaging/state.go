package messaging

import (
	"fmt"
	"slices"
	"time"
)

// State of a text. The drawing is in docs/messaging.md; the moves are below
// and nowhere else.
type State string

// The states.
const (
	Queued      State = "queued"      // waits for its time
	Sending     State = "sending"     // the intent to call is committed; the call may be under way
	Unknown     State = "unknown"     // a call was made or begun and nobody knows its outcome: never sent again by guess
	Accepted    State = "accepted"    // the network has it and gave it an id
	Sent        State = "sent"        // the network passed it on; may be the last that is heard
	Delivered   State = "delivered"   // end: the handset has it
	Undelivered State = "undelivered" // end: the handset could not be reached
	Failed      State = "failed"      // end: it was refused
	Held        State = "held"        // waits for a person
	Cancelled   State = "cancelled"   // end: a person withdrew it before it went
	Suppressed  State = "suppressed"  // end: the last check said no (opted out, died, left ...)
)

// States in the order of a text's life.
var States = []State{Queued, Held, Sending, Unknown, Accepted, Sent, Delivered, Undelivered, Failed, Cancelled, Suppressed}

// moves are all the moves there are. Evidence from the network may skip states
// (a callback can arrive before the call returns, or for a text the network
// first said it had not processed) but never goes back, so a late or repeated
// callback does no harm. The ways back to the queue are not evidence: "not
// processed" (the network said that it did nothing) and a person's release.
var moves = map[State][]State{
	Queued:   append([]State{Sending, Held, Cancelled, Suppressed}, evidence...),
	Held:     append([]State{Queued, Cancelled, Suppressed}, evidence...),
	Sending:  append([]State{Unknown, Queued, Held}, evidence...),
	Unknown:  evidence,
	Accepted: {Sent, Delivered, Undelivered, Failed},
	Sent:     {Delivered, Undelivered, Failed},
}

var evidence = []State{Accepted, Sent, Delivered, Undelivered, Failed}

var ranks = map[State]int{
	Queued: 0, Held: 0, Sending: 1, Unknown: 1, Accepted: 2, Sent: 3,
	Delivered: 4, Undelivered: 4, Failed: 4, Cancelled: 4, Suppressed: 4,
}

// CanMove reports whether a text may go from one state to another.
func CanMove(from, to State) bool { return slices.Contains(moves[from], to) }

// Rank orders the states by what is known: evidence only ever raises it.
func (s State) Rank() int { return ranks[s] }

// Ended reports whether the state is final.
func (s State) Ended() bool { _, going := moves[s]; return !going }

// Unsent reports whether the network has certainly not been asked.
func (s State) Unsent() bool { return s == Queued || s == Held }

// MoveError is a move that the drawing does not allow.
type MoveError struct{ From, To State }

func (e *MoveError) Error() string {
	return fmt.Sprintf("a text that is %s cannot become %s", e.From, e.To)
}

// Move gives the message in its new state, with the time of the change and
// the reason (in words; empty for the ordinary course), or a *MoveError.
func (m Message) Move(to State, reason string, now time.Time) (Message, error) {
	if !CanMove(m.State, to) {
		return m, &MoveError{m.State, to}
	}
	now = now.UTC()
	m.State, m.Reason, m.Changed = to, reason, now
	switch to {
	case Sending:
		m.Started = now
	case Accepted:
		m.Accepted = now
	case Sent:
		m.Sent = now
	}
	if to.Ended() {
		m.Ended = now
	}
	return m, nil
}
