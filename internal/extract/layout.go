package extract

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"

	"stepdown/internal/problem"
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

// recognise looks at every file and settles the format.
func (x *export) recognise() error {
	if err := x.options.Mapping.Check(); err != nil {
		return &problem.Error{Kind: problem.Invalid, Text: "The column mapping is not usable", Err: err}
	}
	sniff := make([]byte, sniffBytes)
	for _, f := range x.files {
		if err := f.recognise(sniff, x.options.Mapping); err != nil {
			return &problem.Error{Kind: problem.Invalid, Text: fmt.Sprintf("%s cannot be read", f.name), Err: err}
		}
	}
	return x.chooseFormat()
}

func (f *file) recognise(sniff []byte, m Mapping) error {
	if f.size == 0 {
		f.note = "the file is empty"
		return nil
	}
	b, err := f.head(sniff)
	if err != nil {
		return err
	}
	if isWorkbook(b) {
		return f.asText(m)
	}
	if what := notText(b); what != "" {
		f.note = "this is " + what
		return nil
	}
	if looksLikeFHIR(b) {
		f.layout = &layout{format: FHIR}
		return nil
	}
	if f.layout = visionLayout(f.name, b); f.layout != nil {
		return nil
	}
	if f.layout = findLayout(b, m); f.layout == nil {
		f.note = "no line of headings was found among the first lines"
	} else if f.irregular = f.layout.comma != ','; f.layout.format == "" {
		f.note = "its headings say neither medicines nor problems nor patients"
	}
	return nil
}

// chooseFormat takes the asked format, or the one the files agree on; files
// of another are left aside.
func (x *export) chooseFormat() error {
	want := x.options.Format
	counts := map[Format]int{}
	for _, f := range x.files {
		if f.layout != nil && f.layout.format != "" {
			counts[f.layout.format]++
		}
	}
	if want == "" {
		for _, candidate := range []Format{EMISList, SystmOneReport, StepdownCSV, EMISBulk, SystmOneBulk, Medicus, Vision, FHIR} {
			if counts[candidate] > 0 && (want == "" || counts[candidate] > counts[want]) {
				want = candidate
			}
		}
	}
	if want == "" || counts[want] == 0 {
		return x.unknown()
	}
	x.format = want
	for _, f := range x.files {
		if f.layout != nil && f.layout.format != want {
			f.note = fmt.Sprintf("it looks like %s, and the export is read as %s", f.layout.format, want)
			f.layout = nil
		}
	}
	x.leaveAsideWithoutNumber()
	return x.checkColumns()
}

// UnknownLayout says that no file has headings Stepdown knows, and lists those
// it saw, so that a person can map them.
type UnknownLayout struct {
	Files []UnknownFile
}

// UnknownFile is a file whose layout is not known.
type UnknownFile struct {
	Name     string
	Why      string
	Headings []string // of the line that looks most like headings; empty when none does
	Guesses  []string // for each, the name of the field it is taken for, as a Mapping has it; "" for none, Kept for one that a Mapping cannot name
}

// Kept is the guess for a heading that is known and that no Mapping names.
const Kept = "as it is"

