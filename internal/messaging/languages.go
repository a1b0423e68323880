package messaging

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"
	"unicode"
)

// English is the language in which everything ships.
const English = "en"

//go:embed languages.csv
var languageTable string

// tongues are languages by every word that a record may hold for them, and
// their names by tag.
type tongues struct{ byWord, names map[string]string }

var languages = sync.OnceValue(func() tongues { return readLanguages(languageTable) })

func readLanguages(table string) tongues {
	r := csv.NewReader(strings.NewReader(table))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		panic(err) // the table is embedded and a test reads it
	}
	t := tongues{map[string]string{}, map[string]string{}}
	for _, row := range rows[1:] {
		tag := row[0]
		t.names[tag] = row[1]
		t.byWord[tag], t.byWord[strings.ToLower(row[1])] = tag, tag
		for _, w := range strings.Split(row[2], ";") {
			if w = strings.TrimSpace(w); w != "" {
				t.byWord[strings.ToLower(w)] = tag
			}
		}
	}
	return t
}

// LanguageOf reads the main spoken language as clinical systems write it
// ("Polish", "Main spoken language Polish", "Urdu language"), and gives its
// BCP 47 tag; "" for nothing recorded, and for words that are not known. A spoken
// language with no common written form is not known, so that nobody gets a text
// in a language they cannot read.
func LanguageOf(words string) string {
	w := strings.ToLower(strings.Join(strings.Fields(words), " "))
	for _, before := range []string{"main spoken language", "first language", "main language", "preferred language", "language", "speaks"} {
		w = strings.TrimPrefix(w, before)
		w = strings.Trim(w, " :-")
	}
	w = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(w, " language"), " (language)"))
	if tag, ok := languages().byWord[w]; ok {
		return tag
	}
	if i := strings.IndexAny(w, "(,/"); i > 0 {
		return languages().byWord[strings.TrimSpace(w[:i])]
	}
	return ""
}

// LanguageIn finds a language named among other words, as colleagues note it
// ("Urdu, Mrs Ali"); "" for none. English is not looked for: "no English".
func LanguageIn(words string) string {
	if tag := LanguageOf(words); tag != "" {
		return tag
	}
	for _, w := range strings.FieldsFunc(words, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if tag := LanguageOf(w); tag != "" && tag != English && len(w) > 3 {
			return tag
		}
	}
	return ""
}

// NoLanguage reports whether the words say only that none is recorded.
func NoLanguage(words string) bool {
	switch strings.ToLower(strings.TrimSpace(words)) {
	case "", "-", "no", "none", "n/a", "unknown", "not known", "not recorded", "not stated", "not specified", "declined", "refused", "prefer not to say":
		return true
	}
	return false
}

// LanguageName gives the English name of a tag, and the tag itself when it has
// none here.
func LanguageName(tag string) string {
	if n, ok := languages().names[tag]; ok {
		return n
	}
	return tag
}

// LanguageTags lists the languages that have a name here, in its order.
func LanguageTags() []string {
	var tags []string
	for _, line := range strings.Split(languageTable, "\n") {
		if tag, _, ok := strings.Cut(line, ","); ok && languages().names[tag] != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}
