package taper

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"stepdown/internal/nhs"
)

// startDays are awkward days to begin: clocks that change, ends of months and
// years, a leap day.
var startDays = []nhs.Date{"2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25", "2026-12-31", "2027-01-31", "2027-02-28", "2028-02-29", "2026-12-24", "2027-06-01"}

// regimens makes requests of every kind that a clinician could put in, from
// every product of the table.
var regimens = rapid.Custom(func(t *rapid.T) Request {
	p := rapid.SampledFrom(catalogue()).Draw(t, "product")
	r := Request{Override: &Override{Reason: "test", Actor: Actor{"Dr Test", true}}, Start: rapid.SampledFrom(startDays).Draw(t, "start").AddDays(rapid.IntRange(0, 40).Draw(t, "after"))}
	r.Lines = append(r.Lines, drawLine(t, p))
	if rapid.IntRange(0, 3).Draw(t, "second line") == 0 {
		same := slices.DeleteFunc(slices.Clone(catalogue()), func(q *Product) bool { return q.Ingredient != p.Ingredient || q.Name == p.Name })
		if len(same) > 0 {
			r.Lines = append(r.Lines, drawLine(t, rapid.SampledFrom(same).Draw(t, "product")))
		}
	}
	var fits []Policy
	for _, q := range Policies() {
		if q.Fits(p.Ingredient) {
			fits = append(fits, q)
		}
	}
	r.Policy = rapid.SampledFrom(fits).Draw(t, "policy")
	r.Preferences = Preferences{
		ReduceFirst: rapid.SampledFrom([]string{"", "morning", "midday", "evening", "night"}).Draw(t, "first"),
		Weekday:     rapid.SampledFrom([]string{"", "", "Monday", "Thursday"}).Draw(t, "weekday"),
		Weekly:      rapid.Bool().Draw(t, "weekly"), AllowLiquid: rapid.Bool().Draw(t, "liquid"), LargerAtNight: rapid.IntRange(0, 3).Draw(t, "night") == 0,
		IssueDays: rapid.SampledFrom([]int{0, 0, 7, 28}).Draw(t, "issue"),
	}
	if rapid.IntRange(0, 5).Draw(t, "apart") == 0 {
		r.Preferences.Apart = true
	}
	if rapid.IntRange(0, 5).Draw(t, "first product") == 0 {
		r.Preferences.FirstProduct = r.Lines[len(r.Lines)-1].Product
	}
	if rapid.IntRange(0, 5).Draw(t, "beside") == 0 {
		beside := rapid.SampledFrom([][2]string{{"Diazepam 5mg tablets", "one at night"}, {"Paracetamol 500mg tablets", "two four times a day"}, {"Methadone 1mg/ml oral solution", "20ml daily"}, {"Zopiclone 7.5mg tablets", "when required"}}).Draw(t, "beside it")
		r.Lines = append(r.Lines, ReadLine(beside[0], beside[1], 0))
	}
	r.LowWeight = rapid.IntRange(0, 9).Draw(t, "light") == 0
	if rapid.IntRange(0, 2).Draw(t, "holidays") == 0 {
		for d := range rapid.IntRange(1, 14).Draw(t, "days") {
			r.Preferences.Holidays = append(r.Preferences.Holidays, r.Start.AddDays(28+d))
		}
	}
	if rapid.Bool().Draw(t, "stock") {
		r.Stock = map[string]int{p.Name: rapid.IntRange(1, 300).Draw(t, "units")}
	}
	if rapid.IntRange(0, 3).Draw(t, "aim") == 0 {
		total := Amount(0)
		for _, l := range r.Lines {
			total += l.Daily
		}
		r.To = rapid.SampledFrom([]Amount{total / 2, total / 4, p.Holds, total - p.Holds}).Draw(t, "to")
	}
	return r
})

func drawLine(t *rapid.T, p *Product) Line {
	l := Line{Medicine: p.Name, Product: p.Name}
	switch {
	case p.Patch():
		l.Daily = Amount(rapid.IntRange(1, 2).Draw(t, "patches")) * p.Holds
		l.EveryHours = rapid.SampledFrom(p.Hours).Draw(t, "wear")
	case p.Liquid():
		l.Daily = Amount(rapid.IntRange(1, 60).Draw(t, "ml")) * p.Holds
		l.Times = rapid.IntRange(0, 4).Draw(t, "times")
	case p.Release == "modified":
		l.Daily = Amount(rapid.IntRange(1, 4).Draw(t, "units")) * p.Holds
		l.EveryHours = rapid.SampledFrom(p.Hours).Draw(t, "interval")
		l.Times = rapid.SampledFrom([]int{0, 24 / l.EveryHours}).Draw(t, "times")
	default:
		l.Daily = Amount(rapid.IntRange(1, 8).Draw(t, "units")) * p.Holds
		l.Times = rapid.IntRange(0, 4).Draw(t, "times")
	}
	if rapid.IntRange(0, 9).Draw(t, "average") == 0 && !p.Patch() { // an average over days
		l.Daily += p.Holds / 2
	}
	return l
}

