package contact

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
)

// WordingStore keeps what the texts and letters of a practice say.
type WordingStore interface {
	Wordings(ctx context.Context, practiceID string) (messaging.Wordings, error) // every version
	Wording(ctx context.Context, practiceID, id string) (messaging.Wording, error)
	AddWording(ctx context.Context, w *messaging.Wording) error
	SaveWording(ctx context.Context, w *messaging.Wording) error // conflict when Saved is not the newest
}

// DraftWording keeps a new version of what a kind says in a language. Nothing
// is sent in its words before somebody has approved it.
func (s *Service) DraftWording(ctx context.Context, by audit.Actor, w messaging.Wording) (messaging.Wording, error) {
	if err := draftable(w); err != nil {
		return w, err
	}
	w.Practice, w.State, w.WrittenBy = by.PracticeID, messaging.WordingDraft, by.Name
	return w, s.addWording(ctx, by, &w, "wrote wording")
}

func draftable(w messaging.Wording) error {
	switch {
	case messaging.FieldNames(w.Kind) == nil || !w.Kind.MayWord(w.Language) || !slices.Contains(w.Kind.Forms(), w.Form):
		return problem.Missing("The wording")
	case messaging.LanguageName(w.Language) == w.Language:
		return problem.Field("language", "Select a language from the list")
	case strings.TrimSpace(w.Body) == "":
		return problem.Field("body", "Write the words")
	}
	return nil
}

// TakeShipped makes a draft of words that ship with Stepdown, such as the Welsh
// ones, for somebody to check.
func (s *Service) TakeShipped(ctx context.Context, by audit.Actor, k messaging.Kind, f messaging.Form, language string) (messaging.Wording, error) {
	w := messaging.Shipped(k, f, language)
	if w.Body == "" || w.Form != f || !k.MayWord(language) {
		return w, problem.Missing("The wording")
	}
	w.Practice, w.State, w.WrittenBy = by.PracticeID, messaging.WordingDraft, messaging.Stepdown
	if k.AsksToKeepTaking() {
		w.KeepTaking = messaging.KeepTaking[language]
	}
	return w, s.addWording(ctx, by, &w, "took wording as a draft")
}

// TakeAllShipped takes every wording that ships in a language and of which the
// practice has no version yet, as a draft each. It gives how many there were.
func (s *Service) TakeAllShipped(ctx context.Context, by audit.Actor, language string) (int, error) {
	n := 0
	return n, s.Store.InTx(ctx, func(ctx context.Context) error {
		all, err := s.Store.Wordings(ctx, by.PracticeID)
		if err != nil {
			return err
		}
		for _, w := range messaging.ShippedWordings() {
			if w.Language != language || language == messaging.English || len(all.Versions(w.Kind, w.Form, language)) > 0 {
				continue
			}
			if _, err := s.TakeShipped(ctx, by, w.Kind, w.Form, language); err != nil {
				return err
			}
			n++
		}
		return nil
	})
}

func (s *Service) addWording(ctx context.Context, by audit.Actor, w *messaging.Wording, action string) error {
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		all, err := s.Store.Wordings(ctx, by.PracticeID)
		if err != nil {
			return err
		}
		w.Version = 1
		if there := all.Versions(w.Kind, w.Form, w.Language); len(there) > 0 {
			w.Version = there[0].Version + 1
		}
		if err := s.Store.AddWording(ctx, w); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, action, "wording:"+w.ID).Saying(w.Name()))
	})
}

