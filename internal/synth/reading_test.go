package synth

import (
	"math"
	"slices"
	"testing"

	"stepdown/internal/codelist"
	"stepdown/internal/medicine"
)

// Two ways to one answer: what package medicine reads in each line is what the
// ledger says was meant by it.
func TestMedicineReadsWhatWasMeant(t *testing.T) {
	w := Practice(Options{Seed: 9})
	seen := map[string]bool{}
	for _, p := range w.Truth(w.Months() - 1) {
		for _, l := range p.Lines {
			if seen[l.Name+l.Dosage] {
				continue
			}
			seen[l.Name+l.Dosage] = true
			product := medicine.Read(l.Name)
			if product.Class != l.Class {
				t.Errorf("%s is read as %s, meant as %s", l.Name, product.Class, l.Class)
			}
			if l.Class == medicine.Other {
				continue
			}
			dose := medicine.ReadDose(l.Dosage, product)
			high := dose.High
			if product.Form == "patch" {
				high = dose.WornHigh
			}
			if dose.Unclear == l.Known || l.Known && math.Abs(high-l.High) > 0.01 {
				t.Errorf("%s, %q is read as %+v, meant as %v to %v", l.Name, l.Dosage, dose, l.Low, l.High)
			}
		}
	}
	if len(seen) < 500 {
		t.Errorf("only %d different lines", len(seen))
	}
}

// The same for the oral morphine equivalence of whole people.
func TestMedicineAddsUpWhatWasMeant(t *testing.T) {
	w := Practice(Options{Seed: 10})
	people := 0
	for _, p := range w.Truth(0) {
		if !p.Opioid || !p.OMEKnown {
			continue
		}
		people++
		high := 0.0
		for _, l := range p.Lines {
			if l.Active && l.Class == medicine.Opioid && l.Kind != "acute" {
				product := medicine.Read(l.Name)
				high += medicine.LineOME(product, medicine.ReadDose(l.Dosage, product)).High
			}
		}
		if math.Abs(high-p.OMEHigh) > 0.01 {
			t.Errorf("read %v mg a day, meant %v: %+v", high, p.OMEHigh, p.Lines)
		}
	}
	if people < 150 {
		t.Errorf("only %d people", people)
	}
}

// The groups of problems are known to the code lists of that name, and the
// false friends to none that would exclude.
func TestCodeListsKnowTheProblems(t *testing.T) {
	lists := codelist.Default()
	want := map[string]string{
		"cancer": codelist.Cancer, "epilepsy": codelist.Epilepsy, "epilepsy resolved": codelist.EpilepsyResolved,
		"post-herpetic neuralgia": codelist.PostherpeticNeuralgia, "diabetic neuropathy": codelist.DiabeticNeuropathy,
		"severe mental illness": codelist.SevereMentalIllness, "depression": codelist.Depression, "anxiety": codelist.Anxiety,
		"opioid dependence": codelist.OpioidDependence, "pregnancy": codelist.Pregnancy, "trigeminal neuralgia": codelist.TrigeminalNeuralgia,
		"spasticity": codelist.Spasticity, "sickle cell disease": codelist.SickleCell, "palliative": codelist.PalliativeCare,
	}
	for group, list := range theConditions() {
		for _, c := range list {
			var known []string
			for _, hit := range lists.Match(c.code, codelist.SNOMED, c.term) {
				known = append(known, hit.List)
			}
			if w := want[group]; w != "" && !slices.Contains(known, w) {
				t.Errorf("%s %s: not in the list %s", c.code, c.term, w)
			}
			if group != "cancer" && slices.Contains(known, codelist.Cancer) || group != "palliative" && slices.Contains(known, codelist.PalliativeCare) {
				t.Errorf("%s %s: would exclude", c.code, c.term)
			}
		}
	}
}
