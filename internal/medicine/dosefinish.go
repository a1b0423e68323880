package medicine

// The reasons a dose is unclear.
const (
	whyDirected   = "as directed"
	whyNoTimes    = "no times a day"
	whyNoAmount   = "no amount"
	whyTwoWays    = "the words can be read in more than one way"
	whyChanging   = "changing dose"
	whyNoUnit     = "no unit for a liquid"
	whyNoPatches  = "no number of patches"
	whyNoInterval = "no change interval"
)

// mostADay is more than anybody's units, millilitres or milligrams a day: what
// is above was misread.
const mostADay = 5000

// finish makes the dose of what was read.
func (r *doseReader) finish() Dose {
	r.onWeekdays()
	d := Dose{Low: r.total.low, High: r.total.high, Unit: r.sumUnit, AsRequired: r.required}
	if r.every.high > 0 && r.every.low == r.every.high {
		d.EveryHours = fine(r.every.low)
	}
	if r.parts == 0 && r.limit == 0 {
		switch {
		case r.directed:
			d.unclear(whyDirected)
		case r.haveAmount:
			d.unclear(whyNoTimes)
		default:
			d.unclear(whyNoAmount)
		}
	}
	r.capped(&d)
	if r.meals && !r.counted {
		r.odd = true
	}
	if r.odd || r.parts > 0 && r.haveAmount && !r.used {
		d.unclear(whyTwoWays)
	}
	if r.changing {
		d.Low, d.High = r.smallest.low, r.largest.high
		d.unclear(whyChanging)
	}
	r.byProduct(&d)
	if d.High > mostADay || d.Low > d.High {
		d.Low, d.High = 0, 0
		d.unclear(whyTwoWays)
	}
	d.Low, d.High = fine(d.Low), fine(d.High)
	if d.High == 0 && !d.Unclear {
		d.unclear(whyNoAmount)
	}
	return d
}

func (d *Dose) unclear(why string) { d.Unclear, d.Why = true, why }

// fine rounds to a millionth, which keeps one patch in 72 hours exact enough.
func fine(v float64) float64 { return float64(int64(v*1e6+0.5)) / 1e6 }

// onWeekdays applies days of the week that were named, unless the dose has its
// "how often" already.
func (r *doseReader) onWeekdays() {
	if r.weekdays > 0 && r.used && r.every.high <= 24 && !r.isPatch() { // one daily, Monday to Friday
		r.odd = true
	}
	if r.weekdays == 0 || !r.haveAmount || r.used {
		return
	}
	n := float64(r.weekdays)
	r.every = span{168 / n, 168 / n}
	r.apply(span{n / 7, n / 7}, len(r.tokens), false)
}

// capped applies "max 8 in 24 hours".
func (r *doseReader) capped(d *Dose) {
	if r.limit <= 0 {
		return
	}
	limit, unit := r.limit, r.limitUnit
	if r.limitDoses {
		limit, unit = limit*r.biggest, r.unit
	}
	if r.parts == 0 { // "1-2 when required, max 8 a day"
		if limit == 0 {
			d.unclear(whyNoAmount)
			return
		}
		d.Low, d.High, d.Unit = 0, limit, unit
		if d.Unit == "" {
			d.Unit = r.unit
		}
		return
	}
	if unit != d.Unit && (measured(unit) || measured(d.Unit)) {
		// Compare milligrams with tablets or millilitres by the strength.
		from, ok1 := r.milligrams(unit)
		to, ok2 := r.milligrams(d.Unit)
		if !ok1 || !ok2 {
			return
		}
		limit *= from / to
	}
	d.High = min(d.High, limit)
	d.Low = min(d.Low, d.High)
}

func measured(unit string) bool { return unit == "ml" || unit == "mg" }

// milligrams is how many milligrams of the product one unit holds.
func (r *doseReader) milligrams(unit string) (float64, bool) {
	if unit == "mg" {
		return 1, true
	}
	mg, per, ok := r.p.Amount()
	if !ok || mg <= 0 || per == "g" || per == "hour" {
		return 0, false
	}
	return mg, (per == "ml") == (unit == "ml")
}

// byProduct brings the units of the words to those of the product.
func (r *doseReader) byProduct(d *Dose) {
	p := r.p
	switch {
	case p == nil:
	case p.Form == "patch":
		r.patches(d)
	case d.Unit == "mg":
		mg, per, ok := p.Amount()
		if !ok || mg <= 0 || per == "g" || per == "hour" {
			return // stays in milligrams, which a line can be converted by
		}
		d.Low, d.High, d.Unit = d.Low/mg, d.High/mg, p.Form
		if per == "ml" {
			d.Unit = "ml"
		}
	case d.Unit == "" && d.High > 0:
		if p.Liquid() && p.Form != "injection" {
			d.unclear(whyNoUnit)
			return
		}
		d.Unit = p.Form
	}
}

// patches: what matters is the number worn at once; how often they are changed
// says nothing of the amount a day.
func (r *doseReader) patches(d *Dose) {
	d.Unit = "patch"
	switch {
	case !r.haveAmount:
		if r.strength {
			d.unclear(whyNoPatches)
		}
		return
	case r.unit != "" && r.unit != "patch" || r.amount.high > 8: // "25mcg/hr patch": a strength, not a number
		d.Low, d.High = 0, 0
		d.unclear(whyNoPatches)
		return
	case r.parts > 1: // "one on Monday and two on Thursday"
		d.unclear(whyTwoWays)
	case r.parts == 0:
		d.unclear(whyNoInterval)
	}
	d.WornLow, d.WornHigh = r.amount.low, r.amount.high
	if r.every.high == 0 && d.High > 0 && r.parts == 1 {
		d.EveryHours = fine(24 * r.amount.high / d.High)
	}
}
