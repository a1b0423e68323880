package study

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"stepdown/internal/cycle"
	"stepdown/internal/measure"
	"stepdown/internal/medicine"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/programme"
	"stepdown/internal/review"
	"stepdown/internal/web/page"
	pages "stepdown/internal/web/programme"
)

// Results are what became of medicines, in numbers.
type Results struct {
	Reviewed  int      // people with a review
	AsAt      nhs.Date // the newest extract that was compared; empty when none
	Heads     []string // the changes, as columns
	Rows      []ResultRow
	Why       []string // why what is not known is not known, with counts
	Confirmed []ConfirmedRow
	Supplies  []cycle.Supply // for the savings; no page shows them a person at a time
	Stopped   int            // medicines
	Reduced   int
	Off       string       // number and type of medicines stopped, in words; empty when none
	Lasting   []LastingRow // how stops and reductions stood three and six months on
}

// LastingRow is what stops, or reductions, came to some months after they were
// first seen.
type LastingRow struct {
	What                             string // "Stopped, after 3 months"
	Held, NotHeld, TooEarly, Unknown int
}

// ResultRow is one medicine, as the extracts show it.
type ResultRow struct {
	Medicine string
	Class    string
	People   int
	Counts   []int // in the order of cycle.Changes
}

// ConfirmedRow is one medicine, as clinicians confirmed it.
type ConfirmedRow struct {
	Medicine                  string
	Stopped, Reduced, Changed int // Changed: switched, restarted or unchanged
}

// results compares the medicines of everybody who had a review, from the list
// of the cycle to the newest extract, and gathers what clinicians confirmed.
func (a Area) results(r *page.Request, c cycle.Cycle, people []cycle.Participant) (Results, error) {
	var res Results
	points, err := a.Records.MeasurePoints(r.Ctx(), r.PracticeID(), measure.TargetAny)
	if err != nil {
		return res, err
	}
	if n := len(points); n > 0 {
		res.AsAt = points[n-1].Date
	}
	var days []nhs.Date
	for _, p := range points {
		days = append(days, p.Date)
	}
	var outcomes []cycle.Outcome
	var lasting []cycle.Lasting
	var histories []reviewed
	for _, p := range people {
		if p.Reviewed == "" {
			continue
		}
		res.Reviewed++
		history, err := a.Records.History(r.Ctx(), r.PracticeID(), p.PatientID)
		if err != nil {
			return res, err
		}
		histories = append(histories, reviewed{p.ID, cycle.BorneOut(cycle.SinceList(history, c, p), p, days)})
	}
	for _, h := range histories {
		of := cycle.Outcomes(h.id, h.history)
		if h.missing(res.AsAt) {
			for i := range of { // in an older extract and not in the newest: nobody knows
				of[i].Change, of[i].Why = cycle.NotKnown, "not in the newest extract"
			}
		} else {
			res.Supplies = append(res.Supplies, cycle.Supplies(h.id, h.history)...)
			lasting = append(lasting, cycle.Sustained(h.id, h.history)...)
		}
		outcomes = append(outcomes, of...)
	}
	res.tabulate(outcomes)
	res.Lasting = lastingRows(lasting)
	confirmed, err := a.Records.OutcomesOf(r.Ctx(), r.PracticeID(), c.ID)
	res.Confirmed = confirmedRows(confirmed)
	return res, err
}

type reviewed struct {
	id      string
	history []cycle.Snapshot
}

func (h reviewed) missing(newest nhs.Date) bool {
	n := len(h.history)
	return n > 0 && h.history[n-1].AsAt.Before(newest)
}

func (res *Results) tabulate(outcomes []cycle.Outcome) {
	for _, c := range cycle.Changes {
		res.Heads = append(res.Heads, sentence(string(c)))
	}
	rows, why := map[string]*ResultRow{}, map[string]int{}
	for _, o := range outcomes {
		row := rows[o.Medicine]
		if row == nil {
			row = &ResultRow{Medicine: sentence(o.Medicine), Class: classWord(o.Class), Counts: make([]int, len(cycle.Changes))}
			rows[o.Medicine] = row
		}
		row.People++
		row.Counts[slices.Index(cycle.Changes, o.Change)]++
		switch o.Change {
		case cycle.Stopped:
			res.Stopped++
		case cycle.Reduced:
			res.Reduced++
		case cycle.NotKnown:
			why[o.Why]++
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(why)) {
		res.Why = append(res.Why, fmt.Sprintf("%s: %d", reason, why[reason]))
	}
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		res.Rows = append(res.Rows, *rows[name])
	}
	res.Off = off(outcomes)
}

