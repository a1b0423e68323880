package cycle

import (
	"maps"
	"math"
	"slices"
	"strings"

	"stepdown/internal/cohort"
	"stepdown/internal/medicine"
	"stepdown/internal/nhs"
)

// Change names what the extracts show of one medicine of one person.
type Change string

// The changes. NotKnown: the person has died or left, or a dose could not be
// read; it is never counted as a success.
const (
	Stopped   Change = "stopped"
	Reduced   Change = "reduced"
	Switched  Change = "switched"
	Unchanged Change = "unchanged"
	Increased Change = "increased"
	Restarted Change = "started again"
	NotKnown  Change = "not known"
)

// Changes in the order in which tables show them.
var Changes = []Change{Stopped, Reduced, Switched, Unchanged, Increased, Restarted, NotKnown}

// Outcome is what became of one medicine of one participant, as the extracts
// show it. What a clinician confirmed is package review's Outcome and stands
// beside it: an extract tells what is prescribed, a person what is taken.
type Outcome struct {
	ParticipantID string
	Medicine      string // ingredient: "tramadol"
	Class         medicine.Class
	Was, Now      string   // the lines, as written; Now is empty when nothing is prescribed
	Percent       int      // less a day than at the start, when reduced: 1 to 99
	Change        Change   //
	To            string   // the medicine that came instead, when switched
	On            nhs.Date // the first extract since which this holds; empty when nothing changed or it is not known
	Why           string   // why it is not known
}

// acuteMonths: an acute issue in so many calendar months up to an extract
// counts as still taken. Supplies during a taper are for 28 days or fewer, and
// one may be late; a longer window would find people who stopped a while ago.
const acuteMonths = 2

// Outcomes compares a person's medicines from the first snapshot, taken when
// the cycle's list was made, to the last. The snapshots between, oldest first,
// only tell since when. Fewer than two give nothing.
func Outcomes(participantID string, history []Snapshot) []Outcome {
	if len(history) < 2 {
		return nil
	}
	taken := make([]map[string]taking, len(history))
	for i, s := range history {
		taken[i] = takings(s)
	}
	first, last := taken[0], taken[len(taken)-1]
	var out []Outcome
	for _, name := range slices.Sorted(maps.Keys(first)) {
		o := Outcome{ParticipantID: participantID, Medicine: name, Class: first[name].class, Was: first[name].words()}
		o.judge(name, taken, gone(history[len(history)-1].Person))
		if now, still := last[name]; still {
			o.Now = now.words()
		}
		o.On = since(name, o.Change, history, taken)
		out = append(out, o)
	}
	return out
}

// judge decides the change from the first taking to the last.
func (o *Outcome) judge(name string, taken []map[string]taking, gone string) {
	was, last := taken[0][name], taken[len(taken)-1]
	now, still := last[name]
	switch {
	case gone != "":
		o.Change, o.Why = NotKnown, gone
	case !still:
		o.Change = Stopped
		for _, other := range slices.Sorted(maps.Keys(last)) {
			if _, before := taken[0][other]; !before {
				o.Change, o.To = Switched, other
				return
			}
		}
	case absent(name, taken):
		o.Change = Restarted
	case was.words() == now.words():
		o.Change = Unchanged
	case !was.known || !now.known:
		o.Change, o.Why = NotKnown, "a dose could not be read"
	case now.amount < was.amount:
		o.Change, o.Percent = Reduced, percentLess(was.amount, now.amount)
	case now.amount > was.amount:
		o.Change = Increased
	default:
		o.Change = Unchanged
	}
}

// percentLess never rounds a reduction up to a stop, nor down to nothing.
func percentLess(was, now float64) int {
	return min(99, max(1, int(math.Round(100*(was-now)/was))))
}

// gone says why an empty list of medicines proves nothing.
func gone(p cohort.Person) string {
	switch {
	case p.Died != "" || p.Deceased:
		return "has died"
	case p.Left != "" || p.Deregistered:
		return "has left the practice"
	}
	return ""
}

// absent reports whether a medicine was gone in between.
func absent(name string, taken []map[string]taking) bool {
	return slices.ContainsFunc(taken, func(t map[string]taking) bool { _, there := t[name]; return !there })
}

// since is the first extract from which a stop, switch or reduction has held
// without a break.
func since(name string, c Change, history []Snapshot, taken []map[string]taking) nhs.Date {
	last := taken[len(taken)-1][name]
	holds := func(t taking, there bool) bool { return !there }
	switch c {
	case Stopped, Switched:
	case Reduced:
		holds = func(t taking, there bool) bool { return there && t.known && t.amount <= last.amount }
	default:
		return ""
	}
	var on nhs.Date
	for i := len(history) - 1; i > 0; i-- {
		t, there := taken[i][name]
		if !holds(t, there) {
			break
		}
		on = history[i].AsAt
	}
	return on
}

// taking is what a snapshot shows of one medicine: its current lines and what
// they come to in a day.
type taking struct {
	class  medicine.Class
	lines  []string
	amount float64 // a day: mg of oral morphine equivalence, or defined daily doses of a gabapentinoid; the top of the range
	known  bool    // every line could be read
}

func (t taking) words() string { return strings.Join(t.lines, "; ") }

// takings reads the current opioids and gabapentinoids of a snapshot, by
// ingredient.
func takings(s Snapshot) map[string]taking {
	all := map[string]taking{}
	for _, l := range currentLines(s) {
		m, product, name := l.Medication, l.product, l.product.Ingredients[0]
		t, there := all[name]
		if !there {
			t = taking{class: product.Class, known: true}
		}
		e := medicine.LineOME(product, medicine.ReadDose(m.Dose, product))
		amount := e.High + e.DDDHigh // one of the two is 0
		t.amount += amount
		t.known = t.known && !e.AtLeast && amount > 0
		t.lines = append(t.lines, strings.TrimSuffix(m.Name+", "+m.Dose, ", "))
		slices.Sort(t.lines)
		all[name] = t
	}
	return all
}

// line is a medicine line and what its name says.
type line struct {
	cohort.Medication
	product *medicine.Product
}

// currentLines gives the opioids and gabapentinoids that are taken on the day
// of an extract. Each step of a taper is an acute course of its own, and the
// one before it is over: of the acute courses of a medicine only the newest
// count, with those issued together with it.
func currentLines(s Snapshot) []line {
	var all []line
	newest := map[string]nhs.Date{}
	for _, m := range s.Person.Medications {
		product := medicine.ReadCoded(m.Name, m.DMD, m.BNF).Product
		if !product.Class.Target() || len(product.Ingredients) == 0 || !current(m, s.AsAt) {
			continue
		}
		all = append(all, line{m, product})
		if name := product.Ingredients[0]; m.Kind == cohort.Acute && newest[name] < m.LastIssue {
			newest[name] = m.LastIssue
		}
	}
	return slices.DeleteFunc(all, func(l line) bool {
		return l.Kind == cohort.Acute && l.LastIssue.DaysUntil(newest[l.product.Ingredients[0]]) >= together
	})
}

// together is within how many days acute courses were issued as one supply;
// weekly supplies are the shortest that are usual.
const together = 7

// current reports whether a line is taken on the day of an extract: on repeat
// by the search's own window, or issued as acute shortly before.
func current(m cohort.Medication, asAt nhs.Date) bool {
	if m.Kind == cohort.Acute {
		return m.LastIssue.Known() && m.LastIssue >= asAt.AddMonths(-acuteMonths)
	}
	window := cohort.DefaultCriteria().IssuedWithinMonths
	return m.Active && m.LastIssue.Known() && m.LastIssue >= asAt.AddMonths(-window)
}
