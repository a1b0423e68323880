package extract

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/nhs"
)

// The same small practice, written in every format, must give the same
// decisions. What a format lacks is said beside it.

type samplePatient struct {
	id, number, family, given string
	born, died, left          nhs.Date
	lines                     []sampleLine
	entries                   []sampleEntry
}

type sampleLine struct {
	name, dose     string
	quantity       int
	kind           string
	active         bool
	started, ended nhs.Date
	issues         []nhs.Date
}

type sampleEntry struct {
	code, term string
	date       nhs.Date
}

func samplePractice() []samplePatient {
	monthly := func(last nhs.Date, n int) []nhs.Date {
		var out []nhs.Date
		for i := n - 1; i >= 0; i-- {
			out = append(out, last.AddMonths(-i))
		}
		return out
	}
	tramadol := sampleLine{"Tramadol 50mg capsules", "One to be taken four times a day", 112, "Repeat", true, "2025-08-10", "", monthly("2026-05-20", 10)}
	return []samplePatient{
		{id: "1", number: "9990000018", family: "Smith", given: "Ann", born: "1950-03-03", lines: []sampleLine{tramadol}},
		{id: "2", number: "9990000026", family: "O'Brien", given: "Zoë", born: "1960-04-04", lines: []sampleLine{tramadol}, entries: []sampleEntry{{"254837009", "Malignant neoplasm of breast", "2015-02-02"}}},
		{id: "3", number: "9990000034", family: "Jones", given: "Ben", born: "1970-05-05", died: "2026-04-01", lines: []sampleLine{tramadol}},
		{id: "4", number: "9990000042", family: "Khan", given: "Ali", born: "1980-06-06", lines: []sampleLine{{"Pregabalin 75mg capsules", "One twice a day, morning and night", 56, "Repeat", true, "2025-01-01", "", monthly("2026-05-02", 9)},
			{"Zapain 30mg/500mg tablets (Advanz Pharma)", "1-2 QDS PRN, max 8", 100, "Repeat", true, "2025-01-01", "", monthly("2026-05-12", 9)}}, entries: []sampleEntry{{"84757009", "Epilepsy", "2001-01-01"}, {"275937001", "Family history of cancer", "2002-01-01"}}},
		{id: "5", number: "9990000050", family: "Ng", given: "Jean", born: "1990-07-07", lines: []sampleLine{{"Codeine 30mg tablets", "one at night", 28, "Acute", false, "2026-03-01", "", []nhs.Date{"2026-03-01"}}}},
		{id: "6", number: "9990000069", family: "Evans", given: "Ian", born: "1955-08-08", lines: []sampleLine{{"Tramadol 50mg capsules", "one at night", 28, "Repeat", false, "2020-03-01", "2023-03-01", []nhs.Date{"2020-03-01", "2023-02-01"}}}},
		{id: "7", number: "9990000077", family: "Hall", given: "Sue", born: "1965-09-09", lines: []sampleLine{{"Amlodipine 5mg tablets", "one a day", 28, "Repeat", true, "2020-03-01", "", monthly("2026-05-25", 12)}}, entries: []sampleEntry{{"35489007", "Depressive disorder", "2001-01-01"}}},
	}
}

func (l sampleLine) last() nhs.Date { return l.issues[len(l.issues)-1] }

func (l sampleLine) status() string {
	if l.active {
		return "Active"
	}
	return "Past"
}

func uk(d nhs.Date) string {
	if d == "" {
		return ""
	}
	return d.Time().Format("02-Jan-2006")
}

