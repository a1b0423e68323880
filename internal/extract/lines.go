package extract

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/medicine"
)

// medLine is a medicine line that may be kept, packed: an export of a million
// people holds a hundred thousand of them at once.
type medLine struct {
	who     uint32 // the patient's place in this reading
	name    uint32 // texts are numbers of the interner
	dose    uint32
	unit    uint32
	dmd     uint32
	bnf     uint32
	line    uint32
	file    uint16
	kind    kind
	active  bool
	class   class
	issues  int32
	started day
	issued  day
	ended   day
	amount  float64
}

// problemLine is a coded entry that a list knows, packed.
type problemLine struct {
	who    uint32
	code   uint32
	term   uint32
	line   uint32
	file   uint16
	system uint8
	gone   bool // taken back by a later row
	date   day
	ended  day
}

type kind uint8

const (
	kindUnknown kind = iota
	kindRepeat
	kindDispensing
	kindAcute
)

var kinds = [...]cohort.Kind{cohort.UnknownKind, cohort.Repeat, cohort.RepeatDispensing, cohort.Acute}

// kindOf reads the type of a prescription in the words of the systems.
func kindOf(b []byte) kind {
	switch string(b) { // what EMIS writes
	case "Repeat":
		return kindRepeat
	case "Acute":
		return kindAcute
	case "Repeat Dispensing":
		return kindDispensing
	}
	switch s := strings.ToLower(text(b)); s {
	case "repeat", "r", "repeat template", "repeat prescription", "repeat medication", "true", "yes", "automatic", "active repeat":
		return kindRepeat
	case "repeat dispensing", "repeat dispense", "repeat-dispensing", "rd", "batch", "erd", "electronic repeat dispensing", "repeat dispensed", "continuous-repeat-dispensing":
		return kindDispensing
	case "acute", "a", "one-off", "one off", "delayed acute", "acute issue", "false", "no", "acute prescription", "non-repeat":
		return kindAcute
	}
	return kindUnknown
}

// class is what a line counts as, with the companions of package medicine's
// Other that are shown beside a target.
type class uint8

const (
	classOther class = iota
	classOpioid
	classGabapentinoid
	classDependence
	classSedative
)

func (c class) target() bool {
	return c == classOpioid || c == classGabapentinoid || c == classDependence
}

// classOf asks what a line is.
func classOf(name, dmd, bnf string) class {
	switch cohort.Class(name, dmd, bnf) {
	case medicine.Opioid:
		return classOpioid
	case medicine.Gabapentinoid:
		return classGabapentinoid
	case medicine.OpioidDependence:
		return classDependence
	}
	if cohort.Sedative(name) {
		return classSedative
	}
	return classOther
}

// activeOf says whether a course goes on. The status decides when there is
// one: some courses are active and yet have a cancellation date, and all that
// were looked into had later issues (Endeavour's EMIS transform).
func activeOf(status []byte, ended day) bool {
	switch string(status) {
	case "Active":
		return true
	case "Past":
		return false
	}
	switch strings.ToLower(text(status)) {
	case "active", "current", "issued", "active repeat", "authorised", "true", "yes", "on-hold", "started":
		return true
	case "":
		return ended == 0
	case "unknown":
		return ended == 0
	}
	return false
}

// reader reads cells into lines. Each worker has its own: it remembers names.
type reader struct {
	x       *export
	classes map[string]named
	scratch []byte
	serial  bool // the file is a spreadsheet: see serialDay
	pivot   int  // year that a year of two digits does not pass

	latest, latestSince day // see since
}

// named is what is known of a medicine's name.
type named struct {
	class class
	id    uint32 // of the interner; 0 for what is not kept
}

// maxNames bounds what a worker remembers: an export of a region has some tens
// of thousands of names; one that has more is full of free text.
const maxNames = 1 << 16

func (x *export) newReader() *reader {
	return &reader{x: x, classes: make(map[string]named, 512), pivot: dayOf(x.options.Today).year()}
}

