package medicine

import (
	"hash/maphash"
	"strconv"
	"sync/atomic"
)

// amount is one strength as a name states it: 10 mg in 5 ml, 25 micrograms an
// hour, 6 %.
type amount struct {
	value    float64
	unit     string  // "mg", "g", "microgram", "%", "unit"
	perValue float64 // 5 of "10mg/5ml"; 0 when by the piece
	perUnit  string  // "ml", "hour", "dose", "g", "" by the piece
	mg       float64 // value in milligrams; for % mg in 1 g
	at       int     // index of its first word
	end      int     // index after its last word

	perOne bool // written "/1ml", as for ampoules, not "/ml"
}

// massUnit reads a word for a mass, with its size in milligrams. A switch and
// not a map, because every number of every name asks.
func massUnit(w []byte) (unit string, mg float64, ok bool) {
	switch string(w) {
	case "mg", "mgs", "mgm", "mgms", "milligram", "milligrams":
		return "mg", 1, true
	case "g", "gm", "gms", "gram", "grams":
		return "g", 1000, true
	case "microgram", "micrograms", "mcg", "mcgs", "ug", "ugm", "mcgm", "microg", "microgm", "micrgm", "micg":
		return "microgram", 0.001, true
	case "ng", "nanogram", "nanograms":
		return "nanogram", 0.000001, true
	}
	return "", 0, false
}

// perUnit reads a word for what a mass is in.
func perUnit(w []byte) (string, bool) {
	switch string(w) {
	case "ml", "mls", "millilitre", "millilitres":
		return "ml", true
	case "hour", "hours", "hr", "hrs", "h", "hourly":
		return "hour", true
	case "dose", "actuation", "activation", "spray":
		return "dose", true
	case "g", "gram", "gm":
		return "g", true
	case "l", "litre":
		return "litre", true
	}
	return "", false
}

// strengths reads every strength in the words, skipping those taken by names.
func (t *plain) strengths(taken uint64, into []amount) []amount {
	for i := 0; i < len(t.words); i++ {
		w := &t.words[i]
		if !w.number || taken>>min(i, 63)&1 == 1 || i+1 >= len(t.words) {
			continue
		}
		a, ok := t.strengthAt(i)
		if !ok {
			if a, ok = t.sharedUnit(i); !ok {
				continue
			}
		}
		// "30mg/500mg/5ml": the volume belongs to both.
		for k := len(into) - 1; k >= 0 && a.perUnit != "" && into[k].perUnit == "" && into[k].unit != "%" && t.words[into[k].end].gap&(gapSlash|gapPlus) != 0; k-- {
			into[k].perValue, into[k].perUnit = a.perValue, a.perUnit
			if k > 0 && into[k-1].end != into[k].at {
				break
			}
		}
		into = append(into, a)
		i = a.end - 1
	}
	return into
}

func (t *plain) strengthAt(i int) (amount, bool) {
	a := amount{value: t.words[i].value, at: i, end: i + 2}
	u := t.words[i+1]
	if u.number || u.gap&^gapSpace != 0 && u.gap&^gapSpace != gapDash {
		return a, false
	}
	if t.is(i+1, "%") {
		if t.is(i+2, "vv") || t.is(i+2, "v") { // alcohol by volume
			return a, false
		}
		a.unit, a.mg, a.perValue, a.perUnit = "%", a.value*10, 1, "g"
		return a, a.value > 0
	}
	unit, mg, ok := massUnit(t.text(i + 1))
	if !ok {
		if !t.is(i+1, "micro") || !t.is(i+2, "grams") { // micro-grams
			return a, false
		}
		unit, mg = "microgram", 0.001
		a.end++
	}
	a.unit, a.mg = unit, a.value*mg
	t.perAt(&a)
	return a, a.value > 0
}

