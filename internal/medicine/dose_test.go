package medicine

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What a text asks for: low-high, with prn for as required and ? for unclear.
func doseText(d Dose) string {
	s := rangeText(d.Low, d.High)
	if d.WornHigh > 0 {
		s = "worn " + rangeText(d.WornLow, d.WornHigh) + " every " + figure(d.EveryHours)
	}
	if d.AsRequired {
		s += " prn"
	}
	if d.Unclear {
		s += " ? " + d.Why
	}
	return s
}

func TestReadDose(t *testing.T) {
	for product, lines := range map[string][][2]string{
		"Tramadol 50mg capsules": {
			// the and the generator's own
			{"Take one or two 4 times a day when required", "4-8 prn"},
			{"1-2 QDS PRN", "4-8 prn"},
			{"two nocte", "2"},
			{"as directed", "0 ? as directed"},
			{"One To Be Taken Each Day", "1"},
			{"One To Be Taken Twice A Day", "2"},
			{"One To Be Taken At Night", "1"},
			{"Two To Be Taken Four Times A Day", "8"},
			{"One To Be Taken Four Times A Day When Required", "4 prn"},
			{"One Or Two To Be Taken Up To Four Times A Day When Required, max 8 in 24 hours", "0-8 prn"},
			{"Take ONE or TWO every 4-6 hours if needed, do not exceed 8 tablets in 24 hours", "4-8 prn"},
			{"Take ONE three times a day, increasing as advised", "3 ? changing dose"},
			{"Use As Directed", "0 ? as directed"},
			{"One To Be Taken Weekly On The Same Day", "0.1429"},
			{"TAKE ONE AT NIGHT FOR NERVE PAIN \"start low\", review 4/52", "1"},
			{"As per hospital letter, do not stop suddenly", "0 ? as directed"},
			// how often
			{"take ONE in the morning and TWO at night", "3"},
			{"1 b.d.", "2"},
			{"1 t.d.s. p.r.n.", "3 prn"},
			{"2QDS", "8"},
			{"1 mane 2 nocte", "3"},
			{"1 ON", "1"},
			{"4 a day", "4"},
			{"take 1 every 6 hours", "4"},
			{"1-2 4-6hrly prn", "4-12 prn"},
			{"one every four to six hours", "4-6"},
			{"1 4/24 prn", "6 prn"},
			{"one every other day", "0.5"},
			{"take one on alternate days", "0.5"},
			{"one every third day", "0.3333"},
			{"one once every 3 days", "0.3333"},
			{"two once a week", "0.2857"},
			{"one twice a week", "0.2857"},
			{"one x3 a day", "3"},
			{"1 three times/day", "3"},
			{"one morning, lunch and night", "3"},
			{"one twice a day, morning and night", "2"},
			{"one tds and nocte", "4"},
			{"one tds and two nocte", "5"},
			{"one at 8am and one at 8pm", "2"},
			{"one at 8am and 8pm", "2"},
			{"ONE CAPSULE AT 8AM, 2PM AND 8PM", "3"},
			{"two at 6am, 12pm, 6pm and 10pm", "8"},
			{"1 am 2 pm", "3"},
			{"One each morning and two each night", "3"},
			{"one to two tablets two to four times daily", "2-8"},
			{"1 bd to tds", "2-3"},
			// how much
			{"half a tablet bd", "1"},
			{"one and a half at night", "1.5"},
			{"1½ nocte", "1.5"},
			{"½ tab bd", "1"},
			{"1/2 tab bd", "1"},
			{"1/2 qds", "2-8 ? the words can be read in more than one way"},
			{"150mg twice a day", "6"},
			{"50mg-100mg qds", "4-8"},
			{"2 x 50mg bd", "4"},
			{"take 1 tablet (50mg) 3 times a day", "3"},
			{"two 50mg capsules bd", "4"},
			{"one (1) bd", "2"},
			{"ii tds", "6"},
			// limits
			{"1-2 prn max 8/day", "0-8 prn"},
			{"1-2 every 4-6 hours, up to 8 in 24 hours", "4-8"},
			{"1-2 tablets qds (max 6/24h)", "4-6"},
			{"two every 4-6 hours, maximum 8 tablets daily", "8"},
			{"no more than 8 in 24 hours", "0-8"},
			{"one or two when needed, no more than 4 times a day", "0-8 prn"},
			{"1-2 qds, no more than 2 at a time", "4-8"},
			{"1-2 prn max 400mg a day", "0-8 prn"},
			{"Up to two tablets four times a day", "0-8"},
			{"up to 8 a day", "0-8"},
			{"1-2 up to qds", "0-8"},
			{"1 prn for pain up to 4 per day", "0-4 prn"},
			{"2 tablets up to 4 times a day no more than 8 tablets in any 24 hours", "0-8"},
			{"take one to two every four to six hours up to maximum eight in 24 hours", "4-8"},
			// how long, and what is no dose
			{"two bd 12 hours apart", "4"},
			{"2 4xday", "8"},
			{"one bd for 7 days", "2"},
			{"1 bd 7 day course", "2"},
			{"1 tds 28 day supply", "3"},
			{"2 day", "0 ? no amount"},
			{"2/day", "2"},
			{"do not take more than 8 in 24 hours", "0-8"},
			{"300mg + 100mg tds", "6 ? the words can be read in more than one way"},
			{"half after meals and at night", "0.5 ? the words can be read in more than one way"},
			{"one tds after meals", "3"},
			{"one or two 6-8 hourly every 2-3 days", "3-8 ? the words can be read in more than one way"},
			{"one daily for 3 days a week", "1 ? the words can be read in more than one way"},
			{"one daily Monday to Friday", "1 ? the words can be read in more than one way"},
			{"one bd for 2/52", "2"},
			{"one tds, review monthly", "3"},
			{"1 qds. Review in 2 weeks", "4"},
			{"One bd. Weekly dispensing", "2"},
			{"one tds 30 minutes before food", "3"},
			{"one at night 1 hour before bed", "1"},
			{"At night take ONE", "1"},
			{"one in the morning then two at night", "3"},
			{"two twice a day as directed by the doctor", "4"},
			// unclear
			{"", "0 ? no amount"},
			{"bd", "0 ? no amount"},
			{"one", "0 ? no times a day"},
			{"1 prn", "0 prn ? no times a day"},
			{"one bd for 7 days then one tds", "2-3 ? changing dose"},
			{"300mg nocte for 1 week, then 300mg bd for 1 week then 300mg tds", "6-18 ? changing dose"},
			{"two stat then one qds", "4 ? changing dose"},
			{"reducing regime: 1 daily", "1 ? changing dose"},
			{"one tds and 5 more", "3 ? the words can be read in more than one way"},
		},
		"Morphine sulfate 10mg/5ml oral solution": {
			{"5ml-10ml every 4 hrs", "30-60"},
			{"5ml to be taken every 4 hours when needed for pain, max 6 doses daily", "30 prn"},
			{"one 5ml spoonful four times a day", "20"},
			{"two 5ml spoonfuls bd", "20"},
			{"10mg every 4 hours prn", "30 prn"},
			{"2.5-5ml qds prn", "10-20 prn"},
			{"10ml (20mg) every 4 hours", "60"},
			{"5 - 10 mls up to every 2 hours", "0-120"},
			{"2.5 mL four times a day, max 20mg in 24 hours", "10"},
			{"Take 5 four times a day", "20 ? no unit for a liquid"},
		},
		"Fentanyl 25micrograms/hour transdermal patches": {
			{"Apply ONE patch every 72 hours", "worn 1 every 72"},
			{"apply TWO patches every 72 hours", "worn 2 every 72"},
			{"Apply ONE patch every 72 hours, rotate site", "worn 1 every 72"},
			{"1 patch 72 hourly", "worn 1 every 72"},
			{"Apply 1 patch every third day", "worn 1 every 72"},
			{"Apply one patch and change every 72 hours", "worn 1 every 72"},
			{"Apply one patch, replace after 72 hours", "worn 1 every 72"},
			{"one patch every 48 hours", "worn 1 every 48"},
			{"One patch", "worn 1 every 0 ? no change interval"},
			{"Apply 1 patch every 72hrs with 12mcg patch", "worn 1 every 72"},
			{"one 25mcg patch and one 12mcg patch every 72 hours", "worn 1 every 72"},
			{"apply 1 patch for 72 hours then replace with a new patch", "worn 1 every 72"},
			{"change every 3 days", "0 ? no amount"},
			{"as directed", "0 ? as directed"},
			{"25mcg every 72 hours", "0 ? no number of patches"},
		},
		"Butec 10micrograms/hour transdermal patches": {
			{"apply ONE every 7 days", "worn 1 every 168"},
			{"Apply ONE patch every 7 days, rotate site", "worn 1 every 168"},
			{"one weekly", "worn 1 every 168"},
			{"Apply one patch once a week", "worn 1 every 168"},
			{"apply one or two patches every 7 days", "worn 1-2 every 168"},
			{"apply one patch for 7 days", "worn 1 every 168"},
			{"One patch on Mondays", "worn 1 every 168"},
			{"One patch twice a week", "worn 1 every 84"},
			{"one patch Monday and Thursday", "worn 1 every 84"},
		},
		"Gabapentin 300mg capsules": {
			{"One To Be Taken Three Times A Day", "3"},
			{"600mg tds", "6"},
			{"1.2g tds", "12"},
			{"one daily increasing to one tds", "1-3 ? changing dose"},
		},
	} {
		p := Read(product)
		for _, l := range lines {
			if got := doseText(ReadDose(l[0], p)); got != l[1] {
				t.Errorf("%s: %q read as %q, want %q", product, l[0], got, l[1])
			}
		}
	}
}

