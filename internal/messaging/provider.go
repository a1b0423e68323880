package messaging

import "time"

// providerState maps the words of the Twilio message resource (its own API
// description lists these thirteen) to ours, in the order they come. receiving
// and received belong to texts that patients send and say nothing of ours.
var providerStates = map[string]struct {
	rank  int
	state State
}{
	"accepted":            {1, Accepted}, // the first with a Messaging Service
	"scheduled":           {1, Accepted},
	"queued":              {2, Accepted}, // the first without one
	"sending":             {3, Accepted},
	"sent":                {4, Sent},
	"delivered":           {5, Delivered},
	"read":                {6, Delivered},
	"partially_delivered": {5, Undelivered}, // a text that arrived in part was not received
	"undelivered":         {5, Undelivered},
	"failed":              {5, Failed},
	"canceled":            {5, Failed},
	"receiving":           {},
	"received":            {},
}

// ProviderState gives our state for a network's word; ok is false for a word
// that says nothing of a text of ours, or that is new to us.
func ProviderState(word string) (s State, ok bool) {
	p := providerStates[word]
	return p.state, p.rank > 0
}

// Evidence is what the network says of one text, by whichever way it came:
// the answer to the call, a status callback, or the list.
type Evidence struct {
	ProviderID string
	Status     string // the network's word
	Code       int    // error code; 0 for none
	Reason     string // the code in words with what to do; empty for none
}

// Apply raises the message by evidence. It reports whether anything changed.
// Evidence that is late, repeated, or contradicts an end state never lowers
// it; a contradiction is kept in Later for a person to see. An error code once
// known is not erased by a callback that does not bring one.
func (m Message) Apply(e Evidence, now time.Time) (Message, bool) {
	before := m
	if m.ProviderID == "" {
		m.ProviderID = e.ProviderID
	}
	state, ok := ProviderState(e.Status)
	switch {
	case e.ProviderID != "" && e.ProviderID != m.ProviderID:
		m = before
		m.Later = "the network reported a second text, " + e.Status
	case !ok:
	case m.State.Ended():
		// Also a contradiction: a text we thought never went has an id after all.
		if state.Ended() && state != m.State || before.ProviderID == "" && e.ProviderID != "" {
			m.Later = e.Status
		} else if providerStates[e.Status].rank > providerStates[m.ProviderStatus].rank {
			m.ProviderStatus = e.Status
		}
	default:
		if providerStates[e.Status].rank > providerStates[m.ProviderStatus].rank {
			m.ProviderStatus = e.Status
		}
		if moved, err := m.Move(state, e.Reason, now); err == nil && state.Rank() > m.State.Rank() {
			m = moved
		}
	}
	if e.Code != 0 && m.ErrorCode == 0 {
		m.ErrorCode = e.Code
		if m.Reason == "" {
			m.Reason = e.Reason
		}
	}
	if m == before {
		return before, false
	}
	m.Changed = now.UTC()
	return m, true
}