// sharedUnit reads the first half of "30/500mg": a number that takes the unit
// of the one after the stroke.
func (t *plain) sharedUnit(i int) (amount, bool) {
	if i+2 >= len(t.words) || !t.words[i+1].number || t.words[i+1].gap&(gapSlash|gapPlus) == 0 {
		return amount{}, false
	}
	a, ok := t.strengthAt(i + 1)
	if !ok || a.unit == "%" || t.words[i].value == 0 {
		return amount{}, false
	}
	return amount{value: t.words[i].value, unit: a.unit, mg: a.mg / a.value * t.words[i].value, at: i, end: i + 1}, true
}

// perAt reads "/5ml", "per hour", "in 5 ml" after the mass of a.
func (t *plain) perAt(a *amount) {
	i := a.end
	if i >= len(t.words) {
		return
	}
	if t.is(i, "per") || t.is(i, "in") || t.is(i, "an") {
		i++
	} else if t.words[i].gap&gapSlash == 0 {
		return
	}
	if i >= len(t.words) {
		return
	}
	value := 1.0
	if t.words[i].number {
		value = t.words[i].value
		a.perOne = true
		i++
	}
	if i >= len(t.words) || value == 0 || t.words[i].gap&^gapSpace != 0 && t.words[i].gap&gapSlash == 0 {
		return
	}
	unit, ok := perUnit(t.text(i))
	if !ok || unit == "g" && i+1 < len(t.words) && t.words[i+1].gap&gapSlash != 0 { // "10mg/3g/10ml": 3 g of something else
		return
	}
	if unit == "litre" {
		unit, value = "ml", value*1000
	}
	a.perValue, a.perUnit, a.end = value, unit, i+1

}

// tableStrength reads a strength from the table of brands: "8mg/500mg",
// "10mg/1ml / 50mg/1ml".
func tableStrength(s string) []amount {
	if s == "" {
		return nil
	}
	var t plain
	t.scan(s)
	return t.strengths(0, nil)
}

// String writes one strength the dm+d way: "10mg/5ml", "25micrograms/hour",
// "200microgram", "6%".
func (a amount) String() string { return string(a.append(nil)) }

func (a amount) append(b []byte) []byte {
	if a.value == 0 {
		return b
	}
	b = appendNumber(b, a.value)
	b = append(b, a.unit...)
	if a.perUnit == "" || a.unit == "%" {
		return b
	}
	if a.unit == "microgram" || a.unit == "nanogram" {
		b = append(b, 's')
	}
	b = append(b, '/')
	if a.perValue != 1 || a.perOne {
		b = appendNumber(b, a.perValue)
	}
	return append(b, a.perUnit...)
}

func appendNumber(b []byte, v float64) []byte {
	if n := int64(v); float64(n) == v { // nearly all are whole, and this is quick
		return strconv.AppendInt(b, n, 10)
	}
	return strconv.AppendFloat(b, v, 'f', -1, 64)
}

// strengthText joins the strengths of the ingredients: "30mg/500mg",
// "30mg/500mg/5ml". The same few texts come again and again, so they are kept.
func (r *reading) strengthText(amounts []amount) string {
	b := r.buf[len(r.buf):]
	from := len(b)
	for i, a := range amounts {
		if a.value == 0 {
			continue
		}
		if len(b) > from {
			b = append(b, '/')
		}
		last := i == len(amounts)-1 || amounts[i+1].value == 0
		if !last && a.perUnit != "" && a.perUnit == amounts[i+1].perUnit && a.perValue == amounts[i+1].perValue && a.unit != "%" {
			a.perUnit = ""
		}
		b = a.append(b)
	}
	return kept(b[from:])
}

var strengthTexts [1 << 10]atomic.Pointer[string]

func kept(b []byte) string {
	slot := &strengthTexts[maphash.Bytes(cacheSeed, b)%uint64(len(strengthTexts))]
	if s := slot.Load(); s != nil && *s == string(b) {
		return *s
	}
	s := string(b)
	slot.Store(&s)
	return s
}
