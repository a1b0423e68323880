package reviews

import (
	"net/url"

	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/review"
	"stepdown/internal/taper"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Plan is the page of an agreed plan.
type Plan struct {
	Person
	Errors   []*form.Field
	Plan     review.Plan
	Proposal *Proposal        // nil for a plan in own words
	State    review.PlanState // today
	Live     bool
	Short    bool // supply must be seen to
	MayAgree bool
	MayWrite bool
	Issue    *form.Field
	Until    *form.Field
	Next     *form.Field
	Medicine *form.Field
	Result   *form.Field
	Outcomes []review.Outcome
	Became   []review.Became
	Summary  string
	MayText  bool // there are steps to send as a text
	History  []PlanVersion
}

// PlanVersion is a line of the history.
type PlanVersion struct {
	Plan    review.Plan
	SavedAt string
}

var planPage = view.New[Plan]("reviews/plan")

func (a Area) planOf(r *page.Request) (Plan, error) {
	var p Plan
	var err error
	if p.Person, err = a.person(r); err != nil {
		return p, err
	}
	versions, err := a.Store.PlanVersions(r.Ctx(), r.PracticeID(), p.Participant.ID)
	if err != nil {
		return p, err
	}
	p.MayAgree, p.MayWrite = r.Can(practice.AgreePlan), r.Can(practice.Book)
	if len(versions) == 0 {
		return p, nil
	}
	p.Plan = versions[0]
	for _, v := range versions {
		p.History = append(p.History, PlanVersion{v, v.SavedAt.In(nhs.London).Format("2 January 2006, 15:04")})
	}
	p.State = p.Plan.StateOn(r.Today())
	p.Live, p.Short = p.Plan.State.Live(), p.Plan.Short(r.Today(), r.Practice.Settings.Nation)
	if p.Plan.Built {
		p.Proposal = proposalOf(p.Plan.Taper, r.Today())
	}
	lines, err := a.Reviews.PlanTextFor(r.Ctx(), r.PracticeID(), p.Participant.ID)
	if err != nil {
		return p, err
	}
	p.MayText = p.MayWrite && len(lines) > 0
	return p, a.planRest(r, &p)
}

// planRest adds the forms, the outcomes, and for a clinician the summary.
func (a Area) planRest(r *page.Request, p *Plan) error {
	var issues []form.Option
	for _, i := range p.Plan.Taper.Issues {
		if i.IssuedOn == "" && len(i.Items) > 0 {
			issues = append(issues, form.Option{Value: string(i.From), Text: i.From.String() + " to " + i.To.String()})
		}
	}
	p.Issue = form.Select("issue", "Acute prescription issued", issues...).Maybe()
	p.Until = form.Date("until", "Issued until").Maybe()
	p.Next = form.Date("next", "Next acute arranged for").Maybe().As(string(p.Plan.NextAcute))
	record, err := a.Reviews.RecordOf(r.Ctx(), r.PracticeID(), p.Patient.ID, r.Practice.Settings.HighDoseOME)
	if err != nil {
		return err
	}
	p.Medicine = form.Select("medicine", "Medicine", ingredients(p.Plan, record)...)
	p.Result = form.Radios("result", "What became of it?", results()...)
	if p.Became, err = a.Reviews.WhatBecame(r.Ctx(), p.Participant); err != nil {
		return err
	}
	all, err := a.Store.OutcomesOf(r.Ctx(), r.PracticeID(), p.Cycle.ID)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.ParticipantID == p.Participant.ID {
			p.Outcomes = append(p.Outcomes, o)
		}
	}
	if !r.Can(practice.HoldReview) {
		p.Summary = review.PlanSummary(p.Plan)
		return nil
	}
	held, err := a.Reviews.Review(r.Ctx(), r.PracticeID(), p.Participant.ID)
	p.Summary = review.Summary(held, p.Plan, r.Today())
	return err
}

func results() (os []form.Option) {
	for _, x := range review.Results {
		os = append(os, form.Option{Value: string(x), Text: string(x)})
	}
	return os
}

// ingredients that an outcome can be confirmed for: those of the record, and
// that of the plan, which the record may no longer have.
func ingredients(p review.Plan, record review.Record) []form.Option {
	var os []form.Option
	add := func(name, class string) {
		for _, o := range os {
			if o.Text == name || name == "" {
				return
			}
		}
		os = append(os, form.Option{Value: name + "/" + class, Text: name})
	}
	for _, l := range record.Lines {
		if l.Class.Target() {
			add(l.Ingredient, string(l.Class))
		}
	}
	if p.Built {
		add(p.Taper.Ingredient, string(review.ClassOf(p.Taper.Ingredient)))
	}
	return os
}

func (a Area) plan(r *page.Request) error {
	p, err := a.planOf(r)
	if err != nil {
		return err
	}
	if p.Plan.Version == 0 && p.MayAgree {
		return r.Go("/participants/%s/plan/new", p.Participant.ID)
	}
	if err := p.seen(r, "tapering plan"); err != nil {
		return err
	}
	return r.Show(planPage.With(p))
}

func (a Area) newPlan(r *page.Request) error {
	p, err := a.planForm(r)
	if err != nil {
		return err
	}
	if err := p.seen(r, "form of tapering plan"); err != nil {
		return err
	}
	return r.Show(planFormPage.With(p))
}

// propose shows what the engine makes of the form, and keeps nothing.
func (a Area) propose(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.planForm(r)
	if err != nil {
		return err
	}
	return a.proposed(r, p, posted)
}

func (a Area) proposed(r *page.Request, p PlanForm, posted url.Values) error {
	if !p.Gate {
		return review.ErrGate
	}
	request, ok := p.request(posted, r.Staff.Name)
	if !ok {
		return r.Mend(planFormPage.With(p))
	}
	if err := a.work(r, &p, request, posted); err != nil {
		return err
	}
	if p.Proposed == nil {
		return r.Mend(planFormPage.With(p))
	}
	if err := p.seen(r, "proposed tapering plan"); err != nil {
		return err
	}
	return r.Show(planFormPage.With(p))
}

// work fills in what the engine makes of a request: the proposal, or why there
// is none.
func (a Area) work(r *page.Request, p *PlanForm, request taper.Request, posted url.Values) error {
	plan, err := a.Reviews.Propose(r.Ctx(), r.PracticeID(), request)
	if err != nil {
		return err
	}
	if plan.Refused != "" {
		p.Refused = plan.Flags
		return nil
	}
	p.Proposed, p.Echo = proposalOf(plan, r.Today()), echo(posted)
	p.Unfinished.suppose(p.Drug.Value, request.To)
	return nil
}

// errNoPlan answers for what a plan is needed for, once the person was found.
var errNoPlan = problem.Conflictf("No plan is agreed with this person yet.")
