package synth

import (
	"fmt"
	"strconv"
	"strings"

	"stepdown/internal/cohort"
)

// The columns of Vision's bulk extract, which has no line of headings (schema
// classes of endeavourhealth/Transforms, vision/schema). The names of the
// files hold the kind of table as there; what stands round it is ours.
const (
	visionPractice = "ID,NAME,IDENTIFIER,HA,ADDRESS,ADDRESS_1,ADDRESS_2,ADDRESS_3,ADDRESS_4,ADDRESS_5,POSTCODE,PHONE,EMAIL,FAX"
	visionStaff    = "ID,HCP_TYPE,GMP_CODE,SURNAME,FORENAME,TITLE,SEX,SERVICE_ID"
	visionPatient  = "PID,REFERENCE,DATE_OF_BIRTH,SEX,POSTCODE,MARITAL_STATUS,GP,GP_USUAL,ACTIVE,REGISTERED_DATE,REMOVED_DATE,HA,PCG,SURGERY,MILEAGE,DISPENSING,ETHNIC,DATE_OF_DEATH,PRACTICE,SURNAME,FORENAME,TITLE,NHS_NUMBER,ADDRESS,ADDRESS_1,ADDRESS_2,ADDRESS_3,ADDRESS_4,ADDRESS_5,PHONE_NUMBER,MOBILE_NUMBER,EMAIL,PRACT_NUMBER,SERVICE_ID,ACTION"
	visionJournal  = "PID,ID,DATE,RECORDED_DATE,CODE,SNOMED_CODE,BNF_CODE,HCP,HCP_TYPE,GMS,EPISODE,TEXT,RUBRIC,DRUG_FORM,DRUG_STRENGTH,DRUG_PACKSIZE,DMD_CODE,IMMS_STATUS,IMMS_COMPOUND,IMMS_SOURCE,IMMS_BATCH,IMMS_REASON,IMMS_METHOD,IMMS_SITE,ENTITY,VALUE1_NAME,VALUE1,VALUE1_UNITS,VALUE2_NAME,VALUE2,VALUE2_UNITS,END_DATE,TIME,CONTEXT,CERTAINTY,SEVERITY,LINKS,LINKS_EXT,SERVICE_ID,ACTION,SUBSET,DOCUMENT_ID"
)

// WriteVision writes the extract as a Vision bulk extract and gives the paths:
// no headings, dates as 20060102. A repeat authorisation and its issues are
// journal rows of subset R and S with nothing that links them but the person
// and the medicine, as in real extracts; acutes are of subset A, problems of P.
func (x Extract) WriteVision(dir string) ([]string, error) {
	return export(dir, func(f *folder) {
		file := func(i int, kind, columns string) *visionTable {
			name := fmt.Sprintf("FULL_%s_%s_data_extract-%s.csv", x.world.options.Organisation, kind, x.on.vision())
			t := &visionTable{table: f.table(name, style{end: "\r\n", mix: x.mix(500 + i)}, nil), at: map[string]int{}}
			for j, c := range strings.Split(columns, ",") {
				t.at[c] = j
			}
			t.cells = make([]string, len(t.at))
			return t
		}
		b := vision{x, file(0, "patient", visionPatient), file(1, "journal", visionJournal)}
		b.practice(file(2, "practice", visionPractice), file(3, "staff", visionStaff))
		for p := range x.inAnyOrder(41) {
			b.person(p)
		}
	})
}

type vision struct {
	Extract
	patients, journal *visionTable
}

type visionTable struct {
	*table
	at    map[string]int
	cells []string
}

func (t *visionTable) put(pairs ...string) {
	clear(t.cells)
	for i := 0; i < len(pairs); i += 2 {
		t.cells[t.at[pairs[i]]] = pairs[i+1]
	}
	t.row(t.cells...)
}

