package messaging

import "strings"

// longEnough is where one slip can be forgiven without making another word; of
// words from slippable up to it only slips that seldom make one.
const longEnough, slippable = 6, 5

func (s stem) slipped(word string) bool {
	n, slip := len(s.word), oneSlip
	if n < longEnough {
		slip = smallSlip
	}
	return slip(s.word, word) || s.open && len(word) > n && (slip(s.word, word[:n]) || slip(s.word, word[:n+1]))
}

// smallSlip reports whether b is a with a vowel left out before its end, a letter doubled, or
// two neighbours in each other's place, behind the same first letter.
func smallSlip(a, b string) bool {
	if a == "" || b == "" || a[0] != b[0] || !oneSlip(a, b) {
		return false
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	switch {
	case len(b) < len(a):
		return i+1 < len(a) && strings.IndexByte("aeiou", a[i]) >= 0
	case len(b) > len(a):
		return b[i] == b[i-1]
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i]
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
