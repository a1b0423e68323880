package messages_test

import (
	"context"
	"strings"
	"testing"

	"stepdown/internal/messaging"
)

// refusing is a network that takes nothing.
type refusing struct{}

func (refusing) Send(context.Context, messaging.Outgoing) (messaging.Receipt, error) {
	return messaging.Receipt{}, &messaging.SendError{Outcome: messaging.Refused, Code: 30007, Reason: "The network took the text for spam."}
}

// A safety answer that did not go is not one failed text among others.
func TestSafetyAnswerThatDidNotGoStandsFirst(t *testing.T) {
	s := newSurgery(t, "2026-11-08")
	s.Texts.Dispatcher.Sender = refusing{}
	s.reply("a", "+447700900101", "I cant cope")
	s.due(1)
	v := s.As("Clinician")
	home := v.Get("/home").Says("1 automatic safety answer may not have reached anybody", "read what they wrote and ring them", "1 text did not arrive").Body
	if strings.Index(home, "1 automatic safety answer") > strings.Index(home, "1 text did not arrive") {
		t.Error("it does not stand before the others")
	}
	// Known beforehand: the task itself says that nothing goes.
	s.reply("b", "+447700900104", "Stop")
	in := s.reply("c", "+447700900104", "I cant cope")
	v.Get("/replies/"+in.ID).Says("No automatic safety answer goes to them. They asked for no texts on 10 Nov", "Ring them.")
}
