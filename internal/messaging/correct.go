package messaging

import "time"

// Reached reports whether the text went to the network, or may have.
func (m Message) Reached() bool {
	switch m.State {
	case Sending, Unknown, Accepted, Sent, Delivered, Undelivered:
		return true
	case Failed:
		return m.ProviderID != "" // taken by the network first: part of it may have arrived
	}
	return false
}

// Corrections writes one correction for each text of a wrong batch that went
// or may have gone, to the same number, and for no other. Queued twice they are
// still one each.
func Corrections(wrong []Message, t CorrectionText, now time.Time) ([]Message, error) {
	body, err := t.Render()
	if err != nil {
		return nil, err
	}
	var out []Message
	for _, m := range wrong {
		if !m.Reached() || m.Kind == Correction {
			continue
		}
		out = append(out, Message{
			Practice: m.Practice, Patient: m.Patient, Cycle: m.Cycle, Participant: m.Participant, Kind: Correction,
			Intent: IntentOf(Correction, m.ID), Template: Shipped(Correction, Discreet, "en").Name(), Language: "en",
			To: m.To, Body: body, Line: m.Line, Due: now.UTC(),
		})
	}
	return out, nil
}
