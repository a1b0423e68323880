package extract

import (
	"slices"
	"strings"
)

// bulkTable is one table of a set: how its headings are known, and what its
// columns hold.
type bulkTable struct {
	format     Format
	name       string
	role       role
	must       []string // headings that tell it from others
	id         string
	patient    string // column with the patient's id
	course     string // column with the course's id, in issues
	code       string // column with the id of a drug or code
	removed    []string
	testOnly   string // column that marks a test patient
	fields     map[field]string
	also       []*bulkTable // other tables that the same file holds (Vision's journal)
	subsets    []string     // of which only these rows are meant
	notSubsets []string     // or all but these
	repeats    string       // column that says whether a line is an issue of a repeat
}

// role is what the rows of a table are.
type role int

const (
	roleOrganisation role = iota
	roleDrugCode
	roleClinicalCode
	roleMapping      // words for numbers
	roleRegistration // who has left
	rolePatient
	roleCourse
	roleIssue
	roleEntry
	roleProblem // the end of an entry
	roleContact // telephones, of the people kept
	roleAddress
)

// needed are the roles without which a set cannot be read; without the others
// less is known, and a note says so.
func (r role) needed() bool {
	return r == roleDrugCode || r == roleClinicalCode || r == rolePatient || r == roleCourse || r == roleIssue || r == roleEntry
}

// unknownWithout says what is not known when no table has the role.
var unknownWithout = map[role]string{
	roleRegistration: "who has left the practice",
	roleContact:      "nobody’s telephone number",
	roleAddress:      "nobody’s address",
}

