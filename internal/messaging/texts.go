package messaging

import (
	"strings"
	"time"

	"stepdown/internal/medicine"
	"stepdown/internal/nhs"
)

// Text is a message with named fields, before it is put into words. Every kind
// has a type of its own, so that a page cannot forget a field in silence.
type Text interface {
	Kind() Kind
	Form() Form
	Fields() []Field
	Check() []string // what is wrong with the fields beyond being empty
	Render() (string, error)
}

// Field is one named field of a text.
type Field struct {
	Name     string
	Value    string // in English, or as it was typed
	Required bool
	In       func(language string) string // the value for another language; nil when it is the same in all
}

// For gives the value for a wording in the language; empty is empty in all.
func (f Field) For(language string) string {
	v := strings.TrimSpace(f.Value)
	if v == "" || language == English || f.In == nil {
		return v
	}
	return strings.TrimSpace(f.In(language))
}

// typed is a field whose value a person types, or Stepdown proposes: the usual
// phrases of such fields are known in other languages, anything else stays.
func typed(name, value string, required bool) Field {
	return Field{name, value, required, func(language string) string { return PhraseIn(language, name, value) }}
}

// Form of an invitation or reminder.
type Form string

// The forms. A text is read on lock screens by whoever stands near, so the
// discreet form, which names no medicine, is the usual one.
const (
	Discreet Form = "discreet"
	Detailed Form = "detailed"
)

// Links to leaflets of Live Well With Pain, each a checked field.
type Links struct{ DecisionGuide, OpioidLottery, AskYourself bool }

// The addresses of the leaflets, as the Greener Practice page gives them.
const (
	DecisionGuideLink = "https://livewellwithpain.co.uk/wp-content/uploads/2022/09/medicines-decision-guide-2023.pdf"
	OpioidLotteryLink = "https://livewellwithpain.co.uk/wp-content/uploads/2022/09/opioid-lottery-v03.pdf"
	AskYourselfLink   = "https://livewellwithpain.co.uk/wp-content/uploads/2022/09/ask-yourself-leaflet.pdf"
)

func (l Links) text() string {
	var out []string
	for _, x := range []struct {
		on   bool
		link string
	}{{l.DecisionGuide, DecisionGuideLink}, {l.OpioidLottery, OpioidLotteryLink}, {l.AskYourself, AskYourselfLink}} {
		if x.on {
			out = append(out, x.link)
		}
	}
	return strings.Join(out, " ")
}

// InvitationText invites to a review (after the Greener Practice page, credit
// Dr Georgina Kirby and Frome Medical Practice).
type InvitationText struct {
	Practice  string
	Clinician string // "Dr Anna Patel (GP)"
	Book      string // how to book: "ring 01632 960123"
	Detailed  bool   // names the medicine; discreet otherwise
	Medicine  string // detailed only: "tramadol"
	Class     medicine.Class
	Links     Links // detailed only
}

func (t InvitationText) Kind() Kind { return Invitation }
func (t InvitationText) Form() Form { return formOf(t.Detailed) }
func (t InvitationText) Fields() []Field {
	return []Field{{"practice", t.Practice, true, nil}, typed("clinician", t.Clinician, true), typed("book", t.Book, true),
		typed("medicine", t.Medicine, t.Detailed), {"links", t.Links.text(), false, nil}}
}
func (t InvitationText) Check() []string {
	var faults []string
	if t.Links.OpioidLottery && t.Class != medicine.Opioid {
		faults = append(faults, "The leaflet about opioids is for people on opioids only.")
	}
	if !t.Detailed && (t.Medicine != "" || t.Links != Links{}) {
		faults = append(faults, "The discreet form names no medicine and carries no leaflet.")
	}
	return faults
}
func (t InvitationText) Render() (string, error) { return render(t) }

// ReminderText reminds of an invitation. It is discreet always.
type ReminderText struct{ Practice, Clinician, Book string }

