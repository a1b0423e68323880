package synth

import "strconv"

// systmOneWho are the ticked columns that say whose row it is; they stand on
// every row. A practice ticks what it likes, so headings and choice are ours:
// no public sample of the report was found.
var systmOneWho = []string{"NHS number", "Title", "First name", "Surname", "Date of birth", "Gender", "Postcode", "Mobile telephone",
	"Registered GP", "Registered organisation code", "Date of death", "Deduction date"}

// WriteSystmOneReport writes the extract as two SystmOne reports saved with
// "Open as CSV", one of medication and one of codes, in Windows-1252, and
// gives the paths. People without a medicine stand in the first with blank
// cells, so that everybody registered is counted.
func (x Extract) WriteSystmOneReport(dir string) ([]string, error) {
	return export(dir, func(f *folder) {
		s := style{end: "\r\n", windows1252: true}
		on := x.on.written("2006-01-02")
		medication := f.table("systmone-medication-"+on+".csv", s, append(systmOneWho[:len(systmOneWho):len(systmOneWho)],
			"Drug", "Directions", "Quantity", "Issue type", "Status", "Start date", "Last issue date", "Issues", "Medication end date"))
		codes := f.table("systmone-codes-"+on+".csv", s, append(systmOneWho[:len(systmOneWho):len(systmOneWho)], "SNOMED code", "Code description", "Event date"))
		for p := range x.people() {
			who := x.systmOneCells(p)
			some := false
			for _, l := range x.courses(p) {
				some = true
				n, last := l.issues(x.on, p.gone())
				medication.row(append(who, l.productName(), l.directions(), strconv.Itoa(l.quantity)+" "+l.unit, systmOneKind[kindText[l.kind]], x.systmOneStatus(l),
					l.started.systmOne(), last.systmOne(), strconv.Itoa(n), x.ended(l).systmOne())...)
			}
			if !some {
				medication.row(append(who, make([]string, 9)...)...)
			}
			for _, c := range x.entries(p) {
				codes.row(append(who, c.code, c.term, c.on.systmOne())...)
			}
		}
	})
}

var systmOneKind = map[string]string{"Repeat": "Repeat", "Repeat Dispensing": "Repeat dispensing", "Acute": "Acute"}

func (x Extract) systmOneStatus(l *line) string {
	if l.active(x.on) {
		return "Current"
	}
	return "Ended"
}

func (x Extract) systmOneCells(p *patient) []string {
	died, left := x.gone(p)
	number := string(p.nhs)
	if p.spaced {
		number = p.nhs.Spaced()
	}
	cells := []string{number, p.title, p.given, p.family, p.born.systmOne(), p.sex(), p.postcode, p.mobile(x.on), p.gp, x.world.options.Organisation, died.systmOne(), left.systmOne()}
	return cells[:len(cells):len(cells)]
}

// systmOne gives the day as SystmOne writes it, dd MMM yyyy.
func (d day) systmOne() string { return d.written("02 Jan 2006") }
