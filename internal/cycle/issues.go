package cycle

import (
	"fmt"

	"stepdown/internal/cohort"
)

// Issues is how often a line was issued in the twelve months before an extract.
type Issues struct {
	N       int
	Known   bool   // N is the number; else all that is known stands in Words
	AtLeast bool   // the extracts do not reach back twelve months
	Words   string // "12", "at least 5", "not known: 40 in all since 3 May 2021"
}

// IssuesInAYear counts the issues of a line in the twelve months before the
// newest extract. An export gives the number of issues since a line was
// started, so the number in the extract of a year ago is taken off. Where no
// extract is that old it says what it does know: it never estimates.
func IssuesInAYear(m cohort.Medication, history []Snapshot) Issues {
	if m.Issues <= 0 || len(history) == 0 {
		return Issues{Words: "not known"}
	}
	from := history[len(history)-1].AsAt.AddMonths(-12)
	if m.Started.Known() && m.Started >= from {
		return Issues{N: m.Issues, Known: true, Words: fmt.Sprint(m.Issues)}
	}
	then, old := issuesBy(m, history, func(s Snapshot) bool { return s.AsAt <= from }, true)
	if old {
		if n := m.Issues - then; n >= 0 {
			return Issues{N: n, Known: true, Words: fmt.Sprint(n)}
		}
		return Issues{N: m.Issues, AtLeast: true, Words: fmt.Sprintf("at least %d", m.Issues)} // counted anew by the clinical system
	}
	then, some := issuesBy(m, history[:len(history)-1], func(s Snapshot) bool { return s.AsAt > from }, false)
	if n := m.Issues - then; some && n > 0 {
		return Issues{N: n, AtLeast: true, Words: fmt.Sprintf("at least %d", n)}
	}
	words := fmt.Sprintf("not known: %d in all", m.Issues)
	if m.Started.Known() {
		words += " since " + m.Started.String()
	}
	return Issues{Words: words}
}

// issuesBy finds the same line in the snapshots that fit: the newest of them,
// or the oldest.
func issuesBy(m cohort.Medication, history []Snapshot, fits func(Snapshot) bool, newest bool) (n int, found bool) {
	for _, s := range history { // oldest first
		if !fits(s) {
			continue
		}
		for _, x := range s.Person.Medications {
			if x.Name == m.Name && x.Started == m.Started && x.Kind == m.Kind && x.Issues > 0 {
				n, found = x.Issues, true
				if !newest {
					return n, true
				}
				break
			}
		}
	}
	return n, found
}