// faults lists every broken promise of a plan. It counts by itself, day by
// day, and shares no code with the engine beyond the product table and the
// policy's limit.
func faults(r Request, p Plan) (out []string) {
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if len(p.Steps) == 0 {
		if p.DailyStart != r.To && !unmade(p) {
			say("no steps")
		}
		return out
	}
	patch := ProductByName(r.Lines[0].Product).Patch()
	if p.Steps[0].From != r.Start {
		say("starts on %s", p.Steps[0].From)
	}
	lines, _ := whatIsReduced(r)
	before, paracetamol := p.DailyStart, paracetamolOf(lines)
	for i, s := range p.Steps {
		if s.To < s.From {
			say("step %d ends before it begins", i)
		}
		if i > 0 && s.From != p.Steps[i-1].To.AddDays(1) {
			say("step %d: gap or overlap", i)
		}
		if s.Take == nil || s.Supply == nil {
			say("step %d: null list", i)
		}
		if s.Daily > before || s.Kind == Reduce && s.Daily == before {
			say("step %d: %s after %s", i, s.Daily, before)
		}
		if s.Kind != Present && s.Days() < p.Policy.IntervalDays {
			say("step %d lasts %d days", i, s.Days())
		}
		if s.Daily < p.To {
			say("step %d: below the aim", i)
		}
		limit := p.Policy.Limit(p.DailyStart, before, patch)
		if before-s.Daily > limit && !s.Beyond {
			say("step %d: cut of %s beyond the limit of %s is not marked", i, before-s.Daily, limit)
		}
		if s.Cut != before-s.Daily {
			say("step %d: cut %s", i, s.Cut)
		}
		if got := madeOf(s); got != s.Daily {
			say("step %d: units make %s, not %s", i, got, s.Daily)
		}
		for _, t := range s.Take {
			q := ProductByName(t.Product)
			if q.Ingredient != p.Ingredient || t.Morning < 0 || t.Midday < 0 || t.Evening < 0 || t.Night < 0 || t.Units() == 0 {
				say("step %d: take %+v", i, t)
			}
			if q.OnlyTaken && !slices.ContainsFunc(r.Lines, func(l Line) bool { o := ProductByName(l.Product); return o != nil && o.Generic == q.Generic }) {
				say("step %d: %s is new to the person", i, q.Name)
			}
			if q.Patch() && (t.EveryHours == 0 || s.Days()*24%t.EveryHours != 0 || s.Days()*24/t.EveryHours < p.Policy.MinPatchChanges && s.Kind != Present) {
				say("step %d: %d days of a %d-hour patch", i, s.Days(), t.EveryHours)
			}
			if t.ReleaseHours == 12 && t.TimesADay == 2 && (t.Midday > 0 || t.Night > 0) {
				say("step %d: twelve-hour release at midday or night", i)
			}
		}
		if g := gramsOf(s); g > paracetamol {
			say("step %d: paracetamol rises from %s to %s", i, paracetamol, g)
		} else {
			paracetamol = g
		}
		if i > 0 {
			if was, is := peaks(p.Steps[i-1]), peaks(s); is.grows(was) {
				say("step %d: a single dose grows: %v after %v", i, s.Sentences(), p.Steps[i-1].Sentences())
			}
		}
		if s.Kind != Present && slices.Contains(r.Preferences.Holidays, s.From) {
			say("step %d: on a holiday", i)
		}
		if w := r.Preferences.Weekday; w != "" && !patch && s.Kind != Present && s.From.Weekday().String() != w && i > 0 {
			say("step %d: on a %s", i, s.From.Weekday())
		}
		before = s.Daily
	}
	if before != r.To && !unmade(p) {
		say("ends at %s, not %s", before, r.To)
	}
	if r.To == 0 && before == 0 && len(p.Steps[len(p.Steps)-1].Take) != 0 {
		say("the end still takes something")
	}
	if slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Beyond }) && !slices.ContainsFunc(p.Warnings, func(w string) bool { return len(w) > 6 && w[:6] == "Larger" }) {
		say("a step beyond the limit is not explained")
	}
	return append(append(out, supplyFaults(p, p.Steps, p.Issues, r.Stock)...), reviewFaults(p)...)
}

