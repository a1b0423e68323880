package synth

import (
	"iter"
	"strings"
)

// people gives everybody in the extract, in the order of their EMIS numbers.
func (x Extract) people() iter.Seq[*patient] {
	return func(yield func(*patient) bool) {
		for _, p := range x.world.patients {
			if x.shown(p) && !yield(p) {
				return
			}
		}
	}
}

// inAnyOrder gives everybody in an order that belongs to one table, as bulk
// extracts list them.
func (x Extract) inAnyOrder(table int) iter.Seq[*patient] {
	return func(yield func(*patient) bool) {
		for _, i := range x.mix(table).Perm(len(x.world.patients)) {
			if p := x.world.patients[i]; x.shown(p) && !yield(p) {
				return
			}
		}
	}
}

func (x Extract) mix(table int) draw { return drawFor(x.world.options.Seed, aboutOrder, table) }

// courses gives a person's medicine courses in the extract.
func (x Extract) courses(p *patient) iter.Seq2[int, *line] {
	return func(yield func(int, *line) bool) {
		for i, l := range p.lines {
			if l.shown(x.on) && !yield(i, l) {
				return
			}
		}
	}
}

// entries gives a person's coded problems in the extract.
func (x Extract) entries(p *patient) iter.Seq2[int, problem] {
	return func(yield func(int, problem) bool) {
		for i, c := range p.problems {
			if c.on <= x.on && !yield(i, c) {
				return
			}
		}
	}
}

// gone gives the days of death and of leaving, when known on the day of the
// extract.
func (x Extract) gone(p *patient) (died, left day) {
	if p.died <= x.on {
		died = p.died
	}
	if p.left <= x.on {
		left = p.left
	}
	return died, left
}

// ended is the day a course ended, when known on the day of the extract.
func (x Extract) ended(l *line) day {
	if l.ended <= x.on {
		return l.ended
	}
	return 0
}

// issueDays gives the day of each issue of a course.
func (x Extract) issueDays(p *patient, l *line) iter.Seq2[int, day] {
	return func(yield func(int, day) bool) {
		n, _ := l.issues(x.on, p.gone())
		for k := range n {
			if !yield(k, l.started+day(k)*l.every) {
				return
			}
		}
	}
}

// productName is the medicine as the clinical system names it.
func (l *line) productName() string {
	if l.supplier != "" {
		return l.name + " (" + l.supplier + ")"
	}
	return l.name
}

// directions are the dosage as typed, with line breaks and quotes if it has any.
func (l *line) directions() string {
	s := strings.TrimPrefix(l.text, l.productName()+", ")
	return s[:strings.LastIndex(s, ", ")]
}

// written gives a day in the layout of package time, or nothing.
func (d day) written(layout string) string {
	if d <= 0 {
		return ""
	}
	return dayZero.AddDate(0, 0, int(d)).Format(layout)
}
