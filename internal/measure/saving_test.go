package measure

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"stepdown/internal/medicine"
)

func stopTramadol() SupplyChange {
	return SupplyChange{Person: "a", Product: "Tramadol 50mg capsules", Before: 100, Changed: "2026-01-10", Seen: "2026-05-31"}
}

// The worked example of the clinical reference: tramadol 50 mg, 100 capsules
// a month stopped, is £34.44 a year at the tariff of July 2026, and 5.4 kg or
// 8.3 kg of carbon.
func TestWorkedExampleOfTheReference(t *testing.T) {
	s := Savings([]SupplyChange{stopTramadol()}, Prices(), CarbonFactors())
	if !near(s.Year.Mid, 34.44, 1e-6) || s.Stopped != 1 || s.Label != "probable" {
		t.Errorf("%+v", s)
	}
	if len(s.Carbon) != 2 || !near(s.Carbon[0].Year.Mid, 5.4, 0.01) || !near(s.Carbon[1].Year.Mid, 8.3, 0.01) {
		t.Errorf("%+v", s.Carbon)
	}
	if s.Carbon[0].Factor.KgPerPound != 0.1558 || s.Carbon[1].Factor.KgPerPound != 0.24 {
		t.Errorf("%+v", s.Carbon)
	}
	if c := s.Changes[0]; c.Months() != 4 || !near(s.ToDate.Mid, 4*2.87, 1e-9) || !strings.Contains(c.Working, "2.87p") {
		t.Errorf("%d months, %v, %s", c.Months(), s.ToDate, c.Working)
	}
	if s.Year.Low >= s.Year.Mid || s.Year.Low < 20 { // what was dispensed in 2025 cost less
		t.Errorf("range %+v", s.Year)
	}
}

func TestOnlySustainedReductionsCount(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*SupplyChange)
		want   Standing
	}{
		{"three months to the day", func(c *SupplyChange) { c.Changed, c.Seen = "2026-02-28", "2026-05-28" }, Counted},
		{"a day short of three months", func(c *SupplyChange) { c.Changed, c.Seen = "2026-03-01", "2026-05-31" }, TooEarly},
		{"from the end of November to the end of February", func(c *SupplyChange) { c.Changed, c.Seen = "2025-11-30", "2026-02-28" }, Counted},
		{"no date", func(c *SupplyChange) { c.Changed = "" }, TooEarly},
		{"reduced", func(c *SupplyChange) { c.After = 40 }, Counted},
		{"unchanged", func(c *SupplyChange) { c.After = 100 }, NoSaving},
		{"no price", func(c *SupplyChange) { c.Product = "Wonder balm 5% gel" }, NoPrice},
		{"quantity not known", func(c *SupplyChange) { c.Before = math.NaN() }, NotCosted},
		{"quantity below nothing", func(c *SupplyChange) { c.After = -1 }, NotCosted},
		{"its own price", func(c *SupplyChange) { c.Product, c.UnitPence = "Wonder balm 5% gel", 12 }, Counted},
	} {
		change := stopTramadol()
		c.change(&change)
		s := Savings([]SupplyChange{change}, Prices(), CarbonFactors())
		if got := s.Changes[0].Standing; got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if c.want != Counted && s.Year != (Range{}) {
			t.Errorf("%s: counted all the same: %+v", c.name, s.Year)
		}
	}
}

func TestSubstitutesAreSetAgainstTheSaving(t *testing.T) {
	sub := SupplyChange{Person: "a", Product: "Codeine 30mg tablets", After: 50, Changed: "2026-04-01", Seen: "2026-05-31"}
	s := Savings([]SupplyChange{stopTramadol(), sub}, Prices(), CarbonFactors())
	if want := 34.44 - 50*3.64/100*12; !near(s.Year.Mid, want, 1e-6) {
		t.Errorf("year %v, want %v", s.Year.Mid, want)
	}
	if want := 4*2.87 - 1*50*3.64/100; !near(s.ToDate.Mid, want, 1e-6) {
		t.Errorf("to date %v, want %v", s.ToDate.Mid, want)
	}
	other := sub
	other.Person = "b"
	if s := Savings([]SupplyChange{stopTramadol(), other}, Prices(), CarbonFactors()); s.Changes[1].Standing != NotOffset || !near(s.Year.Mid, 34.44, 1e-6) {
		t.Errorf("%s, %v", s.Changes[1].Standing, s.Year.Mid)
	}
	unpriced := SupplyChange{Person: "a", Product: "Wonder balm", After: 1, Changed: "2026-04-01", Seen: "2026-05-31"}
	if s := Savings([]SupplyChange{stopTramadol(), unpriced}, Prices(), CarbonFactors()); s.NotPriced != 1 || !strings.Contains(strings.Join(s.Notes, " "), "smaller than shown") {
		t.Errorf("%+v", s.Notes)
	}
}

