package synth

import (
	"math"
	"sort"

	"stepdown/internal/cohort"
)

// Shares of a list. England's practices have 4 to 5 in a hundred on a repeat
// opioid or gabapentinoid; tramadol is made commoner than its tenth of the
// items, so that one cycle on it has enough people to show a change.
const (
	targetShare   = 0.0465
	tramadolShare = 0.0190
	startsMonthly = 0.00060 // of the whole list
	joinsOnTarget = 0.04
	both          = 0.18 // of people on an opioid, also on a gabapentinoid
	stopsMonthly  = 0.008
	alters        = 0.014 // monthly: another product or dose of the same medicine
	switches      = 0.004 // monthly: tramadol to codeine or co-codamol
)

// painWeight is how much likelier a person is to be on a target medicine.
func painWeight(age int, female bool) float64 {
	w := []float64{0.01, 0.01, 0.25, 0.6, 1.1, 1.7, 1.8, 1.9, 2.0, 2.0}[min(max(age, 0)/10, 9)]
	if age < 18 {
		w = 0.005
	}
	if female {
		w *= 1.4
	}
	return w
}

// prescribeTargets puts the right number of people on opioids and
// gabapentinoids at the first extract, then follows them and everybody else
// through the months.
func (w *World) prescribeTargets() {
	first := w.extracts[0]
	onList, mean := 0, 0.0
	type ranked struct {
		p   *patient
		key float64
	}
	var lots []ranked
	for i, p := range w.patients {
		r := drawFor(w.options.Seed, aboutTargets, i)
		weight := painWeight(p.age(first), p.female)
		if p.joined < first {
			onList++
			mean += weight
			lots = append(lots, ranked{p, -math.Log(1-r.Float64()) / weight})
		}
	}
	mean /= float64(max(1, onList))
	sort.SliceStable(lots, func(a, b int) bool { return lots[a].key < lots[b].key })
	chosen := map[*patient]string{}
	for i, ingredient := range w.stock(onList) {
		if i < len(lots) {
			chosen[lots[i].p] = ingredient
		}
	}
	for i, p := range w.patients {
		r := drawFor(w.options.Seed, aboutTargets, i)
		r.Float64() // the lot drawn above
		switch ingredient := chosen[p]; {
		case ingredient != "":
			w.establish(p, r, ingredient, first-r.days(0, 9*year))
		case p.joined >= first && r.chance(joinsOnTarget*min(painWeight(p.age(first), p.female), 1.5)):
			w.establish(p, r, w.starter(r), p.joined)
		default:
			w.maybeStart(p, r, startsMonthly*painWeight(p.age(first), p.female)/mean)
		}
		w.otherOpioids(p, r)
	}
}

// stock lists one ingredient for each person on a target medicine at the
// first extract, in a shuffled order and in exact proportion.
func (w *World) stock(onList int) []string {
	n := int(math.Round(targetShare * float64(onList)))
	tramadol := int(math.Round(tramadolShare * float64(onList)))
	var list []string
	for range min(tramadol, n) {
		list = append(list, "tramadol")
	}
	total := 0.0
	for _, s := range theFormulary().mix {
		total += s.stock
	}
	rest, owed := n-len(list), 0.0
	for _, s := range theFormulary().mix {
		owed += s.stock / total * float64(rest)
		for ; owed >= 0.5 && len(list) < n; owed-- {
			list = append(list, s.ingredient)
		}
	}
	r := drawFor(w.options.Seed, aboutTargets, -1)
	r.Shuffle(len(list), func(a, b int) { list[a], list[b] = list[b], list[a] })
	return list
}

func (w *World) starter(r draw) string {
	return weighted(r, theFormulary().mix, func(s ingredientShare) float64 { return s.starts }).ingredient
}

func pick(r draw, ingredient string) *product {
	return weighted(r, theFormulary().byIngredient[ingredient], (*product).share)
}

// establish puts a person on a repeat of the ingredient from a day, with what
// often goes with it, and follows the repeats from there.
func (w *World) establish(p *patient, r draw, ingredient string, from day) {
	from = max(from, p.born+16*year)
	w.follow(p, r, w.repeat(p, r, pick(r, ingredient), from))
	isOpioid := theFormulary().byIngredient[ingredient][0].class == "opioid"
	later := max(from, min(from+r.days(0, 2*year), w.extracts[0]))
	switch {
	case isOpioid && r.chance(both):
		w.follow(p, r, w.repeat(p, r, pick(r, oneOf(r, []string{"gabapentin", "pregabalin"})), later))
	case !isOpioid && r.chance(0.12):
		w.follow(p, r, w.repeat(p, r, pick(r, oneOf(r, []string{"co-codamol", "codeine"})), later))
	}
	switch ingredient {
	case "morphine", "oxycodone", "fentanyl":
		if r.chance(0.4) { // for breakthrough pain
			w.follow(p, r, w.repeat(p, r, theFormulary().named(oneOf(r, []string{"Oramorph 10mg/5ml oral solution", "Shortec 5mg capsules"})), later))
		}
		if r.chance(0.1) { // two strengths worn or taken together
			w.follow(p, r, w.repeat(p, r, pick(r, ingredient), later))
		}
	}
}

