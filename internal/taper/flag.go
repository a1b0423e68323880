package taper

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Code names a red flag.
type Code string

// Red flags that the engine finds by itself. Those that somebody has to know
// or ask are the table data/flags.json; RedFlags lists them.
const (
	UnclearDose      Code = "unclear-dose"   // the amount taken a day is not known and confirmed
	NotMakeable      Code = "no-product"     // the product is not in the table, so no step can be made
	AimNotLower      Code = "aim-not-lower"  // the aim is not below the present dose
	BadStart         Code = "start-date"     // the start is not a date
	Unreadable       Code = "unreadable"     // what was asked could not be read at all
	PolicyMisfit     Code = "policy"         // no policy, one for another medicine, or a retired one
	HighDose         Code = "high-dose"      // OME at or above the threshold
	VeryHighDose     Code = "very-high-dose" // OME at which a specialist service is needed
	TwoOpioids       Code = "two-opioids"    //
	OpioidAndGaba    Code = "opioid-and-gabapentinoid"
	OneAtATime       Code = "one-at-a-time"    // an opioid and a gabapentinoid to be reduced at once
	AboveLicence     Code = "above-licence"    //
	AboveParacetamol Code = "paracetamol"      //
	AbovePrescribed  Code = "above-prescribed" // more is taken than the dose text allows
	Dependence       Code = "dependence-treatment"
)

// RedFlag is something that stops the automatic plan.
type RedFlag struct {
	Code        Code   `json:"code"`
	Text        string `json:"text"`
	Source      string `json:"source"`
	Overridable bool   `json:"overridable"`
	Ask         string `json:"ask,omitempty"`   // what to ask or look for; empty when the engine finds it
	Class       string `json:"class,omitempty"` // "gabapentinoid": matters there only
}

//go:embed data/flags.json
var flagRows []byte

var askedFlags = sync.OnceValue(func() (f []RedFlag) {
	if err := json.Unmarshal(flagRows, &f); err != nil {
		panic("taper: flags: " + err.Error())
	}
	for i := range f {
		f[i].Overridable = true
	}
	return f
})

// RedFlags lists what a person has to know, ask or look for in the record.
func RedFlags() []RedFlag { return slices.Clone(askedFlags()) }

func flagByCode(c Code) (RedFlag, bool) {
	for _, f := range askedFlags() {
		if f.Code == c {
			return f, true
		}
	}
	return RedFlag{}, false
}

