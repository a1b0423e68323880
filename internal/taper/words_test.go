package taper

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stepdown/internal/nhs"
)

func TestInWords(t *testing.T) {
	for n, want := range map[int]string{
		0: "zero", 7: "seven", 14: "fourteen", 20: "twenty", 28: "twenty-eight", 56: "fifty-six", 100: "one hundred", 112: "one hundred and twelve",
		196: "one hundred and ninety-six", 1000: "one thousand", 1008: "one thousand and eight", 1120: "one thousand one hundred and twenty", 12345: "twelve thousand three hundred and forty-five",
	} {
		if got := InWords(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	for want, take := range map[string]Take{
		"1 capsule in the morning, 2 at night":          {Morning: 1, Night: 2, Unit: "capsule"},
		"2 tablets at midday, 1 in the evening":         {Midday: 2, Evening: 1, Unit: "tablet"},
		"5 ml in the morning, 1 ml at night":            {Morning: 5, Night: 1, Unit: "ml"},
		"1 patch, changed every 7 days":                 {Morning: 1, Unit: "patch", EveryHours: 168},
		"2 patches worn together, changed every 3 days": {Morning: 2, Unit: "patch", EveryHours: 72},
		"1 tablet in the morning, 1 in the evening":     {Morning: 1, Evening: 1, Unit: "tablet", ReleaseHours: 12},
	} {
		if got := take.Sentence(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if s := (Step{Take: []Take{}}).Sentences(); len(s) != 1 || s[0] != "Nothing more to take" {
		t.Errorf("end: %q", s)
	}
}

func TestControlledDrugWording(t *testing.T) {
	p := tramadol(t)
	want := "Tramadol 50mg capsules. 2 capsules in the morning, 1 at midday, 2 in the evening, 2 at night, from 1 December 2026 to 28 December 2026. " +
		"Supply 196 (one hundred and ninety-six) capsules. Schedule 3 controlled drug: valid for 28 days, not for repeat dispensing."
	if got := p.Issues[0].Items[0].Wording; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	c := build(t, Request{Lines: lines("Codeine 30mg tablets", "one twice a day", 0)})
	if got := c.Issues[0].Items[0].Wording; strings.Contains(got, "(") || strings.Contains(got, "chedule") {
		t.Errorf("schedule 5 needs no words: %s", got)
	}
}

func TestWeeklyStepsShareAnIssue(t *testing.T) {
	p := build(t, Request{Lines: lines("Gabapentin 300mg capsules", "two three times a day", 0)})
	if i := p.Issues[0]; i.From != "2026-12-01" || i.To != "2026-12-28" || len(i.Items) != 2 || i.Items[0].Quantity != 35+28+21+7 {
		t.Errorf("first issue %+v", i)
	}
}

func TestPatchCalendar(t *testing.T) {
	p := build(t, Request{Lines: lines("BuTrans 20micrograms/hour transdermal patches", "one every 7 days", 0)})
	days := p.Steps[0].PatchDays()
	if len(days) != 4 || days[0] != "2026-12-01" || days[3] != "2026-12-22" {
		t.Errorf("change days %v", days)
	}
}

// gsm holds the characters of the GSM alphabet that a text of ours may use;
// one outside it would halve what fits into a segment.
const gsm = "@£$¥ !\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

func TestTextIsShortPlainAndNamesNothingUnasked(t *testing.T) {
	for _, c := range real {
		c.r.Start = firstDay
		p := build(t, c.r)
		for _, s := range p.Steps {
			text := p.Text(s.From, false)
			for _, ch := range text {
				if !strings.ContainsRune(gsm, ch) {
					t.Errorf("%s: %q in %q", c.name, ch, text)
				}
			}
			for product := range p.labels() {
				if brand, _, _ := strings.Cut(product, " "); strings.Contains(text, brand) {
					t.Errorf("%s: names the medicine: %q", c.name, text)
				}
			}
			if strings.Contains(strings.ToLower(text), p.Ingredient) {
				t.Errorf("%s: names the medicine: %q", c.name, text)
			}
			if len(text) > 306 {
				t.Errorf("%s: %d characters: %q", c.name, len(text), text)
			}
			if !strings.Contains(p.Text(s.From, true), p.Ingredient) {
				t.Errorf("%s: does not name the medicine when told to", c.name)
			}
		}
	}
}

// TestShapeOfTheJSON holds the names that other programs read.
func TestShapeOfTheJSON(t *testing.T) {
	var got map[string]any
	if err := json.Unmarshal(mustJSON(build(t, Request{Lines: lines("Fentanyl 25micrograms/hour transdermal patches", "one every 72 hours", 0)})), &got); err != nil {
		t.Fatal(err)
	}
	for _, k := range []string{"medicines", "daily_mg_start", "policy", "steps", "reviews", "warnings", "refused"} {
		if _, ok := got[k]; !ok {
			t.Errorf("no %s", k)
		}
	}
	policy, step := got["policy"].(map[string]any), got["steps"].([]any)[0].(map[string]any)
	take := step["take"].([]any)[0].(map[string]any)
	for _, c := range []struct {
		in   map[string]any
		keys []string
	}{
		{policy, []string{"name", "version", "source"}},
		{step, []string{"from", "to", "daily_mg", "percent_of_current", "percent_of_original", "take", "supply"}},
		{take, []string{"product", "morning", "midday", "evening", "night", "unit", "apply_every_hours"}},
	} {
		for _, k := range c.keys {
			if _, ok := c.in[k]; !ok {
				t.Errorf("no %s in %v", k, c.in)
			}
		}
	}
	if got["daily_mg_start"] != 0.6 || step["daily_mg"] != 0.288 || take["apply_every_hours"] != 72.0 || step["from"] != "2026-12-01" || got["refused"] != "" {
		t.Errorf("values: %v", got)
	}
	if last := got["steps"].([]any)[1].(map[string]any); last["daily_mg"] != 0.0 || last["take"] == nil || len(last["take"].([]any)) != 0 {
		t.Errorf("end: %v", last)
	}
}

func TestAmountsAreExact(t *testing.T) {
	for s, want := range map[string]Amount{"37.5": 37500, "0.288": 288, "1800": 1800000, "12.50": 12500} {
		a, err := ParseAmount(s)
		if err != nil || a != want {
			t.Errorf("%s: %d, %v", s, a, err)
		}
	}
	for _, s := range []string{"", "-1", "1.2345", "1e3", "50mg", "12345678"} {
		if _, err := ParseAmount(s); err == nil {
			t.Errorf("%q was read", s)
		}
	}
	if s := (Amount(288)).String(); s != "288 micrograms" {
		t.Error(s)
	}
	if p := PercentOf(50, 400); p.String() != "12.5" {
		t.Error(p)
	}
}

// A text of the plan has a line for each step up to a day, names no medicine,
// and never a step that waits for a clinician.
func TestTextLinesFollowTheSteps(t *testing.T) {
	for _, c := range real {
		c.r.Start = firstDay
		name, p := c.name, build(t, c.r)
		lines := p.TextLines(p.Steps[0].From, p.Steps[0].From.AddDays(60), false)
		want := 0
		for _, s := range p.Steps {
			if s.From <= p.Steps[0].From.AddDays(60) && !s.Decide {
				want++
			}
		}
		if len(lines) != want {
			t.Errorf("%s: %d lines for %d steps", name, len(lines), want)
		}
		for _, l := range lines {
			if strings.Contains(strings.ToLower(l), p.Ingredient) {
				t.Errorf("%s: %q names the medicine", name, l)
			}
		}
	}
}

// The lines in Welsh are those in English, figure by figure and strength by
// strength: only the closed set of words differs.
func TestWelshTextLinesSayTheSameNumbers(t *testing.T) {
	back := strings.NewReplacer(slices.Concat(pairs(WelshText.Pairs()), months())...)
	for _, c := range real {
		c.r.Start = firstDay
		p := build(t, c.r)
		for _, today := range []nhs.Date{p.Steps[0].From.AddDays(-1), p.Steps[0].From, p.Steps[0].From.AddDays(40)} {
			until := today.AddDays(400)
			en, cy := p.TextLines(today, until, false), p.TextLinesIn(WelshText, today, until, false)
			if len(en) != len(cy) {
				t.Fatalf("%s: %d lines in English, %d in Welsh", c.name, len(en), len(cy))
			}
			for i := range en {
				got := back.Replace(cy[i])
				if rest, ok := strings.CutPrefix(got, WelshText.From+" "); ok {
					got = EnglishText.From + " " + rest
				}
				if got != en[i] {
					t.Errorf("%s: %q does not say %q", c.name, cy[i], en[i])
				}
			}
		}
	}
	for days := 1; days < 8; days++ {
		for units := 1; units < 4; units++ {
			take := Take{Morning: units, EveryHours: 24 * days, Unit: "patch"}
			cy, en := figure().FindAllString(WelshText.take(take), -1), figure().FindAllString(EnglishText.take(take), -1)
			if !slices.Equal(cy, en) {
				t.Errorf("%v in Welsh, %v in English", cy, en)
			}
		}
	}
}

var figure = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[0-9]+`) })

// pairs gives what stands in Welsh and then in English, the longest first, without
// the number that stands in some.
func pairs(words [][2]string) (out []string) {
	words = slices.Clone(words)
	slices.SortStableFunc(words, func(a, b [2]string) int { return len(b[1]) - len(a[1]) })
	for _, w := range words {
		if w[1] == WelshText.From { // a letter alone: it stands at the head of a line
			continue
		}
		cy, en := strings.Split(w[1], "{n}"), strings.Split(w[0], "{n}")
		for i := range cy {
			if cy[i] != "" {
				out = append(out, cy[i], en[i])
			}
		}
	}
	return out
}

func months() (out []string) {
	for m := time.January; m <= time.December; m++ {
		out = append(out, nhs.WelshMonths[m], m.String()[:3])
	}
	return out
}

// Whoever has two strengths at home is told on every line which one is meant.
func TestTextSaysWhichStrengthWheneverThereAreSeveral(t *testing.T) {
	for _, c := range real {
		c.r.Start = firstDay
		p := build(t, c.r)
		products := map[string]bool{}
		for _, s := range p.Steps {
			for _, take := range s.Take {
				products[take.Product] = true
			}
		}
		said := map[string]string{} // label -> product
		for _, s := range p.Steps {
			for _, take := range s.Take {
				label := p.labels()[take.Product]
				if len(products) > 1 && (label == "" || said[label] != "" && said[label] != take.Product) {
					t.Errorf("%s: %s is called %q, as %q is", c.name, take.Product, label, said[label])
				}
				said[label] = take.Product
				if line := s.short(false, p.labels()); label != "" && !strings.Contains(line, label+" ") {
					t.Errorf("%s: %q does not say %s", c.name, line, label)
				}
			}
		}
	}
}
