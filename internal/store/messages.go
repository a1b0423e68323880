package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
)

// messageRow keeps a text. The columns repeat what is queried; the whole text
// stands sealed in Doc.
type messageRow struct {
	ID            string
	PracticeID    string
	PatientID     string
	CycleID       string
	ParticipantID string
	BatchID       string
	Kind          messaging.Kind
	Intent        string
	State         messaging.State
	Priority      messaging.Priority
	Due           time.Time
	ToKey         string
	Attempt       string
	ProviderID    string
	Doc           messaging.Message `gorm:"serializer:sealed"`
	Version       int
	SeenBy        string
	CreatedAt     time.Time
	ChangedAt     time.Time
}

func (messageRow) TableName() string { return "messages" }

func (r messageRow) message() messaging.Message {
	m := r.Doc
	m.ID, m.Practice, m.State, m.Version = r.ID, r.PracticeID, r.State, r.Version
	return m
}

func (s *Store) messageRow(m messaging.Message) (messageRow, error) {
	key, err := s.numberKey(m.Practice, m.To)
	return messageRow{ID: m.ID, PracticeID: m.Practice, PatientID: m.Patient, CycleID: m.Cycle, ParticipantID: m.Participant, BatchID: m.Batch,
		Kind: m.Kind, Intent: m.Intent, State: m.State, Priority: m.Priority, Due: m.Due.UTC(), ToKey: key, Attempt: m.Attempt, ProviderID: m.ProviderID,
		Doc: m, Version: m.Version, CreatedAt: m.Created.UTC(), ChangedAt: m.Changed.UTC()}, err
}

// numberKey is the blind index of a number, the same as that of patients.
func (s *Store) numberKey(practiceID string, m nhs.Mobile) (string, error) {
	return s.keys.Blind("patients.mobile", practiceID, string(m))
}

// AddMessage inserts a text unless the practice has one of the same intent.
func (s *Store) AddMessage(ctx context.Context, m messaging.Message) (bool, error) {
	m.Version = 1
	row, err := s.messageRow(m)
	if err != nil {
		return false, err
	}
	added := false
	return added, s.InTx(ctx, func(ctx context.Context) error {
		r := s.db(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "practice_id"}, {Name: "intent"}}, DoNothing: true}).Create(&row)
		added = r.RowsAffected == 1
		return told(r.Error, "text")
	})
}

// Message by id, over all practices: the queue knows none.
func (s *Store) Message(ctx context.Context, id string) (messaging.Message, error) {
	row, err := one[messageRow](s.db(ctx).Where("id = ?", id), "text")
	return row.message(), err
}

// MessageOf gives a text of the practice.
func (s *Store) MessageOf(ctx context.Context, practiceID, id string) (messaging.Message, error) {
	row, err := one[messageRow](s.db(ctx).Where("practice_id = ? AND id = ?", practiceID, id), "text")
	return row.message(), err
}

// MessageByAttempt finds the text that carries the attempt id.
func (s *Store) MessageByAttempt(ctx context.Context, attempt string) (messaging.Message, error) {
	row, err := one[messageRow](s.db(ctx).Where("attempt = ? AND attempt <> ''", attempt), "text")
	return row.message(), err
}

// MessageByProviderID finds the text that carries the network's id.
func (s *Store) MessageByProviderID(ctx context.Context, id string) (messaging.Message, error) {
	row, err := one[messageRow](s.db(ctx).Where("provider_id = ? AND provider_id <> ''", id), "text")
	return row.message(), err
}

// SaveMessage writes the text where state and version are still as read.
func (s *Store) SaveMessage(ctx context.Context, m messaging.Message, was messaging.State) (bool, error) {
	seen := m.Version
	m.Version = seen + 1
	row, err := s.messageRow(m)
	if err != nil {
		return false, err
	}
	saved := false
	return saved, s.InTx(ctx, func(ctx context.Context) error {
		r := s.db(ctx).Model(&messageRow{}).Where("id = ? AND state = ? AND version = ?", m.ID, was, seen).
			Select("State", "Priority", "Due", "ToKey", "Attempt", "ProviderID", "BatchID", "Doc", "Version", "ChangedAt").Updates(row)
		saved = r.RowsAffected == 1
		return told(r.Error, "text")
	})
}

