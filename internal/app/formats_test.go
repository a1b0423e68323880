package app_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/charmap"

	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/extract"
	"stepdown/internal/nhs"
	"stepdown/internal/synth"
)

// The same practice, exported in every format, gives the same decisions; what
// differs is a row of explained, with the field that the format lacks.

// formats are all the layouts that package synth writes.
var formats = []struct {
	name  string
	as    extract.Format // what extract should take it for
	write func(synth.Extract, string) ([]string, error)

	codeless    bool // has no dm+d codes
	windows1252 bool // writes a question mark for letters beyond it, as Ș
}{
	{name: "stepdown-csv", as: extract.StepdownCSV, write: synth.Extract.WriteStepdownCSV},
	{name: "systmone-report", as: extract.SystmOneReport, write: synth.Extract.WriteSystmOneReport, codeless: true, windows1252: true},
	{name: "emis-bulk", as: extract.EMISBulk, write: synth.Extract.WriteEMISBulk},
	{name: "emis-bulk delta", as: extract.EMISBulk, write: synth.Extract.WriteEMISBulkDelta},
	{name: "systmone-bulk", as: extract.SystmOneBulk, write: synth.Extract.WriteSystmOneBulk, windows1252: true},
	{name: "fhir", as: extract.FHIR, write: synth.Extract.WriteFHIR},
	{name: "fhir bundle", as: extract.FHIR, write: synth.Extract.WriteFHIRBundle},
	{name: "medicus", as: extract.Medicus, write: synth.Extract.WriteMedicus},
	{name: "vision", as: extract.Vision, write: synth.Extract.WriteVision},
}

// decided is what two exports of one practice must agree on.
type decided struct {
	Outcome   cohort.Outcome
	Reasons   []cohort.ReasonCode
	Medicines []string // name, kind and last issue, sorted
	OME       string
}

// explained are the differences that a format cannot avoid: change makes of
// the EMIS list's decisions what the format can say.
var explained = []struct {
	format, why string
	change      func(x synth.Extract, want map[nhs.Number]decided)
}{
	{"stepdown-csv", "it has no day of leaving, so that people who have left are not in it", func(x synth.Extract, want map[nhs.Number]decided) {
		for _, p := range x.Truth() {
			if p.Left.Known() {
				delete(want, p.NHSNumber)
			}
		}
	}},
	{"systmone-bulk", "a repeat template does not say whether it is dispensed in batches", withoutBatches},
	{"vision", "the subset of a repeat does not say whether it is dispensed in batches", withoutBatches},
}

func withoutBatches(_ synth.Extract, want map[nhs.Number]decided) {
	for number, d := range want {
		d.Medicines = slices.Clone(d.Medicines)
		for i, m := range d.Medicines {
			d.Medicines[i] = strings.ReplaceAll(m, "|"+string(cohort.RepeatDispensing)+"|", "|"+string(cohort.Repeat)+"|")
		}
		slices.Sort(d.Medicines)
		want[number] = d
	}
}

// What two exports are compared on.
const (
	rejectedRows = "rejected rows"
	asAtDay      = "day"
	listSize     = "people registered"
	theDecisions = "decisions"
	whoTheyAre   = "names, birth dates, mobiles and postcodes"
	theirCodes   = "dm+d codes"
)

// readerFaults are differences that the format does not explain: faults of
// package extract that wait to be mended. Each must show; one that is mended
// comes off the list.
var readerFaults = []struct{ format, differs, what string }{}

