package contact

import (
	"context"

	"stepdown/internal/audit"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
)

// ReplyEdits gives what the practice changed in the reading of replies; the
// zero value when it changed nothing.
func (s *Service) ReplyEdits(ctx context.Context, practiceID string) (messaging.Edits, error) {
	e, err := s.Store.ReplyEdits(ctx, practiceID)
	if problem.Is(err, problem.NotFound) {
		return messaging.Edits{}, nil
	}
	return e, err
}

// ReplyRules gives the table by which the practice reads.
func (s *Service) ReplyRules(ctx context.Context, practiceID string) (*messaging.Rules, error) {
	e, err := s.ReplyEdits(ctx, practiceID)
	if err != nil {
		return nil, err
	}
	return messaging.EmbeddedRules().With(e)
}

// AddReplyRule adds a rule of the practice's own. version is the one that the
// page showed.
func (s *Service) AddReplyRule(ctx context.Context, by audit.Actor, version int, rule messaging.Rule) error {
	rule.Source = by.Name
	return s.editRules(ctx, by, version, "added reply rule: "+string(rule.Class), func(e messaging.Edits) (messaging.Edits, error) {
		return e.Adding(rule, messaging.EmbeddedRules())
	})
}

// RemoveReplyRule takes a rule of the practice's own out.
func (s *Service) RemoveReplyRule(ctx context.Context, by audit.Actor, version int, id string) error {
	return s.editRules(ctx, by, version, "took out reply rule "+id, func(e messaging.Edits) (messaging.Edits, error) { return e.Removing(id) })
}

// SwitchReplyRule switches a shipped rule off or on again.
func (s *Service) SwitchReplyRule(ctx context.Context, by audit.Actor, version int, id string, on bool) error {
	words := "switched off reply rule " + id
	if on {
		words = "switched on reply rule " + id
	}
	return s.editRules(ctx, by, version, words, func(e messaging.Edits) (messaging.Edits, error) {
		return e.Switching(id, on, messaging.EmbeddedRules())
	})
}

func (s *Service) editRules(ctx context.Context, by audit.Actor, version int, action string, change func(messaging.Edits) (messaging.Edits, error)) error {
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		e, err := s.ReplyEdits(ctx, by.PracticeID)
		if err != nil {
			return err
		}
		if e.Version != version {
			return problem.Conflictf("Somebody else changed the rules while you had them open. Look at them again before you save.")
		}
		if e, err = change(e); err != nil {
			return err
		}
		e.Version, e.By, e.At = version+1, by.Name, s.Now().UTC()
		if err := s.Store.AddReplyEdits(ctx, by.PracticeID, e); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "changed the reading of replies", "practice:"+by.PracticeID).Saying(action))
	})
}
