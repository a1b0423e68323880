package cycle

import (
	"maps"
	"slices"

	"stepdown/internal/nhs"
)

// SinceList cuts off what the extracts said before the cycle's list was made,
// or, for somebody who was not on it, before their review.
func SinceList(history []Snapshot, c Cycle, p Participant) []Snapshot {
	start := 0
	for i, s := range history {
		if s.ExtractID == c.BaselineID {
			return history[i:]
		}
		if !p.Reviewed.Before(s.AsAt) {
			start = i
		}
	}
	return history[start:]
}

// BorneOut adds to the history of somebody who dropped out of the extracts
// what their absence shows. A search of people on these medicines no longer
// finds who stopped, nor who left: absence counts as a stop only where a
// clinician recorded one. extracts are the days of all extracts, oldest first.
func BorneOut(history []Snapshot, p Participant, extracts []nhs.Date) []Snapshot {
	n := len(history)
	if n == 0 || p.Stopped == "" {
		return history
	}
	out := slices.Clone(history)
	for _, day := range extracts {
		if history[n-1].AsAt.Before(day) && !day.Before(p.Stopped) {
			out = append(out, Snapshot{AsAt: day, PatientID: p.PatientID, PracticeID: p.PracticeID})
		}
	}
	return out
}

// SustainedMonths are after how many months a stop or reduction is looked at
// again.
var SustainedMonths = []int{3, 6}

// Lasted says how a stop or reduction stood some months on.
type Lasted string

// How it stood. TooEarly: no extract is so many months later yet.
const (
	Held     Lasted = "held"
	NotHeld  Lasted = "did not hold"
	TooEarly Lasted = "too early to say"
)

// Lasting is one medicine that came off or down, and how that stood later.
type Lasting struct {
	ParticipantID string
	Medicine      string
	Stopped       bool     // else reduced
	Since         nhs.Date // the first extract that shows it
	Months        int
	Lasted        Lasted // empty: nobody can tell
}

// Sustained looks at every medicine of the first snapshot that was stopped or
// reduced at some time, and how that stood three and six months after it was
// first seen. A stop that became a lower dose did not hold as a stop, and one
// for which another medicine came is no stop at all. Somebody who died or left
// since, or a dose that cannot be read, tells nothing.
func Sustained(participantID string, history []Snapshot) (out []Lasting) {
	if len(history) < 2 {
		return nil
	}
	taken := make([]map[string]taking, len(history))
	for i, s := range history {
		taken[i] = takings(s)
	}
	for _, name := range slices.Sorted(maps.Keys(taken[0])) {
		at, stopped := firstLess(name, taken)
		if at == 0 || stopped && other(taken[0], taken[at]) {
			continue
		}
		for _, months := range SustainedMonths {
			l := Lasting{ParticipantID: participantID, Medicine: name, Stopped: stopped, Since: history[at].AsAt, Months: months}
			l.Lasted = lasted(name, history[at:], taken[at:], l)
			out = append(out, l)
		}
	}
	return out
}

// other reports whether a medicine came that was not there at the start.
func other(start, now map[string]taking) bool {
	for name := range now {
		if _, before := start[name]; !before {
			return true
		}
	}
	return false
}

// firstLess is the first snapshot in which a medicine is gone, else the first
// in which there is less of it than at the start; 0 when there is neither.
func firstLess(name string, taken []map[string]taking) (at int, stopped bool) {
	was := taken[0][name]
	for i, t := range taken {
		now, there := t[name]
		if !there {
			return i, true
		}
		if at == 0 && i > 0 && was.known && now.known && now.amount < was.amount {
			at = i
		}
	}
	return at, false
}

// lasted follows a medicine from the snapshot that first shows less of it to
// the first that is so many months later.
func lasted(name string, history []Snapshot, taken []map[string]taking, l Lasting) Lasted {
	due, less := l.Since.AddMonths(l.Months), taken[0][name].amount
	for i, s := range history {
		if gone(s.Person) != "" {
			return ""
		}
		now, there := taken[i][name]
		switch {
		case there && l.Stopped:
			return NotHeld
		case there && !now.known:
			return ""
		case there && now.amount > less:
			return NotHeld
		}
		if !s.AsAt.Before(due) {
			return Held
		}
	}
	return TooEarly
}

// Again is a medicine that is prescribed again after it was stopped.
type Again struct {
	Medicine string
	Lines    string   // as written
	Issued   nhs.Date // the newest issue
}

// StartedAgain compares the newest snapshot with those before it: what had gone
// from the extracts and is there again, and what a clinician confirmed as
// stopped on a day and was issued after that day.
func StartedAgain(history []Snapshot, confirmed map[string]nhs.Date) (out []Again) {
	n := len(history)
	if n == 0 || gone(history[n-1].Person) != "" {
		return nil
	}
	taken := make([]map[string]taking, n)
	for i, s := range history {
		taken[i] = takings(s)
	}
	for _, name := range slices.Sorted(maps.Keys(taken[n-1])) {
		issued := newestIssue(history[n-1], name)
		before := slices.ContainsFunc(taken[:n-1], func(t map[string]taking) bool { _, there := t[name]; return there })
		back := false
		if n > 1 {
			_, there := taken[n-2][name]
			back = before && !there
		}
		stopped, said := confirmed[name]
		if back || said && issued > stopped {
			out = append(out, Again{Medicine: name, Lines: taken[n-1][name].words(), Issued: issued})
		}
	}
	return out
}

func newestIssue(s Snapshot, name string) (on nhs.Date) {
	for _, l := range currentLines(s) {
		if l.product.Ingredients[0] == name && on < l.LastIssue {
			on = l.LastIssue
		}
	}
	return on
}
