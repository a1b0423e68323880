package messaging

import (
	"context"
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
