package extract

import (
	"errors"
	"fmt"
	"sync/atomic"

	"stepdown/internal/cohort"
)

// tables reads a set of files, one for each table, whose rows name the patient
// by NHS number and may come in any order. Patients are read first, to know
// whose rows the others are; then medicines, which tell who is of interest;
// then problems, of those people only; and last the patients again, to hand
// over the few. So nothing is held of anybody else but a number.
type tables struct {
	x        *export
	t        *tallies
	files    map[Table][]int
	numbers  *numberSet
	conflict map[uint32]bool // numbers that two different people have
	known    []uint32        // numbers of people who are kept whatever they are on
	again    map[uint32]bool // numbers listed twice for one person; true once handed over
	meds     []medLine
	problems []problemLine
	latest   atomic.Int32 // latest issue date so far
	asAt     day
}

// patientKey is what the first reading of patients keeps of each.
type patientKey struct {
	key, mark uint32
	known     bool
}

// keptPerson is a person on a target medicine, from the second reading.
type keptPerson struct {
	key            uint32
	line           int
	gone           bool
	clash          bool // shares the number with somebody else
	judged         judged
	meds, problems int
}

func (x *export) readTables() error {
	for {
		err := x.newTables().read()
		if !errors.Is(err, errIrregular) {
			return err
		}
		x.workers = nil // from the start again, with the slow reader for that file
		x.meter.done.Store(0)
		x.meter.total.Store(0)
	}
}

func (x *export) newTables() *tables {
	x.result = &Result{}
	t := &tables{x: x, t: newTallies(x.options), files: map[Table][]int{}, numbers: newNumberSet(), conflict: map[uint32]bool{}, again: map[uint32]bool{}}
	for i, f := range x.files {
		y := File{Name: f.name, Bytes: f.size, Note: f.note}
		if f.layout != nil {
			y.Table = string(f.layout.table)
			t.files[f.layout.table] = append(t.files[f.layout.table], i)
			x.meter.total.Add(f.size)
			if f.layout.table == Patients {
				x.meter.total.Add(f.size) // read twice
			}
		}
		x.resultFile(y)
	}
	return t
}

func (t *tables) read() error {
	if err := t.each(Patients, t.readNumbers); err != nil {
		return err
	}
	t.numbers.seal()
	if err := t.each(Medications, t.readMedicines); err != nil {
		return err
	}
	t.asAt = t.x.settleAsAt(t.t)
	t.meds = settle(t.meds, t.asAt)
	t.keepTargets()
	if err := t.each(Problems, t.readProblems); err != nil {
		return err
	}
	byPerson(t.problems, func(p *problemLine) uint32 { return p.who })
	t.x.texts = t.x.names.texts()
	if err := t.each(Patients, t.handOver); err != nil {
		return err
	}
	t.finish()
	return nil
}

func (t *tables) each(table Table, read func(file int) error) error {
	for _, file := range t.files[table] {
		if err := read(file); err != nil {
			if errors.Is(err, errIrregular) || t.x.ctx.Err() != nil {
				return err
			}
			return fmt.Errorf("%s: %w", t.x.files[file].name, err)
		}
	}
	return nil
}

// take merges counts and rejections.
func (t *tables) take(table Table, f *found) {
	t.t.rows[table].Read += f.read
	t.x.result.Registered += f.registered
	for _, r := range f.rejections {
		t.t.reject(r)
	}
	t.t.saw(f.latest)
	t.latest.Store(int32(t.t.latest))
}

// readNumbers reads patients for the first time.
func (t *tables) readNumbers(file int) error {
	l := t.x.files[file].layout
	return t.x.scan(file, func(w *worker, f *found, row *cut, line int) {
		f.read++
		c := w.byField(l, row)
		p, reason, fault := w.patient(c)
		k := patientKey{key: keyOf(p.number), mark: p.mark | 1}
		if reason != "" {
			w.reject(f, file, line, fault, reason)
			if k.mark = markBad; p.number == 0 {
				return
			}
		} else {
			w.orgs.add(c[fOrgCode], c[fOrgName])
			if !p.gone {
				f.registered++
			}
			k.known = t.x.isKnown(p.number)
		}
		f.patients = append(f.patients, k)
	}, func(f *found) error {
		t.take(Patients, f)
		for _, k := range f.patients {
			t.meet(k)
		}
		return nil
	})
}

