package reviews

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/review"
	"stepdown/internal/taper"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// PlanForm asks for all that a tapering plan rests on, and shows what is
// proposed from it.
type PlanForm struct {
	Person
	Errors                         []*form.Field
	Record                         review.Record
	Version                        int  // of the plan that this one would replace; 0 when there is none
	Gate                           bool // a safety officer has accepted the hazard log
	Lines                          []PlanLine
	Drug, Start, Aim, To, Policy   *form.Field
	Wishes, Weekday, First, Days   *form.Field
	FirstLine, AwayFrom, AwayTo    *form.Field
	Present, Asked, Override, Text *form.Field
	Proposed                       *Proposal
	Refused                        []taper.RedFlag
	Echo                           []Echo      // what was asked, to agree to just that
	Unfinished                     *Unfinished // what the review lacks; nil once it is completed
	OwnWords                       bool        // the plan was written in own words

	others   []taper.Line // lines that are never reduced here: treatment of dependence
	sure     []taper.Code // red flags that the record settles
	highDose taper.Amount // the practice's threshold; 0: the published one
	offered  []review.Offered
}

// PlanLine asks what is really taken of one line.
type PlanLine struct {
	Line          review.Line
	Product       string // in the table of products; empty when it could not be read
	Ingredient    string
	Patch         bool
	Taking, Stock *form.Field
}

// Echo is a hidden field.
type Echo struct{ Name, Value string }

var planFormPage = view.New[PlanForm]("reviews/planform")

func (a Area) planForm(r *page.Request) (PlanForm, error) {
	p := PlanForm{Gate: r.Practice.Settings.SafetyOfficer.Given(), highDose: taper.Amount(r.Practice.Settings.HighDoseOME) * taper.Milligram}
	var err error
	if p.Person, err = a.person(r); err != nil {
		return p, err
	}
	if p.Record, err = a.Reviews.RecordOf(r.Ctx(), r.PracticeID(), p.Patient.ID, r.Practice.Settings.HighDoseOME); err != nil {
		return p, err
	}
	plan, err := a.Reviews.PlanFor(r.Ctx(), r.PracticeID(), p.Participant.ID)
	if err != nil {
		return p, err
	}
	p.Version = plan.Version
	if p.Unfinished, err = a.unfinished(r); err != nil {
		return p, err
	}
	p.Text = form.Area("text", "The plan, in your own words", 8, 10000).Hinted("Dates and what to take, as the person will read it. It prints on the leaflet.").As(plan.Text)
	if p.offered, err = a.Reviews.PoliciesOffered(r.Ctx(), r.PracticeID()); err != nil {
		return p, err
	}
	p.lines()
	p.choices(r.Today())
	return p, nil
}

// compound reports whether the line brings paracetamol with its opioid.
func (l PlanLine) compound() bool {
	q := taper.ProductByName(l.Product)
	return q != nil && q.Second == "paracetamol"
}

// later reads fields that may be filled in another time: none is marked as
// optional, and none is missed.
func later(posted url.Values, fields ...*form.Field) bool {
	was := make([]bool, len(fields))
	for i, f := range fields {
		was[i], f.Optional = f.Optional, true
	}
	ok := form.Read(posted, fields...)
	for i, f := range fields {
		f.Optional = was[i]
	}
	return ok
}

