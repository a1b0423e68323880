package medicine

// Dose is what a dose text asks for in a day.
type Dose struct {
	Low, High  float64 // units a day, from the least to the most the words allow; both 0 when nothing could be read
	Unit       string  // "tablet", "capsule", "ml", "patch", "mg", ...; "" when the words name none
	AsRequired bool    // the person decides, so nothing at all may be taken
	Unclear    bool    // the words do not settle the amount: Low and High are then only what could be read
	Estimate   bool    // from quantity and interval, not from words
	EveryHours float64 // hours between doses or patch changes, where one interval is named
	WornLow    float64 // patches worn at once
	WornHigh   float64
	Why        string // why unclear: "as directed", "changing dose", "no amount", "no times a day"
}

// EstimateDose is the amount a day that a quantity supplied every so many days
// comes to. It is marked as an estimate: it tells what is collected, not what
// is taken. Nothing can be estimated from a quantity or interval of zero or less.
func EstimateDose(quantity, intervalDays float64) Dose {
	d := Dose{Unclear: true, Estimate: true, Why: "estimated from quantity and interval"}
	if quantity > 0 && intervalDays > 0 {
		d.Low = tidy(quantity / intervalDays)
		d.High = d.Low
	}
	return d
}
