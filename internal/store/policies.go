package store

import (
	"context"
	"time"

	"stepdown/internal/review"
	"stepdown/internal/taper"
)

type policyRow struct {
	ID         string
	PracticeID string
	Series     string
	Version    int
	Status     taper.Status
	Doc        review.Policy `gorm:"serializer:json"`
	SavedBy    string
	SavedAt    time.Time
}

func (policyRow) TableName() string { return "policies" }

func (r policyRow) policy() review.Policy {
	p := r.Doc
	p.ID, p.PracticeID, p.Series, p.Version, p.Status = r.ID, r.PracticeID, r.Series, r.Version, r.Status
	p.SavedBy, p.SavedAt = r.SavedBy, r.SavedAt
	return p
}

// Policies of a practice's own, a series together, newest version first.
func (s *Store) Policies(ctx context.Context, practiceID string) ([]review.Policy, error) {
	rows, err := many[policyRow](s.db(ctx).Where("practice_id = ?", practiceID).Order("series, version DESC"))
	return mapped(rows, policyRow.policy), err
}

// Policy is one version.
func (s *Store) Policy(ctx context.Context, practiceID, id string) (review.Policy, error) {
	row, err := one[policyRow](s.db(ctx).Where("practice_id = ? AND id = ?", practiceID, id), "policy")
	return row.policy(), err
}

// AddPolicy stores a version. A new series gets its name. That version again
// is a conflict.
func (s *Store) AddPolicy(ctx context.Context, p *review.Policy) error {
	p.ID, p.SavedAt = newID(), s.now()
	if p.Series == "" {
		p.Series = p.ID
		p.Name = "practice-" + p.ID
	}
	row := policyRow{p.ID, p.PracticeID, p.Series, p.Version, p.Status, *p, p.SavedBy, p.SavedAt}
	return told(s.db(ctx).Create(&row).Error, "version of the policy")
}

// MovePolicy writes a version's status and who moved it, unless somebody else
// moved it from where it was.
func (s *Store) MovePolicy(ctx context.Context, p *review.Policy, from taper.Status) error {
	return unchangedSince(s.db(ctx).Model(&policyRow{}).Where("id = ? AND practice_id = ? AND status = ?", p.ID, p.PracticeID, from).
		Select("Status", "Doc").Updates(policyRow{Status: p.Status, Doc: *p}), "policy")
}
