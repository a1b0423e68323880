package cycle

import (
	"context"

	"stepdown/internal/audit"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// HeldAbsent is the hold of somebody whom the newest extract does not speak
// of. They may have died, left, or have a new reason to be left out.
const HeldAbsent = "they are not in the newest extract: check the record"

// Lift is a clinician's word that a hold was looked into and is over.
type Lift struct {
	Why string // why the extract does not speak of them
	By  string
	On  nhs.Date
}

// MayLift reports whether somebody's word can lift the hold. Any other hold
// rests on what the record says, and only the record can take it back.
func (p Participant) MayLift() bool { return p.Held == HeldAbsent }

// LiftHold lets texts go again to somebody who is missing from the newest
// extract, because a clinician has looked at the record. seen is the
// participant's version on the page. It counts for the extracts there are: the
// next one that leaves the person out holds again.
func (s *Service) LiftHold(ctx context.Context, by audit.Actor, id string, seen int, why string) (Participant, error) {
	if why == "" {
		return Participant{}, problem.Field("why", "Enter why the extract does not have them")
	}
	return s.ChangeParticipant(ctx, by, id, "lifted hold: not in the newest extract", func(p *Participant) error {
		switch {
		case !p.MayLift():
			return problem.Conflictf("This hold can no longer be lifted here. Look at the person again.")
		case seen != p.Version:
			return problem.Conflictf("A colleague has just changed something for this person. Look at it again before you save.")
		}
		p.Held = ""
		p.Lifts = append(p.Lifts, Lift{Why: why, By: by.Name, On: s.today()})
		return nil
	})
}
