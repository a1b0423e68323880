package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"stepdown/internal/jobs"
)

type schedule struct {
	Name    string `gorm:"primaryKey"`
	Spec    string
	LastRun *time.Time
	NextRun time.Time
}

// EnsureSchedule makes a schedule's row at first start and follows a changed
// spec; a row that is there keeps its next run, so a missed one is caught up.
func (s *Store) EnsureSchedule(ctx context.Context, name, spec string, next time.Time) error {
	row := schedule{Name: name, Spec: spec, NextRun: next.UTC()}
	if err := s.db(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
		return err
	}
	return s.db(ctx).Model(&schedule{}).Where("name = ? AND spec <> ?", name, spec).
		Select("Spec", "NextRun").Updates(row).Error
}

// LastRun is when a schedule last ran to its end; zero for never.
func (s *Store) LastRun(ctx context.Context, name string) (time.Time, error) {
	rows, err := many[schedule](s.db(ctx).Where("name = ?", name))
	if err != nil || len(rows) == 0 || rows[0].LastRun == nil {
		return time.Time{}, err
	}
	return rows[0].LastRun.UTC(), nil
}

// DueSchedules lists what should have run by now.
func (s *Store) DueSchedules(ctx context.Context, now time.Time) ([]jobs.Due, error) {
	rows, err := many[schedule](s.db(ctx).Where("next_run <= ?", now.UTC()).Order("next_run, name"))
	return mapped(rows, func(r schedule) jobs.Due { return jobs.Due{Name: r.Name, Spec: r.Spec, At: r.NextRun} }), err
}

// ClaimSchedule moves a schedule on; false when another process was first.
func (s *Store) ClaimSchedule(ctx context.Context, d jobs.Due, now, next time.Time) (bool, error) {
	at := now.UTC()
	r := s.db(ctx).Model(&schedule{}).Where("name = ? AND next_run = ?", d.Name, d.At.UTC()).
		Select("LastRun", "NextRun").Updates(schedule{LastRun: &at, NextRun: next.UTC()})
	return r.RowsAffected == 1, r.Error
}
