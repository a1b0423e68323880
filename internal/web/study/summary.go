package study

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"stepdown/internal/cycle"
	"stepdown/internal/measure"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Summary is one sheet to print and to share: what was done, what came of it,
// and probable savings. It holds no person.
type Summary struct {
	Cycle          cycle.Cycle
	Goal, Progress string
	Title          string // of the measure
	Chart          Figure
	HasChart       bool
	Counts         []Count
	Rows           []SummaryRow
	Off            string // number and type of medicines stopped
	AsAt           string
	Saving         Savings
	Attendance     []Count
	Wide           bool // figures below the least are covered, for sharing beyond the practice
	Small          bool // some figure is below it
	Least          int
	On             string
}

// Count is a figure as it is shown.
type Count struct{ Value, Label string }

// SummaryRow is one medicine of the table.
type SummaryRow struct {
	Medicine, People, Text string
}

// Savings are the probable savings in words.
type Savings struct {
	Hidden       bool // too few people to show beyond the practice
	Any          bool // something is counted
	ToDate, Year string
	Carbon       []Carbon
	Working      []string
	Notes        []string
	Sources      []string
	TooEarly     int
}

// Carbon is one factor with what it comes to.
type Carbon struct{ ToDate, Year, Factor, Basis string }

// leastShared is the smallest count of people that leaves a practice as a
// number: counts of 1 to 4 could point to somebody. NHS publications commonly
// cover counts below 5 of a local area.
const leastShared = 5

var summaryPage = view.In[Summary]("print", "study/summary")

func (a Area) summary(r *page.Request) error {
	st, err := a.studyForm(r)
	if err != nil {
		return err
	}
	p := Summary{Cycle: st.Cycle, Goal: st.Goal, Progress: st.Progress, Title: st.Chart.Title, Chart: st.Chart, HasChart: len(st.Chart.Table.Rows) > 0,
		AsAt: st.Results.AsAt.String(), Wide: r.Query("for") == "sharing", Least: leastShared, On: r.Today().String()}
	for _, step := range st.Steps {
		p.Counts = append(p.Counts, p.count(step.People, step.Name))
	}
	at := st.Attendance
	p.Attendance = []Count{p.count(at.Attended, "people came to a review"), p.count(at.Missed, "people missed one at least once"),
		{strconv.Itoa(at.Sessions), "sessions of Ten Footsteps and the Pain Café held"}, p.count(at.Came, "people of the cycle came to a session")}
	for _, row := range st.Results.Rows {
		p.Rows = append(p.Rows, p.row(row))
	}
	if p.Off = st.Results.Off; p.Wide && p.Off != "" { // the types would give small counts away
		p.Off = several(st.Results.Stopped, "medicine")
		if st.Results.Stopped < leastShared {
			p.Off = p.shown(st.Results.Stopped) + " medicines"
		}
	}
	if p.Wide && small(st) {
		p.HasChart = false
	}
	p.Saving = p.savings(measure.Savings(st.Results.Supplies, measure.Prices(), measure.CarbonFactors()))
	return r.Show(summaryPage.With(p))
}

// shown writes a count of people, covered when it is small and the sheet is to
// leave the practice.
func (p *Summary) shown(n int) string {
	if n > 0 && n < leastShared {
		p.Small = true
		if p.Wide {
			return fmt.Sprintf("fewer than %d", leastShared)
		}
	}
	return strconv.Itoa(n)
}

func (p *Summary) count(n int, label string) Count { return Count{p.shown(n), label} }

// row says what became of one medicine: a sheet of paper is too narrow for a
// column for each change. A whole row is covered when any of its counts is
// small, since one covered count could be worked out from the others.
func (p *Summary) row(of ResultRow) SummaryRow {
	out := SummaryRow{Medicine: of.Medicine, People: p.shown(of.People)}
	covered := of.People > 0 && of.People < leastShared
	var parts []string
	for i, n := range of.Counts {
		if n == 0 {
			continue
		}
		parts = append(parts, p.shown(n)+" "+string(cycle.Changes[i]))
		covered = covered || n < leastShared
	}
	out.Text = strings.Join(parts, ", ")
	if p.Wide && covered {
		out.People, out.Text = "covered", "covered: some count is too small to share"
	}
	return out
}

// small reports whether the chart holds a count of 1 to 4 people.
func small(st Study) bool {
	for _, n := range st.Low {
		if n > 0 && n < leastShared {
			return true
		}
	}
	return false
}

// savings writes the sums, and how they were worked out, product by product.
func (p *Summary) savings(s measure.Saving) Savings {
	out := Savings{Any: s.Stopped+s.Reduced > 0, TooEarly: s.TooEarly, Notes: s.Notes, Sources: s.Sources}
	people := map[string]bool{}
	for _, c := range s.Changes {
		if c.Standing == measure.Counted {
			people[c.Person] = true
		}
	}
	if n := len(people); n > 0 && n < leastShared {
		p.Small = true
		out.Hidden = p.Wide
	}
	if !out.Any || out.Hidden {
		return out
	}
	out.ToDate, out.Year = pounds(s.ToDate), pounds(s.Year)
	for _, c := range s.Carbon {
		out.Carbon = append(out.Carbon, Carbon{kilograms(c.ToDate), kilograms(c.Year),
			fmt.Sprintf("%g kg CO2e for each pound, year of the figure: %s", c.Factor.KgPerPound, c.Factor.Year), c.Factor.Basis + " (" + c.Factor.Source + ")"})
	}
	out.Working = working(s.Changes)
	return out
}

// working adds up the changes of one product, so that no line is one person's
// unless only one person changed it.
func working(changes []measure.CostedChange) []string {
	type sum struct {
		lines         int
		units, months float64
		pounds        float64
		price         measure.Price
	}
	sums := map[string]*sum{}
	var order []string
	for _, c := range changes {
		if c.Standing != measure.Counted {
			continue
		}
		key := c.Price.Product
		if sums[key] == nil {
			sums[key] = &sum{price: c.Price}
			order = append(order, key)
		}
		t := sums[key]
		t.lines++
		t.units += c.Before - c.After
		t.pounds += c.Monthly.Mid
		t.months += float64(c.Months())
	}
	var out []string
	for _, key := range order {
		t := sums[key]
		way, end := "fewer", fmt.Sprintf("= £%.2f a month saved", t.pounds)
		if t.units < 0 { // taken instead of what was stopped
			way, end = "more", fmt.Sprintf("= £%.2f a month set against the saving", -t.pounds)
		}
		out = append(out, fmt.Sprintf("%s: %.0f %s %ss a month over %s × %.2fp %s; seen to last %.1f months on average. Price: %s.",
			key, math.Abs(t.units), way, t.price.Unit, lines(t.lines), t.price.Pence, end, t.months/float64(t.lines), t.price.Basis))
	}
	return out
}

func lines(n int) string {
	if n == 1 {
		return "1 prescription line"
	}
	return fmt.Sprintf("%d prescription lines", n)
}

// pounds writes an amount with its range, to the pound.
func pounds(r measure.Range) string {
	return fmt.Sprintf("£%.0f (from £%.0f to £%.0f)", zero(r.Mid), zero(r.Low), zero(r.High))
}

func kilograms(r measure.Range) string {
	return fmt.Sprintf("%.1f kg CO2e (from %.1f to %.1f)", zero(r.Mid), zero(r.Low), zero(r.High))
}

// zero keeps "-0" off the sheet.
func zero(v float64) float64 {
	if math.Abs(v) < 0.05 {
		return 0
	}
	return v
}
