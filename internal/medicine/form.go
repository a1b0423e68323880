package medicine

// shape is what the words for form, route and release add up to.
type shape struct {
	words   uint64
	detail  string
	release string
}

// The words a form is made of. A name may hold several ("powder for solution
// for injection ampoules"), and formRules settles which one counts.
const (
	wTablet uint64 = 1 << iota
	wCapsule
	wPatch
	wSuppository
	wInjection
	wContainer // ampoule, vial, syringe: an injection unless it is an oral unit dose
	wOral
	wUnitDose
	wLozenge
	wFilm
	wSpray
	wNasal
	wSachet
	wPowder
	wGel
	wCream
	wLyophilisate
	wImplant
	wCigarette
	wLinctus
	wMixture
	wElixir
	wSyrup
	wSuspension
	wSolution
	wLiquid
	wDrops
	wSublingual
	wBuccal
	wTincture
	wSol // solution or soluble: the other words tell
	wNebuliser
	wIontophoretic
)

type formWord struct {
	words   uint64
	detail  string
	release string
}

func formTable() map[string]formWord {
	formWords := map[string]formWord{}
	for w, words := range map[uint64][]string{
		wTablet:        {"tablet", "tablets", "tab", "tabs", "tabl", "tablest", "tablts", "caplet", "caplets", "capl", "tb", "tbs"},
		wCapsule:       {"capsule", "capsules", "cap", "caps", "capsuls", "cp"},
		wPatch:         {"patch", "patches", "transdermal", "transderm", "patchs", "tts", "dtrans", "td"},
		wSuppository:   {"suppository", "suppositories", "supp", "supps", "suppos", "suppositorys", "rectal"},
		wInjection:     {"injection", "injections", "inj", "injectable", "infusion", "inf", "intravenous", "intramuscular", "epidural"},
		wContainer:     {"ampoule", "ampoules", "amp", "amps", "vial", "vials", "syringe", "syringes", "pfs", "minijet"},
		wOral:          {"oral"},
		wUnitDose:      {"unit", "udv", "ud", "uds"},
		wLozenge:       {"lozenge", "lozenges", "loz"},
		wFilm:          {"film", "films"},
		wSpray:         {"spray", "sprays", "spy"},
		wNasal:         {"nasal", "intranasal"},
		wSachet:        {"sachet", "sachets", "sach", "sachs", "sch"},
		wPowder:        {"powder", "pdr", "granules", "granule", "gran", "grans", "granuls"},
		wGel:           {"gel"},
		wCream:         {"cream", "crm", "ointment", "oint"},
		wLyophilisate:  {"lyophilisate", "lyophilisates", "lyophilisa"},
		wImplant:       {"implant", "implants"},
		wCigarette:     {"cigarette", "cigarettes"},
		wLinctus:       {"linctus", "linct", "linc", "lin"},
		wMixture:       {"mixture", "mixt", "mix"},
		wElixir:        {"elixir", "elix"},
		wSyrup:         {"syrup", "syr"},
		wSuspension:    {"suspension", "susp", "suspens"},
		wSolution:      {"solution", "soln", "solutn", "concentrate", "concentrated"},
		wLiquid:        {"liquid", "liq"},
		wDrops:         {"drops", "drop", "drps", "ddrops"},
		wSublingual:    {"sublingual", "subling", "sublin", "sl"},
		wBuccal:        {"buccal", "oromucosal", "transmucosal"},
		wTincture:      {"tincture", "tinct", "tinc"},
		wSol:           {"sol"},
		wIontophoretic: {"iontophoretic"},
		wNebuliser:     {"nebuliser", "neb", "nebs", "inhaler", "inhalation"},
	} {
		for _, s := range words {
			formWords[s] = formWord{words: w}
		}
	}
	for detail, words := range map[string][]string{
		"effervescent":   {"effervescent", "efferv", "eff", "effer", "effervesc"},
		"dispersible":    {"dispersible", "disp", "dispers"},
		"orodispersible": {"orodispersible", "orodisp", "orodispersable", "melt", "melts"},
		"soluble":        {"soluble", "solub"},
		"chewable":       {"chewable", "chew"},
	} {
		for _, s := range words {
			formWords[s] = formWord{detail: detail}
		}
	}
	for _, s := range []string{"modified", "sustained", "prolonged", "prolong", "slow", "controlled", "extended", "retard", "continus", "xl", "sr", "cr", "er", "mr",
		"xr", "pr", "la", "modr", "sustain"} {
		formWords[s] = formWord{release: "modified"}
	}
	return formWords
}

