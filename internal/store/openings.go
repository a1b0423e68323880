package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"stepdown/internal/contact"
)

type openingRow struct {
	PracticeID string `gorm:"primaryKey"`
	Thread     string `gorm:"primaryKey"`
	StaffID    string `gorm:"primaryKey"`
	At         time.Time
}

func (openingRow) TableName() string { return "reply_openings" }

// Opened notes that a colleague opened a thread, and gives the others who did
// since, the latest first. What is older is forgotten.
func (s *Store) Opened(ctx context.Context, practiceID, thread, staffID string, since time.Time) ([]contact.Opening, error) {
	rows, err := many[openingRow](s.db(ctx).Where("practice_id = ? AND thread = ? AND staff_id <> ? AND at >= ?", practiceID, thread, staffID, since.UTC()).Order("at DESC, staff_id"))
	if err != nil {
		return nil, err
	}
	if err := s.db(ctx).Where("practice_id = ? AND at < ?", practiceID, since.UTC()).Delete(&openingRow{}).Error; err != nil {
		return nil, err
	}
	row := openingRow{practiceID, thread, staffID, s.now()}
	err = s.db(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "practice_id"}, {Name: "thread"}, {Name: "staff_id"}}, DoUpdates: clause.AssignmentColumns([]string{"at"})}).Create(&row).Error
	return mapped(rows, func(r openingRow) contact.Opening { return contact.Opening{StaffID: r.StaffID, At: r.At} }), err
}
