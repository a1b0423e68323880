package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/nhs"
)

type extractRow struct {
	ID         string
	PracticeID string
	AsAt       nhs.Date
	SHA256     string `gorm:"column:sha256"`
	ListSize   int
	ImportedAt time.Time
	ImportedBy string
	Report     intake.Report `gorm:"serializer:json"`
}

func (extractRow) TableName() string { return "extracts" }

func (r extractRow) extract() intake.Extract { return intake.Extract(r) }

// CreateExtract stores what is known of an extract, without its people.
func (s *Store) CreateExtract(ctx context.Context, e *intake.Extract) error {
	e.ID, e.ImportedAt = newID(), s.now()
	row := extractRow(*e)
	return told(s.db(ctx).Create(&row).Error, "extract")
}

// ExtractBySHA256 finds the same files taken in before.
func (s *Store) ExtractBySHA256(ctx context.Context, practiceID, sum string) (intake.Extract, error) {
	row, err := one[extractRow](s.db(ctx).Where("practice_id = ? AND sha256 = ?", practiceID, sum), "extract")
	return row.extract(), err
}

// NewestExtract is the one with the latest day; of two of a day, the one taken
// in last.
func (s *Store) NewestExtract(ctx context.Context, practiceID string) (intake.Extract, error) {
	row, err := one[extractRow](s.db(ctx).Where("practice_id = ?", practiceID).Order("as_at DESC, imported_at DESC, id"), "extract")
	return row.extract(), err
}

// Extract by id within a practice.
func (s *Store) Extract(ctx context.Context, practiceID, id string) (intake.Extract, error) {
	row, err := one[extractRow](s.db(ctx).Where("practice_id = ? AND id = ?", practiceID, id), "extract")
	return row.extract(), err
}

// Extracts of a practice, newest first.
func (s *Store) Extracts(ctx context.Context, practiceID string) ([]intake.Extract, error) {
	rows, err := many[extractRow](s.db(ctx).Where("practice_id = ?", practiceID).Order("as_at DESC, imported_at DESC, id"))
	return mapped(rows, extractRow.extract), err
}

type snapshotRow struct {
	ExtractID  string `gorm:"primaryKey"`
	PatientID  string `gorm:"primaryKey"`
	PracticeID string
	Doc        cohort.Person `gorm:"serializer:sealed"`
}

func (snapshotRow) TableName() string { return "snapshots" }

func (r snapshotRow) snapshot() cycle.Snapshot {
	return cycle.Snapshot{ExtractID: r.ExtractID, PatientID: r.PatientID, PracticeID: r.PracticeID, Person: r.Doc}
}

// TakePeople implements intake.Store.
func (s *Store) TakePeople(ctx context.Context, e intake.Extract, people []cohort.Person, newest bool) (map[nhs.Number]string, error) {
	known, err := s.Patients(ctx, e.PracticeID)
	if err != nil {
		return nil, err
	}
	byNumber := make(map[nhs.Number]cycle.Patient, len(known))
	for _, p := range known {
		byNumber[p.Person.NHSNumber] = p
	}
	ids := make(map[nhs.Number]string, len(people))
	var patients []patientRow
	snapshots := make([]snapshotRow, 0, len(people))
	for _, person := range people {
		p, there := byNumber[person.NHSNumber]
		if !there {
			p = cycle.Patient{ID: newID(), PracticeID: e.PracticeID}
		}
		if !there || newest {
			p.ExtractID, p.Person = e.ID, person
			row, err := s.patientRow(p)
			if err != nil {
				return nil, err
			}
			patients = append(patients, row)
		}
		ids[person.NHSNumber] = p.ID
		snapshots = append(snapshots, snapshotRow{e.ID, p.ID, e.PracticeID, person})
	}
	return ids, s.insertPeople(ctx, patients, snapshots)
}

// batch is how many rows go in one statement: larger ones gain nothing.
const batch = 100

func (s *Store) insertPeople(ctx context.Context, patients []patientRow, snapshots []snapshotRow) error {
	replace := clause.OnConflict{Columns: []clause.Column{{Name: "id"}},
		DoUpdates: clause.AssignmentColumns([]string{"nhs_key", "mobile_key", "extract_id", "doc", "updated_at"})}
	if len(patients) > 0 {
		if err := s.db(ctx).Clauses(replace).CreateInBatches(&patients, batch).Error; err != nil {
			return told(err, "person")
		}
	}
	if len(snapshots) == 0 {
		return nil
	}
	return told(s.db(ctx).CreateInBatches(&snapshots, batch).Error, "record")
}

