package medicine

// quantity reads the amount of one dose.
func (r *doseReader) quantity(i int) int {
	if r.kind(i) != dNumber {
		return 0
	}
	t := r.tokens
	s, n := r.span(i)
	k := i + n
	if t[i].inside && r.haveAmount { // "10ml (20mg)", "one (1)"
		if r.kind(k) == dUnit {
			k++
		}
		return k - i
	}
	unit := ""
	switch {
	case r.kind(k) == dUnit:
		unit = t[k].unit
		k++
	case n > 1 && r.kind(i+1) == dUnit:
		unit = t[i+1].unit
	}
	if n == 2 && t[i+1].gap == gapSlash && t[i].value == 1 && t[i+1].value == 2 { // 1/2: half, or one or two?
		if unit != "" || r.kind(k) == dPer {
			s = span{0.5, 0.5}
		} else {
			s = span{0.5, 2}
			r.odd = true
		}
	}
	if r.kind(k) == dTimes && r.kind(k+1) == dNumber && r.kind(k+2) == dUnit { // 2 x 50mg
		s = s.times(t[k+1].value)
		unit = t[k+2].unit
		k += 3
	}
	switch {
	case r.isPatch() && (unit == "mg" || unit == "microgram"): // "with a 12mcg patch": a strength, not a number
		r.strength = true
		return k - i
	case r.each(i, s, unit):
		return k - i
	case r.upTo(i):
		r.take(s, unit)
		r.optional = true
	default:
		if t[i].gap&gapPlus != 0 && r.haveAmount && !r.used { // 300mg + 100mg tds
			r.odd = true
		}
		r.optional = false
		r.take(s, unit)
	}
	return k - i
}

// each reads what one of the amount in hand is: "one 5ml spoonful", "two 50mg
// tablets", "one 5 ml spoonful".
func (r *doseReader) each(i int, s span, unit string) bool {
	if !r.haveAmount || r.used || r.kind(i-1) != dNumber || r.tokens[i].gap&gapStop != 0 {
		return false
	}
	switch {
	case unit == "ml" && r.unit == "":
		r.amount, r.unit = span{r.amount.low * s.low, r.amount.high * s.high}, "ml"
		r.biggest = max(r.biggest, r.amount.high)
		return true
	case (unit == "mg" || unit == "microgram") && r.unit == "":
		return true
	}
	return false
}

// maximum reads "max 8 in 24 hours", "do not exceed 8 a day", "no more than 4
// times a day", and "up to 8 in 24 hours" after a settled dose.
func (r *doseReader) maximum(i int) int {
	k := i
	upTo := false
	switch {
	case r.kind(i) == dMax:
		k++
	case r.kind(i) == dNo && r.kind(i+1) == dMore && r.kind(i+2) == dThan:
		k += 3
	case r.kind(i) == dNo && r.kind(i+2) == dMore && r.kind(i+3) == dThan: // do not take more than
		k += 4
	case r.kind(i) == dUpTo && r.haveAmount: // "one prn up to 4 a day"
		upTo = true
		k++
		if r.kind(k) == dTo {
			k++
		}
		if r.kind(k) == dMax {
			k++
		}
	default:
		return 0
	}
	for k < len(r.tokens) && k < i+6 && r.kind(k) != dNumber && r.kind(k) != dOften { // "max dose is 8", "maximum of 8"
		if r.stops(k) && k > i+1 {
			return 1
		}
		k++
	}
	if upTo && !r.used {
		if r.kind(k) != dNumber || r.kind(k+1) == dTimes || r.kind(k+1) == dNumber || r.kind(k+1) == dHourly { // "one up to 4 times a day"
			return 0
		}
		next := k + 1
		if r.kind(next) == dUnit {
			next++
		}
		if _, n := r.period(next); n == 0 {
			return 0
		}
	}
	if r.kind(k) == dOften { // max qds
		r.limit, r.limitDoses = r.tokens[k].value, true
		return k - i + 1
	}
	if r.kind(k) != dNumber {
		return 1
	}
	v := span{r.tokens[k].value, r.tokens[k].value}
	k++
	if r.kind(k) == dNumber && r.tokens[k].gap&gapDash != 0 {
		v.high = r.tokens[k].value
		k++
	}
	unit, doses := "", false
	switch r.kind(k) {
	case dUnit:
		unit = r.tokens[k].unit
		k++
	case dDosesWord, dTimes:
		doses = true
		k++
	}
	days, n := r.period(k)
	if n == 0 {
		if upTo || !r.stops(k) && !doses { // "no more than 2 at a time"
			return k - i
		}
		days = 1
	}
	value := v.high
	switch unit {
	case "spoonful":
		value, unit = value*5, "ml"
	case "g":
		value, unit = value*1000, "mg"
	case "microgram":
		value, unit = value/1000, "mg"
	}
	r.limit, r.limitUnit, r.limitDoses = value/days, unit, doses
	return k + n - i
}
