package extract

import (
	"fmt"
	"strings"
)

// field is a thing that a column can hold.
type field uint8

const (
	none field = iota
	// of the patient
	fNHS
	fLocalID
	fOrgCode
	fOrgName
	fGP
	fTitle
	fFamily
	fGiven
	fFullName
	fBirth
	fAge
	fSex
	fAddress1
	fAddress2
	fAddress3
	fAddress4
	fAddress5
	fPostcode
	fLandline
	fMobile
	fLanguage
	fDied
	fLeft
	fDeceased
	fGone // no longer registered, yes or no
	// of a medicine line
	fCombined // name, dosage and quantity in one cell
	fName
	fDose
	fQuantity
	fUnit
	fKind
	fStatus
	fStarted
	fIssued
	fIssues
	fEnded
	fDMD
	fBNF
	// of a problem
	fTerm
	fCode
	fCTV3
	fRead2
	fDate
	fProblemEnd
	fProblemStatus
	// of any group: its date, given to the group it stands in
	fAnyDate
	// begins a group that is of no interest (a value, a test)
	fOther
	fieldCount
)

func (f field) table() Table {
	switch {
	case f >= fNHS && f <= fGone:
		return Patients
	case f >= fCombined && f <= fBNF:
		return Medications
	case f >= fTerm && f <= fProblemStatus:
		return Problems
	}
	return ""
}

