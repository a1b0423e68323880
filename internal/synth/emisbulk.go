package synth

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// The tables of EMIS's bulk extract, with the columns of its version 5.4
// (schema classes of endeavourhealth/Transforms, emis/csv/schema).
var emisBulkTables = []struct{ name, columns string }{
	{"Admin_Organisation", "OrganisationGuid,CDB,OrganisationName,ODSCode,ParentOrganisationGuid,CCGOrganisationGuid,OrganisationType,OpenDate,CloseDate,MainLocationGuid,ProcessingId"},
	{"Admin_UserInRole", "UserInRoleGuid,OrganisationGuid,Title,GivenName,Surname,JobCategoryCode,JobCategoryName,ContractStartDate,ContractEndDate,ProcessingId"},
	{"Admin_Patient", "PatientGuid,OrganisationGuid,UsualGpUserInRoleGuid,Sex,DateOfBirth,DateOfDeath,Title,GivenName,MiddleNames,Surname,DateOfRegistration,NhsNumber,PatientNumber,PatientTypeDescription,DummyType,HouseNameFlatNumber,NumberAndStreet,Village,Town,County,Postcode,ResidentialInstituteCode,NHSNumberStatus,CarerName,CarerRelation,PersonGuid,DateOfDeactivation,Deleted,SpineSensitive,IsConfidential,EmailAddress,HomePhone,MobilePhone,ExternalUsualGPGuid,ExternalUsualGP,ExternalUsualGPOrganisation,ProcessingId"},
	{"Coding_ClinicalCode", "CodeId,Term,ReadTermId,SnomedCTConceptId,SnomedCTDescriptionId,NationalCode,NationalCodeCategory,NationalDescription,EmisCodeCategoryDescription,ProcessingId,ParentCodeId"},
	{"Coding_DrugCode", "CodeId,Term,DmdProductCodeId,ProcessingId"},
	{"Prescribing_DrugRecord", "DrugRecordGuid,PatientGuid,OrganisationGuid,EffectiveDate,EffectiveDatePrecision,EnteredDate,EnteredTime,ClinicianUserInRoleGuid,EnteredByUserInRoleGuid,CodeId,Dosage,Quantity,QuantityUnit,ProblemObservationGuid,PrescriptionType,IsActive,CancellationDate,NumberOfIssues,NumberOfIssuesAuthorised,IsConfidential,Deleted,ProcessingId"},
	{"Prescribing_IssueRecord", "IssueRecordGuid,PatientGuid,OrganisationGuid,DrugRecordGuid,EffectiveDate,EffectiveDatePrecision,EnteredDate,EnteredTime,ClinicianUserInRoleGuid,EnteredByUserInRoleGuid,CodeId,Dosage,Quantity,QuantityUnit,ProblemObservationGuid,CourseDurationInDays,EstimatedNhsCost,IsConfidential,Deleted,ProcessingId"},
	{"CareRecord_Observation", "ObservationGuid,PatientGuid,OrganisationGuid,EffectiveDate,EffectiveDatePrecision,EnteredDate,EnteredTime,ClinicianUserInRoleGuid,EnteredByUserInRoleGuid,ParentObservationGuid,CodeId,ProblemGuid,AssociatedText,ConsultationGuid,Value,NumericUnit,ObservationType,NumericRangeLow,NumericRangeHigh,DocumentGuid,Deleted,IsConfidential,ProcessingId"},
	{"CareRecord_Problem", "ObservationGuid,PatientGuid,OrganisationGuid,ParentProblemObservationGuid,Deleted,Comment,EndDate,EndDatePrecision,ExpectedDuration,LastReviewDate,LastReviewDatePrecision,LastReviewUserInRoleGuid,ParentProblemRelationship,ProblemStatusDescription,SignificanceDescription,ProcessingId"},
}

// WriteEMISBulk writes the extract as an EMIS bulk extract, a whole one, and
// gives the paths: every field quoted, people, codes and products by
// identifiers, rows in no order.
func (x Extract) WriteEMISBulk(dir string) ([]string, error) {
	return export(dir, func(f *folder) { x.newEMISBulk(f, 880, 946).whole() })
}

// emisBulk is one set of tables under way.
type emisBulk struct {
	Extract
	folder     *folder
	processing string
	suffix     string // of file names: day and agreement
	prefix     string
	org        string
	listed     map[string]bool // CodeIds that stand in a table of codes
	tables     map[string]*emisBulkTable
}

// emisBulkTable writes rows by column, so that the many that stay empty need
// not be counted.
type emisBulkTable struct {
	*table
	at    map[string]int
	cells []string
}

