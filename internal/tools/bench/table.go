package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// table is what the ways took over one size.
type table struct {
	patients, rounds, rows int
	bytes                  int64
	names                  []string // in the order of the rounds
	runs                   map[string][]taken
}

func (t *table) add(name string, one taken) {
	if t.runs == nil {
		t.runs = map[string][]taken{}
	}
	if t.runs[name] == nil {
		t.names = append(t.names, name)
	}
	t.runs[name] = append(t.runs[name], one)
}

// agreed reports ways that did not give the answer of the others.
func (t *table) agreed() error {
	seen := map[string][]string{}
	for _, name := range t.names {
		for _, one := range t.runs[name] {
			if !slices.Contains(seen[one.answer], name) {
				seen[one.answer] = append(seen[one.answer], name)
			}
		}
	}
	if len(seen) > 1 || len(seen["none"]) > 0 {
		return fmt.Errorf("the ways do not agree on how many people are in the cohort: %v", seen)
	}
	return nil
}

func (t *table) of(name string, what func(taken) float64) (v []float64) {
	for _, one := range t.runs[name] {
		v = append(v, what(one))
	}
	return v
}

func wall(t taken) float64 { return t.wall }
func cpu(t taken) float64  { return t.cpu }
func peak(t taken) float64 { return t.peak }

// median of v, which may be in any order; 0 for nothing.
func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	switch n := len(v); {
	case n == 0:
		return 0
	case n%2 == 1:
		return v[n/2]
	default:
		return (v[n/2-1] + v[n/2]) / 2
	}
}

// ratio is the median of one way's wall time over another's, pair by pair: both of the same round. 0 when
// they share none.
func (t *table) ratio(name, to string) float64 {
	var v []float64
	for _, a := range t.runs[name] {
		for _, b := range t.runs[to] {
			if a.round == b.round && b.wall > 0 {
				v = append(v, a.wall/b.wall)
			}
		}
	}
	return median(v)
}

// perRow is the processor's time for a row of the export, in microseconds, start of the program and all.
func (t *table) perRow(name string) float64 {
	if t.rows == 0 {
		return 0
	}
	return median(t.of(name, cpu)) * 1e6 / float64(t.rows)
}

func (t *table) print(w io.Writer) {
	fmt.Fprintf(w, "| Way | Wall, median (range), s | Processor, s | Peak MB | Of DuckDB's wall | Of %s's | People |\n", plainGo)
	fmt.Fprintln(w, "| --- | --- | --- | --- | --- | --- | --- |")
	for _, name := range t.names {
		walls := t.of(name, wall)
		fmt.Fprintf(w, "| %s | %.3f (%.3f-%.3f) | %.3f | %.0f | %s | %s | %s |\n", name, median(walls), slices.Min(walls), slices.Max(walls),
			median(t.of(name, cpu)), median(t.of(name, peak)), orDash(t.ratio(name, database)), orDash(t.ratio(name, plainGo)), t.runs[name][0].answer)
	}
}

func orDash(v float64) string {
	if v == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", v)
}

// asked is a bound and how it came out.
type asked struct {
	what       string
	most, came float64
}

func (a asked) String() string {
	verdict := "reached"
	if a.came > a.most {
		verdict = "not reached"
	}
	return fmt.Sprintf("%-58s at most %6.2f, is %6.2f: %s", a.what, a.most, a.came, verdict)
}

// askedOf is what issue 3 asks of one size.
func (t *table) askedOf() (out []asked) {
	add := func(what string, most, came float64) {
		if came > 0 {
			out = append(out, asked{fmt.Sprintf("%d patients: %s", t.patients, what), most, came})
		}
	}
	ofDatabase := 0.5
	if t.patients > 500_000 {
		ofDatabase = 0.6
	}
	add("of DuckDB's wall time", ofDatabase, t.ratio(product, database))
	add("of "+plainGo+"'s wall time", 1.25, t.ratio(product, plainGo))
	add("quoted and unordered, of plain", 2, t.ratio(onHard, product))
	switch mb := median(t.of(product, peak)); {
	case t.patients > 500_000:
		add("peak memory, MB", 128, mb)
	case t.patients > 50_000:
		add("peak memory, MB", 64, mb)
	default:
		add("wall seconds, as the user waits", 0.1, median(t.of(product, wall)))
	}
	return out
}

// printAsked says what was asked and what is reached. Cost is linear when a row of the largest size takes no
// more of the processor than a fifth above one of the smallest.
func printAsked(w io.Writer, all []*table) {
	var lines []string
	for _, t := range all {
		for _, a := range t.askedOf() {
			lines = append(lines, a.String())
		}
	}
	if n := len(all); n > 1 && all[0].perRow(product) > 0 {
		lines = append(lines, asked{fmt.Sprintf("a row of %d patients, of one of %d", all[n-1].patients, all[0].patients), 1.2, all[n-1].perRow(product) / all[0].perRow(product)}.String())
	}
	fmt.Fprintln(w, strings.Join(lines, "\n"))
}
