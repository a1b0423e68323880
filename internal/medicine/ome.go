package medicine

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
)

// FactorVersion names the table of factors; every equivalence carries it.
const FactorVersion = "OpenPrescribing 2026-08-22"

// Factor is one line of the table: milligrams of oral morphine for one
// milligram of the ingredient by the route.
type Factor struct {
	Ingredient, Route string
	Factor            float64
	Reference, Link   string
}

type factorKey struct{ ingredient, route string }

var factors = sync.OnceValue(func() map[factorKey]Factor {
	all := map[factorKey]Factor{}
	readTable("ome_factors.csv", func(get func(string) string) {
		f := Factor{Ingredient: get("ingredient"), Route: get("route"), Reference: get("reference"), Link: get("link")}
		f.Factor = mustNumber(get("factor"))
		all[factorKey{f.Ingredient, f.Route}] = f
	})
	return all
})

func mustNumber(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(err)
	}
	return v
}

// factorRoutes are the table's routes for ours, the nearest first.
var factorRoutes = map[string][]string{
	"oral": {"oral"}, "sublingual": {"oromucosal"}, "buccal": {"buccal", "oromucosal"}, "nasal": {"nasal"}, "transdermal": {"transdermal"},
	"parenteral": {"injection"}, "rectal": {"rectal"}, "inhalation": {"inhalation"},
}

// FactorFor is the factor of a product's target ingredient by its route; ok
// is false when the table has none.
func FactorFor(p *Product) (Factor, bool) {
	if p == nil || p.Class != Opioid || len(p.Ingredients) == 0 {
		return Factor{}, false
	}
	for _, route := range factorRoutes[p.Route] {
		if f, ok := factors()[factorKey{p.Ingredients[0], route}]; ok {
			return f, true
		}
	}
	// A name that says the strength but no form ("*TRAMADOL 50mg") is a
	// tablet or capsule where the medicine is only ever swallowed by the piece.
	if _, per, ok := p.Amount(); p.Route == "" && ok && per == "" && swallowed[p.Ingredients[0]] {
		f, ok := factors()[factorKey{p.Ingredients[0], "oral"}]
		return f, ok
	}
	return Factor{}, false
}

var swallowed = map[string]bool{"codeine": true, "dihydrocodeine": true, "tramadol": true, "tapentadol": true, "oxycodone": true, "morphine": true, "meptazinol": true,
	"dextropropoxyphene": true, "dipipanone": true}

// OMEPerUnit is the oral morphine equivalence, in milligrams, of one tablet,
// capsule or other piece, of one ml of a liquid, of one spray, or of one patch
// over its labelled wear. ok is false when it is not known, for gabapentinoids,
// for methadone and for treatment of dependence: none of these is converted.
func OMEPerUnit(p *Product) (mg float64, ok bool) {
	f, ok := FactorFor(p)
	if !ok {
		return 0, false
	}
	amount, per, ok := p.Amount()
	switch {
	case !ok || per == "g":
		return 0, false
	case per == "hour":
		return tidy(amount * p.WearHours * f.Factor), p.WearHours > 0
	case p.Form == "patch":
		return 0, false
	}
	return tidy(amount * f.Factor), true
}

// wear is how long patches of a range of strengths are worn.
type wear struct {
	ingredient      string
	from, to, hours float64 // micrograms an hour; hours
}

var wears = sync.OnceValue(func() []wear {
	var all []wear
	readTable("patch_wear.csv", func(get func(string) string) {
		all = append(all, wear{get("ingredient"), mustNumber(get("from")), mustNumber(get("to")), mustNumber(get("hours"))})
	})
	return all
})

// usualWear is how long, in hours, a patch of this ingredient and strength is
// worn where neither brand nor name says so; 0 when not known.
func (p *Product) usualWear() float64 {
	mg, per, ok := p.Amount()
	if !ok || per != "hour" {
		return 0
	}
	rate := tidy(mg * 1000)
	for _, w := range wears() {
		if w.ingredient == p.Ingredients[0] && w.from <= rate && rate <= w.to {
			return w.hours
		}
	}
	return 0
}

// Equivalent is what one line amounts to in a day.
type Equivalent struct {
	Low, High     float64 // mg of oral morphine a day; 0 where not converted
	AtLeast       bool    // unclear or not convertible: the true figure may be higher
	Why           string  // why AtLeast, in words
	DDDLow        float64 // defined daily doses of a gabapentinoid
	DDDHigh       float64
	Working       string // "Tramadol 50 mg × 2-8 a day × 0.1 = 10-40 mg"
	FactorVersion string
}

