package synth

import (
	"fmt"
	"strconv"

	"stepdown/internal/cohort"
	"stepdown/internal/medicine"
)

// line is one course of a medicine.
type line struct {
	*product
	text    string // name, dosage and quantity, as EMIS Web writes them in one cell
	dosage  string
	known   bool // the dosage tells the amount
	kind    cohort.Kind
	started day
	ended   day // zero while it runs
	every   day // days between issues; zero for a line that is never issued
	silent  day // from this day on nothing more was issued, though it still runs
}

// prescribeClearly writes a line whose dosage always tells the amount, as a
// step of a taper must.
func prescribeClearly(r draw, p *product, kind cohort.Kind, started day) *line {
	for {
		if l := prescribe(r, p, kind, started); l.known {
			return l
		}
	}
}

// prescribe writes a line for a product, in the dose text of one hand.
func prescribe(r draw, p *product, kind cohort.Kind, started day) *line {
	l := &line{product: p, kind: kind, started: started, every: 28}
	if kind == cohort.Repeat && p.batch && r.chance(0.12) {
		l.kind = cohort.RepeatDispensing
	}
	if r.chance(0.25) {
		l.every = 30
	}
	if kind == cohort.Acute {
		l.ended = started + 28
	}
	l.dosage, l.known = p.dose.says(r)
	name := p.name
	if p.supplier != "" {
		name += " (" + p.supplier + ")"
	}
	l.text = fmt.Sprintf("%s, %s, %s %s", name, l.dosage, strconv.Itoa(p.quantity), p.unit)
	return l
}

// repeat reports whether the line is a repeat, dispensed in batches or not.
func (l *line) repeat() bool { return l.kind == cohort.Repeat || l.kind == cohort.RepeatDispensing }

// active reports whether the line runs on a day.
func (l *line) active(on day) bool { return l.started <= on && (l.ended == 0 || l.ended > on) }

// shown reports whether an extract of that day holds the line: running, or
// ended within the last year.
func (l *line) shown(on day) bool {
	return l.started <= on && (l.ended == 0 || l.ended > on-year)
}

// issues counts the issues up to a day and gives the last one; gone is the day
// the person died or left, or zero.
func (l *line) issues(on, gone day) (n int, last day) {
	if l.every == 0 {
		return 0, 0
	}
	for _, stop := range []day{l.ended - 1, l.silent - 1, gone} {
		if stop > 0 && stop < on {
			on = stop
		}
	}
	if l.kind == cohort.Acute {
		return 1, l.started
	}
	n = int((on-l.started)/l.every) + 1
	return n, l.started + day(n-1)*l.every
}

// onTarget reports whether the person runs a repeat of an opioid or a
// gabapentinoid for pain on a day.
func (p *patient) onTarget(on day) bool {
	for _, l := range p.lines {
		if l.isTarget() && l.repeat() && l.active(on) {
			return true
		}
	}
	return false
}

// everOnTarget reports whether the person ever has such a repeat.
func (p *patient) everOnTarget() bool {
	for _, l := range p.lines {
		if l.isTarget() && l.repeat() {
			return true
		}
	}
	return false
}

func (p *patient) ever(c medicine.Class) bool {
	for _, l := range p.lines {
		if l.class == c {
			return true
		}
	}
	return false
}