// DueMessages lists what may be claimed. Texts of paused batches and practices
// do not take up the places of others.
func (s *Store) DueMessages(ctx context.Context, now time.Time, limit int) ([]messaging.Message, error) {
	q := s.db(ctx).Where("state = ? AND due <= ?", messaging.Queued, now.UTC()).
		Where("batch_id NOT IN (?)", s.db(ctx).Model(&batchRow{}).Select("id").Where("state = ?", batchPaused)).
		Where("practice_id NOT IN (?)", s.db(ctx).Model(&pauseRow{}).Select("practice_id"))
	rows, err := many[messageRow](q.Order("priority DESC, due, id").Limit(limit))
	return mapped(rows, messageRow.message), err
}

// MessagesIn lists texts in one of the states that last changed between two
// times.
func (s *Store) MessagesIn(ctx context.Context, states []messaging.State, since, before time.Time, limit int) ([]messaging.Message, error) {
	rows, err := many[messageRow](s.db(ctx).Where("state IN ? AND changed_at >= ? AND changed_at <= ?", states, since.UTC(), before.UTC()).Order("changed_at, id").Limit(limit))
	return mapped(rows, messageRow.message), err
}

// Unsent lists queued and held texts that match every set field.
func (s *Store) Unsent(ctx context.Context, f messaging.Filter) ([]messaging.Message, error) {
	q := s.db(ctx).Where("state IN ?", []messaging.State{messaging.Queued, messaging.Held})
	for column, value := range map[string]string{"practice_id": f.Practice, "patient_id": f.Patient, "batch_id": f.Batch} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	if f.To == "" {
		rows, err := many[messageRow](q.Order("id"))
		return mapped(rows, messageRow.message), err
	}
	keys, err := s.numberKeys(ctx, f)
	if err != nil {
		return nil, err
	}
	rows, err := many[messageRow](q.Where("to_key IN ?", keys).Order("id"))
	return mapped(rows, messageRow.message), err
}

// numberKeys are the blind indexes of a number: they differ by practice.
func (s *Store) numberKeys(ctx context.Context, f messaging.Filter) ([]string, error) {
	ids := []string{f.Practice}
	if f.Practice == "" {
		practices, err := s.Practices(ctx)
		if err != nil {
			return nil, err
		}
		ids = nil
		for _, p := range practices {
			ids = append(ids, p.ID)
		}
	}
	var keys []string
	for _, id := range ids {
		key, err := s.numberKey(id, f.To)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// MessagesOfCycle gives the texts of a cycle, oldest first.
func (s *Store) MessagesOfCycle(ctx context.Context, practiceID, cycleID string) ([]messaging.Message, error) {
	rows, err := many[messageRow](s.db(ctx).Where("practice_id = ? AND cycle_id = ?", practiceID, cycleID).Order("created_at, id"))
	return mapped(rows, messageRow.message), err
}

// MessagesOfBatch gives the texts of a wave, oldest first.
func (s *Store) MessagesOfBatch(ctx context.Context, practiceID, batchID string) ([]messaging.Message, error) {
	rows, err := many[messageRow](s.db(ctx).Where("practice_id = ? AND batch_id = ?", practiceID, batchID).Order("created_at, id"))
	return mapped(rows, messageRow.message), err
}

// troubled states need a person's eye.
var troubled = []messaging.State{messaging.Failed, messaging.Undelivered, messaging.Unknown, messaging.Held}

// Troubled lists texts that a person should look at, newest first.
func (s *Store) Troubled(ctx context.Context, practiceID string) ([]messaging.Message, error) {
	rows, err := many[messageRow](s.db(ctx).Where("practice_id = ? AND state IN ? AND seen_by = ''", practiceID, troubled).Order("changed_at DESC, id"))
	return mapped(rows, messageRow.message), err
}

// DealtWith takes a text off the list of the troubled. What changes about it
// afterwards is seen on the person's page.
func (s *Store) DealtWith(ctx context.Context, practiceID, messageID, by string) error {
	return changed(s.db(ctx).Model(&messageRow{}).Where("practice_id = ? AND id = ?", practiceID, messageID).
		Select("SeenBy").Updates(messageRow{SeenBy: by}), "text")
}

// toNumberOrPerson chooses rows of a conversation: the person's, or where
// nobody is known, those of the number alone.
func toNumberOrPerson(q *gorm.DB, column, patient, key string) *gorm.DB {
	if patient != "" {
		return q.Where("patient_id = ?", patient)
	}
	return q.Where("patient_id = '' AND "+column+" = ? AND "+column+" <> ''", key)
}
