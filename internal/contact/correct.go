package contact

import (
	"context"
	"fmt"
	"slices"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
)

// Reached is the people of a wave who read one language, among those whom it
// reached or may have reached.
type Reached struct {
	Language string // empty when nobody can place it: they get English
	Reads    string // its name
	People   int
}

// ReachedBy counts whom a wave reached, or may have reached, by the language that
// they read; English first.
func (s *Service) ReachedBy(ctx context.Context, b Batch) ([]Reached, error) {
	texts, err := s.TextsOf(ctx, b)
	if err != nil {
		return nil, err
	}
	patients, err := s.PeopleOf(ctx, b)
	var out []Reached
	for _, m := range texts {
		if !m.Reached() {
			continue
		}
		tag, name := Reads(patients[m.Patient])
		i := slices.IndexFunc(out, func(r Reached) bool { return r.Language == tag && r.Reads == name })
		if i < 0 {
			i, out = len(out), append(out, Reached{Language: tag, Reads: name})
		}
		out[i].People++
	}
	slices.SortStableFunc(out, func(a, b Reached) int { return rank(a) - rank(b) })
	return out, err
}

func rank(r Reached) int {
	if r.Language == messaging.English {
		return 0
	}
	return 1
}

// Correct takes a wrong wave back: what has not gone is cancelled, and exactly
// the people whom it reached, or may have reached, get one correction each, in
// the language that they read where it was written in that. Doing it twice with
// other words corrects nobody twice. It gives how many corrections were queued.
func (s *Service) Correct(ctx context.Context, by audit.Actor, batchID string, words Words) (int, error) {
	if err := words.check(); err != nil {
		return 0, err
	}
	queued := 0
	return queued, s.Store.InTx(ctx, func(ctx context.Context) error {
		b, err := s.Store.Batch(ctx, by.PracticeID, batchID)
		if err != nil {
			return err
		}
		if b.State == Going || b.State == Paused {
			if _, err := s.Withdraw(ctx, by, batchID, "It was wrong and is corrected."); err != nil {
				return err
			}
		}
		corrections, err := s.corrections(ctx, b, words)
		if err != nil {
			return inForm(err)
		}
		for _, m := range corrections {
			_, added, err := s.Desk.Queue(ctx, m)
			if err != nil {
				return err
			}
			if added {
				queued++
			}
		}
		if queued == 0 {
			return problem.Conflictf("There is nobody to correct it to: nobody was reached, or everybody has the correction already.")
		}
		return s.Audit.Record(ctx, audit.By(by, b.did("corrected"), "batch:"+b.ID).Saying(fmt.Sprintf("%d corrections queued", queued)))
	})
}

func (s *Service) corrections(ctx context.Context, b Batch, words Words) ([]messaging.Message, error) {
	p, err := s.Store.Practice(ctx, b.PracticeID)
	if err != nil {
		return nil, err
	}
	texts, err := s.TextsOf(ctx, b)
	if err != nil {
		return nil, err
	}
	patients, err := s.PeopleOf(ctx, b)
	if err != nil {
		return nil, err
	}
	return messaging.Corrections(texts, func(m messaging.Message) messaging.CorrectionText {
		tag, _ := Reads(patients[m.Patient])
		return words.text(p, tag)
	}, s.Now())
}

// TextsOf a wave, oldest first.
func (s *Service) TextsOf(ctx context.Context, b Batch) ([]messaging.Message, error) {
	return s.Store.MessagesOfBatch(ctx, b.PracticeID, b.ID)
}

// PeopleOf a wave by id: those of its cycle, or of its session.
func (s *Service) PeopleOf(ctx context.Context, b Batch) (map[string]cycle.Patient, error) {
	if b.Session == nil {
		return s.Store.PatientsOf(ctx, b.PracticeID, b.CycleID)
	}
	out := map[string]cycle.Patient{}
	for _, id := range b.Session.people() {
		p, err := s.Store.Patient(ctx, b.PracticeID, id)
		if err != nil {
			return nil, err
		}
		out[id] = p
	}
	return out, nil
}