// flagsOf finds every red flag of a request, those nobody may override first.
func flagsOf(r Request) []RedFlag {
	var fatal, soft []RedFlag
	stop := func(c Code, text string) { fatal = append(fatal, RedFlag{Code: c, Text: text, Source: "Stepdown"}) }
	warn := func(c Code, source, text string) {
		soft = append(soft, RedFlag{Code: c, Text: text, Source: source, Overridable: true})
	}
	if r.Start == "" || r.Start.Time().IsZero() {
		stop(BadStart, "The start date is not a date.")
	}
	if len(r.Lines) == 0 {
		stop(UnclearDose, "No medicine was given.")
	}
	var ome Amount
	opioids, gabapentinoids, reduced := map[string]bool{}, map[string]bool{}, map[string]bool{}
	byDrug := map[string]Amount{}
	paracetamol := Amount(0)
	for i, l := range slices.Concat(r.Lines, r.Others) {
		if l.Dependence {
			f, _ := flagByCode(Dependence)
			soft = append(soft, f)
		}
		if l.Sedative {
			f, _ := flagByCode("benzodiazepine")
			soft = append(soft, f)
		}
		paracetamol += l.Paracetamol
		p := ProductByName(l.Product)
		if i < len(r.Lines) {
			switch {
			case p == nil:
				stop(NotMakeable, orText(l.Unread, l.Medicine+": no product of this name, strength and form is in the table, so no step can be made of it."))
			case l.Daily <= 0:
				stop(UnclearDose, orText(l.Unread, l.Medicine+": the amount really taken each day is not clear. Ask, and enter it in milligrams a day."))
			case unitsOf(l, p) > mostUnits(p):
				stop(UnclearDose, fmt.Sprintf("%s: %s a day is %d units of it. Check the figure, and that it is in milligrams a day.", l.Medicine, l.Daily, unitsOf(l, p)))
			case p.Patch():
				if why := patchFault(l, p); why != "" {
					stop(UnclearDose, l.Medicine+": "+why)
				}
			}
		}
		if p == nil || l.Daily <= 0 {
			continue
		}
		fact := factsOf(p)
		ome += omeOf(p, l.Daily)
		byDrug[p.Ingredient] += l.Daily
		if p.Second == "paracetamol" {
			paracetamol += l.Daily * p.SecondIn / p.Holds
		}
		if fact.class == "opioid" {
			opioids[p.Ingredient] = true
		} else {
			gabapentinoids[p.Ingredient] = true
		}
		if i < len(r.Lines) {
			reduced[fact.class] = true
		}
		if l.Greatest > 0 && l.Daily > l.Greatest {
			warn(AbovePrescribed, "Stepdown", fmt.Sprintf("%s: more is taken (%s a day) than the dose allows (%s). Ask why before a plan is made.", l.Medicine, l.Daily, l.Greatest))
		}
	}
	threshold, source := highDose(r)
	switch {
	case ome >= limitMg("specialist-ome"):
		warn(VeryHighDose, "sheffieldachesandpains.com, when to taper", fmt.Sprintf("About %s of oral morphine equivalent a day: a specialist service should be in charge.", ome))
	case ome >= threshold:
		warn(HighDose, source, fmt.Sprintf("About %s of oral morphine equivalent a day, at or above the threshold of %s: take a specialist's advice.", ome, threshold))
	}
	if len(opioids) > 1 {
		warn(TwoOpioids, "Faculty of Pain Medicine, Opioids Aware", "Two opioids are taken together. Decide which one is reduced, and leave the other as it is.")
	}
	switch {
	case len(reduced) > 1:
		warn(OneAtATime, "NHS Fife, March 2025", "An opioid and a gabapentinoid must not be reduced at the same time: one first, the other later.")
	case len(opioids) > 0 && len(gabapentinoids) > 0:
		warn(OpioidAndGaba, "MHRA on gabapentin 2017 and pregabalin 2021", "An opioid and a gabapentinoid are taken together: breathing can become slow and shallow.")
	}
	if len(gabapentinoids) > 1 {
		warn(OneAtATime, "Faculty of Pain Medicine", "Two gabapentinoids are taken together: reduce one first, the other later.")
	}
	for _, l := range r.Lines {
		p := ProductByName(l.Product)
		if p == nil || l.Daily <= 0 {
			continue
		}
		if f := factsOf(p); f.greatest > 0 && byDrug[p.Ingredient] > f.greatest {
			warn(AboveLicence, f.source, fmt.Sprintf("%s %s a day is above the licensed maximum of %s.", title(p.Ingredient), byDrug[p.Ingredient], f.greatest))
			byDrug[p.Ingredient] = 0 // said once
		}
	}
	most := limitMg("paracetamol")
	if r.LowWeight {
		most = limitMg("paracetamol-under-50-kg")
	}
	if paracetamol > most {
		warn(AboveParacetamol, "SPC of paracetamol (4 g a day; less under 50 kg)", fmt.Sprintf("The medicines bring %s g of paracetamol a day, above %s g: the paracetamol must come down first, or be taken apart from the opioid.", (paracetamol/1000).Number(), (most/1000).Number()))
	}
	class := ""
	if len(gabapentinoids) > 0 {
		class = "gabapentinoid"
	}
	for _, c := range r.Present {
		if f, ok := flagByCode(c); ok && (f.Class == "" || f.Class == class) {
			soft = append(soft, f)
		}
	}
	return oncePerText(append(fatal, soft...))
}

func unitsOf(l Line, p *Product) int { return int((l.Daily + p.Holds - 1) / p.Holds) }

// mostUnits a day that can be meant: above it the figure is a slip of the pen.
func mostUnits(p *Product) int {
	switch {
	case p.Patch():
		return 6
	case p.Liquid():
		return 500
	}
	return 60
}

// patchFault sees a wear time that is not known or does not fit, and patches
// that are not whole.
func patchFault(l Line, p *Product) string {
	switch {
	case l.Daily%p.Holds != 0:
		return fmt.Sprintf("the amount is not a whole number of patches. One patch gives %s a day.", p.Holds)
	case l.EveryHours == 0 && len(p.Hours) > 1:
		return fmt.Sprintf("this strength is sold as a %d-hour and as a %d-hour patch. Give the brand, or how often it is changed.", p.Hours[0], p.Hours[1])
	case l.EveryHours != 0 && !slices.Contains(p.Hours, l.EveryHours):
		return fmt.Sprintf("it is said to be changed every %d hours, which is not how this patch is made to be worn. Ask how it is really used.", l.EveryHours)
	}
	return ""
}

func oncePerText(flags []RedFlag) (out []RedFlag) {
	for _, f := range flags {
		if !slices.ContainsFunc(out, func(o RedFlag) bool { return o.Code == f.Code && o.Text == f.Text }) {
			out = append(out, f)
		}
	}
	return out
}

// notAsked names the red flags about which nothing was said.
func notAsked(r Request, class string) string {
	var list []string
	for _, f := range askedFlags() {
		if (f.Class == "" || f.Class == class) && !slices.Contains(r.Present, f.Code) && !slices.Contains(r.Asked, f.Code) {
			list = append(list, f.Ask)
		}
	}
	return strings.Join(list, ", ")
}

func orText(s, otherwise string) string {
	if s != "" {
		return s
	}
	return otherwise
}
