package measure

import "math"

// Answer is what a Request comes to, in columns as long as the series and
// named as in the published reference runs. null stands where there is no
// value or no limit.
type Answer struct {
	Chart   string       `json:"chart"`
	Rules   string       `json:"rules,omitempty"` // name and version
	Dates   []string     `json:"dates,omitempty"`
	Notes   []string     `json:"notes,omitempty"`
	Value   []*float64   `json:"value"`
	Group   []*int       `json:"rebase_group,omitempty"`
	Mean    []*float64   `json:"mean,omitempty"`   // of an XmR chart
	Centre  []*float64   `json:"centre,omitempty"` // of any other
	Lower   []*float64   `json:"lpl,omitempty"`
	Upper   []*float64   `json:"upl,omitempty"`
	Outside []*bool      `json:"outside_limits,omitempty"`
	Side    []*int       `json:"relative_to_mean,omitempty"`
	Close   []*bool      `json:"close_to_limits,omitempty"`
	Special []*string    `json:"special_cause_type,omitempty"`
	Point   []*PointType `json:"point_type,omitempty"`
	Short   []*bool      `json:"short_group_warning,omitempty"`

	Assurance *Assurance `json:"assurance_type,omitempty"`
	Variation *PointType `json:"variation_type_last_point,omitempty"`
	Runs      []RunsJSON `json:"runs,omitempty"` // one for each part
}

// RunsJSON is a RunsTest in JSON.
type RunsJSON struct {
	Useful       int  `json:"n_useful"`
	LongestRun   int  `json:"longest_run"`
	LongestMax   int  `json:"longest_run_max"`
	Crossings    int  `json:"crossings"`
	CrossingsMin int  `json:"crossings_min"`
	Signal       bool `json:"signal"`
}

// Answer computes the chart.
func (r Request) Answer() Answer {
	a := Answer{Chart: string(r.Options.kind())}
	for _, d := range r.Dates {
		a.Dates = append(a.Dates, string(d))
	}
	data := r.data()
	for _, d := range data {
		a.Value = append(a.Value, orNull(d.Y))
	}
	switch r.Options.kind() {
	case "xmr":
		a.xmr(NewXmR(data, r.options(data)), data)
	case "run":
		a.run(NewRunChart(data, r.Options.Freeze, r.options(data).Rebases), data)
	default:
		a.control(Control(r.Options.kind(), ys(data), numbers(r.Denominators), r.Options.Freeze, r.Options.Multiply))
	}
	return a
}

func ys(data []Datum) []float64 {
	var out []float64
	for _, d := range data {
		out = append(out, d.Y)
	}
	return out
}

// options turns the request's options into those of a chart.
func (r Request) options(data []Datum) XmROptions {
	o := XmROptions{Improvement: r.Options.Improvement, Target: r.Options.Target}
	o.Rules, _ = FindRules(r.Options.Rules)
	if r.Options.Screen != nil && !*r.Options.Screen {
		o.Rules.ScreenFactor = 0
		if o.Rules.Key == MDC.Key {
			o.Rules = MDCUnscreened
		}
	}
	if r.Options.FixAfter != nil {
		o.FixAfter = *r.Options.FixAfter
	}
	for _, at := range r.Options.RebaseAt {
		o.Rebases = append(o.Rebases, Rebase{Date: data[at-1].Date})
	}
	for _, d := range r.Options.RebaseDates {
		o.Rebases = append(o.Rebases, Rebase{Date: d})
	}
	return o
}

func (a *Answer) xmr(c XmR, data []Datum) {
	a.Rules = c.Rules.Name + ", " + c.Rules.Version
	next := 0
	for _, d := range data {
		var p XmRPoint
		shown := d.Known && next < len(c.Points) && c.Points[next].Date == d.Date
		if shown {
			p = c.Points[next]
			next++
		} else {
			p.Mean, p.Lower, p.Upper = math.NaN(), math.NaN(), math.NaN()
		}
		short := shown && c.Phases[p.Phase].Trial
		a.Group, a.Mean = append(a.Group, when(shown, p.Phase)), append(a.Mean, orNull(p.Mean))
		a.Lower, a.Upper = append(a.Lower, orNull(p.Lower)), append(a.Upper, orNull(p.Upper))
		a.Outside, a.Side = append(a.Outside, when(shown, p.Outside)), append(a.Side, when(shown, p.Side))
		a.Close, a.Special = append(a.Close, when(shown, p.Close)), append(a.Special, when(shown, c.Rules.Label(p.Signal)))
		a.Point, a.Short = append(a.Point, when(shown, p.Type)), append(a.Short, when(shown, short))
	}
	a.Assurance = when(c.Assurance != NoAssurance, c.Assurance)
	a.Variation = when(len(c.Points) > 0, c.Variation.Type)
	a.note(c.Notes)
}

func (a *Answer) run(c RunChart, data []Datum) {
	a.Rules = "Anhøj: longest run and crossings"
	next := 0
	for _, d := range data {
		shown := d.Known && next < len(c.Points)
		if !shown {
			a.Group, a.Centre = append(a.Group, nil), append(a.Centre, nil)
			continue
		}
		part := c.Points[next].Part
		next++
		a.Group, a.Centre = append(a.Group, &part), append(a.Centre, orNull(c.Parts[part].Median))
	}
	for _, p := range c.Parts {
		a.Runs = append(a.Runs, RunsJSON(p.RunsTest))
	}
	a.note(c.Notes)
}

func (a *Answer) control(c ControlChart) {
	a.Value = nil
	for i, y := range c.Y {
		a.Value, a.Centre = append(a.Value, orNull(y)), append(a.Centre, orNull(c.Centre))
		a.Lower, a.Upper = append(a.Lower, orNull(c.Lower[i])), append(a.Upper, orNull(c.Upper[i]))
		a.Outside = append(a.Outside, when(!math.IsNaN(y), c.Outside[i]))
	}
	a.Runs = []RunsJSON{RunsJSON(c.Runs)}
}

func (a *Answer) note(notes []Note) {
	for _, n := range notes {
		a.Notes = append(a.Notes, n.Text)
	}
}

func orNull(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

func when[T any](shown bool, x T) *T {
	if !shown {
		return nil
	}
	return &x
}
