package messaging

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// Dispatcher is the worker's step: it claims what is due, commits the intent,
// calls the network once, and writes down what is certain. Several may run on
// one store, and Step may be called from several goroutines.
type Dispatcher struct {
	Store  Store
	Sender Sender
	Ledger Ledger // shared with other processes; nil for one that sends alone and keeps no count
	Now    func() time.Time
	NewID  func() string   // unguessable: it stands in the status-callback address
	Rate   float64         // segments a second for each sender line; 0 means UsualRate
	Limit  int             // rows looked at in one step; 0 means 50
	Hands  int             // calls under way at once; 0 means 1. A network far away takes longer for a call than the rate allows
	Jitter func() float64  // 0 to 1, spreads retries; nil for the usual source
	Log    *slog.Logger    // nil for none; it is told no number and no text
	Stop   <-chan struct{} // closed: claim nothing more; nil for never

	mu       sync.Mutex
	lines    map[string]*bucket
	waiting  time.Time // the network asked us to slow down until then
	refusals int       // in a row, "not processed"
	stopped  string    // why nothing goes until a person looks
	same     alike
}

// UsualRate is what UK long numbers carry: ten segments a second
// (Twilio help, "other international"; check it with the account).
const UsualRate = 10

// Step is what one step did.
type Step struct {
	Accepted, Refused, Unknown, Returned int           // calls, by outcome
	Held, Suppressed, Postponed          int           // rows that the last check kept back
	Wait                                 time.Duration // how long before the next step is worth it
	Stopped                              string        // why nothing goes; empty when sending
}

// Calls counts the calls to the network.
func (s Step) Calls() int { return s.Accepted + s.Refused + s.Unknown + s.Returned }

// add the figures of a part of the step.
func (s *Step) add(o Step) {
	s.Accepted += o.Accepted
	s.Refused += o.Refused
	s.Unknown += o.Unknown
	s.Returned += o.Returned
	s.Held += o.Held
	s.Suppressed += o.Suppressed
	s.Postponed += o.Postponed
	if o.Wait > 0 {
		s.Wait = shortest(s.Wait, o.Wait)
	}
}

const idle = 5 * time.Second // between looks at an empty queue

// Step sends what is due and may go. Its error is the store's; whatever it was
// doing is then explained by the row's state.
func (d *Dispatcher) Step(ctx context.Context) (Step, error) {
	var done Step
	now := d.Now()
	if why := d.Stopped(); why != "" {
		return Step{Stopped: why, Wait: time.Minute}, nil
	}
	if wait := d.slowedUntil().Sub(now); wait > 0 {
		return Step{Wait: wait}, nil
	}
	limit := d.Limit
	if limit == 0 {
		limit = 50
	}
	due, err := d.Store.DueMessages(ctx, now, limit)
	if err != nil {
		return done, err
	}
	if len(due) == 0 {
		done.Wait = idle
	}
	err = d.eachDue(ctx, due, &done)
	done.Stopped = d.Stopped()
	if err == nil && done.Wait == 0 && done == (Step{Stopped: done.Stopped}) {
		done.Wait = time.Second // all that is due is paused, or another worker's
	}
	return done, err
}

// eachDue begins the rows in their order, as many at once as there are hands,
// and waits for all that it began. It begins none after an error.
func (d *Dispatcher) eachDue(ctx context.Context, due []Message, done *Step) error {
	var (
		mu     sync.Mutex
		faults []error
		begun  sync.WaitGroup
		free   = make(chan struct{}, max(d.Hands, 1))
	)
	spoilt := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(faults) > 0
	}
	for _, m := range due {
		free <- struct{}{}
		if spoilt() || d.stopping(ctx) || d.Stopped() != "" || d.slowedUntil().After(d.Now()) {
			break
		}
		if wait := d.take(m.Line, m.Segments); wait > 0 {
			mu.Lock()
			done.Wait = shortest(done.Wait, wait)
			mu.Unlock()
			<-free
			continue
		}
		begun.Go(func() {
			var own Step
			err := d.one(ctx, m, &own)
			mu.Lock()
			defer mu.Unlock()
			done.add(own)
			if err != nil {
				faults = append(faults, err)
			}
			<-free
		})
	}
	begun.Wait()
	return errors.Join(faults...)
}

// one takes a single row from queued to whatever is certain afterwards.
func (d *Dispatcher) one(ctx context.Context, m Message, done *Step) error {
	claimed, total, err := d.claim(ctx, m, done)
	if err != nil || claimed.State != Sending {
		d.giveBack(m.Line, m.Segments, done.Wait)
		return err
	}
	// From here to the end nothing is given up half-way: a stop signal waits.
	ctx = context.WithoutCancel(ctx)
	if fault := d.keep(total); fault != nil {
		return d.settle(ctx, claimed, Receipt{}, fault, done)
	}
	receipt, sendErr := d.Sender.Send(ctx, Outgoing{
		Attempt: claimed.Attempt, Practice: claimed.Practice, Line: claimed.Line, To: claimed.To,
		Body: claimed.Body, Segments: claimed.Segments, InvitesReply: claimed.Kind.InvitesReply(),
	})
	return d.settle(ctx, claimed, receipt, sendErr, done)
}

