package chart

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"stepdown/internal/measure"
	"stepdown/internal/nhs"
)

const hostile = `</script><script>alert(1)</script>{a|b}"'&`

// tramadol is a year and a half of one measure, with a missing month, a
// rebase and a fall.
func tramadol(t testing.TB) (measure.Series, measure.XmR, []Mark, *float64) {
	d, ok := measure.Find(measure.ForMedicine("tramadol"))
	if !ok {
		t.Fatal("no such measure")
	}
	var points []measure.Point
	for i, n := range []float64{250, 246, 253, 244, 252, 246, 251, -1, 247, 253, 246, 268, 250, 246, 243, 240, 238, 235} {
		if n >= 0 {
			points = append(points, measure.Point{Date: nhs.NewDate(2025, 1, 31).AddMonths(i), Numerator: n, Denominator: 6000})
		}
	}
	s := measure.NewSeries(d, points)
	target := 245.0
	x := s.XmR(measure.XmROptions{Target: &target})
	return s, x, []Mark{{"2026-01-12", "Cycle starts"}, {"2026-02-20", "Reviews begin"}, {"", "no date"}, {"2026-06-20", "Follow-up"}, {"2025-02-20", "Search"}}, &target
}

// option reads a chart's option and checks what must be true of every one.
func option(t *testing.T, c Chart) map[string]any {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal(c.Option, &o); err != nil {
		t.Fatalf("%v", err)
	}
	raw := string(c.Option)
	for _, never := range []string{"__f__", "function", "</script", "<script", "NaN"} {
		if strings.Contains(raw, never) {
			t.Errorf("the option holds %q", never)
		}
	}
	if o["animation"] != false {
		t.Errorf("animation %v", o["animation"])
	}
	if tip := o["tooltip"].(map[string]any); tip["renderMode"] != "richText" {
		t.Errorf("tooltip %v", tip)
	}
	label := o["aria"].(map[string]any)["label"].(map[string]any)
	if label["description"] != c.Description || c.Description == "" || strings.Count(c.Description, ". ") > 0 {
		t.Errorf("description %q, in the option %q", c.Description, label["description"])
	}
	if c.Table.Caption == "" || len(c.Table.Head) == 0 {
		t.Errorf("table %+v", c.Table)
	}
	for _, row := range c.Table.Rows {
		if len(row) != len(c.Table.Head) {
			t.Errorf("row %q under %q", row, c.Table.Head)
		}
	}
	return o
}

func seriesNamed(t *testing.T, o map[string]any, name string) map[string]any {
	t.Helper()
	for _, s := range o["series"].([]any) {
		if m := s.(map[string]any); m["name"] == name {
			return m
		}
	}
	t.Fatalf("no series %q", name)
	return nil
}

func places(t *testing.T, s map[string]any) [][2]any {
	t.Helper()
	var out [][2]any
	for _, d := range s["data"].([]any) {
		v := d.(map[string]any)["value"].([]any)
		out = append(out, [2]any{v[0], v[1]})
	}
	return out
}

func TestSPCDrawsEverything(t *testing.T) {
	s, x, marks, target := tramadol(t)
	c, err := SPC(s, x, marks, target)
	if err != nil {
		t.Fatal(err)
	}
	o := option(t, c)
	line := seriesNamed(t, o, "People on repeat tramadol")
	data := places(t, line)
	if len(data) != 18 || data[7] != [2]any{"2025-08-31", nil} || data[6][1] != 251.0 {
		t.Errorf("the gap is not a gap: %v", data)
	}
	if line["connectNulls"] != false {
		t.Errorf("connectNulls %v: the line would run across the gap", line["connectNulls"])
	}
	upper := places(t, seriesNamed(t, o, "Upper process limit"))
	if len(upper) != 2 || math.Abs(upper[0][1].(float64)-x.Phases[0].Upper) > 1e-3 {
		t.Errorf("upper limit %v", upper)
	}
	seriesNamed(t, o, "Mean")
	if target := places(t, seriesNamed(t, o, "Target")); target[1][1] != 245.0 {
		t.Errorf("target %v", target)
	}
	shapes := map[string]bool{}
	dots := 0
	for _, name := range []string{"No significant change", "Improvement", "Concern"} {
		sc := seriesNamed(t, o, name)
		shapes[sc["symbol"].(string)] = true
		for _, d := range sc["data"].([]any) {
			dots++
			if m := d.(map[string]any); m["symbol"] != sc["symbol"] || m["itemStyle"].(map[string]any)["color"] == "" {
				t.Errorf("%s: %v", name, m)
			}
		}
	}
	if len(shapes) != 3 || dots != 17 {
		t.Errorf("%d shapes, %d points", len(shapes), dots)
	}
	lines := line["markLine"].(map[string]any)["data"].([]any)
	if len(lines) != 4 || lines[1].(map[string]any)["name"] != "Cycle starts" || lines[1].(map[string]any)["xAxis"] != "2026-01-12" {
		t.Errorf("marks %v", lines)
	}
	if len(c.Table.Rows) != 18 || c.Table.Rows[7][0] != "August 2025" || c.Table.Rows[7][1] != "no value" {
		t.Errorf("table %v", c.Table.Rows[7])
	}
	if got := c.Table.Rows[12][7]; got != "12 January 2026: Cycle starts" {
		t.Errorf("what happened: %q", got)
	}
	keep(t, "spc.json", c)
}

