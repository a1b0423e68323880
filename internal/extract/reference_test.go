package extract

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/medicine"
	"stepdown/internal/nhs"
)

// reference reads a Stepdown CSV set the slow, obvious way: encoding/csv, maps,
// time.Parse, everything in memory. The fast way must agree with it.
type reference struct {
	people   map[nhs.Number]*cohort.Person
	rejected []string // file:line reason
	asAt     nhs.Date
	read     map[Table]int
}

func refRows(t testing.TB, text string) (head map[string]int, rows [][]string, lines []int) {
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.FieldsPerRecord = -1
	h, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	head = map[string]int{}
	for i, x := range h {
		head[x] = i
	}
	for {
		rec, err := r.Read()
		if err != nil {
			return head, rows, lines
		}
		line, _ := r.FieldPos(0)
		rows, lines = append(rows, rec), append(lines, line)
	}
}

func refDate(s string) (nhs.Date, bool) {
	if strings.TrimSpace(s) == "" {
		return "", true
	}
	for _, l := range []string{"02-Jan-2006", "02/01/2006", "2006-01-02"} {
		if d, err := time.Parse(l, strings.TrimSpace(s)); err == nil {
			return nhs.DateOf(d), true
		}
	}
	return "", false
}

func refClean(s string) string {
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, "\r\n") {
		return strings.Join(strings.Fields(s), " ")
	}
	return s
}

func referenceRead(t testing.TB, set map[string]string, today nhs.Date) *reference {
	ref := &reference{people: map[nhs.Number]*cohort.Person{}, read: map[Table]int{}}
	reject := func(file string, line int, reason string) {
		ref.rejected = append(ref.rejected, fmt.Sprintf("%s:%d %s", file, line, reason))
	}
	bad := map[nhs.Number]bool{}
	first := map[nhs.Number]int{}
	head, rows, lines := refRows(t, set["patients.csv"])
	for i, row := range rows {
		ref.read[Patients]++
		get := func(h string) string { return refClean(row[head[h]]) }
		if len(row) != len(head) {
			reject("patients.csv", lines[i], reasonRagged)
			continue
		}
		n, reason := number([]byte(get("NHS Number")))
		if reason != "" {
			reject("patients.csv", lines[i], reason)
			continue
		}
		id := nhsNumber(n)
		born, ok := refDate(get("Date of Birth"))
		if !ok {
			reject("patients.csv", lines[i], reasonDate)
			if ref.people[id] == nil {
				bad[id] = true
			}
			continue
		}
		if old := ref.people[id]; old != nil {
			if old.BirthDate != born || !strings.EqualFold(old.Family, get("Family Name")) {
				if !bad[id] {
					reject("patients.csv", first[id], reasonConflict)
				}
				reject("patients.csv", lines[i], reasonConflict)
				bad[id] = true
			}
			continue
		}
		delete(bad, id)
		first[id] = lines[i]
		ref.people[id] = &cohort.Person{NHSNumber: id, LocalID: get("EMIS Number"), Organisation: get("Organisation Code"), UsualGP: get("Usual GP's Full Name"), Family: get("Family Name"),
			Given: get("Given Name"), BirthDate: born, Sex: get("Gender"), Address: []string{get("Postcode")}, Mobile: get("Mobile Telephone"), Deceased: get("Deceased") == "Yes",
			Source: cohort.Source{File: "patients.csv", Line: lines[i]}}
	}
	who := func(file string, line int, s string) *cohort.Person {
		n, reason := number([]byte(strings.TrimSpace(s)))
		id := nhsNumber(n)
		switch {
		case reason != "":
			reject(file, line, reason)
		case bad[id]:
			reject(file, line, reasonPatientBad)
		case ref.people[id] == nil:
			reject(file, line, reasonNobody)
		default:
			return ref.people[id]
		}
		return nil
	}
	head, rows, lines = refRows(t, set["medications.csv"])
	for i, row := range rows {
		ref.read[Medications]++
		get := func(h string) string { return refClean(row[head[h]]) }
		if len(row) != len(head) {
			reject("medications.csv", lines[i], reasonRagged)
			continue
		}
		p := who("medications.csv", lines[i], get("NHS Number"))
		if p == nil {
			continue
		}
		started, ok1 := refDate(get("Date Started"))
		issued, ok2 := refDate(get("Most Recent Issue Date"))
		ended, ok3 := refDate(get("Cancellation Date"))
		if !ok1 || !ok2 || !ok3 {
			reject("medications.csv", lines[i], reasonDate)
			continue
		}
		if get("Name") == "" {
			reject("medications.csv", lines[i], reasonNoMedicine)
			continue
		}
		if issued <= today && issued > ref.asAt {
			ref.asAt = issued
		}
		m := cohort.Medication{Name: get("Name"), DMD: get("dm+d Code"), Dose: get("Dosage"), Quantity: quantity(get("Quantity")), Unit: get("Quantity Unit"), Kind: cohort.UnknownKind,
			Active: get("Medication Status") == "Active", Started: started, LastIssue: issued, Ended: ended, Source: cohort.Source{File: "medications.csv", Line: lines[i]}}
		m.Issues, _ = strconv.Atoi(get("Number of Issues"))
		switch get("Medication Type") {
		case "Repeat":
			m.Kind = cohort.Repeat
		case "Repeat Dispensing":
			m.Kind = cohort.RepeatDispensing
		case "Acute":
			m.Kind = cohort.Acute
		}
		p.Medications = append(p.Medications, m)
	}
	head, rows, lines = refRows(t, set["problems.csv"])
	for i, row := range rows {
		ref.read[Problems]++
		get := func(h string) string { return refClean(row[head[h]]) }
		if len(row) != len(head) {
			reject("problems.csv", lines[i], reasonRagged)
			continue
		}
		p := who("problems.csv", lines[i], get("NHS Number"))
		if p == nil {
			continue
		}
		date, ok1 := refDate(get("Date"))
		ended, ok2 := refDate(get("End Date"))
		if !ok1 || !ok2 {
			reject("problems.csv", lines[i], reasonDate)
			continue
		}
		code, term := get("SNOMED CT Concept ID"), get("Code Term")
		if code == "" && term == "" {
			reject("problems.csv", lines[i], reasonNoProblem)
			continue
		}
		x := cohort.Problem{Code: code, Term: term, Date: date, Ended: ended, Source: cohort.Source{File: "problems.csv", Line: lines[i]}}
		if _, ok := codelist.ConceptID(code); ok {
			x.System = "snomed"
		}
		for _, h := range codelist.Default().Match(code, codelist.System(x.System), term) {
			x.Lists, x.Match = append(x.Lists, h.List), string(h.Match)
		}
		if x.Lists != nil {
			p.Problems = append(p.Problems, x)
		}
	}
	for id, p := range ref.people {
		if p.Medications = ref.ofInterest(p.Medications); bad[id] || !slices.ContainsFunc(p.Medications, refTarget) {
			delete(ref.people, id)
		}
	}
	slices.Sort(ref.rejected)
	return ref
}

