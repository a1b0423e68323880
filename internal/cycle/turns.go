package cycle

import (
	"context"
	"time"

	"stepdown/internal/audit"
)

// Turn is a record that somebody has open to screen. It locks nothing: whoever
// answers second is told. It only keeps two people from being given the same
// record by "next".
type Turn struct {
	PracticeID    string
	ParticipantID string
	StaffID       string
	TakenAt       time.Time
}

// turnLasts is how long a record counts as open: longer than the reading of
// one takes, short enough to give back what a closed laptop left behind.
const turnLasts = 15 * time.Minute

// TakeTurn notes that somebody has a record open, and gives whose turn it is:
// theirs, or that of a colleague who opened it within a quarter of an hour.
func (s *Service) TakeTurn(ctx context.Context, by audit.Actor, participantID string) (Turn, error) {
	now := s.Now().UTC()
	return s.Store.TakeScreeningTurn(ctx, Turn{PracticeID: by.PracticeID, ParticipantID: participantID, StaffID: by.StaffID, TakenAt: now}, now.Add(-turnLasts))
}

// NextToScreen gives the first of the records that no colleague has open, and
// makes it the reader's turn; empty when there is none. What the reader had
// open before is given back.
func (s *Service) NextToScreen(ctx context.Context, by audit.Actor, participantIDs []string) (string, error) {
	next := ""
	return next, s.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.Store.EndScreeningTurns(ctx, by.PracticeID, by.StaffID); err != nil {
			return err
		}
		for _, id := range participantIDs {
			turn, err := s.TakeTurn(ctx, by, id)
			if err != nil {
				return err
			}
			if turn.StaffID == by.StaffID {
				next = id
				return nil
			}
		}
		return nil
	})
}

// OpenTurns gives the records that are open now, by participant.
func (s *Service) OpenTurns(ctx context.Context, practiceID string) (map[string]Turn, error) {
	return s.Store.ScreeningTurns(ctx, practiceID, s.Now().UTC().Add(-turnLasts))
}
