package messaging

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode"

	"stepdown/internal/nhs"
)

// Welsh is the one other language in which drafts ship.
const Welsh = "cy"

// SayDay says a day as people do: "Tuesday 3 June", "dydd Mawrth 3 Mehefin"; in
// a language whose names of days are not known here in digits, "03/06/2026".
// A day that is not known is empty.
func SayDay(language string, d nhs.Date) string {
	if !d.Known() {
		return ""
	}
	t := d.Time()
	switch language {
	case English:
		return t.Format("Monday 2 January")
	case Welsh:
		return fmt.Sprintf("%s %d %s", nhs.WelshDays[t.Weekday()], t.Day(), nhs.WelshMonths[t.Month()])
	}
	return t.Format("02/01/2006")
}

// SayWhen says an instant in London, in another language than English:
// "dydd Mawrth 2 Mehefin 2026, 9.30 y bore", or "02/06/2026 09:30".
func SayWhen(language string, t time.Time) string {
	t = t.In(nhs.London)
	if language == Welsh {
		return fmt.Sprintf("%s %d, %s", SayDay(Welsh, nhs.DateOf(t)), t.Year(), nhs.WelshClock(t))
	}
	return t.Format("02/01/2006 15:04")
}

// whenIn says in other languages what the English words say; those stay where
// the instant is not known.
func whenIn(english string, t time.Time) func(string) string {
	return func(language string) string {
		if t.IsZero() {
			return english
		}
		return SayWhen(language, t)
	}
}

// Phrase is one row of what fields usually hold. "#" stands for a number.
type Phrase struct{ Field, English, Words string }

//go:embed phrases.csv
var phraseTable string

var phrases = sync.OnceValue(func() map[string][]Phrase { return readPhrases(phraseTable) })

func readPhrases(table string) map[string][]Phrase {
	r := csv.NewReader(strings.NewReader(table))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		panic(err) // the table is embedded and a test reads it
	}
	out := map[string][]Phrase{}
	for _, row := range rows[1:] {
		out[row[0]] = append(out[row[0]], Phrase{row[1], row[2], row[3]})
	}
	return out
}

// Phrases that Stepdown knows in a language, for whoever approves a wording in
// it. None are known in most languages.
func Phrases(language string) []Phrase { return phrases()[language] }

// like are fields that hold what another one does.
var like = map[string]string{"change": "book", "discussed": "medicine"}

// Holds reports whether the phrase is one that a field of this name may hold.
func (p Phrase) Holds(field string) bool { return p.Field == field || p.Field == like[field] }

var (
	aNumber  = regexpFor(`[0-9][0-9 ]*[A-Za-z]?`)
	withRole = regexpFor(`^(.+?)( \(|, )([^(),]+)(\)?)$`)
)

// PhraseIn gives a usual phrase of a field in another language: "ring 01632
// 960123" is "ffoniwch 01632 960123", "Priya Shah (pharmacist)" is "Priya Shah
// (fferyllydd)". Anything that the table does not hold whole stays as it is.
func PhraseIn(language, field, words string) string {
	if said, ok := phrase(language, field, words); ok {
		return said
	}
	if m := withRole().FindStringSubmatch(words); m != nil && field == "clinician" {
		if role, ok := phrase(language, field, m[3]); ok {
			return m[1] + m[2] + role + m[4]
		}
	}
	return words
}

func phrase(language, field, words string) (string, bool) {
	bare := strings.TrimSuffix(strings.TrimSpace(words), ".")
	end := strings.TrimSpace(words)[len(bare):]
	number := aNumber().FindString(bare)
	key := strings.ToLower(bare)
	if number != "" {
		key = strings.ToLower(strings.Replace(bare, number, "#", 1))
	}
	for _, p := range Phrases(language) {
		if p.Holds(field) && p.English == key {
			return strings.Replace(p.Words, "#", number, 1) + end, true
		}
	}
	return words, false
}

// StaysEnglish lists what of a text goes as it was typed into words of another
// language: how to book, how to change. A place or a name is the same in all.
func (w Wording) StaysEnglish(t Text) []string {
	var out []string
	for _, f := range t.Fields() {
		asks := f.Name == "book" || f.Name == "change"
		if w.Language != English && asks && strings.Contains(w.Body, "{"+f.Name+"}") && strings.ContainsFunc(f.Value, unicode.IsLetter) && f.For(w.Language) == strings.TrimSpace(f.Value) {
			out = append(out, f.Value)
		}
	}
	return out
}