func (b vision) practice(practice, staff *visionTable) {
	org := b.world.options.Organisation
	practice.put("ID", org, "NAME", b.world.options.Name, "IDENTIFIER", org, "ADDRESS_2", "Quince Lane", "ADDRESS_4", "Quincebury", "POSTCODE", "ZZ1 1ZZ")
	for i, gp := range generalPractitioners {
		family, rest, _ := strings.Cut(gp, ", ")
		given, title, _ := strings.Cut(rest, " (")
		staff.put("ID", strconv.Itoa(i+1), "HCP_TYPE", "GP", "SURNAME", family, "FORENAME", given, "TITLE", strings.Trim(title, ")"), "SERVICE_ID", org)
	}
}

func (b vision) person(p *patient) {
	died, left := b.gone(p)
	active := "R"
	switch {
	case died != 0:
		active = "D"
	case left != 0:
		active = "L"
	}
	address := []string{p.house, p.street, p.locality, p.town, ""}
	pairs := []string{"PID", b.id(p), "REFERENCE", b.id(p), "DATE_OF_BIRTH", p.born.vision(), "SEX", p.sex()[:1], "POSTCODE", p.postcode, "GP_USUAL", strconv.Itoa(visionGP(p)),
		"ACTIVE", active, "REGISTERED_DATE", p.joined.vision(), "REMOVED_DATE", left.vision(), "DATE_OF_DEATH", died.vision(), "SURNAME", p.family, "FORENAME", p.given, "TITLE", p.title,
		"NHS_NUMBER", string(p.nhs), "ADDRESS", strings.Join(address, "|"), "PHONE_NUMBER", p.home, "MOBILE_NUMBER", p.mobile(b.on), "PRACT_NUMBER", strconv.Itoa(p.emis),
		"SERVICE_ID", b.world.options.Organisation, "ACTION", "A"}
	for i, s := range address {
		pairs = append(pairs, "ADDRESS_"+strconv.Itoa(i+1), s)
	}
	b.patients.put(pairs...)
	for i, l := range b.courses(p) {
		b.course(p, i, l)
	}
	for i, c := range b.entries(p) {
		b.row(p, fmt.Sprintf("%d9%04d", p.emis, i), c.on, "SNOMED_CODE", c.code, "RUBRIC", c.term, "EPISODE", "F", "SUBSET", "P")
	}
}

func (b vision) course(p *patient, i int, l *line) {
	subset := "R"
	if l.kind == cohort.Acute {
		subset = "A"
	}
	what := []string{"DMD_CODE", l.dmd, "RUBRIC", l.productName(), "TEXT", l.directions(), "DRUG_PACKSIZE", l.unit, "VALUE1_NAME", "QUANTITY", "VALUE1", strconv.Itoa(l.quantity)}
	what = what[:len(what):len(what)]
	id := fmt.Sprintf("%d1%04d", p.emis, i)
	b.row(p, id, l.started, append(what, "EPISODE", subset, "SUBSET", subset, "END_DATE", b.ended(l).vision())...)
	if subset == "A" {
		return
	}
	for k, on := range b.issueDays(p, l) {
		b.row(p, fmt.Sprintf("%s%04d", id, k), on, append(what, "EPISODE", "I", "SUBSET", "S")...)
	}
}

func (b vision) row(p *patient, id string, on day, pairs ...string) {
	b.journal.put(append([]string{"PID", b.id(p), "ID", id, "DATE", on.vision(), "RECORDED_DATE", on.vision(), "TIME", "1031", "HCP", strconv.Itoa(visionGP(p)),
		"SERVICE_ID", b.world.options.Organisation, "ACTION", "A"}, pairs...)...)
}

func (b vision) id(p *patient) string { return strconv.Itoa(40_000 + p.emis) }

// visionGP is the number of the person's usual doctor among the staff.
func visionGP(p *patient) int {
	for i, gp := range generalPractitioners {
		if gp == p.gp {
			return i + 1
		}
	}
	return 0
}

// vision gives the day as 20060102.
func (d day) vision() string { return d.written("20060102") }