func (p *PlanForm) lines() {
	for _, l := range p.Record.Lines {
		if !l.Class.Target() {
			p.others = append(p.others, taper.ReadLine(l.Name, l.Dose, 0))
			continue
		}
		read := taper.ReadLine(l.Name, l.Dose, 0)
		pl := PlanLine{Line: l, Product: read.Product, Ingredient: l.Ingredient}
		label, unit := "Taken now", "mg a day"
		if q := taper.ProductByName(read.Product); q != nil && q.Patch() {
			pl.Patch = true
			label, unit = "Worn now, all patches together", "micrograms an hour"
		}
		hint := "The dose in the record does not settle it: ask."
		if read.Daily > 0 {
			hint = fmt.Sprintf("The record comes to %s a day. Ask what is really taken.", read.Daily)
			if pl.Patch {
				hint = "Ask which patches are really worn."
			}
		}
		pl.Taking = form.Number("taking-"+l.Key, label, 5).Hinted(hint)
		pl.Taking.Suffix = unit
		pl.Stock = form.Number("stock-"+l.Key, "At home", 4).Hinted("Tablets, capsules, patches or millilitres").Maybe()
		p.Lines = append(p.Lines, pl)
	}
}

func (p *PlanForm) choices(today nhs.Date) {
	var drugs, policies []form.Option
	for _, l := range p.Lines {
		if l.Product != "" && !slices.ContainsFunc(drugs, func(o form.Option) bool { return o.Value == l.Ingredient }) {
			drugs = append(drugs, form.Option{Value: l.Ingredient, Text: l.Ingredient})
		}
	}
	for _, pol := range p.offered {
		if slices.ContainsFunc(drugs, func(o form.Option) bool { return pol.Fits(o.Value) }) {
			policies = append(policies, policyOption(pol))
		}
	}
	p.Drug = form.Radios("drug", "Which medicine is reduced?", drugs...).Hinted("One at a time; the others stay as they are.")
	if len(drugs) == 1 {
		p.Drug.Value = drugs[0].Value
	}
	p.Start = form.Date("start", "First day of the plan").As(string(today))
	p.Aim = form.Radios("aim", "Aim", form.Option{Value: "stop", Text: "Stop"}, form.Option{Value: "reduce", Text: "Reduce to a dose"}).As("stop")
	p.To = form.Number("to", "Reduce to", 5).Maybe()
	p.To.Suffix = "mg a day"
	p.Policy = form.Select("policy", "How fast?", policies...).Hinted("No source gives one rate for everybody. Left open, the practice’s approved rate is used, or else the slowest usual draft.").Maybe()
	p.Wishes = form.Checkboxes("wishes", "Wishes and circumstances", form.Option{Value: "night", Text: "Keep the night dose longest"},
		form.Option{Value: "weekly", Text: "Dispense seven days at a time"}, form.Option{Value: "liquid", Text: "A liquid is agreed for small steps"},
		form.Option{Value: "under-a-year", Text: "Known to have been taken for less than a year"}, form.Option{Value: "light", Text: "Weighs less than 50 kg"}).Maybe()
	if slices.ContainsFunc(p.Lines, PlanLine.compound) {
		p.Wishes.Options = append(p.Wishes.Options, form.Option{Value: "apart", Text: "Take the opioid and the paracetamol of a compound as two medicines"})
	}
	p.Weekday = form.Select("weekday", "Day of the week to step", weekdays...).Maybe()
	p.First = form.Select("first", "Dose of the day to reduce first", form.Option{Value: "morning", Text: "Morning"}, form.Option{Value: "midday", Text: "Midday"},
		form.Option{Value: "evening", Text: "Evening"}, form.Option{Value: "night", Text: "Night"}).Maybe()
	p.FirstLine = form.Select("first-line", "Product to reduce first", p.products()...).Hinted("Left open: what is taken when required, then what acts for a short time.").Maybe()
	p.AwayFrom = form.Date("away-from", "Holiday or busy time, first day").Hinted("No step and no review falls in it. For example, 21 12 2026").Maybe()
	p.AwayTo = form.Date("away-to", "Holiday or busy time, last day").Maybe()
	p.Days = form.Number("days", "Most days of one acute prescription", 2).Hinted("7 to 30").As("28")
	p.sure = append(sureFlags(p.Record, p.Patient, today), p.Unfinished.flags()...)
	var flags []form.Option
	for _, f := range taper.RedFlags() {
		o := form.Option{Value: string(f.Code), Text: strings.ToUpper(f.Ask[:1]) + f.Ask[1:]}
		if slices.Contains(p.sure, f.Code) {
			o.Hint = "Known from the record: it stays. To go on, give the reason below."
		} else if slices.Contains(p.Record.Coded, f.Code) {
			o.Hint = "Coded in the record. Untick it if it is no longer so."
		}
		flags = append(flags, o)
	}
	p.Present = form.Checkboxes("present", "Which of these apply?", flags...).Maybe()
	for _, c := range slices.Concat(p.sure, p.Record.Coded) {
		p.Present.Values = append(p.Present.Values, string(c))
	}
	p.Asked = form.Checkboxes("asked", "Asked or looked up", form.Option{Value: "yes", Text: "I have asked about all of these today, or looked in the record"}).Maybe()
	p.Override = form.Area("override", "If you go on past a red flag: why?", 2, 1000).Maybe()
}

