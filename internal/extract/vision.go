package extract

import (
	"bytes"
	"slices"
	"strings"
)

// Vision's bulk files have no headings: a file is known by the word for its
// table in its name and by the number of its cells. The columns are those of
// the schema classes of endeavourhealth/Transforms (vision/schema).
var visionPatientColumns = strings.Split("pid,reference,date_of_birth,sex,postcode,marital_status,gp,gp_usual,active,registered_date,removed_date,ha,pcg,surgery,mileage,dispensing,ethnic,date_of_death,practice,surname,forename,title,nhs_number,address,address_1,address_2,address_3,address_4,address_5,phone_number,mobile_number,email,pract_number,service_id,action", ",")

var visionJournalColumns = strings.Split("pid,id,date,recorded_date,code,snomed_code,bnf_code,hcp,hcp_type,gms,episode,text,rubric,drug_form,drug_strength,drug_packsize,dmd_code,imms_status,imms_compound,imms_source,imms_batch,imms_reason,imms_method,imms_site,entity,value1_name,value1,value1_units,value2_name,value2,value2_units,end_date,time,context,certainty,severity,links,links_ext,service_id,action,subset,document_id", ",")

// The journal holds three tables: authorisations of repeats (R) and acutes
// (A), issues (S), and everything else. Fields are shared by all three, so that
// DATE is set apart in visionCourse.
var (
	visionPatients = &bulkTable{format: Vision, name: "patient", role: rolePatient, id: "pid", removed: []string{"action"},
		fields: map[field]string{fNHS: "nhs_number", fLocalID: "pract_number", fOrgCode: "service_id", fTitle: "title", fFamily: "surname", fGiven: "forename", fBirth: "date_of_birth", fSex: "sex",
			fAddress1: "address_1", fAddress2: "address_2", fAddress3: "address_3", fAddress4: "address_4", fAddress5: "address_5", fPostcode: "postcode", fLandline: "phone_number", fMobile: "mobile_number",
			fLeft: "removed_date", fDied: "date_of_death"}}
	visionCourses = &bulkTable{format: Vision, name: "journal", role: roleCourse, id: "id", patient: "pid", removed: []string{"action"}, subsets: []string{"R", "A"}, fields: visionFields, also: []*bulkTable{visionIssues, visionEntries}}
	visionIssues  = &bulkTable{format: Vision, name: "journal", role: roleIssue, id: "id", patient: "pid", removed: []string{"action"}, subsets: []string{"S"}, fields: visionFields}
	visionEntries = &bulkTable{format: Vision, name: "journal", role: roleEntry, id: "id", patient: "pid", removed: []string{"action"}, notSubsets: []string{"R", "A", "S"}, fields: visionFields}

	visionFields = map[field]string{fCode: "snomed_code", fRead2: "code", fTerm: "rubric", fDMD: "dmd_code", fDose: "text", fQuantity: "value1", fUnit: "drug_packsize", fDate: "date", fProblemEnd: "end_date"}
)

// visionLayout knows a file of Vision; nil when it is none.
func visionLayout(name string, head []byte) *layout {
	name = strings.ToLower(name)
	rec, err := newRecordReader(bytes.NewReader(head)).next()
	if err != nil || rec.reason != "" {
		return nil
	}
	for _, k := range []struct {
		word    string
		columns []string
		table   *bulkTable
		dated   string // a column that shows it is no other file of as many cells
	}{{"patient", visionPatientColumns, visionPatients, "date_of_birth"}, {"journal", visionJournalColumns, visionCourses, "date"}} {
		if !strings.Contains(name, k.word) || len(rec.cells) != len(k.columns) {
			continue
		}
		at := map[string]int{}
		for i, c := range k.columns {
			at[c] = i
		}
		if d, ok := digits(bytes.TrimSpace(rec.cells[at[k.dated]])); !ok || d < 18500101 {
			continue
		}
		return k.table.layout(0, k.columns, at)
	}
	return nil
}

// visionPatient reads the state of registration: D died, L left.
func visionPatient(get func(string) string, c *cells) {
	switch get("active") {
	case "D":
		c[fDeceased] = []byte("yes")
	case "L":
		c[fGone] = []byte("yes")
	}
}

// visionCourse sets a course's cells apart, and notes whose it is and of what:
// nothing but that links it to its issues.
func (b *bulk) visionCourse(id string, get func(string) string, c *cells) {
	visionMedicine(get, c)
	c[fStarted], c[fEnded] = c[fDate], c[fProblemEnd]
	c[fKind] = []byte("Repeat")
	if get("subset") == "A" {
		c[fKind] = []byte("Acute")
		return
	}
	key := visionKey(get)
	if !slices.Contains(b.plansOf[key], id) {
		b.plansOf[key] = append(b.plansOf[key], id)
	}
}

// visionMedicine puts strength and form behind a name that lacks them.
func visionMedicine(get func(string) string, c *cells) {
	name := get("rubric")
	for _, part := range []string{get("drug_strength"), get("drug_form")} {
		if part != "" && !strings.Contains(strings.ToLower(name), strings.ToLower(part)) {
			name += " " + part
		}
	}
	c[fName] = []byte(name)
}

func visionKey(get func(string) string) string {
	what := get("dmd_code")
	if what == "" {
		what = get("rubric")
	}
	return get("pid") + "\x00" + what
}

// visionPlan gives the course that an issue is most likely of: of the person's
// courses of that medicine, the one that began last before it.
func (b *bulk) visionPlan(get func(string) string, issued []byte) string {
	on, bad := b.r.dayCell(issued)
	best, began := "", day(-1)
	for _, id := range b.plansOf[visionKey(get)] {
		i, ok := b.courses[id]
		if !ok {
			continue
		}
		if m := &b.meds[i]; best == "" || !bad && m.started <= on && (m.started > began || began > on) {
			best, began = id, m.started
		}
	}
	return best
}
