package chart

import (
	"fmt"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"stepdown/internal/measure"
	"stepdown/internal/nhs"
)

// Trace is one line of a chart of several.
type Trace struct {
	Name string
	Data []measure.Datum
}

var dressings = []struct{ colour, kind, symbol string }{
	{blue, "solid", "circle"}, {orange, "dashed", "triangle"}, {green, "dotted", "rect"},
	{purple, "solid", "diamond"}, {grey, "dashed", "roundRect"}, {red, "dotted", "pin"},
}

// Line draws one or more series over time, without limits, each with its own
// colour, kind of line and shape of point.
func Line(title, unit string, traces []Trace, marks []Mark) (Chart, error) {
	var all []measure.Datum
	for _, t := range traces {
		all = append(all, t.Data...)
	}
	c := Chart{Title: title, Description: lineSentence(title, unit, traces)}
	line := timeline(title, c.Description, unit, all, marks)
	names := key{width: 36, height: 12}
	for i, t := range traces {
		names.names = append(names.names, plain(t.Name))
		d := dressings[i%len(dressings)]
		items := values(t.Data)
		for j := range items {
			items[j].Symbol, items[j].SymbolSize = d.symbol, 8
			items[j].Tooltip = &tooltip{plain(t.Data[j].Date.String() + ", " + t.Name + ": " + number(t.Data[j].Y) + " " + unit)}
		}
		options := []charts.SeriesOpts{
			charts.WithLineStyleOpts(opts.LineStyle{Color: d.colour, Type: d.kind, Width: 2}),
			charts.WithItemStyleOpts(opts.ItemStyle{Color: d.colour}),
			charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(true), Symbol: d.symbol, ConnectNulls: opts.Bool(false)}),
		}
		if i == 0 {
			options = append(options, markLines(all, marks)...)
		}
		add(line, t.Name, items, options...)
	}
	line.Validate()
	var err error
	if c.Option, err = marshal(line.JSON(), names); err != nil {
		return Chart{}, err
	}
	c.Table = lineTable(title, traces, marks)
	return c, nil
}

func lineSentence(title, unit string, traces []Trace) string {
	var parts []string
	for _, t := range traces {
		for i := len(t.Data) - 1; i >= 0; i-- {
			if d := t.Data[i]; d.Known {
				parts = append(parts, fmt.Sprintf("%s %s on %s", t.Name, number(d.Y), d.Date))
				break
			}
		}
	}
	if len(parts) == 0 {
		return "Chart of " + title + ": there are no values to show yet."
	}
	return fmt.Sprintf("Line chart of %s, in %s, latest: %s.", title, unit, strings.Join(parts, "; "))
}

// lineTable has a row for each day on which any line has a place.
func lineTable(title string, traces []Trace, marks []Mark) Table {
	t := Table{Caption: title, Head: []string{"Date"}}
	var days []measure.Datum
	on := map[nhs.Date]int{}
	cell := map[[2]any]measure.Datum{}
	for i, tr := range traces {
		t.Head = append(t.Head, tr.Name)
		for _, d := range tr.Data {
			at, seen := on[d.Date]
			if !seen {
				at = len(days)
				on[d.Date] = at
				days = append(days, measure.Datum{Date: d.Date})
			}
			days[at].Known = days[at].Known || d.Known
			cell[[2]any{i, d.Date}] = d
		}
	}
	sortByDate(days)
	happened := events(days, marks)
	if len(marks) > 0 {
		t.Head = append(t.Head, "What happened")
	}
	for k, day := range days {
		row := []string{day.Date.String()}
		if !day.Known {
			row[0] = month(day.Date)
		}
		for i := range traces {
			d, ok := cell[[2]any{i, day.Date}]
			if !ok || !d.Known {
				row = append(row, "no value")
				continue
			}
			row = append(row, number(d.Y)+unclear(d))
		}
		if len(marks) > 0 {
			row = append(row, happened[k])
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
