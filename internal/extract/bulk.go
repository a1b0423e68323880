package extract

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// bulk reads table sets whose rows name the patient, the course and the code
// by identifiers, in any order, and may be deltas: EMIS bulk extracts, SystmOne
// strategic reporting extracts, and FHIR resources. It joins them, and leaves
// what a person, a line and an entry are to report.
type bulk struct {
	*report
	byID     map[string]uint32 // patient id -> place in patients
	refused  map[string]bool   // patients whose row was rejected, or who were removed
	courses  map[string]int    // course id -> place in meds
	entryIDs map[string]int    // entry id -> place in problems
	drugs    map[string]drugCode
	codes    map[string]clinicalCode
	orgs     map[string][2]string // organisation id -> code, name
	plans    map[string]bool      // courses met, kept or not
	counted  bool                 // the courses tell their number of issues
	plansOf  map[string][]string  // Vision: courses by patient and medicine
	told     map[int]bool         // places in meds of courses that tell their own
	aside    *aside
	second   bool // patients are being read again, to keep the few
}

type drugCode struct{ name, dmd string }
type clinicalCode struct{ term, snomed, read2 string }

func (x *export) newBulk() *bulk {
	return &bulk{report: x.newReport(), byID: map[string]uint32{}, refused: map[string]bool{}, courses: map[string]int{}, entryIDs: map[string]int{},
		drugs: map[string]drugCode{}, codes: map[string]clinicalCode{}, orgs: map[string][2]string{}, plans: map[string]bool{}, told: map[int]bool{}, plansOf: map[string][]string{}, aside: newAside()}
}

// readBulk reads the tables in the order in which they explain one another,
// and the patients a second time at the end.
func (x *export) readBulk() error {
	x.result = &Result{}
	b := x.newBulk()
	var order []bulkReading
	for i, f := range x.files {
		y := File{Name: f.name, Bytes: f.size, Note: f.note}
		if f.layout != nil {
			y.Table = f.layout.bulk.name
			for _, t := range append([]*bulkTable{f.layout.bulk}, f.layout.bulk.also...) {
				order = append(order, bulkReading{i, t})
				x.meter.total.Add(f.size)
			}
			b.counted = b.counted || f.layout.has[fIssues]
		}
		x.resultFile(y)
	}
	slices.SortStableFunc(order, func(a, c bulkReading) int {
		return cmp.Or(cmp.Compare(a.table.role, c.table.role), cmp.Compare(setNumber(x.files[a.file].name), setNumber(x.files[c.file].name)))
	})
	for _, r := range order {
		if err := b.readTable(r); err != nil {
			return err
		}
	}
	b.second = true
	for _, r := range order {
		if r.table.role == rolePatient {
			x.meter.total.Add(x.files[r.file].size)
			if err := b.readTable(r); err != nil {
				return err
			}
		}
	}
	b.again = 0
	b.noteMissing(order)
	return b.finish()
}

// bulkReading is one reading of a file, for the rows of one table.
type bulkReading struct {
	file  int
	table *bulkTable
}