// LineOME converts one line. Patches count by micrograms an hour × 24 × the
// number worn at once, however often they are changed and whatever quantity
// is supplied.
func LineOME(p *Product, d Dose) Equivalent {
	e := Equivalent{FactorVersion: FactorVersion}
	if p == nil || !p.Class.Target() && p.Class != OpioidDependence {
		return e
	}
	title := titleOf(p)
	if p.Class == OpioidDependence {
		return e.unconverted(title, "treatment of dependence is not converted")
	}
	if p.Class == Gabapentinoid {
		return e.days(p, d, title)
	}
	if p.has("methadone") {
		return e.unconverted(title, "methadone is not converted")
	}
	f, ok := FactorFor(p)
	if !ok {
		return e.unconverted(title, "no factor for this medicine by this route")
	}
	if p.Form == "patch" {
		return e.patch(p, d, f, title)
	}
	if d.High == 0 {
		why := "the dose is unclear"
		if d.Why != "" {
			why += ": " + d.Why
		}
		return e.unconverted(title, why)
	}
	if d.Unit == "mg" {
		return e.by(d, 1, f.Factor, title+" "+rangeText(d.Low, d.High)+" mg a day")
	}
	mg, per, ok := p.Amount()
	if !ok || per == "g" || per == "hour" {
		return e.unconverted(title, "the strength is not known")
	}
	unit := ""
	if per == "ml" {
		unit = " ml"
		if d.Unit != "ml" && d.High > 0 {
			return e.unconverted(title, "the dose is not in ml")
		}
	} else if d.Unit == "ml" {
		return e.unconverted(title, "the dose is in ml and the strength is not")
	}
	return e.by(d, mg, f.Factor, title+" "+strengthWords(mg, per)+" × "+rangeText(d.Low, d.High)+unit+" a day")
}

func (e Equivalent) unconverted(title, why string) Equivalent {
	e.AtLeast, e.Why = true, why
	e.Working = title + ": " + why
	return e
}

func (e Equivalent) by(d Dose, mg, factor float64, words string) Equivalent {
	e.Low, e.High = tidy(d.Low*mg*factor), tidy(d.High*mg*factor)
	e.Working = words + " × " + figure(factor) + " = " + rangeText(e.Low, e.High) + " mg"
	return e.doubt(d)
}

// doubt marks what an unclear or estimated dose leaves open.
func (e Equivalent) doubt(d Dose) Equivalent {
	switch {
	case d.Estimate:
		e.AtLeast, e.Why = true, "the dose is an estimate from quantity and interval"
	case d.Unclear:
		e.AtLeast, e.Why = true, "the dose is unclear"
	}
	if e.AtLeast {
		e.Working += " (" + e.Why + ")"
	}
	return e
}

func (e Equivalent) patch(p *Product, d Dose, f Factor, title string) Equivalent {
	mg, per, ok := p.Amount()
	if !ok || per != "hour" {
		return e.unconverted(title, "the strength is not known")
	}
	low, high := d.WornLow, d.WornHigh
	unclear := d.Unclear || d.Estimate || high == 0
	if high == 0 { // a patch is prescribed, so one is worn, and perhaps more
		low, high = 1, 1
	}
	e.Low, e.High = tidy(low*mg*24*f.Factor), tidy(high*mg*24*f.Factor)
	patches := " patches"
	if high == 1 {
		patches = " patch"
	}
	e.Working = fmt.Sprintf("%s %s micrograms/hour × 24 hours × %s%s × %s = %s mg", title, figure(mg*1000), rangeText(low, high), patches, figure(f.Factor), rangeText(e.Low, e.High))
	if unclear {
		e.AtLeast, e.Why = true, "the number worn is unclear; one is counted"
		if d.WornHigh > 0 {
			e.Why = "the dose is unclear"
		}
		e.Working += " (" + e.Why + ")"
	}
	return e
}

var ddds = sync.OnceValue(func() map[string]float64 {
	all := map[string]float64{}
	readTable("ddd.csv", func(get func(string) string) { all[get("ingredient")] = mustNumber(get("mg")) })
	return all
})

// DDD is the defined daily dose of a gabapentinoid in milligrams (gabapentin
// 1800, pregabalin 300); ok is false for anything else.
func DDD(p *Product) (mg float64, ok bool) {
	if p == nil || p.Class != Gabapentinoid || len(p.Ingredients) == 0 {
		return 0, false
	}
	mg, ok = ddds()[p.Ingredients[0]]
	return mg, ok
}

