package medicine

import (
	"strconv"
	"unicode/utf8"
)

// longest is how much of a text is read; longer ones are cut. Real names are
// under 200 bytes, and a "name" of a megabyte must cost no more than one of these.
const longest = 2000

// gap is what stands between a word and the one before it.
type gap uint8

const (
	gapSpace gap = 1 << iota
	gapSlash
	gapPlus
	gapDash
	gapOpen  // an opening bracket
	gapClose // a closing bracket
	gapStop  // comma, semicolon, full stop, colon
)

// word is a run of letters or one number of a text.
type word struct {
	from, to uint16 // in plain.buf
	start    uint16 // its first three letters, as startOf has them
	gap      gap
	number   bool
	value    float64
}

// plain is a text made plain: lower case, folded to ASCII, cut into words.
type plain struct {
	buf   []byte
	words []word
}

func (t *plain) text(i int) []byte {
	w := &t.words[i]
	return t.buf[w.from:w.to]
}

func (t *plain) is(i int, s string) bool {
	return i >= 0 && i < len(t.words) && string(t.text(i)) == s
}

func (t *plain) reset() { t.buf, t.words = t.buf[:0], t.words[:0] }

const (
	classOther = iota
	classLetter
	classDigit
)

// These are tables because scan is the cost of reading a name that was never
// seen before.
var byteClass, lowered, byteGap = scanTables()

func scanTables() (class [256]uint8, lower [256]byte, gaps [256]gap) {
	for c := 0; c < 256; c++ {
		lower[c], gaps[c] = byte(c), gapSpace
	}
	for c := 'a'; c <= 'z'; c++ {
		class[c], class[c-32] = classLetter, classLetter
		lower[c-32] = byte(c)
	}
	for c := '0'; c <= '9'; c++ {
		class[c] = classDigit
	}
	for c, g := range map[byte]gap{'/': gapSlash, '\\': gapSlash, '+': gapPlus, '&': gapPlus, '-': gapDash, '(': gapOpen, '[': gapOpen,
		')': gapClose, ']': gapClose, ',': gapStop, ';': gapStop, '.': gapStop, ':': gapStop} {
		gaps[c] = g
	}
	return class, lower, gaps
}

// scan cuts s into t.words. Letters and digits never share a word, so "300mg",
// "300 mg" and "300MG" are the same two words.
func (t *plain) scan(s string) {
	t.reset()
	if len(s) > longest {
		s = s[:longest]
	}
	var g gap
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case byteClass[c] == classLetter:
			i = t.letters(s, i, g)
			g = 0
		case byteClass[c] == classDigit, c == '.' && i+1 < len(s) && byteClass[s[i+1]] == classDigit && (i == 0 || byteClass[s[i-1]] == classOther):
			i = t.digits(s, i, g)
			g = 0
		case c == '%':
			t.words = append(t.words, word{from: uint16(len(t.buf)), to: uint16(len(t.buf) + 1), gap: g})
			t.buf = append(t.buf, '%')
			i, g = i+1, 0
		case c < utf8.RuneSelf:
			g |= byteGap[c]
			i++
		default:
			r, size := foldRune(s[i:])
			switch {
			case r >= 'a' && r <= 'z':
				i = t.letters(s, i, g)
				g = 0
			case r == '½' || r == '¼' || r == '¾':
				i = t.fraction(r, i, size, g)
				g = 0
			case r == 0: // to be dropped without parting words
				i += size
			default:
				g |= byteGap[byte(r)]
				i += size
			}
		}
	}
}

// scanParted scans s again with words that were run together taken apart, as
// hospital systems write them: "TramadolCapsuleOral". It reports whether any were.
func (t *plain) scanParted(s string) bool {
	var parted []byte
	from := 0
	for i := 1; i < len(s) && i < longest; i++ {
		if s[i] >= 'A' && s[i] <= 'Z' && s[i-1] >= 'a' && s[i-1] <= 'z' {
			parted = append(append(parted, s[from:i]...), ' ')
			from = i
		}
	}
	if from == 0 {
		return false
	}
	t.scan(string(append(parted, s[from:]...)))
	return true
}

