package wordings

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"stepdown/internal/contact"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/taper"
	"stepdown/internal/web/page"
)

// Filled is something that Stepdown puts between the words of a translation, and
// that its approver answers for as well.
type Filled struct{ What, English, Other string }

// filledIn lists it for one wording: its fields as in the example, then all the
// words that can come.
func filledIn(r *page.Request, w messaging.Wording) []Filled {
	var out []Filled
	for _, f := range contact.FieldsOf(w, r.Practice) {
		if f.English != f.Other && strings.Contains(w.Body, "{"+f.Name+"}") {
			out = append(out, Filled{"{" + f.Name + "}", f.English, f.Other})
		}
	}
	if w.Kind.Letter() {
		out = append(out, around(r, w.Language)...)
	}
	if w.Language != messaging.Welsh {
		return out
	}
	stands := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.Contains(w.Body, "{"+name+"}") })
	}
	if stands("day", "when") {
		out = append(out, dates()...)
	}
	if stands("steps") {
		for _, pair := range taper.WelshText.Pairs() {
			out = append(out, Filled{"a line of a plan", pair[0], pair[1]})
		}
		out = append(out, months()...)
	}
	if stands("clinician", "book", "where", "change", "medicine", "discussed") {
		for _, p := range messaging.Phrases(w.Language) {
			out = append(out, Filled{"where somebody types it", p.English, p.Words})
		}
	}
	if stands("lines") {
		for _, n := range nhs.Nations {
			out = append(out, Filled{"help lines, " + string(n), messaging.HelpLines(messaging.English, n), messaging.HelpLines(w.Language, n)})
		}
	}
	return out
}

// around is what stands around the words of a letter.
func around(r *page.Request, language string) []Filled {
	en, own := messaging.LetterFrameIn(messaging.English, r.Today()), messaging.LetterFrameIn(language, r.Today())
	const name = "Ms Ann Example"
	return []Filled{{"how a letter begins", messaging.Dear(messaging.English, name), messaging.Dear(language, name)}, {"how it ends", en.Closing, own.Closing},
		{"its date", en.On, own.On}, {"before the number", en.Telephone, own.Telephone}}
}

func dates() []Filled {
	var out []Filled
	for d := range 7 {
		day := time.Date(2026, 6, 7+d, 0, 0, 0, 0, time.UTC) // from a Sunday
		out = append(out, Filled{"a day", day.Format("Monday"), nhs.WelshDays[d]})
	}
	for _, at := range []time.Time{time.Date(2026, 6, 2, 9, 30, 0, 0, nhs.London), time.Date(2026, 6, 2, 12, 0, 0, 0, nhs.London), time.Date(2026, 6, 2, 14, 0, 0, 0, nhs.London), time.Date(2026, 6, 2, 18, 45, 0, 0, nhs.London)} {
		out = append(out, Filled{"a time", at.Format("15:04"), nhs.WelshClock(at)})
	}
	return append(out, months()...)
}

func months() []Filled {
	var out []Filled
	for m := time.January; m <= time.December; m++ {
		out = append(out, Filled{"a month", fmt.Sprint(m), nhs.WelshMonths[m]})
	}
	return out
}
