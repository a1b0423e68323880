package cohort

import (
	"fmt"
	"slices"
	"strings"

	"stepdown/internal/codelist"
	"stepdown/internal/medicine"
	"stepdown/internal/nhs"
)

// acuteMonths and acuteIssues: so many acute issues in so many months without
// a repeat are shown beside the list (the search of the brief).
const (
	acuteMonths = 6
	acuteIssues = 3
)

// Decide says whether a person is on a target medicine, whether anything
// leaves them out, and what a clinician should see beside it. It is pure: the
// same arguments give the same decision.
func Decide(p *Person, c Criteria, lists codelist.Set) Decision {
	return NewSearch(c, lists).Decide(p)
}

// Decide is the search for one person: see the function of that name.
func (r Search) Decide(p *Person) Decision {
	s := search{Search: r, person: p}
	s.readMedicines()
	s.readProblems()
	d := Decision{NHSNumber: p.NHSNumber, Outcome: NotOnTarget, Rules: RulesVersion}
	on, acute := s.onTarget()
	switch {
	case len(on) > 0:
	case len(acute) > 0 && s.criteria.IncludeAcute:
		on = acute
	case len(acute) > 0:
		d.Beside = true
		d.Flags = append(d.Flags, s.acuteFlag(acute))
		d.Medicines = lines(acute)
		return d
	default:
		return d
	}
	d.Medicines = lines(on)
	d.OME, d.DDD = s.totalOME(on), s.gabapentinoidDDD(on)
	d.Reasons = s.reasons(d.OME, on)
	d.Flags = s.flags(d.OME, on, acute)
	d.Outcome = Included
	if len(d.Reasons) > 0 {
		d.Outcome = Excluded
	}
	return d
}

// Reasons gives what would leave a person out of a search, whatever they are
// on: for people in a cycle, whose medicine may have ended since. A minimum
// dose and what a medicine is for need one, and are not among them.
func Reasons(p *Person, c Criteria, lists codelist.Set) []Reason {
	c.MinOME = 0
	s := search{Search: NewSearch(c, lists), person: p}
	s.readMedicines()
	s.readProblems()
	return s.reasons(OME{}, nil)
}

// Search is a set of criteria made ready for many people.
type Search struct {
	criteria Criteria
	lists    codelist.Set
	targets  []target
	shown    []*codelist.List // the lists, in order of name

	since, acuteSince nhs.Date // beginning of the windows; not known without an as-at day
}

// NewSearch makes criteria and code lists ready.
func NewSearch(c Criteria, lists codelist.Set) Search {
	return Search{criteria: c, lists: lists, targets: c.targets(), shown: lists.Lists(), since: c.AsAt.AddMonths(-c.IssuedWithinMonths), acuteSince: c.AsAt.AddMonths(-acuteMonths)}
}

// search is one person in it.
type search struct {
	Search
	person *Person
	lines  []line
	hits   []hit
}

// line is a medicine with what its name says.
type line struct {
	*Medication
	product *medicine.Product
	differs string // how its code contradicts its name
	counts  bool   // current: on repeat, not ended, issued in the window
}

// hit is a problem that a code list knows.
type hit struct {
	*Problem
	codelist.Hit
}

func (s *search) readMedicines() {
	s.lines = make([]line, len(s.person.Medications))
	for i := range s.person.Medications {
		m := &s.person.Medications[i]
		c := coded(m.Name, m.DMD, m.BNF)
		s.lines[i] = line{Medication: m, product: c.Product, differs: c.Contradiction, counts: m.Active && m.Kind != Acute && s.inWindow(m.LastIssue)}
	}
}

// inWindow: issued in the window up to the as-at day. An issue after that day
// (a post-dated one) counts; a line never issued counts only when the window
// is "any".
func (s *search) inWindow(issued nhs.Date) bool {
	return s.criteria.IssuedWithinMonths == 0 || issued.Known() && issued >= s.since
}

