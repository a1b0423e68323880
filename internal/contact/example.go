package contact

import (
	"time"

	"stepdown/internal/medicine"
	"stepdown/internal/messaging"
	"stepdown/internal/practice"
	"stepdown/internal/taper"
)

// ExampleOf fills a wording as if it went to an invented person, so that it can
// be read and measured before anybody approves it.
func ExampleOf(w messaging.Wording, p practice.Practice) (string, []messaging.Substitution, error) {
	body, err := w.FillRaw(example(w, p))
	if err != nil || w.Kind.Letter() {
		return body, nil, err
	}
	body, lost := messaging.SmartEncode(body)
	return body, lost, nil
}

// FieldSaid is a field of an example, in English and as it stands in a wording.
type FieldSaid struct{ Name, English, Other string }

// FieldsOf gives the fields of the invented example as they stand in a wording.
func FieldsOf(w messaging.Wording, p practice.Practice) []FieldSaid {
	var out []FieldSaid
	for _, f := range example(w, p).Fields() {
		out = append(out, FieldSaid{f.Name, f.Value, f.For(w.Language)})
	}
	return out
}

// exampleAt is Tuesday 2 June 2026, 9.30am in London.
var exampleAt = time.Date(2026, 6, 2, 8, 30, 0, 0, time.UTC)

// exampleLines are the lines of an invented plan.
func exampleLines(w taper.TextWords) []string {
	p := taper.Plan{Steps: []taper.Step{
		{From: "2026-06-01", To: "2026-06-14", Take: []taper.Take{{Product: "Tramadol 50mg capsules", Unit: "capsule", Morning: 1, Night: 1}}},
		{From: "2026-06-15", To: "2026-06-28", Take: []taper.Take{{Product: "Tramadol 50mg capsules", Unit: "capsule", Night: 1}}},
	}}
	return p.TextLinesIn(w, "2026-06-01", "2026-06-28", false)
}

func example(w messaging.Wording, p practice.Practice) messaging.Text {
	phone := p.Settings.Phone
	if phone == "" {
		phone = "01632 960 000"
	}
	v := Invitation{Clinician: "Priya Shah (pharmacist)", Book: "ring " + phone, Detailed: w.Form == messaging.Detailed, Medicine: "tramadol", Class: medicine.Opioid, Leaflets: true}
	switch w.Kind {
	case messaging.Reminder, messaging.ReminderLetter:
		v.Remind, v.Detailed = true, false
	case messaging.FollowUp:
		t := messaging.FollowUpText{Practice: p.Name, Spoke: "2026-06-02", Detailed: v.Detailed}
		if t.Detailed {
			t.Discussed = v.Medicine
		}
		return t
	case messaging.PlanText:
		return messaging.PlanStepsText{Practice: p.Name, Clinician: "Priya Shah", Steps: exampleLines(taper.EnglishText), StepsIn: map[string][]string{messaging.Welsh: exampleLines(taper.WelshText)}, Contact: phone}
	case messaging.AppointmentConfirmed, messaging.DayBefore:
		return messaging.AppointmentText{Practice: p.Name, Clinician: "Priya Shah", When: "Tuesday 2 June 2026, 9.30am", At: exampleAt, Where: "Room 3", Change: "ring " + phone, DayBefore: w.Kind == messaging.DayBefore}
	case messaging.PainCafeInvitation, messaging.TenFootstepsInvitation:
		return messaging.SessionText{Practice: p.Name, When: "Tuesday 2 June 2026, 2pm", At: exampleAt.Add(270 * time.Minute), Where: "at the community hall", Book: "Just come along", Cafe: w.Kind == messaging.PainCafeInvitation}
	case messaging.SafetyAnswer:
		return messaging.SafetyText{Practice: p.Name, Telephone: phone, Nation: p.Settings.Nation}
	case messaging.WellbeingLink:
		return messaging.WellbeingText{Practice: p.Name, Link: "https://www.example.nhs.uk/wellbeing"}
	}
	if w.Kind.Letter() {
		return v.Letter(p.Name)
	}
	return v.Text(p.Name)
}
