package extract

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"stepdown/internal/cohort"
)

func asMedicus(ps []samplePatient) map[string]string {
	patients, courses := "uid,nhs_number,given_name,family_name,date_of_birth,date_of_death,deregistration_date\n", "uid,patient_uid,prescription_type,status,product_name,dosage,quantity,start_date,end_date,change_type\n"
	issues, entries := "uid,patient_uid,prescription_uid,issue_date\n", "uid,patient_uid,snomed_concept_id,term,entry_date\n"
	for _, x := range ps {
		patients += strings.Join([]string{"p" + x.id, x.number, x.given, `"` + x.family + `"`, string(x.born), string(x.died), string(x.left)}, ",") + "\n"
		for i, l := range x.lines {
			id := x.id + "-" + string(rune('a'+i))
			courses += strings.Join([]string{id, "p" + x.id, strings.ToLower(l.kind), strings.ToLower(l.status()), `"` + l.name + `"`, `"` + l.dose + `"`, strconv.Itoa(l.quantity), string(l.started), string(l.ended), "added"}, ",") + "\n"
			for k, on := range l.issues {
				issues += strings.Join([]string{id + strconv.Itoa(k), "p" + x.id, id, string(on)}, ",") + "\n"
			}
		}
		for i, e := range x.entries {
			entries += strings.Join([]string{x.id + strconv.Itoa(i), "p" + x.id, e.code, e.term, string(e.date)}, ",") + "\n"
		}
	}
	return map[string]string{"patient.csv": patients, "prescription.csv": courses, "prescription_issue.csv": issues, "coded_entry.csv": entries}
}

func visionLine(columns []string, pairs ...string) string {
	cells := make([]string, len(columns))
	for i := 0; i < len(pairs); i += 2 {
		for j, c := range columns {
			if c == pairs[i] {
				cells[j] = pairs[i+1]
			}
		}
	}
	return strings.Join(cells, ",") + "\r\n"
}

func asVision(ps []samplePatient) map[string]string {
	compact := func(d string) string { return strings.ReplaceAll(d, "-", "") }
	patients, journal := "", ""
	for _, x := range ps {
		patients += visionLine(visionPatientColumns, "pid", x.id, "nhs_number", x.number, "surname", x.family, "forename", x.given, "date_of_birth", compact(string(x.born)),
			"date_of_death", compact(string(x.died)), "removed_date", compact(string(x.left)), "action", "A")
		for i, l := range x.lines {
			what := []string{"pid", x.id, "rubric", `"` + l.name + `"`, "text", `"` + l.dose + `"`, "value1", strconv.Itoa(l.quantity), "action", "A"}
			subset := map[string]string{"Repeat": "R", "Acute": "A"}[l.kind]
			ended := string(l.ended)
			if !l.active && ended == "" {
				ended = string(l.started.AddDays(28))
			}
			journal += visionLine(visionJournalColumns, append(what, "id", x.id+strconv.Itoa(i), "date", compact(string(l.started)), "end_date", compact(ended), "subset", subset)...)
			for k, on := range l.issues {
				if subset == "R" {
					journal += visionLine(visionJournalColumns, append(what, "id", x.id+strconv.Itoa(i)+"0"+strconv.Itoa(k), "date", compact(string(on)), "subset", "S")...)
				}
			}
		}
		for i, e := range x.entries {
			journal += visionLine(visionJournalColumns, "pid", x.id, "id", x.id+"9"+strconv.Itoa(i), "date", compact(string(e.date)), "snomed_code", e.code, "rubric", e.term, "subset", "P", "action", "A")
		}
	}
	return map[string]string{"FULL_Y99999_patient_data_extract-1.csv": patients, "FULL_Y99999_journal_data_extract-1.csv": journal}
}

func readSet(t *testing.T, set map[string]string) (*Result, error) {
	t.Helper()
	dir := t.TempDir()
	writeSet(t, dir, set)
	r, err := Read(context.Background(), []string{dir}, Options{Today: "2026-06-15"})
	if err == nil {
		addsUp(t, r)
	}
	return r, err
}

func TestMedicusEscapesAndDeltas(t *testing.T) {
	set := asMedicus(samplePractice())
	set["prescription.csv"] = strings.Replace(set["prescription.csv"], "One to be taken four times a day", `Take \"ONE\" \\ four times a day, with food`, 1)
	set["coded_entry.csv"] = strings.Replace(set["coded_entry.csv"], "entry_date\n", "entry_date,change_type\n", 1)
	set["coded_entry.csv"] = strings.ReplaceAll(set["coded_entry.csv"], "2015-02-02\n", "2015-02-02,removed\n")
	set["coded_entry.csv"] = strings.NewReplacer("2001-01-01\n", "2001-01-01,added\n", "2002-01-01\n", "2002-01-01,added\n").Replace(set["coded_entry.csv"])
	r, err := readSet(t, set)
	if err != nil || r.Format != Medicus || r.Rejected != 0 {
		t.Fatalf("%v %+v", err, r)
	}
	if p := personOf(t, r, "9990000018"); p.Medications[0].Dose != `Take "ONE" \ four times a day, with food` {
		t.Errorf("%q", p.Medications[0].Dose)
	}
	if p := personOf(t, r, "9990000026"); len(p.Problems) != 0 {
		t.Errorf("a removed entry was kept: %+v", p.Problems)
	}
}

