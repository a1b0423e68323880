package cohort

import (
	"sync"
	"sync/atomic"

	"stepdown/internal/medicine"
	"stepdown/internal/nhs"
)

// The seam between the search and package medicine: everything the search
// asks about a prescription line passes through here.

// product says what a name is.
func product(name string) *medicine.Product { return medicine.Read(name) }

// Class of a medicine line: by its dm+d or BNF code where that is known, by its
// name otherwise. The readers of exports ask it too, so that what is kept is
// what is decided on.
func Class(name, dmd, bnf string) medicine.Class { return coded(name, dmd, bnf).Product.Class }

func coded(name, dmd, bnf string) medicine.Coded {
	if dmd == "" && bnf == "" {
		return medicine.Coded{Product: medicine.Read(name)}
	}
	return medicine.ReadCoded(name, dmd, bnf)
}

// Sedative reports whether a name is a benzodiazepine or z-drug, which is shown
// beside an opioid or gabapentinoid.
func Sedative(name string) bool {
	kind := medicine.Companion(name)
	return kind == medicine.Benzodiazepine || kind == medicine.ZDrug
}

// highDose is the daily oral morphine equivalent, in mg, from which a dose is
// called high: the practice's own, or the published one of the day.
func (s *search) highDose() float64 {
	if s.criteria.HighDoseOME > 0 {
		return s.criteria.HighDoseOME
	}
	return medicine.ThresholdOn(string(s.criteria.AsAt)).MgPerDay
}

// totalOME adds the opioid lines that count now; for somebody taken in on
// acute issues, those.
func (s *search) totalOME(on []line) OME {
	var all []medicine.Equivalent
	for _, l := range s.lines {
		if l.product.Class == medicine.Opioid && (l.counts || holds(on, l)) {
			all = append(all, l.equivalent())
		}
	}
	if len(all) == 0 {
		return OME{}
	}
	t := medicine.TotalOME(all)
	return OME{Low: t.Low, High: t.High, AtLeast: t.AtLeast, Known: true, Working: t.Working, Why: t.Why, Factors: t.FactorVersion}
}

func holds(ls []line, l line) bool {
	for _, x := range ls {
		if x.Medication == l.Medication {
			return true
		}
	}
	return false
}

// gabapentinoidDDD adds the gabapentinoid lines that count now in defined
// daily doses; they have no morphine equivalence.
func (s *search) gabapentinoidDDD(on []line) DDD {
	var d DDD
	for _, l := range s.lines {
		if l.product.Class == medicine.Gabapentinoid && (l.counts || holds(on, l)) {
			e := l.equivalent()
			d.Low, d.High, d.Known = d.Low+e.DDDLow, d.High+e.DDDHigh, true
			if e.Working != "" {
				d.Working = append(d.Working, e.Working)
			}
		}
	}
	return d
}

// said is a product and what a dose text says of it.
type said struct {
	product *medicine.Product
	dose    string
}

// The same words for the same product come again and again in an export, and
// mean the same. At most mostSaid of them are kept.
const mostSaid = 1 << 13

var (
	equivalents sync.Map // said -> medicine.Equivalent
	keptSaid    atomic.Int32
)

// equivalent is what the line amounts to in a day.
func (l line) equivalent() medicine.Equivalent {
	key := said{l.product, l.Dose}
	if e, ok := equivalents.Load(key); ok {
		return e.(medicine.Equivalent)
	}
	d := l.amount()
	e := medicine.LineOME(l.product, d)
	if settled := !d.Unclear || d.High > 0; settled && !d.Estimate { // by the words alone
		if keptSaid.Add(1) > mostSaid {
			equivalents.Clear()
			keptSaid.Store(0)
		}
		equivalents.Store(key, e)
	}
	return e
}

// amount is what the dose text says is taken; where it says nothing, an
// estimate from the quantity and the time between issues, marked as one.
func (l line) amount() medicine.Dose {
	d := medicine.ReadDose(l.Dose, l.product)
	if !d.Unclear || d.High > 0 || l.Quantity <= 0 {
		return d
	}
	if days := interval(l.Started, l.LastIssue, l.Issues); days > 0 {
		return medicine.EstimateDose(l.Quantity, days)
	}
	return d
}

// interval is the mean number of days between issues; 0 when it is not known.
func interval(started, last nhs.Date, issues int) float64 {
	if issues < 2 || !started.Known() || !last.Known() {
		return 0
	}
	return float64(started.DaysUntil(last)) / float64(issues-1)
}
