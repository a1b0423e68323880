package extract

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"stepdown/internal/cohort"
	"stepdown/internal/problem"
)

const listHeadings = `EMIS Number,Organisation Code,Organisation Name,Usual GP's Full Name,NHS Number,Title,Family Name,Calling Name,Date of Birth,Gender,House Name / Flat Number,Number and Street,Locality,Town,County,Postcode,Home Telephone,Mobile Telephone,Main Spoken Language,Date of Death,Date of Deduction,"Name, Dosage and Quantity",Medication Type,Medication Status,Date Started,Most Recent Issue Date,Number of Issues,Code Term,SNOMED Code,Date`

const (
	ann      = `1,Y99999,Quince Lane Surgery,"KIRBY, Georgina (Dr)",999 000 0018,Mrs,Smith,Ann,03-Mar-1950,Female,,1 High Street,,Frome,Somerset,BA1 1ZZ,,07700 900123,English,,`
	ben      = `2,Y99999,Quince Lane Surgery,"KIRBY, Georgina (Dr)",9990000026,Mr,Jones,Ben,04-Apr-1960,Male,,,,,,,,,,,`
	noPerson = `,,,,,,,,,,,,,,,,,,,,`

	tramadol = `"Tramadol 50mg capsules, One Or Two To Be Taken Four Times A Day, 100 capsule",Repeat,Active,01-Jan-2024,20-May-2026,30`
	noMed    = `,,,,,`
	cancer   = `Malignant neoplasm of breast,254837009,02-Feb-2015`
	noCode   = `,,`
)

func row(parts ...string) string { return strings.Join(parts, ",") }

func listOf(rows ...string) string {
	return listHeadings + "\r\n" + strings.Join(rows, "\r\n") + "\r\n"
}

// readText reads one file of that name and content.
func readText(t testing.TB, name, content string, o Options) (*Result, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if o.Today == "" {
		o.Today = "2026-06-15"
	}
	r, err := Read(context.Background(), []string{path}, o)
	if err == nil {
		addsUp(t, r)
	}
	return r, err
}

