package synth

import (
	"stepdown/internal/cohort"
	"stepdown/internal/medicine"
	"stepdown/internal/nhs"
)

// Reasons for which somebody on a target medicine is not in the cohort.
const (
	Died                = "died"
	Left                = "left"
	Cancer              = "cancer"
	PalliativeCare      = "palliative care"
	DependenceTreatment = "dependence treatment"
)

// Truth is what the search ought to find of one person in one extract. People
// of the ledger of faults are not among them, save the duplicate, who is once.
type Truth struct {
	NHSNumber  nhs.Number
	EMISNumber int
	BirthDate  nhs.Date
	Died, Left nhs.Date // only when known on the day of the extract
	Mobile     string   // as in the export

	OnTarget      bool // an active repeat of an opioid or gabapentinoid for pain
	Opioid        bool // the same, of an opioid
	Gabapentinoid bool
	Tramadol      bool
	IssuedLately  bool // one of those repeats was issued in the last 183 days
	Sedative      bool // an active benzodiazepine or z-drug beside
	AcuteTargets  int  // acute issues of a target medicine in the last 183 days

	Excluded []string            // reasons above, in that order; empty for somebody in
	Problems map[string]nhs.Date // group of problems.csv -> first date

	OMELow, OMEHigh float64 // mg a day of the active repeat opioids for pain
	OMEKnown        bool    // false when a dosage does not tell the amount: then "at least"
	Lines           []TruthLine
}

// Included reports whether the person is in the cohort of all target medicines.
func (t Truth) Included() bool { return t.OnTarget && len(t.Excluded) == 0 }

// TruthLine is one medicine course as it really is.
type TruthLine struct {
	Text, Name, Dosage string
	Class              medicine.Class
	Ingredient         string // of targets; "benzodiazepine" or "z-drug" for those
	Kind               cohort.Kind
	Active             bool
	Started, LastIssue nhs.Date
	Ended              nhs.Date
	Issues             int
	Low, High          float64 // units a day; patches worn at once; 0 when not Known
	Known              bool    // the dosage tells the amount
	Cough              bool    // an opioid for cough, not for pain
}

// Truth gives the ledger of truth of month i: one entry for each person of
// the list, in the order of the file.
func (w *World) Truth(i int) []Truth { return w.Month(i).Truth() }

// Truth gives the ledger of truth of this extract.
func (x Extract) Truth() []Truth {
	var list []Truth
	for _, p := range x.world.patients {
		if x.shown(p) {
			list = append(list, x.truthOf(p))
		}
	}
	return list
}

func (x Extract) truthOf(p *patient) Truth {
	t := Truth{NHSNumber: p.nhs, EMISNumber: p.emis, BirthDate: p.born.date(), Mobile: p.mobile(x.on), Problems: map[string]nhs.Date{}, OMEKnown: true}
	if p.died != 0 && p.died <= x.on {
		t.Died = p.died.date()
		t.Excluded = append(t.Excluded, Died)
	}
	if p.left != 0 && p.left <= x.on {
		t.Left = p.left.date()
		t.Excluded = append(t.Excluded, Left)
	}
	for _, c := range p.problems {
		if _, known := t.Problems[c.group]; !known && c.on <= x.on {
			t.Problems[c.group] = c.on.date()
		}
	}
	if t.Problems["cancer"].Known() {
		t.Excluded = append(t.Excluded, Cancer)
	}
	if t.Problems["palliative"].Known() {
		t.Excluded = append(t.Excluded, PalliativeCare)
	}
	treated := false
	for _, l := range p.lines {
		if l.shown(x.on) {
			t.count(x, p, l)
			treated = treated || l.class == medicine.OpioidDependence && l.active(x.on)
		}
	}
	if treated {
		t.Excluded = append(t.Excluded, DependenceTreatment)
	}
	return t
}

// count adds a course to the person's truth.
func (t *Truth) count(x Extract, p *patient, l *line) {
	n, last := l.issues(x.on, p.gone())
	tl := TruthLine{Text: l.text, Name: l.name, Dosage: l.dosage, Class: l.class, Ingredient: l.ingredient, Kind: l.kind,
		Active: l.active(x.on), Started: l.started.date(), LastIssue: last.date(), Issues: n, Known: l.known, Cough: l.ingredient == "cough"}
	if l.ended != 0 && l.ended <= x.on {
		tl.Ended = l.ended.date()
	}
	if l.known {
		tl.Low, tl.High = l.dose.perDay()
	}
	t.Lines = append(t.Lines, tl)
	switch {
	case tl.Active && (l.ingredient == "benzodiazepine" || l.ingredient == "z-drug"):
		t.Sedative = true
	case l.isTarget() && l.kind == cohort.Acute && x.on-l.started <= 183:
		t.AcuteTargets++
	case l.isTarget() && l.repeat() && tl.Active:
		t.OnTarget = true
		t.Opioid = t.Opioid || l.class == medicine.Opioid
		t.Gabapentinoid = t.Gabapentinoid || l.class == medicine.Gabapentinoid
		t.Tramadol = t.Tramadol || l.ingredient == "tramadol"
		t.IssuedLately = t.IssuedLately || last != 0 && x.on-last <= 183
		if l.class == medicine.Opioid {
			t.OMELow += tl.Low * l.ome
			t.OMEHigh += tl.High * l.ome
			t.OMEKnown = t.OMEKnown && l.known
		}
	}
}