// named finds an opioid or gabapentinoid product by its name.
func (f formulary) named(name string) *product {
	for _, s := range f.mix {
		for _, p := range f.byIngredient[s.ingredient] {
			if p.name == name {
				return p
			}
		}
	}
	panic("synth: no product " + name)
}

func (w *World) repeat(p *patient, r draw, product *product, from day) *line {
	l := prescribe(r, product, cohort.Repeat, from)
	switch {
	case r.chance(0.012):
		l.every = 0 // kept on the list for information; the hospital supplies it
	case r.chance(0.025):
		l.silent = max(from+28, w.extracts[0]-r.days(0, year)+r.days(0, year))
	}
	p.lines = append(p.lines, l)
	return l
}

// follow takes a repeat through the months: stopped, altered, or switched.
func (w *World) follow(p *patient, r draw, l *line) {
	for m := 1; m < len(w.extracts); m++ {
		on := w.extracts[m] - r.days(0, 26)
		if on <= l.started+56 || p.gone() != 0 && on >= p.gone() {
			continue
		}
		next := l.product
		switch {
		case r.chance(stopsMonthly):
			l.ended = on
			return
		case r.chance(alters):
			next = pick(r, l.ingredient)
		case l.ingredient == "tramadol" && r.chance(switches):
			next = pick(r, oneOf(r, []string{"codeine", "co-codamol"}))
		}
		if next != l.product {
			l.ended = on
			l = w.repeat(p, r, next, on)
		}
	}
}

// maybeStart gives a person not on a target medicine each month the chance to
// start one, most often after acute issues.
func (w *World) maybeStart(p *patient, r draw, chance float64) {
	for m := 1; m < len(w.extracts); m++ {
		on := w.extracts[m] - r.days(0, 26)
		if on <= p.joined || p.gone() != 0 && on >= p.gone() || p.age(on) < 18 {
			continue
		}
		if r.chance(chance) {
			ingredient := w.starter(r)
			for back := r.between(0, 3); back > 0; back-- {
				p.lines = append(p.lines, prescribe(r, pick(r, ingredient), cohort.Acute, on-day(back)*28))
			}
			w.establish(p, r, ingredient, on)
			return
		}
	}
}

// otherOpioids writes what must not count as a repeat for pain: acute issues,
// repeats that ended, cough linctus, and the treatment of dependence.
func (w *World) otherOpioids(p *patient, r draw) {
	first, last := w.extracts[0], w.extracts[len(w.extracts)-1]
	age := p.age(first)
	if age < 18 {
		return
	}
	weak := func() *product {
		return pick(r, oneOf(r, []string{"co-codamol", "co-codamol", "codeine", "dihydrocodeine", "tramadol", "co-dydramol", "morphine"}))
	}
	weight := painWeight(age, p.female)
	acute := func(product *product, on day) {
		if on > p.joined && (p.gone() == 0 || on < p.gone()) {
			p.lines = append(p.lines, prescribe(r, product, cohort.Acute, on))
		}
	}
	if r.chance(0.05 * weight) {
		acute(weak(), r.days(first-year, last))
	}
	if r.chance(0.004 * weight) { // acute month after month, never made a repeat
		product, from := weak(), r.days(first-200, last-100)
		for k := range r.between(4, 9) {
			acute(product, from+day(k)*28)
		}
	}
	if r.chance(0.008 * weight) { // a repeat that ended before or about the first extract
		ended := first - r.days(-30, 300)
		l := prescribe(r, weak(), cohort.Repeat, ended-r.days(100, 5*year))
		l.ended = ended
		p.lines = append(p.lines, l)
	}
	if r.chance(0.004) {
		acute(pick(r, "cough"), r.days(first-year, last))
	}
	if age >= 25 && age < 62 && r.chance(0.004) {
		product := pick(r, oneOf(r, []string{"methadone", "buprenorphine dependence"}))
		l := prescribe(r, product, cohort.Repeat, first-r.days(-year, 6*year))
		l.every = 14
		p.lines = append(p.lines, l)
		if r.chance(0.4) && !p.onTarget(last) { // a pain medicine beside: excluded by the treatment
			w.repeat(p, r, pick(r, oneOf(r, []string{"pregabalin", "gabapentin", "co-codamol"})), max(first-r.days(0, year), l.started))
		}
	}
}
