package reviews

import (
	"strings"

	"stepdown/internal/medicine"
	"stepdown/internal/review"
	"stepdown/internal/taper"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// ChangePlan is the form for what happens to a plan as it is lived.
type ChangePlan struct {
	Person
	Errors                            []*form.Field
	Plan                              review.Plan
	Kind, Until, Policy, Missed, Dose *form.Field
	Reason, Product                   *form.Field
	Blocked                           bool // days were missed: a clinician must set the dose
	Current                           []string

	offered      []review.Offered
	alternatives []taper.Alternative
}

var changePlanPage = view.New[ChangePlan]("reviews/changeplan")

func (a Area) changeForm(r *page.Request) (ChangePlan, error) {
	var p ChangePlan
	var err error
	if p.Person, err = a.person(r); err != nil {
		return p, err
	}
	if p.Plan, err = a.Reviews.PlanFor(r.Ctx(), r.PracticeID(), p.Participant.ID); err != nil {
		return p, err
	}
	if p.Plan.Version == 0 {
		return p, errNoPlan
	}
	kinds := []form.Option{{Value: string(taper.Hold), Text: "Hold", Hint: "Stay on this dose. Supplies go on."}, {Value: string(taper.Resume), Text: "Go on"}}
	if p.Plan.Built {
		kinds = append(kinds, form.Option{Value: string(taper.Slow), Text: "Go on more slowly", Hint: "Choose the slower policy below"},
			form.Option{Value: string(taper.Raise), Text: "Go back up", Hint: "Enter the dose below. Tolerance has fallen: never to the old dose at once."})
	}
	p.Product = form.Radios("product", "To which product?").Maybe()
	if p.Plan.Built {
		p.alternatives = p.Plan.Taper.Alternatives(r.Today())
	}
	for _, alt := range p.alternatives {
		p.Product.Options = append(p.Product.Options, form.Option{Value: alt.Key, Text: alt.Title, Hint: alt.Why})
	}
	if len(p.alternatives) > 0 {
		kinds = append(kinds, form.Option{Value: string(taper.ChangeProduct), Text: "Change the product", Hint: "The same drug in another form. Choose which below; never another drug."})
	}
	kinds = append(kinds, form.Option{Value: string(taper.StopEarly), Text: "End the plan here", Hint: "The dose stays as it is"},
		form.Option{Value: string(taper.TookLast), Text: "Nothing is taken any more", Hint: "The person has stopped"})
	p.Kind = form.Radios("kind", "What happens?", kinds...).As(r.Query("kind"))
	p.Until = form.Date("until", "Hold until").Maybe()
	var policies []form.Option
	if p.offered, err = a.Reviews.PoliciesOffered(r.Ctx(), r.PracticeID()); err != nil {
		return p, err
	}
	for _, pol := range p.offered {
		if p.Plan.Built && pol.Fits(p.Plan.Taper.Ingredient) {
			policies = append(policies, policyOption(pol))
		}
	}
	p.Policy = form.Select("policy", "Slower policy", policies...).Maybe()
	p.Missed = form.Number("missed", "Days without any dose just before today", 3).Hinted("After three or more days without an opioid a clinician sets the dose before the plan goes on.").Maybe()
	p.Dose = form.Number("dose", "Dose a day from now, if you set it", 5).Maybe()
	p.Dose.Suffix = "mg a day"
	p.Reason = form.Area("reason", "Reason", 2, 1000)
	p.Blocked = p.Plan.Built && p.Plan.Taper.Blocked()
	if step, ok := p.Plan.Taper.Current(r.Today()); ok {
		p.Current = step.Sentences()
	}
	return p, nil
}

func (p ChangePlan) fields() []*form.Field {
	return []*form.Field{p.Kind, p.Until, p.Policy, p.Product, p.Missed, p.Dose, p.Reason}
}

func (a Area) changePlan(r *page.Request) error {
	p, err := a.changeForm(r)
	if err != nil {
		return err
	}
	if err := p.seen(r, "tapering plan"); err != nil {
		return err
	}
	return r.Show(changePlanPage.With(p))
}

func (a Area) saveChange(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.changeForm(r)
	if err != nil {
		return err
	}
	version := form.Number("version", "Version", 0)
	ok := form.Read(posted, append(p.fields(), version)...)
	e := taper.Event{Kind: taper.EventKind(p.Kind.Value), Until: p.Until.DateValue(), Reason: p.Reason.Value, MissedDays: p.Missed.Int()}
	if pol, found := policyByKey(p.offered, p.Policy.Value); found {
		e.Policy = &pol
	}
	if e.Kind == taper.ChangeProduct {
		ok = p.chosen(&e) && ok
	}
	if p.Dose.Value != "" {
		if e.Dose, err = taper.ParseAmount(p.Dose.Value); err != nil && p.Dose.Error == "" {
			p.Dose.Error, ok = "Dose must be in milligrams", false
		}
	}
	if !ok {
		return p.again(r)
	}
	changed, err := a.Reviews.ChangePlan(r.Ctx(), r.Actor(), p.Participant.ID, version.Int(), e)
	if form.Blame(err, p.fields()...) {
		return p.again(r)
	}
	if err != nil {
		return err
	}
	r.Flash("The plan is changed. Edition %d replaces the one the person has: print it, or read it out.", changed.Edition)
	return r.Go("/participants/%s/plan", p.Participant.ID)
}

// chosen puts the lines of the product that was chosen into the event.
func (p ChangePlan) chosen(e *taper.Event) bool {
	for _, alt := range p.alternatives {
		if alt.Key == p.Product.Value {
			e.Lines = alt.Lines
			return true
		}
	}
	p.Product.Error = "Select to which product the plan changes"
	return false
}

func (p ChangePlan) again(r *page.Request) error {
	p.Errors = form.Errors(p.fields()...)
	return r.Mend(changePlanPage.With(p))
}

// supply records an acute prescription, or when the next one is to come.
func (a Area) supply(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.planOf(r)
	if err != nil {
		return err
	}
	if p.Plan.Version == 0 {
		return errNoPlan
	}
	version := form.Number("version", "Version", 0)
	if !form.Read(posted, p.Issue, p.Until, p.Next, version) {
		return p.again(r)
	}
	issue := p.Issue.Value
	saved, err := a.Reviews.RecordSupply(r.Ctx(), r.Actor(), p.Participant.ID, version.Int(), review.Supply{Issue: dateOf(issue), Until: p.Until.DateValue(), Next: p.Next.DateValue()})
	if form.Blame(err, p.Issue, p.Until, p.Next) {
		return p.again(r)
	}
	if err != nil {
		return err
	}
	r.Flash("Recorded. Supply lasts until %s.", saved.SupplyEnds)
	return r.Go("/participants/%s/plan", p.Participant.ID)
}

func (p Plan) again(r *page.Request) error {
	p.Errors = form.Errors(p.Issue, p.Until, p.Next, p.Medicine, p.Result)
	return r.Mend(planPage.With(p))
}

// outcome confirms what became of a medicine.
func (a Area) outcome(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.planOf(r)
	if err != nil {
		return err
	}
	if p.Plan.Version == 0 {
		return errNoPlan
	}
	if !form.Read(posted, p.Medicine, p.Result) {
		return p.again(r)
	}
	ingredient, class, _ := strings.Cut(p.Medicine.Value, "/")
	_, err = a.Reviews.Confirm(r.Ctx(), r.Actor(), review.Outcome{ParticipantID: p.Participant.ID, Ingredient: ingredient, Class: medicine.Class(class), Result: review.Result(p.Result.Value)})
	if err != nil {
		return err
	}
	r.Flash("Confirmed: %s %s.", ingredient, p.Result.Value)
	return r.Go("/participants/%s/plan", p.Participant.ID)
}
