package review

import (
	"context"

	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
)

// Became is what became of one medicine of a person: what the extracts show and
// what a person confirmed, side by side. They can differ, and both are shown.
type Became struct {
	Medicine  string
	Shown     cycle.Outcome // by the extracts; Change is empty when nothing can be compared
	AsAt      nhs.Date      // the extract that Shown rests on
	Confirmed Outcome       // the newest word; Result is empty when there is none
	Lasted    []cycle.Lasting
}

// Differ reports whether the two say different things. A medicine that was
// increased, or whose change is not known, can be neither confirmed nor denied.
func (b Became) Differ() bool {
	if b.Confirmed.Result == "" || b.Shown.Change == "" || b.Shown.Change == cycle.NotKnown {
		return false
	}
	return map[Result]cycle.Change{ResultStopped: cycle.Stopped, ResultReduced: cycle.Reduced, ResultUnchanged: cycle.Unchanged, ResultRestarted: cycle.Restarted,
		ResultSwitched: cycle.Switched}[b.Confirmed.Result] != b.Shown.Change
}

// WhatBecame compares, medicine by medicine, the extracts since the cycle's
// list with what was confirmed.
func (s *Service) WhatBecame(ctx context.Context, p cycle.Participant) ([]Became, error) {
	c, err := s.Store.Cycle(ctx, p.PracticeID, p.CycleID)
	if err != nil {
		return nil, err
	}
	history, err := s.Store.History(ctx, p.PracticeID, p.PatientID)
	if err != nil {
		return nil, err
	}
	all, err := s.Store.OutcomesOf(ctx, p.PracticeID, p.CycleID)
	if err != nil {
		return nil, err
	}
	history = cycle.SinceList(history, c, p)
	var out []Became
	lasted := cycle.Sustained(p.ID, history)
	for _, o := range cycle.Outcomes(p.ID, history) {
		b := Became{Medicine: o.Medicine, Shown: o, AsAt: history[len(history)-1].AsAt}
		for _, l := range lasted {
			if l.Medicine == o.Medicine {
				b.Lasted = append(b.Lasted, l)
			}
		}
		out = append(out, b)
	}
	for _, o := range Latest(all) {
		if o.ParticipantID == p.ID {
			out = withConfirmed(out, o)
		}
	}
	return out, nil
}

func withConfirmed(all []Became, o Outcome) []Became {
	for i := range all {
		if all[i].Medicine == o.Ingredient {
			all[i].Confirmed = o
			return all
		}
	}
	return append(all, Became{Medicine: o.Ingredient, Confirmed: o})
}
