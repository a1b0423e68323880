package programme

import "slices"

// Way is how an answer moved.
type Way string

// The ways. A fall in anxiety is better.
const (
	Better     Way = "better"
	Same       Way = "same"
	Worse      Way = "worse"
	WayUnknown Way = "not known"
)

// Change is how one person's answer to one question moved.
type Change struct {
	Question      Question
	Before, After Score
	By            int // after - before; meaningless when not known
	Way           Way
}

// Changes compares two sets of answers, question by question.
func Changes(before, after ONS4) [4]Change {
	var out [4]Change
	b, a := before.Scores(), after.Scores()
	for i, q := range Questions() {
		c := Change{Question: q, Before: b[i], After: a[i], Way: WayUnknown}
		if c.Before.Given && c.After.Given {
			c.By = c.After.Value - c.Before.Value
			switch {
			case c.By == 0:
				c.Way = Same
			case (c.By < 0) == q.LowerBetter:
				c.Way = Better
			default:
				c.Way = Worse
			}
		}
		out[i] = c
	}
	return out
}

// Summary is one question over the people who answered it both times.
type Summary struct {
	Question            Question
	Pairs               int
	MeanBefore          float64 // of the pairs
	MeanAfter           float64
	Better, Same, Worse int
}

// Summarise compares each person's first answers before with their last
// answers after. People who answered once are left out, so that the two means
// are of the same people; a mean of no pairs is 0 with Pairs 0. Groups are
// small and nobody is compared with people who had no programme: it shows how
// those who came are doing, and not what the programme did.
func Summarise(all []Wellbeing) [4]Summary {
	var out [4]Summary
	for i, q := range Questions() {
		out[i].Question = q
	}
	for _, pair := range pairs(all) {
		for i, c := range Changes(pair[0], pair[1]) {
			s := &out[i]
			switch c.Way {
			case WayUnknown:
				continue
			case Better:
				s.Better++
			case Same:
				s.Same++
			case Worse:
				s.Worse++
			}
			s.Pairs++
			s.MeanBefore += float64(c.Before.Value)
			s.MeanAfter += float64(c.After.Value)
		}
	}
	for i := range out {
		if n := float64(out[i].Pairs); n > 0 {
			out[i].MeanBefore /= n
			out[i].MeanAfter /= n
		}
	}
	return out
}

// pairs gives each person's first before and last after, where the after was
// asked no earlier.
func pairs(all []Wellbeing) [][2]ONS4 {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b Wellbeing) int {
		switch {
		case a.AskedOn < b.AskedOn:
			return -1
		case a.AskedOn > b.AskedOn:
			return 1
		}
		return 0
	})
	first, last := map[string]Wellbeing{}, map[string]Wellbeing{}
	var people []string
	for _, w := range sorted {
		if w.Moment == Before {
			if _, seen := first[w.PatientID]; !seen {
				first[w.PatientID] = w
				people = append(people, w.PatientID)
			}
		}
		if w.Moment == After {
			last[w.PatientID] = w
		}
	}
	var out [][2]ONS4
	for _, id := range people {
		if after, ok := last[id]; ok && !after.AskedOn.Before(first[id].AskedOn) {
			out = append(out, [2]ONS4{first[id].Answers, after.Answers})
		}
	}
	return out
}
