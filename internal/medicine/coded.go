package medicine

import "strings"

// Coded is a line read by its code and by its name.
type Coded struct {
	*Product
	By            string // what decided: "dm+d", "BNF", "name"
	Contradiction string // what does not agree, in words; empty when all is well
}

// bnfClasses are the BNF codes that settle a class by themselves, longest
// first. Source: NHSBSA BNF hierarchy as used by the dm+d lists and by
// OpenPrescribing's pain measures.
var bnfClasses = []struct {
	prefix string
	class  Class
}{
	{"0408010G0", Gabapentinoid}, {"0408010AE", Gabapentinoid}, {"0407030AD", Gabapentinoid},
	{"0410030", OpioidDependence},
	{"0407020", Opioid},
	{"0407010F0", Opioid}, {"0407010M0", Opioid}, {"0407010N0", Opioid}, {"0407010Q0", Opioid}, {"0407010W0", Opioid}, {"0407010X0", Opioid},
	{"1001010J0", Opioid},
}

// notOpioids are the substances of BNF 4.10.3 that are no opioids.
var notOpioids = map[string]bool{"naltrexone": true, "lofexidine": true, "naloxone": true}

// ReadCoded reads a line that may carry a dm+d identifier or a BNF code: the
// code decides the class where it is known, the name where it is not, and a
// contradiction between them is told. Product details come from the name
// where the name says anything, else from the code's own name.
func ReadCoded(name, dmd, bnf string) Coded {
	named := Read(name)
	if now, ok := dmdNames()[dmd]; ok {
		return agree(named, Read(now), "dm+d")
	}
	for _, b := range bnfClasses {
		if len(bnf) >= len(b.prefix) && bnf[:len(b.prefix)] == b.prefix {
			if b.class == OpioidDependence && len(named.Ingredients) > 0 && notOpioids[named.Ingredients[0]] {
				return Coded{Product: named, By: "BNF"}
			}
			coded := *named
			coded.Class = b.class
			return agree(named, &coded, "BNF")
		}
	}
	c := Coded{Product: named, By: "name"}
	if len(bnf) >= 7 && named.Class != Other && !opioidChapter(bnf) {
		c.Contradiction = "the BNF code is of a chapter without such medicines, the name says " + string(named.Class)
	}
	return c
}

// opioidChapter reports whether a BNF code is of a chapter that holds opioids
// or gabapentinoids under codes that do not settle the class: antidiarrhoeals,
// cough, analgesics and migraine, epilepsy, dependence, rheumatic pain, skin,
// anaesthesia, and the chapters of imported and unlicensed products.
func opioidChapter(bnf string) bool {
	for _, chapter := range []string{"0104", "0309", "0310", "0407", "0408", "0410", "1001", "1003", "13", "15", "19"} {
		if strings.HasPrefix(bnf, chapter) {
			return true
		}
	}
	return false
}

func agree(named, coded *Product, by string) Coded {
	if named.Class == coded.Class {
		return Coded{Product: named, By: by}
	}
	told := *coded
	told.Name = named.Name
	if told.Class == OpioidDependence {
		told.note(noteDependence)
	}
	c := Coded{Product: &told, By: by}
	c.Contradiction = "the " + by + " code says " + string(coded.Class) + ", the name says " + string(named.Class)
	return c
}
