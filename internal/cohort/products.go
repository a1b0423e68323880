package cohort

import (
	"strings"

	"stepdown/internal/medicine"
)

// The seam between the search and package medicine: everything the search
// asks about a prescription line passes through here.

// product says what a name is.
func product(name string) *medicine.Product { return interimProduct(name) }

func sedative(name string) bool {
	n := strings.ToLower(name)
	for _, w := range []string{"diazepam", "lorazepam", "temazepam", "nitrazepam", "zopiclone", "zolpidem", "clonazepam"} {
		if strings.Contains(n, w) {
			return true
		}
	}
	return false
}

func minorUse(p *medicine.Product) bool { return strings.Contains(p.Note, "left out") }

func (s *search) highDose() float64 {
	if s.criteria.HighDoseOME > 0 {
		return s.criteria.HighDoseOME
	}
	return 90
}

func (s *search) totalOME() OME { return OME{} }

// interimProduct stands in until medicine.Read is here.
func interimProduct(name string) *medicine.Product {
	n := strings.ToLower(name)
	if strings.Contains(n, "apomorphine") {
		return &medicine.Product{Name: name, Class: medicine.Other}
	}
	for _, w := range []struct {
		word string
		ing  []string
	}{{"co-codamol", []string{"codeine", "paracetamol"}}, {"co-dydramol", []string{"dihydrocodeine", "paracetamol"}}, {"dihydrocodeine", nil}, {"codeine", nil}, {"tramadol", nil}, {"morphine", nil}, {"oxycodone", nil}, {"fentanyl", nil}, {"buprenorphine", nil}, {"tapentadol", nil}, {"meptazinol", nil}, {"gabapentin", nil}, {"pregabalin", nil}, {"zapain", []string{"codeine", "paracetamol"}}, {"solpadol", []string{"codeine", "paracetamol"}}, {"zydol", []string{"tramadol"}}, {"zomorph", []string{"morphine"}}, {"mst continus", []string{"morphine"}}, {"oramorph", []string{"morphine"}}, {"longtec", []string{"oxycodone"}}, {"shortec", []string{"oxycodone"}}, {"butec", []string{"buprenorphine"}}, {"fencino", []string{"fentanyl"}}, {"lyrica", []string{"pregabalin"}}} {
		if strings.Contains(n, w.word) {
			p := &medicine.Product{Name: name, Class: medicine.Opioid, Ingredients: w.ing}
			if w.ing == nil {
				p.Ingredients = []string{w.word}
			}
			if p.Ingredients[0] == "gabapentin" || p.Ingredients[0] == "pregabalin" {
				p.Class = medicine.Gabapentinoid
			}
			return p
		}
	}
	if strings.Contains(n, "methadone") || strings.Contains(n, "espranor") || strings.Contains(n, "buvidal") {
		return &medicine.Product{Name: name, Class: medicine.OpioidDependence, Ingredients: []string{"methadone"}}
	}
	return &medicine.Product{Name: name, Class: medicine.Other}
}
