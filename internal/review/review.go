package review

import (
	"slices"
	"strings"
	"time"

	"stepdown/internal/medicine"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// State of a review.
type State string

// The states. An amended review was completed before.
const (
	Draft     State = "draft"
	Completed State = "completed"
	Amended   State = "amended"
)

// Done reports whether the review has been held to its end.
func (s State) Done() bool { return s == Completed || s == Amended }

// Decision on one medicine, shared between the person and the clinician.
type Decision string

// The decisions.
const (
	Undecided Decision = ""
	Reduce    Decision = "reduce"
	Stop      Decision = "stop"
	NoChange  Decision = "no change"
	Change    Decision = "change"
)

// Decisions in the order of the form.
var Decisions = []Decision{Reduce, Stop, NoChange, Change}

// MedicineDecision is what was decided about one line, and why.
type MedicineDecision struct {
	Key        string
	Name       string
	Dose       string
	Class      medicine.Class
	Ingredient string
	Decision   Decision
	Reason     string
}

// Review is one saved version of a pain review. Every save is a new version;
// earlier ones stay.
type Review struct {
	ID            string
	PracticeID    string
	ParticipantID string
	Version       int
	State         State
	SavedAt       time.Time
	SavedBy       string // id of a member of staff
	SavedName     string

	HeldOn nhs.Date // first completed; empty for a draft

	// Listening.
	Story     string // in the person's own words
	Matters   string // what matters to them
	DoAgain   string // what they would like to do again
	GuideRead string // medicines decision guide: an answer of GuideAnswers

	// Explaining.
	Explanations   []string // keys of Explanations
	OtherWords     string   // another way it was explained
	Misunderstood  string
	Understood     string
	SuicideAsked   string // an answer of SuicideAnswers
	SuicideActions string // what was done, or why it was not asked

	// Plan.
	Medicines []MedicineDecision
	Support   []string // keys of Supports
	Goals     string   // in their words
	SafetyNet string
	Driving   string
	Amendment string // why a completed review was changed
	RecordOf  nhs.Date
}

// Choice is one answer of a list that the form offers.
type Choice struct{ Key, Text string }

// GuideAnswers: has the medicines decision guide been read?
var GuideAnswers = []Choice{{"read", "Yes, read before the review"}, {"together", "We read it together"}, {"not yet", "Not yet: given to take home"}, {"no", "No"}}

// Explanations are ways to explain persistent pain.
var Explanations = []Choice{
	{"alarm", "A car alarm that has become too sensitive"},
	{"volume", "The volume of the pain system is turned up"},
	{"brain", "Pain and the brain (Ten Footsteps, footstep 1)"},
	{"hurt-harm", "Hurt does not always mean harm"},
	{"medicines", "Why opioids and gabapentinoids help less as time goes on"},
}

// Supports are what can be offered beside medicines.
var Supports = []Choice{
	{"ten-footsteps", "Ten Footsteps"}, {"pain-cafe", "Pain Café"}, {"social-prescriber", "Social prescriber"},
	{"physiotherapy", "Physiotherapy"}, {"mental-health", "Mental health support"},
}

// Answers to the question about thoughts of suicide, which is asked at every
// contact.
const (
	SuicideNone     = "none"
	SuicidePresent  = "present"
	SuicideNotAsked = "not asked"
)

// SuicideAnswers in the order of the form.
var SuicideAnswers = []Choice{{SuicideNone, "Asked: no such thoughts"}, {SuicidePresent, "Asked: yes, there are such thoughts"}, {SuicideNotAsked, "Not asked this time"}}

// Texts gives the words of chosen keys, in the order of the list.
func Texts(list []Choice, keys ...string) []string {
	var out []string
	for _, c := range list {
		if slices.Contains(keys, c.Key) {
			out = append(out, c.Text)
		}
	}
	return out
}

// Prefill adds the medicines of the record that the review does not speak of
// yet, and drops undecided ones that the record no longer has. Decisions stay.
func (r *Review) Prefill(rec Record) {
	r.RecordOf = rec.AsAt
	kept := slices.DeleteFunc(slices.Clone(r.Medicines), func(m MedicineDecision) bool {
		return rec.AsAt != "" && m.Decision == Undecided && rec.line(m.Key) == nil
	})
	for _, l := range rec.Lines {
		if !slices.ContainsFunc(kept, func(m MedicineDecision) bool { return m.Key == l.Key }) {
			kept = append(kept, MedicineDecision{Key: l.Key, Name: l.Name, Dose: l.Dose, Class: l.Class, Ingredient: l.Ingredient})
		}
	}
	r.Medicines = kept
}

// Reduces reports whether some medicine is to be reduced or stopped.
func (r Review) Reduces() bool {
	return slices.ContainsFunc(r.Medicines, func(m MedicineDecision) bool { return m.Decision == Reduce || m.Decision == Stop })
}

// Complete says what is missing before the review can be closed.
func (r Review) Complete() error {
	fields := map[string]string{}
	blank := func(s string) bool { return strings.TrimSpace(s) == "" }
	if blank(r.Story) && blank(r.Matters) {
		fields["story"] = "Enter the person's story, or what matters to them"
	}
	switch {
	case r.SuicideAsked == "":
		fields["suicide"] = "Select whether thoughts of suicide were asked about"
	case r.SuicideAsked != SuicideNone && blank(r.SuicideActions):
		fields["suicide_actions"] = "Enter what was done, or why it was not asked"
	}
	for _, m := range r.Medicines {
		if m.Decision == Undecided {
			fields["decision-"+m.Key] = "Select what was decided about " + m.Name
		}
		if m.Decision == Change && blank(m.Reason) {
			fields["reason-"+m.Key] = "Enter the change and the reason for " + m.Name
		}
	}
	if r.Reduces() && blank(r.SafetyNet) {
		fields["safety_net"] = "Enter the safety-net advice that was given"
	}
	if len(fields) > 0 {
		return &problem.Error{Kind: problem.Invalid, Text: "The review is not complete.", Fields: fields}
	}
	return nil
}

// same reports whether two versions say the same, so that a draft saved
// without a change makes no version.
func (r Review) same(o Review) bool {
	return r.State == o.State && r.Story == o.Story && r.Matters == o.Matters && r.DoAgain == o.DoAgain && r.GuideRead == o.GuideRead &&
		slices.Equal(r.Explanations, o.Explanations) && r.OtherWords == o.OtherWords && r.Misunderstood == o.Misunderstood &&
		r.Understood == o.Understood && r.SuicideAsked == o.SuicideAsked && r.SuicideActions == o.SuicideActions &&
		slices.Equal(r.Medicines, o.Medicines) && slices.Equal(r.Support, o.Support) && r.Goals == o.Goals &&
		r.SafetyNet == o.SafetyNet && r.Driving == o.Driving && r.Amendment == o.Amendment
}
