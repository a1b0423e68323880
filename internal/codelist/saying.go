package codelist

import (
	"encoding/csv"
	"strings"
)

// A published list writes each concept in one way; a record writes it in many:
// "Malig neop of thyroid gland NOS", "Cancer of larynx". Where an entry has
// words only and no list has these very words, plain rules are asked
// (lists/words.csv): words that say the diagnosis, unless others take it back
// ("family history", "screening", "suspected", a fast-track referral). The
// rules belong to our own lists: a list that a practice puts in has none.

// wordsVersion is the version of lists/words.csv; it is part of the version of
// each list that has rules.
const wordsVersion = "words-2026-11-28.2"

// saying is one rule: some word of every group, and none of unless.
type saying struct {
	groups [][]string // "malig*" begins so, "*sarcoma" ends so
	unless [][]string // one word, or several in a row
	says   string
}

// holds reports whether the words say what the rule is about.
func (r *saying) holds(words []string) bool {
	for _, g := range r.groups {
		if !anyOf(words, g) {
			return false
		}
	}
	for _, u := range r.unless {
		if inRow(words, u) {
			return false
		}
	}
	return true
}

func anyOf(words, group []string) bool {
	for _, w := range words {
		for _, g := range group {
			if like(w, g) {
				return true
			}
		}
	}
	return false
}

func like(word, pattern string) bool {
	if stem, cut := strings.CutSuffix(pattern, "*"); cut {
		return strings.HasPrefix(word, stem)
	}
	if end, cut := strings.CutPrefix(pattern, "*"); cut {
		return strings.HasSuffix(word, end)
	}
	return word == pattern
}

// inRow finds words that follow one another; "^no" must begin the term.
func inRow(words, row []string) bool {
	if first, begins := strings.CutPrefix(row[0], "^"); begins {
		return len(words) > 0 && words[0] == first
	}
	for i := 0; i+len(row) <= len(words); i++ {
		same := true
		for k := range row {
			same = same && words[i+k] == row[k]
		}
		if same {
			return true
		}
	}
	return false
}

// readSayings gives the rules by list.
func readSayings(text string) (map[string][]saying, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	rules := map[string][]saying{}
	var always [][]string
	for _, r := range rows[1:] {
		unless := wordRows(r[2])
		if r[0] == "*" {
			always = unless
			continue
		}
		rule := saying{unless: append(unless, always...), says: r[3]}
		for _, g := range strings.Fields(r[1]) {
			rule.groups = append(rule.groups, strings.Split(g, "|"))
		}
		if r[0] == EpilepsyResolved { // here the word that takes back is the point
			rule.unless = nil
		}
		rules[r[0]] = append(rules[r[0]], rule)
	}
	return rules, nil
}

func wordRows(s string) [][]string {
	var rows [][]string
	for _, w := range strings.Fields(s) {
		rows = append(rows, strings.Split(w, "+"))
	}
	return rows
}

// sayingIndex finds the rules that a term could meet, by the beginnings and
// ends of its words: nearly all terms meet none, and are done with in a look.
type sayingIndex struct {
	begins, ends map[string]bool // four letters, or a shorter word whole
}

const letters = 4

func indexSayings(lists []*List) *sayingIndex {
	x := &sayingIndex{map[string]bool{}, map[string]bool{}}
	for _, l := range lists {
		for _, r := range l.sayings {
			for _, g := range r.groups[0] { // a rule needs a word of its first group
				if end, cut := strings.CutPrefix(g, "*"); cut {
					x.ends[end[max(0, len(end)-letters):]] = true
					continue
				}
				stem := strings.TrimSuffix(g, "*")
				x.begins[stem[:min(letters, len(stem))]] = true
			}
		}
	}
	return x
}

func (x *sayingIndex) could(words []string) bool {
	for _, w := range words {
		if x.begins[w[:min(letters, len(w))]] || x.ends[w[max(0, len(w)-letters):]] {
			return true
		}
	}
	return false
}

// said adds the lists whose rules the words meet, but for those that hit already.
func (x *index) said(lists []*List, term, normal string, have []Hit) []Hit {
	words := strings.Fields(normal)
	if !x.sayings.could(words) || strings.Contains(term, "?") {
		return have
	}
	for _, l := range lists {
		if known(have, l.Name) {
			continue
		}
		for i := range l.sayings {
			if l.sayings[i].holds(words) {
				have = append(have, Hit{List: l.Name, Version: l.Version, Match: ByWords, Term: l.sayings[i].says})
				break
			}
		}
	}
	return have
}

func known(hits []Hit, list string) bool {
	for _, h := range hits {
		if h.List == list {
			return true
		}
	}
	return false
}
