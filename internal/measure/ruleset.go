package measure

import (
	"fmt"
	"slices"
)

// RuleSet is a named and versioned set of special-cause rules and of the
// constants of an XmR chart. Charts keep the name, so that a chart printed
// last year can be explained.
type RuleSet struct {
	Key     string
	Name    string
	Version string
	Source  string

	Outside    bool // a point beyond a process limit
	Trend      int  // this many points in a row rising or falling, each step strict; 0 off
	TwoOfThree bool // two of three in a row close to a limit, all three on one side of the mean
	Shift      int  // this many points in a row on one side of the mean; 0 off

	LimitFactor  float64 // process limits at mean +- factor x mean moving range
	ScreenFactor float64 // moving ranges at or above factor x their mean are left out; 0 off
	TrialBelow   int     // fewer points than this give trial limits
}

// MDC is the rule set of NHS England's Making Data Count as implemented by
// the NHS-R community (NHSRplotthedots 0.2.2, MIT): order of precedence
// outside, trend, two of three, shift. Screening of moving ranges is on; the
// Making Data Count spreadsheet does not screen: see MDCUnscreened.
var MDC = RuleSet{
	Key: "mdc", Name: "Making Data Count, moving ranges screened", Version: "NHSRplotthedots 0.2.2",
	Source:  "NHS England Making Data Count, as in NHSRplotthedots 0.2.2 (MIT licence)",
	Outside: true, Trend: 7, TwoOfThree: true, Shift: 7,
	LimitFactor: 2.66, ScreenFactor: 3.267, TrialBelow: 12,
}

// MDCUnscreened gives the limits that the Making Data Count spreadsheet gives.
var MDCUnscreened = func() RuleSet {
	r := MDC
	r.Key, r.Name, r.ScreenFactor = "mdc-unscreened", "Making Data Count, as in its spreadsheet (no screening)", 0
	return r
}()

// SixAndFive is the older pair of run-chart rules found in UK quality
// improvement papers: shift of six points, trend of five.
var SixAndFive = func() RuleSet {
	r := MDC
	r.Key, r.Name, r.Version = "six-and-five", "Shift of 6, trend of 5", "1"
	r.Source = "run-chart rules as commonly printed in BMJ Open Quality papers; limits as Making Data Count"
	r.Trend, r.Shift = 5, 6
	return r
}()

// RuleSets are the sets a practice can choose from; the first is the default.
func RuleSets() []RuleSet { return []RuleSet{MDC, MDCUnscreened, SixAndFive} }

// FindRules gives the rule set with the key, or the default.
func FindRules(key string) (RuleSet, bool) {
	all := RuleSets()
	i := slices.IndexFunc(all, func(r RuleSet) bool { return r.Key == key })
	if i < 0 {
		return MDC, false
	}
	return all[i], true
}

// Label names a signal as the reference implementation does: "7 Point Trend
// (Decreasing)", "Above UCL", "Common Cause".
func (r RuleSet) Label(s Signal) string {
	side, limit, way := "Below CL", "Below LCL", "Decreasing"
	if s.Up > 0 {
		side, limit, way = "Above CL", "Above UCL", "Increasing"
	}
	switch s.Rule {
	case Outside:
		return limit
	case Trend:
		return fmt.Sprintf("%d Point Trend (%s)", r.Trend, way)
	case TwoOfThree:
		return "2 in 3 " + side
	case Shift:
		return fmt.Sprintf("%d Points %s", r.Shift, side)
	}
	return "Common Cause"
}
