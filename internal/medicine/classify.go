package medicine

import "strings"

// Notes that a clinician reads beside a product.
const (
	noteDependence   = "treatment of dependence: not for tapering here"
	noteCough        = "for cough: can be left out"
	noteDiarrhoea    = "for diarrhoea: can be left out"
	noteMethadone    = "methadone is not converted to morphine; ask whether it treats dependence"
	noteMethadoneAs  = "methadone with no form said: taken for treatment of dependence"
	noteBuprenorphin = "strength not said: 2 mg and 8 mg tablets treat dependence"
	noteSkin         = "used on the skin: not a dose by mouth"
	noteTest         = "a test, not a medicine"
	notePlacebo      = "a placebo, not a medicine"
)

// classify decides the class from the names found, the form and the strength.
func (r *reading) classify(p *Product) {
	var opioid, gabapentinoid, dependence bool
	for _, h := range r.hits {
		switch h.entry.class {
		case Opioid:
			opioid = true
		case Gabapentinoid:
			gabapentinoid = true
		case OpioidDependence:
			dependence = true
		}
	}
	hint := r.hint()
	switch {
	case !opioid && !gabapentinoid && !dependence:
		return
	case hint == hintTest:
		p.Note = noteTest
		return
	case hint == hintPlacebo:
		p.Note = notePlacebo
		return
	case dependence:
		p.Class = OpioidDependence
	case opioid:
		p.Class = Opioid
	default:
		p.Class = Gabapentinoid
	}
	if opioid && gabapentinoid {
		p.note("an opioid and a gabapentinoid in one name")
	}
	p.defaults()
	if p.Form == "patch" {
		if said := r.saidWear(); said > 0 {
			p.WearHours = said
		}
	}
	if p.Class == Opioid && len(p.Ingredients) > 0 {
		switch p.Ingredients[0] {
		case "methadone":
			p.methadone()
		case "buprenorphine":
			p.buprenorphine()
		}
	}
	if p.Class == OpioidDependence {
		p.note(noteDependence)
	}
	p.remark(hint)
}

// hint is what words outside the names say of the use.
type hint uint8

const (
	hintNone hint = iota
	hintCough
	hintDiarrhoea
	hintTest
	hintPlacebo
)

func (r *reading) hint() hint {
	found := hintNone
	for i := range r.words {
		switch string(r.text(i)) {
		case "test", "tests", "testing", "screen", "screening", "homeopathic", "homoeopathic":
			return hintTest
		case "placebo":
			return hintPlacebo
		case "cough", "ipecacuanha", "ipecac", "ammonium":
			found = hintCough
		case "diarrhoea", "kaolin":
			found = hintDiarrhoea
		}
	}
	return found
}

// defaults says what goes without saying for a target product.
func (p *Product) defaults() {
	if p.Form == "" && len(p.amounts) > 0 && p.amounts[0].perUnit == "hour" {
		p.Form, p.Route = "patch", "transdermal"
	}
	if p.Route == "oral" && len(p.Ingredients) > 0 && (p.Form == "tablet" || p.Form == "") {
		switch p.Ingredients[0] {
		case "buprenorphine", "fentanyl", "sufentanil": // no UK tablet of these is swallowed
			p.Route = "sublingual"
			if strings.Contains(p.Note, "cheek") {
				p.Route = "buccal"
			}
		}
	}
	if p.Form == "patch" || p.Route == "parenteral" && p.Release != "modified" || p.Form == "suppository" || p.Form == "gel" || p.Form == "cream" {
		p.Release = ""
	}
	if p.Release == "" && (p.Route == "oral" || p.Route == "sublingual" || p.Route == "buccal") && p.Form != "" {
		p.Release = "immediate"
	}
	if p.Form == "patch" && p.WearHours == 0 {
		p.WearHours = p.usualWear()
	}
}

// methadone: liquids are treatment of dependence (BNF 4.10.3), tablets,
// injections and the rest are in the analgesic lists, the linctus is for cough.
func (p *Product) methadone() {
	mg, per, said := p.Amount()
	switch {
	case p.Form == "linctus" || per == "ml" && mg == 0.4 && p.Form != "injection":
		p.note(noteCough)
	case p.Form == "injection", p.Form == "tablet", p.Form == "capsule", p.Form == "suppository", p.Form == "cigarette", p.Form == "powder":
		p.note(noteMethadone)
	case liquidForms[p.Form], per == "ml":
		p.Class = OpioidDependence
	case said:
		p.note(noteMethadone)
	default:
		p.Class = OpioidDependence
		p.note(noteMethadoneAs)
	}
}

// buprenorphine: patches, 200-400 microgram tablets and the 300 microgram
// injection are for pain; with naloxone, by lyophilisate, implant or depot
// injection, or from 1 mg a tablet it treats dependence (BNF 4.10.3).
func (p *Product) buprenorphine() {
	mg := 0.0
	if len(p.amounts) > 0 {
		mg = p.amounts[0].mg
	}
	switch {
	case p.Form == "patch":
	case p.has("naloxone"), p.Form == "oral lyophilisate", p.Form == "implant", mg >= 1:
		p.Class = OpioidDependence
	case p.Form == "injection" && p.Release == "modified":
		p.Class = OpioidDependence
	case mg == 0 && p.Form != "injection":
		p.note(noteBuprenorphin)
	}
}

func (p *Product) has(ingredient string) bool {
	for _, in := range p.Ingredients {
		if in == ingredient {
			return true
		}
	}
	return false
}

// remark adds the notes that follow from form and use.
func (p *Product) remark(h hint) {
	left := p.Class == Opioid && !strings.Contains(p.Note, "can be left out")
	switch {
	case !p.Class.Target():
	case p.Form == "gel" || p.Form == "cream":
		p.note(noteSkin)
	case left && (p.Form == "linctus" || h == hintCough):
		p.note(noteCough)
	case left && (h == hintDiarrhoea || p.has("kaolin")):
		p.note(noteDiarrhoea)
	}
	p.LeaveOut = p.Class == Opioid && strings.Contains(p.Note, "can be left out")
}