func (t ReminderText) Kind() Kind { return Reminder }
func (t ReminderText) Form() Form { return Discreet }
func (t ReminderText) Fields() []Field {
	return []Field{{"practice", t.Practice, true, nil}, typed("clinician", t.Clinician, true), typed("book", t.Book, true)}
}
func (t ReminderText) Check() []string         { return nil }
func (t ReminderText) Render() (string, error) { return render(t) }

// FollowUpText asks how things are a month after the review (after the Greener
// Practice page). Discussed is needed for the detailed form only.
type FollowUpText struct {
	Practice  string
	Spoke     nhs.Date
	Detailed  bool
	Discussed string // "tramadol"
}

func (t FollowUpText) Kind() Kind { return FollowUp }
func (t FollowUpText) Form() Form { return formOf(t.Detailed) }
func (t FollowUpText) Fields() []Field {
	return []Field{{"practice", t.Practice, true, nil}, {"day", SayDay(English, t.Spoke), true, func(language string) string { return SayDay(language, t.Spoke) }}, typed("discussed", t.Discussed, t.Detailed)}
}
func (t FollowUpText) Check() []string {
	if !t.Detailed && t.Discussed != "" {
		return []string{"The discreet form names no medicine."}
	}
	return nil
}
func (t FollowUpText) Render() (string, error) { return render(t) }

// PlanStepsText sends the next steps of an agreed plan. Steps are the lines of
// the plan as the taper room words them.
type PlanStepsText struct {
	Practice  string
	Steps     []string            // "From 1 Jun: morning 1"
	StepsIn   map[string][]string // the same lines by language; where one is missing they stay English
	Contact   string              // whom to ring when it is too fast: "01632 960123"
	Clinician string
}

func (t PlanStepsText) Kind() Kind { return PlanText }
func (t PlanStepsText) Form() Form { return Detailed }
func (t PlanStepsText) Fields() []Field {
	return []Field{{"practice", t.Practice, true, nil}, typed("clinician", t.Clinician, true), {"steps", strings.Join(t.Steps, "\n"), true, t.stepsIn}, {"contact", t.Contact, true, nil}}
}
func (t PlanStepsText) stepsIn(language string) string {
	if lines := t.StepsIn[language]; len(lines) > 0 {
		return strings.Join(lines, "\n")
	}
	return strings.Join(t.Steps, "\n")
}
func (t PlanStepsText) Check() []string         { return nil }
func (t PlanStepsText) Render() (string, error) { return render(t) }

// AppointmentText confirms an appointment, or with DayBefore reminds of it.
type AppointmentText struct {
	Practice  string
	Clinician string
	When      string    // "Tuesday 3 June at 10:20"
	At        time.Time // the same, for other languages; zero when it is not known
	Where     string    // "at the surgery", "by telephone"
	Change    string    // how to change it: "ring 01632 960123"
	DayBefore bool
}

func (t AppointmentText) Kind() Kind {
	if t.DayBefore {
		return DayBefore
	}
	return AppointmentConfirmed
}
func (t AppointmentText) Form() Form { return Discreet }
func (t AppointmentText) Fields() []Field {
	return []Field{{"practice", t.Practice, true, nil}, typed("clinician", t.Clinician, true), {"when", t.When, true, whenIn(t.When, t.At)}, typed("where", t.Where, true), typed("change", t.Change, true)}
}
func (t AppointmentText) Check() []string         { return nil }
func (t AppointmentText) Render() (string, error) { return render(t) }

// SessionText invites to a Pain Café or to Ten Footsteps.
type SessionText struct {
	Practice string
	When     string    // empty for Ten Footsteps online
	At       time.Time // the same, for other languages; zero when it is not known
	Where    string    // a place, or for Ten Footsteps online the link
	Book     string    // "ring 01632 960123", or "just come along"
	Cafe     bool
}

