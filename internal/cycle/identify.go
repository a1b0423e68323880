package cycle

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"stepdown/internal/audit"
	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Found is what a search said of one person, as the cycle keeps it.
type Found struct {
	PatientID string
	ExtractID string
	Sampled   bool // taken into the cycle
	Decision  cohort.Decision
}

// IdentifyStore is what identifying people needs kept, beside Store.
type IdentifyStore interface {
	Store
	SnapshotsOf(ctx context.Context, practiceID, extractID string) (map[string]Snapshot, error)
	ReplaceFound(ctx context.Context, practiceID, cycleID string, found []Found) error
}

// Source says what a search reads: the newest extract and the code lists.
type Source struct {
	ExtractID string
	AsAt      nhs.Date
	Lists     codelist.Set
	HighDose  float64 // mg OME a day; 0 for the default
}

// Identified is the outcome of a search in numbers.
type Identified struct {
	OnTarget, Included, Excluded, Beside, Taken, Dropped int
}

// Identify searches an extract for the people of a cycle and takes them in:
// everybody included, or a random sample when there are more than the plan
// says. It may be run again: people with whom something has been done stay,
// those merely listed before are dropped when they are no longer found.
func (s *Service) Identify(ctx context.Context, store IdentifyStore, by audit.Actor, id string, from Source, criteria cohort.Criteria) (Identified, error) {
	var n Identified
	if err := criteria.Check(); err != nil {
		return n, problem.Invalidf("%s", err.Error())
	}
	return n, s.Store.InTx(ctx, func(ctx context.Context) error {
		c, err := s.Store.Cycle(ctx, by.PracticeID, id)
		if err != nil {
			return err
		}
		if !c.Open() {
			return problem.Conflictf("This cycle is closed: its list stays as it was.")
		}
		criteria.Targets, criteria.AsAt, criteria.HighDoseOME = c.Targets, from.AsAt, from.HighDose
		found, err := s.search(ctx, store, by.PracticeID, c, from, criteria)
		if err != nil {
			return err
		}
		n.count(found)
		draw(found, c.Sample)
		if err := s.settle(ctx, by, c, found, &n); err != nil {
			return err
		}
		if err := store.ReplaceFound(ctx, by.PracticeID, c.ID, found); err != nil {
			return err
		}
		c.ExtractID, c.Identified, c.Criteria, c.Lists = from.ExtractID, s.today(), criteria, from.Lists.Versions()
		c.Rules = cohort.RulesVersion
		c.BaselineID = cmp.Or(c.BaselineID, from.ExtractID)
		if c.Status == Planning {
			c.Status = Running
		}
		if err := s.Store.SaveCycle(ctx, &c); err != nil {
			return err
		}
		detail := fmt.Sprintf("%d on target, %d included, %d excluded, %d taken in, seed %d", n.OnTarget, n.Included, n.Excluded, n.Taken, c.Sample.Seed)
		return s.Audit.Record(ctx, audit.By(by, "identified people", "cycle:"+c.ID).Saying(detail))
	})
}

// search decides for every person of the extract, in order of patient id.
func (s *Service) search(ctx context.Context, store IdentifyStore, practiceID string, c Cycle, from Source, criteria cohort.Criteria) ([]Found, error) {
	snapshots, err := store.SnapshotsOf(ctx, practiceID, from.ExtractID)
	if err != nil {
		return nil, err
	}
	others, err := s.otherCycles(ctx, practiceID, c.ID)
	if err != nil {
		return nil, err
	}
	var found []Found
	search := cohort.NewSearch(criteria, from.Lists)
	for _, patientID := range slices.Sorted(maps.Keys(snapshots)) {
		person := snapshots[patientID].Person
		person.Cycles = others[patientID]
		d := search.Decide(&person)
		if d.Outcome == cohort.NotOnTarget && !d.Beside {
			continue
		}
		found = append(found, Found{PatientID: patientID, ExtractID: from.ExtractID, Decision: d})
	}
	return found, nil
}

// otherCycles says which earlier cycles each person has been in.
func (s *Service) otherCycles(ctx context.Context, practiceID, except string) (map[string][]cohort.CycleEntry, error) {
	cycles, err := s.Store.Cycles(ctx, practiceID)
	if err != nil {
		return nil, err
	}
	entries := map[string][]cohort.CycleEntry{}
	for _, c := range slices.Backward(cycles) { // oldest first
		if c.ID == except {
			continue
		}
		people, err := s.Store.Participants(ctx, practiceID, c.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			entries[p.PatientID] = append(entries[p.PatientID], cohort.CycleEntry{Title: c.Title, Date: p.AddedOn})
		}
	}
	return entries, nil
}

// draw marks who is taken in. The draw rests on NHS numbers, which stay the
// same from extract to extract, so that it can be repeated anywhere.
func draw(found []Found, sample Sample) {
	byNumber := map[string]int{}
	var numbers []string
	for i, f := range found {
		if f.Decision.Outcome == cohort.Included {
			number := string(f.Decision.NHSNumber)
			byNumber[number] = i
			numbers = append(numbers, number)
		}
	}
	size := len(numbers)
	if sample.Size > 0 {
		size = min(size, sample.Size)
	}
	for _, number := range cohort.Sample(numbers, size, sample.Seed) {
		found[byNumber[number]].Sampled = true
	}
}

// settle makes participants of those taken in, and drops those who were only
// listed and are found no longer.
func (s *Service) settle(ctx context.Context, by audit.Actor, c Cycle, found []Found, n *Identified) error {
	people, err := s.Store.Participants(ctx, by.PracticeID, c.ID)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	take := map[string]bool{}
	for _, f := range found {
		take[f.PatientID] = f.Sampled
	}
	for _, p := range people {
		if p.AddedBy == BySearch && !take[p.PatientID] && p.Untouched() {
			n.Dropped++
			if err := s.Store.DropParticipant(ctx, p); err != nil {
				return err
			}
			continue
		}
		there[p.PatientID] = true
	}
	for _, f := range found {
		if !f.Sampled {
			continue
		}
		n.Taken++
		if there[f.PatientID] {
			continue
		}
		p := Participant{PracticeID: by.PracticeID, CycleID: c.ID, PatientID: f.PatientID, AddedBy: BySearch, AddedOn: s.today()}
		if err := s.Store.CreateParticipant(ctx, &p); err != nil {
			return err
		}
	}
	return nil
}

func (n *Identified) count(found []Found) {
	for _, f := range found {
		switch {
		case f.Decision.Beside:
			n.Beside++
		case f.Decision.Outcome == cohort.Included:
			n.OnTarget, n.Included = n.OnTarget+1, n.Included+1
		default:
			n.OnTarget, n.Excluded = n.OnTarget+1, n.Excluded+1
		}
	}
}

// Untouched reports whether nothing has been done with the person yet.
func (p Participant) Untouched() bool {
	return p.Screening.Answer == NotScreened && len(p.Attempts) == 0 && p.Invited == "" && p.Booked == "" && p.Reviewed == "" && p.Response.Answer == NoAnswer && p.Route.Reason == ""
}
