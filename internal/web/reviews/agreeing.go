package reviews

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"stepdown/internal/review"
	"stepdown/internal/taper"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
)

// Unfinished is the review that is still a draft beside a plan that is to be
// agreed: what it lacks is asked there, so that both are closed in one go and
// nothing is written twice.
type Unfinished struct {
	Begun   bool
	Version int
	Fields  []*form.Field // what is missing
	form    Review
}

// unfinished gives what the person's review lacks; nil when it is completed.
func (a Area) unfinished(r *page.Request) (*Unfinished, error) {
	p, err := a.reviewForm(r)
	if err != nil || p.Done {
		return nil, err
	}
	u := &Unfinished{Begun: p.Review.Version > 0, Version: p.Review.Version, form: p}
	v := p.Review
	if v.Story == "" && v.Matters == "" {
		u.Fields = append(u.Fields, p.Story)
	}
	if v.SuicideAsked == "" || v.SuicideAsked != review.SuicideNone && v.SuicideActions == "" {
		u.Fields = append(u.Fields, p.Suicide, p.SuicideActions)
	}
	for _, m := range p.Medicines {
		if m.Medicine.Decision == review.Undecided || m.Medicine.Decision == review.Change && m.Medicine.Reason == "" {
			u.Fields = append(u.Fields, m.Decision, m.Reason)
		}
	}
	if v.SafetyNet == "" {
		u.Fields = append(u.Fields, p.SafetyNet)
	}
	return u, nil
}

// flags are the red flags that the draft has answered already.
func (u *Unfinished) flags() []taper.Code {
	if u != nil && u.form.Suicide.Value == review.SuicidePresent {
		return []taper.Code{review.FlagSuicide}
	}
	return nil
}

// suppose fills in what the plan itself says: that its medicine is reduced or
// stopped. The clinician sees it before it is saved.
func (u *Unfinished) suppose(drug string, to taper.Amount) {
	if u == nil {
		return
	}
	decision := review.Stop
	if to > 0 {
		decision = review.Reduce
	}
	for _, m := range u.form.Medicines {
		if m.Medicine.Ingredient == drug && m.Decision.Value == "" {
			m.Decision.Value = string(decision)
		}
	}
}

// read takes the answers that were missing. What the draft had stays.
func (u *Unfinished) read(posted url.Values) (ok bool, seen int) {
	version := form.Number("review_version", "Version", 0).Maybe()
	ok = later(posted, append(slices.Clone(u.Fields), version)...)
	u.form.take()
	return ok, version.Int()
}

// rest are the posted values without those answers: the plan's own.
func (u *Unfinished) rest(posted url.Values) url.Values {
	out := url.Values{}
	for name, values := range posted {
		asked := u != nil && slices.ContainsFunc(u.Fields, func(f *form.Field) bool { return f.Name == name })
		if !asked && name != "review_version" {
			out[name] = values
		}
	}
	return out
}

// agree keeps the plan that was shown: the same answers give the same plan. A
// review that is still a draft is completed with it.
func (a Area) agree(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.planForm(r)
	if err != nil {
		return err
	}
	answered, seen := true, 0
	if p.Unfinished != nil {
		answered, seen = p.Unfinished.read(posted)
		p.sure = append(p.sure, p.Unfinished.flags()...)
	}
	request, ok := p.request(p.Unfinished.rest(posted), r.Staff.Name)
	if !ok {
		return r.Mend(planFormPage.With(p))
	}
	if err := a.work(r, &p, request, p.Unfinished.rest(posted)); err != nil {
		return err
	}
	if p.Proposed == nil || !answered {
		return p.again(r)
	}
	version := form.Number("version", "Version", 0).Maybe()
	form.Read(posted, version)
	return a.agreed(r, p, seen, func(ctx context.Context) (review.Plan, error) {
		return a.Reviews.Agree(ctx, r.Actor(), p.Participant.ID, version.Int(), request)
	})
}

// agreeText keeps a plan in the clinician's own words.
func (a Area) agreeText(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.planForm(r)
	if err != nil {
		return err
	}
	p.OwnWords = true
	answered, seen := true, 0
	if p.Unfinished != nil {
		answered, seen = p.Unfinished.read(posted)
	}
	version := form.Number("version", "Version", 0).Maybe()
	if !form.Read(posted, p.Text, version) || !answered {
		return p.again(r, p.Text)
	}
	return a.agreed(r, p, seen, func(ctx context.Context) (review.Plan, error) {
		return a.Reviews.AgreeText(ctx, r.Actor(), p.Participant.ID, version.Int(), p.Text.Value)
	})
}

// agreed carries it out, with the review when that is still a draft.
func (a Area) agreed(r *page.Request, p PlanForm, seen int, agree func(context.Context) (review.Plan, error)) error {
	say := "The plan is agreed."
	if u := p.Unfinished; u != nil {
		_, err := a.Reviews.CompleteAndAgree(r.Ctx(), r.Actor(), u.form.Review, seen, agree)
		if form.Blame(err, u.Fields...) {
			return p.again(r)
		}
		if err != nil {
			return err
		}
		say = "The review is completed and the plan is agreed."
	} else if _, err := agree(r.Ctx()); err != nil {
		return err
	}
	r.Flash("%s Print the leaflet, and change the prescription from repeat to acute.", say)
	return r.Go("/participants/%s/plan", p.Participant.ID)
}

// again shows the page with what needs mending, the plan's own fields first.
func (p PlanForm) again(r *page.Request, own ...*form.Field) error {
	if p.Unfinished != nil {
		own = append(own, p.Unfinished.Fields...)
	}
	p.Errors = form.Errors(own...)
	return r.Mend(planFormPage.With(p))
}

// Lacks names what is missing, in a few words for a sentence.
func (u *Unfinished) Lacks() string {
	var out []string
	for _, f := range u.Fields {
		if f != u.form.SuicideActions && !strings.HasPrefix(f.Name, "reason-") {
			out = append(out, strings.ToLower(f.Label[:1])+f.Label[1:])
		}
	}
	return strings.Join(out, "; ")
}