// keep writes the option to a folder named by CHART_OUT, to be looked at.
func keep(t *testing.T, name string, c Chart) {
	if dir := os.Getenv("CHART_OUT"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name), c.Option, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLimitsBreakAtARebase(t *testing.T) {
	s, _, _, _ := tramadol(t)
	x := s.XmR(measure.XmROptions{Rebases: []measure.Rebase{{Date: "2026-01-31", Reason: "reviews began"}}})
	c, err := SPC(s, x, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	mean := places(t, seriesNamed(t, option(t, c), "Mean"))
	if len(mean) != 5 || mean[2][1] != nil || mean[1][1] == mean[3][1] {
		t.Errorf("%v", mean)
	}
}

func TestAMarkBeyondTheDataWidensTheAxis(t *testing.T) {
	s, x, _, _ := tramadol(t)
	c, err := SPC(s, x, []Mark{{"2026-09-01", "Repeat"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	axis := option(t, c)["xAxis"].([]any)[0].(map[string]any)
	if axis["max"].(string) < "2026-09-01" || axis["min"].(string) > "2025-01-31" {
		t.Errorf("%v to %v", axis["min"], axis["max"])
	}
}

func TestHostileWordsStayWords(t *testing.T) {
	s, x, _, _ := tramadol(t)
	s.Definition.Title, s.Definition.Unit = hostile, hostile
	charts := map[string]func() (Chart, error){
		"spc":  func() (Chart, error) { return SPC(s, x, []Mark{{"2026-01-12", hostile}}, nil) },
		"bars": func() (Chart, error) { return Bars(hostile, hostile, []Bar{{hostile, 3, hostile}}) },
		"run": func() (Chart, error) {
			return Run(s, measure.NewRunChart(s.Data(), 0, nil), []Mark{{"2026-01-12", hostile}}, nil)
		},
		"line": func() (Chart, error) {
			return Line(hostile, hostile, []Trace{{hostile, s.Data()}}, []Mark{{"2026-01-12", hostile}})
		},
	}
	for name, build := range charts {
		c, err := build()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		raw := string(c.Option)
		if strings.ContainsAny(raw, "<>&") {
			t.Errorf("%s: markup is not escaped", name)
		}
		var o map[string]any
		if err := json.Unmarshal(c.Option, &o); err != nil {
			t.Fatal(err)
		}
		if c.Title != hostile || c.Table.Caption != hostile {
			t.Errorf("%s: the page's own words were changed", name)
		}
	}
}

func TestNothingToShow(t *testing.T) {
	d, _ := measure.Find(measure.AnyOpioid)
	s := measure.NewSeries(d, nil)
	c, err := SPC(s, s.XmR(measure.XmROptions{}), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	option(t, c)
	if !strings.Contains(c.Description, "no values") || len(c.Table.Rows) != 0 {
		t.Errorf("%+v", c)
	}
	one := measure.NewSeries(d, []measure.Point{{Date: "2026-01-31", Numerator: 4}})
	c, err = SPC(one, one.XmR(measure.XmROptions{}), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	option(t, c)
	if c.Table.Rows[0][3] != "not known" {
		t.Errorf("limits of one point: %v", c.Table.Rows[0])
	}
	for _, build := range []func() (Chart, error){
		func() (Chart, error) { return Bars("Steps", "people", nil) },
		func() (Chart, error) { return Line("Lines", "people", nil, nil) },
	} {
		c, err := build()
		if err != nil {
			t.Fatal(err)
		}
		option(t, c)
	}
}

func TestBarsKeepTheirOrder(t *testing.T) {
	c, err := Bars("The cycle's steps", "people", []Bar{{"Invited", 40, ""}, {"Booked", 22, "55% of invited"}, {"Reviewed", 0, "0% of invited"}})
	if err != nil {
		t.Fatal(err)
	}
	o := option(t, c)
	if got := fmt.Sprint(o["yAxis"].([]any)[0].(map[string]any)["data"]); got != "[Invited Booked Reviewed]" {
		t.Error(got)
	}
	if c.Table.Rows[1][2] != "55% of invited" || c.Table.Rows[2][1] != "0" {
		t.Errorf("%v", c.Table.Rows)
	}
	keep(t, "bars.json", c)
}

func TestLinesDifferByMoreThanColour(t *testing.T) {
	s, _, marks, _ := tramadol(t)
	other := s.Data()[3:]
	c, err := Line("People on repeat", "people", []Trace{{"tramadol", s.Data()}, {"codeine", other}}, marks)
	if err != nil {
		t.Fatal(err)
	}
	o := option(t, c)
	a, b := seriesNamed(t, o, "tramadol"), seriesNamed(t, o, "codeine")
	if a["symbol"] == b["symbol"] {
		t.Errorf("both lines have the symbol %v", a["symbol"])
	}
	if len(c.Table.Rows) != 18 || c.Table.Rows[0][2] != "no value" || c.Table.Rows[0][1] != "250" {
		t.Errorf("%v", c.Table.Rows[0])
	}
	keep(t, "lines.json", c)
}

// Any series gives valid JSON and a table of as many rows as it has places.
func TestAnySeriesCanBeDrawn(t *testing.T) {
	d, _ := measure.Find(measure.MeanOME)
	rapid.Check(t, func(t *rapid.T) {
		var points []measure.Point
		for i := range rapid.IntRange(0, 30).Draw(t, "n") {
			if rapid.Bool().Draw(t, "missing") {
				continue
			}
			points = append(points, measure.Point{
				Date: nhs.NewDate(2024, 1, 31).AddMonths(i), Numerator: rapid.Float64Range(0, 1e6).Draw(t, "numerator"),
				Denominator: float64(rapid.IntRange(0, 50).Draw(t, "denominator")),
			})
		}
		s := measure.NewSeries(d, points)
		c, err := SPC(s, s.XmR(measure.XmROptions{}), nil, nil)
		if err != nil || !json.Valid(c.Option) || len(c.Table.Rows) != len(s.Data()) {
			t.Fatalf("%v, %d rows", err, len(c.Table.Rows))
		}
	})
}

func TestRunChartHasItsMedian(t *testing.T) {
	s, _, marks, target := tramadol(t)
	r := measure.NewRunChart(s.Data(), 0, []measure.Rebase{{Date: "2026-01-31", Reason: "reviews began"}})
	c, err := Run(s, r, marks, target)
	if err != nil {
		t.Fatal(err)
	}
	o := option(t, c)
	median := places(t, seriesNamed(t, o, "Median"))
	if len(median) != 5 || median[0][1] != r.Parts[0].Median || median[2][1] != nil || median[4][1] != r.Parts[1].Median {
		t.Errorf("median %v", median)
	}
	if data := places(t, seriesNamed(t, o, "People on repeat tramadol")); data[7][1] != nil {
		t.Errorf("the gap is not a gap: %v", data[7])
	}
	if !strings.Contains(c.Description, "too few") || len(c.Table.Rows) != 18 {
		t.Errorf("%s", c.Description)
	}
	keep(t, "run.json", c)
	if c, err = Run(measure.NewSeries(s.Definition, nil), measure.NewRunChart(nil, 0, nil), nil, nil); err != nil {
		t.Fatal(err)
	}
	option(t, c)
}

func TestJourneyOfNobodyHasNoShares(t *testing.T) {
	c, err := Journey("The cycle so far", measure.Journey{})
	if err != nil {
		t.Fatal(err)
	}
	option(t, c)
	if len(c.Table.Rows) != 6 || len(c.Table.Head) != 2 {
		t.Errorf("%+v", c.Table)
	}
	if c, err = Journey("The cycle so far", measure.Journey{Invited: 4, Booked: 3}); err != nil || c.Table.Rows[1][2] != "75% of invited" {
		t.Errorf("%v %+v", err, c.Table)
	}
}
