package reviews

import (
	"fmt"

	"stepdown/internal/cycle"
	"stepdown/internal/practice"
	"stepdown/internal/review"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Clinics is the page of all coming sessions of the practice.
type Clinics struct {
	Sessions []Coming
	MayHold  bool
	Cycles   []cycle.Cycle // in which sessions can be planned
}

// Coming is one session in the list.
type Coming struct {
	Clinic    review.Clinic
	Title     string
	Clinician string
	When      string
	Today     bool
	Free      int
}

var clinicsPage = view.New[Clinics]("reviews/clinics")

func (a Area) coming(r *page.Request) error {
	p := Clinics{MayHold: r.Can(practice.HoldReview)}
	start := r.Today().Time()
	sessions, err := a.Store.ClinicsFrom(r.Ctx(), r.PracticeID(), start)
	if err != nil {
		return err
	}
	cycles := map[string]cycle.Cycle{}
	for _, c := range sessions {
		row, err := a.comingRow(r, c, cycles)
		if err != nil {
			return err
		}
		p.Sessions = append(p.Sessions, row)
	}
	all, err := a.Store.Cycles(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Open() {
			p.Cycles = append(p.Cycles, c)
		}
	}
	return r.Show(clinicsPage.With(p))
}

func (a Area) comingRow(r *page.Request, c review.Clinic, cycles map[string]cycle.Cycle) (Coming, error) {
	row := Coming{Clinic: c, When: review.When(c.StartsAt), Today: c.Day() == r.Today()}
	if _, there := cycles[c.CycleID]; !there {
		of, err := a.Store.Cycle(r.Ctx(), r.PracticeID(), c.CycleID)
		if err != nil {
			return row, err
		}
		cycles[c.CycleID] = of
	}
	row.Title = cycles[c.CycleID].Title
	bookings, err := a.Store.BookingsIn(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return row, err
	}
	row.Free = len(c.Free(bookings))
	names, err := a.staffNames(r)
	row.Clinician = names[c.ClinicianID]
	return row, err
}

// staffNames gives the names of the practice's staff by id.
func (a Area) staffNames(r *page.Request) (map[string]string, error) {
	staff, err := a.Store.StaffList(r.Ctx(), r.PracticeID())
	names := make(map[string]string, len(staff))
	for _, s := range staff {
		names[s.ID] = s.Name
	}
	return names, err
}

// slotText is a slot in a list of choices.
func slotText(c review.Clinic, n int) string {
	return fmt.Sprintf("%s, %s", review.When(c.SlotAt(n)), c.Place)
}
