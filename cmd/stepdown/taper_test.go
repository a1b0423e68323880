package main

import (
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"stepdown/internal/nhs"
	"stepdown/internal/taper"
)

// planned is what another program reads of the command's answer; it knows
// nothing of the engine.
type planned struct {
	Medicines  []string `json:"medicines"`
	DailyStart float64  `json:"daily_mg_start"`
	Policy     struct{ Name, Version, Source string }
	Steps      []struct {
		From       nhs.Date
		To         nhs.Date
		Daily      float64 `json:"daily_mg"`
		OfCurrent  float64 `json:"percent_of_current"`
		OfOriginal float64 `json:"percent_of_original"`
		Take       []struct {
			Product, Unit                   string
			Morning, Midday, Evening, Night int
			Every                           int `json:"apply_every_hours"`
		}
		Supply []struct {
			Product  string
			Quantity int
		}
	}
	Reviews  []nhs.Date
	Warnings []string
	Refused  string
}

func ask(t *testing.T, args ...string) (planned, error) {
	t.Helper()
	var c taperCmd
	k, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Parse(append(args, "--json")); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	var out, notice strings.Builder
	failed := c.write(&out, &notice)
	if notice.String() != "Not for use with patients.\n" {
		t.Errorf("notice %q", notice.String())
	}
	var p planned
	if err := json.Unmarshal([]byte(out.String()), &p); err != nil {
		t.Fatalf("%q: %v\n%s", args, err, out.String())
	}
	if (failed != nil) != (p.Refused != "") || p.Refused != "" && len(p.Steps) > 0 {
		t.Errorf("%q: refused %q, %d steps, error %v", args, p.Refused, len(p.Steps), failed)
	}
	return p, failed
}

func TestEveryRefusalOfTheTaperCommandIsAnObject(t *testing.T) {
	tramadol := []string{"--medicine", "Tramadol 50mg capsules", "--dose", "one four times a day"}
	for about, c := range map[string]struct {
		args []string
		why  string
	}{
		"start":       {append(tramadol, "--start", "2026-02-30"), "start"},
		"taking":      {append(tramadol, "--start", "2026-12-01", "--taking", "0"), "taking"},
		"taking text": {append(tramadol, "--start", "2026-12-01", "--taking", "lots"), "taking"},
		"aim":         {append(tramadol, "--start", "2026-12-01", "--to", "half"), "to"},
		"aim above":   {append(tramadol, "--start", "2026-12-01", "--to", "200"), "not below"},
		"policy":      {append(tramadol, "--start", "2026-12-01", "--policy", "faster"), "policy"},
		"present":     {append(tramadol, "--start", "2026-12-01", "--present", "x"), "red flag"},
		"stock":       {append(tramadol, "--start", "2026-12-01", "--stock", "x"), "stock"},
		"range":       {[]string{"--medicine", "Tramadol 50mg capsules", "--dose", "1-2 qds", "--start", "2026-12-01", "--override", "x"}, "really taken"},
		"required":    {[]string{"--medicine", "Tramadol 50mg capsules", "--dose", "one at night when required", "--start", "2026-12-01", "--override", "x"}, "really taken"},
		"other":       {[]string{"--medicine", "Amitriptyline 10mg tablets", "--dose", "one at night", "--start", "2026-12-01", "--override", "x"}, "not known as an opioid"},
		"methadone":   {[]string{"--medicine", "Methadone 5mg tablets", "--dose", "one twice a day", "--start", "2026-12-01", "--override", "x"}, "specialist"},
	} {
		if p, err := ask(t, c.args...); err == nil || !strings.Contains(strings.ToLower(p.Refused), c.why) || p.Steps == nil || p.Reviews == nil || p.Warnings == nil {
			t.Errorf("%s: %+v, %v", about, p, err)
		}
	}
}

