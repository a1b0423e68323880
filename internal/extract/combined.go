package extract

import (
	"bytes"
	"strings"
)

// splitCombined takes apart the cell "Name, Dosage and Quantity" of an EMIS
// list report: "Tramadol 50mg capsules, One Or Two To Be Taken Four Times A
// Day, 100 capsule". Doses hold commas, and so do some names, so the name ends
// at the first comma outside brackets after which no form of a medicine is
// still to come; the quantity is the last part, when it begins with a number.
func splitCombined(b []byte) (name, dose, amount []byte) {
	b = bytes.TrimSpace(b)
	end := nameEnd(b)
	name = bytes.TrimSpace(b[:end])
	if end == len(b) {
		return name, nil, nil
	}
	rest := bytes.TrimSpace(b[end+1:])
	if i := bytes.LastIndex(rest, []byte(", ")); i >= 0 {
		if isAmount(rest[i+2:]) {
			return name, bytes.TrimSpace(rest[:i]), bytes.TrimSpace(rest[i+2:])
		}
	} else if isAmount(rest) {
		return name, nil, rest
	}
	return name, rest, nil
}

// forms end a name: while the first part has none and the second has one, the
// comma between them belongs to the name.
var forms = [][]byte{
	[]byte("tablet"), []byte("capsule"), []byte("solution"), []byte("suspension"), []byte("patch"), []byte("injection"), []byte("cream"), []byte("ointment"), []byte("inhaler"),
	[]byte("drops"), []byte("sachet"), []byte("linctus"), []byte("lozenge"), []byte("spray"), []byte("gel"), []byte("powder"), []byte("granules"), []byte("suppositor"), []byte("liquid"), []byte("vaccine"),
}

func nameEnd(b []byte) int {
	first := commaOutsideBrackets(b, 0)
	if first == len(b) || hasForm(b[:first]) {
		return first
	}
	second := commaOutsideBrackets(b, first+1)
	// A dose speaks of tablets too ("Take one tablet"), but a name's second part
	// does not begin with the words of a dose.
	if part := bytes.TrimSpace(b[first+1 : second]); second < len(b) && hasForm(part) && !beginsDose(part) {
		return second
	}
	return first
}

func commaOutsideBrackets(b []byte, from int) int {
	depth := 0
	for i := from; i < len(b); i++ {
		switch b[i] {
		case '(':
			depth++
		case ')':
			depth = max(0, depth-1)
		case ',':
			if depth == 0 && i+1 < len(b) && b[i+1] == ' ' {
				return i
			}
		}
	}
	if depth > 0 { // a bracket that is never closed hides no commas
		if i := bytes.Index(b[from:], []byte(", ")); i >= 0 {
			return from + i
		}
	}
	return len(b)
}

func hasForm(b []byte) bool {
	l := bytes.ToLower(b)
	for _, f := range forms {
		if bytes.Contains(l, f) {
			return true
		}
	}
	return false
}

var doseWords = []string{"take", "one", "two", "three", "half", "apply", "use", "as ", "when", "inhale", "insert", "dissolve", "chew", "suck", "put", "give", "change", "every", "up to", "to be"}

func beginsDose(b []byte) bool {
	l := strings.ToLower(string(b))
	if l[0] >= '0' && l[0] <= '9' {
		return true
	}
	for _, w := range doseWords {
		if strings.HasPrefix(l, w) {
			return true
		}
	}
	return false
}

// isAmount: "100 capsule", "1 x 28 tablet", "300 ml", "2.5", and no sentence.
func isAmount(b []byte) bool {
	b = bytes.TrimSpace(b)
	if len(b) == 0 || len(b) > 60 || b[0] < '0' || b[0] > '9' {
		return false
	}
	words := bytes.Fields(bytes.TrimLeft(b, "0123456789.,"))
	if len(words) > 6 {
		return false
	}
	for _, w := range words {
		switch string(bytes.ToLower(w)) {
		case "a", "at", "daily", "day", "in", "max", "per", "hours", "hour", "hrs", "times", "night", "when", "prn", "to", "every", "every day", "weekly", "od", "bd", "tds", "qds":
			return false
		}
	}
	return true
}

// amountOf reads "100 capsule" as 100 and its unit; a unit of its own column
// wins.
func amountOf(s, unit string) (float64, string) {
	s = strings.TrimSpace(s)
	i := 0
	for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == '.' || s[i] == ',') {
		i++
	}
	v := quantity(s[:i])
	if unit == "" {
		unit = strings.TrimSpace(s[i:])
	}
	if rest, ok := strings.CutPrefix(unit, "x "); ok { // "2 x 28 tablet"
		more, u := amountOf(rest, "")
		return v * more, u
	}
	return v, unit
}
