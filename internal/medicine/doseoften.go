package medicine

// How often a dose is taken.

// aside passes over what says how long, or when something else is to happen:
// "for 7 days", "4/52", "review in 2 weeks", "30 minutes before food".
func (r *doseReader) aside(i int) int {
	t := r.tokens
	switch r.kind(i) {
	case dNumber:
		if r.kind(i+1) == dNumber && t[i+1].gap == gapSlash {
			switch t[i+1].value {
			case 52, 7, 12:
				return 2
			}
		}
		if r.kind(i+1) == dDaily && t[i+1].unit == "day" && t[i+1].gap&gapSlash == 0 || r.kind(i+1) == dDay && r.used { // 7 day course
			return 2
		}
		if r.kind(i+1) == dMinute || r.kind(i+1) == dNumber && t[i+1].gap&gapDash != 0 && r.kind(i+2) == dMinute {
			return 2
		}
		if r.kind(i+1) == dHour && (t[i].value == 1 && r.haveAmount || r.used) && r.kind(i-1) != dEvery && r.kind(i-1) != dPer { // 1 hour before bed, 12 hours apart
			return 2
		}
	case dSkip:
		k := i + 1
		for k < len(t) && k < i+7 && !r.stops(k) {
			k++
		}
		return k - i
	case dFor:
		return r.duration(i)
	case dWeek, dDaily:
		if r.kind(i+1) == dSkip { // weekly dispensing
			return 1
		}
	}
	return 0
}

func (r *doseReader) duration(i int) int {
	k := i + 1
	if r.kind(k) != dNumber && r.kind(k) != dPer {
		return 0
	}
	value := 1.0
	if r.kind(k) == dNumber {
		value = r.tokens[k].value
	}
	k++
	if r.kind(k) == dNumber { // for 7-10 days, for 2/52
		k++
	}
	switch r.kind(k) {
	case dDay, dWeek, dDaily, dHour:
	default:
		if k == i+3 {
			r.forDays = true
			return 3
		}
		return 0
	}
	if r.isPatch() && r.haveAmount && !r.used { // worn for 7 days
		hours := map[doseKind]float64{dDay: 24, dDaily: 24, dHour: 1, dWeek: 24 * r.tokens[k].value}[r.kind(k)]
		return r.everyHours(span{value, value}.times(hours), i, k+1)
	}
	r.forDays = true
	if r.kind(k+1) == dPer && r.kind(k+2) == dWeek { // for 3 days a week: not every day
		r.odd = true
	}
	return k - i + 1
}

func (r *doseReader) isPatch() bool { return r.p != nil && r.p.Form == "patch" }

// span reads a number or a range: "1", "1-2", "one or two", "5ml-10ml".
func (r *doseReader) span(i int) (span, int) {
	s := span{r.tokens[i].value, r.tokens[i].value}
	k := i + 1
	if r.kind(k) == dUnit && (r.kind(k+1) == dTo && r.kind(k+2) == dNumber || r.kind(k+1) == dNumber && r.tokens[k+1].gap&gapDash != 0) {
		k++
	}
	switch {
	case r.kind(k) == dTo && r.kind(k+1) == dNumber:
		k++
	case r.kind(k) == dNumber && r.tokens[k].gap&(gapDash|gapSlash) != 0 && r.tokens[k].gap&gapOpen == 0:
	default:
		return s, 1
	}
	s.high = r.tokens[k].value
	if s.high < s.low {
		s.low, s.high = s.high, s.low
	}
	return s, k - i + 1
}

