package synth

import (
	"fmt"

	"stepdown/internal/nhs"
)

// testNumbers deals NHS numbers from 999 000 0000 to 999 999 9999, the range
// that is never issued to a person.
type testNumbers struct{ seed, at uint64 }

// next gives a number with its right check digit; each is given once.
func (t *testNumbers) next() nhs.Number {
	for {
		// 611,953 is prime to a million, so the walk meets each body once.
		body := 999_000_000 + (t.seed%1_000_000+t.at*611_953)%1_000_000
		t.at++
		for c := byte('0'); c <= '9'; c++ {
			n := fmt.Sprintf("%d%c", body, c)
			if nhs.CheckDigit([]byte(n)) {
				return nhs.Number(n)
			}
		}
	}
}

// drama deals the thousand mobile numbers that Ofcom sets aside for drama,
// 07700 900000 to 900999: each once to people on target medicines, so that a
// text meets the right person; after that to everybody else, over and over.
type drama struct {
	order []int
	at    int
	from  int // numbers before this one are kept for people on target medicines
}

func newDrama(r draw) *drama { return &drama{order: r.Perm(1000)} }

func (d *drama) next() int {
	if d.at == len(d.order) {
		d.at = d.from
	}
	n := d.order[d.at]
	d.at++
	return n
}

// reserve keeps the numbers dealt so far to those who have them, as long as
// enough are left for everybody else.
func (d *drama) reserve() {
	if d.at <= len(d.order)-100 {
		d.from = d.at
	}
}

// mobileText writes a mobile as reception staff do.
func mobileText(r draw, n int) string {
	switch k := r.IntN(20); {
	case k < 12:
		return fmt.Sprintf("07700 900%03d", n)
	case k < 16:
		return fmt.Sprintf("07700900%03d", n)
	case k < 18:
		return fmt.Sprintf("07700 900 %03d", n)
	case k < 19:
		return fmt.Sprintf("+447700900%03d", n)
	}
	return fmt.Sprintf("+44 7700 900%03d", n)
}

// landline lies in the range that Ofcom sets aside for drama, 01632 960000 to
// 960999.
func landline(r draw) string { return fmt.Sprintf("01632 960%03d", r.IntN(1000)) }

// number gives everybody an NHS number and telephones: people who are ever on
// a target medicine first, so that their mobiles differ.
func (w *World) number() {
	w.numbers = &testNumbers{seed: w.options.Seed * 7919}
	mobiles := newDrama(drawFor(w.options.Seed, aboutNumbers, -1))
	for _, p := range w.patients {
		p.nhs = w.numbers.next()
	}
	for _, target := range []bool{true, false} {
		for i, p := range w.patients {
			if p.everOnTarget() == target {
				w.telephones(p, drawFor(w.options.Seed, aboutNumbers, i), mobiles)
			}
		}
		mobiles.reserve()
	}
	w.shareTelephones()
}

// telephones decides what stands in the two telephone cells, and when the
// mobile changes.
func (w *World) telephones(p *patient, r draw, mobiles *drama) {
	age := p.age(w.extracts[0])
	if r.chance(0.2 + float64(age)/150) {
		p.home = landline(r)
	}
	none := 0.05
	switch {
	case age < 12:
		none = 0.6 // a parent's number is on the parent's record
	case age > 75:
		none = 0.28
	}
	switch {
	case r.chance(none):
		text := ""
		if r.chance(0.08) {
			text = oneOf(r, []string{"none", "ex-directory", "does not use mobile"})
		}
		p.mobiles = []mobileFrom{{0, text}}
		return
	case r.chance(0.02):
		p.mobiles = []mobileFrom{{0, landline(r)}}
		return
	}
	first := mobileText(r, mobiles.next())
	if r.chance(0.015) {
		first += oneOf(r, []string{" / ", " or ", "; "}) + mobileText(r, mobiles.next())
	}
	p.mobiles = []mobileFrom{{0, first}}
	for m := 1; m < len(w.extracts); m++ {
		if r.chance(0.006) {
			p.mobiles = append(p.mobiles, mobileFrom{w.extracts[m] - r.days(0, 27), mobileText(r, mobiles.next())})
		}
	}
}

// mobile is what the mobile cell says on a day.
func (p *patient) mobile(on day) string {
	text := ""
	for _, m := range p.mobiles {
		if m.from <= on {
			text = m.text
		}
	}
	return text
}

// shareTelephones makes couples of some people on target medicines: one home,
// one name, and one mobile between two. Every third couple is on a target
// medicine both of them; the partner of the others is anyone of an age.
func (w *World) shareTelephones() {
	var on, others []*patient
	for _, p := range w.patients {
		switch age := p.age(w.extracts[0]); {
		case age < 25:
		case p.everOnTarget():
			on = append(on, p)
		default:
			others = append(others, p)
		}
	}
	r := drawFor(w.options.Seed, aboutNumbers, -2)
	for i := 0; i+1 < len(on); i += 33 {
		partner := on[i+1]
		if (i/33)%3 != 0 && len(others) > 0 {
			partner = oneOf(r, others)
		}
		share(on[i], partner)
	}
}

func share(p, partner *patient) {
	partner.family, partner.home = p.family, p.home
	partner.house, partner.street, partner.locality, partner.town, partner.postcode = p.house, p.street, p.locality, p.town, p.postcode
	partner.mobiles = p.mobiles
}