// Signature tells layouts apart by their headings, in order.
func (u UnknownFile) Signature() string {
	h := sha256.New()
	for _, s := range u.Headings {
		fmt.Fprintf(h, "%q,", normaliseHeading(s))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// guess says what each heading is taken for.
func (u *UnknownFile) guess(m Mapping) {
	for _, h := range u.Headings {
		f, name := fieldOf(h, m), ""
		if f != none {
			name = Kept
		}
		for n, mapped := range mappable {
			if mapped == f && f != none {
				name = n
			}
		}
		u.Guesses = append(u.Guesses, name)
	}
}

func (e *UnknownLayout) Error() string {
	var s []string
	for _, f := range e.Files {
		d := f.Name + ": " + f.Why
		if len(f.Headings) > 0 {
			d += "; its columns are " + strings.Join(f.Headings, ", ")
		}
		s = append(s, d)
	}
	return strings.Join(s, ". ")
}

func (x *export) unknown() error {
	e := &UnknownLayout{}
	for _, f := range x.files {
		u := UnknownFile{Name: f.name, Why: f.note}
		if u.Why == "" {
			u.Why = "it is not " + string(x.options.Format)
		}
		if f.layout != nil {
			u.Headings = f.layout.headings
		} else if b, err := f.head(make([]byte, sniffBytes)); err == nil && notText(b) == "" {
			u.Headings = looksLikeHeadings(b)
		}
		u.guess(x.options.Mapping)
		e.Files = append(e.Files, u)
	}
	text := "This is not an export that Stepdown knows"
	if len(x.files) == 1 {
		text = fmt.Sprintf("%s is not an export that Stepdown knows", x.files[0].name)
	}
	return &problem.Error{Kind: problem.Invalid, Text: text, Err: e}
}

// looksLikeHeadings gives the first row of several cells without a digit in
// them: a row of data may hold a name, and must not be shown.
func looksLikeHeadings(b []byte) []string {
	rows := newRecordReader(bytes.NewReader(b))
	for range headerLines {
		rec, err := rows.next()
		if err != nil {
			return nil
		}
		if rec.reason != "" || len(rec.cells) < 3 {
			continue
		}
		var out []string
		for _, c := range rec.cells {
			s := text(c)
			if len(s) > 60 || strings.ContainsAny(s, "0123456789@") {
				return nil
			}
			out = append(out, s)
		}
		return out
	}
	return nil
}

// required are the columns without which a format cannot be read, each with
// the name the refusal gives it. Any one of a group will do.
var required = map[Format]map[Table][]needed{
	StepdownCSV: {
		Patients:    {{"NHS Number", []field{fNHS}}, {"Date of Birth", []field{fBirth}}},
		Medications: {{"NHS Number", []field{fNHS}}, {"Name", []field{fName}}, {"Medication Type", []field{fKind}}, {"Most Recent Issue Date", []field{fIssued}}},
		Problems:    {{"NHS Number", []field{fNHS}}, {"SNOMED CT Concept ID or Code Term", []field{fCode, fTerm, fCTV3, fRead2}}},
	},
	EMISList:       {"": {{"NHS Number", []field{fNHS}}, {"Date of Birth", []field{fBirth}}, {"Name, Dosage and Quantity", []field{fCombined, fName}}, {"Medication Type", []field{fKind}}, {"Most Recent Issue Date", []field{fIssued}}, {"Code Term or SNOMED Code", []field{fTerm, fCode, fCTV3, fRead2}}}},
	SystmOneReport: {"": {{"NHS number", []field{fNHS}}, {"Date of birth", []field{fBirth}}, {"Drug", []field{fName, fCombined}}, {"Repeat or acute (issue type)", []field{fKind}}, {"Last issue date", []field{fIssued}}, {"Code or code term", []field{fTerm, fCode, fCTV3, fRead2}}}},
}

type needed struct {
	name  string
	anyOf []field
}

// leaveAsideWithoutNumber sets aside a table that names nobody beside one that
// does: a code list that lies in the folder has the headings of a problem.
func (x *export) leaveAsideWithoutNumber() {
	if x.format != StepdownCSV {
		return
	}
	names := map[Table]bool{}
	for _, f := range x.files {
		if f.layout != nil && f.layout.has[fNHS] {
			names[f.layout.table] = true
		}
	}
	for _, f := range x.files {
		if f.layout != nil && !f.layout.has[fNHS] && names[f.layout.table] {
			f.layout, f.note = nil, "it has no column for the NHS number"
		}
	}
}

// checkColumns refuses an export that lacks what the search cannot do
// without, by name: without problem codes, a dying person could be invited.
func (x *export) checkColumns() error {
	if x.format == EMISBulk || x.format == SystmOneBulk || x.format == Medicus || x.format == Vision {
		return x.checkTables()
	}
	var missing []string
	tables := map[Table][fieldCount]bool{}
	for _, f := range x.files {
		if f.layout == nil {
			continue
		}
		has := tables[f.layout.table]
		for i, h := range f.layout.has {
			has[i] = has[i] || h
		}
		tables[f.layout.table] = has
	}
	for table, needs := range required[x.format] {
		has, ok := tables[table]
		if !ok {
			missing = append(missing, fmt.Sprintf("the table of %s", table))
			continue
		}
		for _, n := range needs {
			found := false
			for _, f := range n.anyOf {
				found = found || has[f]
			}
			if !found {
				where := ""
				if table != "" {
					where = fmt.Sprintf(" (in the table of %s)", table)
				}
				missing = append(missing, fmt.Sprintf("the column %q%s", n.name, where))
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return x.lacks(missing, x.layouts())
}

// layouts gives the headings of the files, so that a person can say which of
// them is the one that is missed.
func (x *export) layouts() error {
	e := &UnknownLayout{}
	for _, f := range x.files {
		if f.layout != nil && f.layout.format != FHIR {
			u := UnknownFile{Name: f.name, Why: "a column that is needed was not found among its headings", Headings: f.layout.headings}
			u.guess(x.options.Mapping)
			e.Files = append(e.Files, u)
		}
	}
	return e
}

// checkTables is checkColumns for bulk sets: every kind of table must be there.
func (x *export) checkTables() error {
	have := map[role]bool{}
	for _, f := range x.files {
		if f.layout != nil {
			have[f.layout.bulk.role] = true
		}
	}
	var missing []string
	for _, t := range append(slices.Clone(bulkTables), *visionPatients, *visionCourses) {
		if t.format == x.format && t.role.needed() && !have[t.role] {
			missing = append(missing, "the table "+t.name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return x.lacks(missing, errors.New("a table is missing"))
}

// lacks says what is missing, and which files could not be read: it may be in one
// of those.
func (x *export) lacks(missing []string, err error) error {
	sort.Strings(missing)
	text := "The export lacks " + strings.Join(missing, " and ")
	for _, f := range x.files {
		if f.layout == nil && f.note != "" {
			text += "; " + f.name + " was left aside: " + f.note
		}
	}
	return &problem.Error{Kind: problem.Invalid, Text: text + ". Add it to the search in the clinical system and export again", Err: err}
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