// setNumber is the number at which a file of deltas begins, which EMIS puts
// first in its name ("880-999_Admin_Patient_…"): 1000 comes after 880, which
// as text it does not.
func setNumber(name string) int {
	m := fromTo.FindStringSubmatch(name[strings.LastIndexByte(name, '/')+1:])
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// fromTo is how such a name begins, after what an upload puts before it.
var fromTo = regexp.MustCompile(`^(?:\d\d-)?(\d+)-\d+_`)

// noteMissing tells what is not known for want of a table.
func (b *bulk) noteMissing(order []bulkReading) {
	have := map[role]bool{}
	for _, r := range order {
		have[r.table.role] = true
	}
	for i := range bulkTables {
		t := &bulkTables[i]
		if what := unknownWithout[t.role]; t.format == b.x.format && what != "" && !have[t.role] {
			b.x.result.Notes = append(b.x.result.Notes, "The export lacks the table "+t.name+": it does not tell "+what+".")
		}
	}
}

func (b *bulk) readTable(r bulkReading) error {
	i := r.file
	f := b.x.files[i]
	body, err := f.open()
	if err != nil {
		return err
	}
	defer body.Close()
	rows := newRecordReader(&meteredReader{r: body, m: b.x.meter})
	rows.want, rows.backslash = len(f.layout.columns), b.x.format == Medicus
	for n := 0; ; n++ {
		rec, err := rows.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		if n%1024 == 0 && b.x.ctx.Err() != nil {
			return b.x.ctx.Err()
		}
		if rec.line <= f.layout.headerLine {
			continue
		}
		if reason := f.layout.fault(rec); reason != "" {
			if !b.second && r.table == f.layout.bulk {
				b.t.rows[Lines].Read++
				b.reject(i, rec.line, Lines, none, reason)
			}
			continue
		}
		b.bulkRow(i, f.layout, r.table, rec)
	}
}

// bulkRow takes one row of a table.
func (b *bulk) bulkRow(file int, l *layout, t *bulkTable, rec record) {
	get := func(name string) string {
		if i, ok := l.at[name]; ok && name != "" {
			return string(bytes.TrimSpace(rec.cells[i]))
		}
		return ""
	}
	if len(t.subsets)+len(t.notSubsets) > 0 && !t.takes(get("subset")) {
		return
	}
	var c cells
	for i, col := range l.columns {
		if col.field != none && len(bytes.TrimSpace(rec.cells[i])) > 0 {
			c[col.field] = rec.cells[i]
		}
	}
	removed := false
	for _, name := range t.removed {
		removed = removed || goneRow(get(name))
	}
	id := get(t.id)
	switch t.role {
	case roleOrganisation:
		b.orgs[id] = [2]string{text(c[fOrgCode]), text(c[fOrgName])}
	case roleDrugCode:
		b.drugs[id] = drugCode{text(c[fName]), text(c[fDMD])}
	case roleClinicalCode:
		b.clinicalCode(id, &c)
	case roleMapping:
		b.aside.mappings[id] = text(c[fTerm])
	case roleRegistration:
		b.register(file, rec.line, id, get(t.patient), removed, &c)
	case roleContact:
		if !removed {
			b.telephone(get(t.patient), &c)
		}
	case roleAddress:
		if !removed {
			b.address(get(t.patient), &c)
		}
	case roleProblem:
		b.endOfProblem(file, rec.line, id, removed, &c)
	case rolePatient:
		if t.format == Vision {
			visionPatient(get, &c)
		}
		b.bulkPatient(file, rec.line, id, &c, removed || yes([]byte(get(t.testOnly))))
	case roleCourse:
		if t.format == Vision {
			b.visionCourse(id, get, &c)
		}
		b.course(file, rec.line, courseRow{id: id, patient: get(t.patient), drug: get(t.code), removed: removed, repeat: t.format == SystmOneBulk}, &c)
	case roleIssue:
		if len(c[fIssued]) == 0 {
			c[fIssued] = c[fStarted] // SystmOne writes one date for both
		}
		course := get(t.course)
		if t.format == Vision {
			c[fIssued] = c[fDate]
			course = b.visionPlan(get, c[fIssued])
		}
		b.issue(file, rec.line, t, issueRow{id: id, course: course, patient: get(t.patient), removed: removed, repeat: yes([]byte(get(t.repeats)))}, &c)
	case roleEntry:
		b.bulkEntry(file, rec.line, id, get(t.patient), get(t.code), removed, &c)
	}
}

// clinicalCode keeps a code only when a list knows it: there are hundreds of
// thousands, and of the others nothing needs to be known.
func (b *bulk) clinicalCode(id string, c *cells) {
	code := clinicalCode{text(c[fTerm]), text(c[fCode]), text(c[fRead2])}
	var k cells
	k[fTerm], k[fCode] = c[fTerm], c[fCode]
	if len(k[fCode]) == 0 {
		k[fRead2] = c[fRead2]
	}
	if _, relevant, _, _ := b.r.problem(&k); relevant {
		b.codes[id] = code
	}
}

// bulkPatient notes a patient at the first reading, and keeps those on a
// target medicine at the second.
func (b *bulk) bulkPatient(file, line int, id string, c *cells, removed bool) {
	if org, ok := b.orgs[string(bytes.TrimSpace(c[fOrgCode]))]; ok {
		c[fOrgCode], c[fOrgName] = []byte(org[0]), []byte(org[1])
	}
	b.besides(id, c)
	if b.second {
		if i, ok := b.byID[id]; ok && !b.refused[id] && int(b.patients[i].line) == line && int(b.patients[i].file) == file {
			b.current, b.cells = place(i), *c
			b.leave()
		}
		return
	}
	if removed {
		b.t.rows[Patients].Read++
		b.refused[id] = true
		if i, known := b.byID[id]; known {
			b.patients[i].taken = true
		}
		return
	}
	if i, known := b.byID[id]; known { // a later file of deltas writes the patient anew
		delete(b.refused, id)
		b.renew(i, file, line, c)
		return
	}
	b.cells = *c
	b.begin(file, line)
	if b.current < 0 {
		b.refused[id] = true
		return
	}
	delete(b.refused, id)
	b.byID[id] = uint32(b.current)
}

// renew replaces what was known of a patient.
func (b *bulk) renew(i uint32, file, line int, c *cells) {
	b.t.rows[Patients].Read++
	row, reason, fault := b.r.patient(c)
	if reason != "" {
		b.reject(file, line, Patients, fault, reason)
		return
	}
	s := &b.patients[i]
	s.row, s.file, s.line, s.taken, s.known = row, uint16(file), uint32(line), false, b.x.isKnown(row.number)
}

// whose gives the place of a patient by id; reason when there is none. A row
// of somebody who was removed is not a fault, and has neither.
func (b *bulk) whose(id string) (at place, reason string) {
	if i, ok := b.byID[id]; ok && !b.refused[id] {
		return place(i), ""
	}
	if b.refused[id] {
		return rejected, reasonPatientBad
	}
	return nobody, reasonNobody
}

type courseRow struct {
	id, patient, drug string
	removed, repeat   bool
}

// course takes a course of medicine. A later row of the same id replaces it.
func (b *bulk) course(file, line int, row courseRow, c *cells) {
	b.t.rows[Medications].Read++
	if i, ok := b.courses[row.id]; ok {
		b.meds[i].class = classOther // dropped at the end
		delete(b.courses, row.id)
	}
	if row.removed {
		return
	}
	at, reason := b.whose(row.patient)
	if reason != "" {
		b.reject(file, line, Medications, none, reason)
		return
	}
	if len(c[fName]) == 0 && row.drug != "" {
		d := b.drugs[row.drug]
		c[fName], c[fDMD] = []byte(d.name), []byte(d.dmd)
	}
	if row.repeat {
		c[fKind] = []byte("Repeat")
	}
	m, relevant, reason, fault := b.r.medicine(c, 0)
	if reason != "" {
		b.reject(file, line, Medications, fault, reason)
		return
	}
	if !relevant && !b.acuteCourse(&m, c) {
		return
	}
	m.who, m.file, m.line = uint32(at), uint16(file), uint32(line)
	b.courses[row.id] = len(b.meds)
	b.meds = append(b.meds, m)
	if m.class.target() {
		b.patients[at].target = true
	}
}

// acuteCourse completes an acute course, or one of dependence treatment that
// has ended: their issue dates come in another table, so that they cannot be
// called old yet.
func (b *bulk) acuteCourse(m *medLine, c *cells) bool {
	if m.kind != kindAcute && m.class != classDependence || m.issued != 0 || m.started == 0 {
		return false
	}
	k := *c
	k[fIssued] = c[fStarted]
	full, relevant, _, _ := b.r.medicine(&k, 0)
	*m = full
	return relevant
}

type issueRow struct {
	id, course, patient string
	removed, repeat     bool
}

// issue takes an issue: of a course that is known, or an acute one that is a
// line of its own (SystmOne).
func (b *bulk) issue(file, line int, t *bulkTable, row issueRow, c *cells) {
	b.t.rows[Medications].Read++
	issued, bad := b.r.dayCell(c[fIssued])
	if bad {
		b.reject(file, line, Medications, fIssued, reasonDate)
		return
	}
	if row.removed {
		return
	}
	b.t.saw(issued)
	if i, ok := b.courses[row.course]; ok {
		m := &b.meds[i]
		m.issued = max(m.issued, issued)
		if !b.counted && !b.told[i] {
			m.issues++
		}
		return
	}
	if t.repeats == "" || row.repeat {
		return
	}
	at, reason := b.whose(row.patient)
	if reason != "" {
		b.reject(file, line, Medications, none, reason)
		return
	}
	c[fKind], c[fStatus] = []byte("Acute"), []byte("Past")
	m, relevant, reason, fault := b.r.medicine(c, 0)
	if reason != "" {
		b.reject(file, line, Medications, fault, reason)
		return
	}
	if relevant {
		m.who, m.file, m.line = uint32(at), uint16(file), uint32(line)
		b.meds = append(b.meds, m)
		if m.class.target() {
			b.patients[at].target = true
		}
	}
}

// bulkEntry takes a coded entry.
func (b *bulk) bulkEntry(file, line int, id, patient, code string, removed bool, c *cells) {
	b.t.rows[Problems].Read++
	if i, ok := b.entryIDs[id]; ok {
		b.problems[i].gone = true
		delete(b.entryIDs, id)
	}
	if removed {
		return
	}
	at, reason := b.whose(patient)
	if reason != "" {
		b.reject(file, line, Problems, none, reason)
		return
	}
	if code != "" {
		known, ok := b.codes[code]
		if !ok {
			return // of no interest, or not in the table of codes
		}
		c[fTerm], c[fCode], c[fRead2] = []byte(known.term), []byte(known.snomed), []byte(known.read2)
	}
	e, relevant, reason, fault := b.r.problem(c)
	if reason != "" {
		b.reject(file, line, Problems, fault, reason)
		return
	}
	if relevant {
		e.who, e.file, e.line = uint32(at), uint16(file), uint32(line)
		b.entryIDs[id] = len(b.problems)
		b.problems = append(b.problems, e)
	}
}