// off says how many medicines of which type were stopped: "3 medicines: 2
// opioids (tramadol 2), 1 gabapentinoid (gabapentin 1)".
func off(outcomes []cycle.Outcome) string {
	counts, total := map[medicine.Class]map[string]int{medicine.Opioid: {}, medicine.Gabapentinoid: {}}, 0
	for _, o := range outcomes {
		if of := counts[o.Class]; o.Change == cycle.Stopped && of != nil {
			of[o.Medicine]++
			total++
		}
	}
	if total == 0 {
		return ""
	}
	var types []string
	for _, class := range []medicine.Class{medicine.Opioid, medicine.Gabapentinoid} {
		n, names := 0, []string{}
		for _, name := range slices.Sorted(maps.Keys(counts[class])) {
			n += counts[class][name]
			names = append(names, fmt.Sprintf("%s %d", name, counts[class][name]))
		}
		if n > 0 {
			types = append(types, fmt.Sprintf("%s (%s)", several(n, classWord(class)), strings.Join(names, ", ")))
		}
	}
	return several(total, "medicine") + ": " + strings.Join(types, ", ")
}

func several(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// lastingRows counts how stops and reductions stood.
func lastingRows(all []cycle.Lasting) (out []LastingRow) {
	for _, stopped := range []bool{true, false} {
		for _, months := range cycle.SustainedMonths {
			row := LastingRow{What: fmt.Sprintf("Reduced, after %d months", months)}
			if stopped {
				row.What = fmt.Sprintf("Stopped, after %d months", months)
			}
			n := 0
			for _, l := range all {
				if l.Stopped != stopped || l.Months != months {
					continue
				}
				n++
				switch l.Lasted {
				case cycle.Held:
					row.Held++
				case cycle.NotHeld:
					row.NotHeld++
				case cycle.TooEarly:
					row.TooEarly++
				default:
					row.Unknown++
				}
			}
			if n > 0 {
				out = append(out, row)
			}
		}
	}
	return out
}

// confirmedRows counts the newest word on each medicine of each person.
func confirmedRows(all []review.Outcome) []ConfirmedRow {
	newest := map[[2]string]review.Outcome{}
	for _, o := range all {
		newest[[2]string{o.ParticipantID, o.Ingredient}] = o
	}
	rows := map[string]*ConfirmedRow{}
	for _, o := range newest {
		row := rows[o.Ingredient]
		if row == nil {
			row = &ConfirmedRow{Medicine: sentence(o.Ingredient)}
			rows[o.Ingredient] = row
		}
		switch o.Result {
		case review.ResultStopped:
			row.Stopped++
		case review.ResultReduced:
			row.Reduced++
		default:
			row.Changed++
		}
	}
	var out []ConfirmedRow
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		out = append(out, *rows[name])
	}
	return out
}

// Attendance is who came, to reviews and to the programme.
type Attendance struct {
	Booked, Attended, Missed int // people of the cycle; Missed: did not attend at least once
	Sessions                 int // of the programme, held since the cycle began
	Came                     int // people of the cycle who came to at least one
	Wellbeing                []pages.Wellbeing
}

func (a Area) attendance(r *page.Request, c cycle.Cycle, people []cycle.Participant) (Attendance, error) {
	var out Attendance
	in := map[string]bool{}
	for _, p := range people {
		in[p.PatientID] = true
		out.Booked += one(p.Booked != "")
		out.Attended += one(p.Attended != "" || p.Reviewed != "")
		out.Missed += one(p.DidNotAttend > 0)
	}
	sessions, err := a.Programme.Store.ProgrammeSessions(r.Ctx(), r.PracticeID())
	if err != nil {
		return out, err
	}
	held := map[string]bool{}
	for _, s := range sessions {
		day := nhs.DateOf(s.StartsAt.In(nhs.London))
		held[s.ID] = !s.Cancelled && !day.Before(c.Starts) && s.StartsAt.Before(r.Now())
		out.Sessions += one(held[s.ID])
	}
	places, err := a.Programme.Store.Attendances(r.Ctx(), r.PracticeID())
	if err != nil {
		return out, err
	}
	came := map[string]bool{}
	for _, pl := range places {
		if in[pl.PatientID] && held[pl.SessionID] && pl.State == programme.Attended {
			came[pl.PatientID] = true
		}
	}
	out.Came = len(came)
	answers, err := a.Programme.Store.Wellbeings(r.Ctx(), r.PracticeID())
	answers = slices.DeleteFunc(answers, func(w programme.Wellbeing) bool { return !in[w.PatientID] || w.AskedOn.Before(c.Starts) })
	out.Wellbeing = pages.Summaries(answers, r.Can(practice.SeePeople))
	return out, err
}

func classWord(c medicine.Class) string {
	if c == medicine.Gabapentinoid {
		return "gabapentinoid"
	}
	return "opioid"
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
