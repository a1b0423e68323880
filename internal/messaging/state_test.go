package messaging

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The drawing in docs/messaging.md, from the other side: what may not happen.
func TestMoves(t *testing.T) {
	for _, from := range States {
		for _, to := range States {
			back := to.Rank() < from.Rank()
			if CanMove(from, to) && back && !(from == Sending && (to == Queued || to == Held)) {
				t.Errorf("%s -> %s goes back", from, to)
			}
			if CanMove(from, to) && from.Ended() {
				t.Errorf("%s is an end but leads to %s", from, to)
			}
		}
		if CanMove(from, from) {
			t.Errorf("%s moves to itself", from)
		}
	}
	for _, never := range [][2]State{{Unknown, Queued}, {Unknown, Sending}, {Accepted, Queued}, {Held, Sending}, {Unknown, Held}, {Delivered, Sent}, {Sending, Cancelled}} {
		if CanMove(never[0], never[1]) {
			t.Errorf("%s -> %s must not be", never[0], never[1])
		}
	}
}

func TestProviderWordsAreAllKnown(t *testing.T) {
	words := []string{"queued", "sending", "sent", "failed", "delivered", "undelivered", "receiving", "received", "accepted", "scheduled", "read", "partially_delivered", "canceled"}
	for _, w := range words {
		if _, known := providerStates[w]; !known {
			t.Errorf("%s is not in the table", w)
		}
	}
	if len(providerStates) != len(words) {
		t.Error("the table holds words that the network has not")
	}
	if _, ok := ProviderState("received"); ok {
		t.Error("received says nothing of our texts")
	}
	if _, ok := ProviderState("new-word"); ok {
		t.Error("an unknown word was taken for evidence")
	}
}

// Callbacks in any order, any number of times: what is known never shrinks,
// the first end stays, and the order does not change whether it is reached.
func TestEvidenceNeverGoesBack(t *testing.T) {
	words := []string{"queued", "sending", "sent", "failed", "delivered", "undelivered", "receiving", "received", "accepted", "scheduled", "read", "canceled", "nonsense", ""}
	rapid.Check(t, func(t *rapid.T) {
		m := Message{ID: "m", State: rapid.SampledFrom(States).Draw(t, "start"), Attempt: "a"}
		now := time.Unix(0, 0)
		for _, w := range rapid.SliceOfN(rapid.SampledFrom(words), 0, 12).Draw(t, "words") {
			before := m
			m, _ = m.Apply(Evidence{ProviderID: "SM1", Status: w}, now)
			if m.State.Rank() < before.State.Rank() {
				t.Fatalf("%s after %q became %s", before.State, w, m.State)
			}
			if before.State.Ended() && m.State != before.State {
				t.Fatalf("an end changed: %s -> %s", before.State, m.State)
			}
			again, changed := m.Apply(Evidence{ProviderID: "SM1", Status: w}, now)
			if changed && again.State != m.State {
				t.Fatalf("the same evidence twice: %s -> %s", m.State, again.State)
			}
			now = now.Add(time.Second)
		}
	})
}

func TestEvidence(t *testing.T) {
	now := time.Unix(0, 0)
	m := Message{State: Sending, Attempt: "a"}
	m, _ = m.Apply(Evidence{ProviderID: "SM1", Status: "undelivered", Code: 30005, Reason: "unknown handset"}, now)
	if m.State != Undelivered || m.ErrorCode != 30005 || m.Reason != "unknown handset" {
		t.Errorf("%+v", m)
	}
	m, _ = m.Apply(Evidence{ProviderID: "SM1", Status: "undelivered"}, now)
	if m.ErrorCode != 30005 {
		t.Error("a callback without a code erased the code")
	}
	m, changed := m.Apply(Evidence{ProviderID: "SM1", Status: "delivered"}, now)
	if m.State != Undelivered || m.Later != "delivered" || !changed {
		t.Errorf("a contradiction must be kept to be seen: %+v", m)
	}
	second, _ := (Message{State: Accepted, ProviderID: "SM1"}).Apply(Evidence{ProviderID: "SM2", Status: "sent"}, now)
	if second.ProviderID != "SM1" || second.State != Accepted || second.Later == "" {
		t.Errorf("a second id for one text: %+v", second)
	}
	late, _ := (Message{State: Failed}).Apply(Evidence{ProviderID: "SM1", Status: "sent"}, now)
	if late.Later != "sent" || late.State != Failed {
		t.Errorf("a text thought not sent that went after all: %+v", late)
	}
}