func TestVisionNeedsBothFiles(t *testing.T) {
	set := asVision(samplePractice())
	for name := range set {
		one := map[string]string{name: set[name]}
		_, err := readSet(t, one)
		refused(t, name, err, "lacks the table")
	}
	journal := "FULL_Y99999_journal_data_extract-1.csv"
	set[journal] += "too,few,cells\r\n" + visionLine(visionJournalColumns, "pid", "1", "id", "x", "date", "20260231", "snomed_code", "254837009", "subset", "P") +
		visionLine(visionJournalColumns, "pid", "2", "id", "290", "date", "20150202", "snomed_code", "254837009", "subset", "P", "action", "D")
	r, err := readSet(t, set)
	if err != nil || r.Rejected != 2 || r.ByReason[reasonRagged] != 1 || r.ByReason[reasonDate] != 1 {
		t.Fatalf("%v %+v", err, r)
	}
	if p := personOf(t, r, "9990000026"); len(p.Problems) != 0 {
		t.Errorf("a deleted entry was kept: %+v", p.Problems)
	}
}

// Deltas are applied in the order of their numbers, which is not that of their
// names as text.
func TestDeltasComeInTheOrderOfTheirNumbers(t *testing.T) {
	set := asEMISBulk(samplePractice())
	whole := map[string]string{}
	for name, s := range set {
		whole[strings.Replace(name, "1-2_", "880-999_", 1)] = s
	}
	observations := whole["880-999_CareRecord_Observation_x.csv"]
	head, _, _ := strings.Cut(observations, "\n")
	for line := range strings.SplitSeq(observations, "\n") {
		if strings.Contains(line, "2015-02-02") {
			whole["1000-1012_CareRecord_Observation_x.csv"] = head + "\n" + strings.Replace(line, `"false"`, `"true"`, 1) + "\n"
		}
	}
	r, err := readSet(t, whole)
	if err != nil || len(whole) != len(set)+1 {
		t.Fatal(err, len(whole))
	}
	if p := personOf(t, r, "9990000026"); len(p.Problems) != 0 {
		t.Errorf("a deleted entry was kept: %+v", p.Problems)
	}
}

func TestProblemsEndInATableOfTheirOwn(t *testing.T) {
	set := asEMISBulk(samplePractice())
	observations := set["1-2_CareRecord_Observation_x.csv"]
	head, rest, _ := strings.Cut(observations, "\n")
	at := 0
	for i, h := range strings.Split(strings.ReplaceAll(head, `"`, ""), ",") {
		if strings.EqualFold(h, "ObservationGuid") {
			at = i
		}
	}
	var id string
	for line := range strings.SplitSeq(rest, "\n") {
		if strings.Contains(line, "2015-02-02") {
			id = strings.Split(strings.ReplaceAll(line, `"`, ""), ",")[at]
		}
	}
	set["1-2_CareRecord_Problem_x.csv"] = csvOf(true, headsOf("ObservationGuid,PatientGuid,ParentProblemObservationGuid,Deleted,EndDate"),
		[]string{id, "x", "", "false", "2019-05-06"}, []string{"unknown", "x", "", "false", "2019-05-07"})
	r, err := readSet(t, set)
	if err != nil {
		t.Fatal(err)
	}
	if p := personOf(t, r, "9990000026"); len(p.Problems) != 1 || p.Problems[0].Ended != "2019-05-06" {
		t.Errorf("%+v", p.Problems)
	}
}

func TestSystmOneContactsAndRegistrations(t *testing.T) {
	set := asSystmOneBulk(samplePractice())
	r, err := readSet(t, set)
	if err != nil || !strings.Contains(strings.Join(r.Notes, " "), "who has left") {
		t.Fatalf("%v: what is not known is not told: %v", err, r)
	}
	id := map[string]string{}
	for _, p := range r.People {
		id[string(p.NHSNumber)] = p.LocalID
	}
	set["SRMapping.csv"] = csvOf(true, headsOf("RowIdentifier,IdMappingGroup,Mapping"), []string{"1001", "77", "Home"}, []string{"1002", "77", "Mobile"})
	set["SRPatientContactDetails.csv"] = csvOf(true, headsOf("RowIdentifier,ContactType,ContactNumber,DateEvent,IDPatient,RemovedData"),
		[]string{"1", "1002", "07700 900001", "01 Jan 2020 10:00:00", id["9990000018"], "FALSE"}, []string{"2", "1002", "07700 900002", "01 Jan 2022 10:00:00", id["9990000018"], "FALSE"},
		[]string{"3", "1001", "01632 960001", "01 Jan 2022 10:00:00", id["9990000018"], "FALSE"}, []string{"4", "1002", "07700 900003", "01 Jan 2023 10:00:00", id["9990000018"], "TRUE"},
		[]string{"5", "1003", "07700 900004", "01 Jan 2024 10:00:00", id["9990000018"], "FALSE"})
	set["SRPatientRegistration.csv"] = csvOf(true, headsOf("RowIdentifier,DateRegistration,DateDeRegistration,IDPatient,RemovedData"),
		[]string{"1", "", "01 Jan 2010 00:00:00", id["9990000018"], "FALSE"}, []string{"2", "", "", id["9990000018"], "FALSE"},
		[]string{"3", "", "01 May 2026 00:00:00", id["9990000042"], "FALSE"}, []string{"4", "", "01 May 2020 00:00:00", id["9990000042"], "FALSE"})
	r, err = readSet(t, set)
	if err != nil || r.Registered != 5 {
		t.Fatalf("%v registered %d", err, r.Registered)
	}
	if p := personOf(t, r, "9990000018"); p.Mobile != "07700 900002" || p.Landline != "01632 960001" || p.Left != "" {
		t.Errorf("%+v", p)
	}
	if p := personOf(t, r, "9990000042"); p.Left != "2026-05-01" {
		t.Errorf("left %q", p.Left)
	}
}

func personOf(t *testing.T, r *Result, number string) cohort.Person {
	t.Helper()
	for _, p := range r.People {
		if string(p.NHSNumber) == number {
			return p
		}
	}
	t.Fatal("a person is missing")
	return cohort.Person{}
}
