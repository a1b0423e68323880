// Package study is the last two parts of a cycle: looking at the results,
// deciding, and the summary to share. Nothing on its pages names a person.
package study

import (
	"context"
	"fmt"

	"stepdown/internal/cycle"
	"stepdown/internal/measure"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/programme"
	"stepdown/internal/review"
	"stepdown/internal/web/chart"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Records is what the pages read beside cycles and the programme.
type Records interface {
	MeasurePoints(ctx context.Context, practiceID, measure string) ([]measure.Point, error)
	// History gives one person's snapshots, oldest first, with their dates.
	History(ctx context.Context, practiceID, patientID string) ([]cycle.Snapshot, error)
	// OutcomesOf gives what clinicians confirmed, oldest first.
	OutcomesOf(ctx context.Context, practiceID, cycleID string) ([]review.Outcome, error)
	MessagesOfCycle(ctx context.Context, practiceID, cycleID string) ([]messaging.Message, error)
	RepliesOfCycle(ctx context.Context, practiceID, cycleID string) ([]messaging.Inbound, error)
}

// Area is the study, act and summary pages.
type Area struct {
	Cycles    *cycle.Service
	Programme *programme.Service
	Records   Records
}

// Routes of the area.
func (a Area) Routes() []page.Route {
	return []page.Route{
		page.Get("/cycles/:cycle/study", practice.SeeFigures, a.study),
		page.Post("/cycles/:cycle/study", practice.StudyCycle, a.saveStudy),
		page.Get("/cycles/:cycle/act", practice.StudyCycle, a.act),
		page.Post("/cycles/:cycle/act", practice.StudyCycle, a.decide),
		page.Post("/cycles/:cycle/next", practice.PlanCycle, a.copyForward),
		page.Get("/cycles/:cycle/summary", practice.SeeFigures, a.summary),
	}
}

// Figure is a chart with the id by which the page's script finds it.
type Figure struct {
	ID string
	chart.Chart
}

// Study is the page of results.
type Study struct {
	Errors                              []*form.Field
	Cycle                               cycle.Cycle
	Version                             int
	MayStudy                            bool
	Goal, Progress                      string // empty when no goal is set
	Measure                             *form.Field
	Chart                               Figure
	Low                                 []int    // the counts of people behind the chart
	Evidence                            []string // of special cause; apart from the goal's arithmetic
	Notes                               []measure.Note
	Steps                               []measure.JourneyStep
	Funnel                              Figure
	Results                             Results
	Attendance                          Attendance
	Texts                               []TextFigure
	AsPlanned, Matched, Learned, Shared *form.Field
}

var studyPage = view.New[Study]("study/study")

func (a Area) study(r *page.Request) error {
	p, err := a.studyForm(r)
	if err != nil {
		return err
	}
	return r.Show(studyPage.With(p))
}

// studyForm gathers everything that the page shows.
func (a Area) studyForm(r *page.Request) (Study, error) {
	c, err := a.Cycles.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle"))
	if err != nil {
		return Study{}, err
	}
	people, err := a.Cycles.Store.Participants(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return Study{}, err
	}
	p := learningForm(c)
	p.MayStudy = r.Can(practice.StudyCycle)
	if err := a.follow(r, &p, people); err != nil {
		return p, err
	}
	j := cycle.JourneyOf(people)
	p.Steps = j.Steps()
	if p.Funnel, err = funnel(p.Steps); err != nil {
		return p, err
	}
	if p.Results, err = a.results(r, c, people); err != nil {
		return p, err
	}
	if p.Attendance, err = a.attendance(r, c, people); err != nil {
		return p, err
	}
	p.Texts, err = a.textFigures(r, c)
	return p, err
}

// follow fills in the chart of a measure, and what may be said of it.
func (a Area) follow(r *page.Request, p *Study, people []cycle.Participant) error {
	d := chosen(r.Query("measure"), p.Cycle)
	p.Measure = form.Select("measure", "Measure", measures()...).As(d.Key)
	s, x, err := a.series(r, d, p.Cycle)
	if err != nil {
		return err
	}
	ch, err := chart.SPC(s, x, marks(p.Cycle, people), nil)
	if err != nil {
		return err
	}
	for _, at := range s.Points {
		if d.Unit == "people" {
			p.Low = append(p.Low, int(at.Numerator))
		}
	}
	p.Chart, p.Evidence, p.Notes = Figure{"measure-chart", ch}, evidence(x, p.Cycle), x.Notes
	if !p.Cycle.HasGoal {
		return nil
	}
	g, err := a.goalSeries(r, p.Cycle, s)
	if err != nil {
		return err
	}
	p.Goal, p.Progress = p.Cycle.Goal.String(), p.Cycle.Goal.Progress(g, r.Today()).Text
	return nil
}

// series is a measure over the extracts with its process limits; the target
// is drawn on the goal's own measure only.
func (a Area) series(r *page.Request, d measure.Definition, c cycle.Cycle) (measure.Series, measure.XmR, error) {
	points, err := a.Records.MeasurePoints(r.Ctx(), r.PracticeID(), d.Key)
	s := measure.NewSeries(d, points)
	o := measure.XmROptions{FixAfter: baseline(points, c)}
	if c.HasGoal && c.Goal.Measure == d.Key {
		target := c.Goal.Target()
		o.Target = &target
	}
	return s, s.XmR(o), err
}

// leastBaseline is the fewest points on which limits may be locked; with fewer
// they are trial limits over all points (docs/measures.md).
const leastBaseline = 12

// baseline counts the points before the cycle began, when there are enough to
// lock the limits on: limits that take the cycle's own points in would hide
// the change it made.
func baseline(points []measure.Point, c cycle.Cycle) int {
	n := 0
	for _, p := range points {
		if p.Date.Before(c.Starts) {
			n++
		}
	}
	if n < leastBaseline || n == len(points) {
		return 0
	}
	return n
}

// goalSeries is the measure that the goal is judged by, whichever is on the chart.
func (a Area) goalSeries(r *page.Request, c cycle.Cycle, shown measure.Series) (measure.Series, error) {
	if shown.Definition.Key == c.Goal.Measure {
		return shown, nil
	}
	d, ok := measure.Find(c.Goal.Measure)
	if !ok {
		return shown, fmt.Errorf("the goal's measure is not in the register")
	}
	s, _, err := a.series(r, d, c)
	return s, err
}

// chosen is the measure that was asked for, else the goal's, else the one that
// fits the plan.
func chosen(asked string, c cycle.Cycle) measure.Definition {
	keys := []string{asked, c.Goal.Measure}
	for _, target := range c.Targets {
		switch target {
		case "opioids":
			keys = append(keys, measure.AnyOpioid)
		case "gabapentinoids":
			keys = append(keys, measure.AnyGabapentinoid)
		default:
			keys = append(keys, measure.ForMedicine(target))
		}
	}
	for _, k := range append(keys, measure.TargetAny) {
		if d, ok := measure.Find(k); ok {
			return d
		}
	}
	return measure.Definition{}
}

func measures() []form.Option {
	var os []form.Option
	for _, d := range measure.Definitions() {
		os = append(os, form.Option{Value: d.Key, Text: d.Title})
	}
	return os
}

// marks are the days of the cycle that the chart shows.
func marks(c cycle.Cycle, people []cycle.Participant) []chart.Mark {
	var invited nhs.Date
	for _, p := range people {
		if p.Invited != "" && (invited == "" || p.Invited.Before(invited)) {
			invited = p.Invited
		}
	}
	var out []chart.Mark
	for _, m := range []chart.Mark{{Date: c.Starts, Label: "Cycle starts"}, {Date: invited, Label: "First invitation"}, {Date: c.Goal.Due, Label: "Goal due"}} {
		if m.Date.Known() {
			out = append(out, m)
		}
	}
	return out
}

// evidence says what the rules of process control find since the cycle began.
// It is kept apart from the goal: a goal can be met by chance, and missed in
// spite of a real change.
func evidence(x measure.XmR, c cycle.Cycle) []string {
	if len(x.Points) == 0 {
		return nil
	}
	since, flagged := 0, 0
	var last measure.XmRPoint
	for _, p := range x.Points {
		if p.Date.Before(c.Starts) {
			continue
		}
		since++
		if p.Signal.Rule != measure.NoRule {
			flagged++
			last = p
		}
	}
	lines := []string{"The latest point shows " + x.Variation.Words() + "."}
	switch {
	case since == 0:
		lines = append(lines, "There is no extract since the cycle began yet.")
	case flagged == 0:
		lines = append(lines, fmt.Sprintf("Of the %d extracts since the cycle began, none shows special cause: the movement may be chance.", since))
	default:
		lines = append(lines, fmt.Sprintf("Of the %d extracts since the cycle began, %d show special cause, the last on %s (%s).", since, flagged, last.Date, last.Signal.Words()))
	}
	if n := x.Options.FixAfter; n > 0 {
		lines = append(lines, fmt.Sprintf("The limits rest on the %d extracts before the cycle began.", n))
	} else {
		lines = append(lines, "The limits rest on all extracts, those of the cycle too: there are too few from before it.")
	}
	return lines
}

func funnel(steps []measure.JourneyStep) (Figure, error) {
	var bars []chart.Bar
	for _, s := range steps {
		bars = append(bars, chart.Bar{Label: s.Name, Value: float64(s.People), Remark: s.Words()})
	}
	ch, err := chart.Bars("How far people have come", "people", bars)
	return Figure{"journey-chart", ch}, err
}

func learningForm(c cycle.Cycle) Study {
	return Study{Cycle: c, Version: c.Version,
		AsPlanned: form.Area("as_planned", "Was it carried out as planned?", 3, 5000).Hinted("What was done, and what was not").Maybe().As(c.Study.AsPlanned),
		Matched:   form.Area("matched", "Did the results match the prediction?", 3, 5000).Maybe().As(c.Study.Matched),
		Learned:   form.Area("learning", "What did you learn?", 5, 5000).Hinted("No names of patients: this stands in the summary").As(c.Study.Learning),
		Shared:    form.Area("shared_with", "Whom have you shared it with?", 2, 1000).Hinted("The practice team, the primary care network, the integrated care board").Maybe().As(c.Study.SharedWith),
	}
}

func (p Study) fields() []*form.Field {
	return []*form.Field{p.AsPlanned, p.Matched, p.Learned, p.Shared}
}

func (a Area) saveStudy(r *page.Request) error {
	p, err := a.studyForm(r)
	if err != nil {
		return err
	}
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	version := form.Number("version", "Version", 0)
	ok := form.Read(posted, append(p.fields(), version)...)
	p.Version = version.Int()
	if !ok {
		p.Errors = form.Errors(p.fields()...)
		return r.Mend(studyPage.With(p))
	}
	_, err = a.Cycles.Change(r.Ctx(), r.Actor(), p.Cycle.ID, max(1, p.Version), "recorded learning", func(c *cycle.Cycle) error {
		if !c.Open() {
			return problem.Conflictf("This cycle is closed: what was learnt stays as it was.")
		}
		c.Study = cycle.Study{AsPlanned: p.AsPlanned.Value, Matched: p.Matched.Value, Learning: p.Learned.Value, SharedWith: p.Shared.Value}
		if c.Status == cycle.Running {
			c.Status = cycle.Studying
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.Flash("What you learnt is saved. Next, decide.")
	return r.Go("/cycles/%s/study", p.Cycle.ID)
}
