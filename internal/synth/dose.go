package synth

import (
	"fmt"
	"strconv"
	"strings"
)

// dosing is how a product is taken: low to high units, times in a period of
// days. Zero times means that no amount can be said.
type dosing struct {
	low, high, times, days float64
	asRequired             bool
	unit, group            string
}

// perDay gives the units taken in a day; for patches, how many are worn.
func (d dosing) perDay() (low, high float64) {
	if d.times == 0 {
		return 0, 0
	}
	if d.unit == "patch" {
		return d.low, d.high
	}
	return d.low * d.times / d.days, d.high * d.times / d.days
}

// says writes the dose as one of the many hands in a practice would. Known is
// false when the text does not tell the amount.
func (d dosing) says(r draw) (text string, known bool) {
	if d.times == 0 || r.chance(0.05) {
		return oneOf(r, []string{"As Directed", "Use As Directed", "As Directed By The Hospital", "To Be Taken As Advised", "ASD"}), false
	}
	switch {
	case d.unit == "patch":
		return d.patchText(r), true
	case d.group == "inhaler", d.group == "skin", d.group == "pain skin", d.group == "eye", d.group == "injection":
		return d.otherRoutes(r), true
	case d.unit == "ml":
		return d.liquidText(r), true
	}
	return d.oralText(r), true
}

var (
	countTitle = map[float64]string{0.5: "Half", 1: "One", 2: "Two", 3: "Three", 4: "Four", 8: "Eight"}
	timesTitle = map[float64]string{1: "Each Day", 2: "Twice A Day", 3: "Three Times A Day", 4: "Four Times A Day", 6: "Every 4 Hours"}
	timesUpTo  = map[float64]string{1: "Once A Day", 2: "Twice A Day", 3: "Three Times A Day", 4: "Four Times A Day", 6: "Six Times A Day"}
	timesPlain = map[float64]string{1: "once a day", 2: "twice a day", 3: "three times a day", 4: "four times a day", 6: "every 4 hours"}
	timesShort = map[float64]string{1: "OD", 2: "BD", 3: "TDS", 4: "QDS", 6: "4 hourly"}
	timesHours = map[float64]string{1: "every 24 hours", 2: "every 12 hours", 3: "every 8 hours", 4: "every 6 hours", 6: "every 4 hours"}
)

// amount writes the units of one dose in the style of the table of words.
func (d dosing) amount(words map[float64]string, or string) string {
	if d.low == d.high {
		return words[d.high]
	}
	return words[d.low] + or + words[d.high]
}

func (d dosing) figures(or string) string {
	if d.low == d.high {
		return plain(d.high)
	}
	return plain(d.low) + or + plain(d.high)
}

func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func (d dosing) oralText(r draw) string {
	if d.days == 7 {
		return oneOf(r, []string{d.amount(countTitle, " Or ") + " To Be Taken Weekly On The Same Day", strings.ToUpper(d.amount(countTitle, " or ")) + " once a week"})
	}
	if d.asRequired {
		return d.oralWhenRequired(r)
	}
	title, upper := d.amount(countTitle, " Or "), strings.ToUpper(d.amount(countTitle, " or "))
	styles := []string{
		title + " To Be Taken " + timesTitle[d.times],
		title + " To Be Taken " + timesTitle[d.times],
		"Take " + upper + " " + timesPlain[d.times],
		"take " + d.figures(" or ") + " " + timesPlain[d.times],
		d.figures("-") + " " + timesShort[d.times],
		d.figures("-") + " " + d.unit + plural(d.high) + " " + timesPlain[d.times],
		"TAKE " + upper + " " + strings.ToUpper(timesPlain[d.times]),
		"Take " + upper + " " + timesHours[d.times],
	}
	switch d.times {
	case 1:
		styles = append(styles, title+" To Be Taken At Night", title+" To Be Taken In The Morning", d.figures("-")+" nocte", "Take "+upper+" at night")
	case 2:
		styles = append(styles, title+" To Be Taken In The Morning And "+title+" At Night", "Take "+upper+" in the morning and "+upper+" at night", d.figures("-")+" mane and "+d.figures("-")+" nocte")
	}
	return oneOf(r, styles)
}

