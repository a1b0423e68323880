package simulator

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// memory is Records without a database.
type memory struct {
	sent    []messaging.Sighting
	replies []messaging.Arrival
	down    error
}

func (m *memory) AddSimulatedText(_ context.Context, _, _ string, t messaging.Sighting) error {
	if m.down == nil {
		m.sent = append(m.sent, t)
	}
	return m.down
}

func (m *memory) AddSimulatedReply(_ context.Context, _ string, _ nhs.Mobile, a messaging.Arrival) error {
	m.replies = append(m.replies, a)
	return nil
}

func (m *memory) SimulatedTexts(context.Context, string, string) ([]messaging.Sighting, []messaging.Arrival, error) {
	return append([]messaging.Sighting(nil), m.sent...), append([]messaging.Arrival(nil), m.replies...), nil
}

func (m *memory) SimulatedPhone(_ string, n nhs.Mobile) (string, error) { return "PHONE", nil }

// clinic notes what it is told.
type clinic struct {
	reports  []messaging.StatusReport
	arrivals []messaging.Arrival
	fault    error
}

func (c *clinic) ApplyStatus(_ context.Context, r messaging.StatusReport) (messaging.Message, error) {
	if c.fault == nil {
		c.reports = append(c.reports, r)
	}
	return messaging.Message{}, c.fault
}

func (c *clinic) Receive(_ context.Context, a messaging.Arrival) (messaging.Received, error) {
	c.arrivals = append(c.arrivals, a)
	return messaging.Received{}, nil
}

func network() (*Network, *memory, *clinic) {
	m, c, n := &memory{}, &clinic{}, 0
	return &Network{Records: m, Clinic: c, Line: func(p string) string { return "practice:" + p }, Now: func() time.Time { return time.Unix(1000, 0) },
		NewID: func() string { n++; return fmt.Sprint(n) }}, m, c
}

var ctx = context.Background()

func TestTextIsCarriedAndReportedInOrder(t *testing.T) {
	n, _, c := network()
	receipt, err := n.Send(ctx, messaging.Outgoing{Attempt: "a1", Practice: "p", To: "+447700900101", Body: "Hello"})
	if err != nil || receipt.ProviderID == "" {
		t.Fatal(receipt, err)
	}
	if got, err := n.Report(ctx); got != 2 || err != nil {
		t.Fatal(got, err)
	}
	if len(c.reports) != 2 || c.reports[0].Status != "sent" || c.reports[1].Status != "delivered" || c.reports[1].Attempt != "a1" || c.reports[1].ProviderID != receipt.ProviderID {
		t.Errorf("%+v", c.reports)
	}
	if got, _ := n.Report(ctx); got != 0 {
		t.Error("reported twice")
	}
	seen, err := n.Sightings(ctx, "+447700900101", 5)
	if err != nil || len(seen) != 1 || seen[0].Body != "Hello" {
		t.Error(seen, err)
	}
	if s, err := n.Look(ctx, receipt.ProviderID); err != nil || s.Status != "delivered" {
		t.Error(s, err)
	}
	if _, err := n.Look(ctx, "other"); !problem.Is(err, problem.NotFound) {
		t.Error(err)
	}
}

func TestReportIsMadeAgainWhenTheClinicCannotTakeIt(t *testing.T) {
	n, _, c := network()
	if _, err := n.Send(ctx, messaging.Outgoing{Attempt: "a1", To: "+447700900101"}); err != nil {
		t.Fatal(err)
	}
	c.fault = errors.New("database down")
	if _, err := n.Report(ctx); err == nil {
		t.Fatal("no error")
	}
	c.fault = nil
	if got, err := n.Report(ctx); got != 2 || err != nil {
		t.Error(got, err)
	}
	c.fault = problem.Missing("That text")
	n.Send(ctx, messaging.Outgoing{Attempt: "a2", To: "+447700900101"})
	if got, err := n.Report(ctx); got != 2 || err != nil {
		t.Errorf("a text that the clinic does not know: %d, %v", got, err)
	}
}

// A network that cannot write down what it carried does not say that it
// carried nothing.
func TestUnclearOutcomeIsSaid(t *testing.T) {
	n, m, _ := network()
	m.down = errors.New("disk full")
	var fault *messaging.SendError
	if _, err := n.Send(ctx, messaging.Outgoing{To: "+447700900101"}); !errors.As(err, &fault) || fault.Outcome != messaging.Unclear {
		t.Error(err)
	}
}

// In a practice that forgot to set up a network, nobody may look invited.
func TestRealNumberIsNeverSimulated(t *testing.T) {
	n, m, _ := network()
	var fault *messaging.SendError
	_, err := n.Send(ctx, messaging.Outgoing{To: "+447400123456", Body: "Hello"})
	if !errors.As(err, &fault) || fault.Outcome != messaging.Misconfigured || len(m.sent) != 0 {
		t.Error(err)
	}
}

func TestPhoneAnswersThePractice(t *testing.T) {
	n, m, c := network()
	if err := n.Answer(ctx, "p", "PHONE", "Hello"); !problem.Is(err, problem.NotFound) {
		t.Errorf("a phone that got nothing: %v", err)
	}
	n.Send(ctx, messaging.Outgoing{Practice: "p", To: "+447700900101", Body: "How are you?"})
	if err := n.Answer(ctx, "p", "PHONE", " "); !problem.Is(err, problem.Invalid) {
		t.Errorf("nothing to send: %v", err)
	}
	if err := n.Answer(ctx, "p", "PHONE", "Fine"); err != nil {
		t.Fatal(err)
	}
	if len(c.arrivals) != 1 || c.arrivals[0].From != "+447700900101" || c.arrivals[0].To != "practice:p" || c.arrivals[0].Body != "Fine" || len(m.replies) != 1 {
		t.Errorf("%+v", c.arrivals)
	}
	if got, err := n.Arrivals(ctx, time.Unix(2000, 0), 5); err != nil || len(got) != 0 {
		t.Error(got, err)
	}
	if got, err := n.Arrivals(ctx, time.Unix(0, 0), 5); err != nil || len(got) != 1 {
		t.Error(got, err)
	}
}
