package chart

import (
	"fmt"
	"math"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"stepdown/internal/measure"
	"stepdown/internal/nhs"
)

// looks are the shape, colour and name of each type of point. The colours
// follow the NHS's convention (blue better, orange worse, grey no change,
// purple not judged) in shades with enough contrast, and each has its shape.
var looks = []struct {
	types        []measure.PointType
	name, symbol string
	colour       string
}{
	{[]measure.PointType{measure.CommonCause}, "No significant change", "circle", grey},
	{[]measure.PointType{measure.Improving}, "Improvement", "diamond", blue},
	{[]measure.PointType{measure.Concern}, "Concern", "triangle", orange},
	{[]measure.PointType{measure.NeutralHigh, measure.NeutralLow}, "Change, not judged", "rect", purple},
}

// SPC draws a series with its process limits: the value, the mean and limits
// of each phase, the target if there is one, the points by type, and the
// marks. A nil target takes the chart's own.
func SPC(s measure.Series, x measure.XmR, marks []Mark, target *float64) (Chart, error) {
	if target == nil {
		target = x.Options.Target
	}
	d := s.Definition
	data := s.Data()
	c := Chart{Title: d.Title, Description: spcSentence(s, x, target)}
	line := timeline(c.Title, c.Description, d.UnitOn(s.Scale), data, marks)
	lines := key{names: limits(line, x), width: 36, height: 2}
	if target != nil {
		add(line, "Target", flat(data, marks, *target), look(red, "dotted", 2)...)
		lines.names = append(lines.names, "Target")
	}
	add(line, d.Title, values(data), append(look(grey, "solid", 2), markLines(data, marks)...)...)
	shapes := key{names: points(line, s, x), width: 14, height: 12}
	line.Validate()
	var err error
	if c.Option, err = marshal(line.JSON(), lines, shapes); err != nil {
		return Chart{}, err
	}
	c.Table = spcTable(s, x, marks, target)
	return c, nil
}

// values is the plain line: null in a gap.
func values(data []measure.Datum) []datum {
	items := make([]datum, len(data))
	for i, d := range data {
		items[i] = datum{Value: at(d.Date, d.Y)}
	}
	return items
}

// limits draws mean and limits as series of their own, broken between phases:
// a mark line beyond the data would not be drawn.
func limits(line *charts.Line, x measure.XmR) (names []string) {
	if len(x.Points) == 0 {
		return nil
	}
	of := func(y func(measure.Phase) float64) []datum {
		var items []datum
		for i, ph := range x.Phases {
			if i > 0 {
				items = append(items, datum{Value: at(ph.From, math.NaN())})
			}
			items = append(items, datum{Value: at(ph.From, y(ph))}, datum{Value: at(ph.To, y(ph))})
		}
		return items
	}
	add(line, "Mean", of(func(p measure.Phase) float64 { return p.Mean }), look("#212b32", "solid", 1)...)
	add(line, "Upper process limit", of(func(p measure.Phase) float64 { return p.Upper }), look(grey, "dashed", 1)...)
	add(line, "Lower process limit", of(func(p measure.Phase) float64 { return p.Lower }), look(grey, "dashed", 1)...)
	return []string{"Mean", "Upper process limit", "Lower process limit"}
}

// points lays a scatter of each type of point over the line, so that the
// legend explains the shapes.
func points(line *charts.Line, s measure.Series, x measure.XmR) (names []string) {
	unit := s.Definition.UnitOn(s.Scale)
	for _, l := range looks {
		var items []datum
		for _, p := range x.Points {
			for _, t := range l.types {
				if p.Type != t {
					continue
				}
				tip := p.Date.String() + "\n" + number(p.Y) + " " + unit
				if p.Signal.Rule != measure.NoRule {
					tip += "\n" + l.name + ": " + p.Signal.Words()
				}
				items = append(items, datum{Value: at(p.Date, p.Y), Symbol: l.symbol, SymbolSize: 10, ItemStyle: &style{l.colour, 1}, Tooltip: &tooltip{tip}})
			}
		}
		if len(items) == 0 {
			continue
		}
		scatter := charts.NewScatter()
		scatter.AddSeries(l.name, nil, charts.WithItemStyleOpts(opts.ItemStyle{Color: l.colour, Opacity: opts.Float(1)}), charts.WithSeriesOpts(func(ss *charts.SingleSeries) {
			ss.Data, ss.Symbol, ss.SymbolSize = items, l.symbol, 10
		}))
		line.Overlap(scatter)
		names = append(names, l.name)
	}
	return names
}

func spcSentence(s measure.Series, x measure.XmR, target *float64) string {
	d, unit := s.Definition, s.Definition.UnitOn(s.Scale)
	if len(x.Points) == 0 {
		return "Chart of " + d.Title + ": there are no values to show yet."
	}
	last, ph := x.Points[len(x.Points)-1], x.Phases[len(x.Phases)-1]
	var b strings.Builder
	fmt.Fprintf(&b, "Statistical process control chart of %s, %d points from %s to %s: latest %s %s, mean %s",
		d.Title, len(x.Points), x.Points[0].Date, last.Date, number(last.Y), unit, number(ph.Mean))
	if ph.Limits {
		fmt.Fprintf(&b, ", limits %s to %s", number(ph.Lower), number(ph.Upper))
		if ph.Trial {
			b.WriteString(" (trial limits)")
		}
	}
	if target != nil {
		fmt.Fprintf(&b, ", target %s", number(*target))
	}
	fmt.Fprintf(&b, "; the latest point shows %s.", x.Variation.Words())
	return b.String()
}

func spcTable(s measure.Series, x measure.XmR, marks []Mark, target *float64) Table {
	d, data := s.Definition, s.Data()
	t := Table{Caption: d.Title, Head: []string{"Date", sentenceCase(d.UnitOn(s.Scale)), "Mean", "Lower limit", "Upper limit", "Signal"}}
	if target != nil {
		t.Head = append(t.Head, "Target")
	}
	happened := events(data, marks)
	if len(marks) > 0 {
		t.Head = append(t.Head, "What happened")
	}
	on := map[nhs.Date]measure.XmRPoint{}
	for _, p := range x.Points {
		on[p.Date] = p
	}
	for i, v := range data {
		row := []string{month(v.Date), "no value", "", "", "", ""}
		if p, ok := on[v.Date]; v.Known && ok {
			row = []string{v.Date.String(), number(v.Y) + unclear(v), number(p.Mean), number(p.Lower), number(p.Upper), p.Signal.Words()}
		}
		if target != nil {
			row = append(row, number(*target))
		}
		if len(marks) > 0 {
			row = append(row, happened[i])
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// unclear says how many people's figures could not be read.
func unclear(d measure.Datum) string {
	if d.Unclear == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d not clear)", d.Unclear)
}

func sentenceCase(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
