// Package programme is the pages of what a practice offers beside medicines:
// Ten Footsteps, the Pain Café, who came, and how people are.
package programme

import (
	"fmt"

	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/programme"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Area is the programme pages.
type Area struct {
	Programme *programme.Service
	Cycles    *cycle.Service // whose people can be offered a place
	Texts     Texts
}

// Routes of the area.
func (a Area) Routes() []page.Route {
	return []page.Route{
		page.Get("/programme", practice.SeeFigures, a.list),
		page.Get("/programme/new", practice.RunProgramme, a.newSession),
		page.Post("/programme", practice.RunProgramme, a.create),
		page.Get("/programme/monthly", practice.RunProgramme, a.monthly),
		page.Post("/programme/monthly", practice.RunProgramme, a.createMonthly),
		page.Get("/programme/footsteps", practice.RunProgramme, a.footsteps),
		page.Post("/programme/footsteps", practice.RunProgramme, a.saveFootsteps),
		page.Get("/programme/sessions/:session", practice.SeeFigures, a.session),
		page.Get("/programme/sessions/:session/change", practice.RunProgramme, a.editSession),
		page.Post("/programme/sessions/:session/change", practice.RunProgramme, a.saveSession),
		page.Post("/programme/sessions/:session/cancel", practice.RunProgramme, a.cancel),
		page.Post("/programme/sessions/:session/people", practice.RunProgramme, a.invite),
		page.Post("/programme/sessions/:session/register", practice.RunProgramme, a.register),
		page.Get("/programme/sessions/:session/texts", practice.SendMessage, a.texts),
		page.Post("/programme/sessions/:session/texts", practice.SendMessage, a.proposeTexts),
		page.Post("/programme/people/:patient/text", practice.SendMessage, a.textQuestions),
		page.Get("/programme/people/:patient", practice.SeePeople, a.wellbeing),
		page.Post("/programme/people/:patient", practice.RunProgramme, a.saveWellbeing),
	}
}

// List is the page of all sessions.
type List struct {
	Coming, Past []Line
	Footsteps    programme.FootstepSet
	Wellbeing    []Wellbeing
	ONSSource    string
	MayRun       bool
}

// Line is one session of the list, with figures and no names.
type Line struct {
	programme.Session
	When, Where string
	programme.Tally
}

// Wellbeing is one question over everybody who answered it both times.
type Wellbeing struct {
	programme.Summary
	Before, After string // means; empty when nobody answered both times, or too few to show
	Good          string // which way is better
	Few           bool   // too few people for a role that sees figures only
}

var listPage = view.New[List]("programme/list")

func (a Area) list(r *page.Request) error {
	p := List{ONSSource: programme.ONSSource, MayRun: r.Can(practice.RunProgramme)}
	lines, err := a.lines(r)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if r.Now().Before(l.EndsAt()) {
			p.Coming = append(p.Coming, l)
		} else {
			p.Past = append([]Line{l}, p.Past...)
		}
	}
	if p.Footsteps, err = a.Programme.Footsteps(r.Ctx(), r.PracticeID()); err != nil {
		return err
	}
	answers, err := a.Programme.Store.Wellbeings(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	p.Wellbeing = Summaries(answers, r.Can(practice.SeePeople))
	return r.Show(listPage.With(p))
}

// lines gives every session by time, with its counts.
func (a Area) lines(r *page.Request) ([]Line, error) {
	sessions, err := a.Programme.Store.ProgrammeSessions(r.Ctx(), r.PracticeID())
	if err != nil {
		return nil, err
	}
	places, err := a.Programme.Store.Attendances(r.Ctx(), r.PracticeID())
	if err != nil {
		return nil, err
	}
	at := map[string][]programme.Attendance{}
	for _, pl := range places {
		at[pl.SessionID] = append(at[pl.SessionID], pl)
	}
	var lines []Line
	for _, s := range sessions {
		lines = append(lines, line(s, at[s.ID]))
	}
	return lines, nil
}

func line(s programme.Session, places []programme.Attendance) Line {
	return Line{s, when(s), where(s), programme.Count(places)}
}

// leastShown is the smallest group whose means are figures and not somebody's
// answers: below 5, only roles that may see people see them.
const leastShown = 5

// Summaries writes the four questions for a page: means and directions, never
// a sum of the four.
func Summaries(answers []programme.Wellbeing, seePeople bool) []Wellbeing {
	var out []Wellbeing
	for _, s := range programme.Summarise(answers) {
		w := Wellbeing{Summary: s, Good: "higher is better"}
		if s.Question.LowerBetter {
			w.Good = "lower is better"
		}
		if w.Few = s.Pairs > 0 && s.Pairs < leastShown && !seePeople; w.Few {
			w.Summary = programme.Summary{Question: s.Question}
		} else if s.Pairs > 0 {
			w.Before, w.After = fmt.Sprintf("%.1f", s.MeanBefore), fmt.Sprintf("%.1f", s.MeanAfter)
		}
		out = append(out, w)
	}
	return out
}

func when(s programme.Session) string {
	return s.StartsAt.In(nhs.London).Format("Monday 2 January 2006, 15:04")
}

func where(s programme.Session) string {
	switch {
	case s.Online && s.Place != "":
		return "Online and " + s.Place
	case s.Online:
		return "Online"
	}
	return s.Place
}
