package messages_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"stepdown/internal/messaging"
)

func (s *surgery) reply(id, from, words string) messaging.Inbound {
	s.t.Helper()
	got, err := s.Texts.Contact.Receive(ctx, messaging.Arrival{ProviderID: id, From: from, To: "practice:" + s.Practice.ID, Body: words, Received: s.Now()})
	if err != nil {
		s.t.Fatal(err)
	}
	return got.Inbound
}

// The replies of a colleague who is away are among those of the one who
// covers, and what a view leaves out is said.
func TestCoverMovesTheWork(t *testing.T) {
	s := newSurgery(t, "2026-11-08")
	s.reply("a", "+447700900101", "please ring me")
	s.reply("b", "+447700900104", "I cant cope")
	clinician, coordinator := s.As("Clinician"), s.As("Coordinator")
	first := firstReply(t, coordinator) // the urgent one
	page := coordinator.Get(first)
	form := held(page, url.Values{"owner": {s.Staff("Clinician").ID}})
	coordinator.Post(first+"/assign", form).To(first)

	clinician.Get("/replies?whose=mine").Is(http.StatusOK).Says("I cant cope", "1 more reply waits").Hides("please ring me")
	coordinator.Get("/replies?whose=mine").Is(http.StatusOK).Says("None of these", "2 more replies wait", "1 of them may be urgent").Hides("I cant cope")
	coordinator.Get("/replies?whose=free").Is(http.StatusOK).Says("please ring me").Hides("“I cant cope")

	if err := s.App.Practice.SetCover(ctx, s.Staff("Administrator").Actor(), s.Staff("Clinician").ID, s.Staff("Coordinator").ID); err != nil {
		t.Fatal(err)
	}
	coordinator.Get("/replies?whose=mine").Is(http.StatusOK).Says("You cover", "I cant cope", "Mine and those I cover, 1").Hides("please ring me")
	coordinator.Get("/replies").Says("I cant cope", "please ring me")
}

// Who opens a thread that a colleague has open is told, and not a quarter of an
// hour later.
func TestTwoAtOneThreadAreToldAtTheOpening(t *testing.T) {
	s := newSurgery(t, "2026-11-08")
	in := s.reply("a", "+447700900101", "please ring me")
	at := "/replies/" + in.ID
	s.As("Clinician").Get(at).Is(http.StatusOK).Hides("A colleague may be at this thread")
	name := s.Staff("Clinician").Name
	s.As("Coordinator").Get(at).Is(http.StatusOK).Says("A colleague may be at this thread: " + name + " opened it just now")
	s.As("Clinician").Get(at).Is(http.StatusOK).Says(s.Staff("Coordinator").Name + " opened it")
	s.Move(s.Now().Add(16 * time.Minute))
	s.As("Coordinator").Get(at).Is(http.StatusOK).Hides("A colleague may be at this thread")
}
