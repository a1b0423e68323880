package messaging

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

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
