package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"stepdown/internal/contact"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

type inboundRow struct {
	ID            string
	PracticeID    string
	PatientID     string
	CycleID       string
	ParticipantID string
	NumberKey     string
	ProviderID    string
	State         messaging.ThreadState
	Urgent        bool
	Seen          bool
	DueBy         time.Time
	ReceivedAt    time.Time
	Doc           messaging.Inbound `gorm:"serializer:sealed"`
	Version       int
}

func (inboundRow) TableName() string { return "inbound" }

func (r inboundRow) inbound() messaging.Inbound {
	in := r.Doc
	in.ID, in.Practice, in.State, in.Version = r.ID, r.PracticeID, r.State, r.Version
	return in
}

func (s *Store) inboundRow(in messaging.Inbound) (inboundRow, error) {
	key, err := s.numberKey(in.Practice, in.Number)
	if err == nil && key == "" { // a short code, a number from abroad: still one correspondent
		key, err = s.keys.Blind("inbound.from", in.Practice, in.From)
	}
	return inboundRow{ID: in.ID, PracticeID: in.Practice, PatientID: in.Patient, CycleID: in.Cycle, ParticipantID: in.Participant, NumberKey: key,
		ProviderID: in.ProviderID, State: in.State, Urgent: in.Urgent, Seen: !in.Seen.IsZero(), DueBy: in.DueBy.UTC(), ReceivedAt: in.Received.UTC(),
		Doc: in, Version: in.Version}, err
}

// AddInbound keeps a text from a patient, once for ever.
func (s *Store) AddInbound(ctx context.Context, in messaging.Inbound) (bool, error) {
	in.Version = 1
	row, err := s.inboundRow(in)
	if err != nil {
		return false, err
	}
	added := false
	return added, s.InTx(ctx, func(ctx context.Context) error {
		r := s.db(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "provider_id"}}, DoNothing: true}).Create(&row)
		added = r.RowsAffected == 1
		return told(r.Error, "reply")
	})
}

// KnownReplies says which of the network's ids are kept already.
func (s *Store) KnownReplies(ctx context.Context, providerIDs []string) (map[string]bool, error) {
	known := map[string]bool{}
	for some := range slices.Chunk(providerIDs, 500) {
		var ids []string
		if err := s.db(ctx).Model(&inboundRow{}).Where("provider_id IN ?", some).Pluck("provider_id", &ids).Error; err != nil {
			return nil, err
		}
		for _, id := range ids {
			known[id] = true
		}
	}
	return known, nil
}

// Inbound by id, over all practices.
func (s *Store) Inbound(ctx context.Context, id string) (messaging.Inbound, error) {
	row, err := one[inboundRow](s.db(ctx).Where("id = ?", id), "reply")
	return row.inbound(), err
}

// InboundOf gives a text from a patient of the practice.
func (s *Store) InboundOf(ctx context.Context, practiceID, id string) (messaging.Inbound, error) {
	row, err := one[inboundRow](s.db(ctx).Where("practice_id = ? AND id = ?", practiceID, id), "reply")
	return row.inbound(), err
}

// SaveInbound writes it where the version is still as read.
func (s *Store) SaveInbound(ctx context.Context, in messaging.Inbound) (bool, error) {
	seen := in.Version
	in.Version = seen + 1
	row, err := s.inboundRow(in)
	if err != nil {
		return false, err
	}
	saved := false
	return saved, s.InTx(ctx, func(ctx context.Context) error {
		r := s.db(ctx).Model(&inboundRow{}).Where("id = ? AND version = ?", in.ID, seen).
			Select("PatientID", "CycleID", "ParticipantID", "State", "Urgent", "Seen", "DueBy", "Doc", "Version").Updates(row)
		saved = r.RowsAffected == 1
		return told(r.Error, "reply")
	})
}

// OpenReplies lists what waits for a person, by due time.
func (s *Store) OpenReplies(ctx context.Context, practiceID string) ([]messaging.Inbound, error) {
	rows, err := many[inboundRow](s.db(ctx).Where("practice_id = ? AND state = ?", practiceID, messaging.Open).Order("due_by, received_at, id"))
	return mapped(rows, inboundRow.inbound), err
}

// RecentReplies lists what was answered or closed, newest first.
func (s *Store) RecentReplies(ctx context.Context, practiceID string, limit int) ([]messaging.Inbound, error) {
	rows, err := many[inboundRow](s.db(ctx).Where("practice_id = ? AND state <> ?", practiceID, messaging.Open).Order("received_at DESC, id").Limit(limit))
	return mapped(rows, inboundRow.inbound), err
}

// RepliesOfCycle gives the texts from people of a cycle, oldest first.
func (s *Store) RepliesOfCycle(ctx context.Context, practiceID, cycleID string) ([]messaging.Inbound, error) {
	rows, err := many[inboundRow](s.db(ctx).Where("practice_id = ? AND cycle_id = ?", practiceID, cycleID).Order("received_at, id"))
	return mapped(rows, inboundRow.inbound), err
}

// CountReplies counts open ones that nobody has read, and ones past their time.
func (s *Store) CountReplies(ctx context.Context, practiceID string, now time.Time) (unread, overdue int, err error) {
	var n int64
	open := s.db(ctx).Model(&inboundRow{}).Where("practice_id = ? AND state = ?", practiceID, messaging.Open)
	if err = open.Session(fresh).Where("seen = ?", false).Count(&n).Error; err != nil {
		return 0, 0, err
	}
	unread = int(n)
	err = open.Session(fresh).Where("due_by < ?", now.UTC()).Count(&n).Error
	return unread, int(n), err
}

