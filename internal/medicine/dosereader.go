package medicine

import (
	"sync"
)

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
	return r.finish()
}

var doseScratch = sync.Pool{New: func() any { return &doseReader{} }}

// doseToken is a word with its meaning; numbers written out are numbers.
type doseToken struct {
	doseWord
	gap    gap
	inside bool // within brackets
	word   string
}

// span is a range of numbers as written: 1, or 1 to 2.
type span struct{ low, high float64 }

type doseReader struct {
	plain
	tokens []doseToken
	p      *Product
	d      Dose

	amount     span
	amountUnit string
	haveAmount bool
	used       bool // the amount has met its "how often"
	optional   bool // "up to" stood before
	low, high  float64
	unit       string
	parts      int
	lastOften  int // index after the last "how often", to see what follows at once
	cap        float64
	capUnit    string
	capDoses   bool
	change     bool
	directed   bool
	forDays    bool
	everyHours span
	odd        bool // something that does not fit: units that differ
	maxOne     span // the largest single amount
}

func (r *doseReader) start(text string, p *Product) {
	*r = doseReader{plain: r.plain, tokens: r.tokens[:0], p: p}
	r.scan(text)
	depth := 0
	for i := 0; i < len(r.words); i++ {
		w := &r.words[i]
		if w.gap&gapOpen != 0 {
			depth = 1
		}
		if w.gap&gapClose != 0 && w.gap&gapOpen == 0 {
			depth = 0
		}
		t := doseToken{gap: w.gap, inside: depth > 0}
		if w.number {
			t.kind, t.value = dNumber, w.value
			if r.is(i+1, "nd") || r.is(i+1, "rd") || r.is(i+1, "th") { // every 3rd day
				t.kind = dOrdinal
				if t.value == 2 {
					t.kind = dOther
				}
				i++
			}
		} else if joined, n := r.dotted(i); n > 1 { // b.d.
			t.doseWord = doseWords[joined]
			i += n - 1
		} else {
			t.doseWord = doseWords[string(r.text(i))]
			if t.kind == dNone {
				t.word = string(r.text(i)[:0])
			}
		}
		r.tokens = append(r.tokens, t)
	}
	r.joinHalves()
}

// dotted joins single letters parted by full stops: "t.d.s.", "p.r.n".
func (r *doseReader) dotted(i int) (string, int) {
	n := 0
	for i+n < len(r.words) && n < 4 {
		w := r.words[i+n]
		if w.number || w.to-w.from != 1 || n > 0 && w.gap != gapStop && w.gap != gapSlash {
			break
		}
		n++
	}
	if n < 2 {
		return "", 0
	}
	for ; n >= 2; n-- {
		from, to := r.words[i].from, r.words[i+n-1].to
		if _, ok := doseWords[string(r.buf[from:to])]; ok {
			return string(r.buf[from:to]), n
		}
	}
	return "", 0
}

// joinHalves reads "half", "one and a half", "1/2 a tablet" into numbers.
func (r *doseReader) joinHalves() {
	t, out := r.tokens, r.tokens[:0]
	for i := 0; i < len(t); i++ {
		if t[i].kind == dHalf {
			n := len(out)
			switch {
			case n >= 3 && out[n-1].kind == dPer && out[n-2].kind == dAnd && out[n-3].kind == dNumber:
				out = out[:n-2]
				out[n-3].value += t[i].value
				continue
			case n >= 2 && out[n-1].kind == dAnd && out[n-2].kind == dNumber:
				out = out[:n-1]
				out[n-2].value += t[i].value
				continue
			case n >= 1 && out[n-1].kind == dPer: // a half
				out = out[:n-1]
			}
			t[i].kind = dNumber
			if i+1 < len(t) && t[i+1].kind == dPer { // half a tablet
				out = append(out, t[i])
				i++
				continue
			}
		}
		out = append(out, t[i])
	}
	r.tokens = out
}

func (r *doseReader) kind(i int) doseKind {
	if i < 0 || i >= len(r.tokens) {
		return dNone
	}
	return r.tokens[i].kind
}

// walk goes through the words once, from left to right.
func (r *doseReader) walk() {
	for i := 0; i < len(r.tokens); {
		n := r.limit(i)
		for _, read := range [...]func(int) int{r.duration, r.interval, r.often, r.quantity, r.plainWord} {
			if n > 0 {
				break
			}
			n = read(i)
		}
		i += max(n, 1)
	}
}