// SnapshotsOf an extract, by patient id.
func (s *Store) SnapshotsOf(ctx context.Context, practiceID, extractID string) (map[string]cycle.Snapshot, error) {
	rows, err := many[snapshotRow](s.db(ctx).Where("practice_id = ? AND extract_id = ?", practiceID, extractID))
	out := make(map[string]cycle.Snapshot, len(rows))
	for _, r := range rows {
		out[r.PatientID] = r.snapshot()
	}
	return out, err
}

// SnapshotOf one person in one extract.
func (s *Store) SnapshotOf(ctx context.Context, practiceID, extractID, patientID string) (cycle.Snapshot, error) {
	row, err := one[snapshotRow](s.db(ctx).Where("practice_id = ? AND extract_id = ? AND patient_id = ?", practiceID, extractID, patientID), "record")
	return row.snapshot(), err
}

// History of one person over the extracts, oldest first.
func (s *Store) History(ctx context.Context, practiceID, patientID string) ([]cycle.Snapshot, error) {
	var rows []datedSnapshot
	err := s.db(ctx).Model(&datedSnapshot{}).Select("snapshots.*, extracts.as_at").
		Joins("JOIN extracts ON extracts.id = snapshots.extract_id").
		Where("snapshots.practice_id = ? AND snapshots.patient_id = ?", practiceID, patientID).
		Order("extracts.as_at, extracts.imported_at").Find(&rows).Error
	return mapped(rows, func(r datedSnapshot) cycle.Snapshot {
		return cycle.Snapshot{ExtractID: r.ExtractID, PatientID: r.PatientID, PracticeID: r.PracticeID, AsAt: r.AsAt, Person: r.Doc}
	}), err
}

// datedSnapshot is a snapshot with the day of its extract. GORM passes over an
// embedded row, so the fields are written out.
type datedSnapshot struct {
	ExtractID  string
	PatientID  string
	PracticeID string
	Doc        cohort.Person `gorm:"serializer:sealed"`
	AsAt       nhs.Date      `gorm:"->"`
}

func (datedSnapshot) TableName() string { return "snapshots" }

type decisionRow struct {
	CycleID    string `gorm:"primaryKey"`
	PatientID  string `gorm:"primaryKey"`
	PracticeID string
	ExtractID  string
	Outcome    cohort.Outcome
	Sampled    bool
	Doc        cohort.Decision `gorm:"serializer:sealed"`
}

func (decisionRow) TableName() string { return "decisions" }

func (r decisionRow) found() cycle.Found {
	return cycle.Found{PatientID: r.PatientID, ExtractID: r.ExtractID, Sampled: r.Sampled, Decision: r.Doc}
}

// ReplaceFound keeps the newest search of a cycle.
func (s *Store) ReplaceFound(ctx context.Context, practiceID, cycleID string, found []cycle.Found) error {
	if err := s.db(ctx).Where("practice_id = ? AND cycle_id = ?", practiceID, cycleID).Delete(&decisionRow{}).Error; err != nil {
		return err
	}
	rows := mapped(found, func(f cycle.Found) decisionRow {
		return decisionRow{cycleID, f.PatientID, practiceID, f.ExtractID, f.Decision.Outcome, f.Sampled, f.Decision}
	})
	if len(rows) == 0 {
		return nil
	}
	return told(s.db(ctx).CreateInBatches(&rows, batch).Error, "decision")
}

// Found gives the newest search of a cycle.
func (s *Store) Found(ctx context.Context, practiceID, cycleID string) ([]cycle.Found, error) {
	rows, err := many[decisionRow](s.db(ctx).Where("practice_id = ? AND cycle_id = ?", practiceID, cycleID).Order("patient_id"))
	return mapped(rows, decisionRow.found), err
}

// FoundOf one person in a cycle.
func (s *Store) FoundOf(ctx context.Context, practiceID, cycleID, patientID string) (cycle.Found, error) {
	row, err := one[decisionRow](s.db(ctx).Where("practice_id = ? AND cycle_id = ? AND patient_id = ?", practiceID, cycleID, patientID), "decision")
	return row.found(), err
}

// NewestExtractDate is the day of the newest extract; empty when there is
// none. Every page shows it, so it reads nothing else.
func (s *Store) NewestExtractDate(ctx context.Context, practiceID string) (nhs.Date, error) {
	var days []nhs.Date
	err := s.db(ctx).Model(&extractRow{}).Where("practice_id = ?", practiceID).Order("as_at DESC").Limit(1).Pluck("as_at", &days).Error
	if err != nil || len(days) == 0 {
		return "", err
	}
	return days[0], nil
}
