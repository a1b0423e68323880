package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"stepdown/internal/contact"
)

type letterRow struct {
	ID            string
	PracticeID    string
	CycleID       string
	ParticipantID string
	PatientID     string
	Intent        string
	State         contact.LetterState
	Doc           contact.Letter `gorm:"serializer:sealed"`
	Version       int
	CreatedAt     time.Time
}

func (letterRow) TableName() string { return "letters" }

func (r letterRow) letter() contact.Letter {
	l := r.Doc
	l.ID, l.PracticeID, l.State, l.Version, l.CreatedAt = r.ID, r.PracticeID, r.State, r.Version, r.CreatedAt
	return l
}

func rowOfLetter(l contact.Letter) letterRow {
	return letterRow{l.ID, l.PracticeID, l.CycleID, l.Participant, l.Patient, l.Intent, l.State, l, l.Version, l.CreatedAt}
}

// AddLetter keeps a letter unless the practice has one of the same intent.
func (s *Store) AddLetter(ctx context.Context, l *contact.Letter) (bool, error) {
	l.ID, l.Version, l.CreatedAt = newID(), 1, s.now()
	row := rowOfLetter(*l)
	r := s.db(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "practice_id"}, {Name: "intent"}}, DoNothing: true}).Create(&row)
	return r.RowsAffected == 1, told(r.Error, "letter")
}

// SaveLetter writes the next version, or says that somebody else did.
func (s *Store) SaveLetter(ctx context.Context, l *contact.Letter) error {
	seen := l.Version
	l.Version = seen + 1
	return unchangedSince(s.db(ctx).Model(&letterRow{}).Where("id = ? AND practice_id = ? AND version = ?", l.ID, l.PracticeID, seen).
		Select("State", "Doc", "Version").Updates(rowOfLetter(*l)), "letter")
}

// Letters of a cycle, oldest first.
func (s *Store) Letters(ctx context.Context, practiceID, cycleID string) ([]contact.Letter, error) {
	rows, err := many[letterRow](s.db(ctx).Where("practice_id = ? AND cycle_id = ?", practiceID, cycleID).Order("created_at, id"))
	return mapped(rows, letterRow.letter), err
}

// LettersTo a person, oldest first.
func (s *Store) LettersTo(ctx context.Context, practiceID, patientID string) ([]contact.Letter, error) {
	rows, err := many[letterRow](s.db(ctx).Where("practice_id = ? AND patient_id = ?", practiceID, patientID).Order("created_at, id"))
	return mapped(rows, letterRow.letter), err
}