func TestReadDoseWithoutProduct(t *testing.T) {
	for text, want := range map[string]string{"150mg bd": "300", "one tds": "3", "5ml bd": "10"} {
		if got := doseText(ReadDose(text, nil)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if d := ReadDose("150mg bd", nil); d.Unit != "mg" {
		t.Errorf("unit %q", d.Unit)
	}
}

// However an amount and a frequency are written, they are multiplied.
func TestDoseIsAmountTimesFrequency(t *testing.T) {
	amounts := map[string]span{"one": {1, 1}, "1": {1, 1}, "TWO": {2, 2}, "1-2": {1, 2}, "one or two": {1, 2}, "1 to 2": {1, 2}, "half": {0.5, 0.5}, "3": {3, 3}, "½": {0.5, 0.5}}
	often := map[string]float64{"bd": 2, "b.d.": 2, "twice a day": 2, "2 times daily": 2, "TDS": 3, "three times a day": 3, "3x/day": 3, "qds": 4, "Four Times A Day": 4,
		"daily": 1, "once a day": 1, "at night": 1, "nocte": 1, "every 6 hours": 4, "8 hourly": 3, "every 12 hrs": 2, "in the morning and at night": 2, "weekly": 1.0 / 7, "on alternate days": 0.5}
	units := []string{"", " tablet", " tabs", " cap"}
	before := []string{"", "Take ", "TAKE "}
	after := []string{"", " with food", " for pain", " prn", " for 7 days"}
	p := Read("Codeine 30mg tablets")
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SampledFrom(keys(amounts)).Draw(t, "amount")
		f := rapid.SampledFrom(keys(often)).Draw(t, "often")
		text := rapid.SampledFrom(before).Draw(t, "before") + a + rapid.SampledFrom(units).Draw(t, "unit") + " " + f + rapid.SampledFrom(after).Draw(t, "after")
		if rapid.Bool().Draw(t, "upper") {
			text = strings.ToUpper(text)
		}
		d := ReadDose(text, p)
		if d.Unclear || math.Abs(d.Low-amounts[a].low*often[f]) > 1e-5 || math.Abs(d.High-amounts[a].high*often[f]) > 1e-5 {
			t.Fatalf("%q read as %+v", text, d)
		}
		if d.AsRequired != strings.HasSuffix(strings.ToLower(text), "prn") {
			t.Fatalf("%q: as required %v", text, d.AsRequired)
		}
	})
}