// bulkTables are the tables that are read; sources in the reference of each
// (endeavourhealth/Transforms: emis/csv/schema and tpp/csv/schema).
var bulkTables = []bulkTable{
	{format: EMISBulk, name: "Admin_Organisation", role: roleOrganisation, must: []string{"organisationguid", "odscode"}, id: "organisationguid", fields: map[field]string{fOrgCode: "odscode", fOrgName: "organisationname"}},
	{format: EMISBulk, name: "Coding_DrugCode", role: roleDrugCode, must: []string{"codeid", "term", "dmdproductcodeid"}, id: "codeid", fields: map[field]string{fName: "term", fDMD: "dmdproductcodeid"}},
	{format: EMISBulk, name: "Coding_ClinicalCode", role: roleClinicalCode, must: []string{"codeid", "term", "snomedctconceptid"}, id: "codeid", fields: map[field]string{fTerm: "term", fCode: "snomedctconceptid", fRead2: "readtermid"}},
	{format: EMISBulk, name: "Admin_Patient", role: rolePatient, must: []string{"patientguid", "nhsnumber", "dateofbirth"}, id: "patientguid", removed: []string{"deleted"}, testOnly: "dummytype",
		fields: map[field]string{fNHS: "nhsnumber", fLocalID: "patientnumber", fOrgCode: "organisationguid", fTitle: "title", fFamily: "surname", fGiven: "givenname", fBirth: "dateofbirth", fSex: "sex",
			fAddress1: "housenameflatnumber", fAddress2: "numberandstreet", fAddress3: "village", fAddress4: "town", fAddress5: "county", fPostcode: "postcode", fLandline: "homephone", fMobile: "mobilephone",
			fDied: "dateofdeath", fLeft: "dateofdeactivation"}},
	{format: EMISBulk, name: "Prescribing_DrugRecord", role: roleCourse, must: []string{"drugrecordguid", "prescriptiontype", "patientguid"}, id: "drugrecordguid", patient: "patientguid", code: "codeid", removed: []string{"deleted"},
		fields: map[field]string{fDose: "dosage", fQuantity: "quantity", fUnit: "quantityunit", fKind: "prescriptiontype", fStatus: "isactive", fStarted: "effectivedate", fEnded: "cancellationdate", fIssues: "numberofissues"}},
	{format: EMISBulk, name: "Prescribing_IssueRecord", role: roleIssue, must: []string{"issuerecordguid", "drugrecordguid", "effectivedate"}, id: "issuerecordguid", course: "drugrecordguid", removed: []string{"deleted"}, fields: map[field]string{fIssued: "effectivedate"}},
	{format: EMISBulk, name: "CareRecord_Observation", role: roleEntry, must: []string{"observationguid", "codeid", "patientguid", "effectivedate"}, id: "observationguid", patient: "patientguid", code: "codeid", removed: []string{"deleted"}, fields: map[field]string{fDate: "effectivedate"}},
	{format: EMISBulk, name: "CareRecord_Problem", role: roleProblem, must: []string{"observationguid", "enddate", "parentproblemobservationguid"}, id: "observationguid", removed: []string{"deleted"}, fields: map[field]string{fProblemEnd: "enddate"}},

	{format: Medicus, name: "patient", role: rolePatient, must: []string{"uid", "nhs_number", "date_of_birth"}, id: "uid", removed: []string{"change_type"},
		fields: map[field]string{fNHS: "nhs_number", fLocalID: "uid", fOrgCode: "organisation_ods_code", fOrgName: "organisation_name", fTitle: "title", fFamily: "family_name", fGiven: "given_name", fBirth: "date_of_birth", fSex: "sex",
			fAddress1: "address_line_1", fAddress2: "address_line_2", fAddress3: "address_line_3", fAddress4: "town", fPostcode: "postcode", fLandline: "home_phone", fMobile: "mobile_phone", fLanguage: "main_language", fGP: "usual_gp",
			fDied: "date_of_death", fLeft: "deregistration_date"}},
	{format: Medicus, name: "prescription", role: roleCourse, must: []string{"uid", "patient_uid", "prescription_type"}, id: "uid", patient: "patient_uid", removed: []string{"change_type"},
		fields: map[field]string{fName: "product_name", fDMD: "product_dmd_code", fDose: "dosage", fQuantity: "quantity", fUnit: "quantity_unit", fKind: "prescription_type", fStatus: "status", fStarted: "start_date", fEnded: "end_date", fIssues: "issue_count"}},
	{format: Medicus, name: "prescription_issue", role: roleIssue, must: []string{"uid", "prescription_uid", "issue_date"}, id: "uid", course: "prescription_uid", removed: []string{"change_type"}, fields: map[field]string{fIssued: "issue_date"}},
	{format: Medicus, name: "coded_entry", role: roleEntry, must: []string{"uid", "patient_uid", "snomed_concept_id"}, id: "uid", patient: "patient_uid", removed: []string{"change_type"},
		fields: map[field]string{fCode: "snomed_concept_id", fTerm: "term", fDate: "entry_date", fProblemEnd: "end_date"}},

	{format: SystmOneBulk, name: "SRMapping", role: roleMapping, must: []string{"rowidentifier", "idmappinggroup", "mapping"}, id: "rowidentifier", fields: map[field]string{fTerm: "mapping"}},
	{format: SystmOneBulk, name: "SRPatientRegistration", role: roleRegistration, must: []string{"rowidentifier", "datederegistration", "idpatient"}, id: "rowidentifier", patient: "idpatient", removed: []string{"removeddata"},
		fields: map[field]string{fLeft: "datederegistration"}},
	{format: SystmOneBulk, name: "SRPatientContactDetails", role: roleContact, must: []string{"rowidentifier", "contacttype", "contactnumber", "idpatient"}, id: "rowidentifier", patient: "idpatient", removed: []string{"removeddata"},
		fields: map[field]string{fKind: "contacttype", fMobile: "contactnumber", fDate: "dateevent"}},
	{format: SystmOneBulk, name: "SRPatientAddressHistory", role: roleAddress, must: []string{"rowidentifier", "fullpostcode", "dateto", "idpatient"}, id: "rowidentifier", patient: "idpatient", removed: []string{"removeddata"},
		fields: map[field]string{fAddress1: "nameofbuilding", fAddress2: "nameofroad", fAddress3: "nameoflocality", fAddress4: "nameoftown", fAddress5: "nameofcounty", fPostcode: "fullpostcode", fDate: "dateevent", fProblemEnd: "dateto"}},
	{format: SystmOneBulk, name: "SRProblem", role: roleProblem, must: []string{"rowidentifier", "idcode", "dateend"}, id: "idcode", removed: []string{"removeddata"}, fields: map[field]string{fProblemEnd: "dateend"}},
	{format: SystmOneBulk, name: "SROrganisation", role: roleOrganisation, must: []string{"rowidentifier", "id", "name"}, id: "id", fields: map[field]string{fOrgCode: "id", fOrgName: "name"}},
	{format: SystmOneBulk, name: "SRPatient", role: rolePatient, must: []string{"rowidentifier", "nhsnumber", "datebirth"}, id: "rowidentifier", removed: []string{"removeddata"}, testOnly: "testpatient",
		fields: map[field]string{fNHS: "nhsnumber", fLocalID: "rowidentifier", fOrgCode: "idorganisationvisibleto", fTitle: "title", fFamily: "surname", fGiven: "firstname", fBirth: "datebirth", fSex: "gender", fDied: "datedeath"}},
	{format: SystmOneBulk, name: "SRRepeatTemplate", role: roleCourse, must: []string{"rowidentifier", "nameofmedication", "datemedicationtemplatestart"}, id: "rowidentifier", patient: "idpatient", removed: []string{"removeddata"},
		fields: map[field]string{fName: "nameofmedication", fDMD: "idmultilexdmd", fDose: "medicationdosage", fQuantity: "medicationquantity", fStarted: "datemedicationtemplatestart", fEnded: "datemedicationtemplateend"}},
	{format: SystmOneBulk, name: "SRPrimaryCareMedication", role: roleIssue, must: []string{"rowidentifier", "nameofmedication", "isrepeatmedication"}, id: "rowidentifier", patient: "idpatient", course: "idrepeattemplate", repeats: "isrepeatmedication", removed: []string{"removeddata"},
		fields: map[field]string{fName: "nameofmedication", fDMD: "idmultilexdmd", fDose: "medicationdosage", fQuantity: "medicationquantity", fStarted: "datemedicationstart", fEnded: "datemedicationend"}},
	{format: SystmOneBulk, name: "SRCode", role: roleEntry, must: []string{"rowidentifier", "ctv3code", "dateevent"}, id: "rowidentifier", patient: "idpatient", removed: []string{"removeddata"},
		fields: map[field]string{fCode: "snomedcode", fTerm: "snomedtext|ctv3text", fCTV3: "ctv3code", fDate: "dateevent"}},
}

