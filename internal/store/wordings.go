package store

import (
	"context"
	"time"

	"stepdown/internal/messaging"
)

type wordingRow struct {
	ID         string
	PracticeID string
	Kind       messaging.Kind
	Form       messaging.Form
	Language   string
	Version    int
	Name       string
	State      messaging.WordingState
	Saved      int
	Doc        messaging.Wording `gorm:"serializer:json"`
	WrittenAt  time.Time
}

func (wordingRow) TableName() string { return "wordings" }

func (r wordingRow) wording() messaging.Wording {
	w := r.Doc
	w.ID, w.Practice, w.State, w.Saved = r.ID, r.PracticeID, r.State, r.Saved
	return w
}

func rowOfWording(w messaging.Wording) wordingRow {
	return wordingRow{w.ID, w.Practice, w.Kind, w.Form, w.Language, w.Version, w.Name(), w.State, w.Saved, w, w.WrittenAt}
}

// Wordings of a practice: every version.
func (s *Store) Wordings(ctx context.Context, practiceID string) (messaging.Wordings, error) {
	rows, err := many[wordingRow](s.db(ctx).Where("practice_id = ?", practiceID).Order("kind, form, language, version"))
	return mapped(rows, wordingRow.wording), err
}

// Wording by id within a practice.
func (s *Store) Wording(ctx context.Context, practiceID, id string) (messaging.Wording, error) {
	row, err := one[wordingRow](s.db(ctx).Where("practice_id = ? AND id = ?", practiceID, id), "wording")
	return row.wording(), err
}

// AddWording keeps a new version; a conflict when somebody else just wrote one.
func (s *Store) AddWording(ctx context.Context, w *messaging.Wording) error {
	w.ID, w.Saved, w.WrittenAt = newID(), 1, s.now()
	row := rowOfWording(*w)
	return told(s.db(ctx).Create(&row).Error, "wording")
}

// SaveWording moves a version's state, or says that somebody else did. Its
// words stay as they were written.
func (s *Store) SaveWording(ctx context.Context, w *messaging.Wording) error {
	seen := w.Saved
	was, err := s.Wording(ctx, w.Practice, w.ID)
	if err != nil {
		return err
	}
	w.Saved, w.Body, w.KeepTaking = seen+1, was.Body, was.KeepTaking
	return unchangedSince(s.db(ctx).Model(&wordingRow{}).Where("id = ? AND practice_id = ? AND saved = ?", w.ID, w.Practice, seen).
		Select("State", "Doc", "Saved").Updates(rowOfWording(*w)), "wording")
}

// wordingOff reports whether nobody stands behind the words in which a text
// was written: they were never approved, or were retired since. A text without
// words yet is not judged.
func (s *Store) wordingOff(ctx context.Context, m messaging.Message) (bool, error) {
	if m.Template == "" || m.Kind.Framed() {
		return false, nil
	}
	rows, err := many[wordingRow](s.db(ctx).Where("practice_id = ? AND name = ?", m.Practice, m.Template))
	if err != nil {
		return false, err
	}
	return len(rows) == 0 || rows[0].State != messaging.WordingInUse && rows[0].State != messaging.WordingReplaced, nil
}
