package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
	"stepdown/internal/programme"
)

type programmeSessionRow struct {
	ID         string
	PracticeID string
	CycleID    string
	Kind       programme.Kind
	StartsAt   time.Time
	Doc        programme.Session `gorm:"serializer:sealed"`
	Version    int
}

func (programmeSessionRow) TableName() string { return "programme_sessions" }

func (r programmeSessionRow) session() programme.Session {
	s := r.Doc
	s.ID, s.PracticeID, s.CycleID, s.Kind, s.StartsAt, s.Version = r.ID, r.PracticeID, r.CycleID, r.Kind, r.StartsAt, r.Version
	return s
}

func sessionRow(s programme.Session) programmeSessionRow {
	return programmeSessionRow{ID: s.ID, PracticeID: s.PracticeID, CycleID: s.CycleID, Kind: s.Kind, StartsAt: s.StartsAt.UTC(), Doc: s, Version: s.Version}
}

// CreateProgrammeSession stores a session and gives it an id.
func (s *Store) CreateProgrammeSession(ctx context.Context, ps *programme.Session) error {
	ps.ID, ps.Version = newID(), 1
	row := sessionRow(*ps)
	return told(s.db(ctx).Create(&row).Error, "session")
}

// SaveProgrammeSession writes the next version, or says that somebody else did.
func (s *Store) SaveProgrammeSession(ctx context.Context, ps *programme.Session) error {
	seen := ps.Version
	ps.Version = seen + 1
	return unchangedSince(s.db(ctx).Model(&programmeSessionRow{}).Where("id = ? AND practice_id = ? AND version = ?", ps.ID, ps.PracticeID, seen).
		Select("CycleID", "Kind", "StartsAt", "Doc", "Version").Updates(sessionRow(*ps)), "session")
}

// ProgrammeSession by id within a practice.
func (s *Store) ProgrammeSession(ctx context.Context, practiceID, id string) (programme.Session, error) {
	row, err := one[programmeSessionRow](s.db(ctx).Where("practice_id = ? AND id = ?", practiceID, id), "session")
	return row.session(), err
}

// ProgrammeSessions of a practice, by time.
func (s *Store) ProgrammeSessions(ctx context.Context, practiceID string) ([]programme.Session, error) {
	rows, err := many[programmeSessionRow](s.db(ctx).Where("practice_id = ?", practiceID).Order("starts_at, id"))
	return mapped(rows, programmeSessionRow.session), err
}

type attendanceRow programme.Attendance

func (attendanceRow) TableName() string { return "attendances" }

// SaveAttendance keeps one person's place at a session. Both must be of the
// practice that the place names.
func (s *Store) SaveAttendance(ctx context.Context, a programme.Attendance) error {
	if _, err := s.ProgrammeSession(ctx, a.PracticeID, a.SessionID); err != nil {
		return err
	}
	if _, err := s.Patient(ctx, a.PracticeID, a.PatientID); err != nil {
		return err
	}
	row := attendanceRow(a)
	return told(s.db(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "session_id"}, {Name: "patient_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"state"}),
	}).Create(&row).Error, "place")
}

// Attendances of a practice at all sessions.
func (s *Store) Attendances(ctx context.Context, practiceID string) ([]programme.Attendance, error) {
	rows, err := many[attendanceRow](s.db(ctx).Where("practice_id = ?", practiceID).Order("session_id, patient_id"))
	return mapped(rows, func(r attendanceRow) programme.Attendance { return programme.Attendance(r) }), err
}

// AttendancesAt one session.
func (s *Store) AttendancesAt(ctx context.Context, practiceID, sessionID string) ([]programme.Attendance, error) {
	rows, err := many[attendanceRow](s.db(ctx).Where("practice_id = ? AND session_id = ?", practiceID, sessionID).Order("patient_id"))
	return mapped(rows, func(r attendanceRow) programme.Attendance { return programme.Attendance(r) }), err
}

type wellbeingRow struct {
	ID         string
	PracticeID string
	PatientID  string
	CycleID    string
	Moment     programme.Moment
	AskedOn    nhs.Date
	Doc        programme.ONS4 `gorm:"serializer:sealed"`
}

func (wellbeingRow) TableName() string { return "wellbeing" }

func (r wellbeingRow) wellbeing() programme.Wellbeing {
	return programme.Wellbeing{ID: r.ID, PracticeID: r.PracticeID, PatientID: r.PatientID, CycleID: r.CycleID, Moment: r.Moment, AskedOn: r.AskedOn, Answers: r.Doc}
}

// CreateWellbeing keeps one person's answers on one day.
func (s *Store) CreateWellbeing(ctx context.Context, w *programme.Wellbeing) error {
	if _, err := s.Patient(ctx, w.PracticeID, w.PatientID); err != nil {
		return err
	}
	w.ID = newID()
	row := wellbeingRow{ID: w.ID, PracticeID: w.PracticeID, PatientID: w.PatientID, CycleID: w.CycleID, Moment: w.Moment, AskedOn: w.AskedOn, Doc: w.Answers}
	return told(s.db(ctx).Create(&row).Error, "answer")
}

// Wellbeings of a practice: every answer of everybody, by day.
func (s *Store) Wellbeings(ctx context.Context, practiceID string) ([]programme.Wellbeing, error) {
	rows, err := many[wellbeingRow](s.db(ctx).Where("practice_id = ?", practiceID).Order("asked_on, id"))
	return mapped(rows, wellbeingRow.wellbeing), err
}

// WellbeingOf one person, by day.
func (s *Store) WellbeingOf(ctx context.Context, practiceID, patientID string) ([]programme.Wellbeing, error) {
	rows, err := many[wellbeingRow](s.db(ctx).Where("practice_id = ? AND patient_id = ?", practiceID, patientID).Order("asked_on, id"))
	return mapped(rows, wellbeingRow.wellbeing), err
}

type footstepSetRow struct {
	ID         string
	PracticeID string
	Version    string
	SavedAt    time.Time
	SavedBy    string
	Doc        programme.FootstepSet `gorm:"serializer:json"`
}

func (footstepSetRow) TableName() string { return "footstep_sets" }

// SaveFootsteps keeps a version of the list; a name that is used is a field
// problem.
func (s *Store) SaveFootsteps(ctx context.Context, practiceID, by string, set programme.FootstepSet) error {
	row := footstepSetRow{ID: newID(), PracticeID: practiceID, Version: set.Version, SavedAt: s.now(), SavedBy: by, Doc: set}
	err := told(s.db(ctx).Create(&row).Error, "version")
	if problem.Is(err, problem.Conflict) {
		return problem.Field("version", "This name is used already: give the new version another")
	}
	return err
}

// FootstepSets of a practice, newest first.
func (s *Store) FootstepSets(ctx context.Context, practiceID string) ([]programme.FootstepSet, error) {
	rows, err := many[footstepSetRow](s.db(ctx).Where("practice_id = ?", practiceID).Order("saved_at DESC, id DESC"))
	return mapped(rows, func(r footstepSetRow) programme.FootstepSet { return r.Doc }), err
}