// products of the table that the person takes, each once.
func (p PlanForm) products() (os []form.Option) {
	for _, l := range p.Lines {
		if l.Product != "" && !slices.ContainsFunc(os, func(o form.Option) bool { return o.Value == l.Product }) {
			os = append(os, form.Option{Value: l.Product, Text: l.Product})
		}
	}
	return os
}

// mostAway is how many days a plan may be kept free of steps from the start; a
// longer pause is a hold.
const mostAway = 60

// away lists the days on which no step may fall.
func (p PlanForm) away() (days []nhs.Date) {
	from, to := p.AwayFrom.DateValue(), p.AwayTo.DateValue()
	switch {
	case from == "" && to == "":
		return nil
	case from == "" || to == "" || to < from:
		p.AwayTo.Error = "Enter the first and the last day of the holiday, in that order"
		return nil
	case from.DaysUntil(to) >= mostAway:
		p.AwayTo.Error = fmt.Sprintf("A holiday may have at most %d days. For a longer time, begin later or hold the plan", mostAway)
		return nil
	}
	for d := from; d <= to; d = d.AddDays(1) {
		days = append(days, d)
	}
	return days
}

// policyOption words a policy for a list: who approved it, or that nobody has.
func policyOption(o review.Offered) form.Option {
	state := "draft, approved by nobody"
	if o.Status == taper.Approved {
		state = "approved by " + o.Approver
	}
	return form.Option{Value: o.Key, Text: fmt.Sprintf("%s (version %s, %s)", o.Title, o.Version, state)}
}

func (p PlanForm) policy() taper.Policy {
	if o, chosen := policyByKey(p.offered, p.Policy.Value); chosen {
		return o
	}
	return review.UsualPolicy(p.offered, p.Drug.Value)
}

func policyByKey(offered []review.Offered, key string) (taper.Policy, bool) {
	for _, o := range offered {
		if o.Key == key {
			return o.Policy, true
		}
	}
	return taper.Policy{}, false
}

// sureFlags are those that need no asking: a sedative on the list of current
// medicines, and the age. No tick takes them away; a reason may override them.
func sureFlags(record review.Record, patient cycle.Patient, today nhs.Date) (out []taper.Code) {
	if len(record.Beside) > 0 {
		out = append(out, "benzodiazepine")
	}
	if age := patient.AgeOn(today); age >= 0 && age < 18 {
		out = append(out, "under-18")
	}
	return out
}

var weekdays = []form.Option{{Value: "Monday", Text: "Monday"}, {Value: "Tuesday", Text: "Tuesday"}, {Value: "Wednesday", Text: "Wednesday"},
	{Value: "Thursday", Text: "Thursday"}, {Value: "Friday", Text: "Friday"}, {Value: "Saturday", Text: "Saturday"}, {Value: "Sunday", Text: "Sunday"}}

// taken are the questions what is really taken: of what is not reduced they
// may stay open.
func (p PlanForm) taken() (fs []*form.Field) {
	for _, l := range p.Lines {
		fs = append(fs, l.Taking)
	}
	return fs
}