func mustRead(t testing.TB, content string) *Result {
	t.Helper()
	r, err := readText(t, "list.csv", content, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func addsUp(t testing.TB, r *Result) {
	t.Helper()
	rejected := 0
	for table, n := range r.Rows {
		if n.Read != n.Used+n.NotRelevant+n.Rejected || n.NotRelevant < 0 || n.Used < 0 {
			t.Errorf("%s does not add up: %+v", table, n)
		}
		rejected += n.Rejected
	}
	if rejected != r.Rejected {
		t.Errorf("%d rows rejected, %d by table", r.Rejected, rejected)
	}
}

func one(t testing.TB, r *Result) cohort.Person {
	t.Helper()
	if len(r.People) != 1 {
		t.Fatalf("%d people, want 1; %+v", len(r.People), r.Rejections)
	}
	return r.People[0]
}

func TestListReport(t *testing.T) {
	r := mustRead(t, listOf(row(ann, tramadol, cancer), row(noPerson, `"Gabapentin 300mg capsules, 1 tds, 84 capsule",Acute,Past,01-May-2026,01-May-2026,1`, noCode), row(ben, noMed, cancer)))
	p := one(t, r)
	if r.Format != EMISList || r.AsAt != "2026-05-20" || r.Registered != 2 {
		t.Errorf("format %s, as at %s, %d registered", r.Format, r.AsAt, r.Registered)
	}
	if p.NHSNumber != "9990000018" || p.LocalID != "1" || p.Family != "Smith" || p.Given != "Ann" || p.BirthDate != "1950-03-03" || p.UsualGP != "KIRBY, Georgina (Dr)" ||
		p.Mobile != "07700 900123" || p.Language != "English" || fmt.Sprint(p.Address) != "[1 High Street Frome Somerset BA1 1ZZ]" {
		t.Errorf("person %+v", p)
	}
	want := cohort.Medication{Name: "Tramadol 50mg capsules", Dose: "One Or Two To Be Taken Four Times A Day", Quantity: 100, Unit: "capsule", Kind: cohort.Repeat, Active: true,
		Started: "2024-01-01", LastIssue: "2026-05-20", Issues: 30, Source: cohort.Source{File: "list.csv", Line: 2}}
	if len(p.Medications) != 2 || p.Medications[0] != want {
		t.Errorf("medications %+v", p.Medications)
	}
	if len(p.Problems) != 1 || p.Problems[0].Code != "254837009" || p.Problems[0].Date != "2015-02-02" || p.Problems[0].Match != "concept" || p.Problems[0].Lists[0] != "cancer" {
		t.Errorf("problems %+v", p.Problems)
	}
	if len(r.Organisations) != 1 || r.Organisations[0] != (Organisation{"Y99999", "Quince Lane Surgery", 2}) {
		t.Errorf("organisations %+v", r.Organisations)
	}
}

// Everything in this list gives Ann on tramadol, and nobody else.
func TestTrapsOfRealExports(t *testing.T) {
	plain := listOf(row(ann, tramadol, cancer))
	latin := strings.Replace(plain, "Smith", "Sm\xeeth", 1) // Windows-1252
	for about, content := range map[string]string{
		"as it comes":                     plain,
		"headings not on line 1":          "Chronic pain search\r\nRun on:,01-Jun-2026\r\n\r\nPatient Details,,,\r\n" + plain,
		"byte order mark, quoted heading": "\ufeff" + strings.Replace(plain, "EMIS Number", `"EMIS Number"`, 1),
		"headings in other case, spaces":  strings.Replace(strings.Replace(plain, "NHS Number", " nhs  NUMBER ", 1), "Usual GP's", "Usual GP’s", 1),
		"HC Number":                       strings.Replace(plain, "NHS Number", "HC Number", 1),
		"LF line ends":                    strings.ReplaceAll(plain, "\r\n", "\n"),
		"Windows-1252":                    latin,
		"mixed encodings":                 listOf(row(strings.Replace(ann, "Frome", "Fröme", 1), tramadol, cancer), row(strings.Replace(ben, "Frome", "Fr\xf6me", 1), noMed, noCode)),
		"line break in quotes":            strings.Replace(plain, "Four Times A Day", "Four\r\nTimes A Day", 1),
		"quotation mark in a dose":        strings.Replace(plain, "Four Times A Day", `Four ""Times"" A Day`, 1),
		"backslash escapes":               strings.Replace(plain, "Four Times A Day", `Four \"Times\", A \"Day\"`, 1),
		"quotation mark out of place":     strings.Replace(plain, "Frome", `Fr"ome`, 1),
		"date dd-MMM-yy":                  strings.Replace(plain, "20-May-2026", "20-May-26", 1),
		"date dd MMM yyyy and time":       strings.Replace(plain, "20-May-2026", "20 May 2026 09:30:00", 1),
		"date dd/MM/yyyy":                 strings.Replace(plain, "20-May-2026", "20/05/2026", 1),
		"date yyyy-MM-dd":                 strings.Replace(plain, "20-May-2026", "2026-05-20", 1),
		"date yyyyMMdd":                   strings.Replace(plain, "20-May-2026", "20260520", 1),
		"repeated cells":                  listOf(row(ann, tramadol, noCode), row(ann, noMed, cancer)),
		"the same rows twice":             listOf(row(ann, tramadol, cancer), row(ben, noMed, noCode), row(ann, tramadol, cancer)),
		"headings again on each page":     listOf(row(ann, tramadol, noCode), listHeadings, row(noPerson, noMed, cancer)),
		"ended repeat":                    listOf(row(ann, tramadol, cancer), row(ben, strings.Replace(tramadol, "Active", "Past", 1), noCode)),
		"old acute issue":                 listOf(row(ann, tramadol, cancer), row(ben, `"Tramadol 50mg capsules, 1 qds, 30 capsule",Acute,Past,01-Jan-2024,01-Jan-2024,1`, noCode)),
		"false friend":                    listOf(row(ann, tramadol, cancer), row(ben, `"Apomorphine 30mg/3ml solution for injection, as directed, 5 device",Repeat,Active,01-Jan-2024,20-May-2026,3`, noCode)),
	} {
		r := mustRead(t, content)
		p := one(t, r)
		if p.NHSNumber != "9990000018" || len(p.Medications) != 1 || p.Medications[0].LastIssue != "2026-05-20" || len(p.Problems) != 1 {
			t.Errorf("%s: %+v", about, p)
		}
		if r.Rejected != 0 {
			t.Errorf("%s: rejected %+v", about, r.Rejections)
		}
		if about == "Windows-1252" && p.Family != "Smîth" {
			t.Errorf("family name %q", p.Family)
		}
	}
}

func TestBrandsAndMixturesCount(t *testing.T) {
	for _, name := range []string{"Zapain 30mg/500mg tablets (Advanz Pharma)", "Butec 10micrograms/hour transdermal patches (Qdem Pharmaceuticals Ltd)", "Zydol Sr  M/R tablets  200 mg", "GABAPENTIN 300mg capsules"} {
		p := one(t, mustRead(t, listOf(row(ann, fmt.Sprintf(`"%s, as directed, 10 unit",Repeat,Active,01-Jan-2024,20-May-2026,3`, name), noCode))))
		if p.Medications[0].Name != name || p.Medications[0].Dose != "as directed" {
			t.Errorf("%+v", p.Medications[0])
		}
	}
}

// Rows that cannot be taken are named by line, and nothing else is lost.
func TestFaultyRows(t *testing.T) {
	good := row(ben, tramadol, noCode)
	for _, c := range []struct {
		about, rows string
		want        []string // line table field: reason
	}{
		{"bad check digit", row(strings.Replace(ann, "0018", "0019", 1), tramadol, cancer), []string{"2 patients NHS Number: " + reasonCheckDigit, "2 medications : " + reasonPatientBad, "2 problems : " + reasonPatientBad}},
		{"no number", row(strings.Replace(ann, "999 000 0018", "", 1), tramadol, noCode) + "\r\n" + row(noPerson, tramadol, noCode),
			[]string{"2 patients NHS Number: " + reasonNoNumber, "2 medications : " + reasonPatientBad, "3 medications : " + reasonPatientBad}},
		{"rounded by a spreadsheet", row(strings.Replace(ann, "999 000 0018", "9.99E+09", 1), noMed, noCode), []string{"2 patients NHS Number: " + reasonScientific}},
		{"no such birthday", row(strings.Replace(ann, "03-Mar-1950", "31/02/1950", 1), noMed, noCode), []string{"2 patients Date of Birth: " + reasonDate}},
		{"no such day", row(ann, strings.Replace(tramadol, "01-Jan-2024", "31/02/2024", 1), cancer), []string{"2 medications Date Started: " + reasonDate}},
		{"too many cells", row(ann, tramadol, cancer, "more"), []string{"2 lines : " + reasonRagged}},
		{"too many cells, then rows of the same patient", row(ann, tramadol, cancer, "") + "\r\n" + row(noPerson, tramadol, noCode), []string{"2 lines : " + reasonRagged, "3 medications : " + reasonPatientBad}},
		{"too few cells", "1,2,3", []string{"2 lines : " + reasonRagged}},
		{"NUL", row(strings.Replace(ann, "Smith", "Sm\x00ith", 1), tramadol, cancer), []string{"2 lines : " + reasonNUL}},
		{"medicine for nobody", row(noPerson, tramadol, noCode), []string{"2 medications : " + reasonBeforeAny}},
		{"medicine without a name", row(ann, `"  ",Repeat,Active,01-Jan-2024,20-May-2026,3`, noCode), []string{"2 medications Name, Dosage and Quantity: " + reasonNoMedicine}},
		{"quotation mark never closed", `1,"Y9`, []string{"2 lines : " + reasonQuote}},
		{"two people with one number", row(ann, tramadol, noCode) + "\r\n" + row(strings.Replace(ann, "Smith", "Brown", 1), noMed, noCode),
			[]string{"2 patients NHS Number: " + reasonConflict, "2 medications : " + reasonPatientBad, "3 patients NHS Number: " + reasonConflict}},
		{"one person with two birth dates", row(ann, noMed, noCode) + "\r\n" + row(noPerson, noMed, cancer) + "\r\n" + row(strings.Replace(strings.Replace(ann, "1,", "7,", 1), "1950", "1951", 1), tramadol, noCode),
			[]string{"2 patients NHS Number: " + reasonConflict, "4 patients NHS Number: " + reasonConflict, "4 medications : " + reasonPatientBad}},
	} {
		r := mustRead(t, listHeadings+"\r\n"+c.rows+"\r\n"+good+"\r\n")
		var got []string
		for _, x := range r.Rejections {
			got = append(got, fmt.Sprintf("%d %s %s: %s", x.Line, x.Table, x.Field, x.Reason))
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s: rejected\n%s\nwant\n%s", c.about, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
		found := false
		for _, p := range r.People {
			found = found || p.NHSNumber == "9990000026"
		}
		if !found {
			t.Errorf("%s: the good patient is lost", c.about)
		}
		data, err := json.Marshal(r.Rejections)
		if err != nil || strings.Contains(string(data), "Smith") || strings.Contains(string(data), "9990000018") {
			t.Errorf("%s: the report of rejected rows says too much: %s", c.about, data)
		}
	}
}

// Headings come again, and a bare "Date" belongs to the group it stands in.
func TestSideBySideGroups(t *testing.T) {
	head := `EMIS Number,NHS Number,Family Name,Date of Birth,Value,Date,Value,Date,Code Term,SNOMED Code,Date,Code Term2,SNOMED Code2,Date2,"Medication Issues Name, Dosage and Quantity",Medication Type,Date of Issue` + "\n"
	r := mustRead(t, head+`1,9990000018,Smith,03-Mar-1950,5.5,01-Jan-2020,6,01-Jan-2021,Family history of cancer,275937001,02-Feb-2002,Malignant neoplasm of breast,254837009,03-Mar-2003,"Tramadol 50mg capsules, 1 qds, 100 capsule",Repeat,20-May-2026`+"\n")
	p := one(t, r)
	if len(p.Problems) != 1 || p.Problems[0].Date != "2003-03-03" {
		t.Errorf("problems %+v", p.Problems)
	}
	if r.Rows[Problems].Read != 2 {
		t.Errorf("%d problems read", r.Rows[Problems].Read)
	}
}

func TestActiveWithCancellationDate(t *testing.T) {
	head := "NHS Number,Family Name,EMIS Number,Date of Birth,Name,Dosage,Quantity,Medication Type,Status,Most Recent Issue Date,Cancellation Date,Code Term\n"
	r := mustRead(t, head+"9990000018,Smith,1,03-Mar-1950,Tramadol 50mg capsules,1 qds,100,Repeat,Active,20-May-2026,01-Apr-2026,\n"+
		"9990000026,Jones,2,03-Mar-1950,Tramadol 50mg capsules,1 qds,100,Repeat,,20-May-2026,01-Apr-2026,\n")
	if p := one(t, r); p.NHSNumber != "9990000018" || !p.Medications[0].Active || p.Medications[0].Ended != "2026-04-01" {
		t.Errorf("%+v", p)
	}
}

func TestTwoDigitBirthYear(t *testing.T) {
	for _, c := range []struct{ born, age, want string }{{"03-Mar-50", "", "1950-03-03"}, {"03-Mar-20", "", ""}, {"03-Mar-20", "106", "1920-03-03"}, {"03-Mar-20", "6", "2020-03-03"}} {
		head := "NHS Number,Family Name,EMIS Number,Date of Birth,Age,Name,Medication Type,Most Recent Issue Date,Code Term\n"
		p := one(t, mustRead(t, head+"9990000018,Smith,1,"+c.born+","+c.age+",Tramadol 50mg capsules,Repeat,20-May-2026,\n"))
		if string(p.BirthDate) != c.want {
			t.Errorf("%s aged %s: %q, want %q", c.born, c.age, string(p.BirthDate), c.want)
		}
	}
}

func TestPostDatedIssueDoesNotMoveTheDay(t *testing.T) {
	r := mustRead(t, listOf(row(ann, tramadol, noCode), row(noPerson, strings.Replace(tramadol, "20-May-2026", "20-May-2062", 1), noCode)))
	if r.AsAt != "2026-05-20" || len(one(t, r).Medications) != 2 {
		t.Errorf("as at %s, %+v", r.AsAt, r.People)
	}
}

func TestRefusals(t *testing.T) {
	plain := listOf(row(ann, tramadol, cancer))
	for _, c := range []struct{ about, name, content, says string }{
		{"no type of prescription", "a.csv", strings.Replace(plain, "Medication Type", "Something", 1), `"Medication Type"`},
		{"no NHS number", "a.csv", strings.Replace(plain, "NHS Number", "Something", 1), `"NHS Number"`},
		{"no issue date", "a.csv", strings.Replace(plain, "Most Recent Issue Date", "Something", 1), `"Most Recent Issue Date"`},
		{"no problems", "a.csv", strings.Replace(plain, "Code Term,SNOMED Code,Date", "A,B,C", 1), "Code Term or SNOMED Code"},
		{"empty file", "a.csv", "", "empty"},
		{"headings only of something else", "a.csv", "Colour,Size,Shape\nred,4,round\n", "Colour, Size, Shape"},
		{"no headings, and its data is not shown", "a.csv", "Smith,Ann,07700900123\n", "headings"},
		{"old workbook", "a.csv", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel"},
		{"PDF", "a.csv", "%PDF-1.7", "PDF"},
		{"UTF-16", "a.csv", "\xff\xfeN\x00H\x00S\x00", "UTF-16"},
		{"lines that end in a carriage return alone", "a.csv", strings.ReplaceAll(strings.ReplaceAll(plain, "\r\n", "\n"), "\n", "\r"), "Macintosh"},
		{"an archive of something else", "a.xlsx", "PK\x03\x04 list.csv", "zip archive without a workbook"},
		{"binary", "a.csv", strings.Repeat("\x00\x01", 500), "NUL"},
		{"half a set", "patients.csv", "NHS Number,Family Name,Date of Birth\n9990000018,Smith,03-Mar-1950\n", "the table of medications"},
	} {
		_, err := readText(t, c.name, c.content, Options{})
		var refused *problem.Error
		if !errors.As(err, &refused) || refused.Kind != problem.Invalid || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want it to say %s", c.about, err, c.says)
		}
		if err != nil && strings.Contains(err.Error(), "Smith") {
			t.Errorf("%s: the refusal shows a name", c.about)
		}
	}
}

func TestUnknownLayoutCanBeMapped(t *testing.T) {
	content := "Nummer,Achternaam,Geboren,Middel,Soort,Uitgifte,Klacht\n9990000018,Smith,03-Mar-1950,Tramadol 50mg capsules,Repeat,20-May-2026,Breast cancer\n"
	_, err := readText(t, "a.csv", content, Options{})
	var unknown *UnknownLayout
	if !errors.As(err, &unknown) || len(unknown.Files) != 1 || len(unknown.Files[0].Headings) != 7 {
		t.Fatalf("%v", err)
	}
	m := Mapping{"Nummer": "nhs_number", "Achternaam": "family_name", "Geboren": "date_of_birth", "Middel": "medicine", "Soort": "repeat_or_acute", "Uitgifte": "last_issue", "Klacht": "problem_term"}
	r, err := readText(t, "a.csv", content, Options{Mapping: m})
	if err != nil {
		t.Fatal(err)
	}
	if p := one(t, r); p.Problems[0].Match != "term" {
		t.Errorf("%+v", p)
	}
	if err := (Mapping{"x": "nonsense"}).Check(); err == nil {
		t.Error("a mapping to nothing is accepted")
	}
	for _, f := range MappableFields() {
		if _, ok := mappable[f[0]]; !ok {
			t.Errorf("%s cannot be mapped to", f[0])
		}
	}
}

func TestVeryLongLineIsRejectedWithoutBeingHeld(t *testing.T) {
	long := `1,"` + strings.Repeat("x", 3<<20)
	r := mustRead(t, listHeadings+"\r\n"+long+"\r\n"+row(ben, tramadol, noCode)+"\r\n")
	if one(t, r); r.Rejections[0].Reason != reasonTooLong {
		t.Errorf("%+v", r.Rejections)
	}
}

// Two gigabytes in one line, as a broken export or an ill will can make them:
// the line is rejected, the rest is read, and the memory stays small.
func TestTwoGigabytesInOneLine(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: two gigabytes are not short")
	}
	path := filepath.Join(t.TempDir(), "list.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const hole = 2 << 30 // a file with a hole takes no room on the disk
	head := listHeadings + "\r\n1," + strings.Repeat("x", 1<<20)
	if _, err := f.WriteString(head); err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte("\r\n"+row(ben, tramadol, noCode)+"\r\n"), hole); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r, err := Read(context.Background(), []string{path}, Options{Today: "2026-06-15"})
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if one(t, r); len(r.Rejections) != 1 || r.Rejections[0].Reason != reasonTooLong || r.Rejections[0].Line != 2 {
		t.Errorf("%+v", r.Rejections)
	}
	if grown := int64(after.Sys) - int64(before.Sys); grown > 64<<20 {
		t.Errorf("%d MB more memory", grown>>20)
	}
}

func TestSameExportSameSum(t *testing.T) {
	a, err := readText(t, "list.csv", listOf(row(ann, tramadol, cancer)), Options{Hash: true})
	if err != nil {
		t.Fatal(err)
	}
	b, err := readText(t, "list.csv", listOf(row(ann, tramadol, cancer)), Options{Hash: true})
	if err != nil || a.SHA256 != b.SHA256 || len(a.SHA256) != 64 {
		t.Errorf("%s, %s, %v", a.SHA256, b.SHA256, err)
	}
}

func TestRejectionsAreCappedAndCounted(t *testing.T) {
	rows := strings.Repeat("1,2,3\r\n", 50)
	r, err := readText(t, "list.csv", listHeadings+"\r\n"+rows+row(ann, tramadol, cancer)+"\r\n", Options{MaxRejections: 10})
	if err != nil || len(r.Rejections) != 10 || r.Rejected != 50 {
		t.Fatalf("%v %+v", err, r)
	}
	var b strings.Builder
	if err := r.WriteRejections(&b); err != nil || !strings.Contains(b.String(), "40 more rows") {
		t.Errorf("%v %s", err, b.String())
	}
}

func TestStoppedReading(t *testing.T) {
	ctx, cancelled := context.WithCancel(context.Background())
	cancelled()
	dir := t.TempDir()
	writeSet(t, dir, map[string]string{"list.csv": listOf(row(ann, tramadol, cancer))})
	if _, err := Read(ctx, []string{dir}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestProgressReachesTheEnd(t *testing.T) {
	var done, total int64
	_, err := readText(t, "list.csv", listOf(row(ann, tramadol, cancer)), Options{Progress: func(d, n int64) { done, total = d, n }})
	if err != nil || done != total || total == 0 {
		t.Errorf("%d of %d, %v", done, total, err)
	}
}