func refTarget(m cohort.Medication) bool { return cohort.Class(m.Name, m.DMD, m.BNF) != medicine.Other }

// ofInterest: current repeats; acute issues and dependence treatment of the
// last six months.
func (ref *reference) ofInterest(ms []cohort.Medication) []cohort.Medication {
	var out []cohort.Medication
	for _, m := range ms {
		class := cohort.Class(m.Name, m.DMD, m.BNF)
		recent := m.LastIssue.Known() && m.LastIssue >= ref.asAt.AddMonths(-6)
		if (class != medicine.Other || cohort.Sedative(m.Name)) &&
			(m.Active && m.Kind != cohort.Acute || recent && (m.Kind == cohort.Acute || class == medicine.OpioidDependence)) {
			out = append(out, m)
		}
	}
	return out
}

// drawSet invents a small export with everything that can happen to a row.
func drawSet(t *rapid.T) map[string]string {
	numbers := []string{"9990000018", "9990000026", "9990000034", "9990000042", "999 000 0050", "9990000069", "9990000077"}
	n := rapid.IntRange(1, len(numbers)).Draw(t, "patients")
	pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	seldom := func(label, usual string, odd ...string) string {
		if rapid.IntRange(0, 19).Draw(t, label+"?") > 0 {
			return usual
		}
		return pick(label, odd...)
	}
	day := func(label string) string {
		d := nhs.NewDate(2026, 6, 1).AddDays(-rapid.IntRange(0, 500).Draw(t, label))
		return pick(label+" style", d.Time().Format("02-Jan-2006"), d.Time().Format("02-Jan-2006"), d.Time().Format("02/01/2006"), string(d))
	}
	who := func() string {
		return seldom("who", numbers[rapid.IntRange(0, n-1).Draw(t, "of")], "9990000019", "", "9990000085", "9.99E+09")
	}
	table := func(rows [][]string) string {
		var b bytes.Buffer
		eol := pick("line end", "\n", "\r\n")
		quoteAll := rapid.Bool().Draw(t, "quote all")
		if rapid.Bool().Draw(t, "bom") {
			b.WriteString("\ufeff")
		}
		for i, row := range rows {
			if i > 0 && rapid.IntRange(0, 30).Draw(t, "ragged") == 0 {
				row = row[:len(row)-1]
			}
			for j, c := range row {
				if j > 0 {
					b.WriteByte(',')
				}
				if quoteAll || strings.ContainsAny(c, "\",\r\n") {
					c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
				}
				b.WriteString(c)
			}
			if i+1 < len(rows) || rapid.Bool().Draw(t, "last line end") {
				b.WriteString(eol)
			}
		}
		return b.String()
	}
	patients := [][]string{strings.Split("NHS Number,EMIS Number,Organisation Code,Usual GP's Full Name,Family Name,Given Name,Date of Birth,Age,Gender,Postcode,Mobile Telephone,Deceased", ",")}
	for i := range n {
		row := []string{numbers[i], strconv.Itoa(i + 1), "Y99999", "KIRBY, Georgina (Dr)", pick("family", "Smith", "O'Brien", "Zając"), "Ann", seldom("born", "03-Mar-1950", "31/02/1950", ""), "76", "Female", "BA1 1ZZ", "07700 900123", pick("dead", "No", "No", "Yes")}
		patients = append(patients, row)
		if seldom("listed twice", "", "yes") != "" {
			again := slices.Clone(row)
			again[4] = seldom("other name", again[4], "Other")
			patients = append(patients, again)
		}
	}
	meds := [][]string{strings.Split("NHS Number,Organisation Code,Medication Type,Medication Status,Name,dm+d Code,Dosage,Quantity,Quantity Unit,Date Started,Most Recent Issue Date,Number of Issues,Cancellation Date", ",")}
	for range rapid.IntRange(0, 25).Draw(t, "lines") {
		meds = append(meds, []string{who(), "Y99999", pick("type", "Repeat", "Repeat", "Acute", "Repeat Dispensing", "Other"), pick("status", "Active", "Active", "Past"),
			seldom("name", pick("medicine", "Tramadol 50mg capsules", "Zapain 30mg/500mg tablets (Advanz Pharma)", "Amlodipine 5mg tablets", "Apomorphine 30mg/3ml solution for injection", "Diazepam 2mg tablets", "Espranor 8mg oral lyophilisates", "Pregabalin 75mg capsules"), "", " "), "123",
			pick("dose", "One To Be Taken Each Day", "1-2 QDS PRN, max 8", "TAKE ONE \"start low\", review", "two\r\nat night", ""), pick("quantity", "100", "56", "x"), "capsule",
			seldom("started", day("start"), "31/02/2024", ""), seldom("issued", day("issue"), "yesterday", "", "01-Jan-2031"), pick("issues", "1", "5", ""), seldom("cancelled", "", day("cancel"), "n/a")})
	}
	problems := [][]string{strings.Split("NHS Number,Organisation Code,SNOMED CT Concept ID,Code Term,Problem Status,Significance,Date,End Date", ",")}
	for range rapid.IntRange(0, 15).Draw(t, "problems") {
		code := rapid.SampledFrom([][2]string{{"254837009", "Malignant neoplasm of breast"}, {"275937001", "Family history of cancer"}, {"", "Breast cancer"}, {"38341003", "Hypertensive disorder"}, {"35489007", "Depressive disorder"}, {"2.75937E+08", "Palliative care"}, {"", ""}}).Draw(t, "code")
		problems = append(problems, []string{who(), "Y99999", code[0], code[1], "Active Problem", "Significant", seldom("date", day("date"), "30-Feb-2020", ""), seldom("end", "", day("end"))})
	}
	if rapid.Bool().Draw(t, "shuffle") {
		meds = append(meds[:1], rapid.Permutation(meds[1:]).Draw(t, "order")...)
	}
	return map[string]string{"patients.csv": table(patients), "medications.csv": table(meds), "problems.csv": table(problems)}
}

