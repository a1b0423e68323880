package medicine

import "sync"

// ReadDose reads a dose text for a product: how much a day, at least and at
// most. "As required" is told, not counted: low stays what one who takes it
// takes, save for "up to", which asks for nothing at all. What the words do not
// settle is Unclear. p may be nil; it tells milligrams from tablets and patches
// from the rest.
func ReadDose(text string, p *Product) Dose {
	r := doseScratch.Get().(*doseReader)
	defer doseScratch.Put(r)
	r.start(text, p)
	r.walk()
	d := r.finish()
	r.p = nil
	return d
}

var doseScratch = sync.Pool{New: func() any { return &doseReader{} }}

// doseToken is a word with its meaning; numbers written out are numbers.
type doseToken struct {
	doseWord
	gap    gap
	inside bool // within brackets
}

// span is a range of numbers as written: 1, or 1 to 2.
type span struct{ low, high float64 }

func (s span) times(by float64) span { return span{s.low * by, s.high * by} }

// doseReader goes through a text once, from left to right, with at most one
// amount in hand that waits for its "how often".
type doseReader struct {
	plain
	tokens []doseToken
	p      *Product

	amount     span   // the amount in hand
	unit       string // its unit
	haveAmount bool
	used       bool // it has met its "how often"
	optional   bool // "up to" stood before it
	waiting    span // a "how often" that stood before any amount: "at night take one"
	byTime     bool // the last "how often" was a time of day
	byClock    bool // it was one by the clock
	counted    bool // some "how often" was more than a time of day
	meals      bool

	total    span // the parts so far, added up
	smallest span // the smallest and the largest part, for a dose that changes
	largest  span
	sumUnit  string
	parts    int
	after    int // token after the last "how often"
	biggest  float64

	limit      float64 // "max 8 in 24 hours"
	limitUnit  string
	limitDoses bool
	every      span // hours
	weekdays   int

	required, directed, changing, forDays, odd bool
	strength                                   bool // of a patch, named among its numbers
}

func (r *doseReader) start(text string, p *Product) {
	*r = doseReader{plain: r.plain, tokens: r.tokens[:0], p: p}
	r.scan(text)
	inside := false
	for i := 0; i < len(r.words); i++ {
		w := &r.words[i]
		if w.gap&gapClose != 0 {
			inside = false
		}
		if w.gap&gapOpen != 0 {
			inside = true
		}
		t := doseToken{gap: w.gap, inside: inside}
		switch joined, n := r.dotted(i); {
		case w.number:
			t.kind, t.value = dNumber, w.value
			if r.is(i+1, "nd") || r.is(i+1, "rd") || r.is(i+1, "th") { // every 3rd day
				t.kind = dOrdinal
				if t.value == 2 {
					t.kind = dOther
				}
				i++
			}
		case n > 1: // b.d.
			t.doseWord = joined
			i += n - 1
		default:
			t.doseWord = doseWords[string(r.text(i))]
		}
		r.tokens = append(r.tokens, t)
	}
	r.joinHalves()
}

// dotted reads single letters parted by full stops or strokes: "t.d.s.", "p.r.n".
func (r *doseReader) dotted(i int) (doseWord, int) {
	n := 0
	for i+n < len(r.words) && n < 4 {
		w := r.words[i+n]
		if w.number || w.to-w.from != 1 || n > 0 && w.gap != gapStop && w.gap != gapSlash {
			break
		}
		n++
	}
	for ; n >= 2; n-- {
		if w, ok := doseWords[string(r.buf[r.words[i].from:r.words[i+n-1].to])]; ok {
			return w, n
		}
	}
	return doseWord{}, 0
}

