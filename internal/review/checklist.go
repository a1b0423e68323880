package review

import (
	"slices"
	"time"

	"stepdown/internal/cohort"
	"stepdown/internal/nhs"
)

// Checklist is the change from repeat to acute prescribing for one person. A
// repeat that was left behind undoes the plan, so what is not finished stays
// on the worklist.
type Checklist struct {
	ID            string
	PracticeID    string
	ParticipantID string
	Version       int
	UpdatedAt     time.Time
	Items         []Tick
}

// Tick is one thing done, or not needed, by whom and when.
type Tick struct {
	Key  string
	Done bool
	None bool // not needed for this person
	By   string
	On   nhs.Date
}

// Task of the checklist.
type Task struct {
	Key, Text, Hint string
	MayBeNone       bool
}

// Tasks of the change from repeat to acute, in the order in which they are
// done.
var Tasks = []Task{
	{"repeat", "Medicine taken off repeat", "Every line of it, weak and strong.", false},
	{"batches", "Repeat dispensing batches and uncollected prescriptions cancelled", "", true},
	{"acute", "First acute prescription issued", "At most 30 days, with the whole dose written out.", false},
	{"pharmacy", "Community pharmacy told", "", false},
	{"aid", "Compliance aid and carer told", "A weekly box goes on being filled until somebody says so.", true},
}

// NewChecklist has nothing ticked.
func NewChecklist(practiceID, participantID string) Checklist {
	c := Checklist{PracticeID: practiceID, ParticipantID: participantID}
	for _, t := range Tasks {
		c.Items = append(c.Items, Tick{Key: t.Key})
	}
	return c
}

// OnRepeat gives the lines that the record has on repeat and that the plan
// speaks of. A medicine that stays as it is stays on repeat: the pharmacy must
// not be asked to hold it back. A plan in own words names no medicine, so there
// the decisions of the review count.
func OnRepeat(record Record, held Review, plan Plan) (out []Line) {
	for _, l := range record.Lines {
		if l.Kind != cohort.Repeat && l.Kind != cohort.RepeatDispensing {
			continue
		}
		reduced := plan.Built && l.Ingredient == plan.Taper.Ingredient
		for _, m := range held.Medicines {
			reduced = reduced || !plan.Built && m.Key == l.Key && (m.Decision == Reduce || m.Decision == Stop)
		}
		if reduced {
			out = append(out, l)
		}
	}
	return out
}

// Tick of a task.
func (c Checklist) Tick(key string) Tick {
	for _, t := range c.Items {
		if t.Key == key {
			return t
		}
	}
	return Tick{Key: key}
}

// Left counts what is still to do.
func (c Checklist) Left() int {
	n := 0
	for _, t := range Tasks {
		if k := c.Tick(t.Key); !k.Done && !k.None {
			n++
		}
	}
	return n
}

// Set applies an answer: "done", "none" or "". What was answered so before
// keeps its name and day.
func (c *Checklist) Set(key, answer, by string, on nhs.Date) {
	i := slices.IndexFunc(c.Items, func(t Tick) bool { return t.Key == key })
	if i < 0 {
		c.Items = append(c.Items, Tick{Key: key})
		i = len(c.Items) - 1
	}
	t := Tick{Key: key, Done: answer == "done", None: answer == "none"}
	if t.Done == c.Items[i].Done && t.None == c.Items[i].None {
		return
	}
	if t.Done || t.None {
		t.By, t.On = by, on
	}
	c.Items[i] = t
}

// Answer of a tick, as the form has it.
func (t Tick) Answer() string {
	switch {
	case t.Done:
		return "done"
	case t.None:
		return "none"
	}
	return ""
}
