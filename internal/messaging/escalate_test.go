package messaging

import (
	"testing"
	"time"

	"stepdown/internal/nhs"
)

func TestEscalationSteps(t *testing.T) {
	for _, c := range []struct {
		urgent   bool
		due, now string
		want     int
	}{
		{true, "2026-11-22 04:00", "2026-11-22 03:59", 0},
		{true, "2026-11-22 04:00", "2026-11-22 04:00", 1},
		{true, "2026-11-22 04:00", "2026-11-22 05:00", 2},
		{true, "2026-11-22 04:00", "2026-11-22 08:00", 3},
		{true, "2026-11-22 04:00", "2026-12-22 08:00", 3},
		{false, "2026-11-27 18:00", "2026-11-29 12:00", 1}, // a weekend
		{false, "2026-11-27 18:00", "2026-11-30 12:00", 2},
		{false, "2026-11-27 18:00", "2026-12-01 12:00", 3},
	} {
		in := Inbound{State: Open, Urgent: c.urgent, DueBy: at(c.due)}
		if got := in.EscalationStep(at(c.now), nhs.England); got != c.want {
			t.Errorf("urgent %v, due %s, at %s: step %d, want %d", c.urgent, c.due, c.now, got, c.want)
		}
		in.State = Answered
		if got := in.EscalationStep(at(c.now).Add(time.Hour), nhs.England); got != 0 {
			t.Errorf("answered: step %d", got)
		}
	}
}
