package store_test

import (
	"context"
	"testing"

	"stepdown/internal/messaging"
	"stepdown/internal/problem"
	"stepdown/internal/store"
	"stepdown/internal/store/storetest"
)

func TestOneWordingIsInUseAndAnothersIsNotFound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p, q := newPractice(t, s, "A1"), newPractice(t, s, "B2")
		w := messaging.Shipped(messaging.Invitation, messaging.Discreet, "en")
		w.Practice, w.State = p.ID, messaging.WordingInUse
		write(t, s, func(ctx context.Context) error { return s.AddWording(ctx, &w) })

		second := w
		err := s.InTx(t.Context(), func(ctx context.Context) error { return s.AddWording(ctx, &second) })
		is(t, err, problem.Conflict) // the same version
		second.Version = 2
		err = s.InTx(t.Context(), func(ctx context.Context) error { return s.AddWording(ctx, &second) })
		is(t, err, problem.Conflict) // two in use
		second.State = messaging.WordingDraft
		write(t, s, func(ctx context.Context) error { return s.AddWording(ctx, &second) })

		_, err = s.Wording(t.Context(), q.ID, w.ID)
		is(t, err, problem.NotFound)
		if all, err := s.Wordings(t.Context(), q.ID); err != nil || len(all) != 0 {
			t.Errorf("another practice has %d (%v)", len(all), err)
		}
		was := w
		w.State, w.Body = messaging.WordingReplaced, "other words"
		write(t, s, func(ctx context.Context) error { return s.SaveWording(ctx, &w) })
		is(t, s.InTx(t.Context(), func(ctx context.Context) error { return s.SaveWording(ctx, &was) }), problem.Conflict)
		all, err := s.Wordings(t.Context(), p.ID)
		if err != nil || len(all) != 2 || all[0].State != messaging.WordingReplaced || all[0].Body == "other words" {
			t.Errorf("%+v (%v)", all, err)
		}
	})
}

// A text whose words nobody stands behind is held at the last check.
func TestLastCheckKnowsWhetherTheWordsAreApproved(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := newPractice(t, s, "A1")
		w := messaging.Shipped(messaging.FollowUp, messaging.Discreet, "en")
		w.Practice = p.ID
		for _, test := range []struct {
			state messaging.WordingState
			off   bool
		}{{"", true}, {messaging.WordingDraft, true}, {messaging.WordingInUse, false}, {messaging.WordingReplaced, false}, {messaging.WordingRetired, true}} {
			if test.state != "" {
				w.State = test.state
				write(t, s, func(ctx context.Context) error {
					if w.ID == "" {
						return s.AddWording(ctx, &w)
					}
					return s.SaveWording(ctx, &w)
				})
			}
			for kind, off := range map[messaging.Kind]bool{messaging.FollowUp: test.off, messaging.SafetyAnswer: false, messaging.Answer: false} {
				f, err := s.Facts(t.Context(), messaging.Message{Practice: p.ID, Kind: kind, Template: w.Name(), To: "+447700900123"})
				if err != nil || f.WordingOff != off {
					t.Errorf("%s in words %q: off %v (%v)", kind, test.state, f.WordingOff, err)
				}
			}
		}
	})
}
