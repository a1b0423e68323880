package synth

import (
	"strconv"
)

// WriteStepdownCSV writes the extract as Stepdown's own set of three tables,
// patients.csv, medications.csv and problems.csv, and gives the paths. The
// layout has no day of leaving, so that people who have left are not in it.
func (x Extract) WriteStepdownCSV(dir string) ([]string, error) {
	return export(dir, func(f *folder) {
		s := style{end: "\r\n"}
		patients := f.table("patients.csv", s, []string{"NHS Number", "EMIS Number", "Organisation Code", "Usual GP's Full Name", "Family Name", "Given Name",
			"Date of Birth", "Age", "Gender", "Postcode", "Mobile Telephone", "Deceased"})
		medications := f.table("medications.csv", s, []string{"NHS Number", "Organisation Code", "Medication Type", "Medication Status", "Name", "dm+d Code", "Dosage",
			"Quantity", "Quantity Unit", "Date Started", "Most Recent Issue Date", "Number of Issues", "Cancellation Date"})
		problems := f.table("problems.csv", s, []string{"NHS Number", "Organisation Code", "SNOMED CT Concept ID", "Code Term", "Problem Status", "Significance", "Date", "End Date"})
		org := x.world.options.Organisation
		for p := range x.people() {
			died, left := x.gone(p)
			if left != 0 {
				continue
			}
			number := string(p.nhs)
			patients.row(number, strconv.Itoa(p.emis), org, p.gp, p.family, p.given, p.born.emis(), strconv.Itoa(p.age(x.on)), p.sex(), p.postcode, p.mobile(x.on), yesNo(died != 0))
			for _, l := range x.courses(p) {
				n, last := l.issues(x.on, p.gone())
				medications.row(number, org, kindText[l.kind], x.status(l), l.productName(), l.dmd, l.directions(), strconv.Itoa(l.quantity), l.unit,
					l.started.emis(), last.emis(), strconv.Itoa(n), x.ended(l).emis())
			}
			for _, c := range x.entries(p) {
				problems.row(number, org, c.code, c.term, "Active Problem", "Significant", c.on.emis(), "")
			}
		}
	})
}

// status of a course in the words of EMIS Web.
func (x Extract) status(l *line) string {
	if l.active(x.on) {
		return "Active"
	}
	return "Past"
}

func yesNo(yes bool) string {
	if yes {
		return "Yes"
	}
	return "No"
}
