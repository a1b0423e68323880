package contact

import (
	"stepdown/internal/medicine"
	"stepdown/internal/messaging"
	"stepdown/internal/practice"
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
		return messaging.PlanStepsText{Practice: p.Name, Clinician: "Priya Shah", Steps: []string{"From 1 June: 1 in the morning, 1 at night", "From 15 June: 1 at night"}, Contact: phone}
	case messaging.AppointmentConfirmed, messaging.DayBefore:
		return messaging.AppointmentText{Practice: p.Name, Clinician: "Priya Shah", When: "Tuesday 2 June 2026, 9.30am", Digits: "02/06/2026 09:30", Where: "Room 3", Change: "ring " + phone, DayBefore: w.Kind == messaging.DayBefore}
	case messaging.PainCafeInvitation, messaging.TenFootstepsInvitation:
		return messaging.SessionText{Practice: p.Name, When: "Tuesday 2 June 2026, 2pm", Digits: "02/06/2026 14:00", Where: "at the community hall", Book: "Just come along", Cafe: w.Kind == messaging.PainCafeInvitation}
	case messaging.WellbeingLink:
		return messaging.WellbeingText{Practice: p.Name, Link: "https://www.example.nhs.uk/wellbeing"}
	}
	if w.Kind.Letter() {
		return v.Letter(p.Name)
	}
	return v.Text(p.Name)
}
