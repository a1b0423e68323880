package medicine

// The words of dose texts. Latin short forms and their English are one kind.

type doseKind uint8

const (
	dNone     doseKind = iota
	dNumber            // value
	dUnit              // unit
	dTimes             // "times", "x"
	dOften             // value times a day, as one word: "bd"
	dOnce              // "once", "twice": value times, the period follows or is a day
	dDaily             // "daily", "day": the period
	dWeek              // "week", "weekly": 7 days; value days
	dEvery             // "every", "each"
	dPer               // "a", "per", "in"
	dHour              // "hour", "hourly"
	dHourly            // "hourly": an interval even without "every"
	dDay               // "days"
	dPart              // a time of day: "morning", "nocte"
	dRequired          // "prn", "required", "needed"
	dMax               // "maximum", "exceed"
	dUpTo              // "up": with "to"
	dAnd
	dThen
	dTo // "to", "or" between numbers
	dChange
	dDirected
	dFor
	dOther // "other", "alternate": every second day
	dOrdinal
	dHalf
	dDosesWord // "doses"
	dOn
	dNo // "no", "not": of "no more than"
	dMore
	dThan
	dAt      // "at": a clock time may follow
	dAfter   // "after": of a patch
	dMinute  // "minutes": before food, not how often
	dSkip    // what follows is no dose: "review in 2 weeks"
	dWeekday // "Monday"
	dMeals   // "after meals": how often, and nobody says how often
)

type doseWord struct {
	kind  doseKind
	value float64
	unit  string
}

var doseWords = map[string]doseWord{}

func init() {
	put := func(kind doseKind, value float64, unit string, words ...string) {
		for _, w := range words {
			doseWords[w] = doseWord{kind, value, unit}
		}
	}
	for i, w := range []string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"} {
		put(dNumber, float64(i+1), "", w)
	}
	put(dNumber, 1, "", "i")
	put(dNumber, 2, "", "ii")
	put(dNumber, 15, "", "fifteen")
	put(dNumber, 20, "", "twenty")
	put(dNumber, 48, "", "fortyeight")
	put(dNumber, 72, "", "seventytwo")
	put(dHalf, 0.5, "", "half")
	put(dHalf, 0.25, "", "quarter")
	put(dUnit, 0, "tablet", "tablet", "tablets", "tab", "tabs", "caplet", "caplets", "t", "tb")
	put(dUnit, 0, "capsule", "capsule", "capsules", "cap", "caps", "c")
	put(dUnit, 0, "patch", "patch", "patches")
	put(dUnit, 0, "ml", "ml", "mls", "millilitre", "millilitres")
	put(dUnit, 0, "mg", "mg", "mgs", "milligram", "milligrams")
	put(dUnit, 0, "microgram", "mcg", "mcgs", "microgram", "micrograms", "ug")
	put(dUnit, 0, "g", "g", "gram", "grams")
	put(dUnit, 0, "spoonful", "spoonful", "spoonfuls", "spoon", "spoons", "teaspoon", "teaspoons", "teaspoonful", "teaspoonfuls")
	put(dUnit, 0, "drop", "drop", "drops")
	put(dUnit, 0, "spray", "spray", "sprays", "puff", "puffs")
	put(dUnit, 0, "sachet", "sachet", "sachets")
	put(dUnit, 0, "suppository", "suppository", "suppositories")
	put(dUnit, 0, "lozenge", "lozenge", "lozenges")
	put(dUnit, 0, "ampoule", "ampoule", "ampoules", "amp", "amps", "vial", "vials", "injection", "injections")
	put(dTimes, 0, "", "times", "x", "time", "xday", "xdaily", "xd")
	put(dOften, 1, "", "od", "qd", "om", "mane", "nocte", "noct", "nightly", "oncedaily", "omane")
	put(dOften, 2, "", "bd", "bid", "bds", "twicedaily")
	put(dOften, 3, "", "tds", "tid", "td")
	put(dOften, 4, "", "qds", "qid", "qqh")
	put(dOnce, 1, "", "once")
	put(dOnce, 2, "", "twice")
	put(dOnce, 3, "", "thrice")
	put(dDaily, 1, "", "daily", "dly", "diem")
	put(dDaily, 1, "day", "day")
	put(dDay, 1, "", "days")
	put(dWeek, 7, "", "week", "weekly", "wk", "wkly", "weeks", "wks")
	put(dWeek, 14, "", "fortnight", "fortnightly")
	put(dWeek, 28, "", "monthly", "month", "mth", "months")
	put(dEvery, 0, "", "every", "each", "q", "evry")
	put(dPer, 0, "", "a", "per", "in", "an", "within", "any")
	put(dHour, 0, "", "hour", "hours", "hr", "hrs", "h")
	put(dHourly, 0, "", "hourly", "hrly", "hly", "hourl")
	put(dPart, 0, "", "morning", "mornings", "am", "lunch", "lunchtime", "midday", "noon", "teatime", "tea", "evening", "evenings", "eve", "night", "nights",
		"bedtime", "breakfast", "supper", "dinner", "pm", "afternoon", "bed", "midafternoon")
	put(dPart, 0, "am", "am")
	put(dPart, 0, "pm", "pm")
	put(dRequired, 0, "", "prn", "required", "needed", "necessary", "reqd", "req", "sos", "need", "require", "needs")
	put(dMax, 0, "", "max", "maximum", "exceed", "exceeding", "mx", "maximun", "maxi")
	put(dUpTo, 0, "", "up", "upto")
	put(dAnd, 0, "", "and", "plus")
	put(dThen, 0, "", "then", "thereafter", "followed")
	put(dAt, 0, "", "at")
	put(dAfter, 0, "", "after")
	put(dMinute, 0, "", "minute", "minutes", "min", "mins")
	put(dSkip, 0, "", "review", "reviewed", "appointment", "due", "until", "dispense", "dispensed", "dispensing", "supply", "supplied", "collect", "collected", "issue", "issued",
		"prescription", "prescriptions", "medication", "blood", "bloods", "ring", "call", "since", "pack", "packs", "quantity")
	put(dWeekday, 0, "", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays",
		"mon", "tue", "tues", "wed", "thu", "thurs", "fri", "sun")
	put(dTo, 0, "", "to", "or")
	put(dChange, 0, "", "increase", "increasing", "increased", "increases", "titrate", "titrating", "titrated", "titration", "reduce", "reducing", "reduced",
		"reduction", "decrease", "decreasing", "decreased", "wean", "weaning", "taper", "tapering", "tapered", "step", "gradually", "variable", "varying", "adjust", "adjusted", "withdraw", "withdrawing",
		"escalate", "stat", "initially", "initial", "immediately")
	put(dDirected, 0, "", "directed", "direct", "instructed", "advised", "mdu", "asd", "protocol", "prescribed", "dir", "letter", "instructions", "directions", "discussed", "chart", "planned")
	put(dFor, 0, "", "for")
	put(dOther, 2, "", "other", "alternate", "alt", "alternative", "2nd", "second")
	put(dOrdinal, 3, "", "third", "3rd")
	put(dOrdinal, 4, "", "fourth", "4th")
	put(dOrdinal, 7, "", "seventh", "7th")
	put(dDosesWord, 0, "", "dose", "doses")
	put(dOn, 0, "", "on")
	put(dNo, 0, "", "no", "not", "never")
	put(dMore, 0, "", "more")
	put(dThan, 0, "", "than")
	put(dMeals, 0, "", "meals")
}