func csvOf(quoteAll bool, rows ...[]string) string {
	var b strings.Builder
	for _, r := range rows {
		for i, c := range r {
			if i > 0 {
				b.WriteByte(',')
			}
			if quoteAll || strings.ContainsAny(c, ",\"\n") {
				c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
			}
			b.WriteString(c)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func headsOf(heads string) []string { return strings.Split(heads, ",") }

func asStepdown(ps []samplePatient) map[string]string {
	p := [][]string{headsOf("NHS Number,EMIS Number,Family Name,Given Name,Date of Birth,Date of Death,Date of Deduction")}
	m := [][]string{headsOf("NHS Number,Medication Type,Medication Status,Name,Dosage,Quantity,Date Started,Most Recent Issue Date,Number of Issues,Cancellation Date")}
	e := [][]string{headsOf("NHS Number,SNOMED CT Concept ID,Code Term,Date")}
	for _, x := range ps {
		p = append(p, []string{x.number, x.id, x.family, x.given, uk(x.born), uk(x.died), uk(x.left)})
		for _, l := range x.lines {
			m = append(m, []string{x.number, l.kind, l.status(), l.name, l.dose, fmt.Sprint(l.quantity), uk(l.started), uk(l.last()), fmt.Sprint(len(l.issues)), uk(l.ended)})
		}
		for _, c := range x.entries {
			e = append(e, []string{x.number, c.code, c.term, uk(c.date)})
		}
	}
	return map[string]string{"patients.csv": csvOf(false, p...), "medications.csv": csvOf(false, m...), "problems.csv": csvOf(false, e...)}
}

// reportRows lays the practice out as a list report, medicines and problems
// side by side.
func reportRows(ps []samplePatient, repeated bool) [][]string {
	rows := [][]string{headsOf("EMIS Number|NHS Number|Family Name|Calling Name|Date of Birth|Date of Death|Date of Deduction|Name, Dosage and Quantity|Medication Type|Medication Status|Date Started|Most Recent Issue Date|Number of Issues|Code Term|SNOMED Code|Date")}
	rows[0] = strings.Split(rows[0][0]+","+strings.Join(rows[0][1:], ","), "|")
	for _, x := range ps {
		for i := range max(1, len(x.lines), len(x.entries)) {
			r := make([]string, 16)
			if i == 0 || repeated {
				copy(r, []string{x.id, x.number, x.family, x.given, uk(x.born), uk(x.died), uk(x.left)})
			}
			if i < len(x.lines) {
				l := x.lines[i]
				copy(r[7:], []string{fmt.Sprintf("%s, %s, %d", l.name, l.dose, l.quantity), l.kind, l.status(), uk(l.started), uk(l.last()), fmt.Sprint(len(l.issues))})
			}
			if i < len(x.entries) {
				copy(r[13:], []string{x.entries[i].term, x.entries[i].code, uk(x.entries[i].date)})
			}
			rows = append(rows, r)
		}
	}
	return rows
}

func asSystmOneReport(ps []samplePatient) map[string]string {
	m := [][]string{headsOf("NHS number,Surname,First name,Date of birth,Date of death,Deduction date,Drug,Directions,Quantity,Issue type,Status,Start date,Last issue date,Issues")}
	e := [][]string{headsOf("NHS number,Surname,First name,Date of birth,Date of death,Deduction date,SNOMED code,Code description,Event date")}
	for _, x := range ps {
		who := []string{x.number, x.family, x.given, s1(x.born), s1(x.died), s1(x.left)}
		for _, l := range x.lines {
			m = append(m, append(slices.Clone(who), l.name, l.dose, fmt.Sprint(l.quantity), l.kind, l.status(), s1(l.started), s1(l.last()), fmt.Sprint(len(l.issues))))
		}
		for _, c := range x.entries {
			e = append(e, append(slices.Clone(who), c.code, c.term, s1(c.date)))
		}
	}
	latin := strings.NewReplacer("ë", "\xeb")
	return map[string]string{"medicines.csv": latin.Replace(csvOf(false, m...)), "codes.csv": latin.Replace(csvOf(false, e...))}
}

func s1(d nhs.Date) string {
	if d == "" {
		return ""
	}
	return d.Time().Format("02 Jan 2006 15:04:05")
}

func asEMISBulk(ps []samplePatient) map[string]string {
	p := [][]string{headsOf("PatientGuid,OrganisationGuid,DateOfBirth,DateOfDeath,GivenName,Surname,NhsNumber,PatientNumber,DummyType,DateOfDeactivation,Deleted")}
	d := [][]string{headsOf("DrugRecordGuid,PatientGuid,EffectiveDate,CodeId,Dosage,Quantity,PrescriptionType,IsActive,CancellationDate,NumberOfIssues,Deleted")}
	i := [][]string{headsOf("IssueRecordGuid,PatientGuid,DrugRecordGuid,EffectiveDate,Deleted")}
	o := [][]string{headsOf("ObservationGuid,PatientGuid,EffectiveDate,CodeId,Deleted")}
	dc := [][]string{headsOf("CodeId,Term,DmdProductCodeId")}
	cc := [][]string{headsOf("CodeId,Term,ReadTermId,SnomedCTConceptId")}
	n := 0
	for _, x := range ps {
		g := "{P-" + x.id + "}"
		p = append(p, []string{g, "{O}", string(x.born), string(x.died), x.given, x.family, x.number, x.id, "false", string(x.left), "false"})
		for _, l := range x.lines {
			n++
			dc = append(dc, []string{fmt.Sprint(n), l.name, ""})
			course := fmt.Sprintf("{D-%d}", n)
			d = append(d, []string{course, g, string(l.started), fmt.Sprint(n), l.dose, fmt.Sprint(l.quantity), l.kind, fmt.Sprint(l.active), string(l.ended), fmt.Sprint(len(l.issues)), "false"})
			for k, day := range l.issues {
				i = append(i, []string{fmt.Sprintf("{I-%d-%d}", n, k), g, course, string(day), "false"})
			}
		}
		for _, c := range x.entries {
			n++
			cc = append(cc, []string{fmt.Sprint(n), c.term, "", c.code})
			o = append(o, []string{fmt.Sprintf("{E-%d}", n), g, string(c.date), fmt.Sprint(n), "false"})
		}
	}
	// Deltas: a patient, a course and an entry that a later file takes back.
	p = append(p, []string{"{P-9}", "{O}", "1950-01-01", "", "Gone", "Away", "9990000085", "9", "false", "", "false"}, []string{"{P-9}", "{O}", "1950-01-01", "", "Gone", "Away", "9990000085", "9", "false", "", "true"})
	dc = append(dc, []string{"900", "Morphine sulfate 10mg tablets", ""})
	d = append(d, []string{"{D-900}", "{P-1}", "2026-01-01", "900", "one", "10", "Repeat", "true", "", "1", "false"}, []string{"{D-900}", "{P-1}", "2026-01-01", "900", "one", "10", "Repeat", "true", "", "1", "true"})
	cc = append(cc, []string{"901", "Palliative care", "", "103735009"})
	o = append(o, []string{"{E-901}", "{P-1}", "2026-01-01", "901", "false"}, []string{"{E-901}", "{P-1}", "2026-01-01", "901", "true"})
	return map[string]string{"1-2_Admin_Patient_x.csv": csvOf(true, p...), "1-2_Prescribing_DrugRecord_x.csv": csvOf(true, d...), "1-2_Prescribing_IssueRecord_x.csv": csvOf(true, i...),
		"1-2_CareRecord_Observation_x.csv": csvOf(true, o...), "1-2_Coding_DrugCode_x.csv": csvOf(true, dc...), "1-2_Coding_ClinicalCode_x.csv": csvOf(true, cc...)}
}

func asSystmOneBulk(ps []samplePatient) map[string]string {
	p := [][]string{headsOf("RowIdentifier,NHSNumber,DateBirth,DateDeath,FirstName,Surname,TestPatient,RemovedData")}
	t := [][]string{headsOf("RowIdentifier,IDPatient,NameOfMedication,DateMedicationTemplateStart,DateMedicationTemplateEnd,MedicationDosage,MedicationQuantity,RemovedData")}
	m := [][]string{headsOf("RowIdentifier,IDPatient,IDRepeatTemplate,NameOfMedication,DateMedicationStart,DateMedicationEnd,MedicationDosage,MedicationQuantity,IsRepeatMedication,RemovedData")}
	c := [][]string{headsOf("RowIdentifier,IDPatient,DateEvent,CTV3Code,CTV3Text,SNOMEDCode,SNOMEDText,RemovedData")}
	n := 0
	for _, x := range ps {
		p = append(p, []string{x.id, x.number, s1(x.born), s1(x.died), x.given, x.family, "FALSE", "FALSE"})
		for _, l := range x.lines {
			n++
			template := ""
			if l.kind == "Repeat" {
				template = fmt.Sprint(n)
				t = append(t, []string{template, x.id, l.name, s1(l.started), s1(l.ended), l.dose, fmt.Sprint(l.quantity), "FALSE"})
			}
			for _, day := range l.issues {
				n++
				m = append(m, []string{fmt.Sprint(n), x.id, template, l.name, s1(day), s1(day.AddDays(28)), l.dose, fmt.Sprint(l.quantity), strings.ToUpper(fmt.Sprint(template != "")), "FALSE"})
			}
		}
		for _, e := range x.entries {
			n++
			c = append(c, []string{fmt.Sprint(n), x.id, s1(e.date), "XXXXX", e.term, e.code, e.term, "FALSE"})
		}
	}
	return map[string]string{"SRPatient.csv": csvOf(true, p...), "SRRepeatTemplate.csv": csvOf(true, t...), "SRPrimaryCareMedication.csv": csvOf(true, m...), "SRCode.csv": csvOf(true, c...)}
}

func asFHIR(ps []samplePatient, ndjson bool) map[string]string {
	var all []any
	add := func(r map[string]any) { all = append(all, r) }
	n := 0
	ref := func(to string) map[string]any { return map[string]any{"reference": to} }
	for _, x := range ps {
		p := map[string]any{"resourceType": "Patient", "id": x.id, "identifier": []any{map[string]any{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": x.number}},
			"name": []any{map[string]any{"use": "official", "family": x.family, "given": []string{x.given}}}, "birthDate": x.born}
		if x.died != "" {
			p["deceasedDateTime"] = x.died + "T10:00:00Z"
		}
		for _, l := range x.lines {
			n++
			plan := fmt.Sprintf("m%d", n)
			course := map[string]string{"Repeat": "continuous", "Acute": "acute"}[l.kind]
			status := map[bool]string{true: "active", false: "stopped"}[l.active]
			m := map[string]any{"resourceType": "MedicationRequest", "id": plan, "status": status, "intent": "plan", "subject": ref("Patient/" + x.id), "medicationCodeableConcept": map[string]any{"text": l.name},
				"authoredOn": l.started, "dosageInstruction": []any{map[string]any{"text": l.dose}}, "dispenseRequest": map[string]any{"quantity": map[string]any{"value": l.quantity}},
				"courseOfTherapyType": map[string]any{"coding": []any{map[string]any{"code": course}}}}
			for k, day := range l.issues { // issues stand before the plan on purpose
				add(map[string]any{"resourceType": "MedicationRequest", "id": fmt.Sprintf("%s-%d", plan, k), "status": "completed", "intent": "order", "subject": ref("Patient/" + x.id), "basedOn": []any{ref("MedicationRequest/" + plan)}, "authoredOn": day})
			}
			add(m)
		}
		for _, e := range x.entries {
			n++
			add(map[string]any{"resourceType": "Condition", "id": fmt.Sprint(n), "subject": ref("Patient/" + x.id), "onsetDateTime": e.date,
				"code": map[string]any{"coding": []any{map[string]any{"system": "http://snomed.info/sct", "code": e.code, "display": e.term}}}})
		}
		add(p)
	}
	add(map[string]any{"resourceType": "Condition", "id": "refuted", "subject": ref("Patient/1"), "verificationStatus": map[string]any{"coding": []any{map[string]any{"code": "refuted"}}},
		"code": map[string]any{"coding": []any{map[string]any{"system": "http://snomed.info/sct", "code": "254837009"}}}})
	if ndjson {
		var b strings.Builder
		for _, r := range all {
			j, _ := json.Marshal(r)
			b.Write(j)
			b.WriteByte('\n')
		}
		return map[string]string{"export.ndjson": b.String()}
	}
	var entries []any
	for _, r := range all {
		entries = append(entries, map[string]any{"resource": r})
	}
	j, _ := json.MarshalIndent(map[string]any{"resourceType": "Bundle", "type": "collection", "entry": entries}, "", " ")
	return map[string]string{"bundle.json": string(j)}
}

func asXLSX(t *testing.T, ps []samplePatient) map[string]string {
	f := excelize.NewFile()
	for i, r := range reportRows(ps, false) {
		for j, c := range r {
			at, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if d, ok := parseDay([]byte(c), 2026); ok && d != 0 && i > 0 && len(c) == 11 {
				if err := f.SetCellValue("Sheet1", at, d.date().Time()); err != nil { // as a spreadsheet keeps dates
					t.Fatal(err)
				}
				continue
			}
			if err := f.SetCellValue("Sheet1", at, c); err != nil {
				t.Fatal(err)
			}
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"list.xlsx": b.String()}
}

// plainDecision is a decision without what names files and lines.
type plainDecision struct {
	Outcome   cohort.Outcome
	Reasons   []string
	Flags     []string
	Medicines []string
	OME       cohort.OME
}

func decisionsOf(t *testing.T, set map[string]string) map[nhs.Number]plainDecision {
	t.Helper()
	dir := t.TempDir()
	writeSet(t, dir, set)
	r, err := Read(context.Background(), []string{dir}, Options{Today: "2026-06-15"})
	if err != nil {
		t.Fatal(err)
	}
	addsUp(t, r)
	if r.AsAt != "2026-05-25" || r.Rejected > 0 || r.Registered != 6 {
		t.Errorf("%s: as at %s, rejected %+v, registered %d", r.Format, r.AsAt, r.Rejections, r.Registered)
	}
	out := map[nhs.Number]plainDecision{}
	for i := range r.People {
		c := cohort.DefaultCriteria()
		c.AsAt = r.AsAt
		d := cohort.Decide(&r.People[i], c, codelist.Default())
		p := plainDecision{Outcome: d.Outcome, OME: d.OME}
		for _, x := range d.Reasons {
			p.Reasons = append(p.Reasons, fmt.Sprint(x.Code, x.Evidence[0].Code, x.Evidence[0].Date))
		}
		for _, x := range d.Flags {
			p.Flags = append(p.Flags, string(x.Code))
		}
		for _, m := range d.Medicines {
			p.Medicines = append(p.Medicines, fmt.Sprintf("%s|%s|%s|%s", m.Name, m.Dose, m.Kind, m.LastIssue))
		}
		slices.Sort(p.Medicines)
		slices.Sort(p.OME.Working)
		out[d.NHSNumber] = p
	}
	return out
}

// inEveryFormat writes the practice in each layout that is read.
func inEveryFormat(t *testing.T, ps []samplePatient) map[string]map[string]string {
	return map[string]map[string]string{
		"EMIS list, sparse":          {"list.csv": csvOf(false, reportRows(ps, false)...)},
		"EMIS list, repeated cells":  {"list.csv": csvOf(true, reportRows(ps, true)...)},
		"SystmOne reports, two":      asSystmOneReport(ps),
		"EMIS bulk":                  asEMISBulk(ps),
		"SystmOne strategic extract": asSystmOneBulk(ps),
		"FHIR bundle":                asFHIR(ps, false),
		"FHIR NDJSON":                asFHIR(ps, true),
		"XLSX":                       asXLSX(t, ps),
		"Medicus":                    asMedicus(ps),
		"Vision":                     asVision(ps),
	}
}

func TestSamePracticeInEveryFormat(t *testing.T) {
	ps := samplePractice()
	want := decisionsOf(t, asStepdown(ps))
	if want["9990000018"].Outcome != cohort.Included || want["9990000026"].Outcome != cohort.Excluded || want["9990000034"].Outcome != cohort.Excluded || len(want) != 5 {
		t.Fatalf("%+v", want)
	}
	for name, set := range inEveryFormat(t, ps) {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(want, decisionsOf(t, set)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
