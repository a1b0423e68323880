package taper

import (
	"fmt"
	"slices"
	"strings"

	"stepdown/internal/medicine"
	"stepdown/internal/nhs"
)

// Take is what is taken of one product each day, in whole units at each time
// of day. Of a patch, the units are worn at once and changed every so many
// hours; of a liquid, the units are millilitres.
type Take struct {
	Product    string `json:"product"`
	Morning    int    `json:"morning"`
	Midday     int    `json:"midday"`
	Evening    int    `json:"evening"`
	Night      int    `json:"night"`
	Unit       string `json:"unit"`
	EveryHours int    `json:"apply_every_hours"` // of a patch; otherwise 0

	ReleaseHours int `json:"release_hours,omitempty"` // of a modified release: 12 or 24
	TimesADay    int `json:"times_a_day,omitempty"`   // over which the drug is spread; not of a patch
}

// Units a day, or patches worn at once.
func (t Take) Units() int { return t.Morning + t.Midday + t.Evening + t.Night }

// Supply is a quantity of a product: whole tablets, capsules, patches or
// millilitres.
type Supply struct {
	Product  string `json:"product"`
	Quantity int    `json:"quantity"`
}

// Kind says why a step stands in the plan.
type Kind string

// Kinds of step.
const (
	Reduce  Kind = "reduce"  // a lower dose
	Present Kind = "present" // the dose as it is, until the first step
	Held    Kind = "held"    // no change for now
	Raised  Kind = "raised"  // a clinician went back up
	Changed Kind = "changed" // another product of the same drug
	End     Kind = "end"     // nothing more is taken
)

// Step is a stretch of days with one dose. Both days are included, and the
// next step begins on the day after To.
type Step struct {
	From       nhs.Date `json:"from"`
	To         nhs.Date `json:"to"`
	Kind       Kind     `json:"kind"`
	Daily      Amount   `json:"daily_mg"`
	Cut        Amount   `json:"change_mg"`           // less than before, a day
	OfCurrent  Percent  `json:"percent_of_current"`  // the cut, of the dose before it
	OfOriginal Percent  `json:"percent_of_original"` // the cut, of the dose at the start of the plan
	OME        Amount   `json:"ome_mg,omitempty"`    // about; absent for gabapentinoids
	Take       []Take   `json:"take"`
	Supply     []Supply `json:"supply"`                 // what the step uses, less stock at home
	Beyond     bool     `json:"beyond_limit,omitempty"` // larger than the policy allows, since no product makes less
	Decide     bool     `json:"clinician_decides,omitempty"`
	Note       string   `json:"note,omitempty"`
}

// Days is the length of the step.
func (s Step) Days() int { return s.From.DaysUntil(s.To) + 1 }

// Plan is a dated tapering plan, or the reason why there is none.
type Plan struct {
	Medicines  []string   `json:"medicines"` // as written in the record
	Ingredient string     `json:"ingredient"`
	Start      nhs.Date   `json:"start"`
	DailyStart Amount     `json:"daily_mg_start"`
	To         Amount     `json:"to_mg"`
	OMEStart   Amount     `json:"ome_mg_start,omitempty"`
	Policy     Policy     `json:"policy"` // as it was when the plan was made
	Steps      []Step     `json:"steps"`
	Beside     []string   `json:"beside,omitempty"` // what is taken apart from the steps, as a sentence
	Issues     []Issue    `json:"issues"`
	Reviews    []nhs.Date `json:"reviews"`
	Warnings   []string   `json:"warnings"`
	Flags      []RedFlag  `json:"flags"`
	Working    []string   `json:"working"`
	Refused    string     `json:"refused"`
	Version    int        `json:"version"` // 1, and one more with every event that changes it
	State      State      `json:"state"`
	Events     []Event    `json:"events"`
	Request    Request    `json:"request"`
}

// State of a plan.
type State string

// States of a plan.
const (
	Live    State = "live"
	OnHold  State = "held"
	Ended   State = "ended"   // stopped early: the dose stays where it is
	Stopped State = "stopped" // nothing is taken any more
	Refuse  State = "refused"
)

// Refused is the error of a plan that was not made. The plan that comes with
// it still says what was asked and why not.
type Refused struct{ Flags []RedFlag }

func (r *Refused) Error() string {
	var s []string
	for _, f := range r.Flags {
		s = append(s, f.Text)
	}
	return strings.Join(s, " ")
}

// Build makes the plan of a request. When it must not be made, the error is a
// *Refused and the plan holds the same reasons.
func Build(r Request) (Plan, error) { return buildOnce(r, true) }

