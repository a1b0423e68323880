package messaging

import (
	"fmt"
	"slices"
	"strings"
)

// pattern is the left side of a rule: steps over the words of a reply. The
// head of replyrules.csv says how one is written.
type pattern struct {
	steps       []step
	first, last bool // ^ and $
	sentence    bool // these are of a sentence, not of the whole reply
}

type step struct {
	exact    map[string]bool
	open     []string // stems of words with a trailing *: "begins with"
	slips    []stem   // what may also be written with one slip of the finger
	gap      int      // instead of words: up to so many others between
	optional bool
	none     bool // a word that is none of these, or the beginning or end of the reply
	real     map[string]bool
	id       int // in the vocabulary; 0 for a step that is in none
}

type stem struct {
	word string
	open bool
}

// newStep sorts the alternatives by how they are compared.
func newStep(words []string, tolerant bool, real map[string]bool) step {
	st := step{exact: map[string]bool{}, real: real}
	for _, w := range words {
		word, open := strings.CutSuffix(w, "*")
		st.exact[word] = true
		if open {
			st.open = append(st.open, word)
		}
		if tolerant && len(word) >= slippable {
			st.slips = append(st.slips, stem{word, open})
		}
	}
	return st
}

// token is one word of a reply as the rules compare it, and where it stands.
type token struct {
	word       string
	start, end int
	closes     bool     // a sentence ends behind it
	also       []string // what it is another spelling of
	marks      marks    // the steps that it fits; nil before a vocabulary has read it
}

type span struct{ start, end int }

// lists are words by the name that patterns call them by: "=med".
type lists map[string][]string

func parsePattern(s string, tolerant bool, named lists) (pattern, error) {
	p := pattern{sentence: tolerant}
	fields := strings.Fields(s)
	real := named.set("real")
	for i, f := range fields {
		switch {
		case f == "^" && i == 0:
			p.first = true
		case f == "$" && i == len(fields)-1:
			p.last = true
		case f == ".":
			p.steps = append(p.steps, step{gap: 1})
		case f == "..":
			p.steps = append(p.steps, step{gap: 4})
		default:
			optional, none := len(f) > 1 && f[0] == '?', f[0] == '!'
			if optional || none {
				f = f[1:]
			}
			words, err := named.words(strings.Split(f, "|"))
			if err != nil {
				return p, err
			}
			st := newStep(words, tolerant && !none, real)
			st.optional, st.none = optional, none
			p.steps = append(p.steps, st)
		}
	}
	if len(p.steps) == 0 || p.steps[0].gap > 0 || p.steps[len(p.steps)-1].gap > 0 {
		return p, fmt.Errorf("a pattern begins and ends with a word")
	}
	return p, nil
}

// spelling is before the name of a list of other spellings: each of its words is
// read as the word of the name too.
const spelling = "~"

// spelt gives what each other spelling stands for.
func (l lists) spelt() map[string][]string {
	out := map[string][]string{}
	for name, words := range l {
		if plain, ok := strings.CutPrefix(name, spelling); ok {
			for _, w := range words {
				out[w] = append(out[w], plain)
			}
		}
	}
	return out
}

func (l lists) set(name string) map[string]bool {
	out := map[string]bool{}
	for _, w := range l[name] {
		out[w] = true
	}
	return out
}

// words checks the alternatives of one step and puts the words of a list in the
// place of its name.
func (l lists) words(alternatives []string) ([]string, error) {
	var out []string
	for _, w := range alternatives {
		name, listed := strings.CutPrefix(w, "=")
		switch {
		case listed && l[name] == nil:
			return nil, fmt.Errorf("there is no list of words called %q", name)
		case listed:
			out = append(out, l[name]...)
		case !wellWritten(w):
			return nil, fmt.Errorf("the word %q is not written as the head of the table says", w)
		default:
			out = append(out, w)
		}
	}
	return out, nil
}

// wellWritten: a word as tokens gives them, perhaps with a * at its end.
func wellWritten(w string) bool {
	return w != "" && w != "*" && w == strings.ToLower(w) && !strings.ContainsAny(strings.TrimSuffix(w, "*"), "*'’=^$!")
}

// possible reports whether every word that the pattern cannot do without is
// somewhere in a reply whose words have these marks together.
func (p pattern) possible(all marks) bool {
	for i := range p.steps {
		if st := &p.steps[i]; st.gap == 0 && st.id > 0 && !st.optional && !st.none && !all.has(st.id) {
			return false
		}
	}
	return true
}

// find gives the first place where the pattern matches.
func (p pattern) find(words []token) (span, bool) {
	for i := range words {
		if p.first && i > 0 && !(p.sentence && words[i-1].closes) {
			continue
		}
		if end, ok := p.match(p.steps, words, i); ok {
			return span{words[i].start, words[end-1].end}, true
		}
	}
	return span{}, false
}

// match reports the place after the last word matched.
func (p pattern) match(steps []step, words []token, at int) (int, bool) {
	if len(steps) == 0 {
		return at, at > 0 && (!p.last || at == len(words) || p.sentence && words[at-1].closes)
	}
	st := &steps[0]
	if st.gap > 0 {
		for skip := 0; skip <= st.gap && at+skip <= len(words); skip++ {
			if end, ok := p.match(steps[1:], words, at+skip); ok {
				return end, true
			}
		}
		return 0, false
	}
	if st.none && (at == 0 || at == len(words) || p.sentence && words[at-1].closes) {
		if end, ok := p.match(steps[1:], words, at); ok {
			return end, true
		}
	}
	if at < len(words) && st.takes(words[at]) != st.none {
		if end, ok := p.match(steps[1:], words, at+1); ok {
			return end, true
		}
	}
	if st.optional {
		return p.match(steps[1:], words, at)
	}
	return 0, false
}

func (st *step) takes(t token) bool {
	if t.marks != nil && st.id > 0 {
		return t.marks.has(st.id)
	}
	return st.fits(t.word) || slices.ContainsFunc(t.also, st.fits)
}

func (st *step) fits(word string) bool {
	if st.exact[word] || slices.ContainsFunc(st.open, func(stem string) bool { return strings.HasPrefix(word, stem) }) {
		return true
	}
	return len(word) >= slippable-1 && !st.real[word] && slices.ContainsFunc(st.slips, func(s stem) bool { return s.slipped(word) })
}