// days counts a gabapentinoid in defined daily doses, never as morphine.
func (e Equivalent) days(p *Product, d Dose, title string) Equivalent {
	e.FactorVersion = ""
	ddd, ok := DDD(p)
	mg, per, said := p.Amount()
	words := ""
	switch {
	case !ok:
		e.Working = title + ": no defined daily dose"
		return e
	case d.Unit == "mg":
		mg, words = 1, title+" "+rangeText(d.Low, d.High)+" mg a day"
	case !said || per == "g" || (per == "ml") != (d.Unit == "ml") && d.High > 0:
		e.Working = title + ": the amount a day is not known"
		return e
	default:
		unit := ""
		if per == "ml" {
			unit = " ml"
		}
		words = title + " " + strengthWords(mg, per) + " × " + rangeText(d.Low, d.High) + unit + " a day"
	}
	e.DDDLow, e.DDDHigh = tidy(d.Low*mg/ddd), tidy(d.High*mg/ddd)
	e.Working = words + " ÷ " + figure(ddd) + " mg = " + rangeText(e.DDDLow, e.DDDHigh) + " defined daily doses"
	if d.Unclear || d.Estimate {
		e.Working += " (the dose is unclear)"
	}
	return e
}

// Total is what all the opioid lines of a person amount to in a day.
type Total struct {
	Low, High     float64 // mg of oral morphine a day
	AtLeast       bool    // some line is unclear or not converted
	Why           []string
	Working       []string
	FactorVersion string
}

// TotalOME adds the lines of one person. One line that is unclear or cannot be
// converted makes the whole "at least". Gabapentinoids add nothing.
func TotalOME(lines []Equivalent) Total {
	t := Total{FactorVersion: FactorVersion}
	for _, e := range lines {
		t.Low += e.Low
		t.High += e.High
		if e.AtLeast {
			t.AtLeast = true
			t.Why = append(t.Why, e.Why)
		}
		if e.Working != "" {
			t.Working = append(t.Working, e.Working)
		}
	}
	t.Low, t.High = tidy(t.Low), tidy(t.High)
	return t
}

// HighDose reports whether the total must be taken for a high dose: the upper
// end reaches the threshold (mg a day), or the total is an "at least" that no
// clinician has looked at yet.
func (t Total) HighDose(threshold float64) bool { return t.AtLeast || t.High >= threshold }

// String writes the total: "30-40 mg", "at least 60 mg".
func (t Total) String() string {
	if t.AtLeast {
		return "at least " + figure(t.Low) + " mg"
	}
	return rangeText(t.Low, t.High) + " mg"
}

// Threshold is a daily dose from which a total counts as high, and since when.
type Threshold struct {
	Name     string
	MgPerDay float64
	From, To string // ISO dates; From empty: from the beginning, To empty: still in force
	Source   string
}

// Thresholds lists all thresholds, the older first.
var Thresholds = sync.OnceValue(func() []Threshold {
	var all []Threshold
	readTable("thresholds.csv", func(get func(string) string) {
		all = append(all, Threshold{get("name"), mustNumber(get("mg_per_day")), get("from"), get("to"), get("source")})
	})
	return all
})

// ThresholdOn is the high-dose threshold in force on an ISO date; an empty
// date means today's, the newest.
func ThresholdOn(date string) Threshold {
	all := Thresholds()
	at := all[len(all)-1]
	for _, t := range all {
		if date != "" && date >= t.From && (t.To == "" || date <= t.To) {
			at = t
		}
	}
	return at
}

func titleOf(p *Product) string {
	if p.Brand != "" {
		return p.Brand
	}
	if len(p.Ingredients) == 0 {
		return p.Name
	}
	if s := p.Ingredients[0]; s != "" {
		return strings.ToUpper(s[:1]) + s[1:]
	}
	return p.Name
}

func strengthWords(mg float64, per string) string {
	n, unit := figure(mg), " mg"
	if mg < 1 && per != "ml" {
		n, unit = figure(mg*1000), " micrograms"
	}
	switch per {
	case "ml":
		return n + unit + "/ml"
	case "dose":
		return n + unit + "/spray"
	}
	return n + unit
}

// tidy takes the dust of binary fractions off a figure: it is the nearest to a
// decimal of four places.
func tidy(v float64) float64 {
	n := v * 1e4
	whole, rest := math.Modf(n)
	// The quotient of two whole numbers is the nearest there is, as long as the
	// product leaves no doubt which whole number.
	if rest = math.Abs(rest); math.Abs(n) < 1e12 && math.Abs(rest-0.5) > 1e-3 {
		if rest > 0.5 {
			whole += math.Copysign(1, n)
		}
		return whole / 1e4
	}
	r, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'f', 4, 64), 64)
	return r
}

func figure(v float64) string {
	v = tidy(v)
	if n := int64(v); float64(n) == v && n != 0 {
		return strconv.FormatInt(n, 10)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func rangeText(low, high float64) string {
	if low == high {
		return figure(low)
	}
	return figure(low) + "-" + figure(high)
}