func buildOnce(r Request, propose bool) (Plan, error) {
	p, asked := planOf(r), r
	r, aside := setAside(r)
	if r.Preferences.Apart {
		r, p.Beside = takeApart(r)
	}
	p.Request = r
	p.Flags = append(p.Flags, flagsOf(r)...)
	lines, left := whatIsReduced(r)
	left = append(left, aside...)
	if len(lines) > 0 {
		p.describe(lines)
		if f, bad := policyFault(r, p); bad {
			p.Flags = slices.Insert(p.Flags, 0, f)
		}
	}
	if stop := standing(p.Flags, r.Override); len(stop) > 0 {
		return p.refuse(stop...)
	}
	b := newBuilder(p.Request, lines)
	if b.layPresent(); b.unlaid() > 1 {
		return p.refuse(RedFlag{Code: UnclearDose, Source: "Stepdown", Text: "The amounts a day are not whole tablets, capsules or patches of more than one product. Enter what is really taken of each."})
	}
	b.walk()
	p.Steps = b.steps
	p.supply()
	p.Reviews = reviewDates(r.Start, p.Steps, r.Preferences.Holidays)
	p.warn(b, left)
	if propose {
		p.proposeApart(asked, func(format string, args ...any) { p.Warnings = append(p.Warnings, fmt.Sprintf(format, args...)) })
	}
	return p, nil
}

// planOf is the plan of a request before anything is worked out.
func planOf(r Request) Plan {
	p := Plan{
		Medicines: []string{}, Start: r.Start, To: r.To, Policy: r.Policy, Steps: []Step{}, Issues: []Issue{}, Reviews: []nhs.Date{},
		Warnings: []string{}, Flags: []RedFlag{}, Working: []string{}, Events: []Event{}, Version: 1, State: Live, Request: r,
	}
	for _, l := range r.Lines {
		p.Medicines = append(p.Medicines, l.Medicine)
	}
	return p
}

// Refusal is the plan of a request that could not be read: why is a sentence.
func Refusal(r Request, why string) (Plan, error) {
	return planOf(r).refuse(RedFlag{Code: Unreadable, Text: why, Source: "Stepdown"})
}

// setAside moves lines that are never reduced here (a sedative, paracetamol,
// treatment of dependence) beside those that are, where there are such: they
// still raise their red flags, and stay as they are. It names them.
func setAside(r Request) (Request, []string) {
	known := func(l Line) bool { return ProductByName(l.Product) != nil }
	if !slices.ContainsFunc(r.Lines, known) {
		return r, nil
	}
	var keep, beside []Line
	var names []string
	for _, l := range r.Lines {
		if known(l) || medicine.Read(l.Medicine).Class.Target() {
			keep = append(keep, l)
		} else {
			beside, names = append(beside, l), append(names, l.Medicine)
		}
	}
	r.Lines, r.Others = keep, slices.Concat(r.Others, beside)
	return r, names
}

func (p Plan) refuse(flags ...RedFlag) (Plan, error) {
	err := &Refused{Flags: flags}
	p.Refused, p.State = err.Error(), Refuse
	return p, err
}

// whatIsReduced takes the lines of one drug by one route, the first that was
// named: never two drugs at once, and never a patch and tablets of it, whose
// milligrams do not act alike. left names what stays as it is.
func whatIsReduced(r Request) (lines []Line, left []string) {
	var first *Product
	for _, l := range r.Lines {
		p := ProductByName(l.Product)
		if p == nil || l.Daily <= 0 {
			continue
		}
		if first == nil {
			first = p
		}
		if p.Ingredient == first.Ingredient && p.route() == first.route() {
			lines = append(lines, l)
		} else {
			left = append(left, l.Medicine)
		}
	}
	return lines, left
}

func (p *Plan) describe(lines []Line) {
	for _, l := range lines {
		q := ProductByName(l.Product)
		p.Ingredient = q.Ingredient
		p.DailyStart += l.Daily
		p.OMEStart += omeOf(q, l.Daily)
	}
	if p.Request.Policy.Name == "" {
		p.Policy, _ = DefaultPolicy(ProductByName(lines[0].Product))
		p.Request.Policy = p.Policy
	}
}

// standing keeps the flags that stop the plan: all of them, or with a
// clinician's reason only those that nobody may override.
func standing(flags []RedFlag, o *Override) (stop []RedFlag) {
	overridden := o != nil && strings.TrimSpace(o.Reason) != ""
	for _, f := range flags {
		if !f.Overridable || !overridden {
			stop = append(stop, f)
		}
	}
	return stop
}

func policyFault(r Request, p Plan) (RedFlag, bool) {
	stop := func(c Code, text string) (RedFlag, bool) {
		return RedFlag{Code: c, Text: text, Source: "Stepdown"}, true
	}
	switch {
	case r.To < 0 || r.To >= p.DailyStart:
		return stop(AimNotLower, "The aim is not below the present dose of "+p.DailyStart.String()+" a day.")
	case p.Policy.Status == Retired:
		return stop(PolicyMisfit, "The policy "+p.Policy.Called()+" is retired.")
	case !p.Policy.Fits(p.Ingredient):
		return stop(PolicyMisfit, "The policy "+p.Policy.Called()+" was not written for "+p.Ingredient+".")
	case len(p.Policy.Faults()) > 0:
		return stop(PolicyMisfit, strings.Join(p.Policy.Faults(), " "))
	}
	return RedFlag{}, false
}

// Current gives the step of a day; false before the start and after the end.
func (p Plan) Current(today nhs.Date) (Step, bool) {
	for _, s := range p.Steps {
		if s.From <= today && today <= s.To {
			return s, true
		}
	}
	return Step{}, false
}

// Ends is the last day of the last step.
func (p Plan) Ends() nhs.Date {
	if len(p.Steps) == 0 {
		return ""
	}
	return p.Steps[len(p.Steps)-1].To
}
