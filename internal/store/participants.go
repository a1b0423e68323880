package store

import (
	"context"
	"time"

	"stepdown/internal/cycle"
)

type participantRow struct {
	ID         string
	PracticeID string
	CycleID    string
	PatientID  string
	Screening  cycle.Suitability
	Doc        cycle.Participant `gorm:"serializer:sealed"`
	Version    int
	UpdatedAt  time.Time
}

func (participantRow) TableName() string { return "participants" }

func (r participantRow) participant() cycle.Participant {
	p := r.Doc
	p.ID, p.PracticeID, p.CycleID, p.PatientID = r.ID, r.PracticeID, r.CycleID, r.PatientID
	p.Version, p.UpdatedAt = r.Version, r.UpdatedAt
	return p
}

// CreateParticipant takes a person into a cycle, once.
func (s *Store) CreateParticipant(ctx context.Context, p *cycle.Participant) error {
	p.ID, p.Version, p.UpdatedAt = newID(), 1, s.now()
	row := participantRow{ID: p.ID, PracticeID: p.PracticeID, CycleID: p.CycleID, PatientID: p.PatientID,
		Screening: p.Screening.Answer, Doc: *p, Version: 1, UpdatedAt: p.UpdatedAt}
	return told(s.db(ctx).Create(&row).Error, "participant")
}

// SaveParticipant writes the next version, or says that somebody else did.
func (s *Store) SaveParticipant(ctx context.Context, p *cycle.Participant) error {
	seen := p.Version
	p.Version, p.UpdatedAt = seen+1, s.now()
	return unchangedSince(s.db(ctx).Model(&participantRow{}).Where("id = ? AND practice_id = ? AND version = ?", p.ID, p.PracticeID, seen).
		Select("Screening", "Doc", "Version", "UpdatedAt").
		Updates(participantRow{Screening: p.Screening.Answer, Doc: *p, Version: p.Version, UpdatedAt: p.UpdatedAt}), "record")
}

// DropParticipant takes somebody out again before anything has been done with
// the record: a new search or sample replaces the old.
func (s *Store) DropParticipant(ctx context.Context, p cycle.Participant) error {
	return unchangedSince(s.db(ctx).Where("id = ? AND practice_id = ? AND version = ?", p.ID, p.PracticeID, p.Version).
		Delete(&participantRow{}), "record")
}

// Participant by id within a practice.
func (s *Store) Participant(ctx context.Context, practiceID, id string) (cycle.Participant, error) {
	row, err := one[participantRow](s.db(ctx).Where("practice_id = ? AND id = ?", practiceID, id), "participant")
	return row.participant(), err
}

// Participants of a cycle, in a stable order.
func (s *Store) Participants(ctx context.Context, practiceID, cycleID string) ([]cycle.Participant, error) {
	rows, err := many[participantRow](s.db(ctx).Where("practice_id = ? AND cycle_id = ?", practiceID, cycleID).Order("id"))
	return mapped(rows, participantRow.participant), err
}

// ParticipantsOf gives a person's places in all cycles, newest first.
func (s *Store) ParticipantsOf(ctx context.Context, practiceID, patientID string) ([]cycle.Participant, error) {
	rows, err := many[participantRow](s.db(ctx).Where("practice_id = ? AND patient_id = ?", practiceID, patientID).Order("updated_at DESC, id"))
	return mapped(rows, participantRow.participant), err
}
