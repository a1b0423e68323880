package contact

import (
	"context"
	"fmt"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/messaging"
)

// Pause is why all texts of a practice are stopped. The zero value: they go.
type Pause struct {
	Reason   string
	By       string
	At       time.Time
	Restored bool // made by the program, after the database was put back from a backup
}

// On reports whether texts are stopped.
func (p Pause) On() bool { return p.Reason != "" }

// HoldRestored stops the texts of a practice whose database is older than what
// was sent from it, and holds each one that still waits: it may have gone
// already. missing is how many calls the database does not know of; 0 when it
// can only be said that this is not the database that sent last.
func (s *Service) HoldRestored(ctx context.Context, practiceID string, missing int64) (held int, err error) {
	return held, s.Store.InTx(ctx, func(ctx context.Context) error {
		held, err = s.Desk.Hold(ctx, messaging.Filter{Practice: practiceID},
			"The records were put back from a backup: this text may have gone already. Look at what the network sent, then send it or cancel it.")
		if err != nil {
			return err
		}
		by := audit.System(practiceID, "texts")
		if err := s.Store.PauseTexts(ctx, practiceID, Pause{Reason: restoredWords(missing), By: by.Name, Restored: true}); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "stopped all texts", "practice:"+practiceID).
			Saying(fmt.Sprintf("the database is older than what was sent from it; %d waiting texts are held", held)))
	})
}

func restoredWords(missing int64) string {
	switch {
	case missing == 1:
		return "The records were put back from a backup. At least 1 text went out after that copy was made, and these records know nothing of it."
	case missing > 1:
		return fmt.Sprintf("The records were put back from a backup. At least %d texts went out after that copy was made, and these records know nothing of them.", missing)
	}
	return "The records seem to have been put back from a backup, or moved here from another machine: this machine cannot tell which texts went out since the copy was made."
}

// holdDerived holds, when texts were stopped after a restored backup, what was
// written since by schedules and buttons: from records that do not know what
// went, the same may have been derived before. Answers to a person go.
func (s *Service) holdDerived(ctx context.Context, practiceID string) error {
	paused, err := s.Store.TextsPaused(ctx, practiceID)
	if err != nil || !paused.Restored {
		return err
	}
	waiting, err := s.Store.Unsent(ctx, messaging.Filter{Practice: practiceID})
	if err != nil {
		return err
	}
	for _, m := range waiting {
		if m.Created.Before(paused.At) {
			continue // was held then, and somebody let it go
		}
		if m.State != messaging.Queued || m.Kind == messaging.Answer || m.Kind == messaging.SafetyAnswer || m.Kind == messaging.Correction {
			continue
		}
		held, err := m.Move(messaging.Held, "It was written from records that were put back from a backup: the same may have gone before. Look at what the network sent, then send it or cancel it.", s.Now())
		if err == nil {
			_, err = s.Store.SaveMessage(ctx, held, messaging.Queued)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
