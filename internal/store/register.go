package store

import (
	"context"
	"time"

	"stepdown/internal/contact"
	"stepdown/internal/messaging"
)

type wishRow struct {
	Seq        int64 `gorm:"primaryKey;autoIncrement"`
	ID         string
	PracticeID string
	PatientID  string
	NumberKey  string
	Wish       messaging.Wish
	At         time.Time
	Doc        messaging.Entry `gorm:"serializer:sealed"`
}

func (wishRow) TableName() string { return "wishes" }

func (r wishRow) entry() messaging.Entry { return r.Doc }

// Register adds to the register of wishes. Nothing in it is ever changed.
func (s *Store) Register(ctx context.Context, e messaging.Entry) error {
	key, err := s.numberKey(e.Practice, e.Number)
	if err != nil {
		return err
	}
	if e.ID == "" {
		e.ID = newID()
	}
	return s.InTx(ctx, func(ctx context.Context) error {
		row := wishRow{ID: e.ID, PracticeID: e.Practice, PatientID: e.Patient, NumberKey: key, Wish: e.Wish, At: e.At.UTC(), Doc: e}
		return told(s.db(ctx).Create(&row).Error, "entry")
	})
}

// Wishes of a person and of a number, oldest first.
func (s *Store) Wishes(ctx context.Context, practiceID string, with contact.Correspondent) ([]messaging.Entry, error) {
	key, err := s.numberKey(practiceID, with.Number)
	if err != nil {
		return nil, err
	}
	rows, err := many[wishRow](s.db(ctx).Where("practice_id = ?", practiceID).
		Where("(patient_id = ? AND patient_id <> '') OR (number_key = ? AND number_key <> '')", with.Patient, key).Order("at, seq"))
	return mapped(rows, wishRow.entry), err
}
