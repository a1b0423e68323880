package contact

import (
	"context"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
)

// AppointmentText tells somebody of a booking, once for each booking and kind:
// to confirm it, or on the working day before. After the appointment it is
// pointless. Often a schedule sends it, so that nobody can be asked why it is long
// where a name or a place has letters that take more room.
func (s *Service) AppointmentText(ctx context.Context, by audit.Actor, participantID, bookingID string, at time.Time, t messaging.AppointmentText) (messaging.Message, bool, error) {
	return s.queue(ctx, by, participantID, t, queueing{intent: BookingIntent(t.Kind(), participantID, bookingID), notAfter: at.UTC(), why: "Day, time, place and how to change it must all be said."})
}

// TextsOfCycle lists the texts of a cycle, oldest first.
func (s *Service) TextsOfCycle(ctx context.Context, practiceID, cycleID string) ([]messaging.Message, error) {
	return s.Store.MessagesOfCycle(ctx, practiceID, cycleID)
}

// Offered is one person to whom a text about the programme may go.
type Offered struct {
	Before  messaging.Message // the text of that intent, when there is one
	Reasons []string          // why none can go
}

// MayText reports whether a text can go: none went, and nothing is against it.
func (o Offered) MayText() bool { return o.Before.ID == "" && len(o.Reasons) == 0 }

// OfferIntent of a text about the programme: one to a person for each session,
// or for each time that the four questions are asked.
func OfferIntent(k messaging.Kind, patientID, about string) string {
	return messaging.IntentOf(k, patientID, about)
}

// MayOffer says whether a text about the programme can go to a person. The age
// of the extract is not among the reasons: it stops everybody alike, see Fresh.
func (s *Service) MayOffer(ctx context.Context, practiceID, patientID string, k messaging.Kind, about string) (Offered, error) {
	said, err := s.Store.Conversation(ctx, practiceID, Correspondent{Patient: patientID})
	if err != nil {
		return Offered{}, err
	}
	var o Offered
	for _, m := range said.Out {
		if SpeaksOf(m.Intent, OfferIntent(k, patientID, about)) && (!withdrawn(m) || m.Reached()) { // after one that never went another may
			o.Before = m
		}
	}
	place, err := s.newestPlace(ctx, practiceID, patientID)
	if problem.Is(err, problem.Conflict) {
		o.Reasons = []string{err.Error()}
		return o, nil
	}
	if err != nil {
		return o, err
	}
	refusals, err := s.refusals(ctx, draft(place, k))
	for _, r := range refusals {
		o.Reasons = append(o.Reasons, r.Words)
	}
	return o, err
}

// Offer texts one person about the programme, such as the four questions: several
// are invited to a session in a wave, see ProposeSession. It goes after the cancel
// window. Asking twice sends nothing twice. why is needed when the text takes
// more than three segments.
func (s *Service) Offer(ctx context.Context, by audit.Actor, patientID string, t messaging.Text, about, why string) (messaging.Message, bool, error) {
	place, err := s.newestPlace(ctx, by.PracticeID, patientID)
	if err != nil {
		return messaging.Message{}, false, err
	}
	return s.queue(ctx, by, place.ID, t, queueing{intent: OfferIntent(t.Kind(), patientID, about), due: s.dueAt(), why: why})
}

// newestPlace is the person's place in a cycle that last changed: a text stands
// in its history.
func (s *Service) newestPlace(ctx context.Context, practiceID, patientID string) (cycle.Participant, error) {
	places, err := s.Store.ParticipantsOf(ctx, practiceID, patientID)
	if err == nil && len(places) == 0 {
		err = problem.Conflictf("This person is in no cycle, so there is no history in which a text could stand.")
	}
	if err != nil {
		return cycle.Participant{}, err
	}
	return places[0], nil
}