// period reads "a day", "in 24 hours", "daily", "every 3 days", "per week",
// "every other day" as days.
func (r *doseReader) period(i int) (days float64, n int) {
	k := i
	for r.kind(k) == dPer || r.kind(k) == dEvery {
		k++
	}
	t := r.tokens
	switch r.kind(k) {
	case dDaily:
		return 1, k - i + 1
	case dWeek:
		return t[k].value, k - i + 1
	case dHour:
		if k > i {
			return 1.0 / 24, k - i + 1
		}
	case dOther, dOrdinal:
		if r.kind(k+1) == dDaily || r.kind(k+1) == dDay {
			return t[k].value, k - i + 2
		}
	case dNumber:
		v := t[k].value
		if v <= 0 || k == i && v != 24 {
			return 0, 0
		}
		switch r.kind(k + 1) {
		case dHour, dHourly:
			return v / 24, k - i + 2
		case dDay, dDaily:
			return v, k - i + 2
		case dWeek:
			return v * t[k+1].value, k - i + 2
		}
		if v == 24 && k > i || v == 24 && t[k].gap == gapSlash { // 8/24
			return 1, k - i + 1
		}
	}
	return 0, 0
}

// interval reads "every 4-6 hours", "6 hourly", "every 3 days", "alternate
// days", "weekly", "4/24", "on Mondays and Thursdays".
func (r *doseReader) interval(i int) int {
	k := i
	every := r.kind(k) == dEvery || r.kind(k) == dAfter && r.isPatch()
	if every {
		k++
	}
	if r.kind(k) == dOn && r.kind(k+1) == dOther { // on alternate days
		k++
	}
	t := r.tokens
	switch r.kind(k) {
	case dNumber:
		s, n := r.span(k)
		if !every && n == 2 && t[k+1].gap == gapSlash && t[k+1].value == 24 && r.haveAmount { // 4/24
			return r.everyHours(span{t[k].value, t[k].value}, i, k+n)
		}
		k += n
		switch {
		case r.kind(k) == dHourly, every && r.kind(k) == dHour:
			return r.everyHours(s, i, k+1)
		case every && (r.kind(k) == dDay || r.kind(k) == dDaily):
			return r.everyHours(s.times(24), i, k+1)
		case every && r.kind(k) == dWeek:
			return r.everyHours(s.times(24*t[k].value), i, k+1)
		}
	case dOther, dOrdinal:
		if (r.kind(k) == dOther || every) && (r.kind(k+1) == dDaily || r.kind(k+1) == dDay || r.kind(k+1) == dPart) {
			return r.everyHours(span{t[k].value, t[k].value}.times(24), i, k+2)
		}
	case dHour, dHourly:
		if every || r.kind(k) == dHourly {
			return r.everyHours(span{1, 1}, i, k+1)
		}
	case dWeek:
		return r.everyHours(span{t[k].value, t[k].value}.times(24), i, k+1)
	case dWeekday:
		return r.weekday(k + 1 - i)
	}
	return 0
}

// weekday counts the days of the week named: "on Mondays and Thursdays".
func (r *doseReader) weekday(n int) int {
	r.weekdays++
	return n
}

// everyHours applies an interval. One that follows a settled dose belongs to
// something else ("review monthly").
func (r *doseReader) everyHours(s span, from, to int) int {
	if s.low <= 0 {
		return 0
	}
	if r.haveAmount && r.used {
		if from == r.after && !r.stops(from) && s.high > 24 && r.every.high <= 24 { // 6 hourly every 2-3 days
			r.odd = true
		}
		return to - from
	}
	r.every = s
	times := span{24 / s.high, 24 / s.low}
	if r.upTo(from) {
		times.low = 0
	}
	r.apply(times, to, false)
	return to - from
}

// upTo reports whether "up to" stands before token i.
func (r *doseReader) upTo(i int) bool {
	return r.kind(i-1) == dUpTo || r.kind(i-1) == dTo && r.kind(i-2) == dUpTo
}

