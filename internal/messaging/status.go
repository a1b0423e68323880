package messaging

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"stepdown/internal/problem"
)

// ApplyStatus raises a text by a status callback. Late, repeated and unordered
// callbacks do no harm. The row is found by the attempt id in the callback's
// address, and only then by the network's id, since a callback can come before
// the call that it tells of has returned. A callback for no text of ours is a
// problem of kind NotFound: the webhook should still answer 200 and log it.
func (d *Desk) ApplyStatus(ctx context.Context, r StatusReport) (Message, error) {
	m, err := d.find(ctx, r)
	if err != nil {
		return m, err
	}
	return d.raise(ctx, m.ID, r.Evidence, r.OptedOut)
}

// raise applies evidence to a row. The network's word that the number opted out
// goes into the register, once: told again later it does not undo a START.
func (d *Desk) raise(ctx context.Context, id string, e Evidence, optedOut bool) (after Message, err error) {
	return after, save(ctx, d.Store, id, func(ctx context.Context, m Message) (Message, error) {
		next, changed := m.Apply(e, d.Now())
		after = next
		if !changed || !optedOut {
			return next, nil
		}
		return next, networkOptOut(ctx, d.Store, d.NewID(), m, d.Now())
	})
}

func (d *Desk) find(ctx context.Context, r StatusReport) (Message, error) {
	if r.Attempt != "" {
		m, err := d.Store.MessageByAttempt(ctx, r.Attempt)
		if !problem.Is(err, problem.NotFound) {
			return m, err
		}
	}
	if r.ProviderID == "" {
		return Message{}, problem.Missing("That text")
	}
	return d.Store.MessageByProviderID(ctx, r.ProviderID)
}

// networkOptOut writes down that the network holds an opt-out of the number,
// and ends what else waits for it.
func networkOptOut(ctx context.Context, s Store, id string, m Message, now time.Time) error {
	e := Entry{ID: id, Practice: m.Practice, Patient: m.Patient, Number: m.To, Wish: OptedOut, Source: "network code 21610", At: now.UTC()}
	if err := s.Register(ctx, e); err != nil {
		return err
	}
	_, err := moveUnsent(ctx, s, Filter{Practice: m.Practice, To: m.To}, Suppressed, "They asked for no texts.", now)
	return err
}

// Reconcile asks the network about texts whose outcome is unknown, and about
// ones that stayed accepted or sent for a day. It adopts a text from the list
// only when exactly one fits: same number, same words, made no earlier than
// two minutes before the call began, not ours already, and no other text that
// is unknown or under way could be the one. What does not fit stays unknown for
// a person. It gives how many rows it settled or raised.
func (d *Desk) Reconcile(ctx context.Context, n Network) (int, error) {
	now := d.Now()
	unknown, err := d.Store.MessagesIn(ctx, []State{Unknown}, now.Add(-giveUpAfter), now, noLimit)
	if err != nil {
		return 0, err
	}
	settled := 0
	for _, m := range sample(unknown) {
		if twin(m, unknown) || now.Sub(m.Started) > giveUpAfter {
			continue
		}
		s, err := d.sighting(ctx, n, m)
		if err != nil {
			return settled, err
		}
		if s == nil {
			continue
		}
		// Only now: what the list showed was committed as sending before.
		rivals, err := d.rivals(ctx, now)
		if err != nil {
			return settled, err
		}
		if twin(m, rivals) {
			continue
		}
		if err := d.adopt(ctx, m.ID, *s); err != nil {
			return settled, err
		}
		settled++
	}
	raised, err := d.refresh(ctx, n, now)
	return settled + raised, err
}

const (
	mostAsked   = 200            // texts asked about in one round
	giveUpAfter = 72 * time.Hour // the list lags by hours at worst; see docs/messaging.md
	clockSkew   = 2 * time.Minute
	staleAfter  = day
)

// sample chooses what one round asks about. By chance, so that texts that
// nothing ever settles do not stand in the way of the others.
func sample(ms []Message) []Message {
	ms = slices.Clone(ms)
	rand.Shuffle(len(ms), func(i, j int) { ms[i], ms[j] = ms[j], ms[i] })
	return ms[:min(mostAsked, len(ms))]
}

// rivals are texts whose call is under way, or became unknown since the round
// began: the list may show one of them.
func (d *Desk) rivals(ctx context.Context, began time.Time) ([]Message, error) {
	until := d.Now().Add(day) // whatever other machines' clocks say
	sending, err := d.Store.MessagesIn(ctx, []State{Sending}, time.Time{}, until, noLimit)
	if err != nil {
		return nil, err
	}
	unknown, err := d.Store.MessagesIn(ctx, []State{Unknown}, began.Add(-clockSkew), until, noLimit)
	return append(sending, unknown...), err
}

// twin reports whether another unknown text has the same number and words.
func twin(m Message, all []Message) bool {
	for _, o := range all {
		if o.ID != m.ID && o.To == m.To && o.Body == m.Body {
			return true
		}
	}
	return false
}

func (d *Desk) sighting(ctx context.Context, n Network, m Message) (*Sighting, error) {
	list, err := n.Sightings(ctx, m.To, 100)
	if err != nil {
		return nil, err
	}
	var found *Sighting
	for _, s := range list {
		if s.To != m.To || s.Body != m.Body || s.Created.Before(m.Started.Add(-clockSkew)) {
			continue
		}
		_, err := d.Store.MessageByProviderID(ctx, s.ProviderID)
		switch {
		case err == nil:
			continue // one we know
		case !problem.Is(err, problem.NotFound):
			return nil, err
		case found != nil:
			return nil, nil // two would fit: nobody can tell
		}
		found = &s
	}
	return found, nil
}

func (d *Desk) adopt(ctx context.Context, id string, s Sighting) error {
	_, err := d.raise(ctx, id, Evidence{ProviderID: s.ProviderID, Status: s.Status, Code: s.Code, Reason: s.Reason}, s.OptedOut)
	return err
}

// refresh looks at texts that the network has not reported an end of for a day.
// One that the network keeps no more stays as it is.
func (d *Desk) refresh(ctx context.Context, n Network, now time.Time) (int, error) {
	rows, err := d.Store.MessagesIn(ctx, []State{Accepted, Sent}, now.Add(-giveUpAfter), now.Add(-staleAfter), noLimit)
	if err != nil {
		return 0, err
	}
	raised := 0
	for _, m := range sample(rows) {
		if m.ProviderID == "" || now.Sub(m.Started) > giveUpAfter {
			continue
		}
		s, err := n.Look(ctx, m.ProviderID)
		if problem.Is(err, problem.NotFound) {
			continue
		}
		if err != nil {
			return raised, err
		}
		if next, changed := m.Apply(Evidence{ProviderID: m.ProviderID, Status: s.Status, Code: s.Code, Reason: s.Reason}, now); changed && next.State != m.State {
			raised++
		}
		if err := d.adopt(ctx, m.ID, s); err != nil {
			return raised, err
		}
	}
	return raised, nil
}
