package messages_test

import (
	"net/http"
	"testing"
)

// A text that the network reported as delivered is nowhere shown as read.
func TestOnThePhoneIsNotRead(t *testing.T) {
	s := newSurgery(t, "2026-11-08")
	v := s.As("Coordinator")
	at := s.wave(v, "10")
	v.Post(at+"/send", held(v.Get(at), map[string][]string{"count": {"2"}})).To(at)
	s.due(2)
	in := s.reply("a", "+447700900101", "please ring me")
	for _, path := range []string{at, "/people/" + s.ann.ID + "/messages", "/replies/" + in.ID} {
		v.Get(path).Is(http.StatusOK).Says("On the phone", "does not mean that the person has read it")
	}
}
