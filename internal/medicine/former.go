package medicine

import "sync"

// dmdNames holds the product name for each dm+d identifier we know.
var dmdNames = sync.OnceValue(func() map[string]string {
	names := make(map[string]string, 3000)
	readTable("dmd.csv", func(get func(string) string) { names[get("dmd_id")] = get("name") })
	return names
})

// formerName reads dm+d's "VMP previous to 42129511000001104": the name of a
// product that got a new identifier says nothing but the identifier.
func formerName(p *Product, r *reading) bool {
	if len(r.words) < 4 || !r.is(0, "vmp") || !r.is(1, "previous") || !r.is(2, "to") {
		return false
	}
	now, ok := dmdNames()[string(r.text(3))]
	if !ok {
		return false
	}
	name, class := p.Name, parse(now)
	*p = *class
	p.Name = name
	p.note("now " + now)
	return true
}

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
	return Coded{Product: named, By: "name"}
}

func agree(named, coded *Product, by string) Coded {
	if named.Class == coded.Class {
		return Coded{Product: named, By: by}
	}
	told := *coded
	told.Name = named.Name
	c := Coded{Product: &told, By: by}
	c.Contradiction = "the " + by + " code says " + string(coded.Class) + ", the name says " + string(named.Class)
	return c
}
