package taper

import (
	_ "embed"
	"strings"
	"sync"

	"stepdown/internal/medicine"
)

//go:embed data/limits.csv
var limitRows string

// limits are the single clinical figures, each with its source in the table.
var limits = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	for _, r := range readTable(limitRows) {
		m[r["name"]] = number(r["value"])
	}
	return m
})

func limitDays(name string) int {
	n, ok := limits()[name]
	if !ok {
		panic("taper: no limit " + name)
	}
	return n
}

func limitMg(name string) Amount { return Amount(limitDays(name)) * Milligram }

// highDose is the OME a day from which a specialist's advice is asked: the
// practice's own figure, or the published one of the day.
func highDose(r Request) (Amount, string) {
	if r.HighDoseOME > 0 {
		return r.HighDoseOME, "the practice's own threshold"
	}
	t := medicine.ThresholdOn(string(r.Start))
	return Amount(t.MgPerDay * 1000), strings.TrimSuffix(t.Source, ".")
}
