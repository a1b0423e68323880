// Package medicine reads what a prescription line says: the product, its
// class, strength, form and release; the dose text as an amount a day; and
// the oral morphine equivalence (OME) of both.
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

// Product is what a medicine's name says. Products are shared between callers
// and must not be changed.
type Product struct {
	Name         string   // as written
	Class        Class    //
	Ingredients  []string // base names in lower case, target ingredient first: "codeine", "paracetamol"
	Strength     string   // as "30mg/500mg", "10mg/5ml", "25micrograms/hour"; empty when not said
	Form         string   // "tablet", "capsule", "patch", "oral solution", "injection", ...; empty when not said
	Release      string   // "immediate", "modified"; empty when not said or not meant
	Route        string   // "oral", "transdermal", "sublingual", "parenteral", ...
	Manufacturer string   // as in brackets at the end of a dm+d name
	Note         string   // what a person should know: "for cough: can be left out", "treatment of dependence"
}
