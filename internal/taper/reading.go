package taper

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"stepdown/internal/medicine"
)

// ReadLine turns a prescription line into a Line. taking is the amount a day
// of the target ingredient that the person says they take, confirmed by a
// clinician; 0 when nobody asked. Without it only a definite dose text counts:
// of a range or "when required" nobody knows what is taken, and a plan from
// the top of a range would raise it.
func ReadLine(name, dose string, taking Amount) Line {
	m := medicine.Read(name)
	l := Line{Medicine: strings.TrimSpace(name), Dose: strings.TrimSpace(dose), Dependence: m.Class == medicine.OpioidDependence}
	l.readBeside(m, dose)
	p := ProductByName(name)
	if p == nil {
		p = match(m)
	}
	if p == nil {
		l.Daily, l.Unread = max(0, taking), whyNoProduct(l.Medicine, m)
		return l
	}
	l.Product = p.Name
	d := medicine.ReadDose(dose, m)
	l.WhenRequired = d.AsRequired
	l.Times, l.Slot = timesOfDay(dose)
	l.EveryHours = int(d.EveryHours)
	if l.Times == 0 && d.EveryHours > 0 && d.EveryHours <= 24 {
		l.Times = int(24 / d.EveryHours)
	}
	if p.Patch() {
		l.readPatch(p, d)
	} else {
		l.readDose(p, m, d)
	}
	if taking > 0 {
		l.Daily = taking
	}
	if l.Daily == 0 && p.Patch() {
		l.Unread = l.Medicine + ": the dose (" + orText(l.Dose, "none given") + ") does not say how many patches are worn. Ask, and enter what they release in a day (one gives " + p.Holds.Number() + " mg)."
	}
	if l.Daily == 0 && l.Unread == "" {
		l.Unread = l.Medicine + ": the dose (" + orText(l.Dose, "none given") + ") does not say how much is really taken each day. Ask, and enter the milligrams a day."
	}
	if l.Daily > 0 && l.Product != "" && !p.Patch() {
		l.Unread = ""
	}
	return l
}

// readBeside sees what is not reduced here and matters all the same.
func (l *Line) readBeside(m *medicine.Product, dose string) {
	l.Sedative = m.Companion == medicine.Benzodiazepine || m.Companion == medicine.ZDrug
	if mg, ok := paracetamolAlone(l.Medicine); ok {
		l.Paracetamol = Amount(math.Round(medicine.ReadDose(dose, m).High * mg * 1000))
	}
}

// paracetamolAlone reads the milligrams of one "Paracetamol 500mg" tablet,
// capsule or suppository; of a compound or a liquid it reads nothing.
func paracetamolAlone(name string) (float64, bool) {
	rest, ok := strings.CutPrefix(strings.ToLower(name), "paracetamol ")
	if !ok {
		return 0, false
	}
	mg, after, ok := strings.Cut(rest, "mg ")
	v, err := strconv.ParseFloat(strings.TrimSpace(mg), 64)
	return v, ok && err == nil && v > 0 && v <= 1000 && !strings.Contains(after, "mg")
}

func (l *Line) readDose(p *Product, m *medicine.Product, d medicine.Dose) {
	l.EveryHours = 0
	if p.Release == "modified" {
		switch {
		case d.EveryHours == 24 || d.EveryHours == 12:
			l.EveryHours = int(d.EveryHours)
		case onceADay(m.Name):
			l.EveryHours = 24
		}
	}
	if d.Unclear {
		return
	}
	l.Greatest = Amount(math.Round(d.High * float64(p.Holds)))
	if d.Low == d.High && !d.AsRequired {
		l.Daily = l.Greatest
	}
}

// readPatch counts the patches worn at once; how often they are changed does
// not alter the dose, but must fit the patch.
func (l *Line) readPatch(p *Product, d medicine.Dose) {
	l.Times = 0
	if !d.Unclear && !d.AsRequired && d.WornLow == d.WornHigh && d.WornLow > 0 {
		l.Daily = Amount(math.Round(d.WornLow)) * p.Holds
		l.Greatest = l.Daily
	}
	switch every := int(d.EveryHours); {
	case slices.Contains(p.Hours, every):
		l.EveryHours = every
	case every == 84 && slices.Contains(p.Hours, 96): // twice a week, as the maker allows
		l.EveryHours = 96
		l.Note = l.Medicine + ": the dose says twice a week; the plan counts a change every 4 days."
	case every == 0 && len(p.Hours) == 1:
		l.EveryHours = p.Hours[0]
	case every == 0:
		l.EveryHours = 0
	default:
		l.EveryHours = every // the flags see that it does not fit
	}
}

