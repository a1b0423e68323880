// Package home is the first page: what waits for a person, by urgency, and the
// current cycle at a glance.
package home

import (
	"cmp"
	"slices"

	"stepdown/internal/cycle"
	"stepdown/internal/practice"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Area is the home page.
type Area struct {
	Cycles  *cycle.Service
	Sources []page.Source // what waits, from each area of the site
	Setup   []page.Source // what a practice has not decided yet
}

// Home is the page.
type Home struct {
	Setup     []page.Waiting // empty once a practice is set up
	Groups    []Group
	Cycle     cycle.Cycle
	HasCycle  bool
	Stages    []Stage
	SeePeople bool
	MayPlan   bool
}

// Group is the waiting things of one urgency.
type Group struct {
	Word  string
	Class string
	Items []page.Waiting
}

// Stage is how many people have come how far.
type Stage struct {
	Name   string
	People int
}

var homePage = view.New[Home]("home/home")

// Routes of the area.
func (a Area) Routes() []page.Route {
	return []page.Route{page.Get("/home", practice.SeeFigures, a.show)}
}

func (a Area) show(r *page.Request) error {
	p := Home{SeePeople: r.Can(practice.SeePeople), MayPlan: r.Can(practice.PlanCycle)}
	var err error
	if p.Setup, err = waiting(r, a.Setup); err != nil {
		return err
	}
	if p.SeePeople {
		people, err := waiting(r, a.Sources)
		if err != nil {
			return err
		}
		p.Groups = grouped(people)
	}
	cycles, err := a.Cycles.Store.Cycles(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	if p.Cycle, p.HasCycle = cycle.Current(cycles); p.HasCycle {
		people, err := a.Cycles.Store.Participants(r.Ctx(), r.PracticeID(), p.Cycle.ID)
		if err != nil {
			return err
		}
		p.Stages = stages(people)
	}
	return r.Show(homePage.With(p))
}

// waiting gathers what waits from each source, the most urgent first.
func waiting(r *page.Request, sources []page.Source) ([]page.Waiting, error) {
	var all []page.Waiting
	for _, source := range sources {
		items, err := source(r)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
	}
	slices.SortStableFunc(all, func(x, y page.Waiting) int {
		return cmp.Or(cmp.Compare(x.Urgency, y.Urgency), cmp.Compare(x.Due, y.Due))
	})
	return all, nil
}

func grouped(all []page.Waiting) []Group {
	var groups []Group
	for _, w := range all {
		if n := len(groups); n == 0 || groups[n-1].Word != w.Urgency.Word() {
			groups = append(groups, Group{Word: w.Urgency.Word(), Class: w.Urgency.Class()})
		}
		g := &groups[len(groups)-1]
		g.Items = append(g.Items, w)
	}
	return groups
}

func stages(people []cycle.Participant) []Stage {
	reached := func(f func(cycle.Participant) bool) int {
		n := 0
		for _, p := range people {
			if f(p) {
				n++
			}
		}
		return n
	}
	return []Stage{
		{"in the cycle", len(people)},
		{"invited", reached(func(p cycle.Participant) bool { return p.Invited != "" })},
		{"reviewed", reached(func(p cycle.Participant) bool { return p.Reviewed != "" })},
		{"tapering", reached(func(p cycle.Participant) bool { return p.Tapering != "" && p.Stopped == "" })},
		{"stopped", reached(func(p cycle.Participant) bool { return p.Stopped != "" })},
	}
}
