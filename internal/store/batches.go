package store

import (
	"context"
	"time"

	"stepdown/internal/contact"
	"stepdown/internal/messaging"
)

type batchRow struct {
	ID         string
	PracticeID string
	CycleID    string
	Kind       messaging.Kind
	State      contact.BatchState
	Doc        contact.Batch `gorm:"serializer:sealed"`
	Version    int
	CreatedAt  time.Time
}

func (batchRow) TableName() string { return "batches" }

const batchPaused = contact.Paused

func (r batchRow) batch() contact.Batch {
	b := r.Doc
	b.ID, b.PracticeID, b.State, b.Version, b.CreatedAt = r.ID, r.PracticeID, r.State, r.Version, r.CreatedAt
	return b
}

func rowOfBatch(b contact.Batch) batchRow {
	return batchRow{ID: b.ID, PracticeID: b.PracticeID, CycleID: b.CycleID, Kind: b.Kind, State: b.State, Doc: b, Version: b.Version, CreatedAt: b.CreatedAt}
}

// AddBatch keeps a new wave.
func (s *Store) AddBatch(ctx context.Context, b *contact.Batch) error {
	b.ID, b.Version, b.CreatedAt = newID(), 1, s.now()
	row := rowOfBatch(*b)
	return told(s.db(ctx).Create(&row).Error, "wave")
}

// SaveBatch writes the next version, or says that somebody else did.
func (s *Store) SaveBatch(ctx context.Context, b *contact.Batch) error {
	seen := b.Version
	b.Version = seen + 1
	return unchangedSince(s.db(ctx).Model(&batchRow{}).Where("id = ? AND practice_id = ? AND version = ?", b.ID, b.PracticeID, seen).
		Select("State", "Doc", "Version").Updates(rowOfBatch(*b)), "wave")
}

// Batch by id within a practice.
func (s *Store) Batch(ctx context.Context, practiceID, id string) (contact.Batch, error) {
	row, err := one[batchRow](s.db(ctx).Where("practice_id = ? AND id = ?", practiceID, id), "wave")
	return row.batch(), err
}

// Batches of a cycle, or of all cycles, newest first.
func (s *Store) Batches(ctx context.Context, practiceID, cycleID string) ([]contact.Batch, error) {
	q := s.db(ctx).Where("practice_id = ?", practiceID)
	if cycleID != "" {
		q = q.Where("cycle_id = ?", cycleID)
	}
	rows, err := many[batchRow](q.Order("created_at DESC, id"))
	return mapped(rows, batchRow.batch), err
}

// BatchCounts counts the texts of a wave by state.
func (s *Store) BatchCounts(ctx context.Context, practiceID, batchID string) (map[messaging.State]int, error) {
	var rows []struct {
		State messaging.State
		N     int
	}
	err := s.db(ctx).Model(&messageRow{}).Select("state, COUNT(*) AS n").Where("practice_id = ? AND batch_id = ?", practiceID, batchID).
		Group("state").Scan(&rows).Error
	out := map[messaging.State]int{}
	for _, r := range rows {
		out[r.State] = r.N
	}
	return out, err
}

type pauseRow struct {
	PracticeID string `gorm:"primaryKey"`
	Reason     string
	PausedBy   string
	PausedAt   time.Time
	Restored   bool
}

func (pauseRow) TableName() string { return "sending_pauses" }

// PauseTexts stops all texts of a practice but those under way; ResumeTexts
// lets them go again.
func (s *Store) PauseTexts(ctx context.Context, practiceID string, p contact.Pause) error {
	return told(s.db(ctx).Save(&pauseRow{practiceID, p.Reason, p.By, s.now(), p.Restored}).Error, "pause")
}

// ResumeTexts ends a practice's pause.
func (s *Store) ResumeTexts(ctx context.Context, practiceID string) error {
	return s.db(ctx).Where("practice_id = ?", practiceID).Delete(&pauseRow{}).Error
}

// TextsPaused says why a practice's texts are stopped; the zero Pause when they
// go.
func (s *Store) TextsPaused(ctx context.Context, practiceID string) (contact.Pause, error) {
	rows, err := many[pauseRow](s.db(ctx).Where("practice_id = ?", practiceID))
	if err != nil || len(rows) == 0 {
		return contact.Pause{}, err
	}
	return contact.Pause{Reason: rows[0].Reason, By: rows[0].PausedBy, At: rows[0].PausedAt, Restored: rows[0].Restored}, nil
}

// AnyText reports whether there is a text of any practice.
func (s *Store) AnyText(ctx context.Context) (bool, error) {
	rows, err := many[messageRow](s.db(ctx).Select("id").Limit(1))
	return len(rows) > 0, err
}
