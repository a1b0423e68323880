package settings

import (
	"stepdown/internal/practice"
	"stepdown/internal/review"
	"stepdown/internal/taper"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// PolicyList is the page of how fast medicines are reduced: the practice's own
// policies and the drafts that ship with the program.
type PolicyList struct {
	Own     []review.Policy // the version of each series that counts, and a draft beside it
	Shipped []taper.Policy
	MayKeep bool
}

var policiesPage = view.New[PolicyList]("settings/policies")

func (a Area) policies(r *page.Request) error {
	all, err := a.Policies.Policies(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	return r.Show(policiesPage.With(PolicyList{Own: shown(all), Shipped: taper.Policies(), MayKeep: r.Can(practice.KeepPolicies)}))
}

// shown leaves out what a later version replaced, and of a series that is
// retired altogether keeps the newest.
func shown(all []review.Policy) (out []review.Policy) {
	series := map[string]bool{}
	for _, status := range []taper.Status{taper.Approved, taper.Draft, taper.Retired} {
		for _, p := range all {
			if p.Status == status && (status != taper.Retired || !series[p.Series]) {
				out, series[p.Series] = append(out, p), true
			}
		}
	}
	return out
}

// copyPolicy makes a draft of the practice's own, to be looked at and edited.
func (a Area) copyPolicy(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	from := form.Text("from", "Policy", 100)
	form.Read(posted, from)
	p, err := a.Policies.CopyPolicy(r.Ctx(), r.Actor(), from.Value)
	if err != nil {
		return err
	}
	r.Flash("Copied as a draft. Read it, change what your practice does otherwise, and save.")
	return r.Go("/settings/policies/%s/edit", p.ID)
}
