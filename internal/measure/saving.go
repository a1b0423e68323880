package measure

import (
	"fmt"
	"math"

	"stepdown/internal/nhs"
)

// SustainedMonths is how long a reduction must have lasted, by the extracts,
// before it is counted (clinical reference 6.2: three months or more).
const SustainedMonths = 3

// SupplyChange is one product of one person before and after.
type SupplyChange struct {
	Person    string  // an id, to set substitutes against reductions; never shown
	Product   string  // as prescribed
	Before    float64 // units a month before
	After     float64 // units a month now; 0 when stopped
	Changed   nhs.Date
	Seen      nhs.Date // the last extract in which After still held
	UnitPence float64  // the practice's own price; 0 takes the table's
}

// Kind says what became of a product.
func (c SupplyChange) Kind() ChangeKind {
	switch {
	case !(c.Before >= 0) || !(c.After >= 0) || math.IsInf(c.Before, 0) || math.IsInf(c.After, 0):
		return ChangeUnknown
	case c.After == c.Before:
		return Unchanged
	case c.After > c.Before:
		return Started
	case c.After == 0:
		return Stopped
	}
	return Reduced
}

// Months is how many whole months the change has been seen to last; 0 when a
// date is not known.
func (c SupplyChange) Months() int {
	if !c.Changed.Known() || !c.Seen.Known() || c.Seen.Before(c.Changed) {
		return 0
	}
	n := monthsBetween(c.Changed, c.Seen)
	if n > 0 && c.Seen.Before(c.Changed.AddMonths(n)) {
		n--
	}
	return n
}

// ChangeKind names a change of supply.
type ChangeKind string

// The kinds. Started is a substitute, or more of what was there.
const (
	Stopped       ChangeKind = "stopped"
	Reduced       ChangeKind = "reduced"
	Started       ChangeKind = "started or increased"
	Unchanged     ChangeKind = "unchanged"
	ChangeUnknown ChangeKind = "not known"
)

// Standing says whether a line is in the sum.
type Standing string

// The standings.
const (
	Counted   Standing = "counted"
	TooEarly  Standing = "too early"
	NoPrice   Standing = "no price"
	NoSaving  Standing = "no saving"
	NotOffset Standing = "no counted reduction to set against"
	NotCosted Standing = "quantity not known"
)

// Range is an amount and how far it may lie from it.
type Range struct{ Low, Mid, High float64 }

func (r Range) times(f float64) Range { return Range{r.Low * f, r.Mid * f, r.High * f} }

// plus adds; the ends are put in order, since a cost set against a saving
// turns them over.
func (r Range) plus(s Range) Range {
	lo, hi := min(s.Low, s.High), max(s.Low, s.High)
	return Range{r.Low + lo, r.Mid + s.Mid, r.High + hi}
}

// CostedChange is a change with its price and its working.
type CostedChange struct {
	SupplyChange
	Standing Standing
	Price    Price
	Monthly  Range  // pounds a month saved; below 0 for what was started
	Working  string // empty where there is no price
}

// CarbonSaving is the carbon of a saving by one factor, in kilograms.
type CarbonSaving struct {
	Factor CarbonFactor
	ToDate Range
	Year   Range
}

// Saving is the probable saving of a cycle. It is an estimate from list
// prices: what a practice or board would see depends on much else.
type Saving struct {
	Label            string // "probable"
	Changes          []CostedChange
	ToDate           Range // pounds, over the months each change was seen to last
	Monthly          Range // pounds
	Year             Range // pounds, if it lasts twelve months
	Carbon           []CarbonSaving
	Stopped, Reduced int      // lines counted
	TooEarly         int      // lines not counted yet
	NotPriced        int      // lines that could not be priced, substitutes among them
	Notes            []string // what a reader must know
	Sources          []string
}

// Savings sums what was saved: the units a month no longer supplied, times
// the unit price, times months. Only reductions seen to last SustainedMonths
// count; whatever was started for the same person is set against them.
func Savings(changes []SupplyChange, prices PriceTable, factors []CarbonFactor) Saving {
	s := Saving{Label: "probable", Sources: []string{TariffSource, PCASource}}
	reduced := map[string]bool{}
	for _, c := range changes {
		costed := cost(c, prices)
		if costed.Standing == Counted && c.Kind() != Started {
			reduced[c.Person] = true
		}
		s.Changes = append(s.Changes, costed)
	}
	for i := range s.Changes {
		s.include(&s.Changes[i], reduced)
	}
	s.Year = s.Monthly.times(12)
	for _, f := range factors {
		if f.Use == "reference" {
			continue
		}
		s.Carbon = append(s.Carbon, CarbonSaving{f, s.ToDate.times(f.KgPerPound), s.Year.times(f.KgPerPound)})
		s.Sources = append(s.Sources, fmt.Sprintf("%g kg CO2e for each pound (%s): %s", f.KgPerPound, f.Year, f.Source))
	}
	s.note()
	return s
}

// cost prices one change and says how it stands by itself.
func cost(c SupplyChange, prices PriceTable) CostedChange {
	out := CostedChange{SupplyChange: c, Standing: Counted}
	switch c.Kind() {
	case ChangeUnknown:
		out.Standing = NotCosted
		return out
	case Unchanged:
		out.Standing = NoSaving
		return out
	}
	price, ok := prices.Find(c.Product)
	if c.UnitPence > 0 {
		price, ok = Price{Product: c.Product, Unit: "unit", Pence: c.UnitPence, Low: c.UnitPence, High: c.UnitPence, Basis: "price entered by the practice"}, true
	}
	if !ok {
		out.Standing = NoPrice
		return out
	}
	less := c.Before - c.After
	out.Price = price
	out.Monthly = Range{less * price.Low / 100, less * price.Pence / 100, less * price.High / 100}
	out.Working = fmt.Sprintf("%s: (%s − %s) %ss a month × %.2fp = £%.2f a month (%s)",
		c.Product, number(c.Before), number(c.After), price.Unit, price.Pence, out.Monthly.Mid, price.Basis)
	if c.Kind() != Started && c.Months() < SustainedMonths {
		out.Standing = TooEarly
	}
	return out
}

// include adds one change to the sums, or says why not.
func (s *Saving) include(c *CostedChange, reduced map[string]bool) {
	started := c.Kind() == Started
	if started && c.Standing == Counted && !reduced[c.Person] {
		c.Standing = NotOffset
	}
	switch c.Standing {
	case TooEarly:
		s.TooEarly++
		return
	case NoPrice, NotCosted:
		s.NotPriced++
		return
	case NoSaving, NotOffset:
		return
	}
	s.Monthly = s.Monthly.plus(c.Monthly)
	s.ToDate = s.ToDate.plus(c.Monthly.times(float64(c.Months())))
	switch c.Kind() {
	case Stopped:
		s.Stopped++
	case Reduced:
		s.Reduced++
	}
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (s *Saving) note() {
	s.Notes = append(s.Notes,
		"Probable savings at list prices; the range spans the prices known for each product.",
		fmt.Sprintf("Only reductions that the extracts show to have lasted %d months or more are counted.", SustainedMonths),
		"Carbon is estimated from money spent: no factor for a single medicine was found.")
	if s.TooEarly > 0 {
		s.Notes = append(s.Notes, counted(s.TooEarly, "change is too early to count.", "changes are too early to count."))
	}
	if s.NotPriced > 0 {
		s.Notes = append(s.Notes, counted(s.NotPriced, "line has no known price or quantity and is left out.", "lines have no known price or quantity and are left out.")+
			" Where one is a substitute, the saving is smaller than shown.")
	}
}
