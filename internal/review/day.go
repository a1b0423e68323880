package review

import (
	"context"
	"fmt"
	"slices"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Visit is an appointment of a day, and who holds it.
type Visit struct {
	Booking
	ClinicianID string // empty: booked elsewhere
}

// Day gives the appointments of a day in all cycles, earliest first, and the
// next day that has any. Cancelled ones are left out.
func (s *Service) Day(ctx context.Context, practiceID string, day nhs.Date) (visits []Visit, next nhs.Date, err error) {
	cycles, err := s.Store.Cycles(ctx, practiceID)
	if err != nil {
		return nil, "", err
	}
	for _, c := range cycles {
		bookings, err := s.Store.BookingsOf(ctx, practiceID, c.ID)
		if err != nil {
			return nil, "", err
		}
		clinics, err := s.Store.ClinicsOf(ctx, practiceID, c.ID)
		if err != nil {
			return nil, "", err
		}
		for _, b := range bookings {
			switch {
			case b.State == Cancelled:
			case b.Day() == day:
				visits = append(visits, Visit{b, clinicianOf(clinics, b)})
			case b.Day() > day && (next == "" || b.Day() < next):
				next = b.Day()
			}
		}
	}
	slices.SortStableFunc(visits, func(x, y Visit) int { return x.At.Compare(y.At) })
	return visits, next, nil
}

func clinicianOf(clinics []Clinic, b Booking) string {
	for _, c := range clinics {
		if c.ID == b.ClinicID {
			return c.ClinicianID
		}
	}
	return ""
}

// CameAfterAll takes back that somebody did not attend: they were late, or the
// wrong line was pressed. It can be said on the day and on the days after.
func (s *Service) CameAfterAll(ctx context.Context, by audit.Actor, id string) (Booking, error) {
	var b Booking
	return b, s.Store.InTx(ctx, func(ctx context.Context) (err error) {
		if b, err = s.Store.Booking(ctx, by.PracticeID, id); err != nil {
			return err
		}
		if err = s.Store.MoveBooking(ctx, by.PracticeID, id, DidNotAttend, Attended); err != nil {
			return err
		}
		b.State = Attended
		p, err := s.move(ctx, by.PracticeID, b.ParticipantID, func(p *cycle.Participant) {
			p.DidNotAttend = max(0, p.DidNotAttend-1)
			if b.Purpose == ForReview {
				cycle.Reach(&p.Attended, b.Day())
			}
		})
		if err != nil {
			return err
		}
		return s.record(ctx, by, "came after all", "booking:"+b.ID, p)
	})
}

// How far from the day a session may be to count as "in one month".
const (
	talkEarlier = 3  // days before
	talkLater   = 10 // days after
)

// NextTalk is when a person is spoken to next.
type NextTalk struct {
	Due     nhs.Date // of the follow-up: it stands on the worklist whether or not it is booked
	Booking Booking  // zero when none is booked
	Why     string   // why none is booked
}

// Booked reports whether there is an appointment.
func (n NextTalk) Booked() bool { return n.Booking.ID != "" }

// NextTalk says when the person is spoken to next, without booking anything.
func (s *Service) NextTalk(ctx context.Context, practiceID, participantID string) (NextTalk, error) {
	var n NextTalk
	bookings, err := s.Store.BookingsFor(ctx, practiceID, participantID)
	if err != nil {
		return n, err
	}
	for _, b := range bookings {
		if b.State == Booked && b.Purpose == ForFollowUp && b.Day() >= s.today() {
			return NextTalk{Due: b.Day(), Booking: b}, nil
		}
	}
	open, err := s.Store.FollowUpsFor(ctx, practiceID, participantID)
	for _, f := range open { // earliest first
		if f.State.Open() {
			n.Due = f.Due
			break
		}
	}
	return n, err
}

// BookNextTalk books the follow-up in one month into the session of the cycle
// that is nearest to its day. An appointment that is there already stays the
// only one. Where no session has a free slot, the follow-up stays due on its
// day, and Why says so.
func (s *Service) BookNextTalk(ctx context.Context, by audit.Actor, participantID string) (NextTalk, error) {
	n, err := s.NextTalk(ctx, by.PracticeID, participantID)
	if err != nil || n.Booked() {
		return n, err
	}
	if n.Due == "" || n.Due <= s.today() {
		n.Due = DueAfter(s.today())
	}
	clinicID, err := s.sessionNear(ctx, by.PracticeID, participantID, n.Due)
	if err != nil {
		return n, err
	}
	n.Why = fmt.Sprintf("No session within %d days before and %d after %s has a free slot.", talkEarlier, talkLater, n.Due)
	if clinicID == "" {
		return n, nil
	}
	b, err := s.Book(ctx, by, Ask{ParticipantID: participantID, Purpose: ForFollowUp, ClinicID: clinicID})
	if problem.Is(err, problem.Conflict) {
		return n, nil // the last slot went to somebody else
	}
	if err != nil {
		return n, err
	}
	return NextTalk{Due: b.Day(), Booking: b}, nil
}

// sessionNear is the session with a free slot nearest to a day: the first on
// or after it, else the last before it. None is an empty id.
func (s *Service) sessionNear(ctx context.Context, practiceID, participantID string, due nhs.Date) (string, error) {
	p, err := s.Store.Participant(ctx, practiceID, participantID)
	if err != nil {
		return "", err
	}
	clinics, err := s.Store.ClinicsOf(ctx, practiceID, p.CycleID)
	if err != nil {
		return "", err
	}
	before := ""
	for _, c := range clinics { // earliest first
		if c.Day() < due.AddDays(-talkEarlier) || c.Day() > due.AddDays(talkLater) || c.Day() <= s.today() {
			continue
		}
		taken, err := s.Store.BookingsIn(ctx, practiceID, c.ID)
		if err != nil {
			return "", err
		}
		switch free := len(c.Free(taken)) > 0; {
		case free && c.Day() >= due:
			return c.ID, nil
		case free:
			before = c.ID
		}
	}
	return before, nil
}
