package medicine

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Expected values: clinical reference 1.5 and the factor table, worked by hand.
func TestOMEPerUnit(t *testing.T) {
	for _, c := range []struct {
		name string
		want float64 // -1: not known, or not converted
	}{
		{"Tramadol 50mg capsules", 5},
		{"Co-codamol 30mg/500mg tablets", 3},
		{"Co-dydramol 10mg/500mg tablets", 1},
		{"Fentanyl 25micrograms/hour transdermal patches", 180},
		{"Fentanyl 12micrograms/hour transdermal patches", 86.4},
		{"Buprenorphine 10micrograms/hour transdermal patches", 168},
		{"Buprenorphine 35micrograms/hour transdermal patches", 336},
		{"Hapoctasin 35micrograms/hour transdermal patches", 252},
		{"Morphine sulfate 10mg/5ml oral solution", 2},
		{"Oramorph 20mg/ml concentrated oral solution", 20},
		{"Tramadol 37.5mg / Paracetamol 325mg tablets", 3.75},
		{"Oxycodone 10mg modified-release tablets", 15},
		{"Oxycodone 10mg / Naloxone 5mg modified-release tablets", 15},
		{"Oxycodone 5mg/5ml oral solution sugar free", 1.5},
		{"Dihydrocodeine 30mg tablets", 3},
		{"Tapentadol 50mg tablets", 20},
		{"Hydromorphone 1.3mg capsules", 6.5},
		{"Meptazinol 200mg tablets", 6},
		{"Pethidine 50mg tablets", 5},
		{"Dipipanone 10mg / Cyclizine 30mg tablets", 5},
		{"Pentazocine 25mg tablets", 9.25},
		{"Dextromoramide 5mg tablets", 10},
		{"Buprenorphine 200microgram sublingual tablets sugar free", 12},
		{"Fentanyl 100microgram sublingual tablets sugar free", 13},
		{"Fentanyl 200microgram lozenges", 26},
		{"Fentanyl 100micrograms/dose nasal spray", 16},
		{"Morphine sulfate 10mg/1ml solution for injection ampoules", 20},
		{"Oxycodone 20mg/2ml solution for injection ampoules", 30},
		{"Diamorphine 10mg powder for solution for injection ampoules", 33},
		{"Tramadol 100mg/ml oral drops", 10},
		{"Ibuprofen 200mg / Codeine 12.8mg tablets", 1.28},
		{"Codeine 15mg/5ml linctus", 0.3},
		{"Morphine sulfate 10mg suppositories", 10},
		{"Methadone 5mg tablets", -1},
		{"Methadone 1mg/ml oral solution", -1},
		{"Buprenorphine 8mg sublingual tablets sugar free", -1},
		{"Gabapentin 300mg capsules", -1},
		{"Pregabalin 75mg capsules", -1},
		{"Morphine 0.1% gel", -1},
		{"Kaolin and Morphine mixture", -1},
		{"Co-codamol tablets", -1},
		{"Fentanyl patches", -1},
		{"Fentanyl 4.2mg patches", -1},
		{"Amlodipine 5mg tablets", -1},
	} {
		got, ok := OMEPerUnit(Read(c.name))
		if !ok {
			got = -1
		}
		if got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if _, ok := OMEPerUnit(nil); ok {
		t.Error("nothing has an OME")
	}
}

// A day's wear of a patch, as the Faculty of Pain Medicine's table has it
// (save fentanyl 12, which the table rounds up to 30).
func TestPatchADay(t *testing.T) {
	for name, want := range map[string]float64{
		"Fentanyl 12micrograms/hour patches": 28.8, "Fentanyl 25micrograms/hour patches": 60, "Fentanyl 37.5micrograms/hour patches": 90, "Fentanyl 50micrograms/hour patches": 120,
		"Fentanyl 75micrograms/hour patches": 180, "Fentanyl 100micrograms/hour patches": 240, "Butec 5micrograms/hour patches": 12, "Butec 20micrograms/hour patches": 48,
		"Buprenorphine 40micrograms/hour patches": 96, "Hapoctasin 52.5micrograms/hour patches": 126, "Transtec 70micrograms/hour patches": 168,
	} {
		for _, text := range []string{"Apply ONE patch every 72 hours", "apply one every 7 days", "one patch every 96 hours"} {
			if e := LineOME(Read(name), ReadDose(text, Read(name))); e.Low != want || e.High != want || e.AtLeast {
				t.Errorf("%s, %s: %+v, want %v", name, text, e, want)
			}
		}
	}
}

func TestLineOME(t *testing.T) {
	for _, c := range []struct {
		name, dose string
		low, high  float64
		atLeast    bool
		working    string
	}{
		{"Tramadol 50mg capsules", "one or two, two to four times a day", 10, 40, false, "Tramadol 50 mg × 2-8 a day × 0.1 = 10-40 mg"},
		{"Tramadol 50mg capsules", "as directed", 0, 0, true, "Tramadol: the dose is unclear: as directed"},
		{"Tramadol 50mg capsules", "one tds, increasing as advised", 15, 15, true, "Tramadol 50 mg × 3 a day × 0.1 = 15 mg (the dose is unclear)"},
		{"Zapain 30mg/500mg tablets", "two qds", 24, 24, false, "Zapain 30 mg × 8 a day × 0.1 = 24 mg"},
		{"Morphine sulfate 10mg/5ml oral solution", "5ml-10ml every 4 hrs", 60, 120, false, "Morphine 2 mg/ml × 30-60 ml a day × 1 = 60-120 mg"},
		{"Morphine sulfate 10mg/5ml oral solution", "10mg every 4 hours", 60, 60, false, "Morphine 2 mg/ml × 30 ml a day × 1 = 60 mg"},
		{"Fentanyl 25micrograms/hour patches", "two patches every 72 hours", 120, 120, false, "Fentanyl 25 micrograms/hour × 24 hours × 2 patches × 100 = 120 mg"},
		{"Fentanyl 25micrograms/hour patches", "as directed", 60, 60, true, "Fentanyl 25 micrograms/hour × 24 hours × 1 patch × 100 = 60 mg (the number worn is unclear; one is counted)"},
		{"Methadone 5mg tablets", "one bd", 0, 0, true, "Methadone: methadone is not converted"},
		{"Methadone 1mg/ml oral solution", "40ml daily", 0, 0, true, "Methadone: treatment of dependence is not converted"},
		{"Co-codamol tablets", "two qds", 0, 0, true, "Codeine: the strength is not known"},
		{"Oxycodone 5mg capsules", "10mg four times a day", 60, 60, false, "Oxycodone 5 mg × 8 a day × 1.5 = 60 mg"},
		{"Oxycodone capsules", "10mg four times a day", 60, 60, false, "Oxycodone 40 mg a day × 1.5 = 60 mg"},
		{"Temgesic 200microgram sublingual tablets", "one tds", 36, 36, false, "Temgesic 200 micrograms × 3 a day × 60 = 36 mg"},
		{"Gabapentin 300mg capsules", "one three times a day", 0, 0, false, "Gabapentin 300 mg × 3 a day ÷ 1800 mg = 0.5 defined daily doses"},
		{"Amlodipine 5mg tablets", "one daily", 0, 0, false, ""},
	} {
		p := Read(c.name)
		e := LineOME(p, ReadDose(c.dose, p))
		if e.Low != c.low || e.High != c.high || e.AtLeast != c.atLeast || e.Working != c.working {
			t.Errorf("%s, %s:\n got %v-%v at least %v %q\nwant %v-%v at least %v %q", c.name, c.dose, e.Low, e.High, e.AtLeast, e.Working, c.low, c.high, c.atLeast, c.working)
		}
		if p.Class == Opioid && e.FactorVersion != FactorVersion {
			t.Errorf("%s: no factor version", c.name)
		}
	}
}

func TestEstimateIsMarked(t *testing.T) {
	d := EstimateDose(100, 25)
	e := LineOME(Read("Tramadol 50mg capsules"), d)
	if !d.Estimate || !d.Unclear || d.High != 4 || e.High != 20 || !e.AtLeast || !strings.Contains(e.Working, "estimate") {
		t.Errorf("%+v %+v", d, e)
	}
	// Never from quantity alone for a patch: one is counted, and said.
	if e := LineOME(Read("Fentanyl 25micrograms/hour patches"), EstimateDose(20, 30)); e.High != 60 || !e.AtLeast {
		t.Errorf("%+v", e)
	}
	for _, d := range []Dose{EstimateDose(0, 28), EstimateDose(28, 0), EstimateDose(-1, 28), EstimateDose(28, -1)} {
		if d.High != 0 || !d.Unclear {
			t.Errorf("%+v from nothing", d)
		}
	}
}

func TestTotal(t *testing.T) {
	line := func(name, dose string) Equivalent { p := Read(name); return LineOME(p, ReadDose(dose, p)) }
	clear := []Equivalent{line("Tramadol 50mg capsules", "two qds"), line("Butec 10micrograms/hour patches", "one every 7 days"), line("Pregabalin 300mg capsules", "one bd")}
	total := TotalOME(clear)
	if total.Low != 64 || total.High != 64 || total.AtLeast || total.HighDose(90) || total.String() != "64 mg" {
		t.Errorf("%+v", total)
	}
	unsure := TotalOME(append(clear, line("Oramorph 10mg/5ml oral solution", "as directed")))
	if !unsure.AtLeast || !unsure.HighDose(90) || !unsure.HighDose(1000) || unsure.String() != "at least 64 mg" {
		t.Errorf("%+v", unsure)
	}
	if high := TotalOME([]Equivalent{line("MST Continus 60mg tablets", "one bd")}); !high.HighDose(90) || !high.HighDose(120) || high.HighDose(121) {
		t.Errorf("%+v", high)
	}
	if none := TotalOME(nil); none.AtLeast || none.HighDose(90) || none.String() != "0 mg" {
		t.Errorf("%+v", none)
	}
}

func TestGabapentinoidsAreNeverMorphine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"Gabapentin 300mg capsules", "Lyrica 150mg capsules", "Gabapentin 50mg/ml oral solution", "Gabapentin 6% gel", "Pregabalin"}).Draw(t, "name")
		d := ReadDose(rapid.SampledFrom([]string{"one tds", "5ml bd", "as directed", "600mg tds", ""}).Draw(t, "dose"), Read(name))
		if e := LineOME(Read(name), d); e.Low != 0 || e.High != 0 || e.AtLeast {
			t.Fatalf("%s: %+v", name, e)
		}
	})
	if mg, ok := DDD(Read("Lyrica 150mg capsules")); !ok || mg != 300 {
		t.Errorf("pregabalin DDD %v %v", mg, ok)
	}
	p := Read("Pregabalin 150mg capsules")
	if e := LineOME(p, ReadDose("one bd", p)); e.DDDHigh != 1 {
		t.Errorf("%+v", e)
	}
}

