package contact

import (
	"context"
	"fmt"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
)

// Correct takes a wrong wave back: what has not gone is cancelled, and exactly
// the people whom it reached, or may have reached, get one correction each.
// Doing it twice with other words corrects nobody twice. It gives how many
// corrections were queued.
func (s *Service) Correct(ctx context.Context, by audit.Actor, batchID, words string) (int, error) {
	if strings.TrimSpace(words) == "" {
		return 0, problem.Field("correction", "Write what was wrong, in plain words")
	}
	queued := 0
	return queued, s.Store.InTx(ctx, func(ctx context.Context) error {
		b, err := s.Store.Batch(ctx, by.PracticeID, batchID)
		if err != nil {
			return err
		}
		p, err := s.Store.Practice(ctx, by.PracticeID)
		if err != nil {
			return err
		}
		if b.State == Going || b.State == Paused {
			if _, err := s.Withdraw(ctx, by, batchID, "It was wrong and is corrected."); err != nil {
				return err
			}
		}
		texts, err := s.TextsOf(ctx, b)
		if err != nil {
			return err
		}
		corrections, err := messaging.Corrections(texts, messaging.CorrectionText{Practice: p.Name, Body: words, Telephone: p.Settings.Phone}, s.Now())
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

// TextsOf a wave, oldest first.
func (s *Service) TextsOf(ctx context.Context, b Batch) ([]messaging.Message, error) {
	all, err := s.Store.MessagesOfCycle(ctx, b.PracticeID, b.CycleID)
	var out []messaging.Message
	for _, m := range all {
		if m.Batch == b.ID {
			out = append(out, m)
		}
	}
	return out, err
}

// Attribute says who wrote a text from a number that nobody, or more than one
// person, has. It is a person's finding, never a rule's.
func (s *Service) Attribute(ctx context.Context, by audit.Actor, seen Seen, patientID string) error {
	return s.each(ctx, by, []Seen{seen}, "found out who wrote", func(ctx context.Context, in messaging.Inbound, _ bool, version int) error {
		if in.Version != version {
			return problem.Conflictf("A colleague changed this thread while you had it open. Look at it again before you act.")
		}
		if in.Patient != "" {
			return problem.Conflictf("It is known already who wrote this.")
		}
		if _, err := s.Store.Patient(ctx, by.PracticeID, patientID); err != nil {
			return err
		}
		in.Patient = patientID
		places, err := s.Store.ParticipantsOf(ctx, by.PracticeID, patientID)
		if err != nil {
			return err
		}
		if len(places) > 0 {
			in.Cycle, in.Participant = places[0].CycleID, places[0].ID
		}
		_, err = s.Store.SaveInbound(ctx, in)
		return err
	})
}
