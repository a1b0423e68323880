package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

type patientRow struct {
	ID         string
	PracticeID string
	NHSKey     string
	MobileKey  string
	ExtractID  string
	Doc        cycle.Patient `gorm:"serializer:sealed"`
	UpdatedAt  time.Time
}

func (patientRow) TableName() string { return "patients" }

func (r patientRow) patient() cycle.Patient {
	p := r.Doc
	p.ID, p.PracticeID, p.ExtractID, p.UpdatedAt = r.ID, r.PracticeID, r.ExtractID, r.UpdatedAt
	return p
}

// row seals a patient. Medicines and problems belong to the snapshot, so they
// are not kept twice.
func (s *Store) patientRow(p cycle.Patient) (patientRow, error) {
	p.Person.Medications, p.Person.Problems = nil, nil
	nhsKey, err := s.keys.Blind("patients.nhs", p.PracticeID, string(p.Person.NHSNumber))
	if err != nil {
		return patientRow{}, err
	}
	if nhsKey == "" {
		nhsKey = "none:" + p.ID // no NHS number: never matched by one
	}
	mobileKey := ""
	if m, err := nhs.ParseMobile(p.Person.Mobile); err == nil {
		if mobileKey, err = s.keys.Blind("patients.mobile", p.PracticeID, string(m)); err != nil {
			return patientRow{}, err
		}
	}
	return patientRow{ID: p.ID, PracticeID: p.PracticeID, NHSKey: nhsKey, MobileKey: mobileKey, ExtractID: p.ExtractID, Doc: p, UpdatedAt: s.now()}, nil
}

// SavePatient stores a person: the same NHS number in the same practice is the
// same row.
func (s *Store) SavePatient(ctx context.Context, p *cycle.Patient) error {
	if p.ID == "" {
		p.ID = newID()
	}
	row, err := s.patientRow(*p)
	if err != nil {
		return err
	}
	p.UpdatedAt = row.UpdatedAt
	return told(s.db(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "id"}},
		DoUpdates: clause.AssignmentColumns([]string{"nhs_key", "mobile_key", "extract_id", "doc", "updated_at"}),
	}).Create(&row).Error, "person")
}

// Patient by id within a practice.
func (s *Store) Patient(ctx context.Context, practiceID, id string) (cycle.Patient, error) {
	row, err := one[patientRow](s.db(ctx).Where("practice_id = ? AND id = ?", practiceID, id), "person")
	return row.patient(), err
}

// PatientByNHSNumber finds somebody without reading the others.
func (s *Store) PatientByNHSNumber(ctx context.Context, practiceID string, n nhs.Number) (cycle.Patient, error) {
	key, err := s.keys.Blind("patients.nhs", practiceID, string(n))
	if err != nil || key == "" {
		return cycle.Patient{}, orMissing(err, "The person")
	}
	row, err := one[patientRow](s.db(ctx).Where("practice_id = ? AND nhs_key = ?", practiceID, key), "person")
	return row.patient(), err
}

// PatientsByMobile gives everybody with this number: couples share phones.
func (s *Store) PatientsByMobile(ctx context.Context, practiceID string, m nhs.Mobile) ([]cycle.Patient, error) {
	key, err := s.keys.Blind("patients.mobile", practiceID, string(m))
	if err != nil || key == "" {
		return nil, err
	}
	rows, err := many[patientRow](s.db(ctx).Where("practice_id = ? AND mobile_key = ?", practiceID, key).Order("id"))
	return mapped(rows, patientRow.patient), err
}

// Patients of a practice.
func (s *Store) Patients(ctx context.Context, practiceID string) ([]cycle.Patient, error) {
	rows, err := many[patientRow](s.db(ctx).Where("practice_id = ?", practiceID).Order("id"))
	return mapped(rows, patientRow.patient), err
}

// PatientsOf a cycle, by id.
func (s *Store) PatientsOf(ctx context.Context, practiceID, cycleID string) (map[string]cycle.Patient, error) {
	rows, err := many[patientRow](s.db(ctx).Where("practice_id = ? AND id IN (?)", practiceID,
		s.db(ctx).Model(&participantRow{}).Select("patient_id").Where("practice_id = ? AND cycle_id = ?", practiceID, cycleID)))
	out := make(map[string]cycle.Patient, len(rows))
	for _, r := range rows {
		out[r.ID] = r.patient()
	}
	return out, err
}

func orMissing(err error, what string) error {
	if err != nil {
		return err
	}
	return problem.Missing(what)
}
