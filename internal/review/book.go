package review

import (
	"context"
	"fmt"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/problem"
)

// AddClinic plans a session of a cycle.
func (s *Service) AddClinic(ctx context.Context, by audit.Actor, c Clinic) (Clinic, error) {
	c.PracticeID, c.StartsAt = by.PracticeID, c.StartsAt.UTC()
	if err := c.Validate(); err != nil {
		return c, err
	}
	return c, s.Store.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.Store.Cycle(ctx, by.PracticeID, c.CycleID); err != nil {
			return err
		}
		if err := s.Store.CreateClinic(ctx, &c); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "planned clinic session", "clinic:"+c.ID))
	})
}

// Ask is what somebody wants booked. With a clinic and slot 0 the first free
// slot is taken; without a clinic it is an appointment in another book.
type Ask struct {
	ParticipantID string
	Purpose       Purpose
	ClinicID      string
	Slot          int
	At            time.Time // elsewhere only
	Place         string    // elsewhere only
}

var errTaken = problem.New(problem.Conflict, "That slot has just been taken. Choose another one.")

// triesForFree is how often the first free slot is asked for again when
// somebody else was quicker: more than two people rarely book at once.
const triesForFree = 5

// Book takes a slot for a person, or notes an appointment made elsewhere. Of
// two who ask for one slot at once, one gets it and the other a conflict.
func (s *Service) Book(ctx context.Context, by audit.Actor, ask Ask) (Booking, error) {
	for try := 1; ; try++ {
		b, err := s.book(ctx, by, ask)
		if problem.Is(err, problem.Conflict) && ask.ClinicID != "" && ask.Slot == 0 && b.Slot != 0 && try < triesForFree {
			continue
		}
		return b, err
	}
}

func (s *Service) book(ctx context.Context, by audit.Actor, ask Ask) (Booking, error) {
	b := Booking{PracticeID: by.PracticeID, ParticipantID: ask.ParticipantID, Purpose: ask.Purpose, State: Booked}
	return b, s.Store.InTx(ctx, func(ctx context.Context) error {
		p, err := s.Store.Participant(ctx, by.PracticeID, ask.ParticipantID)
		if err != nil {
			return err
		}
		if err := s.mayBook(ctx, p, ask.Purpose); err != nil {
			return err
		}
		b.CycleID = p.CycleID
		if err := s.place(ctx, &b, ask); err != nil {
			return err
		}
		if err := s.Store.CreateBooking(ctx, &b); err != nil {
			if problem.Is(err, problem.Conflict) {
				return errTaken
			}
			return err
		}
		if err := s.afterBooking(ctx, b); err != nil {
			return err
		}
		if err := s.record(ctx, by, "booked "+string(b.Purpose), "booking:"+b.ID, p); err != nil || s.Booked == nil {
			return err
		}
		return s.Booked(ctx, by, b)
	})
}

func (s *Service) mayBook(ctx context.Context, p cycle.Participant, purpose Purpose) error {
	if ok, why := MayBook(p, purpose); !ok {
		return problem.Field("participant", "This person cannot be booked: "+why+".")
	}
	there, err := s.Store.BookingsFor(ctx, p.PracticeID, p.ID)
	if err != nil {
		return err
	}
	for _, b := range there {
		if b.State == Booked && b.Purpose == purpose {
			return problem.Field("participant", fmt.Sprintf("This person is booked already, on %s. Cancel that booking first.", When(b.At)))
		}
	}
	return nil
}

// place fills in when and where.
func (s *Service) place(ctx context.Context, b *Booking, ask Ask) error {
	if ask.ClinicID == "" {
		b.At, b.Place = ask.At.UTC(), ask.Place
		if ask.At.IsZero() {
			return problem.Field("day", "Enter the day of the appointment")
		}
		return nil
	}
	c, err := s.Store.Clinic(ctx, b.PracticeID, ask.ClinicID)
	if err != nil {
		return err
	}
	if c.CycleID != b.CycleID {
		return problem.Field("slot", "That session belongs to another cycle.")
	}
	taken, err := s.Store.BookingsIn(ctx, b.PracticeID, c.ID)
	if err != nil {
		return err
	}
	free := c.Free(taken)
	switch {
	case ask.Slot < 0 || ask.Slot > c.Slots:
		return problem.Field("slot", "That session has no such slot.")
	case len(free) == 0:
		return problem.New(problem.Conflict, "That session is full. Choose another one.")
	case ask.Slot == 0:
		ask.Slot = free[0]
	}
	b.ClinicID, b.Slot, b.At, b.Place = c.ID, ask.Slot, c.SlotAt(ask.Slot).UTC(), c.Place
	for _, n := range free {
		if n == b.Slot {
			return nil
		}
	}
	return errTaken
}

func (s *Service) afterBooking(ctx context.Context, b Booking) error {
	if b.Purpose == ForFollowUp {
		return s.followUpBooked(ctx, b)
	}
	_, err := s.move(ctx, b.PracticeID, b.ParticipantID, func(p *cycle.Participant) { cycle.Reach(&p.Booked, s.today()) })
	return err
}

// CancelBooking frees the slot.
func (s *Service) CancelBooking(ctx context.Context, by audit.Actor, id string) (Booking, error) {
	return s.settle(ctx, by, id, Cancelled, "cancelled booking")
}

// Attend notes that the person came.
func (s *Service) Attend(ctx context.Context, by audit.Actor, id string) (Booking, error) {
	return s.settle(ctx, by, id, Attended, "attended")
}

// DidNotAttend notes that the person did not come. It ends nothing: somebody
// telephones, and supplies go on.
func (s *Service) DidNotAttend(ctx context.Context, by audit.Actor, id string) (Booking, error) {
	return s.settle(ctx, by, id, DidNotAttend, "did not attend")
}

func (s *Service) settle(ctx context.Context, by audit.Actor, id string, to BookingState, action string) (Booking, error) {
	var b Booking
	return b, s.Store.InTx(ctx, func(ctx context.Context) (err error) {
		if b, err = s.Store.Booking(ctx, by.PracticeID, id); err != nil {
			return err
		}
		if to != Cancelled && b.Day() > s.today() {
			return problem.Conflictf("This appointment is still to come.")
		}
		if err = s.Store.MoveBooking(ctx, by.PracticeID, id, Booked, to); err != nil {
			return err
		}
		b.State = to
		p, err := s.move(ctx, by.PracticeID, b.ParticipantID, func(p *cycle.Participant) {
			switch {
			case to == DidNotAttend:
				p.DidNotAttend++
			case to == Attended && b.Purpose == ForReview:
				cycle.Reach(&p.Attended, b.Day())
			}
		})
		if err != nil {
			return err
		}
		if b.Purpose == ForFollowUp && to != Attended {
			if err := s.followUpUnbooked(ctx, b); err != nil {
				return err
			}
		}
		return s.record(ctx, by, action, "booking:"+b.ID, p)
	})
}
