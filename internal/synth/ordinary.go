package synth

import (
	"strings"

	"stepdown/internal/cohort"
)

// prescribeOrdinary gives everybody the medicines that are no target.
func (w *World) prescribeOrdinary() {
	for i, p := range w.patients {
		r := drawFor(w.options.Seed, aboutOrdinary, i)
		w.ordinaryRepeats(p, r)
		w.ordinaryAcutes(p, r)
		if gone := p.gone(); gone != 0 {
			p.endAt(gone, r.chance(0.5))
		}
	}
}

// repeatsMean is the mean number of ordinary repeats by age.
func repeatsMean(age int) float64 {
	switch {
	case age < 18:
		return 0.15
	case age < 40:
		return 0.6
	case age < 60:
		return 1.4
	case age < 75:
		return 2.7
	}
	return 4
}

func (w *World) ordinaryRepeats(p *patient, r draw) {
	first, last := w.extracts[0], w.extracts[len(w.extracts)-1]
	mean := repeatsMean(p.age(first))
	if p.everOnTarget() {
		mean += 1.6
	}
	taken := map[*product]bool{}
	for n := int(mean*2*r.Float64() + r.Float64()); n > 0; n-- {
		product := weighted(r, theFormulary().ordinary, func(x *product) float64 { return p.wants(x, p.age(first)) })
		if taken[product] {
			continue
		}
		taken[product] = true
		started := first - r.days(0, 12*year)
		if r.chance(0.15) {
			started = r.days(first, last)
		}
		started = max(started, p.born+2*year)
		l := prescribe(r, product, cohort.Repeat, started)
		if r.chance(0.004) { // a note on a line of its own, inside the quotes
			l.text = strings.Replace(l.text, l.dosage, l.dosage+"\r\nreview with the \"pharmacist clinic\"", 1)
		}
		if r.chance(0.1) {
			l.ended = r.days(max(first-year, started+28), max(last, started+60))
		}
		p.lines = append(p.lines, l)
	}
}

// wants weighs an ordinary product for a person: none that the person's age
// or sex rules out, more of what goes with pain for those who live with it.
func (p *patient) wants(x *product, age int) float64 {
	switch {
	case age < x.minAge, x.group == "men" && p.female, x.group == "women" && (!p.female || age > 55),
		x.group == "epilepsy" && !p.has("epilepsy"):
		return 0
	case x.group == "epilepsy":
		return x.weight * 40
	}
	if p.everOnTarget() {
		switch x.group {
		case "pain", "pain skin", "bowel":
			return x.weight * 3
		case "benzodiazepine", "z-drug":
			return x.weight * 5
		}
	}
	return x.weight
}

func (w *World) ordinaryAcutes(p *patient, r draw) {
	first, last := w.extracts[0], w.extracts[len(w.extracts)-1]
	years := float64(last-first+year) / 365
	for n := int(1.3*years*2*r.Float64() + r.Float64()); n > 0; n-- {
		on := r.days(first-year, last)
		product := weighted(r, theFormulary().acute, func(x *product) float64 { return p.wants(x, p.age(first)) })
		if on > p.joined && (p.gone() == 0 || on < p.gone()) && p.age(on) >= product.minAge {
			p.lines = append(p.lines, prescribe(r, product, cohort.Acute, on))
		}
	}
}

// endAt drops the lines that would start after the person died or left, and,
// if the practice tidied the record, ends those that still run.
func (p *patient) endAt(gone day, tidied bool) {
	kept := p.lines[:0]
	for _, l := range p.lines {
		if l.started > gone {
			continue
		}
		if tidied && (l.ended == 0 || l.ended > gone) {
			l.ended = max(gone, l.started+1)
		}
		kept = append(kept, l)
	}
	p.lines = kept
}
