package synth

import (
	"strings"
	"testing"
)

// Verhoeff's check of the last digit, as SNOMED CT identifiers carry it
// (SNOMED CT Technical Implementation Guide, "SCTID check-digit").
func verhoeff(id string) bool {
	mul := func(a, b int) int { // in the dihedral group of the pentagon
		switch {
		case a < 5 && b < 5:
			return (a + b) % 5
		case a < 5:
			return 5 + (a+b-5)%5
		case b < 5:
			return 5 + (a-5-b+5)%5
		}
		return (a - b + 5) % 5
	}
	permute := []int{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}
	c := 0
	for i := range len(id) {
		d := int(id[len(id)-1-i] - '0')
		for range i % 8 {
			d = permute[d]
		}
		c = mul(c, d)
	}
	return c == 0
}

func TestProblemCodesAreSNOMED(t *testing.T) {
	for _, row := range rows("problems.csv") {
		if !verhoeff(row["code"]) {
			t.Errorf("%s %s: wrong check digit", row["code"], row["term"])
		}
		if row["source"] == "" {
			t.Errorf("%s: no source", row["term"])
		}
	}
}

func TestMixNamesIngredientsOfTheFormulary(t *testing.T) {
	for _, s := range theFormulary().mix {
		if len(theFormulary().byIngredient[s.ingredient]) == 0 {
			t.Errorf("no product of %s", s.ingredient)
		}
	}
	for _, row := range rows("regimens.csv") {
		if number(row["weight"]) <= 0 || number(row["quantity"]) <= 0 || number(row["days"]) <= 0 {
			t.Errorf("%s: weight, quantity and days must be more than nothing", row["name"])
		}
		if row["class"] == "opioid" && number(row["ome"]) <= 0 && !strings.HasPrefix(row["ingredient"], "cough") {
			t.Errorf("%s: no oral morphine equivalence", row["name"])
		}
	}
}

// Every dose text that claims to tell the amount is made of words, not of an
// empty count.
func TestDoseTextsAreWhole(t *testing.T) {
	for _, name := range []string{"regimens.csv", "ordinary.csv"} {
		for _, row := range rows(name) {
			p := productOf(row)
			for i := range 60 {
				text, _ := p.dose.says(drawFor(9, aboutTargets, i))
				if text == "" || strings.Contains(text, "  ") || strings.HasPrefix(text, " ") || strings.HasSuffix(text, " ") {
					t.Errorf("%s: dose text %q", p.name, text)
				}
			}
		}
	}
}
