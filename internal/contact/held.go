package contact

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
)

// HeldGroup is the held texts of one wave, or those that belong to none.
type HeldGroup struct {
	Batch Batch // zero for texts that stand alone
	Texts []messaging.Message
}

// Alone names the group of texts that belong to no wave.
const Alone = "alone"

// Name of the group, for addresses.
func (g HeldGroup) Name() string { return cmp.Or(g.Batch.ID, Alone) }

// Mark tells one set of held texts from any other: a decision holds only for
// the set that somebody looked at.
func (g HeldGroup) Mark() string {
	sum := sha256.New()
	for _, m := range g.Texts {
		fmt.Fprintln(sum, m.ID, m.Version)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// Held lists the held texts of the practice by wave, the largest group first.
func (s *Service) Held(ctx context.Context, practiceID string) ([]HeldGroup, error) {
	unsent, err := s.Store.Unsent(ctx, messaging.Filter{Practice: practiceID})
	if err != nil {
		return nil, err
	}
	of := map[string][]messaging.Message{}
	for _, m := range unsent {
		if m.State == messaging.Held {
			of[m.Batch] = append(of[m.Batch], m)
		}
	}
	var out []HeldGroup
	for id, texts := range of {
		g := HeldGroup{Texts: texts}
		if id != "" {
			if g.Batch, err = s.Store.Batch(ctx, practiceID, id); err != nil {
				return nil, err
			}
		}
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b HeldGroup) int {
		return cmp.Or(cmp.Compare(len(b.Texts), len(a.Texts)), cmp.Compare(a.Name(), b.Name()))
	})
	return out, nil
}

// HeldOf gives one group by its name; NotFound when nothing of it is held.
func (s *Service) HeldOf(ctx context.Context, practiceID, name string) (HeldGroup, error) {
	all, err := s.Held(ctx, practiceID)
	for _, g := range all {
		if g.Name() == name {
			return g, nil
		}
	}
	return HeldGroup{}, cmp.Or(err, error(problem.Missing("The texts that are held")))
}

// HeldDecision is what a person decided about a whole group.
type HeldDecision struct {
	Group   string
	Mark    string // of the set that the page showed
	Typed   string // the number of texts, as they typed it
	Release bool   // send them after all; otherwise cancel them
	Looked  bool   // they compared with what the network sent
}

// DecideHeld releases or cancels a whole group, each text with its entry in the
// audit. What is released passes the last checks again before it goes. It gives
// how many texts it decided on.
func (s *Service) DecideHeld(ctx context.Context, by audit.Actor, d HeldDecision) (n int, err error) {
	return n, s.Store.InTx(ctx, func(ctx context.Context) error {
		g, err := s.HeldOf(ctx, by.PracticeID, d.Group)
		if err != nil {
			return err
		}
		if err := d.fits(g); err != nil {
			return err
		}
		act, did := s.CancelOne, "cancelled"
		if d.Release {
			act, did = s.Release, "released"
		}
		for _, m := range g.Texts {
			if err := act(ctx, by, m.ID); err != nil {
				return err
			}
		}
		n = len(g.Texts)
		return s.Audit.Record(ctx, audit.By(by, did+" held texts together", "held:"+g.Name()).Saying(fmt.Sprintf("%d texts", n)))
	})
}

func (d HeldDecision) fits(g HeldGroup) error {
	typed, err := strconv.Atoi(strings.TrimSpace(d.Typed))
	switch {
	case d.Mark != g.Mark():
		return problem.Conflictf("The texts that are held have changed while you had the page open. Look at them again before you decide.")
	case err != nil || typed != len(g.Texts):
		return problem.Field("count", fmt.Sprintf("Type the number of texts that are held here: %d", len(g.Texts)))
	case d.Release && !d.Looked:
		return problem.Field("looked", "Look first, then tick this: a text that went already would reach people twice")
	}
	return nil
}