func keys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	return out
}

// Whatever the words, the answer holds together.
func checkDose(t interface{ Fatalf(string, ...any) }, text string, d Dose) {
	for _, v := range []float64{d.Low, d.High, d.EveryHours, d.WornLow, d.WornHigh} {
		if v < 0 || math.IsNaN(v) || math.IsInf(v, 0) {
			t.Fatalf("%q: %+v", text, d)
		}
	}
	if d.Low > d.High || d.WornLow > d.WornHigh || d.High > mostADay {
		t.Fatalf("%q: %+v", text, d)
	}
	if !d.Unclear && d.High == 0 {
		t.Fatalf("%q is clear, and nothing: %+v", text, d)
	}
	if d.Unclear && d.Why == "" {
		t.Fatalf("%q is unclear, and nobody says why: %+v", text, d)
	}
}

func TestAnyWordsGiveASoundDose(t *testing.T) {
	words := keys(doseWords)
	for i := 0; i < 25; i++ {
		words = append(words, fmt.Sprint(i), fmt.Sprint(i)+"mg")
	}
	words = append(words, ",", ".", "(", ")", "/", "-", "take", "tablets")
	products := []*Product{nil, Read("Codeine 30mg tablets"), Read("Oramorph 10mg/5ml oral solution"), Read("Fentanyl 25micrograms/hour patches"), Read("Gabapentin 6% gel")}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 12).Draw(t, "words"), " ")
		p := rapid.SampledFrom(products).Draw(t, "product")
		d := ReadDose(text, p)
		checkDose(t, text, d)
		if e := LineOME(p, d); e.Low < 0 || e.Low > e.High {
			t.Fatalf("%q: %+v", text, e)
		}
	})
}

func TestReadDoseDoesNotAllocate(t *testing.T) {
	p := Read("Tramadol 50mg capsules")
	ReadDose("1-2 qds", p)
	if n := testing.AllocsPerRun(100, func() { ReadDose("One Or Two To Be Taken Up To Four Times A Day When Required", p) }); n > 0.5 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzReadDose(f *testing.F) {
	for _, s := range []string{"1-2 QDS PRN", "Take one or two 4 times a day when required", "5ml-10ml every 4 hrs", "one patch every 72 hours", "max 8 in 24 hours", "1/2", "½", "0 every 0 hours",
		"99999999999999999999 bd", "(((1", "1.1.1.1", "every every", "up to", "at 8", "b.d"} {
		f.Add(s)
	}
	products := []*Product{nil, Read("Codeine 30mg tablets"), Read("Oramorph 10mg/5ml oral solution"), Read("Fentanyl 25micrograms/hour patches")}
	f.Fuzz(func(t *testing.T, s string) {
		for _, p := range products {
			d := ReadDose(s, p)
			checkDose(t, s, d)
			if again := ReadDose(s, p); again != d {
				t.Fatalf("%q read twice: %+v and %+v", s, d, again)
			}
			LineOME(p, d)
		}
	})
}