// formRules are tried in order; the first whose words are all there, and none
// of whose others, names the form and the route.
var formRules = []struct {
	all, none   uint64
	form, route string
}{
	{wIontophoretic, 0, "device", "transdermal"},
	{wPatch, 0, "patch", "transdermal"},
	{wCigarette, 0, "cigarette", "inhalation"},
	{wLyophilisate, 0, "oral lyophilisate", "sublingual"},
	{wImplant, 0, "implant", "subcutaneous"},
	{wSuppository, 0, "suppository", "rectal"},
	{wInjection, wOral, "injection", "parenteral"},
	{wContainer, wOral | wUnitDose | wNebuliser, "injection", "parenteral"},
	{wNasal, 0, "nasal spray", "nasal"},
	{wSpray, 0, "spray", ""},
	{wNebuliser, 0, "inhalation", "inhalation"},
	{wLozenge, 0, "lozenge", "buccal"},
	{wFilm, 0, "film", "buccal"},
	{wSachet, 0, "sachet", "oral"},
	{wTablet, 0, "tablet", "oral"},
	{wCapsule, 0, "capsule", "oral"},
	{wLinctus, 0, "linctus", "oral"},
	{wDrops, 0, "oral drops", "oral"},
	{wSuspension, 0, "oral suspension", "oral"},
	{wMixture, 0, "mixture", "oral"},
	{wElixir, 0, "elixir", "oral"},
	{wSyrup, 0, "syrup", "oral"},
	{wTincture, 0, "tincture", "oral"},
	{wSolution, 0, "oral solution", "oral"},
	{wUnitDose | wContainer, 0, "oral solution", "oral"},
	{wLiquid, 0, "oral liquid", "oral"},
	{wSol, 0, "oral solution", "oral"},
	{wGel, 0, "gel", "cutaneous"},
	{wCream, 0, "cream", "cutaneous"},
	{wPowder, 0, "powder", ""},
}

// routeByForm is the route of a form that the table of brands names.
var routeByForm = map[string]string{"patch": "transdermal", "injection": "parenteral", "nasal spray": "nasal", "lozenge": "buccal", "film": "buccal",
	"suppository": "rectal", "oral lyophilisate": "sublingual", "implant": "subcutaneous", "gel": "cutaneous", "cream": "cutaneous", "device": "transdermal"}

var liquidForms = map[string]bool{"oral solution": true, "oral suspension": true, "oral liquid": true, "oral drops": true, "linctus": true, "mixture": true,
	"elixir": true, "syrup": true, "tincture": true, "injection": true}

// shape reads the words that stand outside the names.
func (t *plain) shape(taken uint64) shape {
	var s shape
	v := theVocabulary()
	for i := range t.words {
		if taken>>min(i, 63)&1 == 1 {
			continue
		}
		w := &t.words[i]
		if w.number {
			if (w.value == 24 || w.value == 12) && i+1 < len(t.words) && w.gap&gapSlash == 0 {
				switch string(t.text(i + 1)) {
				case "hr", "hrs", "hour", "hours", "hourly":
					s.release = "modified"
				}
			}
			continue
		}
		n := w.to - w.from
		if n == 1 {
			// m/r, s/r, p/r, e/r and also "m r"
			if c := t.buf[w.from]; (c == 'm' || c == 's' || c == 'p') && t.is(i+1, "r") {
				s.release = "modified"
			}
			continue
		}
		if !v.formStart.has(t.words[i].start) {
			continue
		}
		f, ok := v.forms[string(t.text(i))]
		if !ok {
			continue
		}
		s.words |= f.words
		if f.detail != "" {
			s.detail = f.detail
		}
		if f.release != "" {
			s.release = f.release
		}
	}
	if s.words&wSol != 0 && s.words&wTablet != 0 {
		s.detail = "soluble"
	}
	return s
}

// saidWear is the wear of a patch in hours where the name itself says it:
// "seven day", "72 hour", "7day"; 0 where it does not.
func (t *plain) saidWear() float64 {
	for i := 0; i+1 < len(t.words); i++ {
		v, hours := t.words[i].value, 0.0
		if w, ok := dayNumbers[string(t.text(i))]; ok {
			v = w
		}
		switch string(t.text(i + 1)) {
		case "day", "days":
			hours = 24 * v
		case "hour", "hours", "hr", "hrs", "hourly":
			if t.words[i].gap&gapSlash == 0 {
				hours = v
			}
		}
		if hours == 72 || hours == 96 || hours == 168 {
			return hours
		}
	}
	return 0
}

var dayNumbers = map[string]float64{"three": 3, "four": 4, "seven": 7}

// settle fills form, route, detail and release from the words of the name.
func (p *Product) settle(s shape) {
	for _, r := range formRules {
		if s.words&r.all == r.all && s.words&r.none == 0 {
			p.Form, p.Route = r.form, r.route
			break
		}
	}
	p.FormDetail = s.detail
	switch {
	case s.words&wSublingual != 0:
		p.Route = "sublingual"
	case s.words&wBuccal != 0 && p.Route != "parenteral":
		p.Route = "buccal"
	}
	p.Release = s.release
}
