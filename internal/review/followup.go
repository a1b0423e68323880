package review

import (
	"strings"
	"time"

	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// FollowUpState is where a follow-up stands.
type FollowUpState string

// The states of a follow-up.
const (
	FollowUpDue    FollowUpState = "due"
	FollowUpBooked FollowUpState = "booked"
	FollowUpTexted FollowUpState = "texted"
	FollowUpDone   FollowUpState = "done"
	FollowUpClosed FollowUpState = "closed" // without a contact, with a reason
)

// Open reports whether somebody still waits for it.
func (s FollowUpState) Open() bool { return s != FollowUpDone && s != FollowUpClosed }

// Ways of a follow-up.
const (
	ByTelephone = "telephone"
	FaceToFace  = "face to face"
	ByText      = "text"
)

// FollowUp is one contact that is due, and what was said at it.
type FollowUp struct {
	ID            string
	PracticeID    string
	ParticipantID string
	Due           nhs.Date
	State         FollowUpState
	Version       int
	UpdatedAt     time.Time

	About    About
	Medicine string   // that started again, as an ingredient
	Seen     string   // the lines of it, as the extract has them
	Extract  nhs.Date // in which it was seen

	BookedFor nhs.Date
	TextedOn  nhs.Date
	Attempts  []cycle.Attempt
	Contact   Contact
	Closing   string // why it was closed without a contact
}

// About says why a contact is due; empty for the monthly one while a plan runs.
type About string

// The reasons. What comes after the last step asks whether it has lasted.
const (
	Monthly    About = ""
	OneAfter   About = "one month after the last step"
	ThreeAfter About = "three months after the last step"
	SixAfter   About = "six months after the last step"
	Restart    About = "prescribed again after it was stopped"
)

// After reports whether the contact comes when the last step is taken: then
// somebody telephones, and no text asks whether they need a prescription.
func (a About) After() bool { return a != Monthly }

// Contact is what was said, and what was decided.
type Contact struct {
	On           nhs.Date
	Way          string
	By           string
	HowGoing     string
	Withdrawal   string
	Mood         string
	SuicideAsked string // an answer of SuicideAnswers
	Actions      string // what was done about such thoughts, or why it was not asked
	Step         string // an answer of StepAnswers
	StepReason   string
	NextSupply   nhs.Date
	Result       Result // after the last step: what became of the medicine; empty when not asked
}

// What was decided about the next step of the plan.
const (
	StepGoOn = "go on"
	StepHold = "hold"
	StepSlow = "slower"
	StepEnd  = "stop the plan"
	StepNone = "no plan"
)

// StepAnswers in the order of the form.
var StepAnswers = []Choice{{StepGoOn, "Go on with the next step"}, {StepHold, "Hold: stay on this dose"}, {StepSlow, "Go on more slowly"},
	{StepEnd, "End the plan here"}, {StepNone, "There is no tapering plan"}}

// Check says what to mend.
func (c Contact) Check() error {
	fields := map[string]string{}
	if c.Way != ByTelephone && c.Way != FaceToFace && c.Way != ByText {
		fields["way"] = "Select how you spoke"
	}
	if strings.TrimSpace(c.HowGoing) == "" {
		fields["how_going"] = "Enter how it is going"
	}
	switch {
	case c.SuicideAsked == "":
		fields["suicide"] = "Select whether thoughts of suicide were asked about"
	case c.SuicideAsked != SuicideNone && strings.TrimSpace(c.Actions) == "":
		fields["suicide_actions"] = "Enter what was done, or why it was not asked"
	}
	if c.Step == "" {
		fields["step"] = "Select what was decided about the next step"
	}
	if len(fields) > 0 {
		return &problem.Error{Kind: problem.Invalid, Text: "The contact is not complete.", Fields: fields}
	}
	return nil
}

// DueAfter is when the next contact is due: one calendar month, within the
// month it falls in (31 January gives 28 or 29 February).
func DueAfter(on nhs.Date) nhs.Date { return on.AddMonths(1) }

// waitForReply is how many days a text may go unanswered before somebody
// telephones: silence never ends a plan.
const waitForReply = 7

// OfMedicine is the medicine that a contact after the last step asks about;
// empty for the monthly ones, and where a plan in own words names none.
func (f FollowUp) OfMedicine(p Plan) string {
	switch {
	case f.About == Restart:
		return f.Medicine
	case f.About.After():
		return p.Taper.Ingredient
	}
	return ""
}

// Silent reports whether a text has gone unanswered for a week.
func (f FollowUp) Silent(today nhs.Date) bool {
	return f.State == FollowUpTexted && f.TextedOn.AddDays(waitForReply) <= today
}
