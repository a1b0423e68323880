package synth

import (
	"fmt"
	"strconv"
	"strings"

	"stepdown/internal/cohort"
)

// The tables of SystmOne's strategic reporting extract, with the columns of
// the newest version known (schema classes of endeavourhealth/Transforms,
// tpp/csv/schema, version 93). The columns of SRManifest are from memory.
var systmOneTables = []struct{ name, columns string }{
	{"SRManifest", "FileName,IsDelta,IsReference,DateExtractFrom,DateExtractTo"},
	{"SRMapping", "RowIdentifier,IdMappingGroup,Mapping"},
	{"SROrganisation", "RowIdentifier,Name,ID,HouseName,HouseNumber,NameOfRoad,NameOfLocality,NameOfTown,NameOfCounty,FullPostCode,Telephone,SecondaryTelephone,Fax,MadeObsolete,IDTrust,IDCcg,RemovedData"},
	{"SRPatient", "RowIdentifier,IDOrganisationVisibleTo,Title,FirstName,MiddleNames,Surname,PreviousSurname,NHSNumber,DateBirth,DateDeath,BirthPlace,Gender,SpeaksEnglish,EmailAddress,TestPatient,SSRef,SpineMatched,RemovedData"},
	{"SRPatientRegistration", "RowIdentifier,IDOrganisationVisibleTo,DateEventRecorded,IDProfileEnteredBy,DateRegistration,DateDeRegistration,RegistrationStatus,PreferredPharmacy,IDPatient,IDOrganisation,IDOrganisationRegisteredAt,RemovedData"},
	{"SRPatientContactDetails", "RowIdentifier,IDOrganisationVisibleTo,DateEventRecorded,DateEvent,IDProfileEnteredBy,IDDoneBy,TextualEventDoneBy,IDOrganisationDoneAt,ContactType,ContactNumber,IDEvent,IDPatient,IDOrganisation,IDOrganisationRegisteredAt,RemovedData"},
	{"SRPatientAddressHistory", "RowIdentifier,IDOrganisationVisibleTo,DateEventRecorded,DateEvent,IDProfileEnteredBy,IDDoneBy,TextualEventDoneBy,IDOrganisationDoneAt,NameOfBuilding,NumberOfBuilding,NameOfRoad,NameOfLocality,NameOfTown,NameOfCounty,FullPostCode,DateTo,AddressType,IDEvent,IDPatient,IDOrganisation,CcgOfResidence,IDOrganisationRegisteredAt,RemovedData"},
	{"SRRepeatTemplate", "RowIdentifier,IDOrganisationVisibleTo,DateEventRecorded,DateEvent,IDProfileEnteredBy,IDDoneBy,TextualEventDoneBy,IDOrganisationDoneAt,IDMultiLexProduct,IDMultiLexPack,IDMultiLexDMD,NameOfMedication,DateMedicationTemplateStart,DateMedicationTemplateEnd,DateMedicationTemplateReview,MedicationDosage,MedicationQuantity,MaxIssues,CourseLengthPerIssue,DrugStatus,IDReferralIn,IDEvent,IDPatient,IDOrganisation,IDOrganisationRegisteredAt,RemovedData"},
	{"SRPrimaryCareMedication", "RowIdentifier,IDOrganisationVisibleTo,DateEventRecorded,DateEvent,IDProfileEnteredBy,IDDoneBy,TextualEventDoneBy,IDOrganisationDoneAt,IDMultiLexProduct,IDMultiLexPack,IDMultiLexDMD,NameOfMedication,DateMedicationStart,DateMedicationEnd,MedicationDosage,MedicationQuantity,IsSupervised,SupervisedDose,UnsupervisedDose,IsRepeatMedication,IsOtherMedication,IsDentalMedication,IsHospitalMedication,IDRepeatTemplate,IDReferralIn,IDEvent,IDPatient,IDOrganisation,IDOrganisationRegisteredAt,RemovedData"},
	{"SRCode", "RowIdentifier,IDOrganisationVisibleTo,DateEventRecorded,DateEvent,IDProfileEnteredBy,IDDoneBy,TextualEventDoneBy,IDOrganisationDoneAt,CTV3Code,CTV3Text,SNOMEDCode,SNOMEDText,NumericComparator,IsNumeric,NumericValue,NumericUnit,EpisodeType,IDTemplate,IDQuestionnaire,IDEvent,IDPatient,IDReferralIn,IDAppointment,IDVisit,IDOrganisation,IDOrganisationRegisteredAt,RemovedData"},
	{"SRProblem", "RowIdentifier,IDOrganisationVisibleTo,DateEventRecorded,DateEvent,IDProfileEnteredBy,IDDoneBy,TextualEventDoneBy,IDOrganisationDoneAt,CTV3Code,DateEnd,Severity,IDCode,IDEvent,IDPatient,IDReferralIn,IDOrganisation,IDOrganisationRegisteredAt,RemovedData"},
}

