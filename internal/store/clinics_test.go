package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"stepdown/internal/problem"
	"stepdown/internal/review"
	"stepdown/internal/store"
	"stepdown/internal/store/storetest"
)

func TestClinicsRoundTrip(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, v := context.Background(), newScene(t, s, "Y99991")
		late, early := clinicOf(v), clinicOf(v)
		early.StartsAt = storetest.Now.Add(-time.Hour)
		write(t, s, func(ctx context.Context) error {
			if err := s.CreateClinic(ctx, &late); err != nil {
				return err
			}
			return s.CreateClinic(ctx, &early)
		})
		got, err := s.Clinic(ctx, v.practice.ID, late.ID)
		if err != nil || !got.StartsAt.Equal(late.StartsAt) || got.Place != "Room 4" || got.Slots != 2 {
			t.Errorf("got %+v, %v", got, err)
		}
		if all, err := s.ClinicsOf(ctx, v.practice.ID, v.cycle.ID); err != nil || len(all) != 2 || all[0].ID != early.ID {
			t.Errorf("of the cycle: %+v, %v", all, err)
		}
		if coming, err := s.ClinicsFrom(ctx, v.practice.ID, storetest.Now); err != nil || len(coming) != 1 || coming[0].ID != late.ID {
			t.Errorf("coming: %+v, %v", coming, err)
		}
		other := newScene(t, s, "Y99992")
		_, err = s.Clinic(ctx, other.practice.ID, late.ID)
		wantKind(t, "another practice's session", err, problem.NotFound)
	})
}

func bookingOf(v scene, c review.Clinic, person, slot int) review.Booking {
	return review.Booking{PracticeID: v.practice.ID, CycleID: v.cycle.ID, ParticipantID: v.people[person].ID, Purpose: review.ForReview,
		ClinicID: c.ID, Slot: slot, At: c.SlotAt(slot), Place: c.Place, State: review.Booked}
}

func TestOneSlotGoesToOnePerson(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, v := context.Background(), newScene(t, s, "Y99991")
		c := clinicOf(v)
		write(t, s, func(ctx context.Context) error { return s.CreateClinic(ctx, &c) })
		errs := make([]error, 2)
		var both sync.WaitGroup
		for i := range errs {
			both.Go(func() {
				b := bookingOf(v, c, i, 1)
				errs[i] = tryTx(s, func(ctx context.Context) error { return s.CreateBooking(ctx, &b) })
			})
		}
		both.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("errors %v: one of the two must get the slot", errs)
		}
		for _, err := range errs {
			if err != nil {
				wantKind(t, "the other", err, problem.Conflict)
			}
		}
		in, err := s.BookingsIn(ctx, v.practice.ID, c.ID)
		if err != nil || len(in) != 1 {
			t.Fatalf("in the session: %+v, %v", in, err)
		}
		second := in[0]
		second.Slot = 2
		wantKind(t, "a second booking for one person", tryTx(s, func(ctx context.Context) error { return s.CreateBooking(ctx, &second) }), problem.Conflict)
	})
}

func TestBookingMovesOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, v := context.Background(), newScene(t, s, "Y99991")
		c := clinicOf(v)
		write(t, s, func(ctx context.Context) error { return s.CreateClinic(ctx, &c) })
		b := bookingOf(v, c, 0, 1)
		write(t, s, func(ctx context.Context) error { return s.CreateBooking(ctx, &b) })
		other := newScene(t, s, "Y99992")
		_, err := s.Booking(ctx, other.practice.ID, b.ID)
		wantKind(t, "another practice's booking", err, problem.NotFound)
		move := func(practiceID string, to review.BookingState) error {
			return tryTx(s, func(ctx context.Context) error {
				return s.MoveBooking(ctx, practiceID, b.ID, review.Booked, to)
			})
		}
		wantKind(t, "moving another practice's booking", move(other.practice.ID, review.Cancelled), problem.Conflict)
		if err := move(v.practice.ID, review.DidNotAttend); err != nil {
			t.Fatal(err)
		}
		wantKind(t, "moving it again", move(v.practice.ID, review.Cancelled), problem.Conflict)
		if missed, err := s.MissedSince(ctx, v.practice.ID, storetest.Now); err != nil || len(missed) != 1 {
			t.Errorf("missed: %+v, %v", missed, err)
		}
		again := bookingOf(v, c, 0, 2)
		write(t, s, func(ctx context.Context) error { return s.CreateBooking(ctx, &again) })
		if all, err := s.BookingsFor(ctx, v.practice.ID, v.people[0].ID); err != nil || len(all) != 2 || all[0].ID != again.ID {
			t.Errorf("of the person: %+v, %v", all, err)
		}
		if all, err := s.BookingsOf(ctx, v.practice.ID, v.cycle.ID); err != nil || len(all) != 2 {
			t.Errorf("of the cycle: %+v, %v", all, err)
		}
	})
}
