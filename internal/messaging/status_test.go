package messaging

import (
	"context"
	"strconv"
	"testing"
	"time"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

func TestUnknownIsSettledByCallbackByListOrByAPerson(t *testing.T) {
	ctx := context.Background()
	b := newBench()
	b.net.answer = func(Outgoing, int) (Receipt, error) { return Receipt{}, context.DeadlineExceeded }
	byCallback, byList, byPerson, twice := b.queue(Invitation, "a"), b.queue(Invitation, "b"), b.queue(Invitation, "c"), b.queue(Invitation, "d")
	b.step()
	if _, err := b.desk.ApplyStatus(ctx, StatusReport{Attempt: b.get(byCallback.ID).Attempt, Evidence: Evidence{ProviderID: "SM1", Status: "sent"}}); err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(10 * time.Minute)
	n := &listing{network: b.net, list: []Sighting{
		{ProviderID: "SM1", To: byList.To, Body: byList.Body, Created: b.now, Status: "sent"},                            // one we know
		{ProviderID: "SM0", To: byList.To, Body: byList.Body, Created: b.now.Add(-time.Hour), Status: "delivered"},       // made before our call
		{ProviderID: "SM2", To: byList.To, Body: byList.Body, Created: b.now.Add(-9 * time.Minute), Status: "delivered"}, // the one
		{ProviderID: "SM3", To: byList.To, Body: "other", Created: b.now, Status: "delivered"},                           // other words
		{ProviderID: "SM4", To: twice.To, Body: twice.Body, Created: b.now, Status: "sent"},                              // two would fit
		{ProviderID: "SM5", To: twice.To, Body: twice.Body, Created: b.now, Status: "sent"},
	}}
	settled, err := b.desk.Reconcile(ctx, n)
	if err != nil || settled != 1 {
		t.Fatal(settled, err)
	}
	if got := b.get(byList.ID); got.State != Delivered || got.ProviderID != "SM2" {
		t.Errorf("by list: %+v", got)
	}
	if b.get(twice.ID).State != Unknown || b.get(byPerson.ID).State != Unknown {
		t.Error("absence, or two that fit, was taken for proof")
	}
	if err := b.desk.SettleUnknown(ctx, byPerson.ID, false); err != nil || b.get(byPerson.ID).State != Failed {
		t.Error(err)
	}
	if err := b.desk.SettleUnknown(ctx, byPerson.ID, true); !problem.Is(err, problem.Conflict) {
		t.Errorf("settled twice: %v", err)
	}
	if err := b.desk.CancelOne(ctx, byList.ID, "changed my mind"); !problem.Is(err, problem.Conflict) {
		t.Errorf("cancelled after it went: %v", err)
	}
}

// The list may be the first to say that the number opted out at the network, of
// a text whose outcome was unknown as of one that stayed under way. Said once,
// it is written once: a later START is not undone by hearing it again.
func TestOptOutThatTheListTellsIsWrittenDown(t *testing.T) {
	for name, answer := range map[string]func(Outgoing, int) (Receipt, error){
		"unknown":   func(Outgoing, int) (Receipt, error) { return Receipt{}, context.DeadlineExceeded },
		"under way": func(Outgoing, int) (Receipt, error) { return Receipt{ProviderID: "SM1", Status: "queued"}, nil },
	} {
		b := newBench()
		b.net.answer = answer
		m := b.queue(Invitation, "a")
		b.step()
		waits := b.queue(Answer, "b")
		waits.To, waits.Due = m.To, b.now.Add(48*time.Hour)
		b.messages[waits.ID] = waits
		told := Sighting{ProviderID: "SM1", To: m.To, Body: m.Body, Created: b.now, Status: "undelivered", Code: 21610, Reason: "opted out", OptedOut: true}
		b.now = b.now.Add(staleAfter + time.Hour)
		for range 2 {
			if _, err := b.desk.Reconcile(context.Background(), &listing{network: b.net, list: []Sighting{told}}); err != nil {
				t.Fatal(err)
			}
		}
		if b.get(m.ID).State != Undelivered || b.get(waits.ID).State != Suppressed || len(b.register) != 1 || b.register[0].Wish != OptedOut {
			t.Errorf("%s: %s %s %v", name, b.get(m.ID).State, b.get(waits.ID).State, b.register)
		}
		report := StatusReport{Evidence: Evidence{ProviderID: "SM1", Status: "undelivered", Code: 21610}, OptedOut: true}
		if _, err := b.desk.ApplyStatus(context.Background(), report); err != nil || len(b.register) != 1 {
			t.Errorf("%s: told again, %d entries, %v", name, len(b.register), err)
		}
	}
}

type listing struct {
	*network
	list     []Sighting
	arrivals []Arrival
}

func (l *listing) Sightings(_ context.Context, to nhs.Mobile, _ int) ([]Sighting, error) {
	var out []Sighting
	for _, s := range l.list {
		if s.To == to {
			out = append(out, s)
		}
	}
	return out, nil
}
func (l *listing) Look(_ context.Context, id string) (Sighting, error) {
	for _, s := range l.list {
		if s.ProviderID == id {
			return s, nil
		}
	}
	return Sighting{}, problem.Missing("That text")
}
func (l *listing) Arrivals(context.Context, time.Time, int) ([]Arrival, error) {
	return l.arrivals, nil
}

// unknowns queues texts whose call brought no answer.
func (b *bench) unknowns(names ...string) []Message {
	b.net.answer = func(Outgoing, int) (Receipt, error) { return Receipt{}, context.DeadlineExceeded }
	var ms []Message
	for _, name := range names {
		ms = append(ms, b.queue(FollowUp, name))
	}
	for b.step().Unknown > 0 {
	}
	for i, m := range ms {
		ms[i] = b.get(m.ID)
	}
	return ms
}

// What the list shows may be a text of the same words whose call is under way
// in another process: to adopt it would show a text as gone that nobody got.
func TestListIsNotBelievedWhileATwinIsUnderWay(t *testing.T) {
	ctx := context.Background()
	b := newBench()
	first := b.unknowns("a")[0]
	twin := first
	twin.ID, twin.Intent, twin.Attempt, twin.State, twin.Version = "twin", "follow-up/again", "attempt-of-twin", Sending, 1
	b.messages["twin"] = twin
	n := &listing{network: b.net, list: []Sighting{{ProviderID: "SM1", To: first.To, Body: first.Body, Created: b.now, Status: "sent"}}}
	for range 2 {
		if settled, err := b.desk.Reconcile(ctx, n); err != nil || settled != 0 || b.get(first.ID).State != Unknown {
			t.Fatalf("%d settled, %v: the twin's text was taken for ours", settled, err)
		}
		twin.State = Unknown // its call ended, as unclear as ours
		b.messages["twin"] = twin
	}
}

// Texts that nothing ever settles do not keep the others from being asked about.
func TestOldUnknownTextsDoNotStandInTheWay(t *testing.T) {
	ctx := context.Background()
	b := newBench()
	names := func(prefix string) (out []string) {
		for i := range mostAsked + 50 {
			out = append(out, prefix+strconv.Itoa(i))
		}
		return out
	}
	b.unknowns(names("for ever ")...)
	b.now = b.now.Add(giveUpAfter + time.Hour)
	b.unknowns(names("not in the list ")...)
	m := b.unknowns("z")[0]
	if m.State != Unknown {
		t.Fatal(m.State)
	}
	n := &listing{network: b.net, list: []Sighting{{ProviderID: "SM1", To: m.To, Body: m.Body, Created: b.now, Status: "sent"}}}
	for range 100 { // a round asks about most of them, by chance
		if _, err := b.desk.Reconcile(ctx, n); err != nil {
			t.Fatal(err)
		}
		if b.get(m.ID).State == Sent {
			return
		}
	}
	t.Error("the text in the list was never asked about")
}

func TestTextThatTheNetworkForgotDoesNotStopTheRound(t *testing.T) {
	b := newBench()
	var list []Sighting
	for i := range 20 {
		id := "SM" + strconv.Itoa(i)
		b.net.answer = func(Outgoing, int) (Receipt, error) { return Receipt{ProviderID: id, Status: "queued"}, nil }
		m := b.queue(FollowUp, id)
		b.step()
		if i%2 == 0 {
			list = append(list, Sighting{ProviderID: id, To: m.To, Body: m.Body, Created: b.now, Status: "delivered"})
		}
	}
	b.now = b.now.Add(staleAfter + time.Hour)
	raised, err := b.desk.Reconcile(context.Background(), &listing{network: b.net, list: list})
	if err != nil || raised != len(list) {
		t.Errorf("%d raised, want %d: %v", raised, len(list), err)
	}
}
