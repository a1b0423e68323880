package store

import (
	"context"
	"time"

	"stepdown/internal/review"
)

// CreateClinic stores a session of a cycle.
func (s *Store) CreateClinic(ctx context.Context, c *review.Clinic) error {
	c.ID = newID()
	return told(s.db(ctx).Create(c).Error, "session")
}

// Clinic by id within a practice.
func (s *Store) Clinic(ctx context.Context, practiceID, id string) (review.Clinic, error) {
	return one[review.Clinic](s.db(ctx).Where("practice_id = ? AND id = ?", practiceID, id), "session")
}

// ClinicsOf a cycle, earliest first.
func (s *Store) ClinicsOf(ctx context.Context, practiceID, cycleID string) ([]review.Clinic, error) {
	return many[review.Clinic](s.db(ctx).Where("practice_id = ? AND cycle_id = ?", practiceID, cycleID).Order("starts_at, id"))
}

// ClinicsFrom an instant on, of all cycles, earliest first.
func (s *Store) ClinicsFrom(ctx context.Context, practiceID string, from time.Time) ([]review.Clinic, error) {
	return many[review.Clinic](s.db(ctx).Where("practice_id = ? AND starts_at >= ?", practiceID, from.UTC()).Order("starts_at, id"))
}

// CreateBooking takes a slot. A slot or a person that is taken is a conflict:
// unique indexes decide between two who ask at once.
func (s *Store) CreateBooking(ctx context.Context, b *review.Booking) error {
	b.ID, b.CreatedAt = newID(), s.now()
	return told(s.db(ctx).Create(b).Error, "booking")
}

// Booking by id within a practice.
func (s *Store) Booking(ctx context.Context, practiceID, id string) (review.Booking, error) {
	return one[review.Booking](s.db(ctx).Where("practice_id = ? AND id = ?", practiceID, id), "booking")
}

// MoveBooking changes the state if it is still the expected one.
func (s *Store) MoveBooking(ctx context.Context, practiceID, id string, from, to review.BookingState) error {
	return unchangedSince(s.db(ctx).Model(&review.Booking{}).Where("practice_id = ? AND id = ? AND state = ?", practiceID, id, from).
		Update("state", to), "booking")
}

// BookingsOf a cycle, by time.
func (s *Store) BookingsOf(ctx context.Context, practiceID, cycleID string) ([]review.Booking, error) {
	return many[review.Booking](s.db(ctx).Where("practice_id = ? AND cycle_id = ?", practiceID, cycleID).Order("at, id"))
}

// BookingsBetween two instants, of all cycles, that still stand: earliest first.
func (s *Store) BookingsBetween(ctx context.Context, practiceID string, from, to time.Time) ([]review.Booking, error) {
	return many[review.Booking](s.db(ctx).Where("practice_id = ? AND state = ? AND at >= ? AND at < ?", practiceID, review.Booked, from.UTC(), to.UTC()).Order("at, id"))
}

// BookingsIn a session, by slot.
func (s *Store) BookingsIn(ctx context.Context, practiceID, clinicID string) ([]review.Booking, error) {
	return many[review.Booking](s.db(ctx).Where("practice_id = ? AND clinic_id = ?", practiceID, clinicID).Order("slot, created_at, id"))
}

// BookingsFor one participant, newest first.
func (s *Store) BookingsFor(ctx context.Context, practiceID, participantID string) ([]review.Booking, error) {
	return many[review.Booking](s.db(ctx).Where("practice_id = ? AND participant_id = ?", practiceID, participantID).Order("at DESC, created_at DESC, id"))
}

// MissedSince gives the appointments since an instant to which nobody came.
func (s *Store) MissedSince(ctx context.Context, practiceID string, since time.Time) ([]review.Booking, error) {
	return many[review.Booking](s.db(ctx).Where("practice_id = ? AND state = ? AND at >= ?", practiceID, review.DidNotAttend, since.UTC()).Order("at, id"))
}
