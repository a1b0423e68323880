package medicine

import (
	"bufio"
	"compress/gzip"
	"os"
	"regexp"
	"strings"
	"testing"
)

func readList(t testing.TB, name string) []string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for s := bufio.NewScanner(z); s.Scan(); {
		lines = append(lines, s.Text())
	}
	return lines
}

var targetLists = []struct {
	file  string
	class Class
	least int
}{
	{"opioids.txt.gz", Opioid, 2060},
	{"long_acting_opioids.txt.gz", Opioid, 731},
	{"gabapentinoids.txt.gz", Gabapentinoid, 594},
}

// Held to: recall of at least 99.9 % on each list; the figure is logged.
func TestRecall(t *testing.T) {
	for _, l := range targetLists {
		names := readList(t, l.file)
		if len(names) < l.least {
			t.Fatalf("%s holds %d names, want %d", l.file, len(names), l.least)
		}
		missed := 0
		for _, n := range names {
			if p := Read(n); p.Class != l.class {
				missed++
				t.Logf("%s: %q read as %s", l.file, n, p.Class)
			}
		}
		recall := 1 - float64(missed)/float64(len(names))
		t.Logf("%s: %d names, recall %.4f", l.file, len(names), recall)
		if recall < 0.999 {
			t.Errorf("%s: recall %.4f is under 0.999", l.file, recall)
		}
	}
}

// Held to: not one of the other medicines is taken for a target.
func TestPrecision(t *testing.T) {
	names := readList(t, "others.txt.gz")
	if len(names) < 16151 {
		t.Fatalf("others.txt.gz holds %d names", len(names))
	}
	for _, n := range names {
		if p := Read(n); p.Class != Other {
			t.Errorf("%q read as %s %v", n, p.Class, p.Ingredients)
		}
		for _, s := range styles {
			if styled := s.write(n); styled != "" {
				if p := Read(styled); p.Class != Other {
					t.Errorf("%s: %q read as %s %v", s.name, styled, p.Class, p.Ingredients)
				}
			}
		}
	}
}

// parts of a dm+d name: medicine, strength, form.
var dmdName = regexp.MustCompile(`^([^0-9]+?(?: [0-9]+hr)?) ([0-9][0-9.]*(?:mg|g|microgram|micrograms|%)(?:/[0-9.]*[a-z]+)*) ([a-zA-Z][^0-9]*)$`)

var shortForms = strings.NewReplacer("modified-release tablets", "m/r tabs", "modified-release capsules", "m/r caps", "tablets", "tabs", "capsules", "caps",
	"transdermal patches", "patches", "oral solution", "oral soln", "oral suspension", "oral susp", "solution for injection ampoules", "inj amps")

// styles write a dm+d name as other systems do; "" where they cannot.
var styles = []struct {
	name  string
	write func(string) string
}{
	{"older EMIS", func(n string) string {
		m := dmdName.FindStringSubmatch(n)
		if m == nil {
			return ""
		}
		strength := regexp.MustCompile(`([0-9.])([a-z])`).ReplaceAllString(m[2], "$1 $2")
		strength = strings.ReplaceAll(strength, "mg/500 mg", "mg + 500 mg")
		form := strings.Replace(m[3], "modified-release", "M/R", 1)
		return m[1] + "  " + strings.ToUpper(form[:1]) + form[1:] + "  " + strength
	}},
	{"CTV3", func(n string) string {
		m := dmdName.FindStringSubmatch(n)
		if m == nil {
			return ""
		}
		return m[1] + " " + m[2] + " " + strings.NewReplacer("modified-release", "m/r", "suppositories", "suppository", "tablets", "tablet", "capsules", "capsule", "patches", "patch").Replace(m[3])
	}},
	{"Read v2", func(n string) string {
		m := dmdName.FindStringSubmatch(n)
		if m == nil {
			return ""
		}
		return "*" + strings.ToUpper(m[1]) + " " + strings.ReplaceAll(m[2], "ml", "mL") + " " + shortForms.Replace(m[3])
	}},
	{"BNF short", func(n string) string {
		m := dmdName.FindStringSubmatch(n)
		if m == nil {
			return ""
		}
		form, mr := m[3], ""
		if rest, ok := strings.CutPrefix(form, "modified-release "); ok {
			form, mr = rest, " M/R"
		}
		short := map[string]string{"tablets": "Tab", "capsules": "Cap", "transdermal patches": "T/Derm Patch", "oral solution": "Oral Soln", "suppositories": "Suppos"}[form]
		if short == "" {
			short = strings.ToUpper(form[:1]) + form[1:]
		}
		strength := strings.NewReplacer("micrograms/hour", "mcg/hr", "micrograms", "mcg", "microgram", "mcg").Replace(m[2])
		return m[1] + "_" + short + " " + strength + mr
	}},
	{"upper case", strings.ToUpper},
	{"lower case", strings.ToLower},
	{"hard spaces and signs", func(n string) string {
		return strings.NewReplacer(" ", "\u00a0", "micrograms", "µg", "microgram", "µg", "-", "‑").Replace(n)
	}},
	{"Windows-1252 bytes", func(n string) string { return strings.NewReplacer(" ", "\xa0", "micrograms", "\xb5g").Replace(n) }},
	{"with a supplier", func(n string) string { return n + " (Alliance Healthcare (Distribution) Ltd)" }},
	{"odd marks", func(n string) string { return "\u200b ~" + strings.ReplaceAll(n, " ", " \t") + ".  " }},
}

// The same product in another style is the same product.
func TestStyles(t *testing.T) {
	for _, s := range styles {
		read, skipped := 0, 0
		seen := map[string]bool{}
		for _, l := range targetLists {
			for _, n := range readList(t, l.file) {
				if seen[n] || strings.HasPrefix(n, "VMP previous") {
					continue
				}
				seen[n] = true
				styled := s.write(n)
				if styled == "" {
					skipped++
					continue
				}
				read++
				want, got := Read(n), Read(styled)
				wm, wp, wok := want.Amount()
				gm, gp, gok := got.Amount()
				if want.Class != got.Class || wm != gm || wp != gp || wok != gok || want.Route != got.Route || want.Release != got.Release ||
					strings.Join(want.Ingredients, ";") != strings.Join(got.Ingredients, ";") {
					t.Errorf("%s: %q read as %s %v %q %s %s\n%q as %s %v %q %s %s", s.name, n, want.Class, want.Ingredients, want.Strength, want.Form, want.Release,
						styled, got.Class, got.Ingredients, got.Strength, got.Form, got.Release)
				}
			}
		}
		t.Logf("%s: %d names read alike, %d cannot be written so", s.name, read, skipped)
		if read == 0 {
			t.Errorf("%s: nothing was tried", s.name)
		}
	}
}
