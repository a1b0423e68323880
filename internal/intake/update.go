package intake

import (
	"context"

	"stepdown/internal/audit"
	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
)

type listSet = codelist.Set

// update is what a new extract means for the people of open cycles.
type update struct {
	*Service
	by    audit.Actor
	e     Extract
	lists listSet
	set   practice.Settings
	now   map[string]*cohort.Person // by patient id; nil for who is not in the extract
	seen  map[seen]bool             // who was counted for what: somebody may be in two cycles
	Changes
}

type seen struct{ patientID, change string }

// update tells the people of open cycles what a new extract says of them, and
// holds the texts of those who died, left, or have a new reason to be left
// out. A hold that the extract itself made is lifted when the reason is gone.
func (s *Service) update(ctx context.Context, by audit.Actor, e Extract, people []cohort.Person, lists listSet, set practice.Settings) (Changes, error) {
	u := update{Service: s, by: by, e: e, lists: lists, set: set, seen: map[seen]bool{}}
	patients, err := s.Store.Patients(ctx, e.PracticeID)
	if err != nil {
		return u.Changes, err
	}
	before := u.match(patients, people)
	cycles, err := s.Store.Cycles(ctx, e.PracticeID)
	if err != nil {
		return u.Changes, err
	}
	for _, c := range cycles {
		if !c.Open() {
			continue
		}
		if err := u.cycle(ctx, c, before); err != nil {
			return u.Changes, err
		}
	}
	if s.Reviews != nil {
		u.StartedAgain, err = s.Reviews.StartedAgain(ctx, by, e.AsAt, u.now)
	}
	return u.Changes, err
}

// match finds the people of the records in the extract, and gives what the
// records say of them until now.
func (u *update) match(patients []cycle.Patient, people []cohort.Person) (before map[string]cohort.Person) {
	byNumber := make(map[nhs.Number]*cohort.Person, len(people))
	for i := range people {
		byNumber[people[i].NHSNumber] = &people[i]
	}
	u.now, before = make(map[string]*cohort.Person, len(patients)), make(map[string]cohort.Person, len(patients))
	for _, p := range patients {
		u.now[p.ID], before[p.ID] = byNumber[p.Person.NHSNumber], p.Person
	}
	return before
}

func (u *update) cycle(ctx context.Context, c cycle.Cycle, before map[string]cohort.Person) error {
	participants, err := u.Store.Participants(ctx, u.e.PracticeID, c.ID)
	if err != nil {
		return err
	}
	for _, p := range participants {
		if now := u.now[p.PatientID]; now != nil && now.Mobile != before[p.PatientID].Mobile {
			u.count(p, &u.NewNumber, "number")
		}
		if err := u.participant(ctx, c, p); err != nil {
			return err
		}
	}
	return nil
}

func (u *update) participant(ctx context.Context, c cycle.Cycle, p cycle.Participant) error {
	held, err := u.hold(ctx, c, p)
	if err != nil || held == p.Held {
		return err
	}
	switch held {
	case "":
		u.count(p, &u.Returned, held)
	case heldDied:
		u.count(p, &u.Died, held)
	case heldLeft:
		u.count(p, &u.Left, held)
	default:
		u.count(p, &u.Excluded, "excluded")
	}
	p.Held = held
	if err := u.Store.SaveParticipant(ctx, &p); err != nil {
		return err
	}
	detail := "texts held"
	if held == "" {
		detail = "hold lifted"
	}
	return u.Audit.Record(ctx, audit.By(u.by, "new extract changed participant", "participant:"+p.ID).Of(p.PatientID).Saying(detail))
}

func (u *update) count(p cycle.Participant, n *int, change string) {
	if k := (seen{p.PatientID, change}); !u.seen[k] {
		u.seen[k] = true
		*n++
	}
}
