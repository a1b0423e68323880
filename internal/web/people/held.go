package people

import (
	"stepdown/internal/problem"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Held is the page on which a clinician lifts the hold of somebody whom the
// newest extract does not speak of.
type Held struct {
	Following
	Errors       []*form.Field
	Why, Checked *form.Field
}

var heldPage = view.New[Held]("people/held")

func (a Area) heldOf(r *page.Request) (Held, error) {
	f, err := a.following(r)
	if err != nil {
		return Held{}, err
	}
	if !f.Participant.MayLift() {
		return Held{}, problem.Conflictf("No hold of this person can be lifted here.")
	}
	return Held{Following: f,
		Why: form.Text("why", "Why are they not in the extract?", 200).Hinted("For example: no longer on the medicine, so that the search did not find them"),
		Checked: form.Checkboxes("checked", "What you have seen", form.Option{Value: "yes",
			Text: "I have looked at their record today: they are registered here, and no reason to leave them out has been added"}),
	}, nil
}

func (a Area) held(r *page.Request) error {
	p, err := a.heldOf(r)
	if err != nil {
		return err
	}
	if err := r.Seen(p.Patient.ID, "hold"); err != nil {
		return err
	}
	return r.Show(heldPage.With(p))
}

func (a Area) liftHold(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.heldOf(r)
	if err != nil {
		return err
	}
	version := form.Number("version", "Version", 0)
	read := form.Read(posted, p.Why, p.Checked, version)
	if !p.Checked.Chosen("yes") {
		p.Checked.Error = "Look at the record, and say so, before texts go again"
	}
	if !read || p.Checked.Error != "" {
		return p.again(r)
	}
	if _, err = a.Cycles.LiftHold(r.Ctx(), r.Actor(), p.Participant.ID, version.Int(), p.Why.Value); form.Blame(err, p.Why) {
		return p.again(r)
	}
	if err != nil {
		return err
	}
	r.Flash("The hold is lifted: texts go again.")
	return r.Go("/people/%s", p.Patient.ID)
}

func (p Held) again(r *page.Request) error {
	p.Errors = form.Errors(p.Why, p.Checked)
	return r.Mend(heldPage.With(p))
}
