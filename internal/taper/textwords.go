package taper

import (
	"fmt"
	"strings"
	"time"

	"stepdown/internal/nhs"
)

// TextWords are the words of a plan's lines in a text message, in one language.
// They are few and closed, so that whoever approves a translation sees every one:
// numbers, days of the month, strengths and forms stand as they do in English.
type TextWords struct {
	Now, From string
	Slots     [4]string // morning, midday, evening, night
	Nothing   string    // nothing more to take
	Patch     string    // one patch; {n} stands for the number
	Patches   string    // several patches, worn together
	Days      string    // "every {n} days"
	Day       string    // "every day"
	Month     func(time.Month) string
}

// EnglishText are the words of the lines that everybody gets unless a wording in
// another language was approved.
var EnglishText = TextWords{Now: "Now", From: "From", Slots: slotNames, Nothing: "nothing more to take",
	Patch: "1 patch, changed", Patches: "{n} patches worn together, changed", Days: "every {n} days", Day: "every day",
	Month: func(m time.Month) string { return m.String()[:3] }}

// WelshText is a draft. It goes out only within a Welsh wording that a practice's
// named reader has approved, on a page that shows each of its words.
var WelshText = TextWords{Now: "Nawr", From: "O", Slots: [4]string{"bore", "canol dydd", "min nos", "nos"}, Nothing: "dim mwy i'w gymryd",
	Patch: "1 patsh, newid", Patches: "{n} patsh gyda'i gilydd, newid", Days: "bob {n} diwrnod", Day: "bob dydd",
	Month: func(m time.Month) string { return nhs.WelshMonths[m] }}

// Pairs sets the words beside the English ones.
func (w TextWords) Pairs() [][2]string {
	e := EnglishText
	out := [][2]string{{e.Now, w.Now}, {e.From, w.From}}
	for i := range e.Slots {
		out = append(out, [2]string{e.Slots[i], w.Slots[i]})
	}
	return append(out, [2]string{e.Nothing, w.Nothing}, [2]string{e.Patch, w.Patch}, [2]string{e.Patches, w.Patches}, [2]string{e.Days, w.Days}, [2]string{e.Day, w.Day})
}

// day words the first day of a step: "15 Jun", "15 Mehefin".
func (w TextWords) day(d nhs.Date) string {
	return fmt.Sprintf("%d %s", d.Time().Day(), w.Month(d.Time().Month()))
}

// step words a step in few characters. labels tell its products apart; named
// names them.
func (w TextWords) step(s Step, named bool, labels map[string]string) string {
	if len(s.Take) == 0 {
		return w.Nothing
	}
	var out []string
	for _, t := range s.Take {
		line, label := w.take(t), labels[t.Product]
		switch {
		case named:
			line = t.Product + " " + line
		case label != "":
			line = label + " " + line
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

// take words one product: "morning 2, night 1".
func (w TextWords) take(t Take) string {
	if t.EveryHours > 0 {
		return w.patches(t.Units(), t.EveryHours/24)
	}
	var parts []string
	for i, n := range [...]int{t.Morning, t.Midday, t.Evening, t.Night} {
		if n > 0 && t.Unit == "ml" {
			parts = append(parts, fmt.Sprintf("%s %d ml", w.Slots[i], n))
		} else if n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", w.Slots[i], n))
		}
	}
	return strings.Join(parts, ", ")
}

func (w TextWords) patches(n, days int) string {
	patches, every := w.Patch, w.Day
	if n > 1 {
		patches = strings.ReplaceAll(w.Patches, "{n}", fmt.Sprint(n))
	}
	if days > 1 {
		every = strings.ReplaceAll(w.Days, "{n}", fmt.Sprint(days))
	}
	return patches + " " + every
}
