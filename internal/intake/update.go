package intake

import (
	"context"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
)

type listSet = codelist.Set

// update tells the people of open cycles what a new extract says of them, and
// holds the texts of those who died, left, or have a new reason to be left
// out. A hold that the extract itself made is lifted when the reason is gone.
func (s *Service) update(ctx context.Context, by audit.Actor, e Extract, people []cohort.Person, lists listSet, set practice.Settings) (Changes, error) {
	var changes Changes
	byNumber := make(map[nhs.Number]*cohort.Person, len(people))
	for i := range people {
		byNumber[people[i].NHSNumber] = &people[i]
	}
	patients, err := s.Store.Patients(ctx, e.PracticeID)
	if err != nil {
		return changes, err
	}
	now := map[string]*cohort.Person{}
	for _, p := range patients {
		person := byNumber[p.Person.NHSNumber]
		now[p.ID] = person
		if person != nil && person.Mobile != p.Person.Mobile {
			changes.NewNumber++
		}
	}
	cycles, err := s.Store.Cycles(ctx, e.PracticeID)
	if err != nil {
		return changes, err
	}
	for _, c := range cycles {
		if !c.Open() {
			continue
		}
		if err := s.updateCycle(ctx, by, e, c, now, lists, set, &changes); err != nil {
			return changes, err
		}
	}
	return changes, nil
}

func (s *Service) updateCycle(ctx context.Context, by audit.Actor, e Extract, c cycle.Cycle, now map[string]*cohort.Person, lists listSet, set practice.Settings, changes *Changes) error {
	participants, err := s.Store.Participants(ctx, e.PracticeID, c.ID)
	if err != nil {
		return err
	}
	for _, p := range participants {
		held := hold(now[p.PatientID], p, e.AsAt, lists, set)
		if held == p.Held {
			continue
		}
		changes.count(held)
		p.Held = held
		if err := s.Store.SaveParticipant(ctx, &p); err != nil {
			return err
		}
		entry := audit.By(by, "new extract changed participant", "participant:"+p.ID).Of(p.PatientID)
		if err := s.Audit.Record(ctx, entry); err != nil {
			return err
		}
	}
	return nil
}

// Reasons for a hold, as pages show them.
const (
	heldDied   = "the record says they have died"
	heldLeft   = "they have left the practice"
	heldAbsent = "they are not in the newest extract: check the record"
	heldReason = "the newest extract shows a reason to leave them out: "
)

// hold says why no text should go to a person now; "" when nothing speaks
// against it. That the medicine is gone from the record is no reason: it is
// what a cycle hopes for.
func hold(person *cohort.Person, p cycle.Participant, asAt nhs.Date, lists listSet, set practice.Settings) string {
	switch {
	case person == nil:
		return heldAbsent
	case person.Died != "" || person.Deceased:
		return heldDied
	case person.Left != "" || person.Deregistered:
		return heldLeft
	}
	if name := newDiagnosis(person, p); name != "" {
		return heldReason + name
	}
	criteria := cohort.DefaultCriteria()
	criteria.AsAt, criteria.HighDoseOME = asAt, set.HighDoseOME
	for _, r := range cohort.Decide(person, criteria, lists).Reasons {
		if r.Code == cohort.ReasonDependence {
			return heldReason + string(r.Code)
		}
	}
	return ""
}

// newDiagnosis names cancer or palliative care that was not there when the
// person was taken in. The search takes nobody in who has one; a clinician who
// added somebody by hand knew what was coded that day.
func newDiagnosis(person *cohort.Person, p cycle.Participant) string {
	for _, entry := range person.Problems {
		for _, list := range entry.Lists {
			excludes := list == codelist.Cancer || list == codelist.PalliativeCare
			if excludes && (p.AddedBy == cycle.BySearch || p.AddedOn.Before(entry.Date)) {
				return strings.ReplaceAll(list, "-", " ")
			}
		}
	}
	return ""
}

func (c *Changes) count(held string) {
	switch held {
	case "":
		c.Returned++
	case heldDied:
		c.Died++
	case heldLeft:
		c.Left++
	default:
		c.Excluded++
	}
}
