package extract

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"stepdown/internal/cohort"
)

// report reads list reports: EMIS Web's, with patient cells on the first row
// of each patient and lists laid side by side below, and SystmOne's, with the
// patient's cells on every row. The same reader serves both, because a row
// that repeats the patient's cells is a row of the same patient.
type report struct {
	x *export
	r *reader
	t *tallies
	o *organisations

	seen     map[uint64]uint32 // NHS number -> place in patients
	patients []patientState
	people   []cohort.Person
	meds     []medLine
	problems []problemLine
	lines    map[medLine]bool // lines met, without their place: joins repeat them
	entries  map[problemLine]bool

	current  place
	identity identity
	cells    cells  // the current patient's cells
	buf      []byte // their memory
	again    int    // patients listed more than once
}

// patientState is what is known of every patient, kept or not.
type patientState struct {
	row    patientRow
	file   uint16
	line   uint32
	person int32 // place in people, or -1
	target bool  // has a target line that may count
	known  bool  // is kept whatever they are on
	bad    bool  // shares a number with somebody else
	taken  bool  // a later row took the patient back
}

// place is where rows without patient cells belong.
type place int

const (
	nobody   place = -1 // before the first patient
	rejected place = -2 // the patient's row was rejected
)

func (x *export) newReport() *report {
	return &report{
		x: x, r: x.newReader(), t: newTallies(x.options), o: newOrganisations(),
		seen: map[uint64]uint32{}, lines: map[medLine]bool{}, entries: map[problemLine]bool{}, current: nobody,
	}
}

func (x *export) readReport() error {
	x.result = &Result{}
	p := x.newReport()
	for _, i := range x.reportOrder() {
		if err := p.readFile(i); err != nil {
			return err
		}
	}
	return p.finish()
}

// reportOrder puts files with medicines first, so that of the others only
// people on a target medicine need be remembered.
func (x *export) reportOrder() []int {
	var order []int
	for i, f := range x.files {
		y := File{Name: f.name, Bytes: f.size, Note: f.note}
		if f.layout != nil {
			y.Table = "report"
			order = append(order, i)
			x.meter.total.Add(f.size)
		}
		x.resultFile(y)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(x.files[a].rank(), x.files[b].rank()) })
	return order
}

func (x *export) resultFile(f File) { x.result.Files = append(x.result.Files, f) }

func (f *file) rank() int {
	if f.layout.has[fName] || f.layout.has[fCombined] {
		return 0
	}
	return 1
}

func (p *report) readFile(i int) error {
	f := p.x.files[i]
	body, err := f.open()
	if err != nil {
		return err
	}
	defer body.Close()
	rows := newRecordReader(&meteredReader{r: body, m: p.x.meter})
	rows.comma, rows.want = f.layout.comma, len(f.layout.columns)
	p.current, p.identity = nobody, identity{}
	groups := f.layout.groups()
	p.r.serial = f.layout.serial
	for n := 0; ; n++ {
		rec, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		if n%1024 == 0 && p.x.ctx.Err() != nil {
			return p.x.ctx.Err()
		}
		if rec.line > f.layout.headerLine {
			p.row(i, f.layout, groups, rec)
		}
	}
	p.leave()
	return nil
}

// meteredReader counts what is read.
type meteredReader struct {
	r io.Reader
	m *meter
}

func (m *meteredReader) Read(b []byte) (int, error) {
	n, err := m.r.Read(b)
	m.m.add(n)
	return n, err
}

func (p *report) row(file int, l *layout, groups []groupOf, rec record) {
	if reason := l.fault(rec); reason != "" {
		p.t.rows[Lines].Read++
		p.reject(file, rec.line, Lines, none, reason)
		// It may have been the first row of a patient; the rows below must not be
		// given to the patient above.
		if rec.cells == nil || l.identifies(rec.cells) {
			p.leave()
			p.current = rejected
		}
		return
	}
	if l.isHeading(rec) {
		return
	}
	if l.identifies(rec.cells) && !p.same(l, rec.cells) {
		p.leave()
		p.enter(file, l, rec)
	}
	for _, g := range groups {
		p.group(file, l, g, rec)
	}
}

// enter begins a patient.
func (p *report) enter(file int, l *layout, rec record) {
	p.copyCells(l, rec.cells)
	p.identity = l.identity(rec.cells).clone()
	p.begin(file, rec.line)
}

// begin begins the patient of p.cells.
func (p *report) begin(file, line int) {
	row, reason, fault := p.r.patient(&p.cells)
	if reason != "" {
		p.t.rows[Patients].Read++
		p.reject(file, line, Patients, fault, reason)
		p.current = rejected
		return
	}
	if i, ok := p.seen[row.number]; ok {
		p.meetAgain(i, file, line, row)
		return
	}
	p.t.rows[Patients].Read++
	i := uint32(len(p.patients))
	p.seen[row.number] = i
	p.patients = append(p.patients, patientState{row: row, file: uint16(file), line: uint32(line), person: -1, known: p.x.isKnown(row.number)})
	p.o.add(p.cells[fOrgCode], p.cells[fOrgName])
	p.current = place(i)
}

// meetAgain meets an NHS number that was listed before: the same person, whose
// rows go on, or somebody else, and then neither can be used.
func (p *report) meetAgain(i uint32, file, line int, row patientRow) {
	first := &p.patients[i]
	if first.row.mark == row.mark && !first.bad {
		p.again++
		p.current = place(i)
		return
	}
	p.t.rows[Patients].Read++
	p.reject(file, line, Patients, fNHS, reasonConflict)
	if !first.bad {
		first.bad = true
		p.reject(int(first.file), int(first.line), Patients, fNHS, reasonConflict)
	}
	p.current = rejected
}