// limit reads "max 8 in 24 hours", "do not exceed 8 a day", "no more than 4".
func (r *doseReader) limit(i int) int {
	k := i
	switch {
	case r.kind(i) == dMax:
		k++
	case r.kind(i) == dNo && r.kind(i+1) == dMore && r.kind(i+2) == dThan:
		k += 3
	case r.kind(i) == dNo && r.kind(i+1) == dNone && r.kind(i+2) == dMax: // not to exceed
		return 0
	default:
		return 0
	}
	for k < len(r.tokens) && k < i+5 && r.kind(k) != dNumber { // "max dose is 8", "maximum of 8"
		k++
	}
	if r.kind(k) != dNumber {
		return 1
	}
	v, n := r.span(k)
	k += n
	unit := ""
	doses := false
	switch r.kind(k) {
	case dUnit:
		unit = r.tokens[k].unit
		k++
	case dDosesWord:
		doses = true
		k++
	case dTimes:
		doses = true
		k++
	}
	period, n := r.period(k)
	if n == 0 { // "max 8": in a day, as is usual, unless it is a single dose
		period = 1
		if r.kind(k) == dPer && k+1 < len(r.tokens) {
			return k - i
		}
	}
	k += n
	r.cap, r.capUnit, r.capDoses = v.high/period, unit, doses
	return k - i
}

// period reads "a day", "in 24 hours", "daily", "/day", "per week" as days.
func (r *doseReader) period(i int) (days float64, n int) {
	k := i
	for r.kind(k) == dPer || r.kind(k) == dEvery {
		k++
	}
	switch {
	case r.kind(k) == dDaily:
		return 1, k - i + 1
	case r.kind(k) == dWeek:
		return r.tokens[k].value, k - i + 1
	case r.kind(k) == dNumber && (r.kind(k+1) == dHour || r.kind(k+1) == dHourly) && k > i:
		return r.tokens[k].value / 24, k - i + 2
	case r.kind(k) == dNumber && (r.kind(k+1) == dHour) && r.tokens[k].value == 24:
		return 1, k - i + 2
	}
	return 0, 0
}

// span reads a number or a range: "1", "1-2", "one or two", "5ml-10ml".
func (r *doseReader) span(i int) (span, int) {
	s := span{r.tokens[i].value, r.tokens[i].value}
	k := i + 1
	if r.kind(k) == dUnit && (r.kind(k+1) == dTo || r.kind(k+1) == dNumber && r.tokens[k+1].gap&gapDash != 0) { // 5ml-10ml
		k++
	}
	switch {
	case r.kind(k) == dTo && r.kind(k+1) == dNumber && r.kind(k+2) != dTimes:
		k++
	case r.kind(k) == dTo && r.kind(k+1) == dNumber && r.kind(i-1) == dNone && false:
	case r.kind(k) == dNumber && r.tokens[k].gap&(gapDash|gapSlash) != 0:
	case r.kind(k) == dTo && r.kind(k+1) == dNumber:
		k++
	default:
		return s, 1
	}
	s.high = r.tokens[k].value
	if s.high < s.low {
		s.low, s.high = s.high, s.low
	}
	return s, k - i + 1
}

// duration reads what says how long, not how much: "for 7 days", "4/52".
func (r *doseReader) duration(i int) int {
	t := r.tokens
	if r.kind(i) == dNumber && r.kind(i+1) == dNumber && t[i+1].gap == gapSlash {
		switch t[i+1].value {
		case 52, 7, 12:
			return 2
		}
	}
	if r.kind(i) != dFor {
		return 0
	}
	k := i + 1
	if r.kind(k) == dNumber || r.kind(k) == dPer {
		k++
		if r.kind(k) == dNumber { // for 7-10 days
			k++
		}
	}
	if k > i+1 && (r.kind(k) == dDay || r.kind(k) == dWeek || r.kind(k) == dDaily) {
		r.forDays = true
		return k - i + 1
	}
	return 0
}

