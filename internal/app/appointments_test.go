package app_test

import (
	"context"
	"net/url"
	"testing"
	"time"

	"stepdown/internal/app"
	"stepdown/internal/app/apptest"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/messaging"
	"stepdown/internal/practice"
	"stepdown/internal/review"
)

// booked is a site with somebody whose appointment is at an instant.
func booked(t *testing.T, at time.Time, change func(*practice.Settings)) (*apptest.Site, cycle.Participant, review.Clinic) {
	t.Helper()
	site, ctx := apptest.New(t), context.Background()
	id := site.Practice.ID
	patient := cycle.Patient{PracticeID: id, Person: cohort.Person{Given: "Ada", Family: "Moss", NHSNumber: "9990000018", BirthDate: "1960-05-04", Mobile: "07700 900123"}}
	c := cycle.Cycle{PracticeID: id, Status: cycle.Running, Title: "Tramadol", Targets: []string{"tramadol"}, Starts: "2026-10-01"}
	p := cycle.Participant{PracticeID: id, AddedBy: "search", Screening: cycle.Screening{Answer: cycle.Suitable}}
	clinic := review.Clinic{PracticeID: id, ClinicianID: site.Staff("Clinician").ID, StartsAt: at, SlotMinutes: 20, Slots: 6, Place: "Room 2"}
	err := site.Store.InTx(ctx, func(ctx context.Context) error {
		set := site.Practice.Settings
		change(&set)
		for _, f := range []func() error{
			func() error { return site.Store.SaveSettings(ctx, id, set) },
			func() error {
				return site.Store.CreateExtract(ctx, &intake.Extract{PracticeID: id, AsAt: "2026-11-01", SHA256: "0", ListSize: 6000})
			},
			func() error { return site.Store.SavePatient(ctx, &patient) },
			func() error { return site.Store.CreateCycle(ctx, &c) },
			func() error { p.PatientID, p.CycleID = patient.ID, c.ID; return site.Store.CreateParticipant(ctx, &p) },
			func() error { clinic.CycleID = c.ID; return site.Store.CreateClinic(ctx, &clinic) },
		} {
			if err := f(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return site, p, clinic
}

func (b bookedTexts) want(kinds ...messaging.Kind) []messaging.Message {
	b.t.Helper()
	if _, err := b.site.Texts.SendDue(context.Background()); err != nil {
		b.t.Fatal(err)
	}
	all, err := b.site.Store.MessagesOfCycle(context.Background(), b.site.Practice.ID, b.cycle)
	if err != nil || len(all) != len(kinds) {
		b.t.Fatalf("%d texts, want %v (%v)", len(all), kinds, err)
	}
	for i, m := range all {
		if m.Kind != kinds[i] {
			b.t.Errorf("text %d is a %s, want %s", i, m.Kind, kinds[i])
		}
	}
	return all
}

type bookedTexts struct {
	t     *testing.T
	site  *apptest.Site
	cycle string
}

// An appointment is confirmed once, by a button or as soon as it is booked, and
// reminded of once, on the working day before.
func TestAppointmentIsConfirmedAndRemindedOfOnce(t *testing.T) {
	monday := time.Date(2026, 11, 16, 10, 20, 0, 0, time.UTC)
	for _, automatic := range []bool{false, true} {
		site, p, clinic := booked(t, monday, func(s *practice.Settings) { s.ConfirmBookings, s.RemindBookings = automatic, true })
		v, texts, ctx := site.As("Coordinator"), bookedTexts{t, site, p.CycleID}, context.Background()
		at := v.Post("/cycles/"+p.CycleID+"/bookings", url.Values{"participant": {p.ID}, "purpose": {"review"}, "slot": {clinic.ID + "/1"}}).To("/cycles/")
		b, err := site.Store.BookingsFor(ctx, site.Practice.ID, p.ID)
		if err != nil || len(b) != 1 {
			t.Fatal(err)
		}
		if !automatic {
			texts.want()
			v.Get(at).Says("Text a confirmation")
			v.Post("/bookings/"+b[0].ID+"/text", nil).To(at)
		}
		sent := texts.want(messaging.AppointmentConfirmed)
		const says = "Wellbrook Surgery: Your appointment with Amara Nwosu is on Monday 16 November 2026, 10.20am, Room 2. To change it: ring 01632 960 000."
		if sent[0].Body != says || sent[0].State != messaging.Delivered {
			t.Errorf("%s: %s", sent[0].State, sent[0].Body)
		}
		v.Post("/bookings/"+b[0].ID+"/text", nil).To(at)
		v.Get(at).Says("confirmed by text before", "confirmation: delivered").Hides("Text a confirmation")
		texts.want(messaging.AppointmentConfirmed)

		for day := 11; day <= 14; day++ { // in order; the 13th is a Friday
			due := day >= 13
			site.Move(time.Date(2026, 11, day, 9, 5, 0, 0, time.UTC))
			if err := app.DayBefore(ctx, site.App); err != nil {
				t.Fatal(err)
			}
			all, err := site.Store.MessagesOfCycle(ctx, site.Practice.ID, p.CycleID)
			if err != nil || len(all) > 1 && !due {
				t.Fatalf("on the %dth there are %d texts (%v)", day, len(all), err)
			}
		}
		site.Move(time.Date(2026, 11, 13, 9, 6, 0, 0, time.UTC))
		for range 2 {
			if err := app.DayBefore(ctx, site.App); err != nil {
				t.Fatal(err)
			}
		}
		texts.want(messaging.AppointmentConfirmed, messaging.DayBefore)
	}
}

// A reminder of an appointment that was cancelled meanwhile never goes, and
// nothing is sent where the practice has not switched it on.
func TestCancelledAppointmentIsNotRemindedOf(t *testing.T) {
	friday := time.Date(2026, 11, 13, 10, 0, 0, 0, time.UTC)
	site, p, clinic := booked(t, friday, func(s *practice.Settings) { s.RemindBookings = true })
	ctx := context.Background()
	b, err := site.Reviews.Book(ctx, site.Staff("Coordinator").Actor(), review.Ask{ParticipantID: p.ID, Purpose: review.ForReview, ClinicID: clinic.ID})
	if err != nil {
		t.Fatal(err)
	}
	site.Move(time.Date(2026, 11, 12, 9, 5, 0, 0, time.UTC))
	if err := app.DayBefore(ctx, site.App); err != nil {
		t.Fatal(err)
	}
	if _, err := site.Reviews.CancelBooking(ctx, site.Staff("Coordinator").Actor(), b.ID); err != nil {
		t.Fatal(err)
	}
	sent := bookedTexts{t, site, p.CycleID}.want(messaging.DayBefore)
	if sent[0].State != messaging.Suppressed {
		t.Errorf("the reminder is %s (%s)", sent[0].State, sent[0].Reason)
	}
	v := site.As("Coordinator")
	v.Post("/bookings/"+b.ID+"/text", nil).Is(409)

	off, p, clinic := booked(t, friday, func(*practice.Settings) {})
	if _, err := off.Reviews.Book(ctx, off.Staff("Coordinator").Actor(), review.Ask{ParticipantID: p.ID, Purpose: review.ForReview, ClinicID: clinic.ID}); err != nil {
		t.Fatal(err)
	}
	off.Move(time.Date(2026, 11, 12, 9, 5, 0, 0, time.UTC))
	if err := app.DayBefore(ctx, off.App); err != nil {
		t.Fatal(err)
	}
	bookedTexts{t, off, p.CycleID}.want()
}

// Somebody without a mobile is booked all the same, and a place that names a
// medicine does not reach a lock screen.
func TestBookingDoesNotDependOnATextAndStaysDiscreet(t *testing.T) {
	friday := time.Date(2026, 11, 13, 10, 0, 0, 0, time.UTC)
	site, p, clinic := booked(t, friday, func(s *practice.Settings) { s.ConfirmBookings = true })
	ctx := context.Background()
	if err := site.Store.InTx(ctx, func(ctx context.Context) error {
		clinic.Place = "Opioid clinic, room 2"
		clinic.ID = ""
		return site.Store.CreateClinic(ctx, &clinic)
	}); err != nil {
		t.Fatal(err)
	}
	b, err := site.Reviews.Book(ctx, site.Staff("Coordinator").Actor(), review.Ask{ParticipantID: p.ID, Purpose: review.ForReview, ClinicID: clinic.ID})
	if err != nil || b.State != review.Booked {
		t.Fatal(err)
	}
	bookedTexts{t, site, p.CycleID}.want()
}

// Who reads Welsh is told of the appointment in Welsh, day, month, time and all,
// once somebody has approved the words; before that in English.
func TestAppointmentIsToldInWelsh(t *testing.T) {
	monday := time.Date(2026, 11, 16, 14, 20, 0, 0, time.UTC)
	site, p, clinic := booked(t, monday, func(s *practice.Settings) { s.ConfirmBookings, s.RemindBookings = true, true })
	v, texts, ctx := site.As("Coordinator"), bookedTexts{t, site, p.CycleID}, context.Background()
	err := site.Store.InTx(ctx, func(ctx context.Context) error {
		patient, err := site.Store.Patient(ctx, site.Practice.ID, p.PatientID)
		if err != nil {
			return err
		}
		patient.Person.Language = "Welsh"
		return site.Store.SavePatient(ctx, &patient)
	})
	if err != nil {
		t.Fatal(err)
	}
	v.Post("/cycles/"+p.CycleID+"/bookings", url.Values{"participant": {p.ID}, "purpose": {"review"}, "slot": {clinic.ID + "/1"}}).To("/cycles/")
	if sent := texts.want(messaging.AppointmentConfirmed); sent[0].Language != "en" {
		t.Errorf("a draft went: %q", sent[0].Body)
	}
	site.Welsh()
	site.Move(time.Date(2026, 11, 13, 9, 5, 0, 0, time.UTC))
	if err := app.DayBefore(ctx, site.App); err != nil {
		t.Fatal(err)
	}
	const says = "Wellbrook Surgery: Nodyn i'ch atgoffa o'ch apwyntiad: Amara Nwosu, dydd Llun 16 Tachwedd 2026, 2.20 y prynhawn, Ystafell 2. I'w newid: ffoniwch 01632 960 000."
	if sent := texts.want(messaging.AppointmentConfirmed, messaging.DayBefore); sent[1].Body != says || sent[1].Language != "cy" || sent[1].State != messaging.Delivered {
		t.Errorf("%s: %q", sent[1].State, sent[1].Body)
	}
}
