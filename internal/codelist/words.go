package codelist

import "strings"

// Normalise brings the words of a clinical term to one form, so that the same
// term from different systems compares equal: lower case, no semantic tag
// "(disorder)", no "[X]" of ICD cross-maps, no punctuation, British and
// American spellings alike. It never drops a word of meaning: "Family history
// of cancer" stays as far from "Cancer" as it was.
func Normalise(term string) string {
	s := strings.ToLower(strings.TrimSpace(term))
	for strings.HasPrefix(s, "[x]") || strings.HasPrefix(s, "[m]") {
		s = strings.TrimSpace(s[3:])
	}
	if strings.HasSuffix(s, ")") {
		if i := strings.LastIndexByte(s, '('); i > 0 && semanticTags[s[i+1:len(s)-1]] {
			s = s[:i]
		}
	}
	s = spellings.Replace(s)
	b := make([]byte, 0, len(s))
	gap := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80
		switch {
		case letter && gap && len(b) > 0:
			b = append(b, ' ', c)
			gap = false
		case letter:
			b = append(b, c)
			gap = false
		case c == '\'': // "Hodgkin's" and "Hodgkins" are one word
		default:
			gap = true
		}
	}
	return strings.TrimSuffix(string(b), " nos") // "not otherwise specified" adds nothing
}

var semanticTags = map[string]bool{
	"disorder": true, "finding": true, "morphologic abnormality": true, "procedure": true, "situation": true,
	"observable entity": true, "regime/therapy": true, "event": true, "person": true,
}

// spellings are American and older forms beside the British ones; the short
// form wins, whichever a system writes.
var spellings = strings.NewReplacer(
	"’", "'", "‘", "'",
	"tumour", "tumor", "aemia", "emia", "haem", "hem", "oedema", "edema", "oesoph", "esoph",
	"diarrhoea", "diarrhea", "paed", "ped", "gynaec", "gynec", "coeliac", "celiac", "leucem", "leukem",
	"post-herpetic", "postherpetic", "post herpetic", "postherpetic",
)

// ConceptID reads a SNOMED CT concept identifier: 6 to 18 digits, a concept
// partition (00 or 10), and the right Verhoeff check digit (SNOMED CT Release
// File Specification, "SCTID"). A number that a spreadsheet has rounded fails
// the check digit, so it is never taken for another concept.
func ConceptID(s string) (uint64, bool) {
	n := len(s)
	if n < 6 || n > 18 || s[0] == '0' {
		return 0, false
	}
	var id uint64
	c := 0
	for i := n - 1; i >= 0; i-- {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		c = int(verhoeffD[c][verhoeffP[(n-1-i)%8][d]])
	}
	if c != 0 || s[n-2] != '0' || s[n-3] > '1' {
		return 0, false
	}
	for i := 0; i < n; i++ {
		id = id*10 + uint64(s[i]-'0')
	}
	return id, true
}

// The dihedral group of order 10 and the permutations of Verhoeff's scheme.
var (
	verhoeffD = [10][10]byte{
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 0, 6, 7, 8, 9, 5}, {2, 3, 4, 0, 1, 7, 8, 9, 5, 6}, {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
		{4, 0, 1, 2, 3, 9, 5, 6, 7, 8}, {5, 9, 8, 7, 6, 0, 4, 3, 2, 1}, {6, 5, 9, 8, 7, 1, 0, 4, 3, 2}, {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
		{8, 7, 6, 5, 9, 3, 2, 1, 0, 4}, {9, 8, 7, 6, 5, 4, 3, 2, 1, 0},
	}
	verhoeffP = [8][10]byte{
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 5, 7, 6, 2, 8, 3, 0, 9, 4}, {5, 8, 0, 3, 7, 9, 6, 1, 4, 2}, {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
		{9, 4, 5, 3, 1, 2, 6, 8, 7, 0}, {4, 2, 8, 6, 5, 7, 3, 9, 0, 1}, {2, 7, 9, 3, 8, 0, 6, 4, 1, 5}, {7, 0, 4, 6, 9, 1, 3, 2, 5, 8},
	}
)
