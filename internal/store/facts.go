package store

import (
	"context"
	"errors"

	"stepdown/internal/contact"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
	"stepdown/internal/review"
)

// Facts gathers what decides whether a text may go, as things stand now. Inside
// a transaction it sees the transaction's state, so that nothing slips between
// the last check and the claim.
func (s *Store) Facts(ctx context.Context, m messaging.Message) (messaging.Facts, error) {
	p, err := s.Practice(ctx, m.Practice)
	if err != nil {
		return messaging.Facts{}, err
	}
	f := messaging.Facts{Nation: p.Settings.Nation, ExtractMaxDays: p.Settings.ExtractLimit(), Line: p.Settings.Line, LineRate: p.Settings.LineRate}
	if f.ExtractDate, err = s.ExtractDate(ctx, m.Practice); err != nil {
		return f, err
	}
	if f.Paused, err = s.paused(ctx, m); err != nil {
		return f, err
	}
	if f.WordingOff, err = s.wordingOff(ctx, m); err != nil {
		return f, err
	}
	number := m.To
	if m.Patient != "" {
		if err := s.personFacts(ctx, m, &f); err != nil {
			return f, err
		}
		if number == "" {
			number = f.Number
		}
	}
	entries, err := s.Wishes(ctx, m.Practice, contact.Correspondent{Patient: m.Patient, Number: number})
	if err != nil {
		return f, err
	}
	f.Wish, f.WishSince = contact.Standing(entries, m.Patient, number)
	if m.Participant == "" {
		return f, nil
	}
	return f, s.journeyFacts(ctx, m, &f)
}

// ExtractDate of the newest extract; empty when there is none.
func (s *Store) ExtractDate(ctx context.Context, practiceID string) (nhs.Date, error) {
	e, err := s.NewestExtract(ctx, practiceID)
	if problem.Is(err, problem.NotFound) {
		return "", nil
	}
	return e.AsAt, err
}

func (s *Store) paused(ctx context.Context, m messaging.Message) (bool, error) {
	all, err := s.TextsPaused(ctx, m.Practice)
	if err != nil || all.On() || m.Batch == "" {
		return all.On(), err
	}
	b, err := s.Batch(ctx, m.Practice, m.Batch)
	return b.State == contact.Paused, err
}

// personFacts are those of the record: number, age, died, left, needs.
func (s *Store) personFacts(ctx context.Context, m messaging.Message, f *messaging.Facts) error {
	p, err := s.Patient(ctx, m.Practice, m.Patient)
	if err != nil {
		return err
	}
	var fault *nhs.NumberError
	if f.Number, err = nhs.ParseMobile(p.Person.Mobile); errors.As(err, &fault) {
		f.NumberFault = fault.Reason
	}
	today := nhs.Today(s.now())
	f.BirthDate, f.NoTexts = p.Person.BirthDate, p.Needs.NoTexts
	f.Died, f.Left = p.Person.Died, p.Person.Left
	if p.Person.Deceased && f.Died == "" {
		f.Died = today // the day is not known; that it is so, is
	}
	if p.Person.Deregistered && f.Left == "" {
		f.Left = today
	}
	if f.Number == "" {
		return nil
	}
	sharers, err := s.PatientsByMobile(ctx, m.Practice, f.Number)
	for _, o := range sharers {
		if o.ID != p.ID && o.Gone() == "" {
			f.SharedWith++
		}
	}
	return err
}

