package store

import (
	"context"
	"time"

	"stepdown/internal/review"
)

type reviewRow struct {
	ID            string
	PracticeID    string
	ParticipantID string
	Version       int
	State         review.State
	Doc           review.Review `gorm:"serializer:sealed"`
	SavedAt       time.Time
	SavedBy       string
}

func (reviewRow) TableName() string { return "reviews" }

func (r reviewRow) review() review.Review {
	v := r.Doc
	v.ID, v.PracticeID, v.ParticipantID, v.Version, v.State = r.ID, r.PracticeID, r.ParticipantID, r.Version, r.State
	v.SavedAt, v.SavedBy = r.SavedAt, r.SavedBy
	return v
}

// AddReview stores a version. That version again is a conflict.
func (s *Store) AddReview(ctx context.Context, r *review.Review) error {
	r.ID, r.SavedAt = newID(), s.now()
	row := reviewRow{r.ID, r.PracticeID, r.ParticipantID, r.Version, r.State, *r, r.SavedAt, r.SavedBy}
	return told(s.db(ctx).Create(&row).Error, "version of the review")
}

// NewestReview of a participant.
func (s *Store) NewestReview(ctx context.Context, practiceID, participantID string) (review.Review, error) {
	row, err := one[reviewRow](s.db(ctx).Where("practice_id = ? AND participant_id = ?", practiceID, participantID).Order("version DESC"), "review")
	return row.review(), err
}

// ReviewVersions of a participant, newest first.
func (s *Store) ReviewVersions(ctx context.Context, practiceID, participantID string) ([]review.Review, error) {
	rows, err := many[reviewRow](s.db(ctx).Where("practice_id = ? AND participant_id = ?", practiceID, participantID).Order("version DESC"))
	return mapped(rows, reviewRow.review), err
}

// ReviewStates gives the newest version for each participant of a cycle,
// without what was said.
func (s *Store) ReviewStates(ctx context.Context, practiceID, cycleID string) (map[string]review.Review, error) {
	rows, err := many[reviewRow](s.db(ctx).Select("id", "practice_id", "participant_id", "version", "state", "saved_at", "saved_by").
		Where("practice_id = ? AND participant_id IN (?)", practiceID, s.participantIDs(ctx, practiceID, cycleID)).Order("version"))
	out := make(map[string]review.Review, len(rows))
	for _, r := range rows {
		out[r.ParticipantID] = r.review()
	}
	return out, err
}