// What SRMapping gives numbers to: kinds of telephone.
const (
	contactHome   = "1001"
	contactMobile = "1002"
)

// WriteSystmOneBulk writes the extract as a SystmOne strategic reporting
// extract and gives the paths: Windows-1252, every field quoted, dates as
// 02 Jan 2006 with a time, rows in no order. Conditions have their SNOMED CT
// code; the CTV3 code that stands beside it in real extracts is left blank.
func (x Extract) WriteSystmOneBulk(dir string) ([]string, error) {
	return export(dir, func(f *folder) {
		b := x.newSystmOneBulk(f)
		b.practice()
		for p := range b.inAnyOrder(11) {
			b.person(p)
			for i, l := range b.courses(p) {
				b.course(p, i, l)
			}
			for i, c := range b.entries(p) {
				b.entry(p, i, c)
			}
		}
	})
}

type systmOneBulk struct {
	Extract
	tables map[string]*systmOneTable
}

// systmOneTable writes rows by column and fills what every row has.
type systmOneTable struct {
	*table
	at    map[string]int
	cells []string
	next  int // row identifier
}

func (x Extract) newSystmOneBulk(f *folder) *systmOneBulk {
	b := &systmOneBulk{Extract: x, tables: map[string]*systmOneTable{}}
	for i, t := range systmOneTables {
		columns := strings.Split(t.columns, ",")
		to := &systmOneTable{at: map[string]int{}, cells: make([]string, len(columns)), next: (i + 1) * 100_000_000_000}
		for j, c := range columns {
			to.at[c] = j
		}
		to.table = f.table(t.name+".csv", style{end: "\r\n", quoteAll: true, windows1252: true, mix: x.mix(200 + i)}, columns)
		b.tables[t.name] = to
	}
	return b
}

// put writes a row: names of columns and their cells in turn. It gives the
// row's identifier, a new one when the cells do not have it.
func (b *systmOneBulk) put(name string, pairs ...string) string {
	t := b.tables[name]
	t.next++
	for column, i := range t.at {
		t.cells[i] = ""
		switch {
		case column == "RowIdentifier":
			t.cells[i] = strconv.Itoa(t.next)
		case column == "RemovedData":
			t.cells[i] = "FALSE"
		case column == "IDOrganisation", column == "IDOrganisationVisibleTo", column == "IDOrganisationRegisteredAt", column == "IDOrganisationDoneAt":
			t.cells[i] = b.world.options.Organisation
		case strings.HasPrefix(column, "ID") && len(column) > 2: // SystmOne's way of saying none
			t.cells[i] = "-1"
		}
	}
	for i := 0; i < len(pairs); i += 2 {
		t.cells[t.at[pairs[i]]] = pairs[i+1]
	}
	t.row(t.cells...)
	return t.cells[0]
}

func (b *systmOneBulk) practice() {
	for _, t := range systmOneTables[1:] {
		b.put("SRManifest", "FileName", t.name, "IsDelta", "FALSE", "IsReference", "FALSE", "DateExtractTo", b.on.systmOneTime())
	}
	b.put("SRMapping", "RowIdentifier", contactHome, "IdMappingGroup", "77", "Mapping", "Home")
	b.put("SRMapping", "RowIdentifier", contactMobile, "IdMappingGroup", "77", "Mapping", "Mobile")
	b.put("SROrganisation", "Name", b.world.options.Name, "ID", b.world.options.Organisation, "NameOfRoad", "Quince Lane", "NameOfTown", "Quincebury", "FullPostCode", "ZZ1 1ZZ", "MadeObsolete", "FALSE")
}

