package messaging

import (
	"time"

	"stepdown/internal/nhs"
)

// EscalationSteps is how often a practice is told of one reply at most.
const EscalationSteps = 3

// EscalationStep is how often the practice should have been told by now that
// the reply waits: 0 before its time, 1 from then on, and again when it still
// waits: an urgent one after an hour and after four, any other at noon of the
// next working day and of the one after. The intervals are ours.
func (in Inbound) EscalationStep(now time.Time, n nhs.Nation) int {
	if in.State != Open || now.Before(in.DueBy) {
		return 0
	}
	step := 1
	for _, at := range in.reminders(n) {
		if !now.Before(at) {
			step++
		}
	}
	return step
}

func (in Inbound) reminders(n nhs.Nation) [EscalationSteps - 1]time.Time {
	if in.Urgent {
		return [...]time.Time{in.DueBy.Add(time.Hour), in.DueBy.Add(4 * time.Hour)}
	}
	next := nhs.NextWorkingDay(nhs.DateOf(in.DueBy.In(nhs.London)), n)
	return [...]time.Time{noonOf(next), noonOf(nhs.NextWorkingDay(next, n))}
}

func noonOf(d nhs.Date) time.Time {
	y, m, day := d.Time().Date()
	return time.Date(y, m, day, 12, 0, 0, 0, nhs.London).UTC()
}
