package extract

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"stepdown/internal/problem"
)

func refused(t *testing.T, about string, err error, says string) {
	t.Helper()
	var p *problem.Error
	if !errors.As(err, &p) || p.Kind != problem.Invalid || !strings.Contains(err.Error(), says) {
		t.Errorf("%s: %v, want it to say %q", about, err, says)
	}
}

func TestWorkbooks(t *testing.T) {
	book := asXLSX(t, samplePractice())["list.xlsx"]
	r, err := readText(t, "renamed.csv", book, Options{})
	if err != nil || r.Format != EMISList || len(r.People) != 5 {
		t.Errorf("a workbook called .csv: %v %+v", err, r)
	}
	_, err = readText(t, "broken.xlsx", book[:len(book)/2], Options{})
	refused(t, "half a workbook", err, "workbook")
	defer func(n int64) { maxUnpacked = n }(maxUnpacked)
	maxUnpacked = 1000
	_, err = readText(t, "bomb.xlsx", book, Options{})
	refused(t, "a zip bomb", err, "larger than")
}

func TestFHIRBadInput(t *testing.T) {
	whole := asFHIR(samplePractice(), false)["bundle.json"]
	_, err := readText(t, "bundle.json", whole[:len(whole)/2], Options{})
	refused(t, "half a bundle", err, "broken off")
	nd := asFHIR(samplePractice(), true)["export.ndjson"]
	r, err := readText(t, "a.ndjson", `{"resourceType":"Patient","id":7}`+"\n"+nd, Options{})
	if err != nil || r.Rejected != 1 || r.Rejections[0].Line != 1 || len(r.People) != 5 {
		t.Errorf("%v %+v", err, r)
	}
	r, err = readText(t, "a.ndjson", nd+`{"resourceType":"Condition","id":"x","subject":{"reference":"Patient/nobody"},"code":{"text":"Cancer"}}`+"\n", Options{})
	if err != nil || r.Rejected != 1 || r.Rejections[0].Reason != reasonNobody {
		t.Errorf("%v %+v", err, r)
	}
	_, err = readText(t, "a.json", `{"resourceType":"Patient","text":"`+strings.Repeat("x", maxResource+2<<20), Options{})
	refused(t, "a resource without end", err, "larger than")
}

func TestBulkBadInput(t *testing.T) {
	set := asEMISBulk(samplePractice())
	set["1-2_Prescribing_DrugRecord_x.csv"] += csvOf(true, []string{"{D-x}", "{P-nobody}", "2026-01-01", "1", "one", "10", "Repeat", "true", "", "1", "false"}, []string{"{D-y}", "{P-1}", "2026-02-31", "1", "one", "10", "Repeat", "true", "", "1", "false"})
	dir := t.TempDir()
	writeSet(t, dir, set)
	r, err := Read(context.Background(), []string{dir}, Options{Today: "2026-06-15"})
	if err != nil || r.Rejected != 2 || r.ByReason[reasonNobody] != 1 || r.ByReason[reasonDate] != 1 {
		t.Errorf("%v %+v", err, r)
	}
	addsUp(t, r)
	delete(set, "1-2_CareRecord_Observation_x.csv")
	dir = t.TempDir()
	writeSet(t, dir, set)
	_, err = Read(context.Background(), []string{dir}, Options{})
	refused(t, "no observations", err, "CareRecord_Observation")
}

func TestUnknownFormatIsNamed(t *testing.T) {
	_, err := readText(t, "list.csv", listOf(row(ann, tramadol, cancer)), Options{Format: "emis"})
	refused(t, "a format that is none", err, "emis-list")
	_, err = readText(t, "list.csv", listOf(row(ann, tramadol, cancer)), Options{Format: FHIR})
	refused(t, "another format", err, "it is not fhir")
}

func TestFilesOfAnotherFormatAreLeftAside(t *testing.T) {
	dir := t.TempDir()
	set := asStepdown(samplePractice())
	set["list.csv"] = listOf(row(ann, tramadol, cancer))
	set["codes.csv"] = "code,term\n254837009,Malignant neoplasm of breast\n"
	writeSet(t, dir, set)
	r, err := Read(context.Background(), []string{dir}, Options{Today: "2026-06-15"})
	if err != nil || r.Format != StepdownCSV {
		t.Fatalf("%v %+v", err, r)
	}
	for _, f := range r.Files {
		if (f.Name == "list.csv" || f.Name == "codes.csv") != (f.Table == "" && f.Note != "") {
			t.Errorf("%+v", f)
		}
	}
}