// ApproveWording puts the actor's name and the day to a draft, or to a translation
// whose approval lapsed, and puts it in the place of the version in use. saved is the save that the person saw. checked
// says how a translation was checked, and by whom.
func (s *Service) ApproveWording(ctx context.Context, by audit.Actor, id string, saved int, checked string) (messaging.Wording, error) {
	return s.endOrBegin(ctx, by, id, saved, "approved wording", func(ctx context.Context, w *messaging.Wording) error {
		again := Lapsed(*w)
		if w.State != messaging.WordingDraft && !again {
			return problem.Conflictf("This version is %s: only a draft can be approved.", w.State)
		}
		if faults := w.Lint(); len(faults) > 0 {
			return problem.Conflictf("This wording cannot be approved. %s", strings.Join(faults, " "))
		}
		if w.Language != messaging.English && strings.TrimSpace(checked) == "" {
			return problem.Field("checked", "Say who checked the translation, and how they know the language")
		}
		if !again {
			if err := s.replace(ctx, by, *w); err != nil {
				return err
			}
		}
		w.State, w.ApprovedBy, w.ApprovedAt, w.Checked, w.Filled = messaging.WordingInUse, by.Name, s.Now().UTC(), strings.TrimSpace(checked), filledPrint(*w)
		return nil
	})
}

// replace takes the version in use out of use, for a newer one.
func (s *Service) replace(ctx context.Context, by audit.Actor, newer messaging.Wording) error {
	all, err := s.Store.Wordings(ctx, by.PracticeID)
	if err != nil {
		return err
	}
	old, there := all.InUse(newer.Kind, newer.Form, newer.Language)
	if !there {
		return nil
	}
	old.State, old.EndedBy, old.EndedAt = messaging.WordingReplaced, by.Name, s.Now().UTC()
	return s.Store.SaveWording(ctx, &old)
}

// RetireWording takes a wording out of use, or drops a draft. What waits in its
// words is held for a person; no older version comes back by itself.
func (s *Service) RetireWording(ctx context.Context, by audit.Actor, id string, saved int) (messaging.Wording, error) {
	return s.endOrBegin(ctx, by, id, saved, "retired wording", func(_ context.Context, w *messaging.Wording) error {
		if w.State != messaging.WordingDraft && w.State != messaging.WordingInUse {
			return problem.Conflictf("This version is %s already.", w.State)
		}
		w.State, w.EndedBy, w.EndedAt = messaging.WordingRetired, by.Name, s.Now().UTC()
		return nil
	})
}

func (s *Service) endOrBegin(ctx context.Context, by audit.Actor, id string, saved int, action string, change func(context.Context, *messaging.Wording) error) (w messaging.Wording, err error) {
	return w, s.Store.InTx(ctx, func(ctx context.Context) error {
		if w, err = s.Store.Wording(ctx, by.PracticeID, id); err != nil {
			return err
		}
		if w.Saved != saved {
			return problem.Conflictf("Somebody else decided about this wording while you had it open. Look at it again.")
		}
		if err := change(ctx, &w); err != nil {
			return err
		}
		if err := s.Store.SaveWording(ctx, &w); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, action, "wording:"+w.ID).Saying(w.Name()))
	})
}

// ApproveShipped puts the actor's name to every English wording that ships with
// Stepdown and that the practice has not yet: the one step of first set-up. It
// gives how many were approved.
func (s *Service) ApproveShipped(ctx context.Context, by audit.Actor) (int, error) {
	n := 0
	return n, s.Store.InTx(ctx, func(ctx context.Context) error {
		all, err := s.Store.Wordings(ctx, by.PracticeID)
		if err != nil {
			return err
		}
		for _, w := range all.Unapproved() {
			w.Practice, w.State, w.WrittenBy = by.PracticeID, messaging.WordingInUse, messaging.Stepdown
			w.ApprovedBy, w.ApprovedAt = by.Name, s.Now().UTC()
			if there := all.Versions(w.Kind, w.Form, w.Language); len(there) > 0 {
				w.Version = there[0].Version + 1
			}
			if err := s.Store.AddWording(ctx, &w); err != nil {
				return err
			}
			n++
		}
		if n == 0 {
			return nil
		}
		return s.Audit.Record(ctx, audit.By(by, "approved wordings of Stepdown", "practice:"+by.PracticeID).Saying(fmt.Sprintf("%d wordings, English", n)))
	})
}