func (x Extract) newEMISBulk(f *folder, from, to int) *emisBulk {
	b := &emisBulk{Extract: x, folder: f, processing: strconv.Itoa(to), listed: map[string]bool{}, tables: map[string]*emisBulkTable{}}
	b.prefix = fmt.Sprintf("%d-%d_", from, to)
	b.suffix = x.on.written("_20060102") + "031512_" + strings.Trim(guid("agreement", x.world.options.Organisation), "{}") + ".csv"
	b.org = guid("organisation", x.world.options.Organisation)
	for i, t := range emisBulkTables {
		columns := strings.Split(t.columns, ",")
		to := &emisBulkTable{at: map[string]int{}, cells: make([]string, len(columns))}
		for j, c := range columns {
			to.at[c] = j
		}
		to.table = f.table(b.prefix+t.name+b.suffix, style{end: "\r\n", quoteAll: true, mix: x.mix(100 + i)}, columns)
		b.tables[t.name] = to
	}
	return b
}

// put writes a row: names of columns and their cells in turn.
func (b *emisBulk) put(name string, pairs ...string) {
	t := b.tables[name]
	clear(t.cells)
	t.cells[t.at["ProcessingId"]] = b.processing
	for i := 0; i < len(pairs); i += 2 {
		t.cells[t.at[pairs[i]]] = pairs[i+1]
	}
	t.row(t.cells...)
}

// whole writes everything.
func (b *emisBulk) whole() {
	b.practice()
	for p := range b.inAnyOrder(1) {
		b.person(p)
	}
	for p := range b.inAnyOrder(2) {
		for i, l := range b.courses(p) {
			b.course(p, i, l)
			b.issues(p, i, l, 0)
		}
	}
	for p := range b.inAnyOrder(3) {
		for i, c := range b.entries(p) {
			b.entry(p, i, c)
		}
	}
}

func (b *emisBulk) practice() {
	b.put("Admin_Organisation", "OrganisationGuid", b.org, "CDB", "99999", "OrganisationName", b.world.options.Name, "ODSCode", b.world.options.Organisation, "OrganisationType", "General Practice")
	for _, gp := range generalPractitioners {
		family, rest, _ := strings.Cut(gp, ", ")
		given, title, _ := strings.Cut(rest, " (")
		b.put("Admin_UserInRole", "UserInRoleGuid", guid("user", gp), "OrganisationGuid", b.org, "Title", strings.Trim(title, ")"), "GivenName", given, "Surname", family, "JobCategoryName", "General Medical Practitioner")
	}
}

func (b *emisBulk) person(p *patient) {
	died, left := b.gone(p)
	b.put("Admin_Patient", "PatientGuid", b.patientGUID(p), "OrganisationGuid", b.org, "UsualGpUserInRoleGuid", guid("user", p.gp), "Sex", p.sex()[:1],
		"DateOfBirth", p.born.iso(), "DateOfDeath", died.iso(), "Title", p.title, "GivenName", p.given, "Surname", p.family, "DateOfRegistration", p.joined.iso(),
		"NhsNumber", string(p.nhs), "PatientNumber", strconv.Itoa(p.emis), "PatientTypeDescription", "Regular", "DummyType", "false",
		"HouseNameFlatNumber", p.house, "NumberAndStreet", p.street, "Village", p.locality, "Town", p.town, "Postcode", p.postcode,
		"PersonGuid", guid("person", string(p.nhs)), "DateOfDeactivation", left.iso(), "Deleted", "false", "SpineSensitive", "false", "IsConfidential", "false",
		"HomePhone", p.home, "MobilePhone", p.mobile(b.on))
}

// course writes a DrugRecord. Some that run have a cancellation date all the
// same, and some that ended have none, as in real extracts.
func (b *emisBulk) course(p *patient, i int, l *line) {
	n, _ := l.issues(b.on, p.gone())
	cancelled, odd := b.ended(l), b.mix(p.emis*1000+i).IntN(40) == 0
	switch {
	case odd && l.active(b.on) && n > 1:
		cancelled = l.started + l.every
	case odd:
		cancelled = 0
	}
	b.put("Prescribing_DrugRecord", "DrugRecordGuid", b.courseGUID(p, i), "PatientGuid", b.patientGUID(p), "OrganisationGuid", b.org,
		"EffectiveDate", l.started.iso(), "EffectiveDatePrecision", "YMD", "EnteredDate", l.started.iso(), "EnteredTime", "10:31:00",
		"ClinicianUserInRoleGuid", guid("user", p.gp), "EnteredByUserInRoleGuid", guid("user", p.gp), "CodeId", b.drug(l), "Dosage", l.directions(),
		"Quantity", strconv.Itoa(l.quantity), "QuantityUnit", l.unit, "PrescriptionType", kindText[l.kind], "IsActive", strconv.FormatBool(l.active(b.on)),
		"CancellationDate", cancelled.iso(), "NumberOfIssues", strconv.Itoa(n), "IsConfidential", "false", "Deleted", "false")
}

