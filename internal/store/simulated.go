package store

import (
	"context"
	"time"

	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
)

// simulatedRow is a text that the simulated phone network carried, in either
// direction. Phone is opaque: it stands in addresses.
type simulatedRow struct {
	Seq        int64 `gorm:"primaryKey;autoIncrement"`
	ID         string
	PracticeID string
	Phone      string
	Attempt    string
	FromPhone  bool
	Doc        simulatedDoc `gorm:"serializer:sealed"`
	At         time.Time
}

type simulatedDoc struct {
	Sent  messaging.Sighting
	Reply messaging.Arrival
}

func (simulatedRow) TableName() string { return "simulated_texts" }

// SimulatedPhone is the opaque name of a number on the simulated network.
func (s *Store) SimulatedPhone(practiceID string, m nhs.Mobile) (string, error) {
	key, err := s.keys.Blind("simulated.phone", practiceID, string(m))
	if len(key) > 20 {
		key = key[:20]
	}
	return key, err
}

// AddSimulatedText keeps what a simulated phone got, once for an attempt.
func (s *Store) AddSimulatedText(ctx context.Context, practiceID, attempt string, t messaging.Sighting) error {
	return s.addSimulated(ctx, t.To, simulatedRow{ID: t.ProviderID, PracticeID: practiceID, Attempt: attempt, Doc: simulatedDoc{Sent: t}, At: t.Created.UTC()})
}

// AddSimulatedReply keeps what a simulated phone sent.
func (s *Store) AddSimulatedReply(ctx context.Context, practiceID string, from nhs.Mobile, a messaging.Arrival) error {
	return s.addSimulated(ctx, from, simulatedRow{ID: a.ProviderID, PracticeID: practiceID, FromPhone: true, Doc: simulatedDoc{Reply: a}, At: a.Received.UTC()})
}

func (s *Store) addSimulated(ctx context.Context, m nhs.Mobile, row simulatedRow) error {
	var err error
	if row.Phone, err = s.SimulatedPhone(row.PracticeID, m); err != nil {
		return err
	}
	return s.InTx(ctx, func(ctx context.Context) error { return told(s.db(ctx).Create(&row).Error, "text") })
}

// SimulatedTexts gives what phones got and sent, oldest first; of one phone
// when it is named, of one practice when that is named. Each row is one of the
// two: a text to the phone has a number in To.
func (s *Store) SimulatedTexts(ctx context.Context, practiceID, phone string) ([]messaging.Sighting, []messaging.Arrival, error) {
	q := s.db(ctx)
	if practiceID != "" {
		q = q.Where("practice_id = ?", practiceID)
	}
	if phone != "" {
		q = q.Where("phone = ?", phone)
	}
	rows, err := many[simulatedRow](q.Order("seq"))
	var sent []messaging.Sighting
	var replies []messaging.Arrival
	for _, r := range rows {
		if r.FromPhone {
			replies = append(replies, r.Doc.Reply)
		} else {
			sent = append(sent, r.Doc.Sent)
		}
	}
	return sent, replies, err
}
