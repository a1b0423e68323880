package store

import (
	"context"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
)

// fresh lets one prepared query be finished in several ways.
var fresh = &gorm.Session{}

type lineRow struct {
	Number     string `gorm:"primaryKey"`
	PracticeID string
}

func (lineRow) TableName() string { return "sender_lines" }

// KeepLine says that one of our numbers is a practice's.
func (s *Store) KeepLine(ctx context.Context, number, practiceID string) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		row := lineRow{number, practiceID}
		return told(s.db(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "number"}}, DoUpdates: clause.AssignmentColumns([]string{"practice_id"})}).
			Create(&row).Error, "line")
	})
}

// LineNumbers are the numbers of all practices.
func (s *Store) LineNumbers(ctx context.Context) ([]string, error) {
	rows, err := many[lineRow](s.db(ctx).Order("number"))
	return mapped(rows, func(r lineRow) string { return r.Number }), err
}

// followLine keeps the numbers in step with a practice's settings: what arrives
// at its number is its own. One that another practice has is refused, since
// that practice's replies would come to the wrong people.
func (s *Store) followLine(ctx context.Context, practiceID, number string) error {
	if number == "" {
		return s.db(ctx).Where("practice_id = ?", practiceID).Delete(&lineRow{}).Error
	}
	taken, err := many[lineRow](s.db(ctx).Where("number = ? AND practice_id <> ?", number, practiceID))
	if err != nil {
		return err
	}
	if len(taken) > 0 {
		return problem.Field("number", "Another practice of this installation has this number")
	}
	if err := s.db(ctx).Where("practice_id = ? AND number <> ?", practiceID, number).Delete(&lineRow{}).Error; err != nil {
		return err
	}
	return s.KeepLine(ctx, number, practiceID)
}

// OwnLine is how a network of our own names a practice: it has no numbers.
func OwnLine(practiceID string) string { return ownLine + practiceID }

const ownLine = "practice:"

// practiceOfLine finds the practice that a text arrived at: by our number, by
// who wrote to the sender last, or because there is only one. Where practices
// share a number that is nobody's line, a stranger's text goes to the first of
// them: it must reach a person, and a refused webhook would lose it.
func (s *Store) practiceOfLine(ctx context.Context, ours string, from nhs.Mobile) (practice.Practice, error) {
	if id, ok := strings.CutPrefix(ours, ownLine); ok {
		return s.Practice(ctx, id)
	}
	lines, err := many[lineRow](s.db(ctx).Where("number = ?", ours))
	if err != nil {
		return practice.Practice{}, err
	}
	if len(lines) == 1 {
		return s.Practice(ctx, lines[0].PracticeID)
	}
	all, err := s.Practices(ctx)
	if err != nil {
		return practice.Practice{}, err
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return s.lastWroteTo(ctx, all, from)
}

func (s *Store) lastWroteTo(ctx context.Context, all []practice.Practice, from nhs.Mobile) (practice.Practice, error) {
	var found practice.Practice
	var newest messageRow
	for _, p := range all {
		keys, err := s.numberKeys(ctx, messaging.Filter{Practice: p.ID, To: from})
		if err != nil {
			return found, err
		}
		rows, err := many[messageRow](s.db(ctx).Where("practice_id = ? AND to_key IN ? AND to_key <> ''", p.ID, keys).Order("created_at DESC").Limit(1))
		if err != nil {
			return found, err
		}
		if len(rows) == 1 && rows[0].CreatedAt.After(newest.CreatedAt) {
			found, newest = p, rows[0]
		}
	}
	if found.ID == "" && len(all) > 0 {
		return all[0], nil
	}
	if found.ID == "" {
		return found, problem.Missing("The practice of this number")
	}
	return found, nil
}