func (p PlanForm) rest() []*form.Field {
	fs := []*form.Field{p.Drug}
	for _, l := range p.Lines {
		fs = append(fs, l.Stock)
	}
	return append(fs, p.Start, p.Aim, p.To, p.Policy, p.Wishes, p.Weekday, p.First, p.FirstLine, p.AwayFrom, p.AwayTo, p.Days, p.Present, p.Asked, p.Override)
}

func (p PlanForm) fields() []*form.Field { return append(p.taken(), p.rest()...) }

// request reads the form into what the engine asks; ok is false when fields
// need mending.
func (p *PlanForm) request(posted url.Values, by string) (req taper.Request, ok bool) {
	later(posted, p.taken()...)
	form.Read(posted, p.rest()...)
	req.Stock, req.Others = map[string]int{}, slices.Clone(p.others)
	for _, l := range p.Lines {
		taking := l.amount()
		line := taper.ReadLine(l.Line.Name, l.Line.Dose, taking)
		if n := l.Stock.Int(); l.Product != "" && n > 0 {
			req.Stock[l.Product] += n
		}
		if l.Ingredient != p.Drug.Value {
			req.Others = append(req.Others, line)
			continue
		}
		if taking <= 0 && l.Taking.Error == "" {
			l.Taking.Error = "Enter what is really taken of " + l.Line.Name
		}
		req.Lines = append(req.Lines, line)
	}
	if p.Aim.Value == "reduce" {
		to, err := taper.ParseAmount(p.To.Value)
		if err != nil || to <= 0 {
			p.To.Error = "Enter the dose to reduce to, in milligrams a day"
		}
		req.To = to
	}
	req.Start = p.Start.DateValue()
	req.Policy = p.policy()
	req.HighDoseOME = p.highDose
	req.UnderAYear, req.LowWeight = p.Wishes.Chosen("under-a-year"), p.Wishes.Chosen("light")
	req.Preferences = taper.Preferences{ReduceFirst: p.First.Value, FirstProduct: p.FirstLine.Value, Holidays: p.away(), LargerAtNight: p.Wishes.Chosen("night"), Weekday: p.Weekday.Value,
		Weekly: p.Wishes.Chosen("weekly"), AllowLiquid: p.Wishes.Chosen("liquid"), Apart: p.Wishes.Chosen("apart"), IssueDays: p.Days.Int()}
	for _, f := range taper.RedFlags() {
		switch {
		case p.Present.Chosen(string(f.Code)) || slices.Contains(p.sure, f.Code):
			req.Present = append(req.Present, f.Code)
		case p.Asked.Chosen("yes"):
			req.Asked = append(req.Asked, f.Code)
		}
	}
	if p.Override.Value != "" {
		req.Override = &taper.Override{Reason: p.Override.Value, Actor: taper.Actor{Name: by, Clinician: true}}
	}
	p.Errors = form.Errors(p.fields()...)
	return req, len(p.Errors) == 0
}

// amount is what was typed, in the target ingredient a day. Patches are asked
// for as they are named, in micrograms an hour.
func (l PlanLine) amount() taper.Amount {
	if l.Patch {
		v, err := strconv.ParseFloat(l.Taking.Value, 64)
		if err != nil || v <= 0 || v > 1000 {
			return 0
		}
		return taper.Amount(v*24 + 0.5) // an Amount counts micrograms
	}
	amount, err := taper.ParseAmount(l.Taking.Value)
	if err != nil {
		return 0
	}
	return amount
}

func echo(posted url.Values) []Echo {
	var out []Echo
	for name, values := range posted {
		for _, v := range values {
			out = append(out, Echo{name, v})
		}
	}
	slices.SortFunc(out, func(a, b Echo) int { return strings.Compare(a.Name+a.Value, b.Name+b.Value) })
	return out
}