// often reads "bd", "3 times a day", "once daily", "8 in 24 hours" and the
// times of day.
func (r *doseReader) often(i int) int {
	t := r.tokens
	switch r.kind(i) {
	case dOften:
		if r.afterOften(i) {
			return 1
		}
		times := span{t[i].value, t[i].value}
		if r.upTo(i) {
			times.low = 0
		} else if r.kind(i-1) == dTo && r.kind(i-2) == dOften { // bd to tds
			return 1
		}
		if r.kind(i+1) == dTo && r.kind(i+2) == dOften {
			times.high = max(times.high, t[i+2].value)
		}
		r.apply(times, i+1, t[i].value == 1)
		return 1
	case dOnce:
		return r.times(i, span{t[i].value, t[i].value}, i+1)
	case dNumber:
		if n := r.clock(i); n > 0 {
			return n
		}
		s, n := r.span(i)
		if r.kind(i+n) == dTimes && r.kind(i+n+1) != dNumber {
			return r.times(i, s, i+n+1)
		}
	case dTimes: // x3 a day, x 4 daily
		if r.kind(i+1) == dNumber && r.haveAmount && !r.used && r.kind(i+2) != dUnit {
			s, n := r.span(i + 1)
			return r.times(i, s, i+1+n)
		}
	case dEvery:
		if r.kind(i+1) == dPart || r.kind(i+1) == dDaily {
			return r.daily(i+1, i+2) + 1
		}
	case dPer:
		if days, n := r.period(i); n > 0 {
			if r.haveAmount && !r.used {
				r.apply(span{1 / days, 1 / days}, i+n, false)
			}
			return n
		}
	case dDaily, dPart:
		return r.daily(i, i+1)
	case dOn:
		if r.stops(i+1) && r.haveAmount && !r.used || r.kind(i+1) == dRequired { // 1 ON
			r.apply(span{1, 1}, i+1, true)
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
		if r.kind(k) == dPart { // once nightly
			n = 1
		}
	}
	k += n
	if r.afterOften(i) {
		return k - i
	}
	if r.upTo(i) {
		s.low = 0
	}
	if days > 1 && s.high > 0 {
		r.every = span{24 * days / s.high, 24 * days / s.high}
	}
	r.apply(s.times(1/days), k, false)
	return k - i
}

// afterOften reports whether a "how often" was read and no new amount since:
// what follows then only explains it ("twice a day, morning and night"),
// unless "and" adds to it ("tds and nocte").
func (r *doseReader) afterOften(i int) bool {
	return r.used && r.after > 0 && !(r.kind(i-1) == dAnd && r.after == i-1)
}

func (r *doseReader) daily(i, k int) int {
	if !r.afterOften(i) || r.kind(i) == dPart && r.partList(i) {
		r.apply(span{1, 1}, k, r.kind(i) == dPart)
	}
	return k - i
}

// partList reports whether the time of day at i goes on a list of times of
// day, each its own dose: "one morning, teatime and night".
func (r *doseReader) partList(i int) bool {
	if !r.byTime {
		return false
	}
	for k := i - 1; k >= 0 && i-k <= 5; k-- {
		switch r.kind(k) {
		case dPart:
			return true
		case dAnd, dNone, dOn, dPer, dEvery, dAt, dNumber:
		default:
			return false
		}
	}
	return false
}

// clock reads a time by the clock as a time of day: "at 8am", "8pm", "at 22:00".
func (r *doseReader) clock(i int) int {
	t := r.tokens
	n := 1
	for r.kind(i+n) == dNumber && t[i+n].gap == gapStop && i+n < len(t) { // 22:00
		n++
	}
	at := r.kind(i-1) == dAt || r.kind(i-1) == dAnd && r.after == i-1 && r.byTime && n > 1
	half := i+n < len(t) && r.kind(i+n) == dPart && (r.is2(i+n, "am") || r.is2(i+n, "pm"))
	switch {
	case half && (at || r.byClock && r.after == i || t[i+n].gap == 0 && t[i].value >= 5): // at 8am, 2pm and 8pm
		n++
	case at && (n > 1 || t[i].value >= 5):
		if r.kind(i+n) == dHour {
			n++
		}
	default:
		return 0
	}
	if r.byClock && r.after == i { // at 8am, 2pm: another dose
		r.apply(span{1, 1}, i+n, true)
	} else {
		r.daily(i, i+n)
	}
	r.byTime, r.byClock = true, true
	return n
}

// is2 reports whether a time of day is the half of the day s.
func (r *doseReader) is2(i int, s string) bool { return r.tokens[i].unit == s }