func TestThresholds(t *testing.T) {
	for date, want := range map[string]float64{"2020-01-01": 120, "2025-11-10": 120, "2025-11-11": 90, "2026-11-22": 90, "": 90} {
		if got := ThresholdOn(date); got.MgPerDay != want || got.Source == "" {
			t.Errorf("%s: %+v, want %v", date, got, want)
		}
	}
}

// Two tablets are worth twice one; a range contains each of its ends.
func TestOMEIsProportional(t *testing.T) {
	p := Read("Dihydrocodeine 30mg tablets")
	rapid.Check(t, func(t *rapid.T) {
		n := float64(rapid.IntRange(1, 40).Draw(t, "n"))
		m := float64(rapid.IntRange(int(n), 60).Draw(t, "m"))
		e := LineOME(p, Dose{Low: n, High: m})
		if math.Abs(e.Low-3*n) > 1e-9 || math.Abs(e.High-3*m) > 1e-9 {
			t.Fatalf("%v-%v: %+v", n, m, e)
		}
	})
}

func TestFactorsHaveReferences(t *testing.T) {
	if len(factors()) < 40 {
		t.Fatalf("%d factors", len(factors()))
	}
	for k, f := range factors() {
		if f.Factor <= 0 || f.Reference == "" || f.Link == "" {
			t.Errorf("%v: %+v", k, f)
		}
		if k.ingredient == "methadone" {
			t.Error("methadone must not be converted")
		}
	}
}

// A figure is tidied as by way of its text with four decimal places.
func TestTidyIsTheNearestOfFourPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.OneOf(rapid.Float64Range(-2e8, 2e8), rapid.Float64Range(-2, 2),
			rapid.Map(rapid.IntRange(-200000, 200000), func(n int) float64 { return float64(n) / 2e4 }),
			rapid.Map(rapid.IntRange(0, 3000), func(n int) float64 { return float64(n) * 0.1 * 1.5 })).Draw(t, "v")
		want, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'f', 4, 64), 64)
		if got := tidy(v); got != want {
			t.Fatalf("tidy(%g) = %g, want %g", v, got, want)
		}
		if got, want := figure(v), strconv.FormatFloat(want, 'f', -1, 64); got != want && v > 0 {
			t.Fatalf("figure(%g) = %s, want %s", v, got, want)
		}
	})
}
