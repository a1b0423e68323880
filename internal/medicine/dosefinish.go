package medicine

// finish makes the dose of what was read.
func (r *doseReader) finish() Dose {
	d := r.d
	d.Low, d.High, d.Unit = r.low, r.high, r.unit
	if r.everyHours.high > 0 && r.everyHours.low == r.everyHours.high {
		d.EveryHours = r.everyHours.low
	}
	switch {
	case r.haveAmount && !r.used && r.parts == 0 && r.lastOften > 0 && r.cap == 0: // "twice a day: 2 tablets"
		r.lateAmount(&d)
	case r.parts == 0 && r.cap == 0:
		d.Unclear = true
		switch {
		case r.directed:
			d.Why = "as directed"
		case r.haveAmount:
			d.Why = "no times a day"
		default:
			d.Why = "no amount"
		}
	}
	r.capped(&d)
	if r.odd {
		d.Unclear, d.Why = true, "the words can be read in more than one way"
	}
	if r.change {
		d.Unclear, d.Why = true, "changing dose"
	}
	r.byProduct(&d)
	if d.Low > d.High {
		d.Low = d.High
	}
	if d.High > 1000 || d.High < 0 { // no real day's dose: a misread
		d.Low, d.High, d.Unclear, d.Why = 0, 0, true, "the words can be read in more than one way"
	}
	d.Low, d.High = fine(d.Low), fine(d.High)
	return d
}

// fine rounds to a millionth, which keeps one patch in 72 hours exact enough.
func fine(v float64) float64 {
	return float64(int64(v*1e6+0.5)) / 1e6
}

// lateAmount: the amount stood after the "how often", which is then unsure.
func (r *doseReader) lateAmount(d *Dose) {
	d.Unclear, d.Why = true, "the words can be read in more than one way"
}

// capped applies "max 8 in 24 hours".
func (r *doseReader) capped(d *Dose) {
	if r.cap <= 0 {
		return
	}
	limit := r.cap
	if r.capDoses {
		limit *= r.maxOne.high
	}
	if r.parts == 0 { // "1-2 when required, max 8 a day"
		if r.capDoses && !r.haveAmount {
			d.Unclear, d.Why = true, "no amount"
			return
		}
		d.Low, d.High = 0, limit
		d.Unit = r.capUnit
		if d.Unit == "" {
			d.Unit = r.amountUnit
		}
		return
	}
	if r.capUnit != "" && d.Unit != "" && !r.capDoses && r.capUnit != d.Unit && (measured(r.capUnit) || measured(d.Unit)) {
		per, ok := milligramsPer(r.p, d.Unit)
		if r.capUnit != "mg" || !ok { // a limit in other units: nothing can be compared
			return
		}
		limit /= per
	}
	if d.High > limit {
		d.High = limit
	}
	if d.Low > d.High {
		d.Low = d.High
	}
}

func measured(unit string) bool { return unit == "ml" || unit == "mg" || unit == "g" }

// milligramsPer is how many milligrams one unit of the product holds.
func milligramsPer(p *Product, unit string) (float64, bool) {
	mg, per, ok := p.Amount()
	if !ok || mg <= 0 {
		return 0, false
	}
	switch per {
	case "ml":
		return mg, unit == "ml"
	case "", "dose":
		return mg, unit != "ml"
	}
	return 0, false
}

// byProduct brings the units of the words to those of the product.
func (r *doseReader) byProduct(d *Dose) {
	p := r.p
	if p == nil {
		return
	}
	if p.Form == "patch" {
		r.patches(d)
		return
	}
	if d.Unit == "mg" {
		mg, per, ok := p.Amount()
		switch {
		case !ok || mg <= 0 || per == "g" || per == "hour":
			return // stays in milligrams, which a line can be converted by
		case per == "ml":
			d.Low, d.High, d.Unit = d.Low/mg, d.High/mg, "ml"
		default:
			d.Low, d.High, d.Unit = d.Low/mg, d.High/mg, p.Form
		}
		return
	}
	if d.Unit == "" && d.High > 0 {
		if p.Liquid() && p.Form != "injection" {
			if !d.Unclear {
				d.Unclear, d.Why = true, "no unit for a liquid"
			}
			return
		}
		d.Unit = p.Form
	}
}

// patches: what matters is the number worn at once; how often they are changed
// says nothing of the amount a day.
func (r *doseReader) patches(d *Dose) {
	d.Unit = "patch"
	if !r.haveAmount {
		return
	}
	if r.unit != "" && r.unit != "patch" { // "25mcg/hr patch": a strength, not a number
		d.Low, d.High, d.Unclear, d.Why = 0, 0, true, "no number of patches"
		return
	}
	if d.Unclear && r.parts == 0 {
		return
	}
	d.WornLow, d.WornHigh = r.amount.low, r.amount.high
	if d.EveryHours == 0 && d.High > 0 && r.parts == 1 {
		d.EveryHours = fine(24 * r.amount.high / d.High)
	}
	if d.WornHigh > 8 {
		d.WornLow, d.WornHigh, d.Unclear, d.Why = 0, 0, true, "the words can be read in more than one way"
	}
}
