package messaging

import (
	"strings"

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
	Value    string
	Required bool
	Digits   string // the value in digits alone, for wordings that are not English: "03/06/2026"
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
	return []Field{{"practice", t.Practice, true, ""}, {"clinician", t.Clinician, true, ""}, {"book", t.Book, true, ""},
		{"medicine", t.Medicine, t.Detailed, ""}, {"links", t.Links.text(), false, ""}}
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
	return []Field{{"practice", t.Practice, true, ""}, {"clinician", t.Clinician, true, ""}, {"book", t.Book, true, ""}}
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
	return []Field{{"practice", t.Practice, true, ""}, {"day", dayOf(t.Spoke), true, digitsOf(t.Spoke)}, {"discussed", t.Discussed, t.Detailed, ""}}
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
	Steps     []string // "From 1 June: 1 tablet in the morning"
	Contact   string   // whom to ring when it is too fast: "01632 960123"
	Clinician string
}

func (t PlanStepsText) Kind() Kind { return PlanText }
func (t PlanStepsText) Form() Form { return Detailed }
func (t PlanStepsText) Fields() []Field {
	return []Field{{"practice", t.Practice, true, ""}, {"clinician", t.Clinician, true, ""}, {"steps", strings.Join(t.Steps, "\n"), true, ""}, {"contact", t.Contact, true, ""}}
}
func (t PlanStepsText) Check() []string         { return nil }
func (t PlanStepsText) Render() (string, error) { return render(t) }

// AppointmentText confirms an appointment, or with DayBefore reminds of it.
type AppointmentText struct {
	Practice  string
	Clinician string
	When      string // "Tuesday 3 June at 10:20"
	Digits    string // the same in digits, for other languages: "03/06/2026 10:20"; may be empty
	Where     string // "at the surgery", "by telephone"
	Change    string // how to change it: "ring 01632 960123"
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
	return []Field{{"practice", t.Practice, true, ""}, {"clinician", t.Clinician, true, ""}, {"when", t.When, true, t.Digits}, {"where", t.Where, true, ""}, {"change", t.Change, true, ""}}
}
func (t AppointmentText) Check() []string         { return nil }
func (t AppointmentText) Render() (string, error) { return render(t) }

// SessionText invites to a Pain Café or to Ten Footsteps.
type SessionText struct {
	Practice string
	When     string // empty for Ten Footsteps online
	Digits   string // the same in digits, for other languages; may be empty
	Where    string // a place, or for Ten Footsteps online the link
	Book     string // "ring 01632 960123", or "just come along"
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
	return []Field{{"practice", t.Practice, true, ""}, {"when", t.When, t.Cafe, t.Digits}, {"where", t.Where, true, ""}, {"book", t.Book, t.Cafe, ""}}
}
func (t SessionText) Check() []string         { return nil }
func (t SessionText) Render() (string, error) { return render(t) }

// WellbeingText carries the link to the four ONS wellbeing questions.
type WellbeingText struct{ Practice, Link string }

func (t WellbeingText) Kind() Kind { return WellbeingLink }
func (t WellbeingText) Form() Form { return Discreet }
func (t WellbeingText) Fields() []Field {
	return []Field{{"practice", t.Practice, true, ""}, {"link", t.Link, true, ""}}
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
	return []Field{{"practice", t.Practice, true, ""}, {"telephone", t.Telephone, false, ""}, {"lines", helpLines(t.Nation), true, ""}}
}
func (t SafetyText) Check() []string         { return nil }
func (t SafetyText) Render() (string, error) { return render(t) }

// helpLines are the urgent lines of each nation: NHS 111 option 2 for mental
// health in England (NHS England, 2024) and Wales (NHS Wales, 2023), the
// mental health hub of NHS 24 on 111 in Scotland, and Lifeline in Northern
// Ireland, which has no 111. Samaritans 116 123 answer everywhere.
func helpLines(n nhs.Nation) string {
	switch n {
	case nhs.England, nhs.Wales:
		return "Urgent help at any hour: NHS 111 (mental health: 111, option 2)."
	case nhs.Scotland:
		return "Urgent help at any hour: NHS 24 on 111 (for mental health choose the mental health option)."
	case nhs.NorthernIreland:
		return "Urgent help: ring your GP or GP out of hours. Mental health crisis at any hour: Lifeline 0808 808 8000."
	}
	return "Urgent help: NHS 111, or your GP out of hours service."
}

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
	return []Field{{"practice", t.Practice, true, ""}, {"body", strings.TrimSpace(t.Body), true, ""}}
}
func (t AnswerText) Check() []string         { return nil }
func (t AnswerText) Render() (string, error) { return render(t) }

// CorrectionText takes back a text that went to the wrong people.
type CorrectionText struct {
	Practice  string
	Body      string // what was wrong, in plain words
	Telephone string
}

func (t CorrectionText) Kind() Kind { return Correction }
func (t CorrectionText) Form() Form { return Discreet }
func (t CorrectionText) Fields() []Field {
	return []Field{{"practice", t.Practice, true, ""}, {"body", strings.TrimSpace(t.Body), true, ""}, {"telephone", t.Telephone, true, ""}}
}
func (t CorrectionText) Check() []string         { return nil }
func (t CorrectionText) Render() (string, error) { return render(t) }

func formOf(detailed bool) Form {
	if detailed {
		return Detailed
	}
	return Discreet
}

func digitsOf(d nhs.Date) string {
	if !d.Known() {
		return ""
	}
	return d.Time().Format("02/01/2006")
}

// dayOf says a day as people do: "Tuesday 3 June".
func dayOf(d nhs.Date) string {
	if !d.Known() {
		return ""
	}
	return d.Time().Format("Monday 2 January")
}
