package review

import (
	"cmp"
	"context"
	"slices"

	"stepdown/internal/audit"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
)

// StartedAgain looks at a new extract before it is kept: for each medicine of a
// reviewed person that had been stopped and is prescribed again, a contact is
// due today. A closed cycle counts too, since people keep their plans. now is
// what the extract says of each patient, nil where it says nothing. It gives
// the number of people.
func (s *Service) StartedAgain(ctx context.Context, by audit.Actor, asAt nhs.Date, now map[string]*cohort.Person) (int, error) {
	cycles, err := s.Store.Cycles(ctx, by.PracticeID) // newest first: of a person in two, the newer cycle has the task
	if err != nil {
		return 0, err
	}
	found, seen := 0, map[string]bool{}
	for _, c := range cycles {
		participants, err := s.Store.Participants(ctx, by.PracticeID, c.ID)
		if err != nil {
			return found, err
		}
		confirmed, err := s.stops(ctx, by.PracticeID, c.ID)
		if err != nil {
			return found, err
		}
		for _, p := range participants {
			if p.Reviewed == "" && p.Tapering == "" || seen[p.PatientID] || now[p.PatientID] == nil {
				continue
			}
			seen[p.PatientID] = true
			again, err := s.again(ctx, by, p, confirmed[p.ID], cycle.Snapshot{PracticeID: by.PracticeID, PatientID: p.PatientID, AsAt: asAt, Person: *now[p.PatientID]})
			if err != nil {
				return found, err
			}
			if again {
				found++
			}
		}
	}
	return found, nil
}

// stops are the medicines of each participant of which the newest confirmed
// word is that they were stopped, or given up for another, with the day.
func (s *Service) stops(ctx context.Context, practiceID, cycleID string) (map[string]map[string]nhs.Date, error) {
	all, err := s.Store.OutcomesOf(ctx, practiceID, cycleID)
	out := map[string]map[string]nhs.Date{}
	for _, o := range Latest(all) {
		if o.Result != ResultStopped && o.Result != ResultSwitched {
			continue
		}
		if out[o.ParticipantID] == nil {
			out[o.ParticipantID] = map[string]nhs.Date{}
		}
		out[o.ParticipantID][o.Ingredient] = o.ConfirmedOn
	}
	return out, err
}

// again compares one person's new snapshot with what was known, and makes the
// contacts that are due.
func (s *Service) again(ctx context.Context, by audit.Actor, p cycle.Participant, stopped map[string]nhs.Date, now cycle.Snapshot) (bool, error) {
	history, err := s.Store.History(ctx, by.PracticeID, p.PatientID)
	if err != nil {
		return false, err
	}
	medicines := cycle.StartedAgain(append(history, now), stopped)
	if len(medicines) == 0 {
		return false, nil
	}
	there, err := s.Store.FollowUpsFor(ctx, by.PracticeID, p.ID)
	if err != nil {
		return false, err
	}
	found := false
	for _, m := range medicines {
		told := func(f FollowUp) bool {
			return f.About == Restart && f.Medicine == m.Medicine && (f.State.Open() || f.Extract > stopped[m.Medicine] && stopped[m.Medicine] != "")
		}
		if slices.ContainsFunc(there, told) {
			continue
		}
		f := FollowUp{PracticeID: by.PracticeID, ParticipantID: p.ID, Due: freeDay(there, s.today()), State: FollowUpDue, About: Restart,
			Medicine: m.Medicine, Seen: m.Lines, Extract: now.AsAt}
		if err := s.Store.CreateFollowUp(ctx, &f); err != nil {
			return found, err
		}
		if err := s.record(ctx, by, "extract shows a stopped medicine again: contact due", "follow-up:"+f.ID, p); err != nil {
			return found, err
		}
		there = append(there, f)
		slices.SortFunc(there, func(a, b FollowUp) int { return cmp.Compare(a.Due, b.Due) })
		found = true
	}
	return found, nil
}
