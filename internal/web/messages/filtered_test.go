package messages_test

import (
	"net/url"
	"strconv"
	"testing"

	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
)

// A wave whose words the network takes for spam stops by itself, while most of
// it can still go in other words.
func TestWaveTakenForSpamIsPaused(t *testing.T) {
	s := newSurgery(t, "2026-11-08")
	for i := range 8 { // with Ann and Di ten people
		s.join("P"+strconv.Itoa(i), "07700 90020"+strconv.Itoa(i), cycle.Suitable)
	}
	v := s.As("Coordinator")
	at := s.wave(v, "10")
	s.due(0) // it is the database that sent last
	v.Post(at+"/send", held(v.Get(at), url.Values{"count": {"10"}})).To(at)
	s.Texts.Dispatcher.Limit = 7
	if _, err := s.Texts.Dispatcher.Step(ctx); err != nil {
		t.Fatal(err)
	}
	all, err := s.Store.MessagesOfCycle(ctx, s.Practice.ID, s.cycle.ID)
	if err != nil {
		t.Fatal(err)
	}
	reported := 0
	for _, m := range all {
		if m.Attempt == "" {
			continue
		}
		page := v.Get(at)
		if reported < 5 {
			page.Hides("of this wave for spam")
		}
		for range 2 { // each comes twice
			report := messaging.StatusReport{Attempt: m.Attempt, Evidence: messaging.Evidence{ProviderID: m.ProviderID, Status: "undelivered", Code: 30007, Reason: "The network took the text for spam."}, Filtered: true}
			if _, err := s.Texts.Contact.ApplyStatus(ctx, report); err != nil {
				t.Fatal(err)
			}
		}
		reported++
	}
	if reported != 7 {
		t.Fatalf("%d texts had gone", reported)
	}
	v.Get(at).Says("Paused.", "The network took 5 texts of this wave for spam. Ask for help with the wording")
	v.Get("/home").Says("Invitations are paused", "for spam")
	s.due(0)
	v.Post(at+"/resume", url.Values{}).To(at) // a person may go on all the same
	s.due(3)
}
