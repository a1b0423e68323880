package review

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/medicine"
	"stepdown/internal/nhs"
	"stepdown/internal/taper"
)

// Line is a current medicine line that the review speaks of, with how its oral
// morphine equivalence was worked out.
type Line struct {
	Key        string // names the line in a form; the same line has the same key in every extract
	Name       string // as written in the record
	Dose       string // as written
	Kind       cohort.Kind
	LastIssue  nhs.Date
	Class      medicine.Class
	Ingredient string // target ingredient; empty when not known
	Working    string // "Tramadol 50 mg × 2-8 a day × 0.1 = 10-40 mg"; for what is not converted, why
	Unclear    string // why the amount a day is not settled; empty when it is
}

// Record is what the newest extract that knows a person says of their
// medicines.
type Record struct {
	AsAt   nhs.Date // empty: no extract speaks of the person
	Lines  []Line
	Beside []string     // benzodiazepines and z-drugs prescribed beside them
	Coded  []taper.Code // red flags that coded problems point to, for a clinician to look at
	Total  string       // "30-40 mg", "at least 60 mg"; of the opioids
	Has    bool         // there is an opioid, so Total means something
	High   bool         // at or above the high-dose threshold, or not settled
}

// ReadRecord reads the medicines of a snapshot. highDose is the practice's own
// threshold in mg of OME a day; 0 means the one in force on the day.
func ReadRecord(s cycle.Snapshot, highDose float64) Record {
	r := Record{AsAt: s.AsAt}
	var opioids []medicine.Equivalent
	for _, m := range s.Person.Medications {
		if !m.Active {
			continue
		}
		product := medicine.Read(m.Name)
		if !product.Class.Target() && product.Class != medicine.OpioidDependence {
			if cohort.Sedative(m.Name) {
				r.Beside = append(r.Beside, m.Name)
			}
			continue
		}
		dose := medicine.ReadDose(m.Dose, product)
		ome := medicine.LineOME(product, dose)
		l := Line{Key: lineKey(m.Name, m.Dose), Name: m.Name, Dose: m.Dose, Kind: m.Kind, LastIssue: m.LastIssue, Class: product.Class, Working: ome.Working}
		if len(product.Ingredients) > 0 {
			l.Ingredient = product.Ingredients[0]
		}
		if dose.Unclear {
			l.Unclear = dose.Why
		}
		if l.Working == "" {
			l.Working = ome.Why
		}
		if product.Class == medicine.Opioid {
			opioids = append(opioids, ome)
		}
		if r.line(l.Key) == nil { // the same line twice is one question
			r.Lines = append(r.Lines, l)
		}
	}
	r.Coded = codedFlags(s)
	if r.Has = len(opioids) > 0; r.Has {
		if highDose == 0 {
			highDose = medicine.ThresholdOn(string(s.AsAt)).MgPerDay
		}
		total := medicine.TotalOME(opioids)
		r.Total, r.High = total.String(), total.HighDose(highDose)
	}
	return r
}

// flagOf says which red flag a code list points to. A code is no diagnosis of
// today: the form shows it ticked, and the clinician decides.
var flagOf = map[string]taper.Code{codelist.Pregnancy: "pregnancy", codelist.Epilepsy: "epilepsy", codelist.OpioidDependence: taper.Dependence,
	codelist.PalliativeCare: "cancer-palliative", codelist.Cancer: "cancer-palliative", codelist.EpilepsyResolved: "epilepsy", codelist.COPD: "copd",
	codelist.SleepApnoea: "sleep-apnoea", codelist.RenalImpairment: "renal-impairment", codelist.SevereMentalIllness: "unstable-mental-illness"}

// pregnancyMonths is how long a pregnancy code is taken to be of now.
const pregnancyMonths = 10

func codedFlags(s cycle.Snapshot) (out []taper.Code) {
	for _, p := range s.Person.Problems {
		for _, list := range p.Lists {
			code, known := flagOf[list]
			over := p.Ended != "" || list == codelist.Pregnancy && p.Date != "" && p.Date.AddMonths(pregnancyMonths) < s.AsAt
			if known && !over && !slices.Contains(out, code) {
				out = append(out, code)
			}
		}
	}
	return out
}

func (r Record) line(key string) *Line {
	for i := range r.Lines {
		if r.Lines[i].Key == key {
			return &r.Lines[i]
		}
	}
	return nil
}

// lineKey does not depend on the order of lines, so that a form answered
// beside one extract cannot fall on another medicine of the next.
func lineKey(name, dose string) string {
	sum := sha256.Sum256([]byte(name + "\x00" + dose))
	return hex.EncodeToString(sum[:6])
}
