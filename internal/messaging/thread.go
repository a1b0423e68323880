package messaging

import (
	"context"
	"strconv"
	"time"

	"stepdown/internal/problem"
)

// Take gives a text from a patient to a colleague (by), who need not be the
// one who presses. version is the one that the page showed: when somebody
// acted in between, the problem is a Conflict that says so.
func (d *Desk) Take(ctx context.Context, id string, version int, owner string) error {
	return d.thread(ctx, id, version, func(in Inbound) (Inbound, error) {
		in.Owner = owner
		return in, nil
	})
}

// Saw notes that a person has read the text.
func (d *Desk) Saw(ctx context.Context, id string) error {
	in, err := d.Store.Inbound(ctx, id)
	if err != nil || !in.Seen.IsZero() {
		return err
	}
	in.Seen = d.Now().UTC()
	_, err = d.Store.SaveInbound(ctx, in)
	return err
}

// Close ends a text from a patient without an answer; the outcome says why.
func (d *Desk) Close(ctx context.Context, id string, version int, by, outcome string) error {
	if outcome == "" {
		return problem.Field("outcome", "Say what was done, for example “rang them” or “nothing needed”.")
	}
	return d.thread(ctx, id, version, func(in Inbound) (Inbound, error) {
		if in.State != Open {
			return in, ended(in)
		}
		in.State, in.Ended, in.EndedBy, in.Outcome = Closed, d.Now().UTC(), by, outcome
		return in, nil
	})
}

// Reopen puts a text from a patient back on the worklist.
func (d *Desk) Reopen(ctx context.Context, id string, version int) error {
	return d.thread(ctx, id, version, func(in Inbound) (Inbound, error) {
		if in.State == Open {
			return in, problem.Conflictf("It is open already.")
		}
		in.State, in.Ended, in.EndedBy, in.Outcome = Open, time.Time{}, "", ""
		return in, nil
	})
}

// Reply queues a person's answer and marks the text answered, together: of two
// colleagues who answer the same text, the second is told of the first and no
// second text goes.
func (d *Desk) Reply(ctx context.Context, id string, version int, t AnswerText, by string) (Message, error) {
	body, err := t.Render()
	if err != nil {
		return Message{}, err
	}
	var queued Message
	err = d.Store.InTx(ctx, func(ctx context.Context) error {
		var in Inbound
		err := d.thread(ctx, id, version, func(now Inbound) (Inbound, error) {
			in = now
			if now.State != Open {
				return now, ended(now)
			}
			now.State, now.Ended, now.EndedBy, now.Owner = Answered, d.Now().UTC(), by, by
			return now, nil
		})
		if err != nil {
			return err
		}
		var added bool
		queued, added, err = d.Queue(ctx, Message{
			Practice: in.Practice, Patient: in.Patient, Cycle: in.Cycle, Participant: in.Participant, Kind: Answer,
			Intent: IntentOf(Answer, in.ID, strconv.Itoa(in.Version)), Template: "answer/1", Language: t.Language, To: in.Number, Body: body, LongWhy: t.LongWhy,
		})
		if err == nil && !added {
			err = problem.Conflictf("This answer is on its way already.")
		}
		return err
	})
	return queued, err
}

func ended(in Inbound) error {
	return problem.Conflictf("A colleague was first: it is %s already. Look at the thread before you write.", in.State)
}

func (d *Desk) thread(ctx context.Context, id string, version int, change func(Inbound) (Inbound, error)) error {
	return d.Store.InTx(ctx, func(ctx context.Context) error {
		in, err := d.Store.Inbound(ctx, id)
		if err != nil {
			return err
		}
		if in.Version != version {
			return problem.Conflictf("A colleague changed this thread while you had it open. Look at it again before you act.")
		}
		next, err := change(in)
		if err != nil {
			return err
		}
		saved, err := d.Store.SaveInbound(ctx, next)
		if err == nil && !saved {
			err = problem.Conflictf("A colleague changed this thread while you had it open. Look at it again before you act.")
		}
		return err
	})
}