func TestEveryFormatGivesTheSameDecisions(t *testing.T) {
	x := synth.Practice(synth.Options{Seed: 25, Patients: 800, Months: 4, NoFaults: true}).Last()
	dir := t.TempDir()
	path, err := x.WriteFile(dir)
	if err != nil {
		t.Fatal(err)
	}
	list := readExport(t, path, x.Date())
	checkThatEverythingIsMet(t, decisions(t, list))
	codes := productCodes(t, x)
	for i, f := range formats {
		t.Run(f.name, func(t *testing.T) {
			folder := filepath.Join(dir, fmt.Sprint(i))
			if _, err := f.write(x, folder); err != nil {
				t.Fatal(err)
			}
			r := readExport(t, folder, x.Date())
			if r.Format != f.as {
				t.Fatalf("taken for %s", r.Format)
			}
			want := decisions(t, list)
			for _, e := range explained {
				if e.format == f.name {
					e.change(x, want)
				}
			}
			report(t, f.name, map[string]string{
				rejectedRows: cmp.Diff(map[string]int(nil), r.ByReason, cmpopts.EquateEmpty()),
				asAtDay:      cmp.Diff(string(list.AsAt), string(r.AsAt)),
				listSize:     cmp.Diff(list.Registered, r.Registered),
				theDecisions: cmp.Diff(want, decisions(t, r)),
				whoTheyAre:   cmp.Diff(details(list, r, f.windows1252), details(r, list, false)),
				theirCodes:   cmp.Diff(map[string]string{}, otherCodes(codes, r, f.codeless)),
			})
		})
	}
}

// report tells the differences that nothing excuses, and excuses that nothing
// needs.
func report(t *testing.T, format string, differences map[string]string) {
	t.Helper()
	for what, diff := range differences {
		known := ""
		for _, f := range readerFaults {
			if f.format == format && f.differs == what {
				known = f.what
			}
		}
		switch {
		case diff != "" && known == "":
			t.Errorf("%s differ (- EMIS list, + %s):\n%.4000s", what, format, diff)
		case diff == "" && known != "":
			t.Errorf("%s no longer differ: take %q off the list readerFaults", what, known)
		}
	}
}