// name classifies a medicine as it stands in the file.
func (r *reader) name(b, dmd, bnf []byte) named {
	key := r.key(b, dmd, bnf)
	if n, ok := r.classes[string(key)]; ok {
		return n
	}
	if len(r.classes) >= maxNames {
		clear(r.classes)
	}
	s := text(b)
	n := named{class: classOf(s, text(dmd), text(bnf))}
	if n.class != classOther {
		n.id = r.x.names.id(s)
	}
	r.classes[string(key)] = n
	return n
}

// key is what a line's class hangs on.
func (r *reader) key(b, dmd, bnf []byte) []byte {
	if len(dmd)+len(bnf) == 0 {
		return b
	}
	r.scratch = append(append(r.scratch[:0], b...), 0)
	r.scratch = append(append(r.scratch, dmd...), 0)
	r.scratch = append(r.scratch, bnf...)
	return r.scratch
}

// dayCell reads the date in a cell; bad is true when it is none.
func (r *reader) dayCell(b []byte) (d day, bad bool) {
	if len(b) == 0 {
		return 0, false
	}
	d, ok := parseDay(b, r.pivot)
	if !ok && r.serial {
		d, ok = serialDay(b)
	}
	return d, !ok
}

// cells are the cells of a row by what they hold.
type cells [fieldCount][]byte

// medicine reads a medicine line. A reason says why it cannot be taken, and
// field which cell is at fault. relevant is false for a line of no interest.
func (r *reader) medicine(c *cells, since day) (m medLine, relevant bool, reason string, fault field) {
	var bad bool
	if m.started, bad = r.dayCell(c[fStarted]); bad {
		return m, false, reasonDate, fStarted
	}
	if m.issued, bad = r.dayCell(c[fIssued]); bad {
		return m, false, reasonDate, fIssued
	}
	if m.ended, bad = r.dayCell(c[fEnded]); bad {
		return m, false, reasonDate, fEnded
	}
	name, dose, amount := c[fName], c[fDose], c[fQuantity]
	if len(c[fCombined]) > 0 {
		name, dose, amount = splitCombined(c[fCombined])
	}
	if len(bytes.TrimSpace(name)) == 0 {
		return m, false, reasonNoMedicine, fName
	}
	m.kind = kindOf(c[fKind])
	m.active = activeOf(c[fStatus], m.ended)
	if !mayCount(&m, since) {
		return m, false, "", none
	}
	n := r.name(name, c[fDMD], c[fBNF])
	if n.class == classOther {
		return m, false, "", none
	}
	m.name, m.class = n.id, n.class
	if !mayKeep(&m, since) {
		return m, false, "", none
	}
	m.dose = r.x.names.id(text(dose))
	m.dmd, m.bnf = r.x.names.id(text(c[fDMD])), r.x.names.id(text(c[fBNF]))
	unit := text(c[fUnit])
	m.amount, unit = amountOf(text(amount), unit)
	m.unit = r.x.names.id(unit)
	if v, err := strconv.Atoi(text(c[fIssues])); err == nil && v > 0 && v < 1e6 {
		m.issues = int32(v)
	}
	return m, true, "", none
}

// recentMonths is how far back acute and ended lines are of interest: acute
// issues are counted over six months (see cohort.Decide).
const recentMonths = 6

// mayCount is the quick look before the name is asked: a line counts when it
// goes on, or was issued lately: since is as recentSince gives it.
func mayCount(m *medLine, since day) bool {
	return m.active && m.kind != kindAcute || m.issued >= since
}

// recentSince is the day since when acute and ended lines are of interest, from
// the latest issue date so far. That is never later than the final one, so
// nothing is dropped that would count; 0 while there is none.
func recentSince(latest day) day {
	if latest == 0 {
		return 0
	}
	return monthsBefore(latest, recentMonths)
}

