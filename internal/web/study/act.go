package study

import (
	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Act is the page of the decision, before and after it.
type Act struct {
	Errors                      []*form.Field
	Cycle                       cycle.Cycle
	Version                     int
	Decision, Changes, RepeatOn *form.Field
	NextID                      string // the cycle that was copied from this one; empty when none
}

var actPage = view.New[Act]("study/act")

func (a Area) actForm(r *page.Request) (Act, error) {
	c, err := a.Cycles.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle"))
	if err != nil {
		return Act{}, err
	}
	next, err := a.next(r, c.ID)
	return Act{Cycle: c, Version: c.Version, NextID: next,
		Decision: form.Radios("decision", "What did the team decide?",
			form.Option{Value: string(cycle.Adopt), Text: "Adopt", Hint: "Keep it as it is and make it the usual way"},
			form.Option{Value: string(cycle.Adapt), Text: "Adapt", Hint: "Change something and try again"},
			form.Option{Value: string(cycle.Abandon), Text: "Abandon", Hint: "Stop, and try another way"}),
		Changes:  form.Area("changes", "What will you change?", 4, 5000).Hinted("It becomes the first prediction of the next cycle, to be put into words there").Maybe(),
		RepeatOn: form.Date("repeat_on", "When does the next cycle start?").Hinted("Two or three months on is usual. For example, 15 3 2027").Maybe().As(string(r.Today().AddMonths(3))),
	}, err
}

func (p Act) fields() []*form.Field { return []*form.Field{p.Decision, p.Changes, p.RepeatOn} }

// next finds the cycle that was copied from one.
func (a Area) next(r *page.Request, id string) (string, error) {
	all, err := a.Cycles.Store.Cycles(r.Ctx(), r.PracticeID())
	for _, c := range all {
		if c.PreviousID == id {
			return c.ID, err
		}
	}
	return "", err
}

func (a Area) act(r *page.Request) error {
	p, err := a.actForm(r)
	if err != nil {
		return err
	}
	return r.Show(actPage.With(p))
}

func (a Area) decide(r *page.Request) error {
	p, err := a.actForm(r)
	if err != nil {
		return err
	}
	if !p.Cycle.Open() {
		return problem.Conflictf("This cycle is closed: the decision was made on %s.", p.Cycle.Act.DecidedOn)
	}
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	version := form.Number("version", "Version", 0)
	form.Read(posted, append(p.fields(), version)...)
	p.Version = version.Int()
	if on := p.RepeatOn; on.Error == "" && on.DateValue().Before(r.Today()) {
		on.Error = "The next cycle must start today or later"
	}
	if p.Errors = form.Errors(p.fields()...); len(p.Errors) > 0 {
		return r.Mend(actPage.With(p))
	}
	_, err = a.Cycles.Decide(r.Ctx(), r.Actor(), p.Cycle.ID, max(1, p.Version),
		cycle.Act{Decision: cycle.Decision(p.Decision.Value), Changes: p.Changes.Value, RepeatOn: nhs.Date(p.RepeatOn.Value)})
	if err != nil {
		return err
	}
	r.Flash("The decision is recorded and the cycle is closed.")
	return r.Go("/cycles/%s/act", p.Cycle.ID)
}

// copyForward plans the next cycle, once.
func (a Area) copyForward(r *page.Request) error {
	p, err := a.actForm(r)
	if err != nil {
		return err
	}
	if p.NextID != "" {
		r.Flash("The next cycle is there already.")
		return r.Go("/cycles/%s", p.NextID)
	}
	next, err := a.Cycles.CopyForward(r.Ctx(), r.Actor(), p.Cycle.ID)
	if err != nil {
		return err
	}
	r.Flash("The next cycle is planned from this one. Look through its plan and set its goal.")
	return r.Go("/cycles/%s", next.ID)
}
