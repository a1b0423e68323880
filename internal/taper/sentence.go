package taper

import (
	"fmt"
	"strings"

	"stepdown/internal/nhs"
)

var slotPhrases = [...]string{"in the morning", "at midday", "in the evening", "at night"}

// Sentence says what to take of one product: "1 capsule in the morning, 2 at
// night"; "1 patch, changed every 7 days"; "5 ml in the morning". It does not
// name the product.
func (t Take) Sentence() string {
	if t.EveryHours > 0 {
		return EnglishText.patches(t.Units(), t.EveryHours/24)
	}
	var parts []string
	for i, n := range [...]int{t.Morning, t.Midday, t.Evening, t.Night} {
		switch {
		case n == 0:
		case len(parts) == 0 || t.Unit == "ml":
			parts = append(parts, fmt.Sprintf("%d %s %s", n, plural(t.Unit, n), slotPhrases[i]))
		default:
			parts = append(parts, fmt.Sprintf("%d %s", n, slotPhrases[i]))
		}
	}
	return strings.Join(parts, ", ")
}

// Sentences give one line for each product of the step; for the end of a plan
// one line that says there is nothing more to take.
func (s Step) Sentences() []string {
	if len(s.Take) == 0 {
		return []string{"Nothing more to take"}
	}
	var out []string
	for _, t := range s.Take {
		out = append(out, t.Product+": "+t.Sentence())
	}
	return out
}

func plural(unit string, n int) string {
	switch {
	case unit == "ml" || n == 1:
		return unit
	case unit == "patch":
		return "patches"
	}
	return unit + "s"
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// Text is a short version for a text message: the step of the day and the one
// after it, in plain characters. The medicine is named only if named is true;
// a phone may be read by others.
func (p Plan) Text(today nhs.Date, named bool) string {
	var now, next *Step
	for i := range p.Steps {
		s := &p.Steps[i]
		switch {
		case s.From <= today && today <= s.To:
			now = s
		case s.From > today && next == nil && !s.Decide:
			next = s
		}
	}
	var b strings.Builder
	if named && p.Ingredient != "" {
		b.WriteString("Your " + p.Ingredient + " plan. ")
	} else {
		b.WriteString("Your plan. ")
	}
	if now != nil {
		fmt.Fprintf(&b, "Now: %s. ", now.short(named, p.labels()))
	}
	if next != nil && p.StateOn(today) == Live {
		fmt.Fprintf(&b, "From %s: %s. ", next.From.Time().Format("2 Jan"), next.short(named, p.labels()))
	}
	b.WriteString("If it is too hard, stay on this dose and call us. Do not stop suddenly.")
	return b.String()
}

// TextLines words the steps for a text message, a line a step: the one of the
// day and those that begin on or before the day until. Steps that wait for a
// clinician's decision are left out. The medicine is named only if named is true.
func (p Plan) TextLines(today, until nhs.Date, named bool) []string {
	return p.TextLinesIn(EnglishText, today, until, named)
}

// TextLinesIn is TextLines in the words of a language. It has the same lines, and
// in each the same numbers.
func (p Plan) TextLinesIn(w TextWords, today, until nhs.Date, named bool) []string {
	var lines []string
	for _, s := range p.Steps {
		switch {
		case s.To < today || s.From > until || s.Decide:
		case s.From <= today:
			lines = append(lines, w.Now+": "+w.step(s, named, p.labels()))
		case p.StateOn(today) == Live:
			lines = append(lines, w.From+" "+w.day(s.From)+": "+w.step(s, named, p.labels()))
		}
	}
	return lines
}

// labels tell the products of a plan apart without naming the medicine, where
// the person has more than one at home, now or at any step: "1 at night" alone
// could be taken of the wrong one. It is the strength, and the form too where
// two products share a strength. Empty where there is one product.
func (p Plan) labels() map[string]string {
	labels, like := map[string]string{}, map[string]int{}
	add := func(product string) {
		if _, there := labels[product]; product != "" && !there {
			labels[product] = strength(product)
			like[labels[product]]++
		}
	}
	for _, l := range p.Request.Lines {
		add(l.Product)
	}
	for _, s := range p.Steps {
		for _, t := range s.Take {
			add(t.Product)
		}
	}
	if len(labels) < 2 {
		return nil
	}
	for product, label := range labels {
		if _, form, ok := strings.Cut(product, label); ok && like[label] > 1 {
			labels[product] = label + form
		}
	}
	return labels
}

// short words a step in few characters.
func (s Step) short(named bool, labels map[string]string) string {
	return EnglishText.step(s, named, labels)
}

// strength is the first word of a product's name that begins with a digit.
func strength(name string) string {
	for w := range strings.FieldsSeq(name) {
		if w[0] >= '0' && w[0] <= '9' {
			return w
		}
	}
	return name
}