func (b *systmOneBulk) person(p *patient) {
	died, left := b.gone(p)
	id := b.id(p)
	b.put("SRPatient", "RowIdentifier", id, "Title", p.title, "FirstName", p.given, "Surname", p.family, "NHSNumber", string(p.nhs),
		"DateBirth", p.born.written("02 Jan 2006 15:04"), "DateDeath", died.written("02 Jan 2006 15:04"), "Gender", p.sex()[:1], "TestPatient", "FALSE", "SpineMatched", "TRUE")
	b.put("SRPatientRegistration", "DateEventRecorded", p.joined.systmOneTime(), "DateRegistration", p.joined.systmOneTime(), "DateDeRegistration", left.systmOneTime(),
		"RegistrationStatus", "GMS", "IDPatient", id)
	b.put("SRPatientAddressHistory", "DateEvent", p.joined.systmOneTime(), "NameOfBuilding", p.house, "NameOfRoad", p.street, "NameOfLocality", p.locality, "NameOfTown", p.town,
		"FullPostCode", p.postcode, "IDPatient", id)
	if p.home != "" {
		b.put("SRPatientContactDetails", "DateEvent", p.joined.systmOneTime(), "ContactType", contactHome, "ContactNumber", p.home, "IDPatient", id)
	}
	if mobile := p.mobile(b.on); mobile != "" {
		b.put("SRPatientContactDetails", "DateEvent", p.joined.systmOneTime(), "ContactType", contactMobile, "ContactNumber", mobile, "IDPatient", id)
	}
}

// course writes a repeat as a template and its issues, and an acute as an
// issue without one.
func (b *systmOneBulk) course(p *patient, i int, l *line) {
	template, repeat := "-1", l.kind != cohort.Acute
	if repeat {
		template = fmt.Sprintf("%d%04d", p.emis, i)
		b.put("SRRepeatTemplate", "RowIdentifier", template, "DateEventRecorded", l.started.systmOneTime(), "DateEvent", l.started.systmOneTime(), "IDMultiLexDMD", l.dmd, "NameOfMedication", l.productName(),
			"DateMedicationTemplateStart", l.started.systmOneTime(), "DateMedicationTemplateEnd", b.ended(l).systmOneTime(), "MedicationDosage", l.directions(), "MedicationQuantity", b.quantity(l),
			"MaxIssues", "12", "CourseLengthPerIssue", strconv.Itoa(int(l.every)), "IDPatient", b.id(p))
	}
	for _, on := range b.issueDays(p, l) {
		b.put("SRPrimaryCareMedication", "DateEventRecorded", on.systmOneTime(), "DateEvent", on.systmOneTime(), "IDMultiLexDMD", l.dmd, "NameOfMedication", l.productName(),
			"DateMedicationStart", on.systmOneTime(), "DateMedicationEnd", (on + max(l.every, 28)).systmOneTime(), "MedicationDosage", l.directions(), "MedicationQuantity", b.quantity(l),
			"IsSupervised", "FALSE", "IsRepeatMedication", trueFalse(repeat), "IsOtherMedication", "FALSE", "IsDentalMedication", "FALSE", "IsHospitalMedication", "FALSE",
			"IDRepeatTemplate", template, "IDPatient", b.id(p))
	}
}

func (b *systmOneBulk) quantity(l *line) string { return strconv.Itoa(l.quantity) + " " + l.unit }

func (b *systmOneBulk) entry(p *patient, _ int, c problem) {
	code := b.put("SRCode", "DateEventRecorded", c.on.systmOneTime(), "DateEvent", c.on.systmOneTime(), "CTV3Text", c.term, "SNOMEDCode", c.code, "SNOMEDText", c.term, "IsNumeric", "FALSE", "IDPatient", b.id(p))
	b.put("SRProblem", "DateEventRecorded", c.on.systmOneTime(), "DateEvent", c.on.systmOneTime(), "Severity", "Major", "IDCode", code, "IDPatient", b.id(p))
}

func (b *systmOneBulk) id(p *patient) string { return strconv.Itoa(7_000_000 + p.emis) }

func trueFalse(b bool) string { return strings.ToUpper(strconv.FormatBool(b)) }

// systmOneTime gives the day with the time of day at which SystmOne writes it.
func (d day) systmOneTime() string { return d.written("02 Jan 2006 15:04:05") }
