package people

import (
	"cmp"
	"slices"

	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Screening is the table of records to screen.
type Screening struct {
	Cycle     cycle.Cycle
	Waiting   []ScreenRow
	Answered  []ScreenRow
	MayScreen bool
}

// ScreenRow is one record of the table.
type ScreenRow struct {
	Participant cycle.Participant
	Name        string
	Medicines   string
	OME         string
	Suggestions []string
	OpenBy      string // which colleague has it open
}

var screeningPage = view.New[Screening]("people/screening")

func (a Area) screening(r *page.Request) error {
	c, err := a.cycleOf(r)
	if err != nil {
		return err
	}
	rows, err := a.screenRows(r, c)
	if err != nil {
		return err
	}
	p := Screening{Cycle: c, MayScreen: r.Can(practice.ScreenRecord)}
	open, err := a.Cycles.OpenTurns(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	staff, err := a.Store.StaffList(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	for _, row := range rows {
		row.OpenBy = openBy(r, open[row.Participant.ID], staff)
		switch row.Participant.Screening.Answer {
		case cycle.NotScreened, cycle.AskColleague:
			p.Waiting = append(p.Waiting, row)
		default:
			p.Answered = append(p.Answered, row)
		}
	}
	if err := a.seenList(r, c, len(rows)); err != nil {
		return err
	}
	return r.Show(screeningPage.With(p))
}

func (a Area) screenRows(r *page.Request, c cycle.Cycle) ([]ScreenRow, error) {
	participants, err := a.Cycles.Store.Participants(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return nil, err
	}
	patients, err := a.Cycles.Store.PatientsOf(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return nil, err
	}
	found, err := a.Store.Found(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return nil, err
	}
	decided := map[string]cohort.Decision{}
	for _, f := range found {
		decided[f.PatientID] = f.Decision
	}
	var rows []ScreenRow
	for _, p := range participants {
		d := decided[p.PatientID]
		row := ScreenRow{Participant: p, Name: patients[p.PatientID].FormalName(), Medicines: medicineNames(d), OME: omeText(d)}
		for _, s := range cycle.Suggestions(d) {
			row.Suggestions = append(row.Suggestions, s.Title)
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(x, y ScreenRow) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Participant.ID, y.Participant.ID))
	})
	return rows, nil
}

// Waiting lists the records to screen, for the home page.
func (a Area) Waiting(r *page.Request) ([]page.Waiting, error) {
	cycles, err := a.Cycles.Store.Cycles(r.Ctx(), r.PracticeID())
	if err != nil {
		return nil, err
	}
	var out []page.Waiting
	for _, c := range cycles {
		if !c.Open() {
			continue
		}
		participants, err := a.Cycles.Store.Participants(r.Ctx(), r.PracticeID(), c.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, waiting(c, participants)...)
	}
	return out, nil
}

func waiting(c cycle.Cycle, participants []cycle.Participant) []page.Waiting {
	var screen, ask, route, held int
	for _, p := range participants {
		screen += one(p.Screening.Answer == cycle.NotScreened)
		ask += one(p.Screening.Answer == cycle.AskColleague)
		route += one(p.Route.Needed())
		held += one(p.Held != "" && p.Stage() != cycle.StageNotSuitable)
	}
	at := "/cycles/" + c.ID
	var out []page.Waiting
	add := func(n int, u page.Urgency, one, many, href string) {
		if n > 0 {
			out = append(out, page.Waiting{Urgency: u, What: plural(n, one, many), Note: c.Title, Href: at + href})
		}
	}
	add(held, page.Today, "person’s texts are held by a new extract", "people’s texts are held by a new extract", "/people")
	add(route, page.Soon, "person needs another route", "people need another route", "/routes")
	add(ask, page.Soon, "record waits for a colleague’s advice", "records wait for a colleague’s advice", "/screen")
	add(screen, page.Soon, "record to screen", "records to screen", "/screen")
	return out
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return whole(n) + " " + many
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// foundOf gives the decision on a participant; one added by hand may have none.
func (a Area) foundOf(r *page.Request, p cycle.Participant) (cohort.Decision, error) {
	f, err := a.Store.FoundOf(r.Ctx(), r.PracticeID(), p.CycleID, p.PatientID)
	if problem.Is(err, problem.NotFound) {
		return cohort.Decision{}, nil
	}
	return f.Decision, err
}
