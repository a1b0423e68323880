package store

import (
	"context"
	"time"

	"stepdown/internal/cycle"
)

type cycleRow struct {
	ID         string
	PracticeID string
	Number     int
	Status     cycle.Status
	Doc        cycle.Cycle `gorm:"serializer:sealed"`
	Version    int
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

func (cycleRow) TableName() string { return "cycles" }

func (r cycleRow) cycle() cycle.Cycle {
	c := r.Doc
	c.ID, c.PracticeID, c.Number, c.Status, c.Version = r.ID, r.PracticeID, r.Number, r.Status, r.Version
	c.CreatedAt, c.UpdatedAt = r.CreatedAt, r.UpdatedAt
	return c
}

// CreateCycle numbers the cycle after the practice's last.
func (s *Store) CreateCycle(ctx context.Context, c *cycle.Cycle) error {
	var last int
	if err := s.db(ctx).Model(&cycleRow{}).Where("practice_id = ?", c.PracticeID).
		Select("COALESCE(MAX(number), 0)").Scan(&last).Error; err != nil {
		return err
	}
	c.ID, c.Number, c.Version, c.CreatedAt, c.UpdatedAt = newID(), last+1, 1, s.now(), s.now()
	row := cycleRow{ID: c.ID, PracticeID: c.PracticeID, Number: c.Number, Status: c.Status, Doc: *c, Version: 1, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt}
	return told(s.db(ctx).Create(&row).Error, "cycle")
}

// SaveCycle writes the next version, or says that somebody else did.
func (s *Store) SaveCycle(ctx context.Context, c *cycle.Cycle) error {
	seen := c.Version
	c.Version, c.UpdatedAt = seen+1, s.now()
	return unchangedSince(s.db(ctx).Model(&cycleRow{}).Where("id = ? AND practice_id = ? AND version = ?", c.ID, c.PracticeID, seen).
		Select("Status", "Doc", "Version", "UpdatedAt").
		Updates(cycleRow{Status: c.Status, Doc: *c, Version: c.Version, UpdatedAt: c.UpdatedAt}), "cycle")
}

// Cycle by id within a practice.
func (s *Store) Cycle(ctx context.Context, practiceID, id string) (cycle.Cycle, error) {
	row, err := one[cycleRow](s.db(ctx).Where("practice_id = ? AND id = ?", practiceID, id), "cycle")
	return row.cycle(), err
}

// Cycles of a practice, newest first.
func (s *Store) Cycles(ctx context.Context, practiceID string) ([]cycle.Cycle, error) {
	rows, err := many[cycleRow](s.db(ctx).Where("practice_id = ?", practiceID).Order("number DESC"))
	return mapped(rows, cycleRow.cycle), err
}

func mapped[A, B any](as []A, f func(A) B) []B {
	bs := make([]B, len(as))
	for i, a := range as {
		bs[i] = f(a)
	}
	return bs
}
