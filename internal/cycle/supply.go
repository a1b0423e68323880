package cycle

import (
	"maps"
	"math"
	"slices"
	"strings"

	"stepdown/internal/cohort"
	"stepdown/internal/measure"
	"stepdown/internal/medicine"
	"stepdown/internal/nhs"
)

// Supply is one product of one person: units a month before and now.
type Supply = measure.SupplyChange

// daysAMonth is the mean length of a calendar month.
const daysAMonth = 365.25 / 12

// Supplies compares what is supplied a month, product by product, from the
// first snapshot to the last. Somebody who has died or left saves nothing by
// it. What cannot be worked out is NaN, which package measure leaves out and
// counts.
//
// Where the number of issues tells what was collected, that is taken;
// otherwise the dose, at its lower end before and its upper end now, so that a
// saving is understated rather than overstated.
func Supplies(participantID string, history []Snapshot) []Supply {
	if len(history) < 2 || gone(history[len(history)-1].Person) != "" {
		return nil
	}
	last := len(history) - 1
	before, after := supplied(history[0], low), supplied(history[last], high)
	names := map[string]bool{}
	for n := range before {
		names[n] = true
	}
	for n := range after {
		names[n] = true
	}
	var out []Supply
	for _, n := range slices.Sorted(maps.Keys(names)) {
		out = append(out, Supply{Person: participantID, Product: n, Before: before[n], After: after[n],
			Changed: changedOn(n, before[n], after[n], history), Seen: history[last].AsAt})
	}
	return out
}

// changedOn is the first extract since which the new quantity has held.
func changedOn(product string, before, after float64, history []Snapshot) nhs.Date {
	var on nhs.Date
	for i := len(history) - 1; i > 0; i-- {
		q := supplied(history[i], high)[product]
		if after < before && q > after || after > before && q <= before {
			break
		}
		on = history[i].AsAt
	}
	return on
}

// end picks one end of a dose's range.
type end func(d medicine.Dose) (units, worn float64)

func low(d medicine.Dose) (units, worn float64)  { return d.Low, d.WornLow }
func high(d medicine.Dose) (units, worn float64) { return d.High, d.WornHigh }

// supplied is the units a month of each product on current lines.
func supplied(s Snapshot, e end) map[string]float64 {
	all := map[string]float64{}
	for _, l := range currentLines(s) {
		all[strings.TrimSpace(l.Name)] += monthly(l.Medication, l.product, e)
	}
	return all
}

// Issues must be several and over some weeks before they tell a rate.
const (
	leastIssues = 3
	leastDays   = 56
)

// monthly is the units of one line in a month; NaN when it cannot be told.
func monthly(m cohort.Medication, p *medicine.Product, e end) float64 {
	if days := m.Started.DaysUntil(m.LastIssue); m.Started.Known() && m.LastIssue.Known() && days >= leastDays && m.Issues >= leastIssues && m.Quantity > 0 {
		return m.Quantity * float64(m.Issues-1) / float64(days) * daysAMonth // the last issue is still being used
	}
	d := medicine.ReadDose(m.Dose, p)
	units, worn := e(d)
	if p.Form == "patch" {
		hours := d.EveryHours
		if hours == 0 {
			hours = p.WearHours
		}
		if worn == 0 || hours == 0 {
			return math.NaN()
		}
		return worn * 24 / hours * daysAMonth
	}
	if d.Unit == "mg" {
		mg, _, ok := p.Amount()
		if !ok || mg == 0 {
			return math.NaN()
		}
		units /= mg
	}
	if d.High == 0 || d.Unclear {
		return math.NaN()
	}
	return units * daysAMonth
}
