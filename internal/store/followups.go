package store

import (
	"context"
	"time"

	"stepdown/internal/nhs"
	"stepdown/internal/review"
)

type followUpRow struct {
	ID            string
	PracticeID    string
	ParticipantID string
	Due           nhs.Date
	State         review.FollowUpState
	Doc           review.FollowUp `gorm:"serializer:sealed"`
	Version       int
	UpdatedAt     time.Time
}

func (followUpRow) TableName() string { return "follow_ups" }

func (r followUpRow) followUp() review.FollowUp {
	f := r.Doc
	f.ID, f.PracticeID, f.ParticipantID, f.Due, f.State = r.ID, r.PracticeID, r.ParticipantID, r.Due, r.State
	f.Version, f.UpdatedAt = r.Version, r.UpdatedAt
	return f
}

// CreateFollowUp stores a follow-up; one a day is enough for a person.
func (s *Store) CreateFollowUp(ctx context.Context, f *review.FollowUp) error {
	f.ID, f.Version, f.UpdatedAt = newID(), 1, s.now()
	row := followUpRow{f.ID, f.PracticeID, f.ParticipantID, f.Due, f.State, *f, 1, f.UpdatedAt}
	return told(s.db(ctx).Create(&row).Error, "follow-up")
}

// SaveFollowUp writes the next version, or says that somebody else did.
func (s *Store) SaveFollowUp(ctx context.Context, f *review.FollowUp) error {
	seen := f.Version
	f.Version, f.UpdatedAt = seen+1, s.now()
	return unchangedSince(s.db(ctx).Model(&followUpRow{}).Where("id = ? AND practice_id = ? AND version = ?", f.ID, f.PracticeID, seen).
		Select("Due", "State", "Doc", "Version", "UpdatedAt").
		Updates(followUpRow{Due: f.Due, State: f.State, Doc: *f, Version: f.Version, UpdatedAt: f.UpdatedAt}), "follow-up")
}

// FollowUp by id within a practice.
func (s *Store) FollowUp(ctx context.Context, practiceID, id string) (review.FollowUp, error) {
	row, err := one[followUpRow](s.db(ctx).Where("practice_id = ? AND id = ?", practiceID, id), "follow-up")
	return row.followUp(), err
}

// FollowUpsFor one participant, earliest first.
func (s *Store) FollowUpsFor(ctx context.Context, practiceID, participantID string) ([]review.FollowUp, error) {
	rows, err := many[followUpRow](s.db(ctx).Where("practice_id = ? AND participant_id = ?", practiceID, participantID).Order("due, id"))
	return mapped(rows, followUpRow.followUp), err
}

// FollowUpsOf a cycle, earliest first.
func (s *Store) FollowUpsOf(ctx context.Context, practiceID, cycleID string) ([]review.FollowUp, error) {
	rows, err := many[followUpRow](s.db(ctx).Where("practice_id = ? AND participant_id IN (?)", practiceID, s.participantIDs(ctx, practiceID, cycleID)).Order("due, id"))
	return mapped(rows, followUpRow.followUp), err
}

// OpenFollowUps due by a day, of all cycles, earliest first.
func (s *Store) OpenFollowUps(ctx context.Context, practiceID string, upTo nhs.Date) ([]review.FollowUp, error) {
	rows, err := many[followUpRow](s.db(ctx).Where("practice_id = ? AND due <= ? AND state NOT IN ?", practiceID, upTo,
		[]review.FollowUpState{review.FollowUpDone, review.FollowUpClosed}).Order("due, id"))
	return mapped(rows, followUpRow.followUp), err
}
