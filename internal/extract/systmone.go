package extract

import (
	"strings"

	"stepdown/internal/nhs"
)

// aside is what tables beside the patients' own say of them: SystmOne keeps
// registrations, telephones and addresses apart. Registrations are needed of
// everybody, to count who is registered; the others only of the people kept.
type aside struct {
	registrations map[string]registration // by row, so that deltas replace
	mappings      map[string]string       // what SystmOne writes as numbers
	contacts      map[string]*contact     // by patient
	left          map[string]day          // by patient; made of the registrations once
}

type registration struct {
	patient string
	ended   day
}

// contact is how to reach somebody, with the day each part is of.
type contact struct {
	mobile, landline, address [][]byte
	mobileOn, landlineOn, on  day
}

func newAside() *aside {
	return &aside{registrations: map[string]registration{}, mappings: map[string]string{}, contacts: map[string]*contact{}}
}

// register notes a registration.
func (b *bulk) register(file, line int, id, patient string, removed bool, c *cells) {
	ended, bad := b.r.dayCell(c[fLeft])
	switch {
	case bad:
		b.t.rows[Lines].Read++
		b.reject(file, line, Lines, fLeft, reasonDate)
	case removed:
		delete(b.aside.registrations, id)
	default:
		b.aside.registrations[id] = registration{patient, ended}
	}
}

// leftOn gives the day on which somebody left: the last of their
// registrations that ended, when none goes on.
func (a *aside) leftOn(patient string) nhs.Date {
	if a.left == nil {
		const staying = day(0)
		a.left = make(map[string]day, len(a.registrations))
		for _, r := range a.registrations {
			was, known := a.left[r.patient]
			switch {
			case r.ended == 0 || known && was == staying:
				a.left[r.patient] = staying
			default:
				a.left[r.patient] = max(was, r.ended)
			}
		}
	}
	return a.left[patient].date()
}

// contactOf gives where a kept person's contacts are gathered; nil for others.
func (b *bulk) contactOf(patient string) *contact {
	i, ok := b.byID[patient]
	if !ok || !b.patients[i].target && !b.patients[i].known {
		return nil
	}
	if b.aside.contacts[patient] == nil {
		b.aside.contacts[patient] = &contact{}
	}
	return b.aside.contacts[patient]
}

// telephone takes a number. Its type is a number that SRMapping explains, or a
// word; of several of a type the newest is taken.
func (b *bulk) telephone(patient string, c *cells) {
	p := b.contactOf(patient)
	kind := strings.ToLower(text(c[fKind]))
	if word, ok := b.aside.mappings[kind]; ok {
		kind = strings.ToLower(word)
	}
	on, bad := b.r.dayCell(c[fDate])
	if p == nil || bad {
		return
	}
	number := [][]byte{[]byte(text(c[fMobile]))}
	switch {
	case strings.Contains(kind, "mobile") && on >= p.mobileOn:
		p.mobile, p.mobileOn = number, on
	case strings.Contains(kind, "home") && on >= p.landlineOn:
		p.landline, p.landlineOn = number, on
	}
}

var addressFields = [...]field{fAddress1, fAddress2, fAddress3, fAddress4, fAddress5, fPostcode}

// address takes the newest address that has no end.
func (b *bulk) address(patient string, c *cells) {
	p := b.contactOf(patient)
	on, bad := b.r.dayCell(c[fDate])
	if p == nil || bad || on < p.on || text(c[fProblemEnd]) != "" {
		return
	}
	p.on, p.address = on, nil
	for _, f := range addressFields {
		p.address = append(p.address, []byte(text(c[f])))
	}
}

// besides adds to a patient's cells what stands in other tables.
func (b *bulk) besides(id string, c *cells) {
	if len(c[fLeft]) == 0 && len(b.aside.registrations) > 0 {
		c[fLeft] = []byte(b.aside.leftOn(id))
	}
	p := b.aside.contacts[id]
	if p == nil {
		return
	}
	for f, from := range map[field][][]byte{fMobile: p.mobile, fLandline: p.landline} {
		if len(from) > 0 {
			c[f] = from[0]
		}
	}
	for i, line := range p.address {
		c[addressFields[i]] = line
	}
}

// endOfProblem gives an entry the end that the table of problems has for it.
func (b *bulk) endOfProblem(file, line int, entry string, removed bool, c *cells) {
	i, ok := b.entryIDs[entry]
	if !ok || removed {
		return
	}
	ended, bad := b.r.dayCell(c[fProblemEnd])
	if bad {
		b.t.rows[Lines].Read++
		b.reject(file, line, Lines, fProblemEnd, reasonDate)
		return
	}
	b.problems[i].ended = ended
}
