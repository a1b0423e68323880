package extract

import (
	"cmp"
	"slices"

	"stepdown/internal/cohort"
	"stepdown/internal/nhs"
)

// tallies are the counts and rejections of one reading, in order.
type tallies struct {
	rows       map[Table]*Tally
	rejections []Rejection
	rejected   int
	byReason   map[string]int
	cap        int
	latest     day // latest issue date that is not after today
	today      day
}

func newTallies(o Options) *tallies {
	return &tallies{
		rows:     map[Table]*Tally{Patients: {}, Medications: {}, Problems: {}, Lines: {}},
		byReason: map[string]int{}, cap: o.MaxRejections, today: dayOf(o.Today),
	}
}

func (t *tallies) reject(r Rejection) {
	t.rows[r.Table].Rejected++
	t.rejected++
	t.byReason[r.Reason]++
	if len(t.rejections) < t.cap {
		t.rejections = append(t.rejections, r)
	}
}

func (t *tallies) saw(issued day) {
	if issued > t.latest && issued <= t.today {
		t.latest = issued
	}
}

// close turns the counts into a result. What was neither used nor rejected was
// not relevant.
func (t *tallies) close(r *Result) {
	r.Rows = map[Table]Tally{}
	for table, n := range t.rows {
		n.NotRelevant = n.Read - n.Used - n.Rejected
		r.Rows[table] = *n
	}
	r.Rejections, r.Rejected, r.ByReason = t.rejections, t.rejected, t.byReason
}

// settleAsAt fixes the day the export describes.
func (x *export) settleAsAt(t *tallies) day {
	asAt := dayOf(x.options.AsAt)
	if asAt == 0 {
		asAt = t.latest
	}
	x.result.AsAt = asAt.date()
	if x.options.judge != nil {
		x.judge = x.options.judge(x.result.AsAt)
	}
	return asAt
}

// settle drops lines that are of no interest on the day, and sorts the others
// by person; within a person they keep the order of the export.
func settle(meds []medLine, asAt day) []medLine {
	since := recentSince(asAt)
	meds = slices.DeleteFunc(meds, func(m medLine) bool { return !mayKeep(&m, since) })
	byPerson(meds, func(m *medLine) uint32 { return m.who })
	return meds
}

// byPerson sorts lines by person; within a person they keep their order. A
// number for each is sorted, the person above and the place below: the lines
// themselves are ten times as long, and then each moves once.
func byPerson[L any](lines []L, who func(*L) uint32) {
	order := make([]uint64, len(lines))
	for i := range lines {
		order[i] = uint64(who(&lines[i]))<<32 | uint64(i)
	}
	slices.Sort(order)
	for i := range order {
		if int(uint32(order[i])) == i {
			continue
		}
		first, to := lines[i], i
		for { // round the ring of places that wait for each other
			from := int(uint32(order[to]))
			order[to] = uint64(to)
			if from == i {
				lines[to] = first
				break
			}
			lines[to], to = lines[from], from
		}
	}
}

// linesOf gives the lines of one person out of lines sorted by person.
func linesOf(meds []medLine, who uint32) []medLine {
	i, _ := slices.BinarySearchFunc(meds, who, func(m medLine, w uint32) int { return cmp.Compare(m.who, w) })
	j := i
	for j < len(meds) && meds[j].who == who {
		j++
	}
	return meds[i:j]
}

func problemsOf(problems []problemLine, who uint32) []problemLine {
	i, _ := slices.BinarySearchFunc(problems, who, func(p problemLine, w uint32) int { return cmp.Compare(p.who, w) })
	j := i
	for j < len(problems) && problems[j].who == who {
		j++
	}
	return problems[i:j]
}

func onTarget(meds []medLine) bool {
	return slices.ContainsFunc(meds, func(m medLine) bool { return m.class.target() })
}

// isKnown asks whether somebody is kept whatever they are on.
func (x *export) isKnown(number uint64) bool {
	return x.options.Known != nil && x.options.Known(nhsNumber(number))
}

// complete gives a person their lines.
func (x *export) complete(p *cohort.Person, meds []medLine, problems []problemLine) {
	if p.Medications == nil {
		p.Medications = make([]cohort.Medication, 0, len(meds))
	}
	for i := range meds {
		p.Medications = append(p.Medications, x.medication(&meds[i]))
	}
	p.Problems = slices.Grow(p.Problems, len(problems))
	for i := range problems {
		p.Problems = append(p.Problems, x.problemOf(&problems[i]))
	}
}

// judged is a complete person, or what Identify made of them.
type judged struct {
	person   *cohort.Person
	decision *cohort.Decision
	target   bool // has a line of a target medicine
}

func (x *export) judgeOne(p *cohort.Person, meds []medLine) judged {
	j := judged{person: p, target: onTarget(meds)}
	if x.judge != nil {
		j.decision, j.person = x.judge(p), nil
	}
	return j
}

// hand hands one over.
func (x *export) hand(j judged) error {
	if j.target {
		x.result.OnTarget++
	} else {
		x.result.Known++
	}
	switch {
	case j.decision != nil:
		return x.options.each(j.decision)
	case x.options.Each != nil:
		return x.options.Each(x.result.AsAt, j.person)
	}
	x.result.People = append(x.result.People, *j.person)
	return nil
}

// bound is a day that the as-at day will not lie before: what is older than
// the window before it can be dropped already. 0 while nothing is known.
func (t *tallies) bound(asked nhs.Date) day {
	if a := dayOf(asked); a != 0 {
		return a
	}
	return t.latest
}