func (s *search) readProblems() {
	for i := range s.person.Problems {
		p := &s.person.Problems[i]
		for _, h := range s.lists.Match(p.Code, codelist.System(p.System), p.Term) {
			if s.inListWindow(h.List, p.Date) {
				s.hits = append(s.hits, hit{p, h})
			}
		}
	}
}

// inListWindow: some lists count for a time only (pregnancy). An entry without
// a date counts: unknown is not "long ago".
func (s *search) inListWindow(list string, date nhs.Date) bool {
	l := s.lists.List(list)
	if l.WindowDays == 0 || !date.Known() || !s.criteria.AsAt.Known() {
		return true
	}
	return date.DaysUntil(s.criteria.AsAt) <= l.WindowDays
}

// onTarget gives the current repeat lines that meet a target, and the acute
// ones when there are enough of them and no repeat. A repeat that the search
// leaves out does not stand in the way of acute issues that it does not.
func (s *search) onTarget() (repeat, acute []line) {
	repeat = s.meeting(func(l line) bool { return l.counts })
	if len(repeat) > 0 && !s.allLeftOut(repeat) {
		return repeat, nil
	}
	acute = s.meeting(func(l line) bool { return s.recentAcute(l) && !s.leftOut(l) })
	issues := 0
	for _, l := range acute {
		issues += s.acuteIssuesOf(l)
	}
	if issues < acuteIssues {
		return repeat, nil
	}
	return nil, acute
}

// meeting gives the lines that count and meet a target, in the order of the export.
func (s *search) meeting(counts func(line) bool) (out []line) {
	for _, t := range s.targets {
		out = append(out, met(t, s.lines, counts)...)
	}
	return inOrder(out)
}

// leftOut: a mixture for cough or diarrhoea, in a search that leaves those out.
func (s *search) leftOut(l line) bool { return s.criteria.LeaveOutMinorUse && l.product.LeaveOut }

func (s *search) allLeftOut(ls []line) bool {
	return len(ls) > 0 && !slices.ContainsFunc(ls, func(l line) bool { return !s.leftOut(l) })
}

// met gives the lines that meet a target, or none when one of its parts has
// no line.
func met(t target, lines []line, counts func(line) bool) []line {
	var out []line
	for _, p := range t {
		before := len(out)
		for _, l := range lines {
			if counts(l) && p.takes(l.product) {
				out = append(out, l)
			}
		}
		if len(out) == before {
			return nil
		}
	}
	return out
}

// inOrder sorts lines by where they stand in the export and drops doubles, so
// that two targets that meet the same line name it once.
func inOrder(l []line) []line {
	slices.SortFunc(l, func(a, b line) int {
		if a.Source.File != b.Source.File {
			return strings.Compare(a.Source.File, b.Source.File)
		}
		if a.Source.Line != b.Source.Line {
			return a.Source.Line - b.Source.Line
		}
		return strings.Compare(a.Name, b.Name)
	})
	return slices.CompactFunc(l, func(a, b line) bool { return a.Medication == b.Medication })
}

func (s *search) recentAcute(l line) bool {
	return l.Kind == Acute && s.recent(l.LastIssue)
}

// recent: in the months in which acute issues are counted.
func (s *search) recent(d nhs.Date) bool {
	return d.Known() && s.acuteSince.Known() && d >= s.acuteSince
}

// acuteIssuesOf counts issues of an acute line in the window: all of them when
// it also began there, otherwise the one whose date is known.
func (s *search) acuteIssuesOf(l line) int {
	if s.recent(l.Started) {
		return max(1, l.Issues)
	}
	return 1
}

func lines(in []line) []MedicineLine {
	out := make([]MedicineLine, len(in))
	for i, l := range in {
		out[i] = MedicineLine{Name: l.Name, Class: string(l.product.Class), Ingredients: l.product.Ingredients, Kind: l.Kind, Dose: l.Dose, LastIssue: l.LastIssue, Source: l.Source}
	}
	return out
}

