package extract

import (
	"bytes"
	"io"
)

// layout is what the headings of a file say: which column holds what.
type layout struct {
	headerLine int      // physical line of the headings, from 1
	headings   []string // as written
	columns    []column
	comma      byte
	table      Table // of a table file; empty for a report that holds several
	format     Format
	has        [fieldCount]bool

	serial bool // dates are days counted from 1900, as spreadsheets keep them

	bulk *bulkTable     // of a bulk set
	at   map[string]int // its columns by heading, in lower case without spaces
}

// column is one column: what it holds, and which group of its table it stands
// in. Reports lay lists side by side, so a heading can come again.
type column struct {
	field field
	group int // counts from 0 within the table
}

// headerLines is how far down the headings may stand: reports begin with a
// title, the date of the search, the name of the practice.
const headerLines = 30

// findLayout looks for the line of headings, with commas between them or what a
// spreadsheet may write instead; nil when there is none.
func findLayout(b []byte, m Mapping) *layout {
	for _, comma := range []byte{',', ';', '\t'} {
		if l := layoutOf(bytes.NewReader(b), comma, m); l != nil {
			return l
		}
	}
	return nil
}

func layoutOf(r io.Reader, comma byte, m Mapping) (best *layout) {
	rows := newRecordReader(r)
	rows.comma = comma
	for range headerLines {
		rec, err := rows.next()
		if err != nil {
			break
		}
		if rec.reason != "" || len(rec.cells) < 2 {
			continue
		}
		if l := bulkLayout(rec); l != nil && comma == ',' {
			return l
		}
		l := newLayout(rec, m)
		if l != nil && (best == nil || l.known() > best.known()) {
			l.comma = comma
			best = l
		}
	}
	return best
}

// newLayout reads a row as headings; nil when too few of them are known for it
// to be one.
func newLayout(rec record, m Mapping) *layout {
	l := &layout{headerLine: rec.line}
	for _, c := range rec.cells {
		l.headings = append(l.headings, text(c))
	}
	l.group(m)
	if n := l.known(); n < 2 || n*3 < len(l.headings) && n < 4 {
		return nil
	}
	l.classify()
	return l
}

func (l *layout) known() int {
	n := 0
	for _, c := range l.columns {
		if c.field != none {
			n++
		}
	}
	return n
}

// group gives each column its group, from left to right. A field that comes
// again begins a new group of its table; a bare "Date" belongs to the group it
// stands in; a "Value" begins a group nobody asks for, and keeps its date.
func (l *layout) group(m Mapping) {
	groups := map[Table]int{Medications: -1, Problems: -1}
	var seen [fieldCount]bool
	current := Table("")
	for _, h := range l.headings {
		f := fieldOf(h, m)
		if f == fAnyDate {
			f = dateOf(current, &seen)
		}
		t := f.table()
		switch {
		case f == fOther:
			if current != Problems || seen[fDate] {
				current = ""
			}
			f = none
		case t == Patients:
			if seen[f] { // a second "Organisation Name" is not the patient's
				f = none
			}
			seen[f] = true
			current = Patients
		case t != "":
			if current != t || seen[f] {
				groups[t]++
				clearTable(&seen, t)
				current = t
			}
			seen[f] = true
		}
		c := column{field: f}
		if t := f.table(); t == Medications || t == Problems {
			c.group = groups[t]
		}
		l.columns = append(l.columns, c)
		l.has[f] = true
	}
}

// dateOf says which date a bare "Date" or "End Date" is.
func dateOf(current Table, seen *[fieldCount]bool) field {
	switch current {
	case Medications:
		switch {
		case !seen[fIssued]:
			return fIssued
		case !seen[fEnded]:
			return fEnded
		}
	case Problems:
		switch {
		case !seen[fDate]:
			return fDate
		case !seen[fProblemEnd]:
			return fProblemEnd
		}
	}
	return none
}

func clearTable(seen *[fieldCount]bool, t Table) {
	for f := range seen {
		if field(f).table() == t {
			seen[f] = false
		}
	}
}

// classify says what kind of file has these headings.
func (l *layout) classify() {
	medicine, entry := l.has[fName] || l.has[fCombined], l.has[fTerm] || l.has[fCode] || l.has[fCTV3]
	person := l.has[fFamily] || l.has[fFullName] || l.has[fBirth]
	switch {
	case l.has[fCombined]:
		l.format = EMISList
	case (medicine || entry) && person:
		l.format = SystmOneReport
		if l.has[fLocalID] && l.headingIs("emis number") {
			l.format = EMISList
		}
	case medicine && !entry:
		l.format, l.table = StepdownCSV, Medications
	case entry && !medicine:
		l.format, l.table = StepdownCSV, Problems
	case person:
		l.format, l.table = StepdownCSV, Patients
	case medicine:
		l.format = SystmOneReport
	}
}

func (l *layout) headingIs(want string) bool {
	for _, h := range l.headings {
		if normaliseHeading(h) == want {
			return true
		}
	}
	return false
}

// column gives the place of a field's first column, or -1.
func (l *layout) column(f field) int {
	for i, c := range l.columns {
		if c.field == f {
			return i
		}
	}
	return -1
}