// joinHalves reads "half", "one and a half", "half a tablet" into numbers.
func (r *doseReader) joinHalves() {
	t, out := r.tokens, r.tokens[:0]
	for i := 0; i < len(t); i++ {
		if t[i].kind != dHalf {
			out = append(out, t[i])
			continue
		}
		n := len(out)
		switch {
		case n >= 3 && out[n-1].kind == dPer && out[n-2].kind == dAnd && out[n-3].kind == dNumber: // one and a half
			out = out[:n-2]
			out[n-3].value += t[i].value
			continue
		case n >= 2 && out[n-1].kind == dAnd && out[n-2].kind == dNumber: // one and half
			out = out[:n-1]
			out[n-2].value += t[i].value
			continue
		case n >= 1 && out[n-1].kind == dPer: // a half
			out = out[:n-1]
		}
		half := t[i]
		half.kind = dNumber
		out = append(out, half)
		if i+2 < len(t) && t[i+1].kind == dPer && t[i+2].kind == dUnit { // half a tablet
			i++
		}
	}
	r.tokens = out
}

func (r *doseReader) kind(i int) doseKind {
	if i < 0 || i >= len(r.tokens) {
		return dNone
	}
	return r.tokens[i].kind
}

// stops reports whether a sentence or the text ends before token i.
func (r *doseReader) stops(i int) bool {
	return i >= len(r.tokens) || r.tokens[i].gap&gapStop != 0
}

// walk offers each place to the readers in turn; each says how many tokens it
// took, and what nobody takes is passed over.
func (r *doseReader) walk() {
	for i := 0; i < len(r.tokens); {
		n := r.aside(i)
		if n == 0 {
			n = r.maximum(i)
		}
		if n == 0 {
			n = r.interval(i)
		}
		if n == 0 {
			n = r.often(i)
		}
		if n == 0 {
			n = r.quantity(i)
		}
		if n == 0 {
			r.mark(i)
			n = 1
		}
		i += n
	}
}

// mark notes the words that colour the whole dose.
func (r *doseReader) mark(i int) {
	switch r.kind(i) {
	case dRequired:
		r.required = true
	case dChange:
		r.changing = true
	case dDirected:
		r.directed = true
	case dThen: // "one in the morning then two at night" is no change
		if r.forDays || r.parts > 0 && !r.byTime && !r.isPatch() {
			r.changing = true
		}
	case dMeals:
		r.meals = true
	case dUnit: // "apply patch every 72 hours"
		if r.tokens[i].unit == "patch" && !r.haveAmount {
			r.take(span{1, 1}, "patch")
		}
	}
}

// apply joins the amount in hand with how many times a day it is taken.
func (r *doseReader) apply(times span, after int, byTime bool) {
	r.after, r.byTime, r.byClock = after, byTime, false
	r.counted = r.counted || !byTime
	if !r.haveAmount {
		if r.waiting.high == 0 {
			r.waiting = times
		} else {
			r.waiting = span{r.waiting.low + times.low, r.waiting.high + times.high}
		}
		return
	}
	r.used = true
	part := span{r.amount.low * times.low, r.amount.high * times.high}
	if r.optional {
		part.low = 0
	}
	if r.parts == 0 {
		r.smallest, r.largest = part, part
	}
	if part.high < r.smallest.high {
		r.smallest = part
	}
	if part.high > r.largest.high {
		r.largest = part
	}
	r.parts++
	r.total.low += part.low
	r.total.high += part.high
	if r.sumUnit != "" && r.unit != "" && r.sumUnit != r.unit {
		r.odd = true
	}
	if r.sumUnit == "" {
		r.sumUnit = r.unit
	}
}

// take puts an amount in hand. One that waits there still, unmatched, makes
// the text doubtful.
func (r *doseReader) take(s span, unit string) {
	switch unit {
	case "spoonful":
		s, unit = s.times(5), "ml"
	case "microgram":
		s, unit = s.times(0.001), "mg"
	case "g":
		s, unit = s.times(1000), "mg"
	}
	if r.haveAmount && !r.used && (unit == r.unit || r.unit == "" && unit != "mg") && s != r.amount {
		r.odd = true
	}
	r.amount, r.unit, r.haveAmount, r.used = s, unit, true, false
	r.biggest = max(r.biggest, s.high)
	if r.waiting.high > 0 { // "at night take one"
		times := r.waiting
		r.waiting = span{}
		r.apply(times, r.after, r.byTime)
		r.after = 0
	}
}
