package medicine

// assign gives each ingredient its strength.
func (r *reading) assign(p *Product, brand *entry, taken uint64) {
	n := len(p.Ingredients)
	if n == 0 { // not in our tables: only what the name says
		if len(r.amounts) > 0 {
			p.Strength = r.strengthText(r.amounts)
		}
		return
	}
	table := r.tableEntry(brand)
	if len(r.amounts) == 0 {
		r.bareNumbers(p, taken)
	}
	switch {
	case len(r.amounts) == 0 && table != nil:
		p.amounts = append(p.amounts[:0], table.strength...)
		p.Strength = table.said
		return
	case len(r.amounts) == 0:
		return
	case n == 1:
		r.assignOne(p)
	case len(r.amounts) == 1:
		r.assignFew(p, table)
	default:
		r.assignMany(p)
	}
	for i := range p.amounts {
		a := &p.amounts[i]
		if p.Form == "patch" && a.unit == "microgram" && a.perUnit == "" { // Durogesic 25micrograms
			a.perValue, a.perUnit = 1, "hour"
		}
	}
	if p.Strength == "" {
		p.Strength = r.strengthText(p.amounts)
	}
}

func (r *reading) tableEntry(brand *entry) *entry {
	if brand != nil && brand.strength != nil {
		return brand
	}
	for _, h := range r.hits {
		if h.entry.class != Other && h.entry.strength != nil {
			return h.entry
		}
	}
	return nil
}

// assignOne: one ingredient. Two strengths are read as one if they say the
// same ("100mg/5ml (20mg/ml)"), if one is the rate of a patch, or if one alone
// stands behind the name and the others, of something else, before it;
// otherwise none is taken.
func (r *reading) assignOne(p *Product) {
	amounts := r.amounts
	if own := r.behindName(); own != nil {
		amounts = own
	}
	a := amounts[0]
	if a.perUnit == "" && a.mg >= packOfPowder {
		return
	}
	for _, b := range amounts[1:] {
		switch {
		case b.perUnit == "hour" && a.perUnit != "hour":
			a = b
		case a.perUnit == "hour", same(a, b):
		case !isTarget(p.Ingredients[0]):
			return
		default:
			p.note("more than one strength")
			p.Strength = a.String() + " and " + b.String()
			return
		}
	}
	p.amounts = append(p.amounts, a)
}

// packOfPowder is the weight in milligrams from which a strength by the piece
// is the size of a pack ("Codeine phosphate powder 25 gram"): no tablet,
// ampoule or sachet of a single target holds 2 g.
const packOfPowder = 2000

// behindName is the only strength behind the only name, where others stand
// before it: "Terpin 32.5mg/5ml / Codeine 16mg/5ml". Nil where that is not so.
func (r *reading) behindName() []amount {
	last := len(r.amounts) - 1
	if len(r.hits) != 1 || last < 1 || r.amounts[last].at < r.hits[0].end || r.amounts[last-1].at >= r.hits[0].at {
		return nil
	}
	return r.amounts[last:]
}

func same(a, b amount) bool {
	x, y := a.mg, b.mg
	if a.perUnit != b.perUnit {
		return false
	}
	if a.perUnit != "" {
		x, y = x/a.perValue, y/b.perValue
	}
	return x == y
}

// assignFew: a combination whose name states one strength. It is the target's
// unless it is plainly the partner's (500 mg of paracetamol).
func (r *reading) assignFew(p *Product, table *entry) {
	a := r.amounts[0]
	if table != nil {
		p.amounts, p.Strength = append(p.amounts[:0], table.strength...), table.said
		return
	}
	if a.mg >= 250 && bulky(p.Ingredients[1]) {
		p.Strength = a.String()
		return
	}
	p.room()
	p.amounts[0] = a
}

// bulky partners are always the larger part of a tablet.
func bulky(ingredient string) bool {
	return ingredient == "paracetamol" || ingredient == "ibuprofen" || ingredient == "aspirin"
}

