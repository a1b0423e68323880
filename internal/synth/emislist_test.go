package synth

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stepdown/internal/nhs"
)

func list(t testing.TB, x Extract) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := x.WriteEMISList(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readRow is one record of a written list and the line it begins on.
type readRow struct {
	line  int
	cells []string
}

// fataler is what tests and properties have in common.
type fataler interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// read reads a list with the standard library's reader, which shares nothing
// with the writer.
func read(t fataler, file []byte) []readRow {
	t.Helper()
	file, marked := bytes.CutPrefix(file, []byte("\xef\xbb\xbf"))
	if !marked {
		t.Fatal("no byte order mark")
	}
	if lf, crlf := bytes.Count(file, []byte("\n")), bytes.Count(file, []byte("\r\n")); lf != crlf {
		t.Fatalf("%d line ends, %d of them CR LF", lf, crlf)
	}
	r := csv.NewReader(bytes.NewReader(file))
	r.FieldsPerRecord = -1
	var rows []readRow
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		line, _ := r.FieldPos(0)
		rows = append(rows, readRow{line, cells})
	}
}

func TestHeaderIsExact(t *testing.T) {
	const want = `EMIS Number,Organisation Code,Organisation Name,Usual GP's Full Name,NHS Number,Title,Family Name,Calling Name,Date of Birth,Gender,House Name / Flat Number,Number and Street,Locality,Town,County,Postcode,Home Telephone,Mobile Telephone,Main Spoken Language,Date of Death,Date of Deduction,"Name, Dosage and Quantity",Medication Type,Medication Status,Date Started,Most Recent Issue Date,Number of Issues,Code Term,SNOMED Code,Date` + "\r\n"
	got := list(t, Practice(Options{Patients: 3, Months: 1}).Last())
	if !strings.HasPrefix(string(got), byteOrderMark+want) {
		t.Errorf("the file begins\n%.700s", got)
	}
}

// What is read back from a file agrees with the ledger of truth: the same
// people, lines, statuses, problems and deaths.
func TestTheFileSaysWhatTheLedgerSays(t *testing.T) {
	w := Practice(Options{Seed: 11, Patients: 900, Months: 6, NoFaults: true})
	for i := range w.Months() {
		rows := read(t, list(t, w.Month(i)))[1:]
		for _, p := range w.Truth(i) {
			head := rows[0].cells
			number, err := nhs.ParseNumber(head[columnNHS])
			if err != nil || number != p.NHSNumber {
				t.Fatalf("month %d line %d: not the next person of the ledger", i, rows[0].line)
			}
			if head[19] != dayOf(p.Died).emis() || head[20] != dayOf(p.Left).emis() || head[17] != p.Mobile {
				t.Errorf("line %d: death, deduction or mobile differ", rows[0].line)
			}
			var lines []TruthLine
			problems := map[string]bool{}
			for first := true; len(rows) > 0 && (first || rows[0].cells[0] == ""); first = false {
				c := rows[0].cells
				if !first && strings.Join(c[:columnMedicine], "") != "" {
					t.Fatalf("line %d: patient cells below a patient's first row", rows[0].line)
				}
				if c[columnMedicine] != "" {
					lines = append(lines, TruthLine{Text: c[columnMedicine], Active: c[columnMedicine+2] == "Active"})
				}
				if c[columnProblem+1] != "" {
					problems[c[columnProblem+1]] = true
				}
				rows = rows[1:]
			}
			if len(lines) != len(p.Lines) || len(problems) < min(1, len(p.Problems)) {
				t.Fatalf("month %d: %d medicine lines read, %d in the ledger", i, len(lines), len(p.Lines))
			}
			for k, l := range lines {
				if want := strings.ReplaceAll(p.Lines[k].Text, "\r\n", "\n"); l.Text != want || l.Active != p.Lines[k].Active {
					t.Errorf("month %d: line %d of a person differs from the ledger", i, k)
				}
			}
		}
		if len(rows) != 0 {
			t.Errorf("month %d: %d rows of nobody in the ledger", i, len(rows))
		}
	}
}

var digits = regexp.MustCompile(`[+0-9][0-9 ]{6,}`)