// Conversation gives all that was said with a person, or with a number when
// nobody is known.
func (s *Store) Conversation(ctx context.Context, practiceID string, with contact.Correspondent) (contact.Conversation, error) {
	var c contact.Conversation
	key, err := s.numberKey(practiceID, with.Number)
	if err != nil {
		return c, err
	}
	own := s.db(ctx).Where("practice_id = ?", practiceID)
	out, err := many[messageRow](toNumberOrPerson(own.Session(fresh), "to_key", with.Patient, key).Order("created_at, id"))
	if err != nil {
		return c, err
	}
	in, err := many[inboundRow](toNumberOrPerson(own.Session(fresh), "number_key", with.Patient, key).Order("received_at, id"))
	if err != nil {
		return c, err
	}
	notes, err := many[noteRow](toNumberOrPerson(own.Session(fresh), "number_key", with.Patient, key).Order("written_at, id"))
	if err != nil {
		return c, err
	}
	c.Out, c.In, c.Notes = mapped(out, messageRow.message), mapped(in, inboundRow.inbound), mapped(notes, noteRow.note)
	if with.Patient != "" {
		c.Letters, err = s.LettersTo(ctx, practiceID, with.Patient)
	}
	return c, err
}

// Addressee says whose number a text arrived at and who may have sent it.
func (s *Store) Addressee(ctx context.Context, ours string, from nhs.Mobile) (messaging.Addressee, error) {
	p, err := s.practiceOfLine(ctx, ours, from)
	if err != nil {
		return messaging.Addressee{}, err
	}
	a := messaging.Addressee{Practice: p.ID, PracticeName: p.Name, Telephone: p.Settings.Phone, Nation: p.Settings.Nation}
	if from == "" {
		return a, nil
	}
	key, err := s.numberKey(p.ID, from)
	if err != nil {
		return a, err
	}
	// Of two texts from one number at once, the second sees what the first did.
	if err := s.alone(ctx, "from:"+key); err != nil {
		return a, err
	}
	if a.People, err = s.correspondents(ctx, p.ID, key); err != nil {
		return a, err
	}
	for _, c := range a.People {
		live, err := s.livePlan(ctx, p.ID, c.Patient)
		if err != nil {
			return a, err
		}
		a.Live = a.Live || live
	}
	safety, err := many[messageRow](s.db(ctx).Where("practice_id = ? AND to_key = ? AND kind = ?", p.ID, key, messaging.SafetyAnswer).Order("created_at DESC").Limit(1))
	if len(safety) > 0 {
		a.LastSafety = safety[0].CreatedAt
	}
	return a, err
}

// correspondents are the people who have the number on their record, or whom
// we texted at it.
func (s *Store) correspondents(ctx context.Context, practiceID, key string) ([]messaging.Correspondent, error) {
	var ids []string
	if err := s.db(ctx).Model(&patientRow{}).Where("practice_id = ? AND mobile_key = ?", practiceID, key).Order("id").Pluck("id", &ids).Error; err != nil {
		return nil, err
	}
	var texted []string
	if err := s.db(ctx).Model(&messageRow{}).Where("practice_id = ? AND to_key = ? AND patient_id <> ''", practiceID, key).
		Distinct().Order("patient_id").Pluck("patient_id", &texted).Error; err != nil {
		return nil, err
	}
	var out []messaging.Correspondent
	seen := map[string]bool{}
	for _, id := range append(ids, texted...) {
		if seen[id] {
			continue
		}
		seen[id] = true
		c, err := s.correspondent(ctx, practiceID, id, key)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

func (s *Store) correspondent(ctx context.Context, practiceID, patientID, key string) (messaging.Correspondent, error) {
	c := messaging.Correspondent{Patient: patientID}
	last, err := many[messageRow](s.db(ctx).Where("practice_id = ? AND to_key = ? AND patient_id = ?", practiceID, key, patientID).
		Order("created_at DESC, id").Limit(1))
	if err != nil {
		return c, err
	}
	if len(last) > 0 {
		c.LastMessage, c.Cycle, c.Participant = last[0].ID, last[0].CycleID, last[0].ParticipantID
	}
	if c.Participant != "" {
		return c, nil
	}
	places, err := s.ParticipantsOf(ctx, practiceID, patientID)
	if len(places) > 0 {
		c.Cycle, c.Participant = places[0].CycleID, places[0].ID
	}
	return c, err
}

type noteRow struct {
	ID         string
	PracticeID string
	PatientID  string
	NumberKey  string
	Doc        contact.Note `gorm:"serializer:sealed"`
	WrittenAt  time.Time
}

func (noteRow) TableName() string { return "reply_notes" }

func (r noteRow) note() contact.Note { return r.Doc }

// AddNote keeps what a colleague wrote beside a conversation.
func (s *Store) AddNote(ctx context.Context, n *contact.Note) error {
	if n.With == (contact.Correspondent{}) {
		return problem.Missing("The conversation")
	}
	key, err := s.numberKey(n.PracticeID, n.With.Number)
	if err != nil {
		return err
	}
	n.ID, n.At = newID(), s.now()
	return told(s.db(ctx).Create(&noteRow{n.ID, n.PracticeID, n.With.Patient, key, *n, n.At}).Error, "note")
}