// What is written beside the medicine stays as it is and raises its flag.
func TestMedicinesBesideTheOneThatIsReduced(t *testing.T) {
	for _, c := range []struct{ name, dose, flag, left string }{
		{"Diazepam 5mg tablets", "one at night", "benzodiazepine", "Left as it is: Diazepam"},
		{"Zopiclone 7.5mg tablets", "one at night", "z-drug", "Left as it is: Zopiclone"},
		{"Methadone 1mg/ml oral solution", "40ml daily", "dependence", "Left as it is: Methadone"},
		{"Paracetamol 500mg tablets", "two four times a day", "8 g of paracetamol", "Left as it is: Paracetamol"},
	} {
		args := []string{"--start", "2026-12-01", "--medicine", "Co-codamol 30mg/500mg tablets", "--dose", "two four times a day", "--medicine", c.name, "--dose", c.dose}
		if p, err := ask(t, args...); err == nil || !strings.Contains(p.Refused, c.flag) {
			t.Errorf("%s: refused %q", c.name, p.Refused)
		}
		p, err := ask(t, append(args, "--override", "discussed")...)
		if err != nil || !strings.Contains(strings.Join(p.Warnings, "\n"), c.left) {
			t.Errorf("%s with a reason: %v, %q", c.name, err, p.Warnings)
		}
	}
}

// TestThePlanAnotherProgramReads holds the answer of the command to what can be
// counted from it alone, for every generic product of the table, whose name
// gives the strength.
func TestThePlanAnotherProgramReads(t *testing.T) {
	starts := []nhs.Date{"2026-12-01", "2027-01-31", "2028-02-29", "2027-03-28", "2026-10-25"}
	for i, q := range taper.Products() {
		dose, start := "two twice a day", starts[i%len(starts)]
		switch {
		case q.Brand != "":
			continue
		case q.Patch():
			dose = "apply one every " + strconv.Itoa(q.Hours[0]) + " hours"
		case q.Liquid():
			dose = "10ml twice a day"
		case q.Release == "modified" && q.Hours[0] == 24:
			dose = "two once a day"
		}
		p, err := ask(t, "--medicine", q.Name, "--dose", dose, "--start", string(start), "--override", "test")
		if err != nil {
			t.Errorf("%s: %v", q.Name, err)
			continue
		}
		read(t, q.Name, p, start)
	}
}

func read(t *testing.T, name string, p planned, start nhs.Date) {
	t.Helper()
	before, next := p.DailyStart, start
	need, got := map[string]int{}, map[string]int{}
	for i, s := range p.Steps {
		made := 0.0
		days := s.From.DaysUntil(s.To) + 1
		for _, k := range s.Take {
			n := k.Morning + k.Midday + k.Evening + k.Night
			made += float64(n) * named(t, k.Product)
			if k.Every > 0 {
				need[k.Product] += n * ((days*24 + k.Every - 1) / k.Every)
			} else {
				need[k.Product] += n * days
			}
			if (k.Unit == "patch") != (k.Every > 0) {
				t.Errorf("%s, step %d: %s every %d hours", name, i, k.Unit, k.Every)
			}
		}
		for _, k := range s.Supply {
			got[k.Product] += k.Quantity
		}
		if s.From != next || days < 7 || math.Abs(made-s.Daily) > 1e-6 || s.Daily > before || math.Abs((before-s.Daily)/before*100-s.OfCurrent) > 0.051 || math.Abs((before-s.Daily)/p.DailyStart*100-s.OfOriginal) > 0.051 {
			t.Errorf("%s, step %d: %+v after %g, made of %g", name, i, s, before, made)
		}
		before, next = s.Daily, s.To.AddDays(1)
	}
	if before != 0 || len(p.Steps[len(p.Steps)-1].Take) != 0 {
		t.Errorf("%s ends at %g", name, before)
	}
	for product, n := range need {
		if got[product] != n {
			t.Errorf("%s: %d of %s supplied, %d needed", name, got[product], product, n)
		}
	}
	last := start
	for _, d := range p.Reviews {
		if n := last.DaysUntil(d); n < 1 || n > 31 {
			t.Errorf("%s: review on %s, %d days after %s", name, d, n, last)
		}
		last = d
	}
}

var strengths = regexp.MustCompile(`([0-9.]+) ?(mg|micrograms?)(/hour|/([0-9.]*)ml)?`)

// named reads the target's milligrams a unit, or a day of wear, off a name.
func named(t *testing.T, product string) float64 {
	t.Helper()
	m := strengths.FindStringSubmatch(product)
	if m == nil {
		t.Fatalf("no strength in %q", product)
	}
	mg, _ := strconv.ParseFloat(m[1], 64)
	if m[2] != "mg" {
		mg /= 1000
	}
	switch {
	case m[3] == "/hour":
		return mg * 24
	case m[4] != "":
		ml, _ := strconv.ParseFloat(m[4], 64)
		return mg / ml
	}
	return mg
}
