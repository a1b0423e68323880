package store

import (
	"context"

	"stepdown/internal/measure"
	"stepdown/internal/nhs"
)

type measureValue struct {
	PracticeID  string
	ExtractID   string
	Measure     string
	AsAt        nhs.Date
	Numerator   float64
	Denominator float64
	Unclear     int
}

// SaveMeasures keeps what one extract counts.
func (s *Store) SaveMeasures(ctx context.Context, practiceID, extractID string, values []measure.Value) error {
	rows := mapped(values, func(v measure.Value) measureValue {
		return measureValue{practiceID, extractID, v.Measure, v.Date, v.Numerator, v.Denominator, v.Unclear}
	})
	if len(rows) == 0 {
		return nil
	}
	return told(s.db(ctx).CreateInBatches(&rows, 100).Error, "figure")
}

// MeasurePoints gives a measure over the extracts, oldest first.
func (s *Store) MeasurePoints(ctx context.Context, practiceID, key string) ([]measure.Point, error) {
	rows, err := many[measureValue](s.db(ctx).Where("practice_id = ? AND measure = ?", practiceID, key).Order("as_at, extract_id"))
	return mapped(rows, func(v measureValue) measure.Point {
		return measure.Point{Date: v.AsAt, Numerator: v.Numerator, Denominator: v.Denominator, Unclear: v.Unclear}
	}), err
}