// interval reads "every 4-6 hours", "6 hourly", "every 3 days", "alternate
// days", "weekly", "4/24".
func (r *doseReader) interval(i int) int {
	k := i
	every := false
	if r.kind(k) == dEvery {
		every = true
		k++
	}
	if r.kind(k) == dOn && r.kind(k+1) == dOther { // on alternate days
		k++
	}
	switch {
	case r.kind(k) == dNumber:
		s, n := r.span(k)
		if !every && n == 2 && r.tokens[k+1].gap == gapSlash && r.tokens[k+1].value == 24 { // 4/24
			return r.everyH(span{s.low, s.low}, 1, i, k+n)
		}
		k += n
		switch {
		case r.kind(k) == dHourly, every && r.kind(k) == dHour:
			return r.everyH(s, 1, i, k+1)
		case every && (r.kind(k) == dDay || r.kind(k) == dDaily):
			return r.everyH(s, 24, i, k+1)
		case every && r.kind(k) == dWeek:
			return r.everyH(s, 24*r.tokens[k].value, i, k+1)
		}
	case (every || r.kind(i) == dOn || r.kind(k) == dOther && r.kind(k+1) != dNone) && (r.kind(k) == dOther || every && r.kind(k) == dOrdinal) &&
		(r.kind(k+1) == dDaily || r.kind(k+1) == dDay || r.kind(k+1) == dPart):
		v := r.tokens[k].value
		return r.everyH(span{v, v}, 24, i, k+2)
	case every && r.kind(k) == dHour:
		return r.everyH(span{1, 1}, 1, i, k+1)
	case r.kind(k) == dHourly:
		return r.everyH(span{1, 1}, 1, i, k+1)
	case r.kind(k) == dWeek && !r.forDays:
		v := r.tokens[k].value
		return r.everyH(span{v, v}, 24, i, k+1)
	}
	return 0
}

// everyH applies an interval of s times hours.
func (r *doseReader) everyH(s span, hours float64, from, to int) int {
	if s.low <= 0 {
		return 0
	}
	r.everyHours = span{s.low * hours, s.high * hours}
	r.apply(span{24 / (s.high * hours), 24 / (s.low * hours)}, to)
	return to - from
}

// often reads "bd", "3 times a day", "once daily", "daily", "twice a week",
// and the times of day.
func (r *doseReader) often(i int) int {
	t := r.tokens
	switch r.kind(i) {
	case dOften:
		if r.afterOften(i) && t[i].value > 1 { // "three times a day (tds)"
			return 1
		}
		if r.afterOften(i) && r.kind(i-1) != dAnd {
			return 1
		}
		r.apply(span{t[i].value, t[i].value}, i+1)
		return 1
	case dOnce:
		return r.times(i, span{t[i].value, t[i].value}, i+1)
	case dNumber:
		s, n := r.span(i)
		k := i + n
		if r.kind(k) == dTimes && !(r.kind(k+1) == dNumber) {
			return r.times(i, s, k+1)
		}
	case dTimes: // x3 a day, x 4 daily
		if r.kind(i+1) == dNumber && r.haveAmount && !r.used && r.kind(i+2) != dUnit {
			s, n := r.span(i + 1)
			return r.times(i, s, i+1+n)
		}
	case dEvery:
		if r.kind(i+1) == dPart || r.kind(i+1) == dDaily {
			return r.daily(i, i+2)
		}
	case dDaily:
		if r.afterOften(i) {
			return 1
		}
		return r.daily(i, i+1)
	case dPer:
		if r.kind(i+1) == dDaily {
			return r.daily(i, i+2)
		}
		if days, n := r.period(i); n > 0 { // 8 in 24 hours
			if r.haveAmount && !r.used {
				r.apply(span{1 / days, 1 / days}, i+n)
			}
			return n
		}
	case dPart:
		return r.daily(i, i+1)
	case dOn:
		if r.kind(i+1) == dNone && r.haveAmount && !r.used && (i+1 == len(t) || t[i+1].gap&gapStop != 0) { // 1 ON
			r.apply(span{1, 1}, i+1)
			return 1
		}
	}
	return 0
}

// times settles a number of times with the period after it.
func (r *doseReader) times(i int, s span, k int) int {
	days, n := r.period(k)
	if n == 0 {
		days = 1
		if r.kind(k) == dPart || r.kind(k) == dPer && r.kind(k+1) == dPart { // once at night
			n = 1
		}
	}
	k += n
	if r.afterOften(i) {
		return k - i
	}
	if r.kind(i-1) == dTo && r.kind(i-2) == dUpTo || r.kind(i-1) == dUpTo {
		s.low = 0
	}
	if days > 1 {
		r.everyHours = span{24 * days / s.high, 24 * days / s.high}
	}
	r.apply(span{s.low / days, s.high / days}, k)
	return k - i
}

// afterOften reports whether a "how often" was read just before and no new
// amount since: what follows then only explains it ("twice a day, morning and
// night"), unless "and" adds to it ("tds and nocte").
func (r *doseReader) afterOften(i int) bool {
	return r.used && r.lastOften > 0 && !(r.kind(i-1) == dAnd && r.lastOften == i-1)
}

func (r *doseReader) daily(i, k int) int {
	if r.afterOften(i) {
		if r.kind(i) == dPart && r.partList(i) {
			r.apply(span{1, 1}, k)
		}
		return k - i
	}
	r.apply(span{1, 1}, k)
	return k - i
}

