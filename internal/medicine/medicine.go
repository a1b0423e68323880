// Package medicine reads what a prescription line says: the product, its
// class, strength, form and release; the dose text as an amount a day; and
// the oral morphine equivalence (OME) of both.
//
// What is not said is left empty. Names, factors and thresholds are data with
// their sources, in the folder data.
package medicine

// Class is what a product counts as in the search.
type Class string

// The four classes.
const (
	Opioid           Class = "opioid"
	Gabapentinoid    Class = "gabapentinoid"
	OpioidDependence Class = "opioid-dependence"
	Other            Class = "other"
)

// Target reports whether a course of this class can put somebody on the list.
// Treatment of dependence is not a target: it is never tapered here.
func (c Class) Target() bool { return c == Opioid || c == Gabapentinoid }

// Product is what a medicine's name says. Products are shared between callers
// and must not be changed.
type Product struct {
	Name         string   // as written
	Class        Class    //
	Ingredients  []string // base names in lower case, target ingredient first: "codeine", "paracetamol"
	Strength     string   // as "30mg/500mg", "10mg/5ml", "25micrograms/hour"; empty when not said
	Form         string   // "tablet", "capsule", "patch", "oral solution", "injection", ...; empty when not said
	FormDetail   string   // "effervescent", "orodispersible", "soluble", ...; empty when plain or not said
	Release      string   // "immediate", "modified"; empty when not said or not meant
	Route        string   // "oral", "transdermal", "sublingual", "parenteral", ...
	Manufacturer string   // as in brackets at the end of a dm+d name
	Brand        string   // as in the table of brands: "Zydol"; empty for a generic name
	Note         string   // what a person should know: "for cough: can be left out", "treatment of dependence"
	WearHours    float64  // labelled wear of a patch in hours; 0 when not known or not a patch
	Companion    string   // of a medicine that is flagged beside a target: "benzodiazepine", "z-drug", "antidepressant for pain"
	LeaveOut     bool     // an opioid for cough or diarrhoea, which a search may leave out

	amounts []amount // one for each ingredient, in the same order; zero when not said
}

// Amount is how much of the target ingredient the name states, in milligrams,
// with what it is in: "" for one tablet, capsule or other piece, "ml", "hour"
// (patch), "dose" (spray), "g" (gel). ok is false when the name does not say.
func (p *Product) Amount() (mg float64, per string, ok bool) {
	if p == nil || len(p.amounts) == 0 || p.amounts[0].mg == 0 {
		return 0, "", false
	}
	a := p.amounts[0]
	if a.perUnit == "" {
		return a.mg, "", true
	}
	return a.mg / a.perValue, a.perUnit, true
}

// Liquid reports whether the product is measured in millilitres.
func (p *Product) Liquid() bool {
	if p == nil {
		return false
	}
	_, per, ok := p.Amount()
	return ok && per == "ml" || liquidForms[p.Form]
}
