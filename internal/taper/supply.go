package taper

import (
	"fmt"
	"slices"
	"strings"

	"stepdown/internal/nhs"
)

// Issue is one acute prescription.
type Issue struct {
	From       nhs.Date   `json:"from"` // first and last day it serves
	To         nhs.Date   `json:"to"`
	Items      []Item     `json:"items"`                 // empty when the stock at home is enough
	Instalment []Dispense `json:"instalments,omitempty"` // with weekly dispensing
	IssuedOn   nhs.Date   `json:"issued_on,omitempty"`   // empty: not recorded yet
}

// Item is one line of an issue.
type Item struct {
	Product  string `json:"product"`
	Quantity int    `json:"quantity"`
	Unit     string `json:"unit"`
	Schedule int    `json:"schedule,omitempty"`
	Dose     string `json:"dose"` // whole sentences: schedule 2 and 3 may not say "as directed"
	Wording  string `json:"wording"`
}

// Dispense is what the pharmacy hands out on a day.
type Dispense struct {
	On    nhs.Date `json:"on"`
	Items []Supply `json:"items"`
}

// stretch is a part of a step that falls into one issue.
type stretch struct {
	step     int
	from, to nhs.Date
}

// uses counts the units that a step's take needs from day to day. Patches are
// counted on their change days, which run from the first day of the step.
func (s Step) uses(t Take, from, to nhs.Date) int {
	if t.EveryHours == 0 {
		return t.Units() * (from.DaysUntil(to) + 1)
	}
	wear := t.EveryHours / 24
	upTo := func(d nhs.Date) int { return (s.From.DaysUntil(d) + wear) / wear } // changes from s.From to d, both included
	n := upTo(to)
	if s.From < from {
		n -= upTo(from.AddDays(-1))
	}
	return n * t.Units()
}

// handedOut is what there was at the start, or when the units at home were
// last counted, with all that was issued since; and the day of that count.
func (p Plan) handedOut() (have map[string]int, from nhs.Date) {
	from, counted := p.Steps[0].From, p.Request.Stock
	first := true
	for _, e := range p.Events {
		if e.Stock != nil {
			from, counted, first = e.At, e.Stock, false
		}
	}
	have = map[string]int{}
	for name, n := range counted {
		have[name] += n
	}
	for _, i := range p.Issues {
		if i.IssuedOn != "" && (first || i.IssuedOn >= from) {
			for _, it := range i.Items {
				have[it.Product] += it.Quantity
			}
		}
	}
	return have, from
}

// stockOn reckons what is at home on a day: what there was, and the recorded
// issues, less what the steps have used.
func (p Plan) stockOn(day nhs.Date) map[string]int {
	have, from := p.handedOut()
	for _, s := range p.Steps {
		a, z := max(s.From, from), min(s.To, day.AddDays(-1))
		for _, t := range s.Take {
			if a <= z {
				have[t.Product] = max(0, have[t.Product]-s.uses(t, a, z))
			}
		}
	}
	return have
}

// supply fills the steps' quantities and the issues. Stock at home is used
// first; a product the plan does not ask for is left out of account.
func (p *Plan) supply() { p.supplyFrom(0, p.Request.Stock) }

func (p *Plan) supplyFrom(first int, stock map[string]int) {
	left := map[string]int{}
	for name, n := range stock {
		if q := ProductByName(name); q != nil && n > 0 {
			left[q.Name] += n
		}
	}
	for i := first; i < len(p.Steps); i++ {
		p.Steps[i].Supply = []Supply{}
	}
	for _, group := range p.groups(first) {
		issue := Issue{From: group[0].from, To: group[len(group)-1].to, Items: []Item{}}
		for _, g := range group {
			s := &p.Steps[g.step]
			for _, t := range s.Take {
				need := s.uses(t, g.from, g.to)
				home := min(need, left[t.Product])
				left[t.Product] -= home
				s.Supply = addSupply(s.Supply, t.Product, need-home)
				issue.add(t, need-home, *s, g)
			}
		}
		issue.write()
		if p.Request.Preferences.Weekly {
			issue.Instalment = p.weekly(group, issue)
		}
		p.Issues = append(p.Issues, issue)
	}
}

// groups cuts the steps into stretches and puts as many into one issue as its
// days allow.
func (p *Plan) groups(first int) (out [][]stretch) {
	most := p.Request.Preferences.IssueDays
	if longest := limitDays("issue"); most < 7 || most > longest {
		most = longest
	}
	days := 0
	for i := first; i < len(p.Steps); i++ {
		s := p.Steps[i]
		if len(s.Take) == 0 {
			continue
		}
		for from := s.From; from <= s.To; {
			to := min(s.To, from.AddDays(s.pieceDays(most)-1))
			if from.DaysUntil(s.To)+1 <= most {
				to = s.To
			}
			n := from.DaysUntil(to) + 1
			if len(out) == 0 || days+n > most {
				out, days = append(out, nil), 0
			}
			days += n
			out[len(out)-1] = append(out[len(out)-1], stretch{step: i, from: from, to: to})
			from = to.AddDays(1)
		}
	}
	return out
}

