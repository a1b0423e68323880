package chart

import (
	"fmt"
	"math"
	"strings"

	"stepdown/internal/measure"
	"stepdown/internal/nhs"
)

// Run draws a run chart: the value, the median of each part, the target if
// there is one, and the marks. It needs fewer points than a control chart.
func Run(s measure.Series, r measure.RunChart, marks []Mark, target *float64) (Chart, error) {
	d, data := s.Definition, s.Data()
	c := Chart{Title: d.Title, Description: runSentence(s, r, target)}
	line := timeline(c.Title, c.Description, d.UnitOn(s.Scale), data, marks)
	lines := key{width: 36, height: 2}
	if len(r.Parts) > 0 {
		var items []datum
		for i, p := range r.Parts {
			if i > 0 {
				items = append(items, datum{Value: at(p.From, math.NaN())})
			}
			items = append(items, datum{Value: at(p.From, p.Median)}, datum{Value: at(p.To, p.Median)})
		}
		add(line, "Median", items, look("#212b32", "solid", 1)...)
		lines.names = append(lines.names, "Median")
	}
	if target != nil {
		add(line, "Target", flat(data, marks, *target), look(red, "dotted", 2)...)
		lines.names = append(lines.names, "Target")
	}
	items := values(data)
	for i := range items {
		items[i].Symbol, items[i].SymbolSize, items[i].ItemStyle = "circle", 10, &style{blue, 1}
		items[i].Tooltip = &tooltip{plain(data[i].Date.String() + "\n" + number(data[i].Y) + " " + d.UnitOn(s.Scale))}
	}
	add(line, d.Title, items, append(dots(blue), markLines(data, marks)...)...)
	line.Validate()
	var err error
	if c.Option, err = marshal(line.JSON(), lines, key{names: []string{plain(d.Title)}, width: 36, height: 12}); err != nil {
		return Chart{}, err
	}
	c.Table = runTable(s, r, marks, target)
	return c, nil
}

func runSentence(s measure.Series, r measure.RunChart, target *float64) string {
	d, unit := s.Definition, s.Definition.UnitOn(s.Scale)
	if len(r.Points) == 0 {
		return "Run chart of " + d.Title + ": there are no values to show yet."
	}
	last, part := r.Points[len(r.Points)-1], r.Parts[len(r.Parts)-1]
	var b strings.Builder
	fmt.Fprintf(&b, "Run chart of %s, %d points from %s to %s: latest %s %s, median %s",
		d.Title, len(r.Points), r.Points[0].Date, last.Date, number(last.Y), unit, number(part.Median))
	if target != nil {
		fmt.Fprintf(&b, ", target %s", number(*target))
	}
	switch {
	case part.Signal:
		b.WriteString("; the runs about the median are unlikely to be chance.")
	case part.Useful < measure.FewestUseful:
		b.WriteString("; too few points to tell a change from chance.")
	default:
		b.WriteString("; the runs about the median are such as chance makes.")
	}
	return b.String()
}

func runTable(s measure.Series, r measure.RunChart, marks []Mark, target *float64) Table {
	data := s.Data()
	t := Table{Caption: s.Definition.Title, Head: []string{"Date", sentenceCase(s.Definition.UnitOn(s.Scale)), "Median"}}
	if target != nil {
		t.Head = append(t.Head, "Target")
	}
	if len(marks) > 0 {
		t.Head = append(t.Head, "What happened")
	}
	part := map[nhs.Date]int{}
	for _, p := range r.Points {
		part[p.Date] = p.Part
	}
	happened := events(data, marks)
	for i, v := range data {
		row := []string{month(v.Date), "no value", ""}
		if at, ok := part[v.Date]; v.Known && ok {
			row = []string{v.Date.String(), number(v.Y) + unclear(v), number(r.Parts[at].Median)}
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