// partList reports whether the time of day at i continues a list of times of
// day, each its own dose: "one morning, teatime and night".
func (r *doseReader) partList(i int) bool {
	for k := i - 1; k >= 0; k-- {
		switch r.kind(k) {
		case dAnd, dNone, dOn, dPer, dEvery:
		case dPart:
			return !r.explained(k)
		case dOften:
			return false
		default:
			return false
		}
		if i-k > 5 {
			return false
		}
	}
	return false
}

// explained reports whether the time of day at k itself only explained.
func (r *doseReader) explained(k int) bool {
	for k--; k >= 0; k-- {
		switch r.kind(k) {
		case dNumber, dUnit:
			return false
		case dTimes, dOnce, dDaily, dOften, dHourly, dHour:
			return true
		}
	}
	return false
}

// apply joins the amount in hand with how often it is taken.
func (r *doseReader) apply(times span, after int) {
	r.lastOften = after
	if !r.haveAmount {
		return
	}
	r.used = true
	r.parts++
	low := r.amount.low * times.low
	if r.optional {
		low = 0
	}
	r.low += low
	r.high += r.amount.high * times.high
	if r.unit != "" && r.amountUnit != "" && r.unit != r.amountUnit {
		r.odd = true
	}
	if r.unit == "" {
		r.unit = r.amountUnit
	}
}

// quantity reads the amount of one dose.
func (r *doseReader) quantity(i int) int {
	if r.kind(i) != dNumber {
		return 0
	}
	t := r.tokens
	if t[i].inside && r.haveAmount { // "10ml (20mg)", "one (1)"
		_, n := r.span(i)
		if r.kind(i+n) == dUnit {
			n++
		}
		return n
	}
	s, n := r.span(i)
	k := i + n
	if n == 2 && t[i+1].gap == gapSlash && t[i].value == 1 && t[i+1].value == 2 { // 1/2: half, or one or two?
		if r.kind(k) == dUnit || r.kind(k) == dPer {
			s = span{0.5, 0.5}
		} else {
			s = span{0.5, 2}
			r.odd = true
		}
	}
	unit := ""
	if r.kind(k) == dUnit {
		unit = t[k].unit
		k++
	} else if n > 1 && r.kind(i+1) == dUnit {
		unit = t[i+1].unit
	}
	if r.kind(k) == dTimes && r.kind(k+1) == dNumber && r.kind(k+2) == dUnit { // 2 x 50mg
		s = span{s.low * t[k+1].value, s.high * t[k+1].value}
		unit = t[k+2].unit
		k += 3
	}
	if unit == "spoonful" && r.haveAmount && r.amountUnit == "ml" && !r.used { // one 5ml spoonful
		return k - i
	}
	// "one 5ml spoonful", "two 50mg tablets": a count, then what each is.
	if r.haveAmount && !r.used && r.amountUnit == "" && (unit == "ml" || unit == "mg" || unit == "microgram") && t[i].gap&(gapStop|gapOpen) == 0 && r.kind(i-1) == dNumber {
		if unit == "ml" {
			r.set(span{r.amount.low * s.low, r.amount.high * s.high}, unit)
		}
		return k - i
	}
	if (r.kind(i-1) == dTo && r.kind(i-2) == dUpTo) || r.kind(i-1) == dUpTo {
		r.optional = true
	}
	if r.haveAmount && !r.used && r.amount.high > 0 && r.kind(i-1) != dAnd && unit == "" && r.amountUnit == "" && t[i].gap&gapStop == 0 && r.kind(i-1) == dNone {
		r.odd = r.odd || s != r.amount
	}
	r.set(s, unit)
	return k - i
}

func (r *doseReader) set(s span, unit string) {
	switch unit {
	case "spoonful":
		s, unit = span{s.low * 5, s.high * 5}, "ml"
	case "microgram":
		s, unit = span{s.low / 1000, s.high / 1000}, "mg"
	case "g":
		s, unit = span{s.low * 1000, s.high * 1000}, "mg"
	}
	if r.used {
		r.optional = false
	}
	r.amount, r.amountUnit, r.haveAmount, r.used = s, unit, true, false
	r.maxOne.high = max(r.maxOne.high, s.high)
}

func (r *doseReader) plainWord(i int) int {
	switch r.kind(i) {
	case dRequired:
		r.d.AsRequired = true
	case dChange:
		r.change = true
	case dDirected:
		r.directed = true
	case dThen:
		if r.forDays {
			r.change = true
		}
	case dUnit: // "take tablet twice a day", "apply patch every 72 hours": one is meant only for patches
		if r.tokens[i].unit == "patch" && !r.haveAmount {
			r.set(span{1, 1}, "patch")
		}
	}
	return 1
}