// meet notes a number: new, the same person again, or somebody else with it.
func (t *tables) meet(k patientKey) {
	if k.known {
		t.known = append(t.known, k.key)
	}
	i := t.numbers.find(k.key)
	switch {
	case i < 0:
		t.numbers.put(k.key, k.mark)
	case k.mark == markBad || t.numbers.mark(i) == markBad && !t.conflict[k.key]:
		// One of the two rows was rejected already: the other may stand.
		t.numbers.setMark(i, max(t.numbers.mark(i), k.mark))
	case t.numbers.mark(i) == k.mark:
		t.again[k.key] = false
	default:
		t.numbers.setMark(i, markBad)
		t.conflict[k.key] = true
	}
}

// lastPatient remembers whose the last row was: rows usually come together.
type lastPatient struct {
	ten    [10]byte // as written, without spaces
	place  int
	reason string
}

// noPatient is remembered when there was no row yet: ten zero bytes are no number.
var noPatient = lastPatient{reason: reasonNumber, place: -1}

// whose tells whose a row is, by the cell with the NHS number.
func (t *tables) whose(w *worker, b []byte) *lastPatient {
	if len(b) == 10 && w.last.ten == [10]byte(b) {
		return &w.last
	}
	n, reason := number(b)
	w.last = lastPatient{reason: reason, place: -1}
	if len(b) == 10 {
		w.last.ten = [10]byte(b)
	}
	if reason == "" {
		w.last.place = t.placeOf(w, keyOf(n))
		switch {
		case w.last.place < 0:
			w.last.reason = reasonNobody
		case t.numbers.bad.has(w.last.place):
			w.last.reason = reasonPatientBad
		}
	}
	return &w.last
}

// placeOf finds a key, soon after the one before where that has been the way
// of late.
func (t *tables) placeOf(w *worker, key uint32) int {
	if w.inOrder {
		if place := t.numbers.after(w.place, key); place >= 0 {
			w.place = place
			return place
		}
	}
	place := t.numbers.find(key)
	if place >= 0 {
		w.inOrder = place > w.place && place <= w.place+near
		w.place = place
	}
	return place
}

func (t *tables) readMedicines(file int) error {
	l := t.x.files[file].layout
	asked := dayOf(t.x.options.AsAt)
	nhsAt := l.column(fNHS)
	q := quickMedicine(l)
	return t.x.scan(file, func(w *worker, f *found, row *cut, line int) {
		f.read++
		who := t.whose(w, row.at(nhsAt))
		if who.reason != "" {
			w.reject(f, file, line, fNHS, who.reason)
			return
		}
		latest := asked
		if latest == 0 {
			latest = day(t.latest.Load())
		}
		since := w.since(latest)
		issued, dull := q.dull(w, row, since)
		if dull {
			f.latest = max(f.latest, t.notAfterToday(issued))
			return
		}
		m, relevant, reason, fault := w.medicine(w.byField(l, row), since)
		if reason != "" {
			w.reject(f, file, line, fault, reason)
			return
		}
		f.latest = max(f.latest, t.notAfterToday(m.issued))
		if relevant {
			m.who, m.file, m.line = uint32(who.place), uint16(file), uint32(line)
			f.meds = append(f.meds, m)
		}
	}, func(f *found) error {
		t.take(Medications, f)
		t.meds = append(t.meds, f.meds...)
		return nil
	})
}

// notAfterToday leaves post-dated issues out of the day the export describes.
func (t *tables) notAfterToday(d day) day {
	if d > t.t.today {
		return 0
	}
	return d
}

// quick is where the cells stand that tell at a glance that a medicine line is
// of no interest; nine in ten are not.
type quick struct{ started, issued, ended, name, kind, status, dmd, bnf int }

func quickMedicine(l *layout) quick {
	return quick{l.column(fStarted), l.column(fIssued), l.column(fEnded), l.column(fName), l.column(fKind), l.column(fStatus), l.column(fDMD), l.column(fBNF)}
}

// dull reports that a line is sound and of no interest. It must never say so
// of a line that reader.medicine would keep or reject.
func (q quick) dull(w *worker, row *cut, since day) (issued day, dull bool) {
	var m medLine
	var ok1, ok2, ok3 bool
	m.started, ok1 = w.soundDay(row, q.started)
	m.issued, ok2 = w.soundDay(row, q.issued)
	m.ended, ok3 = w.soundDay(row, q.ended)
	if !ok1 || !ok2 || !ok3 {
		return 0, false
	}
	name := row.at(q.name)
	if len(name) == 0 {
		return 0, false
	}
	m.kind = kindOf(row.at(q.kind))
	m.active = activeOf(row.at(q.status), m.ended)
	if mayCount(&m, since) {
		n, known := w.classes[string(w.key(name, row.at(q.dmd), row.at(q.bnf)))]
		return m.issued, known && n.class == classOther
	}
	return m.issued, name[0] > ' ' // a name of spaces is rejected elsewhere
}

