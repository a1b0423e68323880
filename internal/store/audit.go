package store

import (
	"context"
	"errors"

	"stepdown/internal/audit"
)

type auditEntry audit.Entry

func (auditEntry) TableName() string { return "audit_entries" }

// Record implements audit.Recorder: in the transaction of the change when
// there is one, in its own otherwise (a record that was only looked at).
func (s *Store) Record(ctx context.Context, e audit.Entry) error {
	if e.PracticeID == "" || e.ActorID == "" {
		return errors.New("an audit entry needs a practice and an actor")
	}
	e.ID, e.At = newID(), s.now()
	return s.InTx(ctx, func(ctx context.Context) error {
		row := auditEntry(e)
		return s.db(ctx).Create(&row).Error
	})
}

// AuditTrail gives the newest entries, of one person when patientID is given.
func (s *Store) AuditTrail(ctx context.Context, practiceID, patientID string, limit, offset int) ([]audit.Entry, error) {
	q := s.db(ctx).Where("practice_id = ?", practiceID)
	if patientID != "" {
		q = q.Where("patient_id = ?", patientID)
	}
	rows, err := many[auditEntry](q.Order("at DESC, id").Limit(limit).Offset(offset))
	out := make([]audit.Entry, len(rows))
	for i, r := range rows {
		out[i] = audit.Entry(r)
	}
	return out, err
}
