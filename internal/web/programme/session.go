package programme

import (
	"cmp"
	"slices"
	"strings"

	"stepdown/internal/cycle"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/programme"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Session is the page of one session. Who may see figures only gets the
// counts, and no name.
type Session struct {
	Errors    []*form.Field
	Line      Line
	Footstep  string
	People    []Place
	Names     bool // the person at the screen may see who has a place
	MayRun    bool
	MayText   bool // the invitation can be texted to those who have a place
	Begun     bool
	Choose    *form.Field // nil when nobody more can come
	Available int
}

// Place is one person of the register.
type Place struct {
	PatientID, Name, Needs string
	Came                   *form.Field
}

var sessionPage = view.New[Session]("programme/session")

func (a Area) session(r *page.Request) error {
	p, err := a.sessionForm(r)
	if err != nil {
		return err
	}
	return r.Show(sessionPage.With(p))
}

func (a Area) sessionForm(r *page.Request) (Session, error) {
	s, err := a.Programme.Store.ProgrammeSession(r.Ctx(), r.PracticeID(), r.Param("session"))
	if err != nil {
		return Session{}, err
	}
	places, err := a.Programme.Store.AttendancesAt(r.Ctx(), r.PracticeID(), s.ID)
	if err != nil {
		return Session{}, err
	}
	p := Session{Line: line(s, places), Names: r.Can(practice.SeePeople), MayRun: r.Can(practice.RunProgramme), Begun: !r.Now().Before(s.StartsAt)}
	p.MayText = r.Can(practice.SendMessage) && !p.Begun && !s.Cancelled && p.Line.Expected > 0
	p.Available = max(0, s.Capacity-p.Line.Taken())
	if p.Footstep, err = a.Programme.FootstepOf(r.Ctx(), s); err != nil || !p.Names {
		return p, err
	}
	people, err := a.people(r)
	if err != nil {
		return p, err
	}
	if p.People, err = a.places(r, places, people, p.Begun && !s.Cancelled); err != nil {
		return p, err
	}
	if p.MayRun && !s.Cancelled && p.Available > 0 && r.Now().Before(s.EndsAt()) {
		p.Choose = form.Select("patient", "Give a place to", options(people, places)...).Hinted("People of the practice’s cycles, by name")
	}
	return p, nil
}

// people are everybody in a cycle of the practice who can still be reached.
func (a Area) people(r *page.Request) (map[string]cycle.Patient, error) {
	cycles, err := a.Cycles.Store.Cycles(r.Ctx(), r.PracticeID())
	if err != nil {
		return nil, err
	}
	all := map[string]cycle.Patient{}
	for _, c := range cycles {
		of, err := a.Cycles.Store.PatientsOf(r.Ctx(), r.PracticeID(), c.ID)
		if err != nil {
			return nil, err
		}
		for id, p := range of {
			if p.Gone() == "" {
				all[id] = p
			}
		}
	}
	return all, nil
}

// places is the register, by name. Somebody who has died or left since keeps
// their line.
func (a Area) places(r *page.Request, places []programme.Attendance, people map[string]cycle.Patient, begun bool) ([]Place, error) {
	var out []Place
	for _, pl := range places {
		patient, known := people[pl.PatientID]
		if !known {
			var err error
			if patient, err = a.Cycles.Store.Patient(r.Ctx(), r.PracticeID(), pl.PatientID); err != nil {
				return nil, err
			}
		}
		out = append(out, Place{pl.PatientID, patient.FormalName(), needs(patient), cameField(pl, patient.FormalName(), begun)})
	}
	slices.SortFunc(out, func(x, y Place) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.PatientID, y.PatientID))
	})
	return out, nil
}

// needs are the communication needs that whoever leads a session must know.
func needs(p cycle.Patient) string {
	var all []string
	if p.Needs.Interpreter != "" {
		all = append(all, "interpreter: "+p.Needs.Interpreter)
	}
	if p.Needs.LargePrint {
		all = append(all, "large print")
	}
	if p.Needs.Carer != "" {
		all = append(all, "carer: "+p.Needs.Carer)
	}
	return strings.Join(all, "; ")
}

func cameField(a programme.Attendance, name string, begun bool) *form.Field {
	os := []form.Option{{Value: string(programme.Expected), Text: "Coming"}, {Value: string(programme.Withdrew), Text: "Said they cannot come"}}
	if begun {
		os = append(os, form.Option{Value: string(programme.Attended), Text: "Came"}, form.Option{Value: string(programme.DidNotAttend), Text: "Did not come"})
	}
	return form.Select("state-"+a.PatientID, name, os...).As(string(a.State))
}

// options lists whom a place can be given, by name.
func options(people map[string]cycle.Patient, places []programme.Attendance) []form.Option {
	taken := map[string]bool{}
	for _, a := range places {
		taken[a.PatientID] = a.State != programme.Withdrew
	}
	var os []form.Option
	for id, p := range people {
		if !taken[id] {
			os = append(os, form.Option{Value: id, Text: p.FormalName() + ", born " + p.Person.BirthDate.String()})
		}
	}
	slices.SortFunc(os, func(x, y form.Option) int { return cmp.Or(cmp.Compare(x.Text, y.Text), cmp.Compare(x.Value, y.Value)) })
	return os
}

func (a Area) invite(r *page.Request) error {
	p, err := a.sessionForm(r)
	if err != nil {
		return err
	}
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	if p.Choose == nil {
		return problem.Conflictf("No more places can be given: the session is full, over or cancelled.")
	}
	if !form.Read(posted, p.Choose) {
		p.Errors = form.Errors(p.Choose)
		return r.Mend(sessionPage.With(p))
	}
	if err := a.Programme.Invite(r.Ctx(), r.Actor(), p.Line.ID, p.Choose.Value); err != nil {
		return err
	}
	r.Flash("The place is given.")
	return r.Go("/programme/sessions/%s", p.Line.ID)
}

func (a Area) register(r *page.Request) error {
	p, err := a.sessionForm(r)
	if err != nil {
		return err
	}
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	states := map[string]programme.State{}
	var fields []*form.Field
	for _, pl := range p.People {
		if posted.Has(pl.Came.Name) { // somebody who was given a place meanwhile is left as they are
			fields = append(fields, pl.Came)
		}
	}
	if !form.Read(posted, fields...) {
		p.Errors = form.Errors(fields...)
		return r.Mend(sessionPage.With(p))
	}
	for _, f := range fields {
		states[strings.TrimPrefix(f.Name, "state-")] = programme.State(f.Value)
	}
	if err := a.Programme.Register(r.Ctx(), r.Actor(), p.Line.ID, states); err != nil {
		return err
	}
	r.Flash("The register is saved.")
	return r.Go("/programme/sessions/%s", p.Line.ID)
}