func (t SessionText) Kind() Kind {
	if t.Cafe {
		return PainCafeInvitation
	}
	return TenFootstepsInvitation
}
func (t SessionText) Form() Form { return Discreet }
func (t SessionText) Fields() []Field {
	return []Field{{"practice", t.Practice, true, nil}, {"when", t.When, t.Cafe, whenIn(t.When, t.At)}, typed("where", t.Where, true), typed("book", t.Book, t.Cafe)}
}
func (t SessionText) Check() []string         { return nil }
func (t SessionText) Render() (string, error) { return render(t) }

// WellbeingText carries the link to the four ONS wellbeing questions.
type WellbeingText struct{ Practice, Link string }

func (t WellbeingText) Kind() Kind { return WellbeingLink }
func (t WellbeingText) Form() Form { return Discreet }
func (t WellbeingText) Fields() []Field {
	return []Field{{"practice", t.Practice, true, nil}, {"link", t.Link, true, nil}}
}
func (t WellbeingText) Check() []string         { return nil }
func (t WellbeingText) Render() (string, error) { return render(t) }

// SafetyText is the automatic answer to an urgent reply. It names where help
// is at any hour, says plainly that nobody has read the reply yet, and gives
// no advice. An unknown nation names the lines that all nations share.
type SafetyText struct {
	Practice  string
	Telephone string // of the practice; may be empty
	Nation    nhs.Nation
}

// SafetyTemplate is the name and version of the automatic answer.
const SafetyTemplate = "safety-answer/1"

func (t SafetyText) Kind() Kind { return SafetyAnswer }
func (t SafetyText) Form() Form { return Discreet }
func (t SafetyText) Fields() []Field {
	return []Field{{"practice", t.Practice, true, nil}, {"telephone", t.Telephone, false, nil}, {"lines", HelpLines(English, t.Nation), true, func(language string) string { return HelpLines(language, t.Nation) }}}
}
func (t SafetyText) Check() []string         { return nil }
func (t SafetyText) Render() (string, error) { return render(t) }

// AnswerText is what a person writes to a person.
type AnswerText struct {
	Practice string
	Body     string
	Language string // empty for "en"
	LongWhy  string // why it needs more than three segments
}

func (t AnswerText) Kind() Kind { return Answer }
func (t AnswerText) Form() Form { return Detailed }
func (t AnswerText) Fields() []Field {
	return []Field{{"practice", t.Practice, true, nil}, {"body", strings.TrimSpace(t.Body), true, nil}}
}
func (t AnswerText) Check() []string         { return nil }
func (t AnswerText) Render() (string, error) { return render(t) }

// CorrectionText takes back a text that went to the wrong people. In English it
// stands in a frame that ships; in another language a person writes all of it,
// that it is a correction and that we are sorry included.
type CorrectionText struct {
	Practice  string
	Body      string // what was wrong, in plain words
	Telephone string
	Language  string // of Body; empty for "en"
}

func (t CorrectionText) Kind() Kind { return Correction }
func (t CorrectionText) Form() Form { return Discreet }
func (t CorrectionText) Fields() []Field {
	return []Field{{"practice", t.Practice, true, nil}, {"body", strings.TrimSpace(t.Body), true, nil}, {"telephone", t.Telephone, true, nil}}
}
func (t CorrectionText) Check() []string { return nil }

// Wording is the frame: it has no words of its own but in English.
func (t CorrectionText) Wording() Wording {
	if t.Language == "" || t.Language == English {
		return Shipped(Correction, Discreet, English)
	}
	return Wording{Kind: Correction, Form: Discreet, Language: t.Language, Version: 1, Body: "{practice}: {body} {telephone}", WrittenBy: Stepdown}
}
func (t CorrectionText) Render() (string, error) { return t.Wording().Fill(t) }

func formOf(detailed bool) Form {
	if detailed {
		return Detailed
	}
	return Discreet
}
