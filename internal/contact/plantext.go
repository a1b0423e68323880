package contact

import (
	"context"

	"stepdown/internal/messaging"
)

// PlanTexted gives the newest text of an edition of somebody's plan. Where
// there is none, found is false and why says why none may go; it is empty when
// nothing speaks against one.
func (s *Service) PlanTexted(ctx context.Context, practiceID, participantID string, edition int) (m messaging.Message, found bool, why string, err error) {
	p, err := s.Store.Participant(ctx, practiceID, participantID)
	if err != nil {
		return m, false, "", err
	}
	said, err := s.Store.Conversation(ctx, practiceID, Correspondent{Patient: p.PatientID})
	if err != nil {
		return m, false, "", err
	}
	intent := PlanIntent(participantID, edition)
	for _, x := range said.Out { // oldest first
		if SpeaksOf(x.Intent, intent) {
			m, found = x, true
		}
	}
	if found {
		return m, true, "", nil
	}
	m = messaging.Message{Practice: practiceID, Patient: p.PatientID, Cycle: p.CycleID, Participant: p.ID, Kind: messaging.PlanText, Intent: intent}
	facts, err := s.Store.Facts(ctx, m)
	if err != nil {
		return m, false, "", err
	}
	for _, refusal := range facts.Refusals(m.Kind, s.Now()) {
		return m, false, refusal.Words, nil
	}
	return m, false, "", nil
}
