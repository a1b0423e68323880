package cycles

import (
	"math"
	"strconv"

	"stepdown/internal/cycle"
	"stepdown/internal/measure"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Goal is the form of the SMART goal.
type Goal struct {
	Errors                                []*form.Field
	Cycle                                 cycle.Cycle
	Measure, Baseline, BaselineOn, Change *form.Field
	Amount, Due                           *form.Field
	FromExtract                           bool // the baseline was filled in from an extract
}

var goalPage = view.New[Goal]("cycles/goal")

func (a Area) goalForm(r *page.Request, c cycle.Cycle) (Goal, error) {
	g, chosen := c.Goal, c.Goal.Measure
	if chosen == "" && len(c.Targets) > 0 {
		chosen = usualMeasure(c.Targets[0])
	}
	p := Goal{Cycle: c,
		Measure:    form.Select("measure", "What will you measure?", measureOptions()...).As(chosen),
		Baseline:   form.Number("baseline_value", "Where are you now (baseline)?", 10).As(number(g.BaselineValue)),
		BaselineOn: form.Date("baseline_date", "Date of the baseline").As(string(g.BaselineDate)),
		Change: form.Radios("change", "How do you count the change?",
			form.Option{Value: string(measure.Relative), Text: "As a percentage of the baseline", Hint: "2% of 250 people is 5 people"},
			form.Option{Value: string(measure.Absolute), Text: "As a number", Hint: "5 people fewer, whatever the baseline"}).As(string(g.Change)),
		Amount: form.Number("amount", "How large a fall do you aim for?", 5).Hinted("In 3 months, a fall of 2% has been enough to be worth while; practices that kept going have seen far more.").As(number(g.Amount)),
		Due:    form.Date("due", "By when?").As(string(g.Due)),
	}
	if c.HasGoal {
		return p, nil
	}
	points, err := a.Measures.MeasurePoints(r.Ctx(), r.PracticeID(), chosen)
	if err != nil || len(points) == 0 {
		return p, err
	}
	last := points[len(points)-1]
	p.FromExtract = true
	p.Baseline.Value, p.BaselineOn.Value = number(last.Numerator), string(last.Date)
	p.Due.Value = string(r.Today().AddMonths(3))
	return p, nil
}

func (p Goal) fields() []*form.Field {
	return []*form.Field{p.Measure, p.Baseline, p.BaselineOn, p.Change, p.Amount, p.Due}
}

func (a Area) editGoal(r *page.Request) error {
	c, err := a.Cycles.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle"))
	if err != nil {
		return err
	}
	p, err := a.goalForm(r, c)
	if err != nil {
		return err
	}
	return r.Show(goalPage.With(p))
}

func (a Area) saveGoal(r *page.Request) error {
	c, err := a.Cycles.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle"))
	if err != nil {
		return err
	}
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.goalForm(r, c)
	if err != nil {
		return err
	}
	version := form.Number("version", "Version", 0)
	if !form.Read(posted, append(p.fields(), version)...) {
		return p.again(r)
	}
	g := measure.Goal{Measure: p.Measure.Value, BaselineValue: p.Baseline.Float(), BaselineDate: p.BaselineOn.DateValue(),
		Change: measure.Change(p.Change.Value), Amount: p.Amount.Float(), Direction: measure.Lower, Due: p.Due.DateValue()}
	if err := g.Validate(); err != nil {
		if !form.Blame(err, p.fields()...) {
			return err
		}
		return p.again(r)
	}
	_, err = a.Cycles.Change(r.Ctx(), r.Actor(), c.ID, version.Int(), "set goal", func(c *cycle.Cycle) error {
		c.Goal, c.HasGoal = g, true
		return nil
	})
	if err != nil {
		return err
	}
	r.Flash("The goal is set: from %s to %s by %s.", number(g.BaselineValue), number(g.Target()), g.Due)
	return r.Go("/cycles/%s", c.ID)
}

func (p Goal) again(r *page.Request) error {
	p.Errors = form.Errors(p.fields()...)
	return r.Mend(goalPage.With(p))
}

func measureOptions() []form.Option {
	var os []form.Option
	for _, d := range measure.Definitions() {
		os = append(os, form.Option{Value: d.Key, Text: d.Title})
	}
	return os
}

// usualMeasure is the measure that fits a target of the plan.
func usualMeasure(target string) string {
	switch target {
	case "opioids":
		return measure.AnyOpioid
	case "gabapentinoids":
		return measure.AnyGabapentinoid
	}
	return measure.ForMedicine(target)
}

// number writes a figure without needless noughts; an unset one is empty.
func number(v float64) string {
	if v == 0 || math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}
