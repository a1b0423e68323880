package demo

import (
	"context"
	"time"

	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
	"stepdown/internal/review"
)

// The clinic is held once a week, six people at most: the newest session is
// two working days ahead.
const (
	slots       = 6
	slotMinutes = 20
)

// days notes the days of the sessions, newest first.
func (h *teller) days(first nhs.Date) {
	next := nhs.NextWorkingDay(nhs.NextWorkingDay(h.today(), nhs.England), nhs.England)
	h.clinicDays = []nhs.Date{workday(next.AddDays(7)), next}
	for d := next.AddDays(-7); d >= first.AddDays(9); d = d.AddDays(-7) {
		h.clinicDays = append(h.clinicDays, workdayBefore(d))
	}
}

// sessionBefore is the last session that is held by a day.
func (h *teller) sessionBefore(d nhs.Date) nhs.Date {
	for _, on := range h.clinicDays {
		if on <= d {
			return on
		}
	}
	return h.clinicDays[len(h.clinicDays)-1]
}

// next is the coming session, last the one that was held a week before it.
func (h *teller) next() nhs.Date { return h.clinicDays[1] }
func (h *teller) last() nhs.Date { return h.sessionBefore(h.today().AddDays(-1)) }

// sessions notes the planning of the clinic, some weeks ahead.
func (h *teller) sessions(starts nhs.Date) {
	for _, day := range h.clinicDays {
		planned := max(starts.AddDays(7), workdayBefore(day.AddDays(-63)))
		h.on(planned, 8, 45, "clinic", func(ctx context.Context) error {
			c, err := h.Reviews.AddClinic(ctx, h.coordinator, review.Clinic{CycleID: h.cycle.ID, ClinicianID: h.clinician.StaffID,
				StartsAt: moment(day, 9, 30), SlotMinutes: slotMinutes, Slots: slots, Place: "Room 4"})
			h.clinics[day] = c.ID
			return err
		})
	}
}

// books notes that somebody takes a slot; a full session means an appointment
// on the telephone on the same day.
func (h *teller) books(p *person, on, session nhs.Date) {
	h.on(on, 10, p.place%50, "booking", func(ctx context.Context) error {
		ask := review.Ask{ParticipantID: p.id, Purpose: review.ForReview, ClinicID: h.clinics[session]}
		_, err := h.Reviews.Book(ctx, h.coordinator, ask)
		if problem.Is(err, problem.Conflict) {
			ask.ClinicID, ask.At, ask.Place = "", moment(session, 14, 0), "by telephone"
			_, err = h.Reviews.Book(ctx, h.coordinator, ask)
		}
		if problem.Is(err, problem.Invalid) { // a new extract has held the person meanwhile
			return nil
		}
		return err
	})
	h.says(p, on, cycle.Response{Answer: cycle.WantsReview})
}

// settlesBooking notes whether somebody came.
func (h *teller) settlesBooking(p *person, session nhs.Date, came bool) {
	h.at(moment(session, 12, 0).Add(time.Duration(p.place%50)*time.Minute), "attendance", func(ctx context.Context) error {
		all, err := h.Store.BookingsFor(ctx, h.practice.ID, p.id)
		if err != nil {
			return err
		}
		for _, b := range all {
			if b.State != review.Booked || b.Day() != session {
				continue
			}
			if came {
				_, err = h.Reviews.Attend(ctx, h.clinician, b.ID)
			} else {
				_, err = h.Reviews.DidNotAttend(ctx, h.clinician, b.ID)
			}
		}
		return err
	})
}
