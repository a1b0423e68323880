package measure

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"stepdown/internal/nhs"
)

// Request is a series and the chart to make of it, as JSON, for use outside
// the site: {"values": [12, null, 14], "dates": ["2026-01-31", …], "options":
// {…}}. For p, u and their like give "numerators" and "denominators".
type Request struct {
	Values       []*float64     `json:"values"`
	Dates        []nhs.Date     `json:"dates"` // in order; may be left out
	Numerators   []*float64     `json:"numerators"`
	Denominators []*float64     `json:"denominators"`
	Options      RequestOptions `json:"options"`
}

// RequestOptions are named as in the published reference runs of XmR charts,
// with a few more.
type RequestOptions struct {
	Chart       string      `json:"chart"` // "xmr" (default), "run", "I", "MR", "p", "p'", "u", "u'", "c", "I'"
	Improvement Improvement `json:"improvement_direction"`
	Target      *float64    `json:"target"`
	FixAfter    *int        `json:"fix_after_n_points"`
	Screen      *bool       `json:"screen_outliers"` // default true
	RebaseAt    rebaseAt    `json:"rebase_at_index_1based"`
	RebaseDates []nhs.Date  `json:"rebase_dates"`
	Rules       string      `json:"rules"`  // key of a RuleSet
	Freeze      int         `json:"freeze"` // run and control charts
	Multiply    float64     `json:"multiply"`
}

// rebaseAt is one index or a list of them.
type rebaseAt []int

// UnmarshalJSON reads 13, [13, 25] or null.
func (r *rebaseAt) UnmarshalJSON(b []byte) error {
	var one *int
	if json.Unmarshal(b, &one) == nil {
		if one != nil {
			*r = rebaseAt{*one}
		}
		return nil
	}
	return json.Unmarshal(b, (*[]int)(r))
}

// mostValues keeps a request to what a chart can hold.
const mostValues = 10_000

// ReadRequest reads and checks a request. An option it does not know is an
// error: a slip of the pen must not pass as the default.
func ReadRequest(b []byte) (Request, error) {
	var r Request
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return Request{}, fmt.Errorf("the request is not the JSON that is asked for: %w", err)
	}
	if d.More() {
		return Request{}, errors.New("there is something after the request")
	}
	return r, r.check()
}

func (r Request) check() error {
	n, o := r.length(), r.Options
	switch {
	case len(r.Values) > 0 && len(r.Numerators) > 0:
		return errors.New("give values or numerators, not both")
	case n == 0:
		return errors.New("there are no values")
	case n > mostValues:
		return fmt.Errorf("there are more than %d values", mostValues)
	case len(r.Dates) > 0 && len(r.Dates) != n:
		return fmt.Errorf("%d dates for %d values", len(r.Dates), n)
	case len(r.Denominators) > 0 && len(r.Denominators) != n:
		return fmt.Errorf("%d denominators for %d values", len(r.Denominators), n)
	}
	if needs := o.kind(); (needs == PChart || needs == PPrime || needs == UChart || needs == UPrime || needs == IPrime) && len(r.Denominators) == 0 {
		return fmt.Errorf("a %s chart needs denominators", needs)
	}
	for i, d := range r.Dates {
		if _, err := nhs.ParseDate(string(d)); err != nil {
			return fmt.Errorf("date %d: %w", i+1, err)
		}
		if i > 0 && !r.Dates[i-1].Before(d) {
			return fmt.Errorf("date %d is not after the one before it", i+1)
		}
	}
	return o.check(n)
}

func (o RequestOptions) check(n int) error {
	switch o.kind() {
	case "xmr", "run", IChart, MRChart, PChart, PPrime, UChart, UPrime, CChart, IPrime:
	default:
		return errors.New(`chart is one of xmr, run, I, MR, p, p', u, u', c, I'`)
	}
	switch o.Improvement {
	case "", Lower, Higher, Neutral:
	default:
		return errors.New("improvement_direction is increase, decrease or neutral")
	}
	if _, ok := FindRules(o.Rules); o.Rules != "" && !ok {
		return errors.New("rules is one of mdc, mdc-unscreened, six-and-five")
	}
	if o.FixAfter != nil && *o.FixAfter < 0 || o.Freeze < 0 || o.Multiply < 0 {
		return errors.New("fix_after_n_points, freeze and multiply must not be below 0")
	}
	for _, at := range o.RebaseAt {
		if at < 1 || at > n {
			return fmt.Errorf("rebase_at_index_1based must be from 1 to %d", n)
		}
	}
	return nil
}

func (o RequestOptions) kind() ChartKind {
	if o.Chart == "" {
		return "xmr"
	}
	return ChartKind(o.Chart)
}

func (r Request) length() int { return max(len(r.Values), len(r.Numerators)) }

// data gives the series, on days of its own where no dates were given.
func (r Request) data() []Datum {
	ys := numbers(r.Values)
	if len(ys) == 0 {
		ys = numbers(r.Numerators)
	}
	out := make([]Datum, len(ys))
	for i, y := range ys {
		out[i] = Datum{Date: nhs.NewDate(2000, time.January, 1+i), Y: y, Known: !math.IsNaN(y)}
		if len(r.Dates) > 0 {
			out[i].Date = r.Dates[i]
		}
	}
	return out
}

func numbers(in []*float64) []float64 {
	var out []float64
	for _, x := range in {
		if x == nil {
			out = append(out, math.NaN())
			continue
		}
		out = append(out, *x)
	}
	return out
}
