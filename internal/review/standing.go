package review

import (
	"context"

	"stepdown/internal/nhs"
)

// Standing is how a person's live plan stands on a day: what somebody needs to
// see beside a request for another prescription.
type Standing struct {
	ParticipantID string
	State         PlanState
	Now           []string // what is taken by the plan today; empty for a plan in own words
	Text          string   // a plan in the clinician's own words
	Supplied      bool     // anything is recorded that the person can take from
	SupplyEnds    nhs.Date
	NextAcute     nhs.Date
	Short         bool // somebody must see to the supply
}

// Standings gives the live plans of one person, newest cycle first.
func (s *Service) Standings(ctx context.Context, practiceID, patientID string) ([]Standing, error) {
	if patientID == "" {
		return nil, nil
	}
	at, err := s.Store.Practice(ctx, practiceID)
	if err != nil {
		return nil, err
	}
	places, err := s.Store.ParticipantsOf(ctx, practiceID, patientID)
	if err != nil {
		return nil, err
	}
	var out []Standing
	for _, place := range places {
		p, err := s.PlanFor(ctx, practiceID, place.ID)
		if err != nil {
			return nil, err
		}
		if !p.State.Live() {
			continue
		}
		st := Standing{ParticipantID: place.ID, State: p.StateOn(s.today()), Text: p.Text, Supplied: p.Supplied(), SupplyEnds: p.SupplyEnds, NextAcute: p.NextAcute,
			Short: p.Short(s.today(), at.Settings.Nation)}
		if step, ok := p.Taper.Current(s.today()); ok {
			st.Now = step.Sentences()
		}
		out = append(out, st)
	}
	return out, nil
}

// Supply in words: "recorded until 7 December 2026, next acute arranged for 4
// December 2026".
func (s Standing) Supply() string {
	words := "nothing recorded yet"
	if s.Supplied {
		words = "recorded until " + s.SupplyEnds.String()
	}
	if s.NextAcute != "" {
		words += ", next acute arranged for " + s.NextAcute.String()
	}
	return words
}
