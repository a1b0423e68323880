package taper

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Product is one thing a prescription can name, with what one unit of it
// holds. Products are shared and must not be changed.
type Product struct {
	Name       string // as in dm+d; the brand's name for a brand
	Generic    string // the generic product of the same strength and form
	Brand      string // empty for a generic
	Ingredient string // the target: codeine in co-codamol
	Holds      Amount // target in one unit: tablet, millilitre; a patch: in a day of wear
	Second     string // paracetamol, naloxone; mostly empty
	SecondIn   Amount // of the second ingredient in one unit
	Form       string // "tablet", "capsule", "patch", "oral solution", ...
	Unit       string // what is counted: "tablet", "capsule", "patch", "ml"
	Release    string // "immediate", "modified", "patch"
	Hours      []int  // hours between doses or patch changes; empty: spread over the day
	Schedule   int    // of the Misuse of Drugs Regulations; 0: not controlled
	Price      int    // of one unit, hundredths of a penny
	Items      int    // dispensed in England in 2025
	OnlyTaken  bool   // used only for somebody who takes it already
}

// Liquid reports whether the product is measured in millilitres.
func (p *Product) Liquid() bool { return p.Unit == "ml" }

// Patch reports whether the product is worn.
func (p *Product) Patch() bool { return p.Release == "patch" }

// route tells apart what may not stand in for each other.
func (p *Product) route() string {
	switch {
	case p.Patch():
		return "skin"
	case p.Form == "sublingual tablet":
		return "tongue"
	}
	return "mouth"
}

//go:embed data/products.csv
var productRows string

//go:embed data/brands.csv
var brandRows string

// The tables of this package are read when they are first asked for: most
// commands of the program never ask.
var theCatalogue = sync.OnceValues(readCatalogue)

// catalogue holds every product; generics first, brands after.
func catalogue() []*Product {
	all, _ := theCatalogue()
	return all
}

// Products gives every product in the table, generics before brands.
func Products() []*Product { return slices.Clone(catalogue()) }

// ProductByName finds a product by its dm+d name, whatever the case, the
// spaces and the maker in brackets; nil if the table does not hold it.
func ProductByName(name string) *Product {
	_, byName := theCatalogue()
	return byName[tidyName(name)]
}

func tidyName(s string) string {
	if i := strings.LastIndex(s, "("); i > 0 && strings.HasSuffix(strings.TrimSpace(s), ")") {
		s = s[:i]
	}
	return strings.ToLower(strings.Join(strings.Fields(s), " "))
}

func readCatalogue() ([]*Product, map[string]*Product) {
	var all []*Product
	named := map[string]*Product{}
	for _, r := range readTable(productRows) {
		p := &Product{
			Name: r["name"], Generic: r["name"], Ingredient: r["ingredient"],
			Holds: Amount(number(r["mcg"])), Second: r["second"], SecondIn: Amount(number(r["second_mcg"])),
			Form: r["form"], Unit: r["unit"], Release: r["release"], Hours: hours(r["every_hours"]),
			Schedule: number(r["schedule"]), Price: number(r["price_centipence"]), Items: number(r["items_2025"]),
			OnlyTaken: r["use"] == "taken",
		}
		all, named[tidyName(p.Name)] = append(all, p), p
	}
	for _, r := range readTable(brandRows) {
		b := *named[tidyName(r["generic"])]
		b.Name, b.Brand, b.Hours = r["name"], r["brand"], hours(r["every_hours"])
		all, named[tidyName(b.Name)] = append(all, &b), &b
	}
	return all, named
}

// readTable reads an embedded table by the names in its first row. A fault
// there is a fault of the build, so it panics.
func readTable(s string) []map[string]string {
	rows, err := csv.NewReader(strings.NewReader(s)).ReadAll()
	if err != nil {
		panic(err)
	}
	out := make([]map[string]string, 0, len(rows))
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, h := range rows[0] {
			m[h] = row[i]
		}
		out = append(out, m)
	}
	return out
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("taper: table: " + err.Error())
	}
	return n
}

func hours(s string) (h []int) {
	for f := range strings.SplitSeq(s, "|") {
		if f != "" {
			h = append(h, number(f))
		}
	}
	return h
}
