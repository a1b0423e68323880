package people

import (
	"stepdown/internal/audit"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/medicine"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Decision is why one person is in or out, with the rows it rests on.
type Decision struct {
	Cycle   cycle.Cycle
	Patient cycle.Patient
	Found   cycle.Found
	OME     string
}

var decisionPage = view.New[Decision]("people/decision")

func (a Area) decision(r *page.Request) error {
	c, err := a.cycleOf(r)
	if err != nil {
		return err
	}
	f, err := a.Store.FoundOf(r.Ctx(), r.PracticeID(), c.ID, r.Param("patient"))
	if err != nil {
		return err
	}
	patient, err := a.Cycles.Store.Patient(r.Ctx(), r.PracticeID(), f.PatientID)
	if err != nil {
		return err
	}
	if err := r.Seen(patient.ID, "decision of the search"); err != nil {
		return err
	}
	return r.Show(decisionPage.With(Decision{c, patient, f, omeText(f.Decision)}))
}

// How is the page that says how the list was made.
type How struct {
	Cycle    cycle.Cycle
	Lists    []ListUsed
	HighDose float64
	Criteria cohort.Criteria
}

// ListUsed is a code list as it was when the list was made.
type ListUsed struct{ Name, Title, Version, Source, Note string }

var howPage = view.New[How]("people/how")

func (a Area) how(r *page.Request) error {
	c, err := a.cycleOf(r)
	if err != nil {
		return err
	}
	lists, err := a.Lists(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	p := How{Cycle: c, Criteria: c.Criteria, HighDose: c.Criteria.HighDoseOME}
	if p.HighDose == 0 { // the published threshold of that day
		p.HighDose = medicine.ThresholdOn(string(c.Criteria.AsAt)).MgPerDay
	}
	for _, l := range lists.Lists() {
		if version, used := c.Lists[l.Name]; used {
			p.Lists = append(p.Lists, ListUsed{l.Name, l.Title, version, l.Source, l.Note})
		}
	}
	return r.Show(howPage.With(p))
}

// seenList leaves one line in the trail for a page that lists people.
func (a Area) seenList(r *page.Request, c cycle.Cycle, people int) error {
	return a.Cycles.Audit.Record(r.Ctx(), audit.By(r.Actor(), "saw list of people", "cycle:"+c.ID).Saying(whole(people)+" people"))
}
