package app

import (
	"context"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/jobs"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/review"
)

// appointments tells people of their appointments by text.
type appointments struct {
	app   *App
	texts *Texts
}

// Preview gives the text that confirms a booking, with its fields filled.
func (a appointments) text(ctx context.Context, p practice.Practice, b review.Booking, dayBefore bool) (messaging.AppointmentText, error) {
	t := messaging.AppointmentText{Practice: p.Name, Clinician: "our team", When: review.When(b.At), At: b.At,
		Where: b.Place, Change: "ring " + p.Settings.Phone, DayBefore: dayBefore}
	if t.Where == "" {
		t.Where = "as we agreed"
	}
	if b.Elsewhere() {
		return t, nil
	}
	c, err := a.app.Store.Clinic(ctx, b.PracticeID, b.ClinicID)
	if err != nil {
		return t, err
	}
	staff, err := a.app.Store.Staff(ctx, b.PracticeID, c.ClinicianID)
	if err == nil {
		t.Clinician = staff.Name
	}
	if problem.Is(err, problem.NotFound) {
		return t, nil
	}
	return t, err
}

// Confirm texts the confirmation of a booking, once. added is false when it was
// texted before.
func (a appointments) Confirm(ctx context.Context, by audit.Actor, bookingID string) (added bool, err error) {
	b, err := a.app.Store.Booking(ctx, by.PracticeID, bookingID)
	if err != nil {
		return false, err
	}
	if b.State != review.Booked || !b.At.After(a.app.Now()) {
		return false, problem.Conflictf("This appointment is %s or past: there is nothing to confirm.", b.State)
	}
	return a.send(ctx, by, b, false)
}

func (a appointments) send(ctx context.Context, by audit.Actor, b review.Booking, dayBefore bool) (bool, error) {
	p, err := a.app.Store.Practice(ctx, b.PracticeID)
	if err != nil {
		return false, err
	}
	t, err := a.text(ctx, p, b, dayBefore)
	if err != nil {
		return false, err
	}
	_, added, err := a.texts.Contact.AppointmentText(ctx, by, b.ParticipantID, b.ID, b.At, t)
	return added, err
}

// booked confirms a new booking where the practice has switched that on. Who
// cannot be texted is booked all the same.
func (a appointments) booked(ctx context.Context, by audit.Actor, b review.Booking) error {
	p, err := a.app.Store.Practice(ctx, b.PracticeID)
	if err != nil || !p.Settings.ConfirmBookings || !b.At.After(a.app.Now()) {
		return err
	}
	_, err = a.send(ctx, by, b, false)
	return unlessRefused(err)
}

// unlessRefused: a reason why somebody is not texted is no fault.
func unlessRefused(err error) error {
	if problem.Is(err, problem.Conflict) || problem.Is(err, problem.Invalid) {
		return nil
	}
	return err
}

// dayBefore texts people whose appointment is on the next working day, or on a
// day off before it. It looks every hour, so that an appointment made in the
// afternoon is not missed; each is texted once, and one that was made today is
// fresh in mind.
func (a appointments) dayBefore() jobs.Job {
	return jobs.Job{Name: "reminders the day before", Spec: "5 9-17 * * 1-5", Run: func(ctx context.Context) error {
		practices, err := a.app.Store.Practices(ctx)
		if err != nil {
			return err
		}
		for _, p := range practices {
			if err := a.remind(ctx, p); err != nil {
				return err
			}
		}
		return nil
	}}
}

func (a appointments) remind(ctx context.Context, p practice.Practice) error {
	today := nhs.Today(a.app.Now())
	if !p.Settings.RemindBookings || !nhs.WorkingDay(today, p.Settings.Nation) {
		return nil
	}
	due, err := a.app.Store.BookingsBetween(ctx, p.ID, midnight(today.AddDays(1)), midnight(nhs.NextWorkingDay(today, p.Settings.Nation).AddDays(1)))
	if err != nil {
		return err
	}
	for _, b := range due {
		if nhs.Today(b.CreatedAt) == today {
			continue
		}
		if _, err := a.send(ctx, audit.System(p.ID, "reminders the day before"), b, true); unlessRefused(err) != nil {
			return err
		}
	}
	return nil
}

// midnight in London at which a day begins.
func midnight(d nhs.Date) time.Time {
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, nhs.London)
}