func (t *plain) letters(s string, i int, g gap) int {
	w := word{from: uint16(len(t.buf)), gap: g}
	for i < len(s) {
		c := s[i]
		if byteClass[c] == classLetter {
			t.buf = append(t.buf, c|0x20) // lower case
			i++
			continue
		}
		if c == '\'' && i+1 < len(s) && byteClass[s[i+1]] == classLetter { // Gee's, Browne's
			i++
			continue
		}
		if c < utf8.RuneSelf {
			break
		}
		r, size := foldRune(s[i:])
		if r >= 'a' && r <= 'z' {
			t.buf = append(t.buf, byte(r))
		} else if r != 0 {
			break
		}
		i += size
	}
	w.to = uint16(len(t.buf))
	w.start = startOf(t.buf[w.from:w.to])
	t.words = append(t.words, w)
	return i
}

func (t *plain) digits(s string, i int, g gap) int {
	w := word{from: uint16(len(t.buf)), gap: g, number: true}
	dot := false
	for i < len(s) {
		c := s[i]
		next := i+1 < len(s) && byteClass[s[i+1]] == classDigit
		switch {
		case byteClass[c] == classDigit:
			t.buf = append(t.buf, c)
		case c == '.' && next && !dot:
			t.buf = append(t.buf, c)
			dot = true
		case c == ',' && next && !dot && thousands(s, i):
		default:
			goto end
		}
		i++
	}
end:
	w.to = uint16(len(t.buf))
	w.value = number(t.buf[w.from:w.to])
	t.words = append(t.words, w)
	return i
}

// thousands reports whether the comma at i parts thousands: "1,000" but not
// "1,2" and not "10,2000".
func thousands(s string, i int) bool {
	for k := i + 1; k <= i+3; k++ {
		if k >= len(s) || byteClass[s[k]] != classDigit {
			return false
		}
	}
	return i+4 >= len(s) || byteClass[s[i+4]] != classDigit
}

func (t *plain) fraction(r rune, i, size int, g gap) int {
	v := map[rune]float64{'½': 0.5, '¼': 0.25, '¾': 0.75}[r]
	if n := len(t.words); n > 0 && g == 0 && t.words[n-1].number { // 1½
		t.words[n-1].value += v
		return i + size
	}
	from := uint16(len(t.buf))
	t.buf = strconv.AppendFloat(t.buf, v, 'f', -1, 64)
	t.words = append(t.words, word{from: from, to: uint16(len(t.buf)), gap: g, number: true, value: v})
	return i + size
}

// number reads plain decimal digits without allocating; beyond 15 digits it
// is not a dose or a strength, and 0 says so.
func number(b []byte) float64 {
	if len(b) > 15 {
		return 0
	}
	var whole, scale float64 = 0, 1
	dot := false
	for _, c := range b {
		if c == '.' {
			dot = true
			continue
		}
		whole = whole*10 + float64(c-'0')
		if dot {
			scale *= 10
		}
	}
	return whole / scale
}

// foldRune reads the first rune of s as the plain letter it stands for, as one
// of the fractions, as a sign, as ' ' for anything else, or as 0 to be dropped.
// Bytes that are not UTF-8 are taken for Windows-1252, as old exports are.
func foldRune(s string) (rune, int) {
	r, size := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && size <= 1 {
		r = rune(s[0])
	}
	switch {
	case r == 'µ' || r == 'μ' || r == 'Μ':
		return 'u', size
	case r == 'Â': // "Âµg": UTF-8 once read as Windows-1252
		return 0, size
	case r == '½' || r == '¼' || r == '¾':
		return r, size
	case r == 0xAD || r == 0x200B || r == 0xFEFF || r == '’' || r == '‘' || r == '®' || r == '™':
		return 0, size
	case r == '–' || r == '—' || r == '−' || r == '‐' || r == '‑':
		return '-', size
	case r == '⁄' || r == '∕':
		return '/', size
	case r == '×':
		return 'x', size
	}
	for _, f := range folds {
		for _, from := range f.from {
			if r == from {
				return f.to, size
			}
		}
	}
	if r >= '\uFF01' && r <= '\uFF5E' { // full-width forms
		return rune(lowered[byte(r-0xFEE0)]), size
	}
	return ' ', size
}

var folds = []struct {
	to   rune
	from string
}{{'a', "àáâãäåÀÁÃÄÅ"}, {'e', "èéêëÈÉÊË"}, {'i', "ìíîïÌÍÎÏ"}, {'o', "òóôõöøÒÓÔÕÖØ"}, {'u', "ùúûüÙÚÛÜ"}, {'c', "çÇ"}, {'n', "ñÑ"}, {'s', "šŠ"}, {'z', "žŽ"}}
