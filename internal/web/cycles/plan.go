package cycles

import (
	"crypto/rand"
	"encoding/binary"
	"strings"

	"stepdown/internal/cycle"
	"stepdown/internal/problem"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Plan is the form of the plan, for a new cycle and an old one.
type Plan struct {
	Errors                                   []*form.Field
	ID                                       string
	Version                                  int
	Title, Targets, Starts, Team             *form.Field
	Question, Prediction, Discussion, Taught *form.Field
	Size                                     *form.Field
}

var planPage = view.New[Plan]("cycles/plan")

// medicines that a plan offers. Names are those of package cohort.
var medicines = []form.Option{
	{Value: "tramadol", Text: "Tramadol"},
	{Value: "codeine", Text: "Codeine, co-codamol included"},
	{Value: "dihydrocodeine", Text: "Dihydrocodeine, co-dydramol included"},
	{Value: "morphine", Text: "Morphine"},
	{Value: "oxycodone", Text: "Oxycodone"},
	{Value: "fentanyl", Text: "Fentanyl"},
	{Value: "buprenorphine", Text: "Buprenorphine"},
	{Value: "tapentadol", Text: "Tapentadol"},
	{Value: "opioids", Text: "All opioids"},
	{Value: "gabapentin", Text: "Gabapentin"},
	{Value: "pregabalin", Text: "Pregabalin"},
	{Value: "gabapentinoids", Text: "All gabapentinoids"},
}

func planForm(c cycle.Cycle) Plan {
	return Plan{
		ID: c.ID, Version: c.Version,
		Title:      form.Text("title", "Title", 100).As(c.Title),
		Targets:    form.Checkboxes("targets", "Medicines in this cycle", medicines...).Hinted("One medicine at a time makes a clearer cycle: tramadol first is usual.").Of(c.Targets...),
		Starts:     form.Date("starts", "Date the cycle starts").As(string(c.Starts)),
		Team:       form.Area("team", "Team", 4, 2000).Hinted("One person a line: name, then what they do in the cycle. For example: Priya Shah, pharmacist: reviews").Maybe().As(teamText(c.Team)),
		Question:   form.Area("question", "What do you want to find out?", 2, 2000).Maybe().As(c.Question),
		Prediction: form.Area("prediction", "What do you think will happen?", 2, 2000).Maybe().As(c.Prediction),
		Discussion: form.Area("discussion", "Notes from talking it over with the team", 4, 5000).Hinted("How does the practice approach persistent pain? Who could run a Pain Café?").Maybe().As(c.Discussion),
		Taught:     form.Area("taught", "Education sessions held for prescribers", 3, 2000).Hinted(taughtHint).Maybe().As(taughtText(c.Education)),
		Size:       form.Number("size", "People to invite, if the search finds too many", 4).Hinted("A random sample of this size is drawn. Leave empty to take everybody.").Maybe().As(sizeText(c.Sample.Size)),
	}
}

func (p Plan) fields() []*form.Field {
	return []*form.Field{p.Title, p.Targets, p.Starts, p.Team, p.Question, p.Prediction, p.Discussion, p.Taught, p.Size}
}

func (a Area) newPlan(r *page.Request) error {
	return r.Show(planPage.With(planForm(cycle.Cycle{Starts: r.Today()})))
}

func (a Area) create(r *page.Request) error {
	p, c, err := readPlan(r, cycle.Cycle{})
	if err != nil || len(p.Errors) > 0 {
		return p.again(r, err)
	}
	c.Sample.Seed = newSeed()
	c, err = a.Cycles.Create(r.Ctx(), r.Actor(), c)
	if err != nil {
		return p.again(r, err)
	}
	r.Flash("The cycle is planned. Next, set its goal.")
	return r.Go("/cycles/%s", c.ID)
}

func (a Area) editPlan(r *page.Request) error {
	c, err := a.Cycles.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle"))
	if err != nil {
		return err
	}
	return r.Show(planPage.With(planForm(c)))
}

func (a Area) savePlan(r *page.Request) error {
	c, err := a.Cycles.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle"))
	if err != nil {
		return err
	}
	p, typed, err := readPlan(r, c)
	if err != nil || len(p.Errors) > 0 {
		return p.again(r, err)
	}
	_, err = a.Cycles.Change(r.Ctx(), r.Actor(), c.ID, p.Version, "changed plan", func(c *cycle.Cycle) error {
		if !c.Open() {
			return problem.Conflictf("This cycle is closed: its plan stays as it was.")
		}
		c.Title, c.Targets, c.Starts, c.Team = typed.Title, typed.Targets, typed.Starts, typed.Team
		c.Question, c.Prediction, c.Discussion, c.Education = typed.Question, typed.Prediction, typed.Discussion, typed.Education
		c.Sample.Size = typed.Sample.Size
		return nil
	})
	if err != nil {
		return p.again(r, err)
	}
	r.Flash("The plan is saved.")
	return r.Go("/cycles/%s", c.ID)
}

func readPlan(r *page.Request, c cycle.Cycle) (Plan, cycle.Cycle, error) {
	posted, err := r.Posted()
	p := planForm(c)
	if err != nil {
		return p, c, err
	}
	version := form.Number("version", "Version", 0).Maybe()
	form.Read(posted, append(p.fields(), version)...)
	p.Version = version.Int()
	if p.Size.Error == "" && (p.Size.Float() < 0 || p.Size.Float() != float64(p.Size.Int()) || p.Size.Int() > 100000) {
		p.Size.Error = "People to invite must be a whole number"
	}
	taught, wrong := readTaught(p.Taught.Value)
	if p.Taught.Error == "" {
		p.Taught.Error = wrong
	}
	p.Errors = form.Errors(p.fields()...)
	c.Title, c.Targets, c.Starts = p.Title.Value, p.Targets.Values, p.Starts.DateValue()
	c.Team, c.Education = readTeam(p.Team.Value), taught
	c.Question, c.Prediction, c.Discussion = p.Question.Value, p.Prediction.Value, p.Discussion.Value
	c.Sample.Size = p.Size.Int()
	return p, c, nil
}

func (p Plan) again(r *page.Request, err error) error {
	if err != nil && !form.Blame(err, p.fields()...) {
		return err
	}
	p.Errors = form.Errors(p.fields()...)
	return r.Mend(planPage.With(p))
}

// newSeed starts a sample. It is drawn once for a cycle and kept.
func newSeed() uint64 {
	var b [8]byte
	rand.Read(b[:])
	return binary.BigEndian.Uint64(b[:]) >> 11 // fits a number that spreadsheets keep whole
}

func lines(s string) []string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}
