package chart

import (
	"fmt"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"stepdown/internal/measure"
)

// Bar is one bar: what it counts and, for the table, a remark such as a
// percentage.
type Bar struct {
	Label  string
	Value  float64
	Remark string
}

// Bars draws bars across, the first at the top, with their numbers at their
// ends.
func Bars(title, unit string, bars []Bar) (Chart, error) {
	c := Chart{Title: title, Description: barsSentence(title, unit, bars)}
	c.Table = Table{Caption: title, Head: []string{"Step", sentenceCase(unit)}}
	remarks := false
	for _, b := range bars {
		remarks = remarks || b.Remark != ""
	}
	if remarks {
		c.Table.Head = append(c.Table.Head, "Share")
	}
	var labels []string
	var items []datum
	for _, b := range bars {
		labels = append(labels, plain(b.Label))
		items = append(items, datum{Value: finite(b.Value), Tooltip: &tooltip{plain(b.Label + ": " + number(b.Value) + " " + unit)}})
		row := []string{b.Label, number(b.Value)}
		if remarks {
			row = append(row, b.Remark)
		}
		c.Table.Rows = append(c.Table.Rows, row)
	}
	bar := charts.NewBar()
	bar.SetGlobalOptions(append(global(title, c.Description),
		charts.WithGridOpts(opts.Grid{Left: "150", Right: "64", Top: "16", Bottom: "56"}),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Name: plain(unit), NameLocation: "middle", NameGap: 32, MinInterval: 1}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true)}),
	)...)
	bar.SetXAxis(labels).AddSeries(plain(unit), nil,
		charts.WithItemStyleOpts(opts.ItemStyle{Color: blue}),
		charts.WithLabelOpts(opts.Label{Show: opts.Bool(true), Position: "right", Color: "#212b32"}),
		charts.WithSeriesOpts(func(s *charts.SingleSeries) { s.Data = items }),
	)
	bar.XYReversal()
	bar.Validate()
	var err error
	c.Option, err = marshal(bar.JSON())
	return c, err
}

func barsSentence(title, unit string, bars []Bar) string {
	if len(bars) == 0 {
		return "Bar chart of " + title + ": there is nothing to show yet."
	}
	var parts []string
	for _, b := range bars {
		parts = append(parts, b.Label+" "+number(b.Value))
	}
	return fmt.Sprintf("Bar chart of %s, in %s: %s.", title, unit, strings.Join(parts, ", "))
}

// Journey draws how far the people of a cycle have come, with each step's
// share of the people it is drawn from.
func Journey(title string, j measure.Journey) (Chart, error) {
	var bars []Bar
	for _, s := range j.Steps() {
		bars = append(bars, Bar{s.Name, float64(s.People), s.Words()})
	}
	return Bars(title, "people", bars)
}
