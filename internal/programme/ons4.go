package programme

import (
	"fmt"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Score is an answer from 0 to 10; the zero Score is "not answered", which is
// not 0.
type Score struct {
	Value int
	Given bool
}

// Gave is an answer of n.
func Gave(n int) Score { return Score{Value: n, Given: true} }

// ONS4 are the four personal wellbeing questions of the Office for National
// Statistics. They are four measures and are never summed (ONS, "Personal
// well-being user guidance"; CORC).
type ONS4 struct {
	Satisfied  Score
	Worthwhile Score
	Happy      Score
	Anxious    Score
}

// Question is one of the four.
type Question struct {
	Key         string
	Short       string
	Text        string // as the ONS asks it
	LowerBetter bool   // anxiety
}

// ONSSource is to be named wherever the questions are shown.
const ONSSource = "Office for National Statistics, four personal wellbeing questions (ONS4); answers from 0, not at all, to 10, completely"

// Questions gives the four in the order in which the ONS asks them.
func Questions() []Question {
	return []Question{
		{"satisfied", "Life satisfaction", "Overall, how satisfied are you with your life nowadays?", false},
		{"worthwhile", "Worthwhile", "Overall, to what extent do you feel that the things you do in your life are worthwhile?", false},
		{"happy", "Happiness", "Overall, how happy did you feel yesterday?", false},
		{"anxious", "Anxiety", "On a scale where 0 is “not at all anxious” and 10 is “completely anxious”, overall, how anxious did you feel yesterday?", true},
	}
}

// Scores gives the answers in the order of Questions.
func (o ONS4) Scores() [4]Score { return [4]Score{o.Satisfied, o.Worthwhile, o.Happy, o.Anxious} }

// Validate says which answers to mend. Leaving questions out is a person's
// right; leaving all four out is not an answer.
func (o ONS4) Validate() error {
	fields := map[string]string{}
	given := 0
	for i, s := range o.Scores() {
		if s.Given {
			given++
			if s.Value < 0 || s.Value > 10 {
				fields[Questions()[i].Key] = "Enter a whole number from 0 to 10"
			}
		}
	}
	if given == 0 {
		fields[Questions()[0].Key] = "Enter at least one answer"
	}
	if len(fields) > 0 {
		return &problem.Error{Kind: problem.Invalid, Text: "The answers need mending.", Fields: fields}
	}
	return nil
}

// Band is the ONS's word for a score.
func (q Question) Band(s Score) string {
	if !s.Given {
		return "not answered"
	}
	names, tops := []string{"low", "medium", "high", "very high"}, []int{4, 6, 8, 10}
	if q.LowerBetter {
		names, tops = []string{"very low", "low", "medium", "high"}, []int{1, 3, 5, 10}
	}
	for i, top := range tops {
		if s.Value >= 0 && s.Value <= top {
			return names[i]
		}
	}
	return "not known"
}

// Moment is when the questions were asked.
type Moment string

// The moments.
const (
	Before Moment = "before"
	After  Moment = "after"
)

// Wellbeing is one person's answers on one day.
type Wellbeing struct {
	ID         string
	PracticeID string
	PatientID  string
	CycleID    string
	Moment     Moment
	AskedOn    nhs.Date
	Answers    ONS4
}

// Validate says what to mend.
func (w Wellbeing) Validate(today nhs.Date) error {
	fields := map[string]string{}
	if w.Moment != Before && w.Moment != After {
		fields["moment"] = "Say whether this is before or after the programme"
	}
	if !w.AskedOn.Known() {
		fields["asked_on"] = "Enter the date"
	} else if today.Before(w.AskedOn) {
		fields["asked_on"] = "The date must not be in the future"
	}
	if e, ok := w.Answers.Validate().(*problem.Error); ok {
		for k, v := range e.Fields {
			fields[k] = v
		}
	}
	if len(fields) > 0 {
		return &problem.Error{Kind: problem.Invalid, Text: "The answers need mending.", Fields: fields}
	}
	return nil
}

// String keeps answers out of logs: a score is about a person's mind.
func (s Score) String() string { return "(score)" }

// GoString does the same for %#v.
func (s Score) GoString() string { return "programme.Score{...}" }

// Text writes the score for a page.
func (s Score) Text() string {
	if !s.Given {
		return "not answered"
	}
	return fmt.Sprint(s.Value)
}
