package synth

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stepdown/internal/nhs"
)

var writers = map[string]func(Extract, string) ([]string, error){
	"stepdown-csv": Extract.WriteStepdownCSV, "systmone-report": Extract.WriteSystmOneReport, "emis-bulk": Extract.WriteEMISBulk, "emis-bulk delta": Extract.WriteEMISBulkDelta,
	"systmone-bulk": Extract.WriteSystmOneBulk, "fhir": Extract.WriteFHIR, "fhir-bundle": Extract.WriteFHIRBundle, "medicus": Extract.WriteMedicus, "vision": Extract.WriteVision,
}

// written gives the files of an export by name.
func written(t *testing.T, write func(Extract, string) ([]string, error), x Extract) map[string]string {
	t.Helper()
	paths, err := write(x, filepath.Join(t.TempDir(), "export"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = string(b)
	}
	return files
}

var (
	tenDigits  = regexp.MustCompile(`[,"](\d{10}|\d{3} \d{3} \d{4})[,"]`)
	telephones = regexp.MustCompile(`[,"]((?:\+44 ?|0)[17][\d ]{9,12})[,"]`)
)

// The same options give the same bytes, and what a file says of people lies in
// the ranges that belong to nobody.
func TestEveryWriterIsDeterministicAndInvented(t *testing.T) {
	x := Practice(Options{Seed: 31, Patients: 60, Months: 3}).Last()
	again := Practice(Options{Seed: 31, Patients: 60, Months: 3}).Last()
	for name, write := range writers {
		first := written(t, write, x)
		if !maps.Equal(first, written(t, write, again)) {
			t.Errorf("%s: another run gives other bytes", name)
		}
		for file, text := range first {
			for _, cell := range tenDigits.FindAllStringSubmatch(text, -1) {
				if n, err := nhs.ParseNumber(cell[1]); err == nil && !n.Test() {
					t.Errorf("%s: an NHS number outside the test range", file)
				}
			}
			for _, cell := range telephones.FindAllStringSubmatch(text, -1) {
				if !setAside(cell[1]) {
					t.Errorf("%s: a telephone outside the drama ranges", file)
				}
			}
		}
	}
}

func TestAFolderThatCannotBeMadeIsReported(t *testing.T) {
	x := Practice(Options{Patients: 5, Months: 2}).Last()
	file := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, write := range writers {
		if _, err := write(x, filepath.Join(file, "below")); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestStepdownCSVHasTheColumnsOfTheBench(t *testing.T) {
	files := written(t, Extract.WriteStepdownCSV, Practice(Options{Patients: 3, Months: 1}).Last())
	for name, want := range map[string]string{
		"patients.csv":    "NHS Number,EMIS Number,Organisation Code,Usual GP's Full Name,Family Name,Given Name,Date of Birth,Age,Gender,Postcode,Mobile Telephone,Deceased\r\n",
		"medications.csv": "NHS Number,Organisation Code,Medication Type,Medication Status,Name,dm+d Code,Dosage,Quantity,Quantity Unit,Date Started,Most Recent Issue Date,Number of Issues,Cancellation Date\r\n",
		"problems.csv":    "NHS Number,Organisation Code,SNOMED CT Concept ID,Code Term,Problem Status,Significance,Date,End Date\r\n",
	} {
		if !strings.HasPrefix(files[name], want) {
			t.Errorf("%s begins %.200q", name, files[name])
		}
	}
}

// What the systems do to a table: each file is read back by the standard
// library, which shares nothing with the writer.
func TestTablesAreWrittenAsTheSystemsDo(t *testing.T) {
	x := Practice(Options{Seed: 33, Patients: 400, Months: 2}).Last()
	for name, text := range written(t, Extract.WriteEMISBulk, x) {
		rows := records(t, text)
		if strings.Join(rows[0], ",") != columnsOf(name) {
			t.Errorf("%s: columns %v", name, rows[0])
		}
		if i := strings.IndexFunc(text, func(r rune) bool { return r != '"' }); i != 1 || strings.Contains(text, ",,") {
			t.Errorf("%s: a field is not quoted", name)
		}
	}
	for name, text := range written(t, Extract.WriteSystmOneReport, x) {
		rows := records(t, text)
		if strings.Contains(name, "medication") && !strings.Contains(text, "\xe9") && !strings.Contains(text, "\xeb") {
			t.Errorf("%s: no letter of Windows-1252 beyond ASCII", name)
		}
		for _, row := range rows[1:] {
			if len(row[4]) != len("02 Jan 2006") {
				t.Fatalf("%s: date of birth", name)
			}
		}
	}
	for name, text := range written(t, Extract.WriteVision, x) {
		for _, row := range records(t, text) {
			if strings.Contains(name, "_journal_") && (len(row) != 42 || len(row[2]) != 8 || !strings.Contains("ARSP", row[40])) {
				t.Fatalf("%s: %d cells", name, len(row))
			}
			if row[0] == "PID" {
				t.Fatalf("%s: headings", name)
			}
		}
	}
	medicus := written(t, Extract.WriteMedicus, x)
	if text := medicus["prescription.csv"]; !strings.Contains(text, `\"pharmacist clinic\"`) || strings.Contains(text, `""pharm`) {
		t.Error("medicus: quotation marks are not escaped with a backslash")
	}
}

func columnsOf(file string) string {
	for _, t := range emisBulkTables {
		if strings.Contains(file, "_"+t.name+"_") {
			return t.columns
		}
	}
	return ""
}

func records(t *testing.T, text string) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(text))
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// The whole of last month and the changes since come to this month's whole:
// the latest row of each identifier that is not deleted.
func TestChangesComeToThisMonthsWhole(t *testing.T) {
	x := Practice(Options{Seed: 34, Patients: 500, Months: 4}).Last()
	whole, delta := written(t, Extract.WriteEMISBulk, x), written(t, Extract.WriteEMISBulkDelta, x)
	deleted := 0
	for _, kind := range []string{"Admin_Patient", "Prescribing_DrugRecord", "CareRecord_Observation"} {
		now, then := map[string]string{}, map[string]string{}
		for name, text := range whole {
			if strings.Contains(name, "_"+kind+"_") {
				latest(t, text, now)
			}
		}
		for _, set := range []string{"880-999_", "1000-1012_"} {
			for name, text := range delta {
				if strings.HasPrefix(name, set+kind) {
					deleted += latest(t, text, then)
				}
			}
		}
		if kind == "Prescribing_DrugRecord" || kind == "CareRecord_Observation" { // of people who are deleted with all they have
			for id, row := range then {
				if !strings.Contains(patientsOf(whole), row[:38]) {
					delete(then, id)
				}
			}
		}
		if !maps.Equal(now, then) {
			t.Errorf("%s: %d rows come to %d", kind, len(now), len(then))
		}
	}
	if deleted < 50 {
		t.Errorf("only %d rows deleted", deleted)
	}
}

func patientsOf(whole map[string]string) string {
	for name, text := range whole {
		if strings.Contains(name, "Admin_Patient") {
			return text
		}
	}
	return ""
}

// latest applies a file to the rows known so far, by identifier; what is kept
// of a row begins with the patient's.
func latest(t *testing.T, text string, rows map[string]string) (deleted int) {
	t.Helper()
	all := records(t, text)
	at := slices.Index(all[0], "Deleted")
	for _, row := range all[1:] {
		if row[at] == "true" {
			deleted++
			delete(rows, row[0])
			continue
		}
		whose := row[1]
		if all[0][0] == "PatientGuid" {
			whose = row[0]
		}
		rows[row[0]] = whose + strings.Join(row[2:len(row)-1], "|")
	}
	return deleted
}

func TestFHIRIsSoundJSON(t *testing.T) {
	x := Practice(Options{Seed: 35, Patients: 40, Months: 1}).Last()
	kinds := map[string]int{}
	ids := map[string]bool{}
	take := func(b []byte) {
		var r struct{ ResourceType, ID string }
		if err := json.Unmarshal(b, &r); err != nil || r.ID == "" || ids[r.ID] {
			t.Fatalf("%v in %.100s", err, b)
		}
		if bytes.Contains(b, []byte(`:""`)) {
			t.Fatalf("an empty element in %s", r.ResourceType)
		}
		kinds[r.ResourceType]++
		ids[r.ID] = true
	}
	for name, text := range written(t, Extract.WriteFHIR, x) {
		for line := range strings.Lines(text) {
			take([]byte(line))
		}
		if want := strings.TrimSuffix(name, ".ndjson"); kinds[want] == 0 {
			t.Errorf("%s: nothing of that kind", name)
		}
	}
	lines := maps.Clone(kinds)
	clear(kinds)
	clear(ids)
	var bundle struct {
		ResourceType, Type string
		Entry              []struct{ Resource json.RawMessage }
	}
	if err := json.Unmarshal([]byte(written(t, Extract.WriteFHIRBundle, x)["bundle.json"]), &bundle); err != nil || bundle.ResourceType != "Bundle" {
		t.Fatal(err)
	}
	for _, e := range bundle.Entry {
		take(e.Resource)
	}
	if !maps.Equal(lines, kinds) {
		t.Errorf("the bundle holds %v, the lines %v", kinds, lines)
	}
}
