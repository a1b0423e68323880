package contact

import (
	"context"

	"stepdown/internal/audit"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
)

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
		saved, err := s.Store.SaveInbound(ctx, in)
		if err == nil && !saved {
			err = problem.Conflictf("A colleague changed this thread while you had it open. Look at it again before you act.")
		}
		if err != nil {
			return err
		}
		return s.wishIsTheirs(ctx, by, in)
	})
}

// wishIsTheirs gives the wish that a text spoke, and that so far held for its
// number alone, to the person who turned out to have written it: it holds when
// they change their number.
func (s *Service) wishIsTheirs(ctx context.Context, by audit.Actor, in messaging.Inbound) error {
	entries, err := s.Store.Wishes(ctx, in.Practice, Correspondent{Number: in.Number})
	if err != nil {
		return err
	}
	for _, e := range entries {
		spoken := e.Wish == messaging.OptedOut || e.Wish == messaging.OptedIn || e.Wish == messaging.AskedToStop
		if !spoken || e.Patient != "" || !e.At.Equal(in.Received) {
			continue
		}
		e.ID, e.Patient, e.Number, e.By = s.Desk.NewID(), in.Patient, "", by.Name
		e.Source += "; found out whose it was"
		if err := s.Store.Register(ctx, e); err != nil {
			return err
		}
	}
	return nil
}
