package taper

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"stepdown/internal/nhs"
)

var update = flag.Bool("update", false, "write the golden plans anew; look at every one of them afterwards")

// real are twenty regimens of the kinds seen in general practice
// (strengths and quantities as dispensed in England in 2025).
var real = []struct {
	name  string
	about string
	r     Request
}{
	{"tramadol-capsules-400", "capsules four times a day, from the record", Request{Lines: lines("Tramadol 50mg capsules", "Two four times a day", 0)}},
	{"tramadol-capsules-when-required", "one or two when required; says four a day", Request{Lines: lines("Tramadol 50mg capsules", "1-2 four times a day when required", 200*Milligram)}},
	{"tramadol-mr-and-capsules", "MR twice a day and capsules when required", Request{Lines: append(lines("Tramulief SR 100mg tablets", "One twice a day", 0), lines("Tramadol 50mg capsules", "1-2 when required", 100*Milligram)...)}},
	{"tramadol-xl-300", "once-a-day brand", Request{Lines: lines("Zydol XL 300mg tablets (Grunenthal Ltd)", "One daily", 0)}},
	{"tramadol-capsules-liquid", "a liquid agreed for the small steps", Request{Lines: lines("Tramadol 50mg capsules", "One four times a day", 0), Preferences: Preferences{AllowLiquid: true}}},
	{"codeine-30-eight", "tablets, larger at night", Request{Lines: lines("Codeine 30mg tablets", "Two four times a day", 0), Preferences: Preferences{LargerAtNight: true}}},
	{"co-codamol-30-500-eight", "the commonest product", Request{Lines: lines("Co-codamol 30mg/500mg tablets", "Two four times a day", 0)}},
	{"co-codamol-effervescent-six", "effervescent, weekly dispensing", Request{Lines: lines("Co-codamol 30mg/500mg effervescent tablets", "Two three times a day", 0), Preferences: Preferences{Weekly: true}}},
	{"dihydrocodeine-mr-60", "twelve-hour tablets", Request{Lines: lines("DHC Continus 60mg tablets", "One twice a day", 0)}},
	{"morphine-mr-and-liquid", "Zomorph with Oramorph when required", Request{Lines: append(lines("Zomorph 30mg modified-release capsules", "One twice a day", 0), lines("Oramorph 10mg/5ml oral solution", "5ml when required", 10*Milligram)...)}},
	{"oxycodone-mr-20", "a brand kept", Request{Lines: lines("Longtec 20mg modified-release tablets", "One twice a day", 0)}},
	{"oxycodone-mr-high-dose", "above the OME threshold, with a reason", Request{Lines: lines("OxyContin 40mg modified-release tablets", "One twice a day", 0), Override: &Override{Reason: "pain clinic advised 5 mg steps", Actor: doctor}}},
	{"tapentadol-mr-100", "", Request{Lines: lines("Palexia SR 100mg tablets", "One twice a day", 0)}},
	{"buprenorphine-patch-20", "seven-day brand without 15", Request{Lines: lines("Bupramyl 20micrograms/hour transdermal patches", "Apply one every 7 days", 0)}},
	{"buprenorphine-patch-52-5", "96-hour brand, then seven-day patches", Request{Lines: lines("Transtec 52.5micrograms/hour transdermal patches", "Apply one twice a week", 0), Override: &Override{Reason: "specialist letter", Actor: doctor}}},
	{"fentanyl-patch-50", "72-hour brand", Request{Lines: lines("Matrifen 50micrograms/hour transdermal patches", "Change every 72 hours, one patch", 0), Override: &Override{Reason: "pain clinic agrees", Actor: doctor}}},
	{"gabapentin-1800", "a week of holiday", Request{Lines: lines("Gabapentin 600mg tablets", "One three times a day", 0), Preferences: Preferences{Holidays: week("2026-12-24")}}},
	{"gabapentin-slow-900", "slow policy, Tuesdays, stock at home", Request{Lines: lines("Gabapentin 300mg capsules", "One three times a day", 0), Policy: named("gabapentin-slow"), Preferences: Preferences{Weekday: "Tuesday"}, Stock: map[string]int{"Gabapentin 100mg capsules": 40}}},
	{"pregabalin-600", "", Request{Lines: lines("Lyrica 300mg capsules", "One twice a day", 0)}},
	{"pregabalin-tablets-to-75", "dear tablets, reduce to a dose, slow", Request{Lines: lines("Pregabalin 75mg tablets", "One twice a day", 0), To: 75 * Milligram, Policy: named("pregabalin-slow")}},
}

func lines(name, dose string, taking Amount) []Line { return []Line{ReadLine(name, dose, taking)} }

func named(name string) Policy { p, _ := PolicyByName(name); return p }

func week(from nhs.Date) (days []nhs.Date) {
	for i := range 9 {
		days = append(days, from.AddDays(i))
	}
	return days
}

func TestTwentyRealRegimens(t *testing.T) {
	if len(real) != 20 {
		t.Errorf("%d regimens", len(real))
	}
	for _, c := range real {
		t.Run(c.name, func(t *testing.T) {
			c.r.Start = firstDay
			if c.r.Policy.Name == "" {
				c.r.Policy, _ = DefaultPolicy(ProductByName(c.r.Lines[0].Product))
			}
			p := build(t, c.r)
			for _, f := range faults(c.r, p) {
				t.Error(f)
			}
			got, err := json.MarshalIndent(p, "", "\t")
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, '\n')
			file := filepath.Join("testdata", c.name+".json")
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Error(cmp.Diff(string(want), string(got)))
			}
		})
	}
}