func (s *search) reasons(ome OME, on []line) []Reason {
	var out []Reason
	add := func(code ReasonCode, text string, ev ...Evidence) {
		out = append(out, Reason{Code: code, Text: text, Evidence: ev})
	}
	p := s.person
	registration := Evidence{Kind: "registration", Source: p.Source}
	if p.Deceased || p.Died.Known() {
		registration.Date = p.Died
		add(ReasonDied, "The record says that this person has died.", registration)
	}
	if p.Deregistered || p.Left.Known() {
		registration.Date = p.Left
		add(ReasonLeft, "The record says that this person is no longer registered at the practice.", registration)
	}
	if ev := s.dependence(); len(ev) > 0 {
		add(ReasonDependence, "A medicine for treatment of opioid dependence is prescribed.", ev...)
	}
	if ev := s.coded(codelist.PalliativeCare, nil); len(ev) > 0 {
		add(ReasonPalliative, "A code for palliative or end of life care is recorded.", ev...)
	}
	if ev := s.coded(codelist.Cancer, s.cancerCounts); len(ev) > 0 {
		add(ReasonCancer, "A cancer diagnosis is recorded.", ev...)
	}
	if ev := s.inCycle(); len(ev) > 0 {
		add(ReasonInCycle, fmt.Sprintf("Already in a cycle in the last %d months.", s.criteria.LeaveOutInCycleMonths), ev...)
	}
	if s.belowMinimum(ome, on) {
		add(ReasonLowDose, fmt.Sprintf("The opioid dose is below %g mg oral morphine equivalent a day.", s.criteria.MinOME), evidenceOf(on)...)
	}
	if s.allLeftOut(on) {
		add(ReasonMinorUse, "Only opioids for cough or diarrhoea, which this search leaves out.", evidenceOf(on)...)
	}
	return out
}

// cancerCounts applies the stated rule on long-past diagnoses.
func (s *search) cancerCounts(d nhs.Date) bool {
	n := s.criteria.CancerWithinYears
	return n == 0 || !d.Known() || !s.criteria.AsAt.Known() || d >= s.criteria.AsAt.AddMonths(-12*n)
}

func (s *search) coded(list string, counts func(nhs.Date) bool) []Evidence {
	var out []Evidence
	for _, h := range s.hits {
		if h.List == list && (counts == nil || counts(h.Date)) {
			out = append(out, h.evidence())
		}
	}
	return out
}

func (h hit) evidence() Evidence {
	return Evidence{Kind: "code", Code: h.Code, System: h.System, Term: h.Problem.Term, Date: h.Date, Ended: h.Ended,
		Match: string(h.Hit.Match), List: h.List, Version: h.Version, Source: h.Source}
}

// dependence finds treatment of opioid dependence, current or issued in the
// last months: instalment prescriptions are often recorded as acute.
func (s *search) dependence() []Evidence {
	var out []line
	for _, l := range s.lines {
		if l.product.Class == medicine.OpioidDependence && (l.counts || s.recent(l.LastIssue) || l.Active && l.Kind != Acute) {
			out = append(out, l)
		}
	}
	return evidenceOf(out)
}

func evidenceOf(ls []line) []Evidence {
	var out []Evidence
	for _, l := range ls {
		out = append(out, Evidence{Kind: "medicine", Code: l.DMD, Term: l.Name, Date: l.LastIssue, Ended: l.Ended, Source: l.Source})
	}
	return out
}

func (s *search) inCycle() []Evidence {
	n := s.criteria.LeaveOutInCycleMonths
	if n == 0 || !s.criteria.AsAt.Known() {
		return nil
	}
	var out []Evidence
	for _, c := range s.person.Cycles {
		if c.Date >= s.criteria.AsAt.AddMonths(-n) {
			out = append(out, Evidence{Kind: "cycle", Term: c.Title, Date: c.Date})
		}
	}
	return out
}

// belowMinimum is certain: a total that is "at least" something is never
// called too low, and gabapentinoids have no OME to be low in.
func (s *search) belowMinimum(ome OME, on []line) bool {
	opioidOnly := !slices.ContainsFunc(on, func(l line) bool { return l.product.Class != medicine.Opioid })
	return s.criteria.MinOME > 0 && opioidOnly && ome.Known && !ome.AtLeast && ome.High < s.criteria.MinOME
}