// pieceDays is how a long step is cut: whole patch wears, and otherwise whole
// weeks, so that packs and pharmacy days fit.
func (s Step) pieceDays(most int) int {
	wear := 7
	for _, t := range s.Take {
		if t.EveryHours > 0 {
			wear = t.EveryHours / 24
		}
	}
	return max(wear, most-most%wear)
}

func addSupply(list []Supply, product string, n int) []Supply {
	if n == 0 {
		return list
	}
	for i := range list {
		if list[i].Product == product {
			list[i].Quantity += n
			return list
		}
	}
	return append(list, Supply{product, n})
}

func (i *Issue) add(t Take, n int, s Step, g stretch) {
	dose := fmt.Sprintf("%s, from %s to %s.", t.Sentence(), g.from, g.to)
	for k := range i.Items {
		it := &i.Items[k]
		if it.Product == t.Product {
			it.Quantity += n
			it.Dose += " Then " + lowerFirst(dose)
			return
		}
	}
	q := ProductByName(t.Product)
	i.Items = append(i.Items, Item{Product: t.Product, Quantity: n, Unit: t.Unit, Schedule: q.Schedule, Dose: dose})
}

// write drops what the stock covers and words the rest.
func (i *Issue) write() {
	i.Items = slices.DeleteFunc(i.Items, func(it Item) bool { return it.Quantity == 0 })
	for k := range i.Items {
		i.Items[k].Wording = SupplyWording(i.Items[k])
	}
}

// SupplyWording is the text of an acute prescription line: product, dose in
// full, and for schedule 2 and 3 the total quantity in words and figures
// (Misuse of Drugs Regulations 2001; Community Pharmacy England, March 2024).
func SupplyWording(it Item) string {
	units := plural(it.Unit, it.Quantity)
	quantity := fmt.Sprintf("%d %s", it.Quantity, units)
	if it.Schedule == 2 || it.Schedule == 3 {
		quantity = fmt.Sprintf("%d (%s) %s", it.Quantity, InWords(it.Quantity), units)
	}
	text := fmt.Sprintf("%s. %s Supply %s.", it.Product, it.Dose, quantity)
	if it.Schedule == 2 || it.Schedule == 3 {
		text += fmt.Sprintf(" Schedule %d controlled drug: valid for 28 days, not for repeat dispensing.", it.Schedule)
	}
	return text
}

// weekly shares an issue out in weeks. What is at home is used first, so the
// instalments add up to the issue exactly.
func (p *Plan) weekly(group []stretch, issue Issue) (out []Dispense) {
	left := map[string]int{}
	need := map[string]int{}
	for _, it := range issue.Items {
		left[it.Product] = it.Quantity
	}
	for _, g := range group {
		for _, t := range p.Steps[g.step].Take {
			need[t.Product] += p.Steps[g.step].uses(t, g.from, g.to)
		}
	}
	home := map[string]int{}
	for name, n := range need {
		home[name] = n - left[name]
	}
	for from := issue.From; from <= issue.To; from = from.AddDays(7) {
		d := Dispense{On: from, Items: []Supply{}}
		for _, g := range group {
			a, z := max(from, g.from), min(from.AddDays(6), g.to)
			if a > z {
				continue
			}
			for _, t := range p.Steps[g.step].Take {
				n := p.Steps[g.step].uses(t, a, z)
				h := min(n, home[t.Product])
				home[t.Product] -= h
				d.Items = addSupply(d.Items, t.Product, n-h)
			}
		}
		if len(d.Items) > 0 {
			out = append(out, d)
		}
	}
	return out
}

// SupplyEnds is the last day for which recorded issues and what was at home
// are enough, counted day by day; the day before the start when nothing is
// recorded, and the end of the plan when nothing will run out. It is empty
// without steps.
func (p Plan) SupplyEnds() nhs.Date {
	if len(p.Steps) == 0 {
		return ""
	}
	have, from := p.handedOut()
	for _, s := range p.Steps {
		for d := max(s.From, from); d <= s.To; d = d.AddDays(1) {
			for _, t := range s.Take {
				if have[t.Product] -= s.uses(t, d, d); have[t.Product] < 0 {
					return d.AddDays(-1)
				}
			}
		}
	}
	return p.Ends()
}

var (
	smallWords = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	tenWords   = strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")
)

// InWords writes a quantity below a million in words, as a controlled drug
// prescription needs it.
func InWords(n int) string {
	switch {
	case n < 20:
		return smallWords[max(n, 0)]
	case n < 100:
		if n%10 == 0 {
			return tenWords[n/10]
		}
		return tenWords[n/10] + "-" + smallWords[n%10]
	case n < 1000:
		if n%100 == 0 {
			return smallWords[n/100] + " hundred"
		}
		return smallWords[n/100] + " hundred and " + InWords(n%100)
	case n%1000 == 0:
		return InWords(n/1000) + " thousand"
	case n%1000 < 100:
		return InWords(n/1000) + " thousand and " + InWords(n%1000)
	}
	return InWords(n/1000) + " thousand " + InWords(n%1000)
}