func readExport(t *testing.T, path string, today nhs.Date) *extract.Result {
	t.Helper()
	r, err := extract.Read(context.Background(), []string{path}, extract.Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	for table, n := range r.Rows {
		if n.Read != n.Used+n.NotRelevant+n.Rejected {
			t.Errorf("rows of %s do not add up: %+v", table, n)
		}
	}
	return r
}

// decisions decides on everybody who is on target, or beside the list.
func decisions(t *testing.T, r *extract.Result) map[nhs.Number]decided {
	t.Helper()
	criteria := cohort.DefaultCriteria()
	criteria.AsAt = r.AsAt
	out := map[nhs.Number]decided{}
	for i := range r.People {
		d := cohort.Decide(&r.People[i], criteria, codelist.Default())
		if !d.OnTarget() && !d.Beside {
			continue
		}
		x := decided{Outcome: d.Outcome, OME: fmt.Sprintf("%g to %g", d.OME.Low, d.OME.High)}
		if d.OME.AtLeast {
			x.OME = fmt.Sprintf("at least %g", d.OME.Low)
		}
		for _, reason := range d.Reasons {
			x.Reasons = append(x.Reasons, reason.Code)
		}
		for _, m := range d.Medicines {
			x.Medicines = append(x.Medicines, fmt.Sprintf("%s|%s|%s", m.Name, m.Kind, m.LastIssue))
		}
		slices.Sort(x.Medicines)
		if _, twice := out[d.NHSNumber]; twice {
			t.Error("somebody is handed over twice")
		}
		out[d.NHSNumber] = x
	}
	return out
}

// details gives what is needed to reach the people of r who are in both.
func details(r, other *extract.Result, windows1252 bool) map[nhs.Number]string {
	both := map[nhs.Number]bool{}
	for i := range other.People {
		both[other.People[i].NHSNumber] = true
	}
	out := map[nhs.Number]string{}
	for i := range r.People {
		if p := &r.People[i]; both[p.NHSNumber] {
			postcode := ""
			if len(p.Address) > 0 {
				postcode = p.Address[len(p.Address)-1]
			}
			s := strings.Join([]string{p.Family, p.Given, string(p.BirthDate), p.Mobile, postcode}, "|")
			if windows1252 {
				s = strings.Map(inWindows1252, s)
			}
			out[p.NHSNumber] = s
		}
	}
	return out
}

func inWindows1252(r rune) rune {
	if _, ok := charmap.Windows1252.EncodeRune(r); !ok {
		return '?'
	}
	return r
}

// productCodes gives the dm+d code of each medicine in the practice.
func productCodes(t *testing.T, x synth.Extract) map[string]string {
	t.Helper()
	dir := t.TempDir()
	if _, err := x.WriteStepdownCSV(dir); err != nil {
		t.Fatal(err)
	}
	r := readExport(t, dir, x.Date())
	codes := map[string]string{}
	for i := range r.People {
		for _, m := range r.People[i].Medications {
			codes[m.Name] = m.DMD
		}
	}
	return codes
}

// otherCodes gives the medicines that have another code than they should.
func otherCodes(codes map[string]string, r *extract.Result, codeless bool) map[string]string {
	out := map[string]string{}
	for i := range r.People {
		for _, m := range r.People[i].Medications {
			if want, known := codes[m.Name]; known && m.DMD != want && !codeless {
				out[m.Name] = m.DMD
			}
		}
	}
	return out
}

// checkThatEverythingIsMet keeps the comparison honest: every outcome and
// every reason that an export can give comes up in it.
func checkThatEverythingIsMet(t *testing.T, list map[nhs.Number]decided) {
	t.Helper()
	met := map[string]int{}
	for _, d := range list {
		met[string(d.Outcome)]++
		for _, r := range d.Reasons {
			met[string(r)]++
		}
		if strings.HasPrefix(d.OME, "at least") {
			met["unclear dose"]++
		}
		if strings.Contains(strings.Join(d.Medicines, " "), string(cohort.RepeatDispensing)) {
			met["repeat dispensing"]++
		}
	}
	for _, what := range []string{string(cohort.Included), string(cohort.Excluded), string(cohort.NotOnTarget), string(cohort.ReasonDied), string(cohort.ReasonLeft),
		string(cohort.ReasonDependence), string(cohort.ReasonPalliative), string(cohort.ReasonCancer), "unclear dose", "repeat dispensing"} {
		if met[what] == 0 {
			t.Errorf("nobody in the practice shows %q", what)
		}
	}
}

// Every faulty row of the ledger that cannot be used is rejected where it
// stands, the rows that fall with it too, and nothing else is.
func TestRejectedRowsAreTheLedgersFaults(t *testing.T) {
	world := synth.Practice(synth.Options{Seed: 6, Patients: 500, Months: 2})
	faults := world.Faults()
	for i := range world.Months() {
		x := world.Month(i)
		path, err := x.WriteFile(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		r := readExport(t, path, x.Date())
		var mine []synth.Fault
		for _, f := range faults {
			if f.File == x.FileName() {
				mine = append(mine, f)
			}
		}
		for _, f := range mine {
			rejected := slices.ContainsFunc(r.Rejections, func(j extract.Rejection) bool {
				return j.Line == f.Line && (f.Column == "" || j.Field == f.Column)
			})
			if rejected != f.Rejected {
				t.Errorf("line %d, %s: rejected %v, want %v", f.Line, f.Kind, rejected, f.Rejected)
			}
			if through := slices.ContainsFunc(r.Rejections, func(j extract.Rejection) bool { return j.Line == f.Through }); through != f.Rejected {
				t.Errorf("line %d, which falls with line %d (%s): rejected %v, want %v", f.Through, f.Line, f.Kind, through, f.Rejected)
			}
		}
		for _, j := range r.Rejections {
			expected := slices.ContainsFunc(mine, func(f synth.Fault) bool { return f.Rejected && j.Line >= f.Line && j.Line <= f.Through })
			if !expected {
				t.Errorf("line %d is rejected (%s, %s) and no fault of the ledger", j.Line, j.Field, j.Reason)
			}
		}
	}
}
