package settings

import (
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/review"
	"stepdown/internal/taper"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Policy is the page of one version of a policy of the practice's own.
type Policy struct {
	Errors   []*form.Field
	Policy   review.Policy
	SavedAt  string
	Versions []review.Policy // of the same series, newest first
	Plans    int             // live plans that were made with this version
	MayKeep  bool
	Newest   bool
	Draft    bool
	InUse    bool
	Confirm  *form.Field
	Why      *form.Field
}

var policyPage = view.New[Policy]("settings/policy")

func (a Area) policyOf(r *page.Request) (Policy, error) {
	p := Policy{MayKeep: r.Can(practice.KeepPolicies), Newest: true,
		Confirm: form.Checkboxes("confirm", "Confirm", form.Option{Value: "yes", Text: "I have read the limits and the source, and approve them for plans in this practice"}),
		Why:     form.Text("why", "Why is it retired?", 200)}
	all, err := a.Policies.Policies(r.Ctx(), r.PracticeID())
	if err != nil {
		return p, err
	}
	if p.Policy, err = a.Policies.Store.Policy(r.Ctx(), r.PracticeID(), r.Param("policy")); err != nil {
		return p, err
	}
	for _, o := range all {
		if o.Series == p.Policy.Series {
			p.Versions = append(p.Versions, o)
			p.Newest = p.Newest && o.Version <= p.Policy.Version
		}
	}
	p.Draft, p.InUse = p.Policy.Status == taper.Draft, p.Policy.Status == taper.Approved
	p.SavedAt = p.Policy.SavedAt.In(nhs.London).Format("2 January 2006, 15:04")
	p.Plans, err = a.Policies.PlansBy(r.Ctx(), r.PracticeID(), p.Policy)
	return p, err
}

func (a Area) policy(r *page.Request) error {
	p, err := a.policyOf(r)
	if err != nil {
		return err
	}
	return r.Show(policyPage.With(p))
}

// approvePolicy puts the name of the person at the screen to a draft.
func (a Area) approvePolicy(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.policyOf(r)
	if err != nil {
		return err
	}
	if !form.Read(posted, p.Confirm) {
		return p.again(r)
	}
	if _, err := a.Policies.ApprovePolicy(r.Ctx(), r.Actor(), p.Policy.ID); err != nil {
		return err
	}
	r.Flash("Approved by %s. New plans can be made with it, and it comes first on the form.", r.Staff.Name)
	return r.Go("/settings/policies")
}

// retirePolicy takes a version out of use; plans made with it go on.
func (a Area) retirePolicy(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.policyOf(r)
	if err != nil {
		return err
	}
	if !form.Read(posted, p.Why) {
		return p.again(r)
	}
	if _, err := a.Policies.RetirePolicy(r.Ctx(), r.Actor(), p.Policy.ID, p.Why.Value); err != nil {
		return err
	}
	r.Flash("Retired. No new plan can be made with it; those that are running keep it.")
	return r.Go("/settings/policies")
}

func (p Policy) again(r *page.Request) error {
	p.Errors = form.Errors(p.Confirm, p.Why)
	return r.Mend(policyPage.With(p))
}
