package app

import (
	"context"
	"time"

	"stepdown/internal/contact"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
)

// demoHours lets the demonstration's texts go at any hour. Somebody who tries
// Stepdown on a Sunday evening should see them arrive, and no phone rings. The
// rules stay as they are: only the dispatcher's clock is put on to the next
// opening of the send window, and what it writes down bears the true time.
type demoHours struct {
	contact.Journey
	clock func() time.Time
	start time.Time
}

// Now is the clock while the window is open, else a time of the next opening
// that goes on with the clock, so that the sender's rate is kept.
func (d demoHours) Now() time.Time {
	now := d.clock()
	open := nhs.NextSendTime(now, nhs.England)
	if !open.After(now) {
		return now
	}
	return open.Add(now.Sub(d.start) % (8 * time.Hour))
}

// DueMessages are those that are due by the true clock.
func (d demoHours) DueMessages(ctx context.Context, _ time.Time, limit int) ([]messaging.Message, error) {
	due, err := d.Journey.DueMessages(ctx, d.clock(), limit)
	for i := range due {
		due[i] = d.waiting(due[i])
	}
	return due, err
}

// Message as the dispatcher should see it.
func (d demoHours) Message(ctx context.Context, id string) (messaging.Message, error) {
	m, err := d.Journey.Message(ctx, id)
	return d.waiting(m), err
}

// waiting keeps a text from looking as if it had waited over the weekend.
func (d demoHours) waiting(m messaging.Message) messaging.Message {
	if now := d.clock(); m.State == messaging.Queued && !m.Due.After(now) && !m.Stale(now) {
		m.Due = m.Due.Add(d.Now().Sub(now))
	}
	return m
}

// SaveMessage writes the true time.
func (d demoHours) SaveMessage(ctx context.Context, m messaging.Message, was messaging.State) (bool, error) {
	now := d.clock().UTC()
	for _, t := range []*time.Time{&m.Changed, &m.Started, &m.Accepted, &m.Sent, &m.Ended} {
		if t.After(now) {
			*t = now
		}
	}
	return d.Journey.SaveMessage(ctx, m, was)
}
