package synth

import (
	"fmt"

	"stepdown/internal/cohort"
)

// ladder holds the daily doses of tramadol, in mg, that a step down goes to.
var ladder = []int{300, 200, 150, 100, 50}

// improve lets the cycle have its effect: the reviewed people's repeats of
// tramadol end at their review.
func (w *World) improve() {
	start := w.options.Cycle.Start
	if start < 0 || start >= len(w.extracts) {
		return
	}
	from, last := w.extracts[start], w.extracts[len(w.extracts)-1]
	for i, p := range w.patients {
		r := drawFor(w.options.Seed, aboutCycle, i)
		if mg := p.tramadolDaily(from); mg > 0 && p.gone() == 0 && !p.has("cancer") && !p.has("palliative") && r.chance(w.options.Cycle.Share) {
			w.stepDown(p, r, from+r.days(7, max(8, (last-from)*6/10)), mg)
		}
	}
}

// tramadolDaily gives the most mg of tramadol a day by the repeats that run.
func (p *patient) tramadolDaily(on day) int {
	mg := 0.0
	for _, l := range p.lines {
		if l.ingredient == "tramadol" && l.repeat() && l.active(on) {
			_, high := l.dose.perDay()
			mg += high * l.ome * 10 // 10 mg of tramadol to 1 mg OME
		}
	}
	return int(mg)
}

// stepDown ends the repeats of tramadol at a review and issues the smaller
// doses month by month: most stop, some rest at a low dose, some go to codeine.
func (w *World) stepDown(p *patient, r draw, review day, mg int) {
	last := w.extracts[len(w.extracts)-1]
	kept := p.lines[:0]
	for _, l := range p.lines {
		if l.ingredient == "tramadol" && l.repeat() {
			if l.started >= review {
				continue // a later change that the review made needless
			}
			if l.active(review) {
				l.ended = review
			}
		}
		kept = append(kept, l)
	}
	p.lines = kept
	if r.chance(0.12) {
		p.lines = append(p.lines, prescribe(r, pick(r, "codeine"), cohort.Repeat, review))
		return
	}
	rests := 0 // mg at which the steps stop for now
	if r.chance(0.25) {
		rests = 100
	}
	on := review
	for _, dose := range ladder {
		if dose >= mg || dose < rests || on > last {
			continue
		}
		p.lines = append(p.lines, prescribeClearly(r, pick(r, fmt.Sprintf("taper %d", dose)), cohort.Acute, on))
		on += 28
	}
	for ; rests > 0 && on <= last; on += 28 {
		p.lines = append(p.lines, prescribeClearly(r, pick(r, fmt.Sprintf("taper %d", rests)), cohort.Acute, on))
	}
}
