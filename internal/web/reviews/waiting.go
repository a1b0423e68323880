package reviews

import (
	"fmt"
	"time"

	"stepdown/internal/cycle"
	"stepdown/internal/practice"
	"stepdown/internal/review"
	"stepdown/internal/web/page"
)

// How far the worklist looks.
const (
	comingDays = 7  // sessions and follow-ups ahead
	missedDays = 60 // back, for appointments to which nobody came
)

// Waiting lists what waits for a person: supplies that run out, checklists not
// finished, contacts due, people to telephone, sessions that come.
func (a Area) Waiting(r *page.Request) ([]page.Waiting, error) {
	if !r.Can(practice.Book) {
		return nil, nil
	}
	w := &worklist{Area: a, r: r, names: map[string]person{}}
	for _, list := range []func() error{w.supplies, w.checklists, w.contacts, w.missed, w.sessions} {
		if err := list(); err != nil {
			return nil, err
		}
	}
	return w.items, nil
}

// worklist gathers items, looking each person up once.
type worklist struct {
	Area
	r     *page.Request
	names map[string]person
	items []page.Waiting
}

type person struct {
	participant cycle.Participant
	name        string
	gone        bool // died or left: nothing waits any more
}

func (w *worklist) who(participantID string) (person, error) {
	if p, there := w.names[participantID]; there {
		return p, nil
	}
	var p person
	var err error
	if p.participant, err = w.Store.Participant(w.r.Ctx(), w.r.PracticeID(), participantID); err != nil {
		return p, err
	}
	patient, err := w.Store.Patient(w.r.Ctx(), w.r.PracticeID(), p.participant.PatientID)
	p.name, p.gone = patient.Name(), patient.Gone() != ""
	w.names[participantID] = p
	return p, err
}

func (w *worklist) add(participantID string, item page.Waiting) error {
	p, err := w.who(participantID)
	if err == nil && !p.gone {
		item.What += p.name
		w.items = append(w.items, item)
	}
	return err
}

// supplies that end soon head the list: running out is an abrupt stop.
func (w *worklist) supplies() error {
	plans, err := w.Store.LivePlans(w.r.Ctx(), w.r.PracticeID())
	if err != nil {
		return err
	}
	for _, p := range plans {
		if !p.Short(w.r.Today(), w.r.Practice.Settings.Nation) {
			continue
		}
		item := page.Waiting{Urgency: page.Now, Due: p.SupplyEnds, Href: "/participants/" + p.ParticipantID + "/plan", Note: "No next acute prescription is recorded.",
			What: "Supply runs out: "}
		switch {
		case !p.Supplied():
			item.What, item.Note, item.Due = "No supply recorded yet: ", "Record the acute prescription that was issued, or what is at home.", ""
		case p.SupplyEnds < w.r.Today():
			item.What, item.Note = "Supply has run out: ", "Telephone today. "+item.Note
		}
		if err := w.add(p.ParticipantID, item); err != nil {
			return err
		}
	}
	return nil
}

func (w *worklist) checklists() error {
	lists, err := w.Store.UnfinishedChecklists(w.r.Ctx(), w.r.PracticeID())
	if err != nil {
		return err
	}
	for _, c := range lists {
		item := page.Waiting{Urgency: page.Today, What: "Repeat to acute not finished: ", Note: fmt.Sprintf("%d of %d still to do", c.Left(), len(review.Tasks)),
			Href: "/participants/" + c.ParticipantID + "/checklist"}
		if err := w.add(c.ParticipantID, item); err != nil {
			return err
		}
	}
	return nil
}

func (w *worklist) contacts() error {
	open, err := w.Store.OpenFollowUps(w.r.Ctx(), w.r.PracticeID(), w.r.Today().AddDays(comingDays))
	if err != nil {
		return err
	}
	for _, f := range open {
		item := page.Waiting{Urgency: page.Today, What: "Follow-up due: ", Due: f.Due, Note: followUpNote(f, w.r), Href: "/follow-ups/" + f.ID}
		switch {
		case f.State == review.FollowUpTexted && !f.Silent(w.r.Today()):
			continue // the answer may still come
		case f.State == review.FollowUpBooked && f.BookedFor >= w.r.Today():
			item.Urgency, item.What, item.Due = page.Coming, "Follow-up booked: ", f.BookedFor
		case f.Due > w.r.Today():
			item.Urgency = page.Soon
		case f.Due < w.r.Today():
			item.What = "Follow-up overdue: "
		}
		if f.About == review.Restart && f.State == review.FollowUpDue {
			item.What = "Prescribed again, telephone: "
		}
		if err := w.add(f.ParticipantID, item); err != nil {
			return err
		}
	}
	return nil
}

// missed are people who did not come and to whom nobody has spoken since.
func (w *worklist) missed() error {
	bookings, err := w.Store.MissedSince(w.r.Ctx(), w.r.PracticeID(), w.r.Now().Add(-missedDays*24*time.Hour))
	if err != nil {
		return err
	}
	done := map[string]bool{}
	for i := len(bookings) - 1; i >= 0; i-- { // the newest of each person
		b := bookings[i]
		if done[b.ParticipantID] {
			continue
		}
		done[b.ParticipantID] = true
		waits, err := w.waitsForCall(b)
		if err != nil {
			return err
		}
		if !waits {
			continue
		}
		item := page.Waiting{Urgency: page.Today, What: "Did not attend, telephone: ", Due: b.Day(), Note: "Supplies go on as they are.",
			Href: "/participants/" + b.ParticipantID + "/contact"}
		plan, err := w.Reviews.PlanFor(w.r.Ctx(), w.r.PracticeID(), b.ParticipantID)
		if err != nil {
			return err
		}
		if plan.State == review.PlanAgreed {
			item.Note = "Hold the step until you have spoken. Supplies go on as they are."
		}
		if err := w.add(b.ParticipantID, item); err != nil {
			return err
		}
	}
	return nil
}

func (w *worklist) waitsForCall(b review.Booking) (bool, error) {
	p, err := w.who(b.ParticipantID)
	if err != nil || p.participant.Reviewed != "" && b.Purpose == review.ForReview {
		return false, err
	}
	for _, try := range p.participant.Attempts {
		if try.On >= b.Day() {
			return false, nil
		}
	}
	others, err := w.Store.BookingsFor(w.r.Ctx(), w.r.PracticeID(), b.ParticipantID)
	for _, o := range others {
		if o.State == review.Booked && o.Purpose == b.Purpose {
			return false, err
		}
	}
	return true, err
}

func (w *worklist) sessions() error {
	sessions, err := w.Store.ClinicsFrom(w.r.Ctx(), w.r.PracticeID(), w.r.Today().Time())
	if err != nil {
		return err
	}
	for _, c := range sessions {
		if c.Day() > w.r.Today().AddDays(comingDays) {
			break
		}
		bookings, err := w.Store.BookingsIn(w.r.Ctx(), w.r.PracticeID(), c.ID)
		if err != nil {
			return err
		}
		item := page.Waiting{Urgency: page.Coming, What: "Clinic session, " + c.Place, Due: c.Day(), When: review.When(c.StartsAt),
			Note: fmt.Sprintf("%d of %d slots free", len(c.Free(bookings)), c.Slots), Href: "/cycles/" + c.CycleID + "/clinics#session-" + c.ID}
		if c.Day() == w.r.Today() {
			item.Urgency = page.Today
			if w.r.Can(practice.HoldReview) {
				item.Href = "/clinics/today"
			}
		}
		w.items = append(w.items, item)
	}
	return nil
}
