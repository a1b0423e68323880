package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"stepdown/internal/cycle"
)

type screeningTurnRow struct {
	ParticipantID string `gorm:"primaryKey"`
	PracticeID    string
	StaffID       string
	TakenAt       time.Time
}

func (screeningTurnRow) TableName() string { return "screening_turns" }

func (r screeningTurnRow) turn() cycle.Turn {
	return cycle.Turn{PracticeID: r.PracticeID, ParticipantID: r.ParticipantID, StaffID: r.StaffID, TakenAt: r.TakenAt}
}

// TakeScreeningTurn makes the record somebody's turn unless a colleague took it after
// stale, and gives whose turn it is. Of two at once one gets it.
func (s *Store) TakeScreeningTurn(ctx context.Context, t cycle.Turn, stale time.Time) (cycle.Turn, error) {
	var row screeningTurnRow
	err := s.InTx(ctx, func(ctx context.Context) (err error) {
		if _, err = s.Participant(ctx, t.PracticeID, t.ParticipantID); err != nil {
			return err
		}
		mine := screeningTurnRow{ParticipantID: t.ParticipantID, PracticeID: t.PracticeID, StaffID: t.StaffID, TakenAt: t.TakenAt.UTC()}
		free := clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "screening_turns.staff_id = ? OR screening_turns.taken_at <= ?", Vars: []any{t.StaffID, stale.UTC()}}}}
		err = s.db(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "participant_id"}}, Where: free,
			DoUpdates: clause.AssignmentColumns([]string{"staff_id", "taken_at"})}).Create(&mine).Error
		if err != nil {
			return told(err, "turn")
		}
		row, err = one[screeningTurnRow](s.db(ctx).Where("practice_id = ? AND participant_id = ?", t.PracticeID, t.ParticipantID), "turn")
		return err
	})
	return row.turn(), err
}

// EndScreeningTurns gives back what a member of staff has open.
func (s *Store) EndScreeningTurns(ctx context.Context, practiceID, staffID string) error {
	return s.db(ctx).Where("practice_id = ? AND staff_id = ?", practiceID, staffID).Delete(&screeningTurnRow{}).Error
}

// ScreeningTurns that were taken after an instant, by participant.
func (s *Store) ScreeningTurns(ctx context.Context, practiceID string, after time.Time) (map[string]cycle.Turn, error) {
	rows, err := many[screeningTurnRow](s.db(ctx).Where("practice_id = ? AND taken_at > ?", practiceID, after.UTC()))
	out := make(map[string]cycle.Turn, len(rows))
	for _, r := range rows {
		out[r.ParticipantID] = r.turn()
	}
	return out, err
}
