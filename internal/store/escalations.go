package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"stepdown/internal/contact"
)

type escalationRow struct {
	InboundID  string `gorm:"primaryKey"`
	Step       int    `gorm:"primaryKey"`
	PracticeID string
	At         time.Time
	Told       bool
}

func (escalationRow) TableName() string { return "escalations" }

// BeginEscalation claims a step of a reply: it is new, or was begun before
// since and never told.
func (s *Store) BeginEscalation(ctx context.Context, practiceID string, e contact.Escalation, since time.Time) (bool, error) {
	row := escalationRow{InboundID: e.Reply, Step: e.Step, PracticeID: practiceID, At: s.now()}
	made := s.db(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	if made.Error != nil || made.RowsAffected == 1 {
		return made.RowsAffected == 1, made.Error
	}
	again := s.db(ctx).Model(&escalationRow{}).Where("inbound_id = ? AND step = ? AND practice_id = ? AND told = ? AND at < ?", e.Reply, e.Step, practiceID, false, since.UTC()).
		Update("at", row.At)
	return again.RowsAffected == 1, again.Error
}

// EndEscalation notes that the practice was told.
func (s *Store) EndEscalation(ctx context.Context, practiceID string, told []contact.Escalation) error {
	for _, e := range told {
		err := s.db(ctx).Model(&escalationRow{}).Where("inbound_id = ? AND step = ? AND practice_id = ?", e.Reply, e.Step, practiceID).Update("told", true).Error
		if err != nil {
			return err
		}
	}
	return nil
}
