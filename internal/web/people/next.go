package people

import (
	"cmp"
	"slices"

	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/review"
	"stepdown/internal/web/page"
)

// nextRecord opens the next record that waits and that no colleague has open.
func (a Area) nextRecord(r *page.Request) error {
	c, err := a.cycleOf(r)
	if err != nil {
		return err
	}
	return a.next(r, c, r.Query("after"))
}

// next goes to the first record after a given one, round to the beginning.
func (a Area) next(r *page.Request, c cycle.Cycle, after string) error {
	ids, err := a.toScreen(r, c, after)
	if err != nil {
		return err
	}
	id, err := a.Cycles.NextToScreen(r.Ctx(), r.Actor(), ids)
	if err != nil {
		return err
	}
	switch {
	case id != "":
		return r.Go("/participants/%s/screen", id)
	case len(ids) > 0:
		r.Flash("The records that are left are open at a colleague’s screen.")
	default:
		r.Flash("All records are screened.")
	}
	return r.Go("/cycles/%s/screen", c.ID)
}

// toScreen lists what waits in the order of names: records without an answer,
// then those on which somebody else asks for advice.
func (a Area) toScreen(r *page.Request, c cycle.Cycle, after string) ([]string, error) {
	people, err := a.Cycles.Store.Participants(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return nil, err
	}
	patients, err := a.Cycles.Store.PatientsOf(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(people, func(x, y cycle.Participant) int {
		return cmp.Or(cmp.Compare(patients[x.PatientID].FormalName(), patients[y.PatientID].FormalName()), cmp.Compare(x.ID, y.ID))
	})
	if i := slices.IndexFunc(people, func(p cycle.Participant) bool { return p.ID == after }); i >= 0 {
		people = slices.Concat(people[i+1:], people[:i])
	}
	var fresh, asked []string
	for _, p := range people {
		switch s := p.Screening; {
		case s.Answer == cycle.NotScreened:
			fresh = append(fresh, p.ID)
		case s.Answer == cycle.AskColleague && s.By != r.Staff.Name:
			asked = append(asked, p.ID)
		}
	}
	return append(fresh, asked...), nil
}

// openBy says which colleague has a record open, and since when; empty when
// nobody else has.
func openBy(r *page.Request, turn cycle.Turn, staff []practice.Staff) string {
	if turn.StaffID == "" || turn.StaffID == r.Staff.ID {
		return ""
	}
	name := "A colleague"
	for _, s := range staff {
		if s.ID == turn.StaffID {
			name = s.Name
		}
	}
	return name + " has had this record open since " + review.Clock(turn.TakenAt.In(nhs.London))
}
