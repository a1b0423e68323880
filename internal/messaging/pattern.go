package messaging

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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
	none     bool // a word that is none of these, or the beginning of the reply
	real     map[string]bool
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
		if tolerant && len(word) >= longEnough {
			st.slips = append(st.slips, stem{word, open})
		}
	}
	return st
}

// token is one word of a reply as the rules compare it, and where it stands.
type token struct {
	word       string
	start, end int
	closes     bool // a sentence ends behind it
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
	st := steps[0]
	if st.gap > 0 {
		for skip := 0; skip <= st.gap && at+skip <= len(words); skip++ {
			if end, ok := p.match(steps[1:], words, at+skip); ok {
				return end, true
			}
		}
		return 0, false
	}
	if st.none && at == 0 {
		if end, ok := p.match(steps[1:], words, at); ok {
			return end, true
		}
	}
	if at < len(words) && st.fits(words[at].word) != st.none {
		if end, ok := p.match(steps[1:], words, at+1); ok {
			return end, true
		}
	}
	if st.optional {
		return p.match(steps[1:], words, at)
	}
	return 0, false
}

// longEnough is where one slip can be forgiven without making another word.
const longEnough = 6

func (st step) fits(word string) bool {
	if st.exact[word] || slices.ContainsFunc(st.open, func(stem string) bool { return strings.HasPrefix(word, stem) }) {
		return true
	}
	return len(word) >= longEnough-1 && !st.real[word] && slices.ContainsFunc(st.slips, func(s stem) bool { return s.slipped(word) })
}

func (s stem) slipped(word string) bool {
	n := len(s.word)
	return oneSlip(s.word, word) || s.open && len(word) > n && (oneSlip(s.word, word[:n]) || oneSlip(s.word, word[:n+1]))
}

// oneSlip reports whether b is a with one letter missing, added, wrong, or
// changed places with its neighbour. It compares bytes: the words of the
// table that it is used for are ASCII.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) {
		return true
	}
	if a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// tokens parts a reply into words: lower case, without apostrophes, a letter
// typed three times or more as one; a question mark and a picture are words of
// their own. start and end point into the reply as it came.
func tokens(text string) []token {
	var out []token
	var word []rune
	start := -1
	flush := func(end int) {
		if len(word) > 0 {
			out = append(out, token{word: squeeze(word), start: start, end: end})
		}
		word, start = nil, -1
	}
	for i, r := range text {
		r = narrow(r)
		switch {
		case '\ufe00' <= r && r <= '\ufe0f': // how the picture before it looks
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r):
			if start < 0 {
				start = i
			}
			word = append(word, unicode.ToLower(r))
		case isApostrophe(r): // "can't" is "cant"
		case r == '?' || unicode.Is(unicode.So, r):
			flush(i)
			out = append(out, token{word: string(r), start: i, end: i + width(text[i:])})
		default:
			flush(i)
		}
	}
	flush(len(text))
	out = joined(out)
	for i := range out[:max(0, len(out)-1)] {
		r, _ := utf8.DecodeRuneInString(out[i+1].word)
		out[i].closes = strings.ContainsAny(text[out[i].end:out[i+1].start], ".!;:\n\r") || r == '?' || unicode.Is(unicode.So, r)
	}
	return out
}

// narrow gives the plain letter of one that some keyboards write wide.
func narrow(r rune) rune {
	if '！' <= r && r <= '～' {
		return r - '！' + '!'
	}
	return r
}

func width(text string) int {
	_, n := utf8.DecodeRuneInString(text)
	return n
}

// withoutPictures leaves words and question marks.
func withoutPictures(words []token) []token {
	return slices.DeleteFunc(slices.Clone(words), func(t token) bool {
		r, _ := utf8.DecodeRuneInString(t.word)
		return unicode.Is(unicode.So, r)
	})
}

// halves are beginnings of words that "t" ends where the apostrophe became a
// space: "can t", "don t".
var halves = map[string]bool{"can": true, "don": true, "won": true, "isn": true, "didn": true, "doesn": true, "haven": true, "hasn": true,
	"wasn": true, "couldn": true, "wouldn": true, "aren": true, "ain": true, "hadn": true}

// joined puts together what was written apart: "can not", "don t", and letters
// with spaces between, as some write words that a filter might stop.
func joined(words []token) []token {
	var out []token
	for i := 0; i < len(words); i++ {
		w := words[i]
		if n := spelled(words[i:]); n >= fewestLetters {
			for _, letter := range words[i+1 : i+n] {
				w.word, w.end = w.word+letter.word, letter.end
			}
			i += n - 1
		} else if i+1 < len(words) && (halves[w.word] && words[i+1].word == "t" || w.word == "can" && words[i+1].word == "not") {
			i++
			w.word, w.end = w.word+words[i].word, words[i].end
		}
		out = append(out, w)
	}
	return out
}

const fewestLetters = 4

// spelled counts how many words from the first are single letters.
func spelled(words []token) int {
	for i, w := range words {
		if len(w.word) != 1 || w.word[0] < 'a' || w.word[0] > 'z' {
			return i
		}
	}
	return len(words)
}

func isApostrophe(r rune) bool { return r == '\'' || lookAlikes[r] == "'" }

func squeeze(word []rune) string {
	var b strings.Builder
	for i := 0; i < len(word); {
		j := i
		for j < len(word) && word[j] == word[i] {
			j++
		}
		n := j - i
		if n > 2 && unicode.IsLetter(word[i]) {
			n = 1
		}
		for range n {
			b.WriteRune(word[i])
		}
		i = j
	}
	return b.String()
}
