package intake

import (
	"context"
	"slices"

	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
)

// Reasons for a hold, as pages show them.
const (
	heldDied   = "the record says they have died"
	heldLeft   = "they have left the practice"
	heldReason = "the newest extract shows a reason to leave them out: "
)

// hold says why no text should go to a person now; "" when nothing speaks
// against it. That the medicine is gone from the record is no reason: it is
// what a cycle hopes for. Somebody who cannot be found may have died, left or
// been given another number, so that silence holds too, until a clinician has
// looked (cycle.Service.LiftHold); the next extract that is silent holds anew.
func (u *update) hold(ctx context.Context, c cycle.Cycle, p cycle.Participant) (string, error) {
	person := u.now[p.PatientID]
	if person == nil {
		return cycle.HeldAbsent, nil
	}
	// The cycle's own search says whether cancer of long ago leaves people out.
	criteria := cohort.DefaultCriteria()
	criteria.AsAt, criteria.CancerWithinYears = u.e.AsAt, c.Criteria.CancerWithinYears
	for _, r := range cohort.Reasons(person, criteria, u.lists) {
		switch r.Code {
		case cohort.ReasonDied:
			return heldDied, nil
		case cohort.ReasonLeft:
			return heldLeft, nil
		case cohort.ReasonCancer, cohort.ReasonPalliative:
			known, err := u.known(ctx, p, r)
			if err != nil {
				return "", err
			}
			if known {
				continue
			}
		}
		return heldReason + string(r.Code), nil
	}
	return "", nil
}

// known reports whether a diagnosis stood in the record when a clinician added
// the person by hand, knowing it. The search takes nobody in who has one. An
// entry with a day before the adding may have been coded after it, as a
// hospital letter comes in, so the record of that day is asked, not the day.
func (u *update) known(ctx context.Context, p cycle.Participant, r cohort.Reason) (bool, error) {
	if p.AddedBy == cycle.BySearch {
		return false, nil
	}
	history, err := u.Store.History(ctx, u.e.PracticeID, p.PatientID)
	if err != nil {
		return false, err
	}
	var then *cohort.Person
	for i := range history { // oldest first
		if !p.AddedOn.Before(history[i].AsAt) {
			then = &history[i].Person
		}
	}
	return then != nil && !slices.ContainsFunc(r.Evidence, func(e cohort.Evidence) bool { return !coded(then, e) }), nil
}

// coded reports whether an entry stands in a record. One that is coded again
// on another day is another entry: a cancer that came back.
func coded(then *cohort.Person, e cohort.Evidence) bool {
	return slices.ContainsFunc(then.Problems, func(x cohort.Problem) bool {
		return x.Code == e.Code && x.Term == e.Term && x.Date == e.Date
	})
}
