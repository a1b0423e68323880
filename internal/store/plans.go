package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"stepdown/internal/medicine"
	"stepdown/internal/nhs"
	"stepdown/internal/review"
)

type planRow struct {
	ID            string
	PracticeID    string
	ParticipantID string
	Version       int
	State         review.PlanState
	SupplyEnds    nhs.Date
	NextAcute     nhs.Date
	Doc           review.Plan `gorm:"serializer:sealed"`
	SavedAt       time.Time
	SavedBy       string
}

func (planRow) TableName() string { return "plans" }

func (r planRow) plan() review.Plan {
	p := r.Doc
	p.ID, p.PracticeID, p.ParticipantID, p.Version, p.State = r.ID, r.PracticeID, r.ParticipantID, r.Version, r.State
	p.SupplyEnds, p.NextAcute, p.SavedAt, p.SavedBy = r.SupplyEnds, r.NextAcute, r.SavedAt, r.SavedBy
	return p
}

// AddPlan stores a version. That version again is a conflict.
func (s *Store) AddPlan(ctx context.Context, p *review.Plan) error {
	p.ID, p.SavedAt = newID(), s.now()
	row := planRow{p.ID, p.PracticeID, p.ParticipantID, p.Version, p.State, p.SupplyEnds, p.NextAcute, *p, p.SavedAt, p.SavedBy}
	return told(s.db(ctx).Create(&row).Error, "version of the plan")
}

// NewestPlan of a participant.
func (s *Store) NewestPlan(ctx context.Context, practiceID, participantID string) (review.Plan, error) {
	row, err := one[planRow](s.db(ctx).Where("practice_id = ? AND participant_id = ?", practiceID, participantID).Order("version DESC"), "plan")
	return row.plan(), err
}

// PlanVersions of a participant, newest first.
func (s *Store) PlanVersions(ctx context.Context, practiceID, participantID string) ([]review.Plan, error) {
	rows, err := many[planRow](s.db(ctx).Where("practice_id = ? AND participant_id = ?", practiceID, participantID).Order("version DESC"))
	return mapped(rows, planRow.plan), err
}

// LivePlans gives the newest version of each participant whose plan runs.
func (s *Store) LivePlans(ctx context.Context, practiceID string) ([]review.Plan, error) {
	newest := s.db(ctx).Table("plans AS later").Select("MAX(later.version)").Where("later.participant_id = plans.participant_id")
	rows, err := many[planRow](s.db(ctx).Where("practice_id = ? AND state IN ? AND version = (?)", practiceID,
		[]review.PlanState{review.PlanAgreed, review.PlanHeld}, newest).Order("supply_ends, participant_id"))
	return mapped(rows, planRow.plan), err
}

type checklistRow struct {
	ID            string
	PracticeID    string
	ParticipantID string
	Unfinished    bool
	Doc           review.Checklist `gorm:"serializer:sealed"`
	Version       int
	UpdatedAt     time.Time
}

func (checklistRow) TableName() string { return "checklists" }

func (r checklistRow) checklist() review.Checklist {
	c := r.Doc
	c.ID, c.PracticeID, c.ParticipantID, c.Version, c.UpdatedAt = r.ID, r.PracticeID, r.ParticipantID, r.Version, r.UpdatedAt
	return c
}

// Checklist of a participant.
func (s *Store) Checklist(ctx context.Context, practiceID, participantID string) (review.Checklist, error) {
	row, err := one[checklistRow](s.db(ctx).Where("practice_id = ? AND participant_id = ?", practiceID, participantID), "checklist")
	return row.checklist(), err
}

// SaveChecklist makes it (Version 0) or writes the next version, unless
// somebody else did.
func (s *Store) SaveChecklist(ctx context.Context, c *review.Checklist) error {
	seen := c.Version
	c.Version, c.UpdatedAt = seen+1, s.now()
	if seen == 0 {
		c.ID = newID()
		row := checklistRow{c.ID, c.PracticeID, c.ParticipantID, c.Left() > 0, *c, c.Version, c.UpdatedAt}
		return told(s.db(ctx).Create(&row).Error, "checklist")
	}
	return unchangedSince(s.db(ctx).Model(&checklistRow{}).Where("id = ? AND practice_id = ? AND version = ?", c.ID, c.PracticeID, seen).
		Select("Unfinished", "Doc", "Version", "UpdatedAt").
		Updates(checklistRow{Unfinished: c.Left() > 0, Doc: *c, Version: c.Version, UpdatedAt: c.UpdatedAt}), "checklist")
}

// UnfinishedChecklists of a practice, oldest first.
func (s *Store) UnfinishedChecklists(ctx context.Context, practiceID string) ([]review.Checklist, error) {
	rows, err := many[checklistRow](s.db(ctx).Where("practice_id = ? AND unfinished = ?", practiceID, true).Order("updated_at, id"))
	return mapped(rows, checklistRow.checklist), err
}

type outcomeRow struct {
	ID            string
	PracticeID    string
	CycleID       string
	ParticipantID string
	Ingredient    string
	Class         medicine.Class
	Result        review.Result
	ConfirmedOn   nhs.Date
	ConfirmedBy   string
	CreatedAt     time.Time
}

func (outcomeRow) TableName() string { return "outcomes" }

func (r outcomeRow) outcome() review.Outcome {
	return review.Outcome{ID: r.ID, PracticeID: r.PracticeID, CycleID: r.CycleID, ParticipantID: r.ParticipantID, Ingredient: r.Ingredient,
		Class: r.Class, Result: r.Result, ConfirmedOn: r.ConfirmedOn, ConfirmedBy: r.ConfirmedBy}
}

// AddOutcome stores what became of a medicine.
func (s *Store) AddOutcome(ctx context.Context, o *review.Outcome) error {
	o.ID = newID()
	row := outcomeRow{o.ID, o.PracticeID, o.CycleID, o.ParticipantID, o.Ingredient, o.Class, o.Result, o.ConfirmedOn, o.ConfirmedBy, s.now()}
	return told(s.db(ctx).Create(&row).Error, "outcome")
}

// OutcomesOf a cycle, oldest first.
func (s *Store) OutcomesOf(ctx context.Context, practiceID, cycleID string) ([]review.Outcome, error) {
	rows, err := many[outcomeRow](s.db(ctx).Where("practice_id = ? AND cycle_id = ?", practiceID, cycleID).Order("created_at, id"))
	return mapped(rows, outcomeRow.outcome), err
}

// participantIDs of a cycle, as a subquery.
func (s *Store) participantIDs(ctx context.Context, practiceID, cycleID string) *gorm.DB {
	return s.db(ctx).Model(&participantRow{}).Select("id").Where("practice_id = ? AND cycle_id = ?", practiceID, cycleID)
}