// claim makes the last checks and commits `sending` before the call. total is
// the ledger's count with this call.
func (d *Dispatcher) claim(ctx context.Context, seen Message, done *Step) (claimed Message, total int64, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context) error {
		m, err := d.Store.Message(ctx, seen.ID)
		now := d.Now()
		if err != nil || m.State != Queued || m.Due.After(now) {
			return err
		}
		facts, err := d.Store.Facts(ctx, m)
		if err != nil || facts.Paused {
			return err
		}
		next, err := decide(m, facts, now)
		if err != nil {
			return err
		}
		if next.State == Sending {
			next = next.onLine(facts)
			if total, done.Wait, err = d.begin(ctx, next, facts); err != nil || done.Wait > 0 {
				return err // another process has the line just now
			}
			next.Attempt = d.NewID()
			next.Attempts++
			next.ProviderID, next.ProviderStatus, next.ErrorCode = "", "", 0
		}
		saved, err := d.Store.SaveMessage(ctx, next, Queued)
		if err == nil && !saved {
			err = errLost // somebody else has it: the turn is not used up
		}
		if err == nil {
			claimed = next
		}
		return err
	})
	if errors.Is(err, errLost) {
		return Message{}, 0, nil
	}
	if err != nil {
		return Message{}, 0, err
	}
	switch claimed.State {
	case Held:
		done.Held++
	case Suppressed:
		done.Suppressed++
	case Queued:
		done.Postponed++
	}
	return claimed, total, nil
}

// decide is the last check: go, wait, hold for a person, or end.
func decide(m Message, f Facts, now time.Time) (Message, error) {
	if m.Stale(now) {
		return m.Move(Held, "It was not sent in time: look whether it still makes sense.", now)
	}
	refusals := f.Refusals(m.Kind, now)
	if !m.Kind.answers() && f.Number != "" && f.Number != m.To {
		refusals = append(refusals, Refusal{NumberChanged, "The number on the record has changed since the text was written.", true, true})
	}
	if len(refusals) > 0 {
		to, words := Held, make([]string, len(refusals))
		for i, r := range refusals {
			words[i] = r.Words
			if !r.Hold {
				to = Suppressed
			}
		}
		return m.Move(to, strings.Join(words, " "), now)
	}
	if next := f.NotBefore(m.Kind, now); next.After(now) {
		m.Due, m.Changed = next.UTC(), now.UTC()
		return m, nil
	}
	return m.Move(Sending, "", now)
}

// settle writes down the outcome. It starts from the row as it is now, since a
// callback may have come first.
func (d *Dispatcher) settle(ctx context.Context, m Message, r Receipt, sendErr error, done *Step) error {
	var fault *SendError
	if sendErr != nil && !errors.As(sendErr, &fault) {
		fault = &SendError{Outcome: Unclear, Reason: "The network gave no clear answer."}
	}
	if fault == nil && r.ProviderID == "" {
		fault = &SendError{Outcome: Unclear, Reason: "The network's answer had no id."}
	}
	d.count(fault, done)
	return save(ctx, d.Store, m.ID, func(ctx context.Context, m Message) (Message, error) {
		now := d.Now()
		if fault == nil {
			m, _ = m.Apply(Evidence(r), now)
			return m, nil
		}
		if fault.OptedOut {
			if err := networkOptOut(ctx, d.Store, d.NewID(), m, now); err != nil {
				return m, err
			}
		}
		return outcome(m, fault, d.delay(fault), now), nil
	})
}

// outcome moves the row by what the failed call makes certain. A row that
// evidence has already raised stays where it is.
func outcome(m Message, f *SendError, delay time.Duration, now time.Time) Message {
	to := Unknown
	switch f.Outcome {
	case NotProcessed:
		to = Queued
	case Refused:
		to = Failed
	case Misconfigured:
		to = Held
	}
	if m.State == Unknown && f.Outcome != Unclear {
		to = Failed // certain after all: it did not go
	}
	moved, err := m.Move(to, f.Reason, now)
	if err != nil {
		return m
	}
	if f.Code != 0 {
		moved.ErrorCode = f.Code
	}
	if to == Queued {
		if moved.Waits.IsZero() {
			moved.Waits = m.Due // a network that is away for days must not make an old text a new one
		}
		moved.Due = now.UTC().Add(delay)
	}
	return moved
}

// save changes one row by compare-and-set, from the row as it is now, again
// when somebody else was first.
func save(ctx context.Context, s Store, id string, change func(context.Context, Message) (Message, error)) error {
	for range 20 {
		won := false
		err := s.InTx(ctx, func(ctx context.Context) error {
			now, err := s.Message(ctx, id)
			if err != nil {
				return err
			}
			next, err := change(ctx, now)
			if err != nil {
				return err
			}
			if next == now {
				won = true
				return nil
			}
			won, err = s.SaveMessage(ctx, next, now.State)
			if err == nil && !won {
				err = errLost // roll back what change did beside the row
			}
			return err
		})
		if won && err == nil {
			return nil
		}
		if err != nil && !errors.Is(err, errLost) {
			return err
		}
	}
	return fmt.Errorf("text %s is changed by others all the time", id)
}

var errLost = errors.New("somebody else changed the text first")

func shortest(a, b time.Duration) time.Duration {
	if a == 0 || b < a {
		return b
	}
	return a
}
