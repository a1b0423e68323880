package messaging

import (
	"fmt"
	"strings"
	"unicode"
)

// pattern is the left side of a rule: steps over the words of a reply. The
// head of replyrules.csv says how one is written.
type pattern struct {
	steps       []step
	first, last bool // ^ and $
}

type step struct {
	words    []string // alternatives; a trailing * means "begins with"
	gap      int      // instead of words: up to so many others between
	optional bool
	tolerant bool // also words with one slip of the finger
}

// token is one word of a reply as the rules compare it, and where it stands.
type token struct {
	word       string
	start, end int
}

type span struct{ start, end int }

func parsePattern(s string, tolerant bool) (pattern, error) {
	var p pattern
	fields := strings.Fields(s)
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
			optional := len(f) > 1 && f[0] == '?'
			if optional {
				f = f[1:]
			}
			st := step{words: strings.Split(f, "|"), optional: optional, tolerant: tolerant}
			for _, w := range st.words {
				if w == "" || w != strings.ToLower(w) || strings.ContainsAny(strings.TrimSuffix(w, "*"), "*'’") {
					return p, fmt.Errorf("a word of the pattern is not written as the head of the table says")
				}
			}
			p.steps = append(p.steps, st)
		}
	}
	if len(p.steps) == 0 || p.steps[0].gap > 0 || p.steps[len(p.steps)-1].gap > 0 {
		return p, fmt.Errorf("a pattern begins and ends with a word")
	}
	return p, nil
}

// find gives the first place where the pattern matches.
func (p pattern) find(words []token) (span, bool) {
	for i := range words {
		if p.first && i > 0 {
			break
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
		return at, at > 0 && (!p.last || at == len(words))
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
	if at < len(words) && st.fits(words[at].word) {
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
	for _, w := range st.words {
		stem, open := strings.CutSuffix(w, "*")
		if word == stem || open && strings.HasPrefix(word, stem) {
			return true
		}
		if st.tolerant && len(stem) >= longEnough {
			if oneSlip(stem, word) || open && len(word) > len(stem) && (oneSlip(stem, word[:len(stem)]) || oneSlip(stem, word[:len(stem)+1])) {
				return true
			}
		}
	}
	return false
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
			out = append(out, token{squeeze(word), start, end})
		}
		word, start = nil, -1
	}
	for i, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r):
			if start < 0 {
				start = i
			}
			word = append(word, unicode.ToLower(r))
		case isApostrophe(r): // "can't" is "cant"
		case r == '?' || unicode.Is(unicode.So, r):
			flush(i)
			out = append(out, token{string(r), i, i + len(string(r))})
		default:
			flush(i)
		}
	}
	flush(len(text))
	return out
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
