package messages_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"stepdown/internal/messaging"
)

// talkative is a network whose errors repeat what they were given.
type talkative struct{ outcome messaging.Outcome }

func (n talkative) Send(_ context.Context, out messaging.Outgoing) (messaging.Receipt, error) {
	return messaging.Receipt{}, &messaging.SendError{Outcome: n.outcome, Reason: "It did not go.",
		Err: &url.Error{Op: "Post", URL: "https://network.example/?To=" + string(out.To), Err: errors.New(out.Body)}}
}

var addresses = regexp.MustCompile(`(?:href|action|src)="([^"]*)"`)

// A whole conversation, with what goes wrong in one: nobody's name, number or
// words stand in the log, nor in the address of any page, nor in an error page.
func TestNobodyIsNamedInTheLogNorInAddresses(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	s.invite(v)
	phone := s.phone("+447700900101")
	pages := []string{"/home", "/replies", "/texts", "/simulator", phone, s.inviteAt(), "/cycles/" + s.cycle.ID + "/letters", "/people/" + s.ann.ID, "/people/" + s.ann.ID + "/messages", "/people/" + s.ann.ID + "/messages/record"}
	for _, words := range []string{"I cannot cope, Marmaduke here", "please ring me on 07700 900199", "STOP"} {
		v.Post(phone, url.Values{"body": {words}}).To(phone)
		thread := firstReply(t, v)
		pages = append(pages, thread)
		v.Post(thread+"/note", url.Values{"note": {"rang Marmaduke, left word"}}).To(thread)
		v.Post(thread+"/answer", held(v.Get(thread), url.Values{"body": {"We will ring you, Marmaduke."}}))
		v.Post(thread+"/answer", held(v.Get(thread), url.Values{"body": {""}})).Is(http.StatusUnprocessableEntity)
	}
	for i, outcome := range []messaging.Outcome{messaging.Unclear, messaging.NotProcessed, messaging.Refused, messaging.Misconfigured} {
		s.Texts.Dispatcher.Sender = talkative{outcome}
		m := waiting(s)
		m.Intent, m.Patient, m.To = fmt.Sprint("answer/", i), "", "+447700900104"
		if _, added, err := s.Texts.Desk.Queue(ctx, m); !added || err != nil {
			t.Fatal(added, err)
		}
		if _, err := s.Texts.SendDue(ctx); err != nil {
			t.Fatal(err)
		}
		s.Texts.Dispatcher.Resume()
	}
	v.Get("/replies/nosuchreply").Is(http.StatusNotFound)
	v.Post("/people/"+s.ann.ID+"/messages/wish", url.Values{"wish": {"Marmaduke"}}).Is(http.StatusUnprocessableEntity)
	seen := s.Logged()
	if !strings.Contains(seen, "text not accepted") || !strings.Contains(seen, "route=/replies/:reply") {
		t.Fatalf("this is not the log:\n%s", seen)
	}
	for _, at := range pages {
		for _, link := range addresses.FindAllStringSubmatch(v.Get(at).Is(http.StatusOK).Body, -1) {
			if !strings.HasPrefix(link[1], "tel:") {
				seen += "\n" + link[1]
			}
		}
		seen += "\n" + at
	}
	if err := s.Store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, at := range append(pages, "/simulator") { // pages that fail
		seen += v.Get(at).Body
	}
	seen += s.Logged()
	for _, not := range []string{"7700900", "07700", "900101", "900104", "Ann ", "Example", "Marmaduke", "cope", "ring me", "Mill Lane", "left word", "1960-05-04"} {
		for line := range strings.Lines(seen) {
			if strings.Contains(line, not) {
				t.Errorf("%q stands in: %s", not, line)
			}
		}
	}
}
