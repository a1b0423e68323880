package taper

import (
	_ "embed"
	"strings"
	"sync"
)

// ingredient holds the facts about a target drug by which a plan is judged.
type ingredient struct {
	name     string
	form     string // "patch", or empty for every other form
	class    string // "opioid" or "gabapentinoid"
	ome      Amount // mg of oral morphine equivalent of 1 mg, in thousandths; 0: none exists
	greatest Amount // licensed a day; 0: no fixed maximum
	times    int    // usual times a day
	source   string
}

//go:embed data/ingredients.csv
var ingredientRows string

var ingredients = sync.OnceValue(readIngredients)

func readIngredients() (all []ingredient) {
	for _, r := range readTable(ingredientRows) {
		all = append(all, ingredient{
			name: r["ingredient"], form: r["form"], class: r["class"], ome: mustAmount(r["ome_per_mg"]),
			greatest: mustAmount(r["max_daily_mg"]), times: number(r["times"]), source: r["source"],
		})
	}
	return all
}

func mustAmount(s string) Amount {
	a, err := ParseAmount(s)
	if err != nil {
		panic("taper: table: " + s)
	}
	return a
}

// factsOf finds the row of a product's target ingredient in its form.
func factsOf(p *Product) ingredient {
	var found ingredient
	for _, i := range ingredients() {
		if i.name == p.Ingredient && (i.form == p.Form || i.form == "") && (found.name == "" || i.form != "") {
			found = i
		}
	}
	return found
}

// omeOf gives the oral morphine equivalent of an amount of p's target a day.
// It serves to see risk, never to choose a dose.
func omeOf(p *Product, a Amount) Amount { return a * factsOf(p).ome / 1000 }

func title(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
