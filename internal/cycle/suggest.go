package cycle

import (
	"strings"

	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/medicine"
)

// Suggestion is something on the record that may speak against an invitation.
// It cites its rows and decides nothing: a code is not an indication.
type Suggestion struct {
	Title    string
	Text     string
	Route    string // why the person may need another route, if they may
	Evidence []cohort.Evidence
}

// advice is what a code list means at screening. The gabapentinoid rows are
// the exclusions of the Greener Practice project, step 4; the rest is ours and
// stands in the hazard log.
var advice = map[cohort.FlagCode]struct {
	title, text, route string
	gabapentinoid      bool // speaks only of gabapentinoids
}{
	codelist.Epilepsy:              {"Epilepsy", "A gabapentinoid may be treating it: stopping can bring seizures.", "", true},
	codelist.EpilepsyResolved:      {"Epilepsy, coded as resolved", "Shown so that it is not missed: it does not cancel the diagnosis.", "", true},
	codelist.PostherpeticNeuralgia: {"Post-herpetic neuralgia", "A gabapentinoid may be treating it.", "", true},
	codelist.DiabeticNeuropathy:    {"Diabetic neuropathy", "A gabapentinoid may be treating it.", "", true},
	codelist.TrigeminalNeuralgia:   {"Trigeminal neuralgia", "A gabapentinoid may be treating it.", "", true},
	codelist.Spasticity:            {"Spasticity", "A gabapentinoid may be treating it.", "", true},
	codelist.Depression:            {"Depression", "Check why the medicine was started: this code does not say.", "", true},
	codelist.Anxiety:               {"Anxiety", "Check why the medicine was started: pregabalin is licensed for generalised anxiety.", "", true},
	codelist.SevereMentalIllness:   {"Severe mental illness", "Check why the medicine was started, and who else looks after the person.", "high risk", false},
	codelist.OpioidDependence:      {"Opioid dependence", "Dependence treatment may need another route than this cycle.", "dependence treatment", false},
	codelist.Pregnancy:             {"Pregnancy", "Changes need obstetric advice: not this cycle.", "pregnancy", false},
	codelist.SickleCell:            {"Sickle cell disease", "Pain crises have their own plan with the specialist team.", "", false},
	cohort.FlagBoth:                {"Opioid and gabapentinoid together", "The two together raise the risk to breathing: reduce one at a time.", "", false},
	cohort.FlagBenzodiazepine:      {"Benzodiazepine or z-drug beside it", "The order of reducing is a specialist’s choice.", "high risk", false},
	cohort.FlagHighDose:            {"High dose", "Advice of a specialist before reducing.", "high risk", false},
	cohort.FlagMinorUse:            {"For cough or diarrhoea", "This preparation is not for pain: it can be left out.", "", false},
	codelist.COPD:                  {"COPD", "Opioids and gabapentinoids slow breathing: one more reason for a review, and for small steps.", "", false},
	codelist.SleepApnoea:           {"Sleep apnoea", "Opioids and gabapentinoids slow breathing in sleep: one more reason for a review, and for small steps.", "", false},
	codelist.RenalImpairment:       {"Renal impairment", "Gabapentin and pregabalin leave the body by the kidneys and build up: check the dose.", "", false},
	cohort.FlagDoseUnclear:         {"Dose unclear", "", "", false},
	cohort.FlagAcute:               {"Acute issues without a repeat", "", "", false},
	cohort.FlagAcuteBeside:         {"Acute opioid beside the repeat", "", "", false},
	cohort.FlagKindUnknown:         {"Repeat or acute not known", "", "", false},
	cohort.FlagNeverIssued:         {"On repeat, never issued", "", "", false},
	cohort.FlagCodeDiffers:         {"Code and name differ", "", "", false},
}

// matters says why a coded problem matters where it makes no suggestion: the
// search leaves these out, so they are met on people added by hand.
var matters = map[string]string{
	codelist.Cancer:         "Cancer pain has its own pathway: the search leaves these people out.",
	codelist.PalliativeCare: "Palliative care: the search leaves these people out.",
	codelist.ChronicPain:    "The diagnosis that a review speaks of.",
}

// WhyItMatters says in a sentence why a problem of a code list matters at
// screening; empty when nothing is known of the list.
func WhyItMatters(list string) string {
	if a, ok := advice[cohort.FlagCode(list)]; ok {
		return a.text
	}
	return matters[list]
}

// Suggestions reads a decision for the clinician who screens.
func Suggestions(d cohort.Decision) []Suggestion {
	gabapentinoid := false
	for _, m := range d.Medicines {
		gabapentinoid = gabapentinoid || m.Class == string(medicine.Gabapentinoid)
	}
	var out []Suggestion
	for _, f := range d.Flags {
		a, ok := advice[f.Code]
		if !ok || a.gabapentinoid && !gabapentinoid {
			continue
		}
		text := a.text
		if text == "" || f.Code == cohort.FlagHighDose {
			text = strings.TrimSpace(f.Text + " " + text)
		}
		out = append(out, Suggestion{Title: a.title, Text: text, Route: a.route, Evidence: f.Evidence})
	}
	return append(out, otherUses(d)...)
}

// otherUses reads the dose text: an opioid may be for diarrhoea or
// breathlessness.
func otherUses(d cohort.Decision) []Suggestion {
	var out []Suggestion
	for _, m := range d.Medicines {
		dose := strings.ToLower(m.Dose)
		for _, word := range []string{"diarrh", "loose stool", "stoma", "breathless", "dyspnoea"} {
			if strings.Contains(dose, word) {
				out = append(out, Suggestion{Title: "Perhaps not for pain", Text: "The dose text speaks of another use.",
					Evidence: []cohort.Evidence{{Kind: "medicine", Term: m.Name + ": " + m.Dose, Date: m.LastIssue, Source: m.Source}}})
				break
			}
		}
	}
	return out
}

// Reasons for "not suitable", offered at screening. The first six are those of
// the method; words can be added in the note.
var NotSuitableReasons = []string{
	"epilepsy", "post-herpetic neuralgia", "mental health condition", "diabetic neuropathy",
	"trigeminal neuralgia", "spasticity", "sickle cell disease", "for diarrhoea or breathlessness",
	"cancer or palliative care", "pregnancy", "dependence treatment", "high risk: needs a specialist",
	"another service is in charge", "not on the medicine any more", "other",
}

// RouteFor says which reasons put a person on the list "needs another route".
func RouteFor(reason string) string {
	switch reason {
	case "pregnancy", "dependence treatment":
		return reason
	case "high risk: needs a specialist":
		return "high risk"
	}
	return ""
}