func TestPricesOfTheReference(t *testing.T) {
	for name, pence := range map[string]float64{
		"Codeine 30mg tablets": 3.64, "Gabapentin 300mg capsules": 1.59, "Gabapentin 600mg tablets": 4.08,
		"Pregabalin 75mg capsules": 99.0 / 56, "Pregabalin 25mg tablets": 1135.0 / 56, "co-codamol  30mg/500mg TABLETS": 8.07,
		"Fentanyl 25micrograms/hour transdermal patches": 215.4, "Buprenorphine 5micrograms/hour transdermal patches": 440,
	} {
		p, ok := Prices().Find(name)
		if !ok || !near(p.Pence, pence, 1e-9) || p.Low > p.Pence || p.High < p.Pence {
			t.Errorf("%s: %+v, want %v", name, p, pence)
		}
	}
	if p, ok := Prices().Find("Zydol 50mg capsules (Grunenthal Ltd)"); !ok || p.Product != "Tramadol 50mg capsules" {
		t.Errorf("a brand is priced as %+v", p)
	}
	for _, name := range []string{"", "Paracetamol 500mg tablets", "Tramadol"} {
		if p, ok := Prices().Find(name); ok {
			t.Errorf("%q was priced as %+v", name, p)
		}
	}
}

// The table is what it says: products of the classes that Stepdown follows.
func TestEveryPricedProductIsKnown(t *testing.T) {
	if n := len(Prices().byName); n < 250 {
		t.Fatalf("%d prices", n)
	}
	for _, p := range Prices().byName {
		if medicine.Read(p.Product).Class == medicine.Other {
			t.Errorf("%s is in the price table and is no opioid or gabapentinoid", p.Product)
		}
		if !(p.Pence > 0) || p.Basis == "" || p.Unit == "" {
			t.Errorf("%+v", p)
		}
	}
}

// Whatever the lines: the range holds the middle, and what does not count
// adds nothing.
func TestSavingRangeHoldsTheMiddle(t *testing.T) {
	products := []string{"Tramadol 50mg capsules", "Codeine 30mg tablets", "Gabapentin 300mg capsules", "Unknown cream"}
	rapid.Check(t, func(t *rapid.T) {
		var changes []SupplyChange
		for range rapid.IntRange(0, 8).Draw(t, "lines") {
			changes = append(changes, SupplyChange{
				Person: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "person"), Product: rapid.SampledFrom(products).Draw(t, "product"),
				Before: float64(rapid.IntRange(0, 200).Draw(t, "before")), After: float64(rapid.IntRange(0, 200).Draw(t, "after")),
				Changed: "2026-01-01", Seen: "2026-01-01",
			})
			changes[len(changes)-1].Seen = changes[len(changes)-1].Seen.AddMonths(rapid.IntRange(0, 12).Draw(t, "months"))
		}
		s := Savings(changes, Prices(), CarbonFactors())
		const dust = 1e-9
		if s.Year.Low > s.Year.Mid+dust || s.Year.Mid > s.Year.High+dust || s.ToDate.Low > s.ToDate.Mid+dust || s.ToDate.Mid > s.ToDate.High+dust {
			t.Fatalf("%+v %+v", s.Year, s.ToDate)
		}
		sum := 0.0
		for _, c := range s.Changes {
			if c.Standing == Counted {
				sum += c.Monthly.Mid * 12
			}
		}
		if !near(sum, s.Year.Mid, 1e-9) {
			t.Fatalf("%v and %v", sum, s.Year.Mid)
		}
	})
}

func TestJourneyShares(t *testing.T) {
	steps := Journey{Invited: 40, Booked: 22, Reviewed: 20, Tapering: 12, Reduced: 6, Stopped: 3}.Steps()
	var words []string
	for _, s := range steps {
		words = append(words, s.Words())
	}
	if got := strings.Join(words, ", "); got != ", 55% of invited, 50% of invited, 60% of reviewed, 30% of reviewed, 15% of reviewed" {
		t.Error(got)
	}
	for _, s := range (Journey{}).Steps() {
		if s.Known || s.Share != 0 || s.Words() != "" {
			t.Errorf("nobody: %+v", s)
		}
	}
}
