package synth

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"stepdown/internal/cohort"
)

// emisHeader is the header of the list report, in three blocks laid side by
// side: the patient, the medicine courses, the coded problems.
var emisHeader = []string{
	"EMIS Number", "Organisation Code", "Organisation Name", "Usual GP's Full Name", "NHS Number", "Title",
	"Family Name", "Calling Name", "Date of Birth", "Gender", "House Name / Flat Number", "Number and Street",
	"Locality", "Town", "County", "Postcode", "Home Telephone", "Mobile Telephone", "Main Spoken Language",
	"Date of Death", "Date of Deduction",
	"Name, Dosage and Quantity", "Medication Type", "Medication Status", "Date Started", "Most Recent Issue Date", "Number of Issues",
	"Code Term", "SNOMED Code", "Date",
}

// Where the cells stand that the faults spoil, and where the blocks begin.
const (
	columnNHS      = 4
	columnBirth    = 8
	columnMedicine = 21
	columnStarted  = 24
	columnProblem  = 27
	impossibleDate = "31-Feb-2024"
	byteOrderMark  = "\ufeff"
)

var kindText = map[cohort.Kind]string{cohort.Repeat: "Repeat", cohort.RepeatDispensing: "Repeat Dispensing", cohort.Acute: "Acute"}

// WriteEMISList writes every month's list report into a folder, oldest first,
// and gives the paths. The folder is made if it is not there; files of the
// same name are replaced.
func (w *World) WriteEMISList(dir string) ([]string, error) {
	var paths []string
	for i := range w.Months() {
		path, err := w.Month(i).WriteFile(dir)
		if err != nil {
			return paths, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// WriteFile writes the extract into a folder under its FileName.
func (x Extract) WriteFile(dir string) (path string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("make the folder for the extract: %w", err)
	}
	path = filepath.Join(dir, x.FileName())
	f, err := os.Create(path)
	if err != nil {
		return "", fmt.Errorf("make the extract file: %w", err)
	}
	defer func() {
		if closing := f.Close(); err == nil {
			err = closing
		}
	}()
	return path, x.WriteEMISList(f)
}

// WriteEMISList writes the extract as EMIS Web exports a list report: UTF-8
// with a byte order mark, lines ended by CR LF, patient cells on the first row
// of each patient only.
func (x Extract) WriteEMISList(to io.Writer) error {
	_, err := x.write(to)
	return err
}

// write writes the list and gives the ledger of its faulty rows.
func (x Extract) write(to io.Writer) ([]Fault, error) {
	out := &emisWriter{to: bufio.NewWriterSize(to, 1<<18), line: 1}
	out.to.WriteString(byteOrderMark)
	out.record(emisHeader)
	var ledger []Fault
	faulty := x.world.faulty
	for _, p := range x.world.patients {
		for len(faulty) > 0 && faulty[0].before <= p.emis {
			ledger = append(ledger, out.faultyBlock(x, faulty[0]))
			faulty = faulty[1:]
		}
		if x.shown(p) {
			out.patient(x, p)
		}
	}
	for _, b := range faulty {
		ledger = append(ledger, out.faultyBlock(x, b))
	}
	return ledger, out.to.Flush()
}

// emisWriter writes records and counts the lines of the file. The buffered
// writer keeps the first error until the flush.
type emisWriter struct {
	to    *bufio.Writer
	line  int // of the next record
	cells [30]string
	buf   []byte
}

// record writes one row; a row may have too many cells on purpose.
func (e *emisWriter) record(cells []string) {
	b := e.buf[:0]
	for i, cell := range cells {
		if i > 0 {
			b = append(b, ',')
		}
		if strings.ContainsAny(cell, ",\"\r\n") {
			b = append(b, '"')
			b = append(b, strings.ReplaceAll(cell, `"`, `""`)...)
			b = append(b, '"')
			e.line += strings.Count(cell, "\n")
		} else {
			b = append(b, cell...)
		}
	}
	b = append(b, '\r', '\n')
	e.line++
	e.to.Write(b)
	e.buf = b
}

// patient writes all rows of one person.
func (e *emisWriter) patient(x Extract, p *patient) {
	x.rowsOf(p, e.cells[:], e.record)
}

// rowsOf fills the cells of each row of a person in turn: as many rows as the
// longer of the two lists, and one at least.
func (x Extract) rowsOf(p *patient, cells []string, row func([]string)) {
	clear(cells)
	x.patientCells(p, cells)
	l, c, first := 0, 0, true
	for {
		for l < len(p.lines) && !p.lines[l].shown(x.on) {
			l++
		}
		for c < len(p.problems) && p.problems[c].on > x.on {
			c++
		}
		more := l < len(p.lines) || c < len(p.problems)
		if !more && !first {
			return
		}
		if l < len(p.lines) {
			x.medicineCells(p, p.lines[l], cells[columnMedicine:columnProblem])
			l++
		}
		if c < len(p.problems) {
			cells[columnProblem], cells[columnProblem+1], cells[columnProblem+2] = p.problems[c].term, p.problems[c].code, p.problems[c].on.emis()
			c++
		}
		row(cells)
		clear(cells)
		first = false
	}
}

func (x Extract) patientCells(p *patient, cells []string) {
	number := string(p.nhs)
	if p.spaced {
		number = p.nhs.Spaced()
	}
	died, left := x.gone(p)
	copy(cells, []string{
		strconv.Itoa(p.emis), x.world.options.Organisation, x.world.options.Name, p.gp, number, p.title,
		p.family, p.given, p.born.emis(), p.sex(), p.house, p.street, p.locality, p.town, "", p.postcode,
		p.home, p.mobile(x.on), p.language, died.emis(), left.emis(),
	})
}

func (x Extract) medicineCells(p *patient, l *line, cells []string) {
	n, last := l.issues(x.on, p.gone())
	cells[0], cells[1], cells[2] = l.text, kindText[l.kind], x.status(l)
	cells[3], cells[4], cells[5] = l.started.emis(), last.emis(), strconv.Itoa(n)
}
