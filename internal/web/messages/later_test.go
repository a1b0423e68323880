package messages_test

import (
	"net/http"
	"net/url"
	"testing"

	"stepdown/internal/messaging"
)

// What the network says against itself changes nothing and is shown.
func TestContradictionOfTheNetworkIsShown(t *testing.T) {
	s := newSurgery(t, "2026-11-08")
	v := s.As("Coordinator")
	at := s.wave(v, "10")
	v.Post(at+"/send", held(v.Get(at), url.Values{"count": {"2"}})).To(at)
	s.due(2)
	all, err := s.Store.MessagesOfCycle(ctx, s.Practice.ID, s.cycle.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i, word := range []string{"sent", "undelivered"} { // late, and contradicting
		for _, m := range all {
			if _, err := s.Texts.Contact.ApplyStatus(ctx, messaging.StatusReport{Attempt: m.Attempt, Evidence: messaging.Evidence{ProviderID: m.ProviderID, Status: word}}); err != nil {
				t.Fatal(err)
			}
		}
		for _, path := range []string{at, "/people/" + s.ann.ID + "/messages"} {
			page := v.Get(path).Is(http.StatusOK).Says("On the phone")
			if i == 0 {
				page.Hides("Later the network reported")
			} else {
				page.Says("Later the network reported something else: “undelivered”")
			}
		}
	}
}
