// Package simulator is a telephone network of our own, for the demonstration
// and the tests: it carries texts to phones that are pages, keeps its own
// record of what it carried, reports delivery as a real network does, and lets
// a person answer as the patient.
package simulator

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Records is the network's own memory, apart from the clinic's.
type Records interface {
	AddSimulatedText(ctx context.Context, practiceID, attempt string, t messaging.Sighting) error
	AddSimulatedReply(ctx context.Context, practiceID string, from nhs.Mobile, a messaging.Arrival) error
	// SimulatedTexts of a practice, or all; of one phone, or all. Oldest first.
	SimulatedTexts(ctx context.Context, practiceID, phone string) ([]messaging.Sighting, []messaging.Arrival, error)
	SimulatedPhone(practiceID string, m nhs.Mobile) (string, error)
}

// Clinic is where a network reports: what webhooks reach with a real one.
type Clinic interface {
	ApplyStatus(ctx context.Context, r messaging.StatusReport) (messaging.Message, error)
	Receive(ctx context.Context, a messaging.Arrival) (messaging.Received, error)
}

// Network is the simulated network.
type Network struct {
	Records Records
	Clinic  Clinic
	Line    func(practiceID string) string // the number that a practice's phones see
	Now     func() time.Time
	NewID   func() string

	mu      sync.Mutex
	reports []messaging.StatusReport // not reported yet
}

var _ messaging.Network = (*Network)(nil)

// Send puts the text on the phone and promises a report of delivery. It takes
// only numbers that belong to nobody: where real people's numbers are on record,
// a text that goes nowhere must not look as if somebody had got it.
func (n *Network) Send(ctx context.Context, out messaging.Outgoing) (messaging.Receipt, error) {
	if !out.To.Test() {
		return messaging.Receipt{}, &messaging.SendError{Outcome: messaging.Misconfigured,
			Reason: "Texts are only simulated in this installation, so nothing was sent. Set up a text network (see the operations guide)."}
	}
	t := messaging.Sighting{ProviderID: "SIM" + n.NewID(), To: out.To, Body: out.Body, Created: n.Now().UTC(), Status: "delivered"}
	if err := n.Records.AddSimulatedText(ctx, out.Practice, out.Attempt, t); err != nil {
		return messaging.Receipt{}, &messaging.SendError{Outcome: messaging.Unclear, Reason: "The simulated network did not answer.", Err: err}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, status := range []string{"sent", "delivered"} {
		n.reports = append(n.reports, messaging.StatusReport{Attempt: out.Attempt, Evidence: messaging.Evidence{ProviderID: t.ProviderID, Status: status}})
	}
	return messaging.Receipt{ProviderID: t.ProviderID, Status: "queued"}, nil
}

// Report makes the callbacks that are due. It gives how many.
func (n *Network) Report(ctx context.Context) (int, error) {
	n.mu.Lock()
	reports := n.reports
	n.reports = nil
	n.mu.Unlock()
	for i, r := range reports {
		if _, err := n.Clinic.ApplyStatus(ctx, r); err != nil && !problem.Is(err, problem.NotFound) {
			n.mu.Lock()
			n.reports = append(reports[i:], n.reports...) // a real network tries again too
			n.mu.Unlock()
			return i, err
		}
	}
	return len(reports), nil
}

// Phone is the opaque name of a number, for addresses.
func (n *Network) Phone(practiceID string, m nhs.Mobile) (string, error) {
	return n.Records.SimulatedPhone(practiceID, m)
}

// Texts that phones of a practice got and sent, oldest first; of one phone
// when it is named.
func (n *Network) Texts(ctx context.Context, practiceID, phone string) ([]messaging.Sighting, []messaging.Arrival, error) {
	return n.Records.SimulatedTexts(ctx, practiceID, phone)
}

// Answer writes from a phone to the practice, as the patient would.
func (n *Network) Answer(ctx context.Context, practiceID, phone, body string) error {
	if strings.TrimSpace(body) == "" {
		return problem.Field("body", "Write something to send")
	}
	got, _, err := n.Records.SimulatedTexts(ctx, practiceID, phone)
	if err != nil {
		return err
	}
	if len(got) == 0 {
		return problem.Missing("The phone")
	}
	from := got[len(got)-1].To
	a := messaging.Arrival{ProviderID: "SIM" + n.NewID(), From: string(from), To: n.Line(practiceID), Body: body, Received: n.Now().UTC()}
	if err := n.Records.AddSimulatedReply(ctx, practiceID, from, a); err != nil {
		return err
	}
	_, err = n.Clinic.Receive(ctx, a)
	return err
}

// Sightings lists what phones of a number got, newest first.
func (n *Network) Sightings(ctx context.Context, to nhs.Mobile, limit int) ([]messaging.Sighting, error) {
	all, _, err := n.Records.SimulatedTexts(ctx, "", "")
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(s messaging.Sighting) bool { return s.To != to })
	slices.Reverse(all)
	return all[:min(limit, len(all))], nil
}

// Look fetches one text.
func (n *Network) Look(ctx context.Context, providerID string) (messaging.Sighting, error) {
	all, _, err := n.Records.SimulatedTexts(ctx, "", "")
	if err != nil {
		return messaging.Sighting{}, err
	}
	for _, s := range all {
		if s.ProviderID == providerID {
			return s, nil
		}
	}
	return messaging.Sighting{}, problem.Missing("The text")
}

// Arrivals lists what phones sent since a time, oldest first.
func (n *Network) Arrivals(ctx context.Context, since time.Time, limit int) ([]messaging.Arrival, error) {
	_, all, err := n.Records.SimulatedTexts(ctx, "", "")
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(a messaging.Arrival) bool { return a.Received.Before(since) })
	return all[:min(limit, len(all))], nil
}
