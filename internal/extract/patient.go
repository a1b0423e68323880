package extract

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"stepdown/internal/cohort"
)

// patientRow is what every patient row is read for, whether or not the person
// is kept.
type patientRow struct {
	number uint64 // NHS number
	born   day
	died   day
	left   day
	gone   bool   // died or left
	mark   uint32 // of birth date and name: tells two people with one number apart
}

// patient checks a patient row.
func (r *reader) patient(c *cells) (p patientRow, reason string, fault field) {
	if p.number, reason = number(bytes.TrimSpace(c[fNHS])); reason != "" {
		return p, reason, fNHS
	}
	var bad bool
	if p.born, bad = r.birth(c[fBirth], c[fAge]); bad {
		return p, reasonDate, fBirth
	}
	if p.died, bad = r.dayCell(c[fDied]); bad {
		return p, reasonDate, fDied
	}
	if p.left, bad = r.dayCell(c[fLeft]); bad {
		return p, reasonDate, fLeft
	}
	p.gone = p.died != 0 || p.left != 0 || yes(c[fDeceased]) || yes(c[fGone])
	p.mark = withName(withName(uint32(p.born)*fnvPrime, c[fFamily]), c[fFullName])
	return p, "", none
}

const fnvPrime = 16777619

// withName adds a name to a mark, in small letters (by FNV-1a).
func withName(mark uint32, name []byte) uint32 {
	for _, b := range bytes.TrimSpace(name) {
		switch {
		case b >= utf8.RuneSelf: // seldom, so that the memory of a copy matters little
			for _, b := range bytes.ToLower(bytes.TrimSpace(name)) {
				mark = (mark ^ uint32(b)) * fnvPrime
			}
			return mark
		case 'A' <= b && b <= 'Z':
			b += 'a' - 'A'
		}
		mark = (mark ^ uint32(b)) * fnvPrime
	}
	return mark
}

// birth reads a date of birth. A year of two digits may be of this century or
// the last: the age tells, and without it the date is not known.
func (r *reader) birth(b, age []byte) (day, bool) {
	d, bad := r.dayCell(b)
	if bad || d == 0 || !twoDigitYear(b) {
		return d, bad
	}
	earlier := d - 1_000_000 // a hundred years before
	if r.pivot-earlier.year() > 115 {
		return d, false
	}
	if years, err := strconv.Atoi(text(age)); err == nil {
		if years > 60 {
			return earlier, false
		}
		return d, false
	}
	return 0, false
}

// twoDigitYear reports whether a date ends in a year of two digits.
func twoDigitYear(b []byte) bool {
	if len(b) == 11 && isDigit(b[7]) && isDigit(b[10]) { // 02-Jan-2006
		return false
	}
	b = bytes.TrimSpace(b)
	i := bytes.LastIndexAny(b, "-/. ")
	return i >= 0 && len(b)-i-1 == 2 && bytes.IndexAny(b[:i], "-/. ") < 4
}

func yes(b []byte) bool {
	switch string(b) { // what nearly all rows say
	case "", "No", "no", "false", "N":
		return false
	}
	switch strings.ToLower(text(b)) {
	case "yes", "y", "true", "1", "deceased", "dead":
		return true
	}
	return false
}

// person builds the person that is kept.
func (r *reader) person(c *cells, row patientRow, src cohort.Source) cohort.Person {
	names := r.x.names
	keep := func(b []byte) string { return names.one(text(b)) } // few practices, doctors, towns: one copy of each
	p := cohort.Person{
		NHSNumber: nhsNumber(row.number), LocalID: text(c[fLocalID]), Organisation: keep(c[fOrgCode]), Title: keep(c[fTitle]),
		Family: text(c[fFamily]), Given: text(c[fGiven]), BirthDate: row.born.date(), Sex: keep(c[fSex]),
		Mobile: text(c[fMobile]), Landline: text(c[fLandline]), Language: keep(c[fLanguage]), UsualGP: keep(c[fGP]),
		Died: row.died.date(), Left: row.left.date(), Deceased: row.died != 0 || yes(c[fDeceased]), Deregistered: row.left != 0 || yes(c[fGone]), Source: src,
	}
	if p.Family == "" && len(c[fFullName]) > 0 {
		p.Family, p.Given = splitName(text(c[fFullName]))
	}
	for _, f := range []field{fAddress1, fAddress2, fAddress3, fAddress4, fAddress5, fPostcode} {
		if s := text(c[f]); s != "" {
			p.Address = append(p.Address, s)
		}
	}
	return p
}

// splitName takes "SMITH, Jane (Mrs)" or "Jane Smith" apart.
func splitName(s string) (family, given string) {
	s, _, _ = strings.Cut(s, "(")
	if f, g, ok := strings.Cut(s, ","); ok {
		return strings.TrimSpace(f), strings.TrimSpace(g)
	}
	s = strings.TrimSpace(s)
	if i := strings.LastIndexByte(s, ' '); i > 0 {
		return s[i+1:], s[:i]
	}
	return s, ""
}

// organisations counts patients by organisation.
type organisations struct {
	index map[string]int
	list  []Organisation
}

func newOrganisations() *organisations {
	return &organisations{index: map[string]int{}}
}

// maxOrganisations is more than any region has; a column that holds more is not
// one of organisations.
const maxOrganisations = 20_000

func (o *organisations) add(code, name []byte) {
	i, ok := o.index[string(code)]
	if !ok {
		if len(code) == 0 || len(o.list) >= maxOrganisations {
			return
		}
		i = len(o.list)
		c := text(code)
		o.index[string(code)] = i
		o.list = append(o.list, Organisation{Code: c})
	}
	o.list[i].Patients++
	if o.list[i].Name == "" && len(name) > 0 {
		o.list[i].Name = text(name)
	}
}

// merge adds the counts of another worker.
func (o *organisations) merge(from *organisations) {
	for _, x := range from.list {
		i, ok := o.index[x.Code]
		if !ok {
			i = len(o.list)
			o.index[x.Code] = i
			o.list = append(o.list, Organisation{Code: x.Code, Name: x.Name})
		}
		o.list[i].Patients += x.Patients
		if x.Name != "" && (o.list[i].Name == "" || x.Name < o.list[i].Name) {
			o.list[i].Name = x.Name // the same whichever worker was first
		}
	}
}
