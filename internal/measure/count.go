package measure

import (
	"slices"

	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/medicine"
	"stepdown/internal/nhs"
)

// Counting is how an extract is counted.
type Counting struct {
	// Registered is the number of people registered at the practice on the
	// extract's date; 0 when it is not known, and then nothing is shown per 1,000.
	Registered int
	// IssuedWithinMonths is the search window of cohort.Criteria; 0 takes that
	// room's default (6), and Ever counts every active repeat.
	IssuedWithinMonths int
}

// Ever counts active repeats whenever they were issued.
const Ever = -1

// Count computes every measure for one extract. "On repeat" means exactly
// what it means in the search: the same code decides. Exclusions that belong
// to a cycle (cancer, palliative care) do not take a person out of the
// practice's count; having died or left does.
func Count(people []cohort.Person, on nhs.Date, o Counting) []Value {
	t := NewTally(on, o)
	for i := range people {
		t.Add(&people[i])
	}
	return t.Values()
}

// Tally counts an extract person by person, for a reader that streams.
type Tally struct {
	on         nhs.Date
	registered int
	search     cohort.Search
	thresholds []medicine.Threshold

	people map[string]count
}

// count is the numerator and denominator of a measure so far.
type count struct {
	numerator, denominator float64
	unclear                int
}

// NewTally begins the count of the extract of a day.
func NewTally(on nhs.Date, o Counting) *Tally {
	c := cohort.DefaultCriteria()
	c.AsAt = on
	switch {
	case o.IssuedWithinMonths < 0:
		c.IssuedWithinMonths = 0 // the search's word for "whenever"
	case o.IssuedWithinMonths > 0:
		c.IssuedWithinMonths = o.IssuedWithinMonths
	}
	return &Tally{on: on, registered: o.Registered, search: cohort.NewSearch(c, codelist.Set{}), thresholds: medicine.Thresholds(), people: map[string]count{}}
}

// Add counts one person. Each person must be added once.
func (t *Tally) Add(p *cohort.Person) {
	bare := *p
	bare.Problems = nil // codes decide who is in a cycle, not who is counted
	d := t.search.Decide(&bare)
	if !d.OnTarget() || d.Has(cohort.ReasonDied) || d.Has(cohort.ReasonLeft) {
		return
	}
	classes, ingredients := holds(d.Medicines)
	opioid, gabapentinoid := classes[string(medicine.Opioid)], classes[string(medicine.Gabapentinoid)]
	t.one(TargetAny)
	if opioid {
		t.one(AnyOpioid)
		t.dose(d.OME)
	}
	if gabapentinoid {
		t.one(AnyGabapentinoid)
	}
	if opioid && gabapentinoid {
		t.one(BothClasses)
	}
	for i := range ingredients {
		t.one(ForMedicine(i))
	}
}

// holds gathers the classes and target ingredients of the lines that count.
// The first ingredient of a product is its target; only classes of the search
// reach here.
func holds(lines []cohort.MedicineLine) (classes, ingredients map[string]bool) {
	classes, ingredients = map[string]bool{}, map[string]bool{}
	for _, l := range lines {
		classes[l.Class] = true
		for _, i := range l.Ingredients {
			ingredients[i] = true // those without a measure of their own are dropped in Values
		}
	}
	return classes, ingredients
}

func (t *Tally) one(key string) {
	c := t.people[key]
	c.numerator++
	t.people[key] = c
}

// dose counts one person's opioids. A total that is only a lower bound is
// told beside each measure that it might change.
func (t *Tally) dose(o cohort.OME) {
	whole := o.Known && !o.AtLeast
	for _, th := range t.thresholds {
		key := HighDose(th.MgPerDay)
		c := t.people[key]
		switch {
		case o.Known && o.High >= th.MgPerDay:
			c.numerator++
		case !whole:
			c.unclear++
		}
		t.people[key] = c
	}
	total, average := t.people[TotalOME], t.people[MeanOME]
	total.numerator += o.High
	if whole {
		average.numerator += o.High
		average.denominator++
	} else {
		total.unclear++
		average.unclear++
	}
	t.people[TotalOME], t.people[MeanOME] = total, average
}

// Values gives a value for each definition, zeros too: nobody on a medicine
// is a finding, not a gap.
func (t *Tally) Values() []Value {
	var values []Value
	for _, d := range registry {
		c := t.people[d.Key]
		if d.PerThousand {
			c.denominator = float64(t.registered)
		}
		values = append(values, Value{d.Key, Point{t.on, c.numerator, c.denominator, c.unclear}})
	}
	return slices.Clip(values)
}
