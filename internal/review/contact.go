package review

import (
	"context"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// ensureFollowUp makes a follow-up due on a day, unless another than the one
// that is just closing still waits. A day that had one takes the next day.
func (s *Service) ensureFollowUp(ctx context.Context, practiceID, participantID string, due nhs.Date, closing string) error {
	there, err := s.Store.FollowUpsFor(ctx, practiceID, participantID)
	if err != nil {
		return err
	}
	for _, f := range there { // earliest first
		if f.State.Open() && f.ID != closing {
			return nil
		}
		if f.Due == due {
			due = due.AddDays(1)
		}
	}
	f := FollowUp{PracticeID: practiceID, ParticipantID: participantID, Due: due, State: FollowUpDue}
	return s.Store.CreateFollowUp(ctx, &f)
}

// followUpBooked marks the earliest open follow-up as booked, or makes one.
func (s *Service) followUpBooked(ctx context.Context, b Booking) error {
	return s.changeOpen(ctx, b, func(f *FollowUp) { f.State, f.BookedFor = FollowUpBooked, b.Day() })
}

// followUpUnbooked makes it due again after a booking came to nothing.
func (s *Service) followUpUnbooked(ctx context.Context, b Booking) error {
	return s.changeOpen(ctx, b, func(f *FollowUp) {
		if f.State == FollowUpBooked {
			f.State, f.BookedFor = FollowUpDue, ""
		}
	})
}

func (s *Service) changeOpen(ctx context.Context, b Booking, change func(*FollowUp)) error {
	all, err := s.Store.FollowUpsFor(ctx, b.PracticeID, b.ParticipantID)
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.State.Open() {
			change(&f)
			return s.Store.SaveFollowUp(ctx, &f)
		}
	}
	f := FollowUp{PracticeID: b.PracticeID, ParticipantID: b.ParticipantID, Due: b.Day(), State: FollowUpDue}
	change(&f)
	return s.Store.CreateFollowUp(ctx, &f)
}

// RecordContact closes a follow-up with what was said. While a plan runs, the
// next one is due in one month.
func (s *Service) RecordContact(ctx context.Context, by audit.Actor, id string, seen int, c Contact) (FollowUp, error) {
	if err := c.Check(); err != nil {
		return FollowUp{}, err
	}
	c.By = by.Name
	if c.On == "" {
		c.On = s.today()
	}
	return s.changeFollowUp(ctx, by, id, seen, "held follow-up", func(ctx context.Context, f *FollowUp) error {
		f.State, f.Contact = FollowUpDone, c
		if err := s.attendFollowUp(ctx, *f); err != nil {
			return err
		}
		plan, err := s.PlanFor(ctx, by.PracticeID, f.ParticipantID)
		if err != nil || !plan.State.Live() {
			return err
		}
		return s.ensureFollowUp(ctx, by.PracticeID, f.ParticipantID, DueAfter(c.On), f.ID)
	})
}

func (s *Service) attendFollowUp(ctx context.Context, f FollowUp) error {
	bookings, err := s.Store.BookingsFor(ctx, f.PracticeID, f.ParticipantID)
	if err != nil {
		return err
	}
	for _, b := range bookings {
		if b.State == Booked && b.Purpose == ForFollowUp && b.Day() <= s.today() {
			if err := s.Store.MoveBooking(ctx, f.PracticeID, b.ID, Booked, Attended); err != nil {
				return err
			}
		}
	}
	return nil
}

// CloseFollowUp ends a follow-up that will not be held. It ends no plan and no
// supply.
func (s *Service) CloseFollowUp(ctx context.Context, by audit.Actor, id string, seen int, reason string) (FollowUp, error) {
	if strings.TrimSpace(reason) == "" {
		return FollowUp{}, problem.Field("closing", "Enter why no contact is needed")
	}
	return s.changeFollowUp(ctx, by, id, seen, "closed follow-up", func(_ context.Context, f *FollowUp) error {
		f.State, f.Closing = FollowUpClosed, reason
		return nil
	})
}

// DueForText gives the follow-ups whose day has come and for which nobody is
// booked or texted: those that get the follow-up text.
func (s *Service) DueForText(ctx context.Context, practiceID string) ([]FollowUp, error) {
	open, err := s.Store.OpenFollowUps(ctx, practiceID, s.today())
	var due []FollowUp
	for _, f := range open {
		if f.State == FollowUpDue {
			due = append(due, f)
		}
	}
	return due, err
}

// MarkTexted notes that the follow-up text went out: a person still has to
// telephone when a week brings no answer.
func (s *Service) MarkTexted(ctx context.Context, by audit.Actor, id string) (FollowUp, error) {
	return s.changeFollowUp(ctx, by, id, 0, "texted follow-up", func(_ context.Context, f *FollowUp) error {
		f.State, f.TextedOn = FollowUpTexted, s.today()
		return nil
	})
}

// Tried records an attempt to reach somebody, on the follow-up and on the
// participant.
func (s *Service) Tried(ctx context.Context, by audit.Actor, id string, way, outcome string) (FollowUp, error) {
	if strings.TrimSpace(outcome) == "" {
		return FollowUp{}, problem.Field("outcome", "Enter what came of it")
	}
	a := cycle.Attempt{On: s.today(), Way: way, Outcome: outcome, By: by.Name}
	return s.changeFollowUp(ctx, by, id, 0, "tried to reach by "+way, func(ctx context.Context, f *FollowUp) error {
		f.Attempts = append(f.Attempts, a)
		_, err := s.move(ctx, by.PracticeID, f.ParticipantID, func(p *cycle.Participant) { p.Attempts = append(p.Attempts, a) })
		return err
	})
}

// changeFollowUp loads an open follow-up, lets f change it, and saves it. seen
// 0 skips the check where no words can be lost.
func (s *Service) changeFollowUp(ctx context.Context, by audit.Actor, id string, seen int, action string, change func(context.Context, *FollowUp) error) (FollowUp, error) {
	var f FollowUp
	err := s.Store.InTx(ctx, func(ctx context.Context) (err error) {
		if f, err = s.Store.FollowUp(ctx, by.PracticeID, id); err != nil {
			return err
		}
		if seen != 0 && seen != f.Version {
			return problem.Conflictf("Somebody else changed this follow-up while you had it open. Look at it again before you save.")
		}
		if !f.State.Open() {
			return problem.Conflictf("This follow-up is closed already.")
		}
		if err := change(ctx, &f); err != nil {
			return err
		}
		if err := s.Store.SaveFollowUp(ctx, &f); err != nil {
			return err
		}
		p, err := s.Store.Participant(ctx, by.PracticeID, f.ParticipantID)
		if err != nil {
			return err
		}
		return s.record(ctx, by, action, "follow-up:"+f.ID, p)
	})
	return f, err
}
