package contact

import (
	"context"
	"slices"

	"stepdown/internal/audit"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
)

// Pause keeps the unsent texts of a wave back until it is resumed.
func (s *Service) Pause(ctx context.Context, by audit.Actor, batchID, why string) error {
	return s.changeBatch(ctx, by, batchID, "paused", Going, func(_ context.Context, b *Batch) error {
		b.State, b.Why = Paused, why
		return nil
	})
}

// Resume lets a paused wave go on. Its texts are due from now, so that the
// pause itself does not make them too old.
func (s *Service) Resume(ctx context.Context, by audit.Actor, batchID string) error {
	return s.changeBatch(ctx, by, batchID, "resumed", Paused, func(ctx context.Context, b *Batch) error {
		if _, err := s.Fresh(ctx, by.PracticeID); err != nil {
			return err
		}
		b.State, b.Why = Going, ""
		rows, err := s.Store.Unsent(ctx, messaging.Filter{Practice: by.PracticeID, Batch: b.ID})
		if err != nil {
			return err
		}
		for _, m := range rows {
			if m.State != messaging.Queued {
				continue
			}
			m = m.DueAt(s.Now())
			m.Changed = s.Now().UTC()
			if _, err := s.Store.SaveMessage(ctx, m, messaging.Queued); err != nil {
				return err
			}
		}
		return nil
	})
}

// Withdraw cancels what of a wave has not gone yet. The people in it can be
// invited again later.
func (s *Service) Withdraw(ctx context.Context, by audit.Actor, batchID, why string) (int, error) {
	n := 0
	err := s.changeBatch(ctx, by, batchID, "cancelled", "", func(ctx context.Context, b *Batch) (err error) {
		if b.State == Withdrawn {
			return problem.Conflictf("This wave is cancelled already.")
		}
		b.State, b.Why = Withdrawn, why
		n, err = s.Desk.Cancel(ctx, messaging.Filter{Practice: by.PracticeID, Batch: b.ID}, "The wave was cancelled.")
		return err
	})
	return n, err
}

func (s *Service) changeBatch(ctx context.Context, by audit.Actor, id, action string, must BatchState, change func(context.Context, *Batch) error) error {
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		b, err := s.Store.Batch(ctx, by.PracticeID, id)
		if err != nil {
			return err
		}
		if must != "" && b.State != must {
			return problem.Conflictf("It is too late for that: the wave is %s.", b.State)
		}
		if err := change(ctx, &b); err != nil {
			return err
		}
		if err := s.Store.SaveBatch(ctx, &b); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, b.did(action), "batch:"+b.ID))
	})
}

// Example picks the person on whom a wave is previewed: the nth of it.
func (b Batch) Example(n int) (participantID string, ok bool) {
	if len(b.People) == 0 {
		return "", false
	}
	return b.People[((n%len(b.People))+len(b.People))%len(b.People)], true
}

// Has reports whether a participant is in the wave.
func (b Batch) Has(participantID string) bool { return slices.Contains(b.People, participantID) }
