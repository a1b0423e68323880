package measure

import (
	"bytes"
	"embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"stepdown/internal/medicine"
)

//go:embed data/*.csv
var dataFiles embed.FS

// Sources of the prices, for certificates. Both contain public sector
// information licensed under the Open Government Licence v3.0.
const (
	TariffSource = "NHSBSA Drug Tariff Part VIIIA, July 2026 (Open Government Licence v3.0)"
	PCASource    = "NHSBSA Prescription Cost Analysis, England, 2025 (Open Government Licence v3.0)"
)

// Price is what one unit (tablet, capsule, ml, patch) of a product costs, in
// pence. Low and High span every price known for it: pack sizes of the tariff
// and the mean cost of what was dispensed.
type Price struct {
	Product   string // the generic product that is priced
	Unit      string
	Pence     float64 // the one that is used
	Low, High float64
	Basis     string // "100 tablets, 287p: NHSBSA Drug Tariff ..."
}

// PriceTable finds prices by the name of a product.
type PriceTable struct {
	byName map[string]*Price
	byKind map[string]*Price
}

// Prices is the embedded table.
var Prices = sync.OnceValue(func() PriceTable {
	t := PriceTable{byName: map[string]*Price{}, byKind: map[string]*Price{}}
	packs := map[string]float64{} // the pack that set the price
	readData("tariff_2026-07.csv", func(row map[string]string) {
		pack, pence := mustNumber(row["pack"]), mustNumber(row["pence"])
		p := t.price(row["product"], row["unit"], pence/pack)
		// The largest pack is the one repeats are filled from.
		if n := nameKey(row["product"]); pack > packs[n] {
			packs[n] = pack
			p.Pence = pence / pack
			p.Basis = fmt.Sprintf("pack of %s at %sp: %s", row["pack"], row["pence"], TariffSource)
		}
	})
	quantity := map[string]float64{}
	readData("pca_2025.csv", func(row map[string]string) {
		n := mustNumber(row["quantity"])
		unit := mustNumber(row["pounds"]) / n * 100
		p := t.price(row["product"], row["unit"], unit)
		if p.Basis == "" {
			p.Pence, p.Basis = unit, "mean cost of what was dispensed: "+PCASource
		}
		quantity[nameKey(row["product"])] = n
	})
	most := map[string]float64{}
	for name, p := range t.byName {
		k := kindKey(p.Product)
		if have := t.byKind[k]; k != "" && (have == nil || quantity[name] > most[k] || quantity[name] == most[k] && p.Product < have.Product) {
			t.byKind[k], most[k] = p, quantity[name]
		}
	}
	return t
})

// price finds or begins a product's price and widens its range.
func (t PriceTable) price(product, unit string, pence float64) *Price {
	n := nameKey(product)
	p := t.byName[n]
	if p == nil {
		p = &Price{Product: product, Unit: unit, Low: pence, High: pence}
		t.byName[n] = p
	}
	p.Low, p.High = min(p.Low, pence), max(p.High, pence)
	return p
}

// Find prices a product by its own name, or else as the most dispensed
// product of the same ingredients, strength, form and release: a brand is
// priced as its generic, which understates rather than overstates. ok is
// false when there is no price; nothing is guessed.
func (t PriceTable) Find(name string) (Price, bool) {
	if p := t.byName[nameKey(name)]; p != nil {
		return *p, true
	}
	if k := kindKey(name); k != "" {
		if p := t.byKind[k]; p != nil {
			return *p, true
		}
	}
	return Price{}, false
}

func nameKey(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// kindKey tells products of one kind from others; empty where the name does
// not say enough.
func kindKey(name string) string {
	p := medicine.Read(name)
	if !p.Class.Target() || p.Strength == "" || p.Form == "" {
		return ""
	}
	return strings.Join([]string{strings.Join(p.Ingredients, "+"), p.Strength, p.Form, p.FormDetail, p.Release, p.Route}, "|")
}

// CarbonFactor turns pounds spent on medicines into kilograms of carbon
// dioxide equivalent.
type CarbonFactor struct {
	Key        string
	KgPerPound float64
	Year       string // of the figures behind it, or "not stated"
	Use        string // "default", "alongside" or "reference"
	Basis      string
	Source     string
}

// CarbonFactors gives all factors, the default first.
var CarbonFactors = sync.OnceValue(func() []CarbonFactor {
	var all []CarbonFactor
	readData("carbon_factors.csv", func(row map[string]string) {
		all = append(all, CarbonFactor{row["key"], mustNumber(row["kg_per_pound"]), row["year"], row["use"], row["basis"], row["source"]})
	})
	return all
})

// readData reads an embedded table; a fault in one is a fault in the build.
func readData(name string, each func(map[string]string)) {
	b, err := dataFiles.ReadFile("data/" + name)
	if err != nil {
		panic(err)
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		panic(fmt.Sprintf("%s: %v", name, err))
	}
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, h := range rows[0] {
			m[h] = row[i]
		}
		each(m)
	}
}

func mustNumber(s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(err)
	}
	return x
}