// keepTargets marks the people who have a target line, and those who are known.
func (t *tables) keepTargets() {
	for i := range t.meds {
		if t.meds[i].class.target() {
			t.numbers.kept.set(int(t.meds[i].who))
		}
	}
	for _, key := range t.known {
		if place := t.numbers.find(key); !t.numbers.bad.has(place) {
			t.numbers.kept.set(place)
		}
	}
}

func (t *tables) readProblems(file int) error {
	l := t.x.files[file].layout
	nhsAt, date, ended := l.column(fNHS), l.column(fDate), l.column(fProblemEnd)
	code, term := l.column(fCode), l.column(fTerm)
	return t.x.scan(file, func(w *worker, f *found, row *cut, line int) {
		f.read++
		who := t.whose(w, row.at(nhsAt))
		if who.reason != "" {
			w.reject(f, file, line, fNHS, who.reason)
			return
		}
		if !t.numbers.kept.has(who.place) && (filled(row, code) || filled(row, term)) {
			_, ok1 := w.soundDay(row, date)
			if _, ok2 := w.soundDay(row, ended); ok1 && ok2 {
				return
			}
		}
		p, relevant, reason, fault := w.problem(w.byField(l, row))
		if reason != "" {
			w.reject(f, file, line, fault, reason)
			return
		}
		if relevant && t.numbers.kept.has(who.place) {
			p.who, p.file, p.line = uint32(who.place), uint16(file), uint32(line)
			f.problems = append(f.problems, p)
		}
	}, func(f *found) error {
		t.take(Problems, f)
		t.problems = append(t.problems, f.problems...)
		return nil
	})
}

// soundDay reads a cell that holds a date or nothing.
func (w *worker) soundDay(row *cut, at int) (day, bool) {
	if b := row.at(at); len(b) > 0 {
		return parseDay(b, w.pivot)
	}
	return 0, true
}

func filled(row *cut, at int) bool {
	b := row.at(at)
	return len(b) > 0 && b[0] > ' '
}

// handOver reads the patients again and hands over those on a target medicine,
// in the order of the file.
func (t *tables) handOver(file int) error {
	l := t.x.files[file].layout
	nhsAt := l.column(fNHS)
	return t.x.scan(file, func(w *worker, f *found, row *cut, line int) {
		n, reason := number(row.at(nhsAt))
		if reason != "" {
			return
		}
		key := keyOf(n)
		place := t.placeOf(w, key)
		clash := len(t.conflict) > 0 && t.conflict[key]
		if !clash && (place < 0 || !t.numbers.kept.has(place)) {
			return
		}
		c := w.byField(l, row)
		p, reason, _ := w.patient(c)
		if reason != "" {
			return // rejected at the first reading
		}
		k := keptPerson{key: key, line: line, gone: p.gone, clash: clash}
		if !clash {
			meds, problems := linesOf(t.meds, uint32(place)), problemsOf(t.problems, uint32(place))
			person := w.hold(w.person(c, p, cohort.Source{File: t.x.files[file].name, Line: line}))
			t.x.complete(person, meds, problems)
			k.judged, k.meds, k.problems = t.x.judgeOne(person, meds), len(meds), len(problems)
		}
		f.people = append(f.people, k)
	}, func(f *found) error {
		for i := range f.people {
			if err := t.handOne(file, &f.people[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tables) handOne(file int, k *keptPerson) error {
	f := t.x.files[file]
	if k.clash {
		t.t.reject(Rejection{File: f.name, Line: k.line, Table: Patients, Field: f.heading(fNHS), Reason: reasonConflict})
		if !k.gone {
			t.x.result.Registered--
		}
		return nil
	}
	if done, twice := t.again[k.key]; twice {
		if done {
			return nil
		}
		t.again[k.key] = true
	}
	t.t.rows[Patients].Used++
	t.t.rows[Medications].Used += k.meds
	t.t.rows[Problems].Used += k.problems
	return t.x.hand(k.judged)
}

func (t *tables) finish() {
	orgs := newOrganisations()
	for _, w := range t.x.workers {
		orgs.merge(w.orgs)
	}
	t.x.result.Organisations = orgs.list
	if n := len(t.again); n > 0 {
		t.x.result.Notes = append(t.x.result.Notes, fmt.Sprintf("%d patients are listed twice with the same birth date and name; each was counted once.", n))
		t.x.result.Registered -= n
	}
	sortRejections(t.t.rejections, t.x.files)
	t.t.close(t.x.result)
}
