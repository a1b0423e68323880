package messages_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"stepdown/internal/contact"
	"stepdown/internal/messaging"
)

// After a restored backup the pages say what is known and what to do, and a
// person decides when texts go again.
func TestPageSaysWhatToDoAfterARestoredBackup(t *testing.T) {
	s := newSurgery(t, "2026-11-08")
	s.tx(func(ctx context.Context) error {
		_, err := s.Texts.Contact.HoldRestored(ctx, s.Practice.ID, 12)
		return err
	})
	v := s.As("Coordinator")
	v.Get("/texts").Is(http.StatusOK).Says("At least 12 texts went out after that copy was made", "Open the list of sent messages", "no automatic safety answer", "Let texts go again")
	v.Get("/home").Is(http.StatusOK).Says("All texts are stopped", "put back from a backup")
	v.Post("/texts/resume", url.Values{}).To("/texts")
	if p, err := s.Store.TextsPaused(ctx, s.Practice.ID); err != nil || p != (contact.Pause{}) {
		t.Errorf("%+v %v", p, err)
	}
	v.Get("/texts").Is(http.StatusOK).Hides("put back from a backup")
}

// waiting is a text that waits in the queue.
func waiting(s *surgery) messaging.Message {
	return messaging.Message{Practice: s.Practice.ID, Patient: s.ann.ID, Kind: messaging.Answer, To: "+447700900101", Intent: "answer/waiting", Body: "Wellbrook Surgery: we will ring you."}
}
