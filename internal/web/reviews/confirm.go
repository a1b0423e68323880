package reviews

import (
	"context"

	"stepdown/internal/audit"
	"stepdown/internal/contact"
	"stepdown/internal/messaging"
	"stepdown/internal/web/page"
)

// BookingTexts confirms appointments by text.
type BookingTexts interface {
	Confirm(ctx context.Context, by audit.Actor, bookingID string) (added bool, err error)
}

// confirm texts the confirmation of one booking, once.
func (a Area) confirm(r *page.Request) error {
	b, err := a.Store.Booking(r.Ctx(), r.PracticeID(), r.Param("booking"))
	if err != nil {
		return err
	}
	added, err := a.Bookings.Confirm(r.Ctx(), r.Actor(), b.ID)
	if err != nil {
		return err
	}
	if added {
		r.Flash("The confirmation is on its way: day, time, place and how to change it. It names no medicine.")
	} else {
		r.Flash("This appointment was confirmed by text before. Nothing was sent again.")
	}
	return r.Go("/cycles/%s/clinics", b.CycleID)
}

// told says which texts went about each booking.
func (a Area) told(r *page.Request, cycleID string) (map[string]string, error) {
	all, err := a.Texts.TextsOfCycle(r.Ctx(), r.PracticeID(), cycleID)
	out := map[string]string{}
	for _, m := range all {
		id := contact.BookingOf(m.Intent)
		if id == "" {
			continue
		}
		if out[id] != "" {
			out[id] += "; "
		}
		out[id] += bookingText[m.Kind] + ": " + string(m.State)
	}
	return out, err
}

var bookingText = map[messaging.Kind]string{messaging.AppointmentConfirmed: "confirmation", messaging.DayBefore: "reminder"}