// headings are the names of columns seen in real exports and scripts, in the
// form of normaliseHeading, each with the field it holds.
var headings = map[string]field{
	"nhs number": fNHS, "nhs no": fNHS, "nhsnumber": fNHS, "hc number": fNHS, "h and c number": fNHS, "nhs": fNHS, "patient nhs number": fNHS,
	"emis number": fLocalID, "patient number": fLocalID, "patient id": fLocalID, "system number": fLocalID, "emis no": fLocalID,
	"organisation code": fOrgCode, "ods code": fOrgCode, "practice code": fOrgCode, "organisation id": fOrgCode, "registered organisation code": fOrgCode, "organisation national code": fOrgCode,
	"organisation name": fOrgName, "organisation": fOrgName, "practice name": fOrgName, "registered organisation": fOrgName, "registered practice": fOrgName,
	"usual gps full name": fGP, "usual gp full name": fGP, "usual gp": fGP, "registered gp": fGP, "usual gps name": fGP, "responsible gp": fGP, "named gp": fGP,
	"title": fTitle, "family name": fFamily, "surname": fFamily, "last name": fFamily,
	"given name": fGiven, "calling name": fGiven, "first name": fGiven, "forename": fGiven, "forenames": fGiven, "preferred name": fGiven,
	"full name": fFullName, "patient name": fFullName, "patients full name": fFullName, "patient": fFullName,
	"date of birth": fBirth, "dob": fBirth, "birth date": fBirth, "age": fAge, "age in years": fAge, "gender": fSex, "sex": fSex,
	"house name flat number": fAddress1, "address line 1": fAddress1, "house name": fAddress1, "address": fAddress1, "number and street": fAddress2, "address line 2": fAddress2,
	"locality": fAddress3, "village": fAddress3, "address line 3": fAddress3, "town": fAddress4, "address line 4": fAddress4, "county": fAddress5, "address line 5": fAddress5,
	"postcode": fPostcode, "post code": fPostcode, "home telephone": fLandline, "home telephone number": fLandline, "telephone": fLandline, "telephone number": fLandline, "home phone": fLandline,
	"mobile telephone": fMobile, "mobile number": fMobile, "mobile telephone number": fMobile, "mobile": fMobile, "mobile phone": fMobile,
	"main spoken language": fLanguage, "main language": fLanguage, "first language": fLanguage, "language": fLanguage,
	"date of death": fDied, "deceased date": fDied, "death date": fDied, "date of deduction": fLeft, "deduction date": fLeft, "deducted date": fLeft, "date deducted": fLeft, "registration end date": fLeft, "date of deregistration": fLeft,
	"deceased": fDeceased, "is deceased": fDeceased, "patient deceased": fDeceased,

	"name dosage and quantity": fCombined, "medication issues name dosage and quantity": fCombined, "medication name dosage and quantity": fCombined, "medication courses name dosage and quantity": fCombined, "drug and dosage": fCombined,
	"name": fName, "drug": fName, "drug name": fName, "medication": fName, "medication name": fName, "name of medication": fName, "medicine": fName, "item": fName, "medication item": fName, "drug description": fName,
	"dosage": fDose, "dose": fDose, "directions": fDose, "medication dosage": fDose, "dosage instructions": fDose, "quantity": fQuantity, "medication quantity": fQuantity, "quantity unit": fUnit, "unit": fUnit, "units": fUnit,
	"medication type": fKind, "prescription type": fKind, "issue type": fKind, "type": fKind, "drug type": fKind, "repeat or acute": fKind,
	"medication status": fStatus, "status": fStatus, "course status": fStatus, "drug status": fStatus, "medication course status": fStatus,
	"date started": fStarted, "start date": fStarted, "date medication start": fStarted, "commence date": fStarted, "commenced date": fStarted, "medication start date": fStarted,
	"most recent issue date": fIssued, "last issue date": fIssued, "last issued": fIssued, "date of issue": fIssued, "issue date": fIssued, "date last issued": fIssued, "date issued": fIssued, "last issued date": fIssued, "medication last issue date": fIssued, "most recent issue": fIssued,
	"number of issues": fIssues, "issues": fIssues, "issue count": fIssues, "issued count": fIssues, "times issued": fIssues,
	"cancellation date": fEnded, "date ended": fEnded, "medication end date": fEnded, "date medication end": fEnded, "date cancelled": fEnded, "stopped date": fEnded, "date stopped": fEnded, "course end date": fEnded,
	"dmd code": fDMD, "dm+d code": fDMD, "dmd id": fDMD, "dmd product code": fDMD, "drug snomed code": fDMD, "bnf code": fBNF, "bnf chapter": none,

	"code term": fTerm, "term": fTerm, "problem": fTerm, "diagnosis": fTerm, "problem term": fTerm, "code description": fTerm, "description": fTerm, "read code term": fTerm, "clinical term": fTerm, "read term": fTerm, "event description": fTerm, "rubric": fTerm, "snomed term": fTerm, "snomed description": fTerm,
	"snomed code": fCode, "snomed ct concept id": fCode, "snomed concept id": fCode, "concept id": fCode, "snomed ct code": fCode, "code": fCode, "clinical code": fCode, "code id": fCode, "snomed": fCode, "snomed ct": fCode,
	"ctv3 code": fCTV3, "ctv3": fCTV3, "read code": fRead2, "read v2 code": fRead2,
	"problem date": fDate, "date of onset": fDate, "onset date": fDate, "diagnosis date": fDate, "date of diagnosis": fDate, "problem start date": fDate, "code date": fDate,
	"problem end date": fProblemEnd, "problem status": fProblemStatus, "significance": none, "episode": none, "episode type": none,

	"date": fAnyDate, "event date": fAnyDate, "end date": fAnyDate,
	"value": fOther, "numeric value": fOther, "value units": fOther, "result": fOther, "request item status": fStatus,
}

// normaliseHeading brings a heading to lower case without punctuation, as
// exports write the same one in several ways: "Usual GP’s Full Name ",
// "usual gp's full name"; and drops the number that a re-save adds to a
// repeated one ("Date2", "Date.1").
func normaliseHeading(s string) string {
	s = strings.ToLower(s)
	b := make([]byte, 0, len(s))
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+':
			b = append(b, byte(r))
		case r == '\'' || r == '’' || r == '‘' || r == '`' || r == 0x92:
		case r == '&':
			b = append(b, " and "...)
		default:
			b = append(b, ' ')
		}
	}
	return strings.Join(strings.Fields(string(b)), " ")
}