// match finds the product that a name in any style stands for. It guesses at
// nothing: ingredient, strength, form and release must all be said.
func match(m *medicine.Product) *Product {
	if m == nil || len(m.Ingredients) == 0 {
		return nil
	}
	mg, per, ok := m.Amount()
	if !ok {
		return nil
	}
	holds, second := Amount(math.Round(mg*1000)), ""
	if per == "hour" {
		holds = Amount(math.Round(mg * 24000))
	}
	if len(m.Ingredients) > 1 {
		second = m.Ingredients[1]
	}
	var generic, brand *Product
	for _, q := range catalogue() {
		if q.Ingredient != m.Ingredients[0] || q.Second != second || q.Holds != holds || !sameForm(q, m, per) {
			continue
		}
		switch {
		case q.Brand == "":
			if generic == nil || q.Items > generic.Items {
				generic = q
			}
		case m.Brand != "" && strings.HasPrefix(q.Brand, m.Brand) && onceADay(q.Brand) == onceADay(m.Name) && brand == nil:
			brand = q
		}
	}
	if brand != nil {
		return brand
	}
	return generic
}

func sameForm(q *Product, m *medicine.Product, per string) bool {
	switch {
	case per == "hour":
		return q.Patch()
	case per == "ml":
		return q.Liquid() && m.Route != "parenteral"
	case q.Patch() || q.Liquid() || per != "" || m.Form == "":
		return false
	}
	release := orText(m.Release, "immediate")
	form := m.Form
	if m.FormDetail != "" && !strings.Contains(form, m.FormDetail) {
		form = m.FormDetail + " " + form
	}
	if m.Route == "sublingual" && form == "tablet" {
		form = "sublingual tablet"
	}
	return release == q.Release && form == q.Form
}

// onceADay sees from a name that the release lasts a day.
func onceADay(name string) bool {
	for w := range strings.FieldsSeq(strings.ToLower(name)) {
		switch strings.Trim(w, "().,") {
		case "xl", "24hr", "24h", "24", "mxl":
			return true
		}
	}
	return false
}

func whyNoProduct(name string, m *medicine.Product) string {
	switch {
	case m.Class == medicine.OpioidDependence:
		return name + ": a medicine for opioid dependence is not reduced here."
	case slices.Contains(m.Ingredients, "methadone"):
		return name + ": methadone is changed by a specialist only; no plan is made of it here."
	case m.Class == medicine.Other:
		return name + ": not known as an opioid or a gabapentinoid."
	}
	return name + ": no product of just this strength, form and release is in the table, so no whole units can be planned. Check the name as the record has it."
}

// timesOfDay reads from a dose text how many times a day it is taken, and at
// which one if there is only one; 0 and "" when it does not say.
func timesOfDay(dose string) (times int, slot string) {
	text := " " + strings.ToLower(strings.NewReplacer(".", "", ",", " ", "/", " ", "-", " ", "(", " ", ")", " ", ";", " ").Replace(dose)) + " "
	named := 0
	for i, words := range [][]string{{" morning", " mane ", " om "}, {" lunch", " midday", " noon"}, {" evening", " tea"}, {" night", " nocte ", " bedtime"}} {
		if containsAny(text, words) {
			named++
			slot = slotNames[i]
		}
	}
	switch {
	case named > 1:
		return named, ""
	case containsAny(text, []string{" four times", " 4 times", " qds ", " qid ", " every 6 hours", " six hourly", " 6 hourly", " every 4 hours", " 4 hourly"}):
		return 4, ""
	case containsAny(text, []string{" three times", " 3 times", " tds ", " tid ", " every 8 hours", " 8 hourly"}):
		return 3, ""
	case containsAny(text, []string{" twice", " two times", " 2 times", " bd ", " bid ", " every 12 hours", " 12 hourly"}):
		return 2, ""
	case named == 1, containsAny(text, []string{" once", " od ", " daily ", " a day ", " each day ", " every day ", " every 24 hours"}):
		return 1, slot
	}
	return 0, ""
}

func containsAny(s string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}
