package review

import (
	"time"

	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
)

// Purpose of a booking.
type Purpose string

// The purposes.
const (
	ForReview   Purpose = "review"
	ForFollowUp Purpose = "follow-up"
)

// BookingState is where a booking stands.
type BookingState string

// The states. Only a booked one moves on.
const (
	Booked       BookingState = "booked"
	Attended     BookingState = "attended"
	DidNotAttend BookingState = "did not attend"
	Cancelled    BookingState = "cancelled"
)

// HoldsSlot reports whether the slot is taken: a cancelled booking frees it.
// The slot of somebody who did not come is over.
func (s BookingState) HoldsSlot() bool { return s != Cancelled }

// Booking is an appointment: a slot of a clinic, or one made elsewhere, such
// as in the clinical system's own book.
type Booking struct {
	ID            string
	PracticeID    string
	CycleID       string
	ParticipantID string
	Purpose       Purpose
	ClinicID      string // empty: booked elsewhere
	Slot          int    // from 1; 0 when booked elsewhere
	At            time.Time
	Place         string
	State         BookingState
	CreatedAt     time.Time
}

// Day of the booking in London.
func (b Booking) Day() nhs.Date { return nhs.DateOf(b.At.In(nhs.London)) }

// Elsewhere reports whether the appointment stands in another book.
func (b Booking) Elsewhere() bool { return b.ClinicID == "" }

// MayBook says whether a person can be booked, and if not, why.
func MayBook(p cycle.Participant, purpose Purpose) (bool, string) {
	switch {
	case p.Held != "":
		return false, p.Held
	case purpose == ForFollowUp && p.Reviewed == "":
		return false, "no review has been held yet"
	case purpose == ForFollowUp:
		return true, ""
	case p.Screening.Answer == cycle.NotSuitable:
		return false, "screened out"
	case p.Screening.Answer != cycle.Suitable && p.Invited == "":
		return false, "record not screened yet"
	case p.Response.Answer == cycle.Declined:
		return false, "declined"
	case p.Response.Answer == cycle.Never:
		return false, "asked never to be invited"
	}
	return true, ""
}
