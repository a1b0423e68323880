package demo

import (
	"context"
	"fmt"
	"strings"

	"stepdown/internal/nhs"
	"stepdown/internal/review"
	"stepdown/internal/taper"
)

const mg = taper.Milligram

// ladder holds the daily doses that the invented practice steps down by, each
// for four weeks, with how they are taken.
var ladder = []struct {
	daily taper.Amount
	take  string
}{
	{300 * mg, "tramadol 150 mg modified-release tablets, 1 in the morning and 1 at night"},
	{200 * mg, "tramadol 100 mg modified-release tablets, 1 in the morning and 1 at night"},
	{150 * mg, "tramadol 50 mg capsules, 1 in the morning, 1 in the afternoon and 1 at night"},
	{100 * mg, "tramadol 50 mg capsules, 1 in the morning and 1 at night"},
	{50 * mg, "tramadol 50 mg capsule, 1 at night"},
}

const courseDays = 28

// steps are the person's supplies: those the extracts have, and those that
// follow.
func (p *person) steps() []course {
	out := append([]course(nil), p.courses...)
	last := course{from: workday(p.clinic.AddDays(3)).AddDays(-courseDays), daily: p.taken()}
	if n := len(out); n > 0 {
		last = out[n-1]
	}
	for _, l := range ladder {
		if l.daily < last.daily && !p.rests() {
			last = course{from: last.from.AddDays(courseDays), daily: l.daily}
			out = append(out, last)
		}
	}
	return out
}

// ends is the first day without any; of somebody who rests at a dose nobody
// knows it.
func (p *person) ends() nhs.Date {
	s := p.steps()
	if len(s) == 0 || p.rests() {
		return ""
	}
	return s[len(s)-1].from.AddDays(courseDays)
}

// agree keeps the plan that was made at the review: the engine's where it
// proposes just what was prescribed, else in the clinician's own words.
func (h *teller) agree(ctx context.Context, p *person, rec review.Record) error {
	if !p.reduces() {
		return nil
	}
	steps := p.steps()
	if req, ok := h.request(p, rec, steps); ok {
		built, err := h.Reviews.Propose(ctx, h.practice.ID, req)
		if err == nil && built.Refused == "" && follows(built, steps) {
			_, err = h.Reviews.Agree(ctx, h.clinician, p.id, 0, req)
			return err
		}
	}
	_, err := h.Reviews.AgreeText(ctx, h.clinician, p.id, 0, inWords(p, steps))
	return err
}

// request asks the engine for a plan from the one line of capsules.
func (h *teller) request(p *person, rec review.Record, steps []course) (taper.Request, bool) {
	req := taper.Request{Start: steps[0].from, Preferences: taper.Preferences{LargerAtNight: true, IssueDays: courseDays}}
	req.Policy, _ = taper.PolicyByName("opioid-4-weekly")
	for _, l := range rec.Lines {
		if l.Ingredient == "tramadol" {
			req.Lines = append(req.Lines, taper.ReadLine(l.Name, l.Dose, p.taken()))
		} else {
			req.Others = append(req.Others, taper.ReadLine(l.Name, l.Dose, 0))
		}
	}
	for _, f := range taper.RedFlags() {
		req.Asked = append(req.Asked, f.Code)
	}
	return req, len(req.Lines) == 1 && len(rec.Beside) == 0 && len(rec.Coded) == 0 && p != h.short
}

// follows reports whether the plan's doses are those of the supplies.
func follows(plan taper.Plan, steps []course) bool {
	for i, s := range steps {
		if i > 0 && s.daily == steps[i-1].daily {
			break // a hold, which comes later
		}
		if i >= len(plan.Steps) || plan.Steps[i].Daily != s.daily || plan.Steps[i].From != s.from {
			return false
		}
	}
	return true
}

// inWords writes the plan as the person reads it.
func inWords(p *person, steps []course) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Now: %s of tramadol a day.\n", p.taken())
	for i, s := range steps {
		if i > 0 && s.daily == steps[i-1].daily {
			continue
		}
		for _, l := range ladder {
			if l.daily == s.daily {
				fmt.Fprintf(&b, "From %s: %s (%s a day)\n", s.from, l.take, s.daily)
			}
		}
	}
	if on := p.ends(); on != "" {
		fmt.Fprintf(&b, "From %s: no tramadol.\n", on)
	} else {
		b.WriteString("Then we talk before anything else changes.\n")
	}
	return b.String() + "If a step is too fast: stay where you are and ring 01632 960 000. Please do not stop all at once."
}
