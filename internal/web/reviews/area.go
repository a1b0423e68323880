// Package reviews is the pages from the clinic session to the follow-up:
// sessions and bookings, the review, the plan and what the person takes home,
// the change from repeat to acute, and the contacts that follow.
package reviews

import (
	"stepdown/internal/cycle"
	"stepdown/internal/practice"
	"stepdown/internal/review"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Area is the pages of reviews.
type Area struct {
	Reviews *review.Service
	Store   review.Store
	Texts   PlanTexts

	Bookings BookingTexts
}

// Routes of the area.
func (a Area) Routes() []page.Route {
	return []page.Route{
		page.Get("/clinics", practice.Book, a.coming),
		page.Get("/clinics/today", practice.HoldReview, a.today),
		page.Get("/cycles/:cycle/clinics", practice.Book, a.sessions),
		page.Post("/cycles/:cycle/bookings", practice.Book, a.book),
		page.Get("/cycles/:cycle/clinics/new", practice.Book, a.newClinic),
		page.Post("/cycles/:cycle/clinics/new", practice.Book, a.addClinic),
		page.Get("/cycles/:cycle/bookings/elsewhere", practice.Book, a.elsewhere),
		page.Post("/cycles/:cycle/bookings/elsewhere", practice.Book, a.bookElsewhere),
		page.Post("/bookings/:booking/cancel", practice.Book, a.cancelBooking),
		page.Post("/bookings/:booking/text", practice.SendMessage, a.confirm),
		page.Post("/bookings/:booking/attended", practice.Book, a.attended),
		page.Post("/bookings/:booking/missed", practice.Book, a.missed),
		page.Post("/bookings/:booking/came", practice.Book, a.came),

		page.Get("/cycles/:cycle/reviews", practice.SeePeople, a.list),
		page.Get("/participants/:participant/review", practice.HoldReview, a.review),
		page.Post("/participants/:participant/review", practice.HoldReview, a.saveReview),
		page.Post("/participants/:participant/review/draft", practice.HoldReview, a.autosave),
		page.Get("/participants/:participant/review/versions", practice.HoldReview, a.versions),

		page.Get("/participants/:participant/plan", practice.SeePeople, a.plan),
		page.Get("/participants/:participant/plan/new", practice.AgreePlan, a.newPlan),
		page.Post("/participants/:participant/plan/new", practice.AgreePlan, a.propose),
		page.Post("/participants/:participant/plan", practice.AgreePlan, a.agree),
		page.Post("/participants/:participant/plan/text", practice.AgreePlan, a.agreeText),
		page.Get("/participants/:participant/plan/change", practice.AgreePlan, a.changePlan),
		page.Post("/participants/:participant/plan/change", practice.AgreePlan, a.saveChange),
		page.Post("/participants/:participant/plan/supply", practice.Book, a.supply),
		page.Post("/participants/:participant/plan/outcome", practice.HoldReview, a.outcome),
		page.Get("/participants/:participant/plan/send", practice.SendMessage, a.showPlanText),
		page.Post("/participants/:participant/plan/send", practice.SendMessage, a.sendPlan),
		page.Get("/participants/:participant/plan/summary", practice.HoldReview, a.summary),
		page.Get("/participants/:participant/plan/closing", practice.HoldReview, a.closing),
		page.Post("/participants/:participant/plan/closing", practice.HoldReview, a.closeAppointment),
		page.Get("/participants/:participant/plan/leaflet", practice.SeePeople, a.leaflet),
		page.Get("/participants/:participant/plan/calendar.ics", practice.SeePeople, a.calendar),

		page.Get("/participants/:participant/checklist", practice.SeePeople, a.checklist),
		page.Post("/participants/:participant/checklist", practice.Book, a.tickOff),
		page.Get("/participants/:participant/checklist/pharmacy", practice.SeePeople, a.handover),

		page.Get("/cycles/:cycle/follow-ups", practice.HandleReply, a.followUps),
		page.Get("/follow-ups/:followup", practice.HandleReply, a.followUp),
		page.Post("/follow-ups/:followup", practice.HoldReview, a.saveContact),
		page.Post("/follow-ups/:followup/attempt", practice.HandleReply, a.attempt),
		page.Post("/follow-ups/:followup/close", practice.HandleReply, a.closeFollowUp),
	}
}

// Person is one participant with what every page about them shows.
type Person struct {
	Participant cycle.Participant
	Patient     cycle.Patient
	Cycle       cycle.Cycle
	Header      view.PersonHeader
}

// person loads the participant that the address names.
func (a Area) person(r *page.Request) (Person, error) { return a.personBy(r, r.Param("participant")) }

func (a Area) personBy(r *page.Request, participantID string) (Person, error) {
	var p Person
	var err error
	if p.Participant, err = a.Store.Participant(r.Ctx(), r.PracticeID(), participantID); err != nil {
		return p, err
	}
	if p.Cycle, err = a.Store.Cycle(r.Ctx(), r.PracticeID(), p.Participant.CycleID); err != nil {
		return p, err
	}
	if p.Patient, err = a.Store.Patient(r.Ctx(), r.PracticeID(), p.Participant.PatientID); err != nil {
		return p, err
	}
	p.Header = view.NewPersonHeader(p.Patient, p.Participant.Held, r.Today())
	return p, nil
}

// seen leaves the trace that a page about the person was opened.
func (p Person) seen(r *page.Request, what string) error { return r.Seen(p.Patient.ID, what) }