// journeyFacts are those of the person's way through the cycle.
func (s *Store) journeyFacts(ctx context.Context, m messaging.Message, f *messaging.Facts) error {
	p, err := s.Participant(ctx, m.Practice, m.Participant)
	if problem.Is(err, problem.NotFound) {
		f.LeftCycle = true
		return nil
	}
	if err != nil {
		return err
	}
	c, err := s.Cycle(ctx, m.Practice, p.CycleID)
	if err != nil {
		return err
	}
	asks := m.Kind == messaging.Invitation || m.Kind == messaging.Reminder
	f.LeftCycle = asks && !c.Open() || !asks && p.Held != ""
	f.ScreenedOut = p.Held != "" || p.Screening.Answer == cycle.NotSuitable || asks && p.Screening.Answer != cycle.Suitable
	f.Declined = declines(p.Response, nhs.Today(s.now()))
	if f.AlreadyInvited, err = s.alreadyInvited(ctx, m, p); err != nil {
		return err
	}
	if f.BookingOver, err = s.bookingOver(ctx, m); err != nil {
		return err
	}
	f.PlanHeld, err = s.planHeld(ctx, m)
	return err
}

// bookingOver: the text speaks of an appointment that no longer stands, or has
// begun.
func (s *Store) bookingOver(ctx context.Context, m messaging.Message) (bool, error) {
	id := contact.BookingOf(m.Intent)
	if id == "" || m.Kind != messaging.AppointmentConfirmed && m.Kind != messaging.DayBefore {
		return false, nil
	}
	b, err := s.Booking(ctx, m.Practice, id)
	if problem.Is(err, problem.NotFound) {
		return true, nil
	}
	return b.State != review.Booked || !b.At.After(s.now()), err
}

func declines(r cycle.Response, today nhs.Date) bool {
	switch r.Answer {
	case cycle.Declined, cycle.Never:
		return true
	case cycle.NotNow:
		return r.Until == "" || today.Before(r.Until)
	}
	return false
}

// alreadyInvited: in this cycle by another text or a letter, or in another
// cycle that still runs.
func (s *Store) alreadyInvited(ctx context.Context, m messaging.Message, p cycle.Participant) (bool, error) {
	if m.Kind != messaging.Invitation {
		return false, nil
	}
	places, err := s.ParticipantsOf(ctx, m.Practice, p.PatientID)
	if err != nil {
		return false, err
	}
	for _, place := range places {
		if place.Invited == "" {
			continue
		}
		c, err := s.Cycle(ctx, m.Practice, place.CycleID)
		if err != nil || c.Open() {
			return true, err
		}
	}
	var n int64
	ended := []messaging.State{messaging.Cancelled, messaging.Suppressed, messaging.Failed}
	if err := s.db(ctx).Model(&messageRow{}).Where("practice_id = ? AND participant_id = ? AND kind = ? AND id <> ? AND state NOT IN ?",
		m.Practice, p.ID, messaging.Invitation, m.ID, ended).Count(&n).Error; err != nil || n > 0 {
		return true, err
	}
	err = s.db(ctx).Model(&letterRow{}).Where("practice_id = ? AND participant_id = ? AND intent = ?", m.Practice, p.ID, contact.InvitationLetter(p.ID)).Count(&n).Error
	return n > 0, err
}

// planHeld: the plan is on hold, or the text speaks of an older edition of it.
func (s *Store) planHeld(ctx context.Context, m messaging.Message) (bool, error) {
	plan, err := s.NewestPlan(ctx, m.Practice, m.Participant)
	if problem.Is(err, problem.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	older := m.Kind == messaging.PlanText && m.Intent != "" && !contact.SpeaksOf(m.Intent, contact.PlanIntent(m.Participant, plan.Edition))
	return older || plan.State == review.PlanHeld, nil
}

// livePlan reports whether a person has a plan under way in any cycle.
func (s *Store) livePlan(ctx context.Context, practiceID, patientID string) (bool, error) {
	places, err := s.ParticipantsOf(ctx, practiceID, patientID)
	if err != nil {
		return false, err
	}
	for _, p := range places {
		plan, err := s.NewestPlan(ctx, practiceID, p.ID)
		if err == nil && plan.State.Live() {
			return true, nil
		}
		if err != nil && !problem.Is(err, problem.NotFound) {
			return false, err
		}
	}
	return false, nil
}
