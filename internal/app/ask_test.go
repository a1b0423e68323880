package app_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stepdown/internal/app"
	"stepdown/internal/app/apptest"
	"stepdown/internal/contact"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/store"
	"stepdown/internal/store/storetest"
)

// outside is a network that took texts from patients and brought none of them.
type outside struct {
	arrivals []messaging.Arrival
	since    time.Time // of the last question
	fault    error
}

func (o *outside) Send(context.Context, messaging.Outgoing) (messaging.Receipt, error) {
	return messaging.Receipt{}, &messaging.SendError{Outcome: messaging.NotProcessed}
}

func (o *outside) Sightings(context.Context, nhs.Mobile, int) ([]messaging.Sighting, error) {
	return nil, nil
}

func (o *outside) Look(context.Context, string) (messaging.Sighting, error) {
	return messaging.Sighting{}, problem.Missing("That text")
}

func (o *outside) Arrivals(_ context.Context, since time.Time, _ int) (out []messaging.Arrival, err error) {
	o.since = since
	for _, a := range o.arrivals {
		if !a.Received.Before(since) {
			out = append(out, a)
		}
	}
	return out, o.fault
}

// What came while the program was down is fetched, although a newer text came
// by the webhook first; one that cannot be kept does not keep back the others.
func TestTextsThatCameWhileWeWereDownAreFetched(t *testing.T) {
	s := apptest.New(t)
	net := &outside{}
	came := func(id string, ago time.Duration, body string) messaging.Arrival {
		return messaging.Arrival{ProviderID: id, From: "+447700900123", To: store.OwnLine(s.Practice.ID), Body: body, Received: s.Now().Add(-ago)}
	}
	ask := func(want ...string) {
		t.Helper()
		if err := app.Ask(t.Context(), s.App, net); err != nil {
			t.Fatal(err)
		}
		open, err := s.Store.OpenReplies(t.Context(), s.Practice.ID)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, in := range open {
			got = append(got, in.ProviderID)
		}
		slices.Sort(got)
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("at %s: kept %v, want %v", s.Now().Format("Mon 15:04"), got, want)
		}
	}
	ask()
	if !net.since.Equal(apptest.Now.Add(-72 * time.Hour)) {
		t.Errorf("the first question goes back to %v", net.since)
	}

	s.Move(apptest.Now.Add(3 * time.Hour)) // down for three hours, then up
	early, late, hooked := came("A", 150*time.Minute, "I can't cope"), came("B", 10*time.Minute, "stop"), came("C", 0, "thank you")
	if _, err := s.Texts.Contact.Receive(t.Context(), hooked); err != nil {
		t.Fatal(err)
	}
	net.arrivals = []messaging.Arrival{early, late, hooked}
	ask("A", "B", "C")

	s.Move(s.Now().Add(10 * time.Minute)) // one has no id, and its list showed another late
	net.arrivals = append([]messaging.Arrival{came("", 5*time.Minute, "nobody can keep this once"), came("D", 11*time.Hour, "shown late")}, net.arrivals...)
	ask("A", "B", "C", "D")
	unfinished := net.since

	s.Move(s.Now().Add(10 * time.Minute))
	net.arrivals, net.fault = []messaging.Arrival{came("E", time.Minute, "part of the answer")}, fmt.Errorf("one number could not be asked")
	ask("A", "B", "C", "D", "E")
	if !net.since.Equal(unfinished) {
		t.Errorf("a question that was not answered in full moved on from %v to %v", unfinished, net.since)
	}

	s.Move(s.Now().Add(6 * 24 * time.Hour)) // over Christmas
	net.arrivals, net.fault = []messaging.Arrival{came("F", 5*24*time.Hour, "on Christmas Day")}, nil
	ask("A", "B", "C", "D", "E", "F")
	s.Move(s.Now().Add(60 * 24 * time.Hour))
	ask("A", "B", "C", "D", "E", "F")
	if !net.since.Equal(s.Now().Add(-31 * 24 * time.Hour)) {
		t.Errorf("after two months the question goes back to %v", net.since)
	}
}

// desk is a practice's texts over a store, without an engine.
func desk(t *testing.T, s *store.Store) (*contact.Service, practice.Practice) {
	t.Helper()
	p := practice.Practice{ODS: "Y99999", Name: "Wellbrook Surgery"}
	if err := s.InTx(t.Context(), func(ctx context.Context) error { return s.CreatePractice(ctx, &p) }); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	n := 0
	id := func() string { mu.Lock(); defer mu.Unlock(); n++; return fmt.Sprintf("id%d", n) }
	now := func() time.Time { return storetest.Now }
	j := contact.Journey{Store: s, Audit: s}
	return &contact.Service{Store: s, Audit: s, Now: now, Desk: &messaging.Desk{Store: j, Now: now, NewID: id}}, p
}

// The webhook, tried again and again by the network, and the question in between
// bring the same texts at once, on several processes: each is kept and acted on
// once.
func TestWebhookAndQuestionBringTheSameTextsAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c, p := desk(t, s)
		net := &outside{}
		for i, body := range []string{"STOP", "I can't cope", "wrong number", "yes please", "when?"} {
			net.arrivals = append(net.arrivals, messaging.Arrival{ProviderID: fmt.Sprint("IN", i), From: fmt.Sprintf("+44770090010%d", i), To: "+441632960000", Body: body, Received: storetest.Now})
		}
		each(8, func(i int) {
			if i%4 == 0 {
				if _, err := c.Fetch(t.Context(), net, time.Time{}); err != nil {
					t.Error(err)
				}
			}
			for k := range net.arrivals {
				if _, err := c.Receive(t.Context(), net.arrivals[(i+k)%len(net.arrivals)]); err != nil {
					t.Error(err)
				}
			}
		})
		open, err := s.OpenReplies(t.Context(), p.ID)
		if err != nil || len(open) != 5 {
			t.Errorf("%d replies, %v", len(open), err)
		}
		due, err := s.DueMessages(t.Context(), storetest.Now, 100)
		if err != nil || len(due) != 1 || due[0].Kind != messaging.SafetyAnswer {
			t.Errorf("%d texts are due, %v", len(due), err)
		}
		for number, want := range map[nhs.Mobile]int{"+447700900100": 1, "+447700900101": 0, "+447700900102": 1} {
			if w, err := s.Wishes(t.Context(), p.ID, contact.Correspondent{Number: number}); err != nil || len(w) != want {
				t.Errorf("%d entries of the register for one number, want %d (%v)", len(w), want, err)
			}
		}
	})
}

// Somebody in danger writes several texts at once: one safety answer goes, not
// one for each.
func TestBurstOfUrgentTextsGetsOneSafetyAnswer(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c, p := desk(t, s)
		const people, texts = 8, 6 // several people, since two processes do not collide each time
		each(people*texts, func(i int) {
			_, err := c.Receive(t.Context(), messaging.Arrival{ProviderID: fmt.Sprint("IN", i), From: fmt.Sprintf("+44770090012%d", i/texts), To: "+441632960000", Body: "I can't cope", Received: storetest.Now})
			if err != nil {
				t.Error(err)
			}
		})
		open, err := s.OpenReplies(t.Context(), p.ID)
		if err != nil || len(open) != people*texts {
			t.Errorf("%d replies, %v", len(open), err)
		}
		if due, err := s.DueMessages(t.Context(), storetest.Now, 100); err != nil || len(due) != people {
			t.Errorf("%d safety answers, %v", len(due), err)
		}
	})
}

func each(n int, f func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { f(i) })
	}
	all.Wait()
}