// since is recentSince, remembered: the latest date seldom changes.
func (r *reader) since(latest day) day {
	if latest != r.latest {
		r.latest, r.latestSince = latest, recentSince(latest)
	}
	return r.latestSince
}

// mayKeep drops what is classified and still of no interest: ended repeats of
// a target medicine. Those of dependence treatment are kept while recent.
func mayKeep(m *medLine, since day) bool {
	if m.class == classOther {
		return false
	}
	if m.active && m.kind != kindAcute {
		return true
	}
	return m.issued >= since && m.issued != 0 && (m.kind == kindAcute || m.class == classDependence)
}

// monthsBefore goes back n calendar months and stays within the month it lands
// in, as nhs.Date.AddMonths does.
func monthsBefore(d day, n int) day {
	y, m, dd := int(d)/10000, int(d)/100%100-1, int(d)%100
	m -= n
	for m < 0 {
		m += 12
		y--
	}
	return day(y*10000 + (m+1)*100 + min(dd, lastDay(y, m+1)))
}

// problem reads a coded entry. relevant is false when no list knows it.
func (r *reader) problem(c *cells) (p problemLine, relevant bool, reason string, fault field) {
	var bad bool
	if p.date, bad = r.dayCell(c[fDate]); bad {
		return p, false, reasonDate, fDate
	}
	if p.ended, bad = r.dayCell(c[fProblemEnd]); bad {
		return p, false, reasonDate, fProblemEnd
	}
	code, system := c[fCode], codelist.Unknown
	switch {
	case len(code) > 0:
		if _, ok := codelist.ConceptID(string(bytes.TrimSpace(code))); ok {
			system = codelist.SNOMED
		}
	case len(c[fCTV3]) > 0:
		code, system = c[fCTV3], codelist.CTV3
	case len(c[fRead2]) > 0:
		code, system = c[fRead2], codelist.Read2
	}
	if len(bytes.TrimSpace(code)) == 0 && len(bytes.TrimSpace(c[fTerm])) == 0 {
		return p, false, reasonNoProblem, fTerm
	}
	if !r.known(code, system, c[fTerm]) {
		return p, false, "", none
	}
	p.code, p.term = r.x.names.id(text(code)), r.x.names.id(text(c[fTerm]))
	p.system = uint8(slices.Index(systems, system))
	return p, true, "", none
}

var systems = []codelist.System{codelist.Unknown, codelist.SNOMED, codelist.CTV3, codelist.Read2}

func (r *reader) known(code []byte, system codelist.System, term []byte) bool {
	if system == codelist.SNOMED {
		id, _ := codelist.ConceptID(string(bytes.TrimSpace(code)))
		return r.x.options.Lists.KnowsConcept(id)
	}
	return len(r.x.options.Lists.Match(text(code), system, text(term))) > 0
}

// medication unpacks a line.
func (x *export) medication(m *medLine) cohort.Medication {
	return cohort.Medication{
		Name: x.texts[m.name], DMD: x.texts[m.dmd], BNF: x.texts[m.bnf], Dose: x.texts[m.dose], Quantity: m.amount, Unit: x.texts[m.unit],
		Kind: kinds[m.kind], Active: m.active, Started: m.started.date(), LastIssue: m.issued.date(), Issues: int(m.issues), Ended: m.ended.date(),
		Source: cohort.Source{File: x.files[m.file].name, Line: int(m.line)},
	}
}

// problemOf unpacks an entry and says which lists know it.
func (x *export) problemOf(p *problemLine) cohort.Problem {
	out := cohort.Problem{
		Code: x.texts[p.code], System: string(systems[p.system]), Term: x.texts[p.term], Date: p.date.date(), Ended: p.ended.date(),
		Source: cohort.Source{File: x.files[p.file].name, Line: int(p.line)},
	}
	for _, h := range x.options.Lists.Match(out.Code, systems[p.system], out.Term) {
		out.Lists = append(out.Lists, h.List)
		out.Match = string(h.Match)
	}
	return out
}
