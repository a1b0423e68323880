package people

import (
	"stepdown/internal/cycle"
	"stepdown/internal/problem"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Routes is the list "needs another route": people who are not invited here
// and must not be forgotten.
type Routes struct {
	Cycle cycle.Cycle
	Open  []RouteRow
	Done  []RouteRow
	Staff []string
}

// RouteRow is one person on the list.
type RouteRow struct {
	Participant cycle.Participant
	Name        string
}

var routesPage = view.New[Routes]("people/routes")

func (a Area) routes(r *page.Request) error {
	c, err := a.cycleOf(r)
	if err != nil {
		return err
	}
	participants, err := a.Cycles.Store.Participants(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return err
	}
	patients, err := a.Cycles.Store.PatientsOf(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return err
	}
	p := Routes{Cycle: c}
	for _, x := range participants {
		switch row := (RouteRow{x, patients[x.PatientID].FormalName()}); {
		case x.Route.Needed():
			p.Open = append(p.Open, row)
		case x.Route.Reason != "":
			p.Done = append(p.Done, row)
		}
	}
	staff, err := a.Store.StaffList(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	for _, s := range staff {
		if !s.Disabled {
			p.Staff = append(p.Staff, s.Name)
		}
	}
	if err := a.seenList(r, c, len(p.Open)+len(p.Done)); err != nil {
		return err
	}
	return r.Show(routesPage.With(p))
}

// routed names who looks after a person on the list, or closes the line.
func (a Area) routed(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.Cycles.ChangeParticipant(r.Ctx(), r.Actor(), r.Param("participant"), "changed other route", func(p *cycle.Participant) error {
		if p.Route.Reason == "" {
			return problem.Conflictf("This person is not on the list.")
		}
		p.Route.Owner, p.Route.Note = limited(posted.Get("owner"), 100), limited(posted.Get("note"), 500)
		p.Route.Done = ""
		if posted.Get("done") == "yes" {
			if p.Route.Owner == "" {
				return problem.Invalidf("Say who has taken this person on before you close the line.")
			}
			p.Route.Done = r.Today()
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.Flash("Saved.")
	return r.Go("/cycles/%s/routes", p.CycleID)
}

// limited cuts by letters, not bytes.
func limited(s string, most int) string {
	if letters := []rune(s); len(letters) > most {
		return string(letters[:most])
	}
	return s
}
