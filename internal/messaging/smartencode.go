package messaging

import (
	_ "embed"
	"encoding/csv"
	"strconv"
	"strings"
)

//go:embed smartencoding.csv
var smartTable string

var lookAlikes = readLookAlikes(smartTable)

func readLookAlikes(table string) map[rune]string {
	r := csv.NewReader(strings.NewReader(table))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		panic(err) // the table is embedded and a test reads it
	}
	m := make(map[rune]string, len(rows))
	for _, row := range rows[1:] {
		var to strings.Builder
		for _, code := range strings.Fields(row[1]) {
			to.WriteRune(codePoint(code))
		}
		m[codePoint(row[0])] = to.String()
	}
	return m
}

func codePoint(hex string) rune {
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		panic(err)
	}
	return rune(n)
}

// Substitution is one kind of character that SmartEncode replaced.
type Substitution struct {
	From  string
	To    string // empty when the character is left out
	Count int
}

// SmartEncode replaces characters that look like ones of GSM-7 (curly quotes,
// dashes, unusual spaces) as Twilio's Smart Encoding does, so that one curly
// apostrophe does not double the price. It leaves letters of other languages
// alone. The substitutions are listed in the order of their first appearance,
// for a person to see what will arrive.
func SmartEncode(text string) (string, []Substitution) {
	var b strings.Builder
	var subs []Substitution
	seen := map[rune]int{}
	for _, r := range text {
		to, ok := lookAlikes[r]
		if !ok {
			b.WriteRune(r)
			continue
		}
		b.WriteString(to)
		i, known := seen[r]
		if !known {
			i = len(subs)
			seen[r] = i
			subs = append(subs, Substitution{From: string(r), To: to})
		}
		subs[i].Count++
	}
	return b.String(), subs
}
