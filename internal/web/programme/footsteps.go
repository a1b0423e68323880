package programme

import (
	"fmt"
	"strconv"
	"strings"

	"stepdown/internal/programme"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Footsteps is the form of the practice's own list.
type Footsteps struct {
	Errors                 []*form.Field
	Set                    programme.FootstepSet
	Version, Source, Steps *form.Field
}

var footstepsPage = view.New[Footsteps]("programme/footsteps")

func (a Area) footstepsForm(r *page.Request) (Footsteps, error) {
	set, err := a.Programme.Footsteps(r.Ctx(), r.PracticeID())
	var lines []string
	for _, f := range set.Steps {
		lines = append(lines, fmt.Sprintf("%d. %s", f.Number, f.Name))
	}
	return Footsteps{Set: set,
		Version: form.Text("version", "Name of the new version", 60).Hinted("For example: our course, spring 2027. Sessions planned before keep the old names."),
		Source:  form.Text("source", "Where the names come from", 300).As(set.Source),
		Steps:   form.Area("steps", "Footsteps", 12, 2000).Hinted("One a line: number, full stop, name").As(strings.Join(lines, "\n")),
	}, err
}

func (p Footsteps) fields() []*form.Field { return []*form.Field{p.Steps, p.Version, p.Source} }

func (a Area) footsteps(r *page.Request) error {
	p, err := a.footstepsForm(r)
	if err != nil {
		return err
	}
	return r.Show(footstepsPage.With(p))
}

func (a Area) saveFootsteps(r *page.Request) error {
	p, err := a.footstepsForm(r)
	if err != nil {
		return err
	}
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	ok := form.Read(posted, p.fields()...)
	set := programme.FootstepSet{Version: p.Version.Value, Source: p.Source.Value, Steps: readSteps(p)}
	if ok {
		err = a.Programme.SaveFootsteps(r.Ctx(), r.Actor(), set)
		if ok = !form.Blame(err, p.fields()...); ok && err != nil {
			ok = !p.blameLine(set)
		}
	}
	if !ok {
		p.Errors = form.Errors(p.fields()...)
		return r.Mend(footstepsPage.With(p))
	}
	if err != nil {
		return err
	}
	r.Flash("The footsteps are saved as version “%s”.", set.Version)
	return r.Go("/programme")
}

// readSteps reads a line each. What the old list says of a step that is
// unchanged stays; what the practice wrote itself is its own to confirm.
func readSteps(p Footsteps) []programme.Footstep {
	var steps []programme.Footstep
	for _, l := range strings.Split(p.Steps.Value, "\n") {
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		number, name, _ := strings.Cut(l, ".")
		n, _ := strconv.Atoi(strings.TrimSpace(number)) // 0, which the rules refuse by line
		step := programme.Footstep{Number: n, Name: strings.TrimSpace(name), Confirmed: true}
		if old, ok := p.Set.Find(n); ok && old.Name == step.Name {
			step = old
		}
		steps = append(steps, step)
	}
	return steps
}

// blameLine puts the problem of a line on the one field that holds all lines.
func (p Footsteps) blameLine(set programme.FootstepSet) bool {
	for i := range set.Steps {
		line := &form.Field{Name: fmt.Sprintf("steps.%d", i)}
		if form.Blame(set.Validate(), line) {
			p.Steps.Error = fmt.Sprintf("Line %d: %s", i+1, line.Error)
			return true
		}
	}
	return false
}
