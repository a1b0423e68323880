package synth

import (
	"strconv"
	"strings"
)

var (
	generalPractitioners = []string{"HARTLEY, Rosamund (Dr)", "OYELARAN, Tobi (Dr)", "BANERJEE, Meera (Dr)", "PROSSER, Huw (Dr)", "LINDQVIST, Anne (Dr)"}
	streets              = []string{"Quince Lane", "Market Place", "Church Street", "Mill Road", "Station Approach", "Elm Grove", "Orchard Close", "Weavers Way", "The Shambles", "St. Aldhelm's Road", "Victoria Terrace", "Canal Walk", "Larkspur Drive", "Drovers Rise", "High Street"}
	localities           = []string{"", "", "", "Nether Quince", "Upper Quince", "Lark Hill"}
	towns                = []string{"Quincebury", "Quincebury", "Quincebury", "Ashmere", "Little Tolver"}
	houses               = []string{"Rose Cottage", "Flat 2", "Flat 11b", "The Old Forge", "Flat 3, Weavers Court"}
)

// identify gives the person names, an address, a language and a usual GP; age
// is the person's in the first extract.
func (p *patient) identify(r draw, age int) {
	h := weighted(r, theHeritages(), func(h *heritage) float64 { return h.share })
	p.family = oneOf(r, h.names["family"])
	p.given = oneOf(r, h.givenNames(p.female, age))
	if stem, polish := strings.CutSuffix(p.family, "ska"); polish && !p.female {
		p.family = stem + "ski"
	}
	p.title = p.titleFor(r, age)
	p.language = "English"
	for _, l := range h.languages {
		if r.chance(l.p) {
			p.language = l.name
			break
		}
	}
	if r.chance(0.03) {
		p.language = "" // never recorded
	}
	if p.emis%977 == 3 {
		p.family = "Fitzgerald, formerly " + p.family // a comma that an export must quote
	}
	p.gp = oneOf(r, generalPractitioners)
	if r.chance(0.25) {
		p.house = oneOf(r, houses)
	}
	if age > 78 && r.chance(0.12) {
		p.house = "Quince House Care Home"
	}
	p.street = strconv.Itoa(r.between(1, 148)) + " " + oneOf(r, streets)
	p.locality, p.town = oneOf(r, localities), oneOf(r, towns)
	p.postcode = "ZZ" + strconv.Itoa(r.between(1, 9)) + " " + strconv.Itoa(r.between(1, 9)) + string(rune('A'+r.IntN(26))) + string(rune('A'+r.IntN(26)))
	p.spaced = !r.chance(0.1)
}

// givenNames are those of the person's generation, where the list tells them
// apart.
func (h *heritage) givenNames(female bool, age int) []string {
	kind := "male"
	if female {
		kind = "female"
	}
	list := h.names[kind]
	switch {
	case age >= 58 && len(h.names[kind+" older"]) > 0:
		list = h.names[kind+" older"]
	case age < 25 && len(h.names[kind+" younger"]) > 0:
		list = h.names[kind+" younger"]
	}
	return list
}

func (p *patient) titleFor(r draw, age int) string {
	switch {
	case age < 16 && p.female:
		return "Miss"
	case age < 16:
		return oneOf(r, []string{"Master", "", "Mr"})
	case age > 26 && r.chance(0.02):
		return "Dr"
	case r.chance(0.01):
		return "Mx"
	case r.chance(0.02):
		return ""
	case !p.female:
		return "Mr"
	}
	return oneOf(r, []string{"Mrs", "Mrs", "Ms", "Miss"})
}

func (p *patient) sex() string {
	if p.emis%1499 == 7 {
		return "Unknown"
	}
	if p.female {
		return "Female"
	}
	return "Male"
}
