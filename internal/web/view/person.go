package view

import (
	"fmt"
	"strings"

	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
)

// PersonHeader is who a page is about, as every page about one person shows it
// on top, for the partial template "person-header".
type PersonHeader struct {
	ID     string
	Name   string // "PRITCHARD, Siân (Mrs)"
	Number string // NHS number in groups: "999 000 0018"; empty when there is none
	Born   string // "31 May 1956 (age 70)"
	Phone  string
	Needs  []string // "Interpreter: Polish", "Large print"
	Held   string   // why no text goes out: "died", "left the practice"
}

// NewPersonHeader reads a patient. held is the participant's own hold, if any.
func NewPersonHeader(p cycle.Patient, held string, today nhs.Date) PersonHeader {
	h := PersonHeader{ID: p.ID, Name: p.FormalName(), Number: p.Person.NHSNumber.Spaced(), Born: p.Person.BirthDate.String(), Held: held}
	if age := p.AgeOn(today); age >= 0 {
		h.Born = fmt.Sprintf("%s (age %d)", h.Born, age)
	}
	if h.Phone = p.Person.Mobile; h.Phone == "" {
		h.Phone = p.Person.Landline
	}
	if h.Held == "" {
		h.Held = p.Gone()
	}
	n := p.Needs
	for _, need := range [][2]string{{"Interpreter", n.Interpreter}, {"Carer", n.Carer}, {"Capacity", n.Capacity}} {
		if need[1] != "" {
			h.Needs = append(h.Needs, need[0]+": "+need[1])
		}
	}
	if n.LargePrint {
		h.Needs = append(h.Needs, "Large print")
	}
	if n.NoTexts {
		h.Needs = append(h.Needs, "Not by text")
	}
	if note := strings.TrimSpace(n.Note); note != "" {
		h.Needs = append(h.Needs, note)
	}
	return h
}
