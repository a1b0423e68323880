package review

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"stepdown/internal/nhs"
	"stepdown/internal/practice"
)

// LeafletWords is every text of the leaflet in one language, by the keys of
// the English. What a language leaves out stays English on the sheet: nothing
// is guessed.
type LeafletWords struct {
	Language string // BCP 47
	Name     string // in English: "Welsh"
	Own      string // in the language itself: "Cymraeg"
	texts    map[string]string
}

// Translations lists the languages beside English that ship with Stepdown. All
// are drafts: a practice's leaflets use none before a named person who reads
// the language has approved it.
func Translations() []LeafletWords { return []LeafletWords{welshLeaflet} }

// TranslationOf a language; ok is false when none ships.
func TranslationOf(language string) (w LeafletWords, ok bool) {
	for _, w := range Translations() {
		if w.Language == language {
			return w, true
		}
	}
	return LeafletWords{}, false
}

// Print is the fingerprint of a translation and of the English that it stands
// for. An approval holds for exactly these words: it lapses when either changes.
func (w LeafletWords) Print() string {
	h := sha256.New()
	for _, key := range slices.Sorted(maps.Keys(englishLeaflet.texts)) {
		fmt.Fprintf(h, "%s\x00%s\x00%s\x00", key, englishLeaflet.texts[key], w.texts[key])
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// ApprovedBy gives the practice's approval of these very words.
func (w LeafletWords) ApprovedBy(set practice.Settings) (practice.LeafletApproval, bool) {
	for _, a := range set.Leaflets {
		if a.Language == w.Language && a.Print == w.Print() {
			return a, true
		}
	}
	return practice.LeafletApproval{}, false
}

// ApprovedLeaflets are the languages beside English in which a practice may
// print.
func ApprovedLeaflets(set practice.Settings) (out []LeafletWords) {
	for _, w := range Translations() {
		if _, ok := w.ApprovedBy(set); ok {
			out = append(out, w)
		}
	}
	return out
}

// WordPair is one text of the leaflet in English and in another language.
type WordPair struct{ English, Other string }

// Pairs sets a translation beside the English, for whoever is to approve it.
func (w LeafletWords) Pairs() (out []WordPair) {
	for _, key := range leafletKeys {
		out = append(out, WordPair{englishLeaflet.texts[key], w.texts[key]})
	}
	return out
}

// Said is a text of the leaflet. Lang is empty in the language of the sheet,
// and "en" where that has no word for it.
type Said struct{ Text, Lang string }

// speaker words a leaflet in one language.
type speaker struct {
	words  LeafletWords
	partly bool // something had to stay English
}

// say gives a text with its fields filled in: pairs of name and value.
func (s *speaker) say(key string, pairs ...string) Said {
	text, lang := s.words.texts[key], ""
	if text == "" {
		text = englishLeaflet.texts[key]
		if s.words.Language != "en" {
			lang, s.partly = "en", true
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i]+"}", pairs[i+1])
	}
	return Said{text, lang}
}

// day words a date: "10 November 2026".
func (s *speaker) day(d nhs.Date) string {
	t := d.Time()
	return fmt.Sprintf("%d %s %d", t.Day(), s.say(fmt.Sprintf("month-%d", t.Month())).Text, t.Year())
}

// weekday words a day within a step, whose year stands above it: "Tuesday 10
// November".
func (s *speaker) weekday(d nhs.Date) Said {
	name, month := s.say(fmt.Sprintf("weekday-%d", d.Weekday())), s.say(fmt.Sprintf("month-%d", d.Time().Month()))
	return Said{fmt.Sprintf("%s %d %s", name.Text, d.Time().Day(), month.Text), name.Lang}
}

// units words a number of tablets: "2 capsules", "5 ml"; none is a dash.
func (s *speaker) units(n int, unit string) Said {
	switch {
	case n == 0:
		return Said{Text: "–"}
	case n == 1:
		return s.say("unit-"+unit, "n", "1")
	}
	return s.say("units-"+unit, "n", fmt.Sprint(n))
}