// issues writes an IssueRecord for each issue after a day.
func (b *emisBulk) issues(p *patient, i int, l *line, after day) {
	for k, on := range b.issueDays(p, l) {
		if on <= after {
			continue
		}
		b.put("Prescribing_IssueRecord", "IssueRecordGuid", b.guidOf("issue", p, i, k), "PatientGuid", b.patientGUID(p), "OrganisationGuid", b.org,
			"DrugRecordGuid", b.courseGUID(p, i), "EffectiveDate", on.iso(), "EffectiveDatePrecision", "YMD", "EnteredDate", on.iso(), "EnteredTime", "08:05:00",
			"ClinicianUserInRoleGuid", guid("user", p.gp), "EnteredByUserInRoleGuid", guid("user", p.gp), "CodeId", b.drug(l), "Dosage", l.directions(),
			"Quantity", strconv.Itoa(l.quantity), "QuantityUnit", l.unit, "CourseDurationInDays", strconv.Itoa(int(l.every)), "IsConfidential", "false", "Deleted", "false")
	}
}

// entry writes an observation, and the problem that extends it.
func (b *emisBulk) entry(p *patient, i int, c problem) {
	id := b.guidOf("observation", p, i, 0)
	b.put("CareRecord_Observation", "ObservationGuid", id, "PatientGuid", b.patientGUID(p), "OrganisationGuid", b.org, "EffectiveDate", c.on.iso(), "EffectiveDatePrecision", "YMD",
		"EnteredDate", c.on.iso(), "EnteredTime", "10:31:00", "ClinicianUserInRoleGuid", guid("user", p.gp), "EnteredByUserInRoleGuid", guid("user", p.gp),
		"CodeId", b.code(c), "ProblemGuid", id, "ObservationType", "Observation", "Deleted", "false", "IsConfidential", "false")
	b.put("CareRecord_Problem", "ObservationGuid", id, "PatientGuid", b.patientGUID(p), "OrganisationGuid", b.org, "Deleted", "false",
		"ProblemStatusDescription", "Active Problem", "SignificanceDescription", "Significant Problem")
}

// drug gives the CodeId of a product and lists it once.
func (b *emisBulk) drug(l *line) string {
	id := codeID(theProducts(), l.productName(), 500_001)
	if !b.listed[id] {
		b.listed[id] = true
		b.put("Coding_DrugCode", "CodeId", id, "Term", l.productName(), "DmdProductCodeId", l.dmd)
	}
	return id
}

// code gives the CodeId of a condition and lists it once.
func (b *emisBulk) code(c problem) string {
	id := codeID(theCodes(), c.code, 100_001)
	if !b.listed[id] {
		b.listed[id] = true
		b.put("Coding_ClinicalCode", "CodeId", id, "Term", c.term, "SnomedCTConceptId", c.code)
	}
	return id
}

// theProducts and theCodes of the practice are in alphabetical order: the place
// of each is its CodeId, which is the same in every extract.
var theProducts = sync.OnceValue(func() (names []string) {
	all := [][]*product{theFormulary().ordinary, theFormulary().acute}
	for _, list := range theFormulary().byIngredient {
		all = append(all, list)
	}
	for _, list := range all {
		for _, p := range list {
			names = append(names, (&line{product: p}).productName())
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
})

var theCodes = sync.OnceValue(func() (codes []string) {
	for _, list := range theConditions() {
		for _, c := range list {
			codes = append(codes, c.code)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
})

func codeID(all []string, key string, from int) string {
	i, _ := slices.BinarySearch(all, key)
	return strconv.Itoa(from + i)
}

func (b *emisBulk) patientGUID(p *patient) string { return b.guidOf("patient", p, 0, 0) }

func (b *emisBulk) courseGUID(p *patient, i int) string { return b.guidOf("course", p, i, 0) }

func (b *emisBulk) guidOf(kind string, p *patient, i, k int) string {
	return guid(kind, fmt.Sprintf("%s/%d/%d/%d", b.world.options.Organisation, p.emis, i, k))
}

// guid makes an identifier that is always the same for the same thing.
func guid(kind, key string) string {
	h := fnv.New128a()
	h.Write([]byte(kind + " " + key))
	s := h.Sum(nil)
	return fmt.Sprintf("{%08X-%04X-%04X-%04X-%012X}", s[:4], s[4:6], s[6:8], s[8:10], s[10:16])
}

// iso gives the day as 2006-01-02.
func (d day) iso() string { return d.written("2006-01-02") }
