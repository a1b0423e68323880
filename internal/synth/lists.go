package synth

import (
	"embed"
	"encoding/csv"
	"strconv"
	"strings"
	"sync"

	"stepdown/internal/medicine"
)

//go:embed data/*.csv
var data embed.FS

// rows reads an embedded list: header first, then a map from heading to cell.
// The lists are part of the program, so a fault in one stops it at once.
func rows(name string) []map[string]string {
	f, err := data.Open("data/" + name)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		panic("synth: " + name + ": " + err.Error())
	}
	var out []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, heading := range all[0] {
			row[heading] = cells[i]
		}
		out = append(out, row)
	}
	return out
}

func number(s string) float64 {
	if s == "" {
		return 0
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic("synth: not a number in a list: " + s)
	}
	return f
}

// product is one way in which a medicine is commonly prescribed.
type product struct {
	class          medicine.Class
	ingredient     string
	name, supplier string
	dmd            string // dm+d identifier; empty where the list has none
	unit           string
	quantity       int
	dose           dosing
	ome            float64 // mg oral morphine per unit; for a patch, per day worn
	batch          bool    // repeat dispensing is lawful: not Schedule 2 or 3
	group          string  // of ordinary medicines: who takes it and how it is taken
	minAge         int
	acute          bool
	weight         float64
}

func (p *product) share() float64 { return p.weight }

// isTarget reports whether the product is an opioid or a gabapentinoid for
// pain; a cough linctus and the treatment of dependence are not.
func (p *product) isTarget() bool {
	return (p.class == medicine.Opioid || p.class == medicine.Gabapentinoid) && p.ingredient != "cough"
}

func productOf(row map[string]string) *product {
	return &product{
		class: medicine.Class(row["class"]), ingredient: row["ingredient"], name: row["name"], supplier: row["supplier"], dmd: row["dmd"],
		unit: row["unit"], quantity: int(number(row["quantity"])), ome: number(row["ome"]),
		dose: dosing{low: number(row["low"]), high: number(row["high"]), times: number(row["times"]),
			days: number(row["days"]), asRequired: row["prn"] == "y", unit: row["unit"], group: row["group"]},
		batch: row["schedule"] != "2" && row["schedule"] != "3", group: row["group"],
		minAge: int(number(row["min_age"])), acute: row["kind"] == "acute", weight: number(row["weight"]),
	}
}

// formulary holds every product that the practice prescribes.
type formulary struct {
	byIngredient    map[string][]*product
	ordinary, acute []*product
	mix             []ingredientShare
}

type ingredientShare struct {
	ingredient    string
	stock, starts float64 // shares among people on repeats, and among those who start
}

var theFormulary = sync.OnceValue(func() formulary {
	f := formulary{byIngredient: map[string][]*product{}}
	for _, row := range rows("regimens.csv") {
		p := productOf(row)
		f.byIngredient[p.ingredient] = append(f.byIngredient[p.ingredient], p)
		if strings.HasPrefix(p.ingredient, "taper ") {
			p.ingredient = "tramadol"
		}
	}
	for _, row := range rows("ordinary.csv") {
		p := productOf(row)
		p.class = medicine.Other
		if p.group == "benzodiazepine" || p.group == "z-drug" {
			p.batch = false
			p.ingredient = p.group
		}
		if p.acute {
			f.acute = append(f.acute, p)
		} else {
			f.ordinary = append(f.ordinary, p)
		}
	}
	for _, row := range rows("mix.csv") {
		f.mix = append(f.mix, ingredientShare{row["ingredient"], number(row["stock"]), number(row["starts"])})
	}
	return f
})

// condition is one coded problem.
type condition struct {
	group, code, term string
	minAge            int
	weight            float64
}

var theConditions = sync.OnceValue(func() map[string][]condition {
	byGroup := map[string][]condition{}
	for _, row := range rows("problems.csv") {
		byGroup[row["group"]] = append(byGroup[row["group"]],
			condition{row["group"], row["code"], row["term"], int(number(row["min_age"])), number(row["weight"])})
	}
	return byGroup
})

// heritage is where a family's names come from, and the languages spoken.
type heritage struct {
	share     float64
	names     map[string][]string // by kind: family, female, male, "female older", ...
	languages []language
}

type language struct {
	name string
	p    float64
}

var theHeritages = sync.OnceValue(func() []*heritage {
	var list []*heritage
	byName := map[string]*heritage{}
	for _, row := range rows("names.csv") {
		h := byName[row["heritage"]]
		if h == nil {
			h = &heritage{share: number(row["share"]), names: map[string][]string{}}
			byName[row["heritage"]] = h
			list = append(list, h)
		}
		h.names[row["kind"]] = strings.Split(row["names"], "|")
	}
	for _, row := range rows("languages.csv") {
		h := byName[row["heritage"]]
		h.languages = append(h.languages, language{row["language"], number(row["share"]) / 100})
	}
	return list
})