// assignMany: each strength belongs to the ingredient named before it; where
// all names stand before all strengths, in the order of the names; where the
// name is a brand's, in the table's order. The bulky partner has the larger.
func (r *reading) assignMany(p *Product) {
	p.room()
	if r.byNeighbour(p) {
		return
	}
	if !r.inOrderOfNames(p) {
		for i := range p.amounts {
			if i < len(r.amounts) {
				p.amounts[i] = r.amounts[i]
			}
		}
	}
	if bulky(p.Ingredients[1]) && p.amounts[0].mg > p.amounts[1].mg && p.amounts[1].mg > 0 {
		p.amounts[0], p.amounts[1] = p.amounts[1], p.amounts[0]
	}
}

// inOrderOfNames reads "Cyclizine with morphine 50mg+10mg/ml": as many names
// of one ingredient as strengths, all before the first of them.
func (r *reading) inOrderOfNames(p *Product) bool {
	if len(r.hits) != len(p.amounts) || len(r.amounts) != len(p.amounts) || r.amounts[0].at < r.hits[len(r.hits)-1].end {
		return false
	}
	for i, h := range r.hits {
		if len(h.entry.ingredients) != 1 {
			return false
		}
		for k, in := range p.Ingredients {
			if in == h.entry.ingredients[0] {
				p.amounts[k] = r.amounts[i]
			}
		}
	}
	return true
}

func (r *reading) byNeighbour(p *Product) bool {
	for i := range r.amounts {
		owner := ""
		for _, h := range r.hits {
			if h.at < r.amounts[i].at {
				if len(h.entry.ingredients) != 1 {
					return false
				}
				owner = h.entry.ingredients[0]
			}
		}
		at := -1
		for k, in := range p.Ingredients {
			if in == owner {
				at = k
			}
		}
		if at >= 0 && p.amounts[at].value != 0 && r.amounts[i].unit == "%" { // the same once more: "250mg/250ml (0.1%)"
			continue
		}
		if at < 0 || p.amounts[at].value != 0 {
			for k := range p.amounts {
				p.amounts[k] = amount{}
			}
			return false
		}
		p.amounts[at] = r.amounts[i]
	}
	return true
}

// bareNumbers reads strengths written without a unit where only one reading
// is possible: "co-codamol 30/500", "Durogesic 25 patches", "MST 10".
func (r *reading) bareNumbers(p *Product, taken uint64) {
	var at [4]int
	n := 0
	for i := range r.words {
		if r.words[i].number && taken>>min(i, 63)&1 == 0 && n < len(at) {
			at[n] = i
			n++
		}
	}
	mg := func(i int, unit string, size float64, per string) amount {
		v := r.words[i].value
		return amount{value: v, unit: unit, mg: v * size, perUnit: per, perValue: 1, at: i, end: i + 1}
	}
	switch {
	case n == 0 || r.words[at[0]].value == 0:
	case len(p.Ingredients) > 1 && n >= 2 && at[1] == at[0]+1 && r.words[at[1]].gap&(gapSlash|gapPlus|gapDash) != 0 && r.words[at[1]].value > 0:
		r.amounts = append(r.amounts, mg(at[0], "mg", 1, ""), mg(at[1], "mg", 1, ""))
	case len(p.Ingredients) == 1 && p.Form == "patch" && (n == 1 || at[0] == r.hits[0].end) && r.words[at[0]].value >= leastRate[p.Ingredients[0]] && r.words[at[0]].value <= 100:
		r.amounts = append(r.amounts, mg(at[0], "microgram", 0.001, "hour"))
	case len(p.Ingredients) == 1 && n == 1 && p.Brand != "" && p.Release == "modified" && p.Form != "patch" && at[0] == r.hits[0].end:
		if v := r.words[at[0]].value; v >= 5 && v <= 400 && v != 24 && v != 12 {
			r.amounts = append(r.amounts, mg(at[0], "mg", 1, ""))
		}
	}
}

// leastRate is the weakest patch, in micrograms an hour: a smaller number
// beside a patch counts patches.
var leastRate = map[string]float64{"fentanyl": 12, "buprenorphine": 5}

// room makes p.amounts one empty amount for each ingredient.
func (p *Product) room() {
	if n := len(p.Ingredients); n <= cap(p.amounts) {
		p.amounts = p.amounts[:n]
	} else {
		p.amounts = make([]amount, n)
	}
}
