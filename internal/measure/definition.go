// Package measure follows a practice's prescribing over time: what is counted
// in each monthly extract, run and statistical process control charts, the
// arithmetic of a SMART goal, and probable savings. Everything is computed
// from what it is given; nothing is read or stored here.
package measure

import (
	"slices"

	"stepdown/internal/medicine"
)

// Improvement is the direction in which a measure gets better. The words are
// those of the published reference runs for XmR charts.
type Improvement string

// The directions. Neutral: a change is worth noticing, and is not judged.
const (
	Lower   Improvement = "decrease"
	Higher  Improvement = "increase"
	Neutral Improvement = "neutral"
)

// Definition says in words and rules what a measure counts. Definitions are
// data: the key is stored with each value and never changes its meaning; a
// changed rule is a new version.
type Definition struct {
	Key         string      // stable, stored: "people-tramadol"
	Title       string      // "People on repeat tramadol"
	Numerator   string      // in words
	Denominator string      // in words; empty if the measure is a plain count
	Unit        string      // of the numerator: "people", "mg OME a day"
	Scale       Scale       // how it is shown unless another is asked for
	PerThousand bool        // may also be shown per 1,000 registered people
	Improvement Improvement //
	Stock       bool        // counts mostly the same people each month: see NoteStock
	Version     string      // of this definition
	Source      string      // whose measure it is, or what it was drawn from
}

// UnitOn names the unit on a scale: "people per 1,000 registered".
func (d Definition) UnitOn(s Scale) string {
	switch s {
	case PerThousand:
		return d.Unit + " per 1,000 registered"
	case AsPercent:
		return "% of " + d.Denominator
	case AsMean:
		return d.Unit + " per person"
	}
	return d.Unit
}

// Find gives the definition with the key.
func Find(key string) (Definition, bool) {
	i := slices.IndexFunc(registry, func(d Definition) bool { return d.Key == key })
	if i < 0 {
		return Definition{}, false
	}
	return registry[i], true
}

// Definitions gives every measure that Count computes, in the order in which
// pages offer them.
func Definitions() []Definition { return slices.Clone(registry) }

const (
	version1   = "1 (November 2026)"
	own        = "Stepdown's own measure, after the Greener Practice chronic pain project: people, not items, so it needs the practice's own search. OpenPrescribing has no equivalent."
	registered = "people registered at the practice on the extract's date"
)

// Keys of the measures that are not about one medicine.
const (
	AnyOpioid        = "people-any-opioid"
	AnyGabapentinoid = "people-any-gabapentinoid"
	BothClasses      = "people-opioid-and-gabapentinoid"
	TargetAny        = "people-any-target"
	TotalOME         = "ome-total"
	MeanOME          = "ome-mean"
)

// ForMedicine is the key of "people on repeat <ingredient>".
func ForMedicine(ingredient string) string { return "people-" + ingredient }

// HighDose is the key of "people on a high dose" by a threshold in mg OME a
// day. The threshold is in the key, so that a series never changes threshold
// half way and shows a step that nobody made.
func HighDose(mg float64) string { return "people-high-dose-" + number(mg) }

// drugs with a measure of their own, by base ingredient as internal/medicine
// names it. Codeine counts co-codamol too, and dihydrocodeine co-dydramol:
// the ingredient decides, not the box.
var drugs = []struct{ ingredient, title string }{
	{"tramadol", "tramadol"},
	{"codeine", "codeine, co-codamol included"},
	{"dihydrocodeine", "dihydrocodeine, co-dydramol included"},
	{"morphine", "morphine"},
	{"oxycodone", "oxycodone"},
	{"fentanyl", "fentanyl"},
	{"buprenorphine", "buprenorphine for pain"},
	{"tapentadol", "tapentadol"},
	{"gabapentin", "gabapentin"},
	{"pregabalin", "pregabalin"},
}

var registry = func() []Definition {
	people := func(key, of string) Definition {
		return Definition{
			Key: key, Title: "People on repeat " + of,
			Numerator:   "people alive and registered with an active repeat or repeat dispensing line of " + of + ", issued within the search window",
			Denominator: registered, Unit: "people", Scale: AsCount, PerThousand: true,
			Improvement: Lower, Stock: true, Version: version1, Source: own,
		}
	}
	all := []Definition{
		people(TargetAny, "any opioid or gabapentinoid"),
		people(AnyOpioid, "any opioid"),
		people(AnyGabapentinoid, "any gabapentinoid"),
		people(BothClasses, "an opioid and a gabapentinoid together"),
	}
	for _, d := range drugs {
		all = append(all, people(ForMedicine(d.ingredient), d.title))
	}
	for _, t := range newestFirst(medicine.Thresholds()) {
		high := people(HighDose(t.MgPerDay), "")
		high.Title = "People on " + number(t.MgPerDay) + " mg OME a day or more"
		high.Numerator = "people on repeat opioids whose prescribed daily dose, at the top of its range, comes to " + number(t.MgPerDay) +
			" mg of oral morphine equivalence (OME) or more; people whose dose could not be read, and may be above, are counted beside it"
		high.Source = own + " Threshold: " + t.Source
		all = append(all, high)
	}
	return append(all,
		Definition{
			Key: TotalOME, Title: "Total opioid dose prescribed", Unit: "mg OME a day", Scale: AsCount, PerThousand: true,
			Numerator:   "sum of the daily doses of repeat opioids as prescribed, at the top of each range, in mg of oral morphine equivalence; people with a line that could not be read, so whose figure is “at least”, are counted beside it",
			Denominator: registered, Improvement: Lower, Stock: true, Version: version1,
			Source: "Stepdown's own, after OpenPrescribing's total OME measure (which counts dispensed quantity).",
		},
		Definition{
			Key: MeanOME, Title: "Mean opioid dose per person", Unit: "mg OME a day", Scale: AsMean,
			Numerator:   "sum of the daily doses, as in the total, of people whose every repeat opioid could be read",
			Denominator: "people on repeat opioids whose every repeat opioid could be read", Improvement: Lower, Stock: true, Version: version1,
			Source: own + " It can rise when people on low doses stop: read it beside the number of people.",
		},
	)
}()

func newestFirst(all []medicine.Threshold) []medicine.Threshold {
	out := slices.Clone(all)
	slices.Reverse(out)
	return out
}
