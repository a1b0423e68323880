package store

import (
	"context"
	"time"

	"stepdown/internal/messaging"
)

type replyRulesRow struct {
	PracticeID string `gorm:"primaryKey"`
	Version    int    `gorm:"primaryKey"`
	SavedBy    string
	SavedAt    time.Time
	Doc        messaging.Edits `gorm:"serializer:sealed"`
}

func (replyRulesRow) TableName() string { return "reply_rules" }

// ReplyEdits gives the newest version of what a practice changed in the
// reading of replies.
func (s *Store) ReplyEdits(ctx context.Context, practiceID string) (messaging.Edits, error) {
	row, err := one[replyRulesRow](s.db(ctx).Where("practice_id = ?", practiceID).Order("version DESC").Limit(1), "change of the reply rules")
	return row.Doc, err
}

// AddReplyEdits keeps the next version beside the earlier ones; Conflict when
// somebody else did first.
func (s *Store) AddReplyEdits(ctx context.Context, practiceID string, e messaging.Edits) error {
	return told(s.db(ctx).Create(&replyRulesRow{practiceID, e.Version, e.By, e.At.UTC(), e}).Error, "change of the reply rules")
}
