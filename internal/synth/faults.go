package synth

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"stepdown/internal/cohort"
	"stepdown/internal/nhs"
)

// FaultKind says what is wrong with a row.
type FaultKind string

// The faults of every file.
const (
	BadCheckDigit   FaultKind = "NHS number with a wrong check digit"
	MissingNumber   FaultKind = "no NHS number"
	MangledNumber   FaultKind = "NHS number turned into a spreadsheet number"
	ImpossibleBirth FaultKind = "impossible date of birth"
	ImpossibleStart FaultKind = "impossible start date of a medicine"
	Ragged          FaultKind = "row with too many fields"
	SharedNumber    FaultKind = "two people with one NHS number"
	Duplicate       FaultKind = "the same person twice"
	Orphan          FaultKind = "medicine line before any patient"
)

// Fault is one entry of the ledger of faulty rows.
type Fault struct {
	File      string
	Line      int // first line of the faulty rows, counting from 1
	Through   int // last line that falls with it; Line itself when it stands alone
	Kind      FaultKind
	Column    string     // heading of the faulty cell; empty for a fault of the whole row
	NHSNumber nhs.Number // of the person, where a right one can be read
	Rejected  bool       // the rows cannot be used; false for a Duplicate, which must count once
	Why       string
}

// faultyBlock is the rows of one fault, the same in every month.
type faultyBlock struct {
	before   int // stands before the patient with this EMIS number
	kind     FaultKind
	column   int // -1 for the whole row
	readable bool
	person   *patient
	spoil    func([][]string) [][]string // of the person's rows
	spoiled  int                         // index of the first faulty row
	alone    bool                        // only that row is faulty
	why      string
}

// Faults is the ledger of every month's faulty rows: where they stand, and
// what an importer should say of them.
func (w *World) Faults() []Fault {
	w.once.Do(func() {
		for i := range w.Months() {
			w.ledger = append(w.ledger, w.Month(i).Faults()...)
		}
	})
	return slices.Clone(w.ledger)
}

// Faults is the ledger of this extract's faulty rows, in the order of lines.
func (x Extract) Faults() []Fault {
	ledger, _ := x.write(io.Discard)
	return ledger
}

// faultyBlock writes the rows of a fault and gives their entry.
func (e *emisWriter) faultyBlock(x Extract, b faultyBlock) Fault {
	var rows [][]string
	x.rowsOf(b.person, make([]string, len(emisHeader)), func(cells []string) { rows = append(rows, slices.Clone(cells)) })
	rows = b.spoil(rows)
	f := Fault{File: x.FileName(), Kind: b.kind, Rejected: b.kind != Duplicate, Why: b.why}
	if b.column >= 0 {
		f.Column = emisHeader[b.column]
	}
	if b.readable {
		f.NHSNumber = b.person.nhs
	}
	for i, row := range rows {
		if i == b.spoiled {
			f.Line = e.line
		}
		if i == b.spoiled || i > b.spoiled && !b.alone {
			f.Through = e.line
		}
		e.record(row)
	}
	return f
}

func asTheyAre(rows [][]string) [][]string { return rows }

// inFirst spoils one cell of a person's first row.
func inFirst(column int, change func(string) string) func([][]string) [][]string {
	return func(rows [][]string) [][]string {
		rows[0][column] = change(rows[0][column])
		return rows
	}
}

