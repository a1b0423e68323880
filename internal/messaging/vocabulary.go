package messaging

import (
	"maps"
	"slices"
	"strings"
)

// vocabulary knows every word of the table and which steps of the patterns it
// fits, so that a word of a reply is looked up once and not compared with some
// thousand steps: a reply must be read while its sender's network waits.
type vocabulary struct {
	ids   map[string]int      // of the steps, by what they take; the first is 1
	exact map[string][]int    // steps, by word
	open  map[string][]int    // steps, by the stem of their words with a *
	slips map[string][]slipOf // stems that a slip may have made of a word: by the stem, and by it with a letter out
	real  map[string]bool
	spelt map[string][]string
	whole map[string]bool // words that a run of words may be made of
}

type slipOf struct {
	stem
	step int
}

func newVocabulary(named lists) *vocabulary {
	v := &vocabulary{ids: map[string]int{}, exact: map[string][]int{}, open: map[string][]int{}, slips: map[string][]slipOf{},
		real: named.set("real"), spelt: named.spelt(), whole: map[string]bool{}}
	for w := range v.spelt {
		v.whole[w] = true
	}
	return v
}

// learn takes the steps of a pattern in, and gives each its number.
func (v *vocabulary) learn(p pattern) {
	for i := range p.steps {
		if st := &p.steps[i]; st.gap == 0 {
			st.id = v.number(*st)
		}
	}
}

func (v *vocabulary) number(st step) int {
	key := st.key()
	if id := v.ids[key]; id > 0 {
		return id
	}
	id := len(v.ids) + 1
	v.ids[key] = id
	for w := range st.exact {
		v.exact[w] = append(v.exact[w], id)
		v.whole[w] = true
	}
	for _, stem := range st.open {
		v.open[stem] = append(v.open[stem], id)
	}
	for _, s := range st.slips {
		v.slips[s.word] = append(v.slips[s.word], slipOf{s, id})
		oneOut(s.word, func(short []byte) bool {
			v.slips[string(short)] = append(v.slips[string(short)], slipOf{s, id})
			return false
		})
	}
	return id
}

// key is the same for two steps that take the same words.
func (st step) key() string {
	words := slices.Sorted(maps.Keys(st.exact))
	for _, s := range st.open {
		words = append(words, s+"*")
	}
	if len(st.slips) > 0 {
		words = append(words, "~")
	}
	return strings.Join(words, "|")
}

// oneOut gives the word without each of its letters in turn, until it is told to stop.
func oneOut(word string, use func([]byte) bool) bool {
	short := make([]byte, 0, 32)
	for i := range len(word) {
		if short = append(append(short[:0], word[:i]...), word[i+1:]...); use(short) {
			return true
		}
	}
	return false
}

// marks are the numbers of the steps that a word fits.
type marks []uint64

func (m marks) has(id int) bool { return m[id/64]&(1<<(id%64)) != 0 }

func (m marks) set(ids []int) {
	for _, id := range ids {
		m[id/64] |= 1 << (id % 64)
	}
}

// read gives every word of a reply its marks, and parts what was run together.
// It gives the marks of all words together too.
func (v *vocabulary) read(words []token) ([]token, marks) {
	words = v.spell(v.parted(words))
	seen, all := map[string]marks{}, v.unmarked()
	for i := range words {
		w := &words[i]
		if seen[w.word] == nil {
			seen[w.word] = v.marked(w.word, w.also)
			for at, bits := range seen[w.word] {
				all[at] |= bits
			}
		}
		w.marks = seen[w.word]
	}
	return words, all
}

func (v *vocabulary) unmarked() marks { return make(marks, len(v.ids)/64+1) }

func (v *vocabulary) marked(word string, also []string) marks {
	m := v.unmarked()
	v.mark(word, m)
	for _, other := range also {
		v.mark(other, m)
	}
	return m
}

// spell gives every word what it is another spelling of.
func (v *vocabulary) spell(words []token) []token {
	for i := range words {
		words[i].also = v.otherwise(words[i].word)
	}
	return words
}

func (v *vocabulary) otherwise(word string) []string {
	also, n := v.spelt[word], len(word)
	if n >= 4 && strings.HasSuffix(word, "in") && v.whole[word+"g"] { // "takin"
		also = append(slices.Clip(also), word+"g")
	}
	if n >= 4 && word[n-1] == word[n-2] && !v.whole[word] && v.whole[word[:n-1]] { // "tookk"
		also = append(slices.Clip(also), word[:n-1])
	}
	return also
}

// mark does for all steps at once what step.fits does for one.
func (v *vocabulary) mark(word string, m marks) {
	m.set(v.exact[word])
	for end := 1; end <= len(word); end++ {
		m.set(v.open[word[:end]])
	}
	if len(word) < slippable-1 || v.real[word] {
		return
	}
	take := func(short []byte) bool {
		for _, s := range v.slips[string(short)] {
			if s.slipped(word) {
				m[s.step/64] |= 1 << (s.step % 64)
			}
		}
		return false
	}
	for end := slippable - 1; end <= len(word) && end <= longestSlip; end++ {
		take([]byte(word[:end]))
		oneOut(word[:end], take)
	}
}

// longestSlip is longer than any word of the table; a test holds it.
const longestSlip = 24

// parted takes words apart that were run together ("cantcope"), where every
// part is a word of the table and the whole is none.
func (v *vocabulary) parted(words []token) []token {
	var out []token
	for _, w := range words {
		parts := []string{w.word}
		if len(w.word) >= fewestRun && len(w.word) <= longestRun && !v.knows(w.word) {
			parts = v.parts(w.word)
		}
		for i, p := range parts {
			out = append(out, token{word: p, start: w.start, end: w.end, closes: w.closes && i == len(parts)-1})
		}
	}
	return out
}

const fewestRun, longestRun = 6, 60

func (v *vocabulary) knows(word string) bool {
	return v.whole[word] || v.real[word] || slices.ContainsFunc(v.marked(word, nil), func(bits uint64) bool { return bits != 0 })
}

// little are the words of one or two letters that a run may be parted at; the
// others of the table are slips and short forms.
var little = map[string]bool{"i": true, "a": true, "im": true, "to": true, "be": true, "me": true, "it": true, "my": true, "in": true, "on": true,
	"of": true, "is": true, "so": true, "no": true, "up": true, "do": true, "am": true, "he": true, "go": true, "we": true, "at": true, "or": true}

// parts gives the fewest words that the run can be made of, or the run itself.
func (v *vocabulary) parts(run string) []string {
	type best struct{ words, from int }
	ends := make([]best, len(run)+1)
	for end := 1; end <= len(run); end++ {
		for from := range end {
			if from > 0 && ends[from].words == 0 {
				continue
			}
			word := run[from:end]
			if len(word) <= 2 && !little[word] || len(word) > 2 && !v.whole[word] {
				continue
			}
			if n := ends[from].words + 1; ends[end].words == 0 || n < ends[end].words {
				ends[end] = best{n, from}
			}
		}
	}
	if ends[len(run)].words < 2 {
		return []string{run}
	}
	var out []string
	for end := len(run); end > 0; end = ends[end].from {
		out = append(out, run[ends[end].from:end])
	}
	slices.Reverse(out)
	return out
}
