package synth

import (
	"fmt"
	"strconv"
	"strings"
)

// WriteMedicus writes the extract as a Medicus bulk extract, a whole one, and
// gives the paths: a file for each query, \" for a quotation mark inside
// quotes, lines ended by LF (Medicus Help Centre, Bulk Extract Schema). The
// fields of a query are chosen by who asks; these are ours, in Medicus's style.
func (x Extract) WriteMedicus(dir string) ([]string, error) {
	return export(dir, func(f *folder) {
		s := style{end: "\n", backslash: true}
		file := func(i int, name, columns string) *table {
			s.mix = x.mix(400 + i)
			return f.table(name+".csv", s, strings.Split(columns, ","))
		}
		b := medicus{x,
			file(0, "patient", "uid,nhs_number,title,given_name,family_name,date_of_birth,sex,address_line_1,address_line_2,address_line_3,town,postcode,home_phone,mobile_phone,main_language,usual_gp,organisation_ods_code,organisation_name,registration_date,deregistration_date,date_of_death"),
			file(1, "prescription", "uid,patient_uid,prescription_type,status,product_name,product_dmd_code,dosage,quantity,quantity_unit,start_date,end_date,issue_count"),
			file(2, "prescription_issue", "uid,patient_uid,prescription_uid,issue_date,quantity,quantity_unit"),
			file(3, "coded_entry", "uid,patient_uid,snomed_concept_id,term,entry_date,entry_type"),
		}
		for p := range x.inAnyOrder(31) {
			b.person(p)
		}
	})
}

type medicus struct {
	Extract
	patients, prescriptions, issues, entries *table
}

func (b medicus) person(p *patient) {
	died, left := b.gone(p)
	id := b.id("patient", p, 0, 0)
	b.patients.row(id, string(p.nhs), p.title, p.given, p.family, p.born.iso(), p.sex(), p.house, p.street, p.locality, p.town, p.postcode, p.home, p.mobile(b.on), p.language, p.gp,
		b.world.options.Organisation, b.world.options.Name, p.joined.iso(), left.iso(), died.iso())
	for i, l := range b.courses(p) {
		n, _ := l.issues(b.on, p.gone())
		course, amount := b.id("prescription", p, i, 0), strconv.Itoa(l.quantity)
		b.prescriptions.row(course, id, strings.ToLower(kindText[l.kind]), strings.ToLower(b.systmOneStatus(l)), l.productName(), l.dmd, l.directions(), amount, l.unit,
			l.started.iso(), b.ended(l).iso(), strconv.Itoa(n))
		for k, on := range b.issueDays(p, l) {
			b.issues.row(b.id("issue", p, i, k), id, course, on.iso(), amount, l.unit)
		}
	}
	for i, c := range b.Extract.entries(p) {
		b.entries.row(b.id("entry", p, i, 0), id, c.code, c.term, c.on.iso(), "problem")
	}
}

func (b medicus) id(kind string, p *patient, i, k int) string {
	return uuid("medicus "+kind, fmt.Sprintf("%s/%d/%d/%d", b.world.options.Organisation, p.emis, i, k))
}