// spoil adds the faulty rows. The people in them are of their own, so that
// the ledger of truth stays whole; only the duplicate is one of the list.
func (w *World) spoil() {
	r := drawFor(w.options.Seed, aboutFaults, 0)
	spot := func() int { return 1001 + r.IntN(max(1, w.options.Patients)) }
	add := func(b faultyBlock) {
		if b.before == 0 {
			b.before = spot()
		}
		if b.spoil == nil {
			b.spoil = asTheyAre
		}
		w.faulty = append(w.faulty, b)
	}
	add(faultyBlock{before: 1, kind: Orphan, column: -1, person: w.stranger("tramadol"), why: "a medicine that belongs to nobody",
		spoil: inFirstRow(func(row []string) { clear(row[:columnMedicine]) })})
	wrong := func(s string) string { return s[:len(s)-1] + string('0'+(s[len(s)-1]-'0'+1)%10) }
	add(faultyBlock{kind: BadCheckDigit, column: columnNHS, person: w.stranger("tramadol"), spoil: inFirst(columnNHS, wrong), why: "the check digit is wrong"})
	add(faultyBlock{kind: BadCheckDigit, column: columnNHS, person: w.stranger("gabapentin", "co-codamol", ""), spoil: inFirst(columnNHS, wrong), why: "the check digit is wrong; the rows below belong to the same person"})
	add(faultyBlock{kind: MissingNumber, column: columnNHS, person: w.stranger("tramadol", ""), spoil: inFirst(columnNHS, func(string) string { return "" }), why: "no NHS number"})
	add(faultyBlock{kind: MangledNumber, column: columnNHS, person: w.stranger(""), spoil: inFirst(columnNHS, func(string) string { return "9.99E+09" }), why: "saved by a spreadsheet; the digits are lost"})
	add(faultyBlock{kind: ImpossibleBirth, column: columnBirth, readable: true, person: w.stranger("pregabalin"), spoil: inFirst(columnBirth, func(string) string { return impossibleDate }), why: "there is no 31 February"})
	add(faultyBlock{kind: ImpossibleStart, column: columnStarted, readable: true, person: w.stranger("tramadol"), spoil: inFirst(columnStarted, func(string) string { return impossibleDate }), why: "there is no 31 February"})
	add(faultyBlock{kind: Ragged, column: -1, readable: true, person: w.stranger("", "tramadol"), spoiled: 1, alone: true, why: "the quotes round a cell with commas were lost",
		spoil: func(rows [][]string) [][]string {
			loose := strings.Split(rows[1][columnMedicine], ",")
			rows[1] = slices.Concat(rows[1][:columnMedicine], loose, rows[1][columnMedicine+1:])
			return rows
		}})
	first, second := w.stranger("tramadol"), w.stranger("")
	second.nhs = first.nhs
	for _, p := range []*patient{first, second} {
		add(faultyBlock{kind: SharedNumber, column: columnNHS, readable: true, person: p, why: "another person has the same NHS number"})
	}
	if p := w.twice(); p != nil {
		add(faultyBlock{before: p.emis + 1 + r.IntN(w.options.Patients), kind: Duplicate, column: -1, readable: true, person: p, why: "every row of this person stands in the file a second time"})
	}
	slices.SortStableFunc(w.faulty, func(a, b faultyBlock) int { return cmp.Compare(a.before, b.before) })
}

func inFirstRow(change func([]string)) func([][]string) [][]string {
	return func(rows [][]string) [][]string {
		change(rows[0])
		return rows
	}
}

// stranger makes a person outside the list, with one line of each ingredient;
// an empty one stands for an ordinary medicine.
func (w *World) stranger(ingredients ...string) *patient {
	w.strangers++
	i := len(w.patients) + w.strangers
	r := drawFor(w.options.Seed, aboutFaults, i)
	p := &patient{emis: 1000 + i, joined: 1, born: w.extracts[0] - r.days(30*year, 80*year), female: r.chance(0.5)}
	p.identify(r, p.age(w.extracts[0]))
	p.nhs = w.numbers.next()
	p.mobiles = []mobileFrom{{0, mobileText(r, r.IntN(1000))}}
	for _, ingredient := range ingredients {
		product := theFormulary().ordinary[0]
		if ingredient != "" {
			product = theFormulary().byIngredient[ingredient][0]
		}
		p.lines = append(p.lines, prescribe(r, product, cohort.Repeat, w.extracts[0]-r.days(60, 4*year)))
	}
	return p
}

// twice finds somebody on a target medicine through all months, to stand in
// the files a second time.
func (w *World) twice() *patient {
	for _, p := range w.patients {
		if p.joined < w.extracts[0] && p.gone() == 0 && p.onTarget(w.extracts[0]) && p.onTarget(w.extracts[len(w.extracts)-1]) {
			return p
		}
	}
	return nil
}