func writeSet(t testing.TB, dir string, set map[string]string) {
	t.Helper()
	for name, text := range set {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFastPathAgreesWithReference(t *testing.T) {
	const today = nhs.Date("2026-06-15")
	rapid.Check(t, func(rt *rapid.T) {
		set := drawSet(rt)
		dir := t.TempDir()
		writeSet(t, dir, set)
		ref := referenceRead(t, set, today)
		o := Options{Today: today, Workers: rapid.IntRange(1, 3).Draw(rt, "workers"), block: rapid.SampledFrom([]int{16, 64, 300, 4096, blockSize}).Draw(rt, "block")}
		got, err := Read(context.Background(), []string{dir}, o)
		if err != nil {
			rt.Fatal(err)
		}
		if got.AsAt != ref.asAt {
			rt.Fatalf("as at %s, want %s", got.AsAt, ref.asAt)
		}
		var rejected []string
		for _, r := range got.Rejections {
			rejected = append(rejected, fmt.Sprintf("%s:%d %s", r.File, r.Line, r.Reason))
		}
		slices.Sort(rejected)
		if diff := cmp.Diff(ref.rejected, rejected); diff != "" {
			rt.Fatal(diff)
		}
		if len(got.People) != len(ref.people) {
			rt.Fatalf("%d people, want %d", len(got.People), len(ref.people))
		}
		for i := range got.People {
			if diff := cmp.Diff(*ref.people[got.People[i].NHSNumber], got.People[i]); diff != "" {
				rt.Fatal(diff)
			}
		}
		for table, n := range got.Rows {
			if n.Read != n.Used+n.NotRelevant+n.Rejected || n.NotRelevant < 0 || table != Lines && n.Read != ref.read[table] {
				rt.Fatalf("%s: %+v does not add up (want %d read)", table, n, ref.read[table])
			}
		}
	})
}
