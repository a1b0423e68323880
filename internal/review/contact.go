package review

import (
	"context"
	"slices"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// ensureFollowUp makes a follow-up due, unless another than the one that is
// just closing still waits. One about a restart stands for itself.
func (s *Service) ensureFollowUp(ctx context.Context, f FollowUp, closing string) error {
	there, err := s.Store.FollowUpsFor(ctx, f.PracticeID, f.ParticipantID)
	if err != nil {
		return err
	}
	for _, other := range there {
		if other.State.Open() && other.ID != closing && other.About != Restart {
			return nil
		}
	}
	f.Due, f.State = freeDay(there, f.Due), FollowUpDue
	return s.Store.CreateFollowUp(ctx, &f)
}

// freeDay is the first from a day on which the person has no follow-up.
func freeDay(there []FollowUp, due nhs.Date) nhs.Date {
	for _, f := range there { // earliest first
		if f.Due == due {
			due = due.AddDays(1)
		}
	}
	return due
}

// endedFollowUp moves the contact that waits to one month after the last step,
// when a plan ends; who is booked or texted already is left as they are.
func (s *Service) endedFollowUp(ctx context.Context, p Plan) error {
	there, err := s.Store.FollowUpsFor(ctx, p.PracticeID, p.ParticipantID)
	if err != nil {
		return err
	}
	due, about := p.ContactAfter(p.EditionOn)
	for _, f := range there {
		if !f.State.Open() || f.About == Restart {
			continue
		}
		if f.State == FollowUpDue {
			f.Due, f.About = freeDay(without(there, f.ID), due), about
			return s.Store.SaveFollowUp(ctx, &f)
		}
		return nil
	}
	return s.ensureFollowUp(ctx, FollowUp{PracticeID: p.PracticeID, ParticipantID: p.ParticipantID, Due: due, About: about}, "")
}

func without(all []FollowUp, id string) []FollowUp {
	return slices.DeleteFunc(slices.Clone(all), func(f FollowUp) bool { return f.ID == id })
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
// next one is due in one month; after its last step one, three and six months
// on. The next supply that was arranged stands on the plan, and what became of
// the medicine is confirmed.
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
		if err != nil {
			return err
		}
		if err := s.confirmAt(ctx, by, *f, plan); err != nil {
			return err
		}
		if c.NextSupply != "" && plan.State.Live() && c.NextSupply != plan.NextAcute {
			if plan, err = s.RecordSupply(ctx, by, f.ParticipantID, plan.Version, Supply{Next: c.NextSupply}); err != nil {
				return err
			}
		}
		due, about := plan.ContactAfter(c.On)
		if due == "" {
			return nil
		}
		return s.ensureFollowUp(ctx, FollowUp{PracticeID: by.PracticeID, ParticipantID: f.ParticipantID, Due: due, About: about}, f.ID)
	})
}

// confirmAt confirms what was said of the medicine at a contact.
func (s *Service) confirmAt(ctx context.Context, by audit.Actor, f FollowUp, plan Plan) error {
	medicine := f.OfMedicine(plan)
	if f.Contact.Result == "" || medicine == "" {
		return nil
	}
	_, err := s.Confirm(ctx, by, Outcome{ParticipantID: f.ParticipantID, Ingredient: medicine, Class: ClassOf(medicine), Result: f.Contact.Result})
	return err
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

// DueForText gives the monthly follow-ups whose day has come and for which
// nobody is booked or texted: those that get the follow-up text.
func (s *Service) DueForText(ctx context.Context, practiceID string) ([]FollowUp, error) {
	open, err := s.Store.OpenFollowUps(ctx, practiceID, s.today())
	var due []FollowUp
	for _, f := range open {
		if f.State == FollowUpDue && !f.About.After() {
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