func unmade(p Plan) bool {
	return slices.ContainsFunc(p.Warnings, func(w string) bool { return containsAny(w, []string{"cannot be made in whole units"}) })
}

// largest holds the most taken at one time of each kind of release.
type largest map[string]Amount

func peaks(s Step) largest {
	at := map[string]*[4]Amount{}
	for _, t := range s.Take {
		q := ProductByName(t.Product)
		key := fmt.Sprint(q.Release, t.ReleaseHours, q.Second)
		if at[key] == nil {
			at[key] = &[4]Amount{}
		}
		for i, n := range [4]int{t.Morning, t.Midday, t.Evening, t.Night} {
			at[key][i] += Amount(n) * q.Holds
		}
	}
	out := largest{}
	for k, a := range at {
		out[k] = max(a[0], a[1], a[2], a[3])
	}
	return out
}

func (l largest) grows(was largest) bool {
	for k, n := range l {
		if w, same := was[k]; same && n > w {
			return true
		}
	}
	return false
}

func madeOf(s Step) (a Amount) {
	for _, t := range s.Take {
		a += Amount(t.Morning+t.Midday+t.Evening+t.Night) * ProductByName(t.Product).Holds
	}
	return a
}

func gramsOf(s Step) (a Amount) {
	for _, t := range s.Take {
		if q := ProductByName(t.Product); q.Second == "paracetamol" {
			a += Amount(t.Units()) * q.SecondIn
		}
	}
	return a
}

func paracetamolOf(lines []Line) (a Amount) {
	for _, l := range lines {
		if q := ProductByName(l.Product); q.Second == "paracetamol" {
			a += (l.Daily*q.SecondIn + q.Holds - 1) / q.Holds
		}
	}
	return a
}

// supplyFaults counts every unit day by day.
func supplyFaults(p Plan, steps []Step, issues []Issue, stock map[string]int) (out []string) {
	need, got, issued := map[string]int{}, map[string]int{}, map[string]int{}
	for _, s := range steps {
		worn := 0
		for d := s.From; d <= s.To; d = d.AddDays(1) {
			for _, t := range s.Take {
				if t.EveryHours == 0 || worn*24%t.EveryHours == 0 {
					need[t.Product] += t.Units()
				}
			}
			worn++
		}
		for _, q := range s.Supply {
			got[q.Product] += q.Quantity
			if q.Quantity <= 0 {
				out = append(out, "supply of nothing")
			}
		}
	}
	for _, i := range issues {
		if i.From.DaysUntil(i.To)+1 > 30 {
			out = append(out, "an issue of more than 30 days")
		}
		parts := map[string]int{}
		for _, d := range i.Instalment {
			for _, q := range d.Items {
				parts[q.Product] += q.Quantity
			}
		}
		for _, it := range i.Items {
			issued[it.Product] += it.Quantity
			if p.Request.Preferences.Weekly && parts[it.Product] != it.Quantity {
				out = append(out, fmt.Sprintf("instalments of %s: %d of %d", it.Product, parts[it.Product], it.Quantity))
			}
			if it.Schedule == 2 || it.Schedule == 3 {
				if w := fmt.Sprintf("%d (%s)", it.Quantity, InWords(it.Quantity)); !containsAny(it.Wording, []string{w}) {
					out = append(out, "quantity not in words and figures: "+it.Wording)
				}
			}
		}
	}
	for name, n := range need {
		if want := max(0, n-stock[name]); got[name] != want || issued[name] != want {
			out = append(out, fmt.Sprintf("%s: needs %d less %d at home, steps supply %d, issues %d", name, n, stock[name], got[name], issued[name]))
		}
	}
	return out
}

func reviewFaults(p Plan) (out []string) {
	last := p.Start
	for _, d := range p.Reviews {
		if n := last.DaysUntil(d); n < 1 || n > 31 {
			out = append(out, fmt.Sprintf("review %s is %d days after %s", d, n, last))
		}
		last = d
	}
	if end := p.Steps[len(p.Steps)-1].From; last < end.AddDays(2*28) {
		out = append(out, "reviews end on "+string(last))
	}
	return out
}
