package taper

import (
	"math"
	"strings"
	"testing"

	"stepdown/internal/medicine"
)

func TestReadLine(t *testing.T) {
	for _, c := range []struct {
		name, dose, taking string
		product, daily     string // daily "0": not confirmed
		times, every       int
	}{
		{"Tramadol 50mg capsules", "one twice a day", "0", "Tramadol 50mg capsules", "100", 2, 0},
		{"Tramadol 50mg capsules (Teva UK Ltd)", "TAKE TWO FOUR TIMES A DAY", "0", "Tramadol 50mg capsules", "400", 4, 0},
		{"Tramadol 50mg capsules", "one or two up to four times a day", "0", "Tramadol 50mg capsules", "0", 4, 0},
		{"Tramadol 50mg capsules", "1-2 qds prn", "300", "Tramadol 50mg capsules", "300", 4, 0},
		{"Tramadol 50mg capsules", "as directed", "0", "Tramadol 50mg capsules", "0", 0, 0},
		{"Tramadol 50mg capsules", "", "0", "Tramadol 50mg capsules", "0", 0, 0},
		{"Zydol Sr  M/R tablets  200 mg", "1 bd", "0", "Zydol SR 200mg tablets", "400", 2, 0},
		{"Zydol XL 150mg tablets (Grunenthal Ltd)", "one daily", "0", "Zydol XL 150mg tablets", "150", 1, 24},
		{"MXL 200mg m/r capsule", "1 od", "0", "MXL 200mg capsules", "200", 1, 24},
		{"GABAPENTIN 300mg capsules", "1 tds", "0", "Gabapentin 300mg capsules", "900", 3, 0},
		{"Gabapentin_Cap 300mg", "one in the morning and two at night", "0", "Gabapentin 300mg capsules", "900", 2, 0},
		{"Oramorph 10mg/5ml oral solution", "5ml four times a day", "0", "Oramorph 10mg/5ml oral solution", "40", 4, 0},
		{"Co-codamol 30mg/500mg tablets", "2 qds", "0", "Co-codamol 30mg/500mg tablets", "240", 4, 0},
		{"BuTrans 10micrograms/hour transdermal patches", "apply one every 7 days", "0", "BuTrans 10micrograms/hour transdermal patches", "0.24", 0, 168},
		{"Transtec 35micrograms/hour transdermal patches", "one patch twice a week", "0", "Transtec 35micrograms/hour transdermal patches", "0.84", 0, 96},
		{"Fentanyl 25micrograms/hour transdermal patches", "two patches every 72 hours", "0", "Fentanyl 25micrograms/hour transdermal patches", "1.2", 0, 72},
		{"Methadone 1mg/ml oral solution", "20ml daily", "0", "", "0", 0, 0},
		{"Amoxicillin 500mg capsules", "one three times a day", "0", "", "0", 0, 0},
		{"Morphine 10mg/1ml solution for injection ampoules", "one daily", "0", "", "0", 0, 0},
		{"Tramadol", "one twice a day", "0", "", "0", 0, 0},
	} {
		l := ReadLine(c.name, c.dose, mustAmount(c.taking))
		if l.Product != c.product || l.Daily != mustAmount(c.daily) || c.product != "" && (l.Times != c.times || l.EveryHours != c.every) {
			t.Errorf("%q, %q: %+v", c.name, c.dose, l)
		}
		if (l.Daily == 0 || l.Product == "") != (l.Unread != "") {
			t.Errorf("%q, %q: reason %q", c.name, c.dose, l.Unread)
		}
	}
}

// TestEveryProductIsReadByItsOwnName also proves that the two tables agree:
// what the name reader understands is what the product table holds.
func TestEveryProductIsReadByItsOwnName(t *testing.T) {
	for _, p := range Products() {
		m := medicine.Read(p.Name)
		if len(m.Ingredients) == 0 || m.Ingredients[0] != p.Ingredient {
			t.Errorf("%s is read as %v", p.Name, m.Ingredients)
			continue
		}
		if q := match(m); q == nil || q.Holds != p.Holds || q.Ingredient != p.Ingredient || q.Release != p.Release {
			t.Errorf("%s is matched to %+v", p.Name, q)
		}
		if p.Patch() && p.Brand != "" && len(p.Hours) == 1 && float64(p.Hours[0]) != m.WearHours {
			t.Errorf("%s: worn %d hours here, %g in medicine", p.Name, p.Hours[0], m.WearHours)
		}
		per, ok := medicine.OMEPerUnit(m)
		if fact := factsOf(p); fact.class == "opioid" && ok {
			if p.Patch() {
				per /= m.WearHours / 24
			}
			if mine := float64(omeOf(p, p.Holds)) / 1000; math.Abs(mine-per) > 0.02*per {
				t.Errorf("%s: OME %g here, %g in medicine", p.Name, mine, per)
			}
		}
	}
}

func FuzzReadLine(f *testing.F) {
	for _, s := range [][2]string{{"Tramadol 50mg capsules", "two four times a day"}, {"BuTrans 5micrograms/hour transdermal patches", "1 every 7 days"}, {"Oramorph 10mg/5ml", "5ml prn"}, {"", ""}, {"Gabapentin 300mg capsules", "9999999999 a day"}} {
		f.Add(s[0], s[1], "100")
	}
	f.Fuzz(func(t *testing.T, name, dose, taking string) {
		a, err := ParseAmount(taking)
		if err != nil {
			a = 0
		}
		l := ReadLine(name, dose, a)
		if l.Daily < 0 || l.Daily > 0 && a == 0 && l.Daily != l.Greatest {
			t.Fatalf("daily %s of at most %s", l.Daily, l.Greatest)
		}
		if l.Daily > 20000*Milligram {
			return // nobody; the licensed maximum stops it, and the walk would be long
		}
		r := Request{Start: firstDay, Lines: []Line{l}, Override: &Override{Reason: "fuzz"}}
		p, err := Build(r)
		if err != nil {
			if p.Refused == "" || strings.TrimSpace(p.Refused) == "" {
				t.Fatal("refused without a reason")
			}
			return
		}
		r.Policy = p.Policy
		for _, fault := range faults(r, p) {
			t.Error(fault)
		}
	})
}

func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{"50", "37.5", "0.288", "1e3", "-1", "", ".5", "1.0000", "9999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAmount(s)
		if err != nil {
			return
		}
		if back, err := ParseAmount(a.Number()); err != nil || back != a || a < 0 {
			t.Fatalf("%q is %s, then %s (%v)", s, a.Number(), back.Number(), err)
		}
	})
}