// leave ends the current patient, who is kept when known or on a target medicine.
func (p *report) leave() {
	if p.current < 0 {
		return
	}
	s := &p.patients[p.current]
	if (s.target || s.known) && s.person < 0 && !s.bad {
		s.person = int32(len(p.people))
		src := cohort.Source{File: p.x.files[s.file].name, Line: int(s.line)}
		p.people = append(p.people, p.r.person(&p.cells, s.row, src))
	}
}

func (p *report) copyCells(l *layout, row [][]byte) {
	p.cells = cells{}
	n := 0
	for _, c := range row {
		n += len(c)
	}
	if cap(p.buf) < n {
		p.buf = make([]byte, 0, 2*n)
	}
	p.buf = p.buf[:0]
	for i, c := range l.columns {
		if c.field.table() == Patients {
			start := len(p.buf)
			p.buf = append(p.buf, row[i]...)
			p.cells[c.field] = p.buf[start:]
		}
	}
}

// group reads one group of a row.
func (p *report) group(file int, l *layout, g groupOf, rec record) {
	var c cells
	blank := true
	for _, i := range g.columns {
		c[l.columns[i].field] = rec.cells[i]
		blank = blank && len(bytes.TrimSpace(rec.cells[i])) == 0
	}
	if blank {
		return
	}
	p.t.rows[g.table].Read++
	switch p.current {
	case nobody:
		p.reject(file, rec.line, g.table, none, reasonBeforeAny)
		return
	case rejected:
		p.reject(file, rec.line, g.table, none, reasonPatientBad)
		return
	}
	if g.table == Medications {
		p.medicine(file, rec.line, &c)
	} else {
		p.entry(file, rec.line, &c)
	}
}

func (p *report) medicine(file, line int, c *cells) {
	m, relevant, reason, fault := p.r.medicine(c, p.r.since(p.t.bound(p.x.options.AsAt)))
	if reason != "" {
		p.reject(file, line, Medications, fault, reason)
		return
	}
	p.t.saw(m.issued)
	if !relevant {
		return
	}
	m.who = uint32(p.current)
	if p.lines[m] {
		return
	}
	p.lines[m] = true
	m.file, m.line = uint16(file), uint32(line)
	p.meds = append(p.meds, m)
	if m.class.target() {
		p.patients[p.current].target = true
	}
}

func (p *report) entry(file, line int, c *cells) {
	e, relevant, reason, fault := p.r.problem(c)
	if reason != "" {
		p.reject(file, line, Problems, fault, reason)
		return
	}
	e.who = uint32(p.current)
	if !relevant || p.entries[e] {
		return
	}
	p.entries[e] = true
	e.file, e.line = uint16(file), uint32(line)
	p.problems = append(p.problems, e)
}

func (p *report) reject(file, line int, t Table, f field, reason string) {
	p.t.reject(Rejection{File: p.x.files[file].name, Line: line, Table: t, Field: p.x.files[file].heading(f), Reason: reason})
}

// heading gives the heading of a field as the file writes it.
func (f *file) heading(want field) string {
	if want == none || f.layout == nil {
		return ""
	}
	for i, c := range f.layout.columns {
		if c.field == want || want == fName && c.field == fCombined {
			return f.layout.headings[i]
		}
	}
	return ""
}

// finish hands over the people in the order in which they were listed.
func (p *report) finish() error {
	asAt := p.x.settleAsAt(p.t)
	p.meds = p.withoutBad(p.meds)
	p.meds = settle(p.meds, asAt)
	p.problems = slices.DeleteFunc(p.problems, func(e problemLine) bool { return e.gone })
	byPerson(p.problems, func(e *problemLine) uint32 { return e.who })
	p.x.texts = p.x.names.texts()
	for i := range p.patients {
		s := &p.patients[i]
		if s.bad || s.taken {
			continue
		}
		if !s.row.gone {
			p.x.result.Registered++
		}
		mine := linesOf(p.meds, uint32(i))
		if s.person < 0 || !s.known && !onTarget(mine) {
			continue
		}
		entries := problemsOf(p.problems, uint32(i))
		p.t.rows[Patients].Used++
		p.t.rows[Medications].Used += len(mine)
		p.t.rows[Problems].Used += len(entries)
		person := &p.people[s.person]
		p.x.complete(person, mine, entries)
		if err := p.x.hand(p.x.judgeOne(person, mine)); err != nil {
			return err
		}
	}
	p.x.result.Organisations = p.o.list
	if p.again > 0 {
		p.x.result.Notes = append(p.x.result.Notes, fmt.Sprintf("Some patients come more than once (%d times); their rows were read together and no line was counted twice.", p.again))
	}
	sortRejections(p.t.rejections, p.x.files)
	p.t.close(p.x.result)
	return nil
}

// withoutBad rejects the lines of people who share a number.
func (p *report) withoutBad(meds []medLine) []medLine {
	return slices.DeleteFunc(meds, func(m medLine) bool {
		if !p.patients[m.who].bad {
			return false
		}
		p.reject(int(m.file), int(m.line), Medications, none, reasonPatientBad)
		return true
	})
}

// sortRejections puts them in the order of the export.
func sortRejections(r []Rejection, files []*file) {
	order := map[string]int{}
	for i, f := range files {
		order[f.name] = i
	}
	slices.SortStableFunc(r, func(a, b Rejection) int {
		return cmp.Or(cmp.Compare(order[a.File], order[b.File]), cmp.Compare(a.Line, b.Line))
	})
}
