package cohort

import (
	"fmt"
	"slices"

	"stepdown/internal/codelist"
	"stepdown/internal/medicine"
)

// flags gathers what a clinician should see beside the decision, in a fixed
// order: medicines first, then code lists by name.
func (s *search) flags(ome OME, on, acute []line) []Flag {
	var out []Flag
	add := func(code FlagCode, text string, ls []line) {
		out = append(out, Flag{Code: code, Text: text, Evidence: evidenceOf(ls)})
	}
	opioids, gabapentinoids := s.current(medicine.Opioid), s.current(medicine.Gabapentinoid)
	if len(opioids) > 0 && len(gabapentinoids) > 0 {
		add(FlagBoth, "An opioid and a gabapentinoid together raise the risk to breathing.", slices.Concat(opioids, gabapentinoids))
	}
	if ls := s.sedatives(); len(ls) > 0 {
		add(FlagBenzodiazepine, "A benzodiazepine or z-drug is prescribed beside it.", ls)
	}
	switch high := s.highDose(); {
	case ome.Known && ome.High >= high:
		add(FlagHighDose, fmt.Sprintf("Up to %g mg oral morphine equivalent a day; high from %g mg.", ome.High, high), nil)
	case ome.AtLeast:
		add(FlagHighDose, fmt.Sprintf("At least %g mg oral morphine equivalent a day: treat as high until a clinician has looked.", ome.Low), nil)
	}
	if ome.AtLeast {
		add(FlagDoseUnclear, "A dose is unclear or cannot be converted.", nil)
	}
	if len(acute) > 0 {
		out = append(out, s.acuteFlag(acute))
	} else if ls := s.acuteOpioids(); len(ls) > 0 {
		add(FlagAcuteBeside, fmt.Sprintf("An opioid was also issued as acute in the last %d months; its dose is not in the total.", acuteMonths), ls)
	}
	if ls := those(on, func(l *line) bool { return l.product.LeaveOut }); len(ls) > 0 {
		add(FlagMinorUse, "A mixture for cough or diarrhoea: it can be left out.", ls)
	}
	if ls := those(on, func(l *line) bool { return l.Kind == UnknownKind }); len(ls) > 0 {
		add(FlagKindUnknown, "The export does not say whether this is a repeat.", ls)
	}
	if ls := those(on, func(l *line) bool { return !l.LastIssue.Known() && l.Issues == 0 }); len(ls) > 0 {
		add(FlagNeverIssued, "On repeat, and no issue is recorded.", ls)
	}
	for _, l := range on {
		if l.differs != "" {
			add(FlagCodeDiffers, "For "+l.Name+", "+l.differs+".", []line{l})
		}
	}
	return append(out, s.listFlags()...)
}

func (s *search) acuteFlag(acute []line) Flag {
	return Flag{Code: FlagAcute, Text: fmt.Sprintf("%d or more acute issues in %d months and no repeat.", acuteIssues, acuteMonths), Evidence: evidenceOf(acute)}
}

// those gives the lines that hold.
func those(ls []line, hold func(*line) bool) (out []line) {
	for i := range ls {
		if hold(&ls[i]) {
			out = append(out, ls[i])
		}
	}
	return out
}

func (s *search) current(c medicine.Class) []line {
	return inOrder(those(s.lines, func(l *line) bool { return l.counts && l.product.Class == c }))
}

func (s *search) acuteOpioids() []line {
	return inOrder(those(s.lines, func(l *line) bool { return l.product.Class == medicine.Opioid && s.recentAcute(*l) }))
}

// sedatives are benzodiazepines and z-drugs, current or issued in the last
// months: they are often acute.
func (s *search) sedatives() []line {
	return inOrder(those(s.lines, func(l *line) bool { return (l.counts || s.recentAcute(*l)) && Sedative(l.Name) }))
}

// listFlags shows every code list that knows a problem of the person, but for
// those that exclude (they are reasons). A cancer entry that the stated rule
// lets pass is still shown.
func (s *search) listFlags() []Flag {
	if len(s.hits) == 0 {
		return nil
	}
	var out []Flag
	for _, l := range s.shown {
		var ev []Evidence
		for _, h := range s.hits {
			excludes := h.List == codelist.PalliativeCare || h.List == codelist.Cancer && s.cancerCounts(h.Date)
			if h.List == l.Name && !excludes {
				ev = append(ev, h.evidence())
			}
		}
		if len(ev) > 0 {
			out = append(out, Flag{Code: FlagCode(l.Name), Text: l.Title + " is recorded.", Evidence: ev})
		}
	}
	return out
}
