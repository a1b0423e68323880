package extract

import (
	"strings"
)

// bulkTable is one table of a set: how its headings are known, and what its
// columns hold.
type bulkTable struct {
	format   Format
	name     string
	role     role
	must     []string // headings that tell it from others
	id       string
	patient  string // column with the patient's id
	course   string // column with the course's id, in issues
	code     string // column with the id of a drug or code
	removed  []string
	testOnly string // column that marks a test patient
	fields   map[field]string
	repeats  string // column that says whether a line is an issue of a repeat
}

// role is what the rows of a table are.
type role int

const (
	roleOrganisation role = iota
	roleDrugCode
	roleClinicalCode
	rolePatient
	roleCourse
	roleIssue
	roleEntry
)

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
		l := &layout{headerLine: rec.line, headings: heads, comma: ',', format: t.format, bulk: t, at: at, columns: make([]column, len(heads))}
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
	return nil
}