// takes reports whether a row of a subset is of the table.
func (t *bulkTable) takes(subset string) bool {
	if t.subsets != nil {
		return slices.Contains(t.subsets, subset)
	}
	return !slices.Contains(t.notSubsets, subset)
}

// goneRow reads the mark of a row that takes back an earlier one: "true"
// (EMIS, SystmOne), "removed" (Medicus), the action "D" (Vision).
func goneRow(s string) bool {
	return yes([]byte(s)) || strings.EqualFold(s, "removed") || s == "D"
}

// bulkLayout recognises a table of a bulk set by its headings.
func bulkLayout(rec record) *layout {
	at := map[string]int{}
	var heads []string
	for i, c := range rec.cells {
		h := text(c)
		heads = append(heads, h)
		at[strings.ToLower(strings.ReplaceAll(h, " ", ""))] = i
	}
	for i := range bulkTables {
		t := &bulkTables[i]
		found := true
		for _, m := range t.must {
			_, ok := at[m]
			found = found && ok
		}
		if !found {
			continue
		}
		return t.layout(rec.line, heads, at)
	}
	return nil
}

// layout lays a table's fields over the columns of a file.
func (t *bulkTable) layout(headerLine int, heads []string, at map[string]int) *layout {
	l := &layout{headerLine: headerLine, headings: heads, comma: ',', format: t.format, bulk: t, at: at, columns: make([]column, len(heads))}
	switch t.role {
	case rolePatient:
		l.table = Patients
	case roleCourse, roleIssue:
		l.table = Medications
	case roleEntry:
		l.table = Problems
	}
	for f, name := range t.fields {
		for name := range strings.SplitSeq(name, "|") {
			if j, ok := at[name]; ok {
				l.columns[j].field = f
				l.has[f] = true
			}
		}
	}
	return l
}