func TestTablesWithRowsOutOfOrderAndStrayMarks(t *testing.T) {
	set := asStepdown(samplePractice())
	// A quotation mark inside an unquoted cell sends the file to the slow reader.
	set["medications.csv"] = strings.Replace(set["medications.csv"], "Tramadol 50mg capsules", `Tramadol 50mg "caps`, 1)
	set["patients.csv"] += "9990000085,8,Long,Name,01-Jan-1950,," + strings.Repeat("x", 2<<20) + "\n"
	dir := t.TempDir()
	writeSet(t, dir, set)
	r, err := Read(context.Background(), []string{dir}, Options{Today: "2026-06-15", block: 64 << 10})
	if err != nil {
		t.Fatal(err)
	}
	addsUp(t, r)
	if len(r.People) != 5 || r.Rejected != 1 || r.Rejections[0].Reason != reasonTooLong || r.People[0].Medications[0].Name != `Tramadol 50mg "caps` {
		t.Errorf("%+v", r)
	}
}

func TestTablesWithBackslashEscapes(t *testing.T) {
	set := asStepdown(samplePractice())
	set["medications.csv"] = strings.Replace(set["medications.csv"], "One to be taken four times a day", `"Take \"ONE\", four times a day"`, 1)
	dir := t.TempDir()
	writeSet(t, dir, set)
	r, err := Read(context.Background(), []string{dir}, Options{Today: "2026-06-15"})
	if err != nil || r.Rejected != 0 || r.People[0].Medications[0].Dose != `Take "ONE", four times a day` {
		t.Errorf("%v %+v", err, r)
	}
}

// A pipe would be empty by the time its rows are read, and one that nobody
// writes to would be waited for without end.
func TestPipesAndDevicesAreRefused(t *testing.T) {
	for _, path := range []string{os.DevNull, "/dev/stdin"} {
		if info, err := os.Stat(path); err != nil || info.Mode().IsRegular() {
			continue // this machine has none, or the tests are run with a file on stdin
		}
		_, err := Read(context.Background(), []string{path}, Options{})
		refused(t, path, err, "is not a file")
	}
}

func TestHeadingsWithoutPatientsAreSaidPlainly(t *testing.T) {
	for about, text := range map[string]string{"headings only": listHeadings + "\r\n", "one line that is far too long": listHeadings + "\r\n1,\"" + strings.Repeat("x", 3<<20)} {
		r, err := readText(t, "list.csv", text, Options{})
		if err != nil || len(r.People) != 0 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "No patient was found") {
			t.Errorf("%s: %v %+v", about, err, r)
		}
	}
}

// A folder of links is an export like any other; what a link cannot give is named.
func TestLinksInAFolder(t *testing.T) {
	elsewhere, dir := t.TempDir(), t.TempDir()
	writeSet(t, elsewhere, map[string]string{"list.csv": listOf(row(ann, tramadol, cancer))})
	for name, to := range map[string]string{"list.csv": filepath.Join(elsewhere, "list.csv"), "twice.csv": filepath.Join(elsewhere, "list.csv"), "gone.csv": filepath.Join(elsewhere, "gone.csv"), "itself": dir} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	r, err := Read(context.Background(), []string{dir}, Options{Today: "2026-06-15"})
	if err != nil || len(r.People) != 1 || r.Rows[Lines].Read != 1 && r.Rows[Patients].Read != 1 {
		t.Fatalf("%v %+v", err, r)
	}
	notes := map[string]string{}
	for _, f := range r.Files {
		notes[f.Name] = f.Note
	}
	want := map[string]string{"list.csv": "", "twice.csv": "it is the same file as list.csv", "gone.csv": "it is a link that leads nowhere", "itself": "it is a link to something that is not a file"}
	if diff := cmp.Diff(want, notes); diff != "" {
		t.Error(diff)
	}
	r, err = Read(context.Background(), []string{filepath.Join(dir, "list.csv"), dir, elsewhere, elsewhere}, Options{Today: "2026-06-15"})
	if err != nil || len(r.People) != 1 || r.Rows[Medications].Read != 1 {
		t.Errorf("the same file by several names: %v %+v", err, r)
	}
	if _, err := Read(context.Background(), []string{filepath.Join(dir, "itself"), filepath.Join(dir, "gone.csv")}, Options{}); err == nil {
		t.Error("a link that leads nowhere was opened")
	}
}