func (d dosing) oralWhenRequired(r draw) string {
	title, upper := d.amount(countTitle, " Or "), strings.ToUpper(d.amount(countTitle, " or "))
	most := plain(d.high * d.times)
	upTo := timesUpTo[d.times]
	return oneOf(r, []string{
		title + " To Be Taken Up To " + upTo + " When Required",
		title + " To Be Taken Up To " + upTo + " When Required",
		title + " To Be Taken Up To " + upTo + " When Required For Pain",
		"Take " + upper + " up to " + strings.ToUpper(upTo) + " when required",
		"Take " + upper + " " + timesHours[d.times] + " if needed, do not exceed " + most + " in 24 hours",
		d.figures("-") + " " + timesShort[d.times] + " PRN",
		d.figures("-") + " " + timesShort[d.times] + " prn max " + most + "/24h",
		"take " + d.figures(" or ") + " " + timesPlain[d.times] + " when required, max " + most + " in 24 hours",
		strings.ToUpper(d.figures("-") + " " + d.unit + plural(d.high) + " " + timesPlain[d.times] + " if required"),
	})
}

func (d dosing) liquidText(r draw) string {
	ml := d.figures("-")
	if d.asRequired {
		return oneOf(r, []string{
			fmt.Sprintf("%sml To Be Taken %s When Required", ml, timesTitle[d.times]),
			fmt.Sprintf("%sml %s prn", ml, timesShort[d.times]),
			fmt.Sprintf("Take %sml %s when required for pain, max %s doses in 24 hours", ml, timesHours[d.times], plain(d.times)),
		})
	}
	return oneOf(r, []string{
		fmt.Sprintf("%sml To Be Taken %s", ml, timesTitle[d.times]),
		fmt.Sprintf("Take %sml %s", ml, timesPlain[d.times]),
		fmt.Sprintf("%sml %s", ml, timesShort[d.times]),
	})
}

func (d dosing) patchText(r draw) string {
	title, upper := countTitle[d.high], strings.ToUpper(countTitle[d.high])
	patches := "Patch" + map[bool]string{true: "es"}[d.high > 1]
	switch d.days {
	case 7:
		return oneOf(r, []string{
			"Apply " + title + " " + patches + " Every 7 Days", "Apply " + upper + " " + strings.ToLower(patches) + " every 7 days, rotate site",
			title + " " + patches + " To Be Applied Weekly", "apply " + plain(d.high) + " once a week", title + " " + patches + " To Be Changed Every Seven Days",
		})
	case 3:
		return oneOf(r, []string{
			"Apply " + title + " " + patches + " Every 72 Hours", "Apply " + upper + " " + strings.ToLower(patches) + " every 72 hours",
			"Change " + title + " " + patches + " Every Three Days", "apply " + plain(d.high) + " every 3 days",
		})
	}
	return oneOf(r, []string{
		"Apply " + title + " " + patches + " Twice A Week", "Apply " + upper + " " + strings.ToLower(patches) + " twice weekly", "apply " + plain(d.high) + " twice a week on the same two days",
	})
}

// otherRoutes writes inhalers, creams, drops and injections; nobody adds
// these up, so a few set phrases are enough.
func (d dosing) otherRoutes(r draw) string {
	switch d.group {
	case "inhaler":
		if d.asRequired {
			return "Two Puffs To Be Inhaled When Required Up To Four Times A Day"
		}
		return "Inhale " + strings.ToUpper(countTitle[d.high]) + " " + timesPlain[d.times] + oneOf(r, []string{"", ", rinse mouth after use"})
	case "eye":
		return "One Drop To Be Used In The Affected Eye(S) " + timesTitle[d.times]
	case "injection":
		return oneOf(r, []string{"To Be Given By The Practice Nurse", "One To Be Injected Every 12 Weeks"})
	}
	return "Apply Thinly To The Affected Area(S) " + timesTitle[d.times]
}

func plural(n float64) string {
	if n > 1 {
		return "s"
	}
	return ""
}
