package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"stepdown/internal/codelist"
	"stepdown/internal/intake"
)

type codeListRow struct {
	PracticeID string `gorm:"primaryKey"`
	Name       string `gorm:"primaryKey"`
	Version    string
	AddedBy    string
	AddedAt    time.Time
	Doc        codelist.List `gorm:"serializer:json"`
}

func (codeListRow) TableName() string { return "code_lists" }

func (r codeListRow) list() intake.PracticeList {
	l := r.Doc
	return intake.PracticeList{PracticeID: r.PracticeID, List: &l, AddedBy: r.AddedBy, AddedAt: r.AddedAt}
}

// CodeLists of a practice's own, by name.
func (s *Store) CodeLists(ctx context.Context, practiceID string) ([]intake.PracticeList, error) {
	rows, err := many[codeListRow](s.db(ctx).Where("practice_id = ?", practiceID).Order("name"))
	return mapped(rows, codeListRow.list), err
}

// SaveCodeList adds a list, or replaces the practice's list of that name.
func (s *Store) SaveCodeList(ctx context.Context, l *intake.PracticeList) error {
	l.AddedAt = s.now()
	row := codeListRow{l.PracticeID, l.List.Name, l.List.Version, l.AddedBy, l.AddedAt, *l.List}
	return told(s.db(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "practice_id"}, {Name: "name"}},
		DoUpdates: clause.AssignmentColumns([]string{"version", "added_by", "added_at", "doc"})}).Create(&row).Error, "code list")
}

// DeleteCodeList takes a practice's list away.
func (s *Store) DeleteCodeList(ctx context.Context, practiceID, name string) error {
	return changed(s.db(ctx).Where("practice_id = ? AND name = ?", practiceID, name).Delete(&codeListRow{}), "code list")
}

type columnMappingRow struct {
	PracticeID string `gorm:"primaryKey"`
	Signature  string `gorm:"primaryKey"`
	SavedBy    string
	SavedAt    time.Time
	Doc        map[string]string `gorm:"serializer:json"`
}

func (columnMappingRow) TableName() string { return "column_mappings" }

// ColumnMapping gives what was explained of a layout, by the signature of its
// headings.
func (s *Store) ColumnMapping(ctx context.Context, practiceID, signature string) (map[string]string, error) {
	row, err := one[columnMappingRow](s.db(ctx).Where("practice_id = ? AND signature = ?", practiceID, signature), "explanation of columns")
	return row.Doc, err
}

// SaveColumnMapping keeps it, in the place of an earlier one.
func (s *Store) SaveColumnMapping(ctx context.Context, practiceID, signature, by string, columns map[string]string) error {
	row := columnMappingRow{practiceID, signature, by, s.now(), columns}
	return told(s.db(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "practice_id"}, {Name: "signature"}},
		DoUpdates: clause.AssignmentColumns([]string{"saved_by", "saved_at", "doc"})}).Create(&row).Error, "explanation of columns")
}
