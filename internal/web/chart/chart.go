// Package chart turns measures into ECharts options by way of go-echarts. A
// chart is drawn from JSON by a static script, so no user text ever stands in
// a script; it comes with a table of the same numbers and with a sentence
// that says what it shows, for those who cannot see it.
package chart

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"stepdown/internal/nhs"
)

// Chart is all that a page needs of one chart.
type Chart struct {
	Title       string
	Description string          // one sentence: the aria-label, and the figure's caption
	Option      json.RawMessage // the ECharts option; safe inside <script type="application/json">
	Table       Table           // the same numbers
}

// Table is the chart's numbers in words.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string
}

// Mark is a day to show on the chart, such as the start of a cycle.
type Mark struct {
	Date  nhs.Date
	Label string
}

// Colours keep at least 3:1 against white (WCAG 2.2, 1.4.11), and none stands
// alone: each goes with a shape or a kind of line.
const (
	grey   = "#4c6272"
	blue   = "#005eb8"
	orange = "#b0440c"
	purple = "#330072"
	red    = "#d5281b"
	green  = "#00703c"
)

// datum is one item of a series, with what go-echarts' own items lack.
type datum struct {
	Value      any      `json:"value"`
	Symbol     string   `json:"symbol,omitempty"`
	SymbolSize int      `json:"symbolSize,omitempty"`
	ItemStyle  *style   `json:"itemStyle,omitempty"`
	Tooltip    *tooltip `json:"tooltip,omitempty"`
}

type style struct {
	Color   string  `json:"color,omitempty"`
	Opacity float64 `json:"opacity,omitempty"`
}

type tooltip struct {
	Formatter string `json:"formatter"`
}

// at is the value of a datum on a time axis; null where it is not known, so
// that the line breaks.
func at(d nhs.Date, y float64) any { return [2]any{string(d), finite(y)} }

func finite(y float64) any {
	if math.IsNaN(y) || math.IsInf(y, 0) {
		return nil
	}
	return math.Round(y*1e4) / 1e4
}

// global are the options every chart shares.
func global(title, description string) []charts.GlobalOpts {
	return []charts.GlobalOpts{
		charts.WithTitleOpts(opts.Title{Title: title, Show: opts.Bool(false)}), // the page's own heading says it
		charts.WithAnimation(false),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithAriaOpts(&opts.Aria{Enabled: opts.Bool(true), Label: &opts.AriaLabel{Enabled: opts.Bool(true), Description: description}}),
	}
}

// key is one line of the legend: the series it names and the size of their
// signs. Lines without points need a flat sign, or ECharts puts a dot on them.
type key struct {
	names         []string
	width, height int
}

// marshal writes the option, with what go-echarts has no field for. The
// tooltip is drawn by the chart itself: an HTML tooltip would need inline
// styles, which the page's policy forbids, and would run markup in names.
func marshal(option map[string]any, keys ...key) (json.RawMessage, error) {
	tip, err := generic(option["tooltip"])
	if err != nil {
		return nil, err
	}
	tip["renderMode"], tip["confine"] = "richText", true
	option["tooltip"] = tip
	if len(keys) > 0 {
		option["legend"] = legends(keys)
	}
	delete(option, "toolbox")
	b, err := json.Marshal(option)
	if err != nil {
		return nil, fmt.Errorf("chart option: %w", err)
	}
	return b, nil
}

// legends stacks the keys from the bottom up.
func legends(keys []key) []any {
	var out []any
	for i, k := range keys {
		out = append(out, map[string]any{
			"show": true, "bottom": 24 * (len(keys) - 1 - i), "left": "center", "data": k.names,
			"itemWidth": k.width, "itemHeight": k.height, "selectedMode": false,
		})
	}
	return out
}

// generic turns an option into a map that can be added to.
func generic(v any) (map[string]any, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("chart option: %w", err)
	}
	var out map[string]any
	if err := json.Unmarshal(b, &out); err != nil {
		return nil, fmt.Errorf("chart option: %w", err)
	}
	return out, nil
}

// plain takes out what ECharts reads as a template or as rich text.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '{':
			return '('
		case '}':
			return ')'
		case '|':
			return '/'
		case '\n', '\r', '\t':
			return ' '
		}
		return r
	}, s)
}

// number writes a value as the table shows it: whole numbers whole, others to
// one decimal, small ones to two; "not known" where it is not.
func number(y float64) string {
	switch {
	case math.IsNaN(y) || math.IsInf(y, 0):
		return "not known"
	case math.Abs(y-math.Round(y)) < 1e-9:
		return strconv.FormatFloat(math.Round(y), 'f', 0, 64)
	case math.Abs(y) < 10:
		return strconv.FormatFloat(y, 'f', 2, 64)
	}
	return strconv.FormatFloat(y, 'f', 1, 64)
}

// month names the month of a gap: no day, since there was no extract.
func month(d nhs.Date) string { return d.Time().Format("January 2006") }
