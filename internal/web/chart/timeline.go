package chart

import (
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"stepdown/internal/measure"
	"stepdown/internal/nhs"
)

// timeline is a line chart on a time axis, wide enough for the data and the
// marks: ECharts leaves out a mark beyond its axis without a word.
func timeline(title, description, unit string, data []measure.Datum, marks []Mark) *charts.Line {
	line := charts.NewLine()
	from, to := span(data, marks)
	axis := opts.XAxis{Type: "time", AxisLabel: &opts.AxisLabel{HideOverlap: opts.Bool(true), Formatter: "{MMM} {yyyy}"}}
	if from.Known() {
		axis.Min, axis.Max = string(from), string(to)
	}
	line.SetGlobalOptions(append(global(title, description),
		charts.WithGridOpts(opts.Grid{Left: "72", Right: "24", Top: "64", Bottom: "104"}),
		charts.WithXAxisOpts(axis),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Name: plain(unit), NameLocation: "middle", NameGap: 48, Scale: opts.Bool(true)}),
	)...)
	return line
}

// span gives the first and the last day to show, a few days wider, so that no
// symbol is cut at the edge.
func span(data []measure.Datum, marks []Mark) (from, to nhs.Date) {
	widen := func(d nhs.Date) {
		if !d.Known() {
			return
		}
		if !from.Known() || d.Before(from) {
			from = d
		}
		if !to.Known() || to.Before(d) {
			to = d
		}
	}
	for _, d := range data {
		widen(d.Date)
	}
	for _, m := range marks {
		widen(m.Date)
	}
	return from.AddDays(-8), to.AddDays(8)
}

// add puts a series on the chart with items of our own.
func add(line *charts.Line, name string, items []datum, options ...charts.SeriesOpts) {
	line.AddSeries(plain(name), nil, append(options, charts.WithSeriesOpts(func(s *charts.SingleSeries) {
		s.Data = items
	}))...)
}

// look is how a line is drawn.
func look(colour, kind string, width float32) []charts.SeriesOpts {
	return []charts.SeriesOpts{
		charts.WithLineStyleOpts(opts.LineStyle{Color: colour, Type: kind, Width: width}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: colour}),
		charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(false), Symbol: "none", ConnectNulls: opts.Bool(false)}),
	}
}

// markItem is an upright line with a label of its own.
type markItem struct {
	Name  string    `json:"name"`
	XAxis string    `json:"xAxis"`
	Label markLabel `json:"label"`
}

type markLabel struct {
	Distance int    `json:"distance"`
	Align    string `json:"align"`
}

// markRows is how many rows of labels stand above the chart: labels of
// neighbours take different rows, and none covers a point.
const (
	markRows   = 3
	markHeight = 16
)

// markLines draws the marks as upright lines with their labels above.
func markLines(data []measure.Datum, marks []Mark) []charts.SeriesOpts {
	marks = inOrder(marks)
	if len(marks) == 0 {
		return nil
	}
	from, to := span(data, marks)
	whole := max(1, from.DaysUntil(to))
	return []charts.SeriesOpts{
		charts.WithMarkLineStyleOpts(opts.MarkLineStyle{
			Symbol:    []string{"none", "none"},
			Label:     &opts.Label{Show: opts.Bool(true), Formatter: "{b}", Position: "end", Color: "#212b32"},
			LineStyle: &opts.LineStyle{Color: "#212b32", Type: "dashed", Width: 1},
		}),
		charts.WithSeriesOpts(func(s *charts.SingleSeries) {
			for i, m := range marks {
				item := markItem{plain(m.Label), string(m.Date), markLabel{4 + markHeight*(i%markRows), "center"}}
				switch at := float64(from.DaysUntil(m.Date)) / float64(whole); {
				case at < 0.15:
					item.Label.Align = "left"
				case at > 0.85:
					item.Label.Align = "right"
				}
				s.MarkLines.Data = append(s.MarkLines.Data, item)
			}
		}),
	}
}

// inOrder drops marks without a date and sorts the rest.
func inOrder(marks []Mark) []Mark {
	known := slices.DeleteFunc(slices.Clone(marks), func(m Mark) bool { return !m.Date.Known() })
	slices.SortStableFunc(known, func(a, b Mark) int { return strings.Compare(string(a.Date), string(b.Date)) })
	return known
}

// flat draws one value from end to end.
func flat(data []measure.Datum, marks []Mark, y float64) []datum {
	from, to := span(data, marks)
	return []datum{{Value: at(from, y)}, {Value: at(to, y)}}
}

// events gives, for each datum, the marks that fall after the datum before
// it; those after the last are given to the last.
func events(data []measure.Datum, marks []Mark) []string {
	out := make([]string, len(data))
	for _, m := range inOrder(marks) {
		if len(data) == 0 {
			break
		}
		i := 0
		for i < len(data)-1 && data[i].Date.Before(m.Date) {
			i++
		}
		if out[i] != "" {
			out[i] += "; "
		}
		out[i] += m.Date.String() + ": " + m.Label
	}
	return out
}

func sortByDate(data []measure.Datum) {
	slices.SortFunc(data, func(a, b measure.Datum) int { return strings.Compare(string(a.Date), string(b.Date)) })
}

// dots is how a line with points is drawn.
func dots(colour string) []charts.SeriesOpts {
	return []charts.SeriesOpts{
		charts.WithLineStyleOpts(opts.LineStyle{Color: colour, Type: "solid", Width: 2}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: colour}),
		charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(true), Symbol: "circle", ConnectNulls: opts.Bool(false)}),
	}
}
