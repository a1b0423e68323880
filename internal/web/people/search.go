package people

import (
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/problem"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Search is the form of the search's criteria.
type Search struct {
	Errors                          []*form.Field
	Cycle                           cycle.Cycle
	Extract                         intake.Extract
	HasExtract                      bool
	Within, MinOME, Cancer, InCycle *form.Field
	Acute, Minor, Size              *form.Field
}

var searchPage = view.New[Search]("people/search")

func searchForm(c cycle.Cycle) Search {
	k := c.Criteria
	if c.Identified == "" {
		k = cohort.DefaultCriteria()
	}
	p := Search{Cycle: c,
		Within:  form.Number("within", "Issued in the last so many months", 3).Hinted("6 is usual. 0 counts every active repeat, whenever it was last issued.").As(whole(k.IssuedWithinMonths)),
		MinOME:  form.Number("min_ome", "At least this many mg of oral morphine equivalent (OME) a day", 4).Maybe().As(figure(k.MinOME)),
		Cancer:  form.Number("cancer", "Only cancers of the last so many years exclude", 3).Hinted("Leave empty for any diagnosis of cancer, however long ago: the method’s rule.").Maybe(),
		InCycle: form.Number("in_cycle", "Leave out people who were in a cycle in the last so many months", 3).Maybe(),
		Acute:   form.Checkboxes("acute", "Beside repeats", form.Option{Value: "yes", Text: "Include people with 3 or more acute issues in 6 months and no repeat"}).Maybe(),
		Minor:   form.Checkboxes("minor", "Cough and diarrhoea", form.Option{Value: "yes", Text: "Leave out people whose only opioid is a mixture for cough or diarrhoea, such as codeine linctus or kaolin and morphine"}).Maybe(),
		Size:    form.Number("size", "Take at most this many, drawn at random", 4).Maybe(),
	}
	if k.CancerWithinYears > 0 {
		p.Cancer.Value = whole(k.CancerWithinYears)
	}
	if k.LeaveOutInCycleMonths > 0 {
		p.InCycle.Value = whole(k.LeaveOutInCycleMonths)
	}
	if k.IncludeAcute {
		p.Acute.Values = []string{"yes"}
	}
	if k.LeaveOutMinorUse {
		p.Minor.Values = []string{"yes"}
	}
	if c.Sample.Size > 0 {
		p.Size.Value = whole(c.Sample.Size)
	}
	return p
}

func (p Search) fields() []*form.Field {
	return []*form.Field{p.Within, p.MinOME, p.Cancer, p.InCycle, p.Acute, p.Minor, p.Size}
}

func (a Area) searchOf(r *page.Request) (Search, error) {
	c, err := a.cycleOf(r)
	if err != nil {
		return Search{}, err
	}
	p := searchForm(c)
	p.Extract, err = a.Store.NewestExtract(r.Ctx(), r.PracticeID())
	p.HasExtract = err == nil
	if problem.Is(err, problem.NotFound) {
		err = nil
	}
	return p, err
}

func (a Area) search(r *page.Request) error {
	p, err := a.searchOf(r)
	if err != nil {
		return err
	}
	return r.Show(searchPage.With(p))
}

// identify runs the search on the newest extract and takes people in.
func (a Area) identify(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.searchOf(r)
	if err != nil {
		return err
	}
	if !p.HasExtract {
		return problem.Conflictf("There is no extract yet: import one first.")
	}
	if !form.Read(posted, p.fields()...) || !p.sensible() {
		p.Errors = form.Errors(p.fields()...)
		return r.Mend(searchPage.With(p))
	}
	lists, err := a.Lists(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	if p.Size.Int() != p.Cycle.Sample.Size {
		if _, err := a.Cycles.Change(r.Ctx(), r.Actor(), p.Cycle.ID, 0, "changed size of sample", func(c *cycle.Cycle) error {
			c.Sample.Size = p.Size.Int()
			return nil
		}); err != nil {
			return err
		}
	}
	n, err := a.Cycles.Identify(r.Ctx(), a.Store, r.Actor(), p.Cycle.ID,
		cycle.Source{ExtractID: p.Extract.ID, AsAt: p.Extract.AsAt, Lists: lists, HighDose: r.Practice.Settings.HighDoseOME}, p.criteria())
	if err != nil {
		return err
	}
	r.Flash("%d people are on these medicines: %d excluded, %d taken into the cycle.", n.OnTarget, n.Excluded, n.Taken)
	return r.Go("/cycles/%s/people", p.Cycle.ID)
}

// sensible checks that counts are whole and not below nought.
func (p Search) sensible() bool {
	ok := true
	for _, f := range p.fields() {
		if v := f.Float(); f.Kind == "number" && (v < 0 || v > 1_000_000 || f != p.MinOME && v != float64(f.Int())) {
			f.Error, ok = "Enter a whole number, 0 or more", false
		}
	}
	return ok
}

func (p Search) criteria() cohort.Criteria {
	return cohort.Criteria{IssuedWithinMonths: p.Within.Int(), MinOME: p.MinOME.Float(), CancerWithinYears: p.Cancer.Int(),
		LeaveOutInCycleMonths: p.InCycle.Int(), IncludeAcute: len(p.Acute.Values) > 0, LeaveOutMinorUse: len(p.Minor.Values) > 0}
}
