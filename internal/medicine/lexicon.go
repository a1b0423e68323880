package medicine

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/*.csv
var dataFiles embed.FS

// entry is one line of the tables of brands and ingredients.
type entry struct {
	name        string
	class       Class
	ingredients []string
	strength    []amount // where the name itself says none
	said        string   // strength as in the table
	form        string
	release     string
	wearHours   float64
	note        string
	brand       bool
	guess       bool // a spelling one letter away from an ingredient
}

// term is what a first word can begin: the word alone, or longer phrases.
type term struct {
	alone   *entry
	phrases []phrase // longest first
}

type phrase struct {
	rest  []string
	entry *entry
}

// vocabulary is the tables of words. A command that reads no medicine does not
// pay for them: they are built when the first name is read.
type vocabulary struct {
	lexicon    map[string]*term
	forms      map[string]formWord
	companions map[string]string

	// The starts say quickly, and mostly, that a word is in none of the tables: by
	// its first three letters.
	lexiconStart, formStart, companionStart *starts
}

var theVocabulary = sync.OnceValue(func() *vocabulary {
	v := &vocabulary{lexicon: loadLexicon(), forms: formTable(), companions: loadCompanions()}
	v.lexiconStart, v.formStart, v.companionStart = startsOf(v.lexicon), startsOf(v.forms), startsOf(v.companions)
	return v
})

// Prepare builds the tables of words, factors and wear times that the first
// name would wait for. It may run beside other work, and again at no cost.
func Prepare() {
	theVocabulary()
	factors()
	wears()
}

type starts [26*26*26/64 + 1]uint64

func startsOf[V any](words map[string]V) *starts {
	var s starts
	for w := range words {
		at := startOf([]byte(w))
		s[at/64] |= 1 << (at % 64)
	}
	return &s
}

func startOf(w []byte) uint16 {
	at := 0
	for i := 0; i < 3; i++ {
		at *= 26
		if i < len(w) && w[i] >= 'a' && w[i] <= 'z' {
			at += int(w[i] - 'a')
		}
	}
	return uint16(at)
}

func (s *starts) has(at uint16) bool { return s[at/64]>>(at%64)&1 == 1 }

// readTable calls line for each record of an embedded table, by column name.
// A fault in an embedded table is a fault of the build, so it panics.
func readTable(name string, line func(get func(column string) string)) {
	f, err := dataFiles.Open("data/" + name)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	header, err := r.Read()
	if err != nil {
		panic(fmt.Errorf("%s: %w", name, err))
	}
	at := map[string]int{}
	for i, h := range header {
		at[h] = i
	}
	for {
		record, err := r.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			panic(fmt.Errorf("%s: %w", name, err))
		}
		line(func(column string) string {
			i, ok := at[column]
			if !ok {
				panic(fmt.Errorf("%s: no column %s", name, column))
			}
			return strings.TrimSpace(record[i])
		})
	}
}

func loadLexicon() map[string]*term {
	all := make(map[string]*term, 24000)
	var spelt []*entry
	for _, table := range []string{"ingredients.csv", "brands.csv"} {
		readTable(table, func(get func(string) string) {
			e := &entry{name: get("name"), class: Class(get("class")), said: get("strength"), form: get("form"), release: get("release"),
				note: get("note"), brand: table == "brands.csv"}
			if s := get("ingredients"); s != "" {
				e.ingredients = strings.Split(s, ";")
			}
			e.strength = tableStrength(e.said)
			e.wearHours, _ = strconv.ParseFloat(get("wear_hours"), 64)
			if stem, cut := strings.CutSuffix(e.name, "*"); cut {
				addCutOff(all, e, stem)
				return
			}
			addTerm(all, e)
			if !e.brand && e.class.Target() && len(e.name) >= 7 && len(e.ingredients) == 1 && e.name == e.ingredients[0] {
				spelt = append(spelt, e)
			}
		})
	}
	for _, e := range spelt {
		addMisspellings(all, e)
	}
	return all
}

func addTerm(all map[string]*term, e *entry) {
	words := splitWords(e.name)
	put(all, words, e)
	if strings.Contains(e.name, "-") { // co-codamol is also written cocodamol
		put(all, splitWords(strings.ReplaceAll(e.name, "-", "")), e)
	}
}

// addCutOff adds the forms of an ingredient's name from the stem up, short of
// the whole name.
func addCutOff(all map[string]*term, e *entry, stem string) {
	for full := e.ingredients[0]; len(stem) < len(full); stem = full[:len(stem)+1] {
		if t := all[stem]; t == nil || t.alone == nil {
			put(all, []string{stem}, e)
		}
	}
}

func splitWords(s string) []string {
	var t plain
	t.scan(s)
	out := make([]string, len(t.words))
	for i := range t.words {
		out[i] = string(t.text(i))
	}
	return out
}

func put(all map[string]*term, words []string, e *entry) {
	t := all[words[0]]
	if t == nil {
		t = &term{}
		all[words[0]] = t
	}
	if len(words) == 1 {
		t.alone = e
		return
	}
	at := 0
	for at < len(t.phrases) && len(t.phrases[at].rest) >= len(words)-1 {
		at++
	}
	t.phrases = append(t.phrases[:at], append([]phrase{{words[1:], e}}, t.phrases[at:]...)...)
}

// addMisspellings adds what is one letter off an ingredient's name (dropped,
// doubled, changed, swapped; never the first). Real names come first in the
// map, so a look-alike that is itself a word is never overwritten. The some
// 20,000 spellings share one piece of memory: this runs at the start of every reading.
func addMisspellings(all map[string]*term, e *entry) {
	near := *e
	near.guess = true
	alone := &term{alone: &near}
	s := e.name
	b := make([]byte, 0, 60*len(s)*(len(s)+1))
	ends := make([]int, 0, 60*len(s))
	add := func(parts ...string) {
		for _, p := range parts {
			b = append(b, p...)
		}
		ends = append(ends, len(b))
	}
	const letters = "abcdefghijklmnopqrstuvwxyz"
	for i := 1; i < len(s); i++ {
		add(s[:i], s[i+1:])
		if i+1 < len(s) {
			add(s[:i], s[i+1:i+2], s[i:i+1], s[i+2:])
		}
		for c := range letters {
			add(s[:i], letters[c:c+1], s[i+1:])
			add(s[:i], letters[c:c+1], s[i:])
		}
	}
	for c := range letters {
		add(s, letters[c:c+1])
	}
	spellings, from := string(b), 0
	for _, to := range ends {
		if w := spellings[from:to]; all[w] == nil {
			all[w] = alone
		} else if all[w].alone == nil {
			all[w] = &term{alone: &near, phrases: all[w].phrases}
		}
		from = to
	}
}

// find looks for an entry that begins at word i, and says how many words it took.
func (t *plain) find(v *vocabulary, i int) (*entry, int) {
	term := v.lexicon[string(t.text(i))]
	if term == nil {
		return nil, 0
	}
	for _, p := range term.phrases {
		if t.follows(i+1, p.rest) {
			return p.entry, 1 + len(p.rest)
		}
	}
	if term.alone == nil {
		return nil, 0
	}
	return term.alone, 1
}

func (t *plain) follows(i int, rest []string) bool {
	if i+len(rest) > len(t.words) {
		return false
	}
	for k, s := range rest {
		if !t.is(i+k, s) {
			return false
		}
	}
	return true
}