// fieldOf finds the field of a heading; none for one that is not known.
func fieldOf(heading string, m Mapping) field {
	if name, ok := m[heading]; ok {
		return mappable[name]
	}
	h := normaliseHeading(heading)
	if name, ok := m[h]; ok {
		return mappable[name]
	}
	if f, ok := headings[h]; ok {
		return f
	}
	if t := strings.TrimRight(h, "0123456789 "); t != h && t != "address line" {
		return headings[t]
	}
	return none
}

// Mapping explains the headings of a layout that Stepdown does not know:
// heading as written -> name of what the column holds (see MappableFields). It
// is asked of a person once and remembered.
type Mapping map[string]string

// mappable are the names a Mapping may use.
var mappable = map[string]field{
	"": none, "nhs_number": fNHS, "local_id": fLocalID, "organisation_code": fOrgCode, "organisation_name": fOrgName, "usual_gp": fGP, "title": fTitle,
	"family_name": fFamily, "given_name": fGiven, "full_name": fFullName, "date_of_birth": fBirth, "sex": fSex, "postcode": fPostcode, "landline": fLandline, "mobile": fMobile, "language": fLanguage,
	"date_of_death": fDied, "date_left": fLeft, "deceased": fDeceased,
	"medicine_and_dose": fCombined, "medicine": fName, "dose": fDose, "quantity": fQuantity, "unit": fUnit, "repeat_or_acute": fKind, "medicine_status": fStatus, "medicine_started": fStarted,
	"last_issue": fIssued, "number_of_issues": fIssues, "medicine_ended": fEnded, "dmd_code": fDMD, "bnf_code": fBNF,
	"problem_term": fTerm, "snomed_code": fCode, "ctv3_code": fCTV3, "read2_code": fRead2, "problem_date": fDate, "problem_ended": fProblemEnd,
}

// MappableFields gives the names a Mapping may use, with a title for each.
func MappableFields() [][2]string {
	return [][2]string{
		{"nhs_number", "NHS number"}, {"local_id", "Number in the clinical system"}, {"organisation_code", "Organisation code"}, {"organisation_name", "Organisation name"},
		{"usual_gp", "Usual GP"}, {"title", "Title"}, {"family_name", "Family name"}, {"given_name", "Given name"}, {"full_name", "Full name"}, {"date_of_birth", "Date of birth"}, {"sex", "Sex"},
		{"postcode", "Postcode"}, {"landline", "Home telephone"}, {"mobile", "Mobile telephone"}, {"language", "Main spoken language"}, {"date_of_death", "Date of death"}, {"date_left", "Date left the practice"}, {"deceased", "Deceased (yes or no)"},
		{"medicine_and_dose", "Medicine, dose and quantity in one"}, {"medicine", "Medicine"}, {"dose", "Dose"}, {"quantity", "Quantity"}, {"unit", "Unit of quantity"}, {"repeat_or_acute", "Repeat or acute"}, {"medicine_status", "Status of the medicine"},
		{"medicine_started", "Medicine started"}, {"last_issue", "Last issue date"}, {"number_of_issues", "Number of issues"}, {"medicine_ended", "Medicine ended"}, {"dmd_code", "dm+d code"}, {"bnf_code", "BNF code"},
		{"problem_term", "Problem or code term"}, {"snomed_code", "SNOMED CT concept"}, {"ctv3_code", "CTV3 code"}, {"read2_code", "Read v2 code"}, {"problem_date", "Date of the problem"}, {"problem_ended", "End of the problem"},
	}
}

// Check reports mappings to names that do not exist.
func (m Mapping) Check() error {
	for _, name := range m {
		if _, ok := mappable[name]; !ok {
			return fmt.Errorf("%q is not a field that a column can be mapped to", name)
		}
	}
	return nil
}