// Nothing that could belong to a real person is ever written: NHS numbers only
// of the test range, telephones only of the drama ranges, postcodes only of an
// area that does not exist.
func TestNothingOutsideTheTestRanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := Practice(Options{
			Seed:     rapid.Uint64().Draw(t, "seed"),
			Patients: rapid.IntRange(1, 250).Draw(t, "patients"),
			Months:   rapid.IntRange(1, 5).Draw(t, "months"),
			NoFaults: rapid.Bool().Draw(t, "no faults"),
		})
		for i := range w.Months() {
			rejected := map[int]bool{}
			for _, f := range w.Month(i).Faults() {
				rejected[f.Line] = true
			}
			var b bytes.Buffer
			if err := w.Month(i).WriteEMISList(&b); err != nil {
				t.Fatal(err)
			}
			seen := map[nhs.Number]int{}
			for _, row := range read(t, b.Bytes())[1:] {
				c := row.cells
				if len(c) != len(emisHeader) && !rejected[row.line] {
					t.Fatalf("line %d has %d cells", row.line, len(c))
				}
				if c[0] == "" {
					continue
				}
				n, err := nhs.ParseNumber(c[columnNHS])
				if err != nil && !rejected[row.line] || err == nil && !n.Test() {
					t.Fatalf("line %d: NHS number", row.line)
				}
				if s := strings.ReplaceAll(c[columnNHS], " ", ""); s != "" && !strings.HasPrefix(s, "999") && s != "9.99E+09" {
					t.Fatalf("line %d: NHS number outside the range", row.line)
				}
				if err == nil {
					seen[n]++
				}
				for _, cell := range c[16:18] {
					for _, run := range digits.FindAllString(cell, -1) {
						if !setAside(run) {
							t.Fatalf("line %d: a telephone outside the drama ranges", row.line)
						}
					}
				}
				if !strings.HasPrefix(c[15], "ZZ") {
					t.Fatalf("line %d: postcode", row.line)
				}
			}
			if w.options.NoFaults {
				for _, times := range seen {
					if times != 1 {
						t.Fatal("an NHS number stands twice in a file without faults")
					}
				}
			}
		}
	})
}

// setAside reports whether a telephone number is one of those set aside.
func setAside(s string) bool {
	s = strings.ReplaceAll(s, " ", "")
	s = strings.Replace(s, "+44", "0", 1)
	return len(s) == 11 && (strings.HasPrefix(s, "07700900") || strings.HasPrefix(s, "01632960"))
}

// Two people on target medicines share a mobile only when they share a home.
func TestMobilesOfPeopleOnTargetMedicinesDiffer(t *testing.T) {
	w := Practice(Options{Seed: 3})
	homes, couples := map[string]*patient{}, 0
	for _, p := range w.patients {
		if !p.everOnTarget() {
			continue
		}
		for _, run := range digits.FindAllString(p.mobile(w.Last().on), -1) {
			run = strings.Replace(strings.ReplaceAll(run, " ", ""), "+44", "0", 1)
			other := homes[run]
			if other != nil && (other.street != p.street || other.family != p.family) && strings.HasPrefix(run, "07") {
				t.Errorf("two homes with one mobile, EMIS numbers %d and %d", other.emis, p.emis)
			}
			if other != nil {
				couples++
			}
			homes[run] = p
		}
	}
	if couples == 0 {
		t.Error("no couple shares a mobile")
	}
}

func TestWriteEMISListIntoAFolder(t *testing.T) {
	w := Practice(Options{Patients: 20, Months: 3})
	dir := filepath.Join(t.TempDir(), "exports")
	paths, err := w.WriteEMISList(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range paths {
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, list(t, w.Month(i))) || filepath.Base(path) != w.Month(i).FileName() {
			t.Errorf("month %d is not what its file holds", i)
		}
	}
	if _, err := w.WriteEMISList(filepath.Join(paths[0], "below a file")); err == nil {
		t.Error("a folder that cannot be made was not reported")
	}
}

type brokenDisk struct{}

func (brokenDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestAWriteErrorIsNotSwallowed(t *testing.T) {
	if err := Practice(Options{Patients: 50, Months: 1}).Last().WriteEMISList(brokenDisk{}); err == nil {
		t.Error("no error")
	}
}

// The small list at the root of the repository is what this package writes.
// STEPDOWN_WRITE_TESTDATA=1 writes it anew.
func TestSmallListIsUpToDate(t *testing.T) {
	const path = "../../testdata/emis-list-small.csv"
	got := list(t, Practice(Options{Seed: 1, Patients: 200}).Last())
	if os.Getenv("STEPDOWN_WRITE_TESTDATA") == "1" {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what Practice writes now; see testdata/README.md", path)
	}
}

func TestLinesOfOnePersonRunInOrder(t *testing.T) {
	w := Practice(Options{Seed: 4, Patients: 500, Months: 6})
	for i := range w.Months() {
		on := w.Month(i).Date()
		for _, p := range w.Truth(i) {
			for _, l := range p.Lines {
				known := []nhs.Date{l.Started, l.LastIssue, on}
				if l.Issues == 0 {
					known = []nhs.Date{l.Started, on}
				}
				if !slices.IsSorted(known) || l.Ended.Known() && (l.Ended < l.LastIssue || l.Ended > on) || l.Started < p.BirthDate {
					t.Fatalf("dates out of order: %+v on %s", l, string(on))
				}
				if (l.Issues == 0) != !l.LastIssue.Known() {
					t.Fatalf("issues and last issue disagree: %+v", l)
				}
			}
			if p.Died.Known() && p.Died > on || p.Left.Known() && p.Left > on {
				t.Fatal("an extract knows the future")
			}
		}
	}
}
