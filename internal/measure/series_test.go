package measure

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSeriesScalesAndGaps(t *testing.T) {
	d, _ := Find(AnyOpioid)
	s := NewSeries(d, []Point{
		{Date: "2026-05-31", Numerator: 30, Denominator: 6000},
		{Date: "2026-01-31", Numerator: 24, Denominator: 6000, Unclear: 2},
		{Date: "2026-02-28", Numerator: 25},
	})
	data := s.On(PerThousand).Data()
	want := []Datum{
		{Date: "2026-01-31", Y: 4, Known: true, Unclear: 2},
		{Date: "2026-02-28", Y: math.NaN()}, // no list size: not known per 1,000
		{Date: "2026-03-28", Y: math.NaN()},
		{Date: "2026-04-28", Y: math.NaN()},
		{Date: "2026-05-31", Y: 5, Known: true},
	}
	if len(data) != len(want) {
		t.Fatalf("%+v", data)
	}
	for i := range want {
		g, w := data[i], want[i]
		if g.Date != w.Date || g.Known != w.Known || !same(g.Y, w.Y) || g.Unclear != w.Unclear {
			t.Errorf("%d: %+v, want %+v", i, g, w)
		}
	}
	if last, ok := s.Latest(); !ok || last.Y != 30 {
		t.Errorf("latest %+v", last)
	}
	if y, _ := s.On(AsPercent).At(Point{Numerator: 1, Denominator: 8}); y != 12.5 {
		t.Errorf("per cent %v", y)
	}
	if _, ok := (Series{}).Latest(); ok {
		t.Error("an empty series has a latest value")
	}
}

func TestTwoExtractsInOneMonthAreTwoPoints(t *testing.T) {
	d, _ := Find(AnyOpioid)
	s := NewSeries(d, []Point{{Date: "2026-01-02", Numerator: 1}, {Date: "2026-01-30", Numerator: 2}, {Date: "2026-01-30", Numerator: 3}})
	if data := s.Data(); len(data) != 2 || data[1].Y != 3 {
		t.Errorf("%+v", data)
	}
}

func TestDefinitionsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range Definitions() {
		if seen[d.Key] {
			t.Errorf("%s twice", d.Key)
		}
		seen[d.Key] = true
		if d.Title == "" || d.Numerator == "" || d.Unit == "" || d.Scale == "" || d.Improvement == "" || d.Version == "" || d.Source == "" {
			t.Errorf("%s lacks something: %+v", d.Key, d)
		}
		if (d.PerThousand || d.Scale != AsCount) && d.Denominator == "" {
			t.Errorf("%s has no denominator in words", d.Key)
		}
	}
}

// The document that people read names every measure and rule set.
func TestDocumentNamesEveryMeasure(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "measures.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range Definitions() {
		if !strings.Contains(string(b), "`"+d.Key+"`") {
			t.Errorf("docs/measures.md does not name %s", d.Key)
		}
	}
	for _, r := range RuleSets() {
		if !strings.Contains(string(b), "`"+r.Key+"`") {
			t.Errorf("docs/measures.md does not name %s", r.Key)
		}
	}
}
