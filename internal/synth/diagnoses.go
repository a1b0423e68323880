package synth

import (
	"sort"

	"stepdown/internal/medicine"
)

// rate is how common a group of problems is among adults: everybody, and
// people ever on a target medicine. The figures are for a believable list,
// not a source of prevalence.
type rate struct {
	group         string
	all, onTarget float64
	gabapentinoid float64 // used instead for people on a gabapentinoid, when set
	minAge        int
}

var rates = []rate{
	{"epilepsy", 0.008, 0.01, 0.05, 18},
	{"post-herpetic neuralgia", 0.002, 0.004, 0.04, 40},
	{"diabetic neuropathy", 0.005, 0.01, 0.08, 45},
	{"depression", 0.11, 0.36, 0, 18},
	{"anxiety", 0.08, 0.24, 0, 18},
	{"severe mental illness", 0.009, 0.02, 0, 20},
	{"opioid dependence", 0.0005, 0.012, 0, 20},
	{"chronic pain", 0.008, 0.36, 0, 18},
	{"osteoarthritis", 0.11, 0.32, 0, 45},
	{"back pain", 0.06, 0.36, 0, 18},
	{"trigeminal neuralgia", 0.0008, 0.004, 0.015, 40},
	{"spasticity", 0.0008, 0.003, 0.012, 18},
	{"sickle cell disease", 0.0005, 0.005, 0, 18},
	{"copd", 0.025, 0.07, 0, 45},
	{"sleep apnoea", 0.015, 0.05, 0, 30},
	{"breathlessness", 0.01, 0.02, 0, 40},
	{"diarrhoea", 0.01, 0.012, 0, 18},
	{"family history of cancer", 0.04, 0.05, 0, 18},
	{"cancer referral", 0.015, 0.03, 0, 30},
	{"palliative not indicated", 0.001, 0.008, 0, 60},
	{"palliative declined", 0.001, 0.005, 0, 60},
}

// diagnose writes everybody's problems, then sees to it that each group is
// met at least once among people on a target medicine.
func (w *World) diagnose() {
	for i, p := range w.patients {
		r := drawFor(w.options.Seed, aboutConditions, i)
		w.commonProblems(p, r)
		w.cancerAndPalliative(p, r)
		w.pregnancy(p, r)
	}
	w.meetEveryGroup()
	for _, p := range w.patients {
		sort.SliceStable(p.problems, func(a, b int) bool { return p.problems[a].on < p.problems[b].on })
	}
}

// add codes a problem of the group on a day.
func (p *patient) add(r draw, group string, on day) {
	on = max(on, p.born+1)
	c := weighted(r, theConditions()[group], func(c condition) float64 {
		if p.age(on) < c.minAge || c.term == "Malignant tumour of prostate" && p.female {
			return 0
		}
		return c.weight
	})
	p.problems = append(p.problems, problem{c, on})
}

func (p *patient) has(group string) bool {
	for _, x := range p.problems {
		if x.group == group {
			return true
		}
	}
	return false
}

func (w *World) commonProblems(p *patient, r draw) {
	first, last := w.extracts[0], w.extracts[len(w.extracts)-1]
	age := p.age(first)
	target, gabapentinoid := p.everOnTarget(), p.ever(medicine.Gabapentinoid)
	for _, x := range rates {
		chance := x.all
		if target {
			chance = x.onTarget
			if gabapentinoid && x.gabapentinoid > 0 {
				chance = x.gabapentinoid
			}
		}
		if age < x.minAge || !r.chance(chance) {
			continue
		}
		on := max(first-r.days(0, 15*year), p.born+10*year)
		if r.chance(0.08) {
			on = r.days(first, last)
		}
		p.add(r, x.group, on)
		if x.group == "epilepsy" && r.chance(0.2) {
			p.add(r, "epilepsy resolved", min(on+r.days(2*year, 9*year), last))
		}
	}
	if p.ever(medicine.OpioidDependence) && !p.has("opioid dependence") && r.chance(0.9) {
		p.add(r, "opioid dependence", first-r.days(200, 8*year))
	}
	for n := int(float64(age)/28*r.Float64()*2 + 0.4*r.Float64()); n > 0; n-- {
		p.add(r, "ordinary", max(last-r.days(0, 10*year), p.born+30))
	}
}

// cancerEver is the share of people of an age with a cancer code.
func cancerEver(age int) float64 {
	switch {
	case age < 18:
		return 0.001
	case age < 40:
		return 0.006
	case age < 60:
		return 0.025
	case age < 75:
		return 0.075
	}
	return 0.14
}

func (w *World) cancerAndPalliative(p *patient, r draw) {
	first, last := w.extracts[0], w.extracts[len(w.extracts)-1]
	age := p.age(first)
	ever, monthly := cancerEver(age), cancerEver(age)/150
	if p.everOnTarget() {
		ever, monthly = ever*1.4, monthly*2
	}
	palliativeFrom := day(0)
	switch {
	case r.chance(ever):
		on := first - r.days(30, 12*year)
		p.add(r, "cancer", on)
		if r.chance(0.06) {
			palliativeFrom = first - r.days(-200, 300)
		}
	case r.chance(monthly * float64(len(w.extracts))):
		on := r.days(first, last)
		p.add(r, "cancer", on)
		if r.chance(0.25) {
			palliativeFrom = on + r.days(20, 150)
		}
	case age > 84 && r.chance(0.05), p.everOnTarget() && r.chance(0.015):
		palliativeFrom = r.days(first-300, last)
	}
	if palliativeFrom == 0 {
		return
	}
	p.add(r, "palliative", palliativeFrom)
	if dies := palliativeFrom + r.days(40, 500); p.gone() == 0 && dies > max(first, p.joined) && dies <= last {
		p.died = dies
	}
}

func (w *World) pregnancy(p *patient, r draw) {
	first, last := w.extracts[0], w.extracts[len(w.extracts)-1]
	if age := p.age(first); p.female && age >= 18 && age < 43 && r.chance(0.08) {
		p.add(r, "pregnancy", r.days(first-400, last))
	}
}

// meetEveryGroup gives a problem of each group to somebody on a target
// medicine if chance gave it to nobody, so that even a small practice shows
// every path of the search.
func (w *World) meetEveryGroup() {
	last := w.extracts[len(w.extracts)-1]
	var target []*patient
	for _, p := range w.patients {
		if p.gone() == 0 && p.onTarget(last) {
			target = append(target, p)
		}
	}
	groups := []string{"cancer", "palliative", "pregnancy"}
	for _, x := range rates {
		groups = append(groups, x.group)
	}
	r := drawFor(w.options.Seed, aboutConditions, -1)
	for _, group := range groups {
		met := false
		for _, p := range target {
			met = met || p.has(group)
		}
		suits := func(p *patient) bool {
			age := p.age(last)
			return group != "pregnancy" || p.female && age >= 18 && age < 45
		}
		for tries := 0; !met && tries < 40 && len(target) > 0; tries++ {
			if p := oneOf(r, target); suits(p) {
				p.add(r, group, last-r.days(20, 200))
				met = true
			}
		}
	}
}
