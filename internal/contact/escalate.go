package contact

import (
	"context"
	"fmt"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/messaging"
	"stepdown/internal/practice"
)

// Escalation is one reply of which the practice is told for the step-th time.
type Escalation struct {
	Reply string
	Step  int
}

// escalationRetry is after how long a step that was begun and not told may be
// begun again: by then whoever began it has ended.
const escalationRetry = 10 * time.Minute

// Escalate tells the practice, once for each step of each reply, how many
// replies are past their time. tell sends the email; it is given a count and
// nothing else, since what leaves the practice names nobody. What could not be
// told is begun again later. It gives how many replies it told of.
func (s *Service) Escalate(ctx context.Context, practiceID string, tell func(ctx context.Context, replies int) error) (int, error) {
	house, err := s.Store.Practice(ctx, practiceID)
	if err != nil {
		return 0, err
	}
	open, err := s.Store.OpenReplies(ctx, practiceID)
	if err != nil {
		return 0, err
	}
	begun, err := s.beginEscalation(ctx, practiceID, steps(open, s.Now(), house))
	if err != nil || len(begun) == 0 {
		return 0, err
	}
	if err := tell(ctx, len(begun)); err != nil {
		return 0, err
	}
	return len(begun), s.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.Store.EndEscalation(ctx, practiceID, begun); err != nil {
			return err
		}
		by := audit.System(practiceID, "replies")
		return s.Audit.Record(ctx, audit.By(by, "told the practice of overdue replies by email", "practice:"+practiceID).Saying(fmt.Sprintf("%d replies", len(begun))))
	})
}

func steps(open []messaging.Inbound, now time.Time, house practice.Practice) []Escalation {
	var due []Escalation
	for _, in := range open {
		if step := in.EscalationStep(now, house.Settings.Nation); step > 0 {
			due = append(due, Escalation{in.ID, step})
		}
	}
	return due
}

func (s *Service) beginEscalation(ctx context.Context, practiceID string, due []Escalation) (begun []Escalation, err error) {
	return begun, s.Store.InTx(ctx, func(ctx context.Context) error {
		for _, e := range due {
			won, err := s.Store.BeginEscalation(ctx, practiceID, e, s.Now().Add(-escalationRetry))
			if err != nil {
				return err
			}
			if won {
				begun = append(begun, e)
			}
		}
		return nil
	})
}
