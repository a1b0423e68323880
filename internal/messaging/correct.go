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

// correctionWhy stands where a text says why it is long: a wrong text is taken
// back at once, in the words of whoever does it.
const correctionWhy = "It takes a wrong text back."

// Corrections writes one correction for each text of a wrong batch that went
// or may have gone, to the same number, and for no other, in the words that
// textOf gives for it. Queued twice they are still one each.
func Corrections(wrong []Message, textOf func(Message) CorrectionText, now time.Time) ([]Message, error) {
	var out []Message
	for _, m := range wrong {
		if !m.Reached() || m.Kind == Correction {
			continue
		}
		t := textOf(m)
		body, err := t.Render()
		if err != nil {
			return nil, err
		}
		w := t.Wording()
		out = append(out, Message{
			Practice: m.Practice, Patient: m.Patient, Cycle: m.Cycle, Participant: m.Participant, Kind: Correction,
			Intent: IntentOf(Correction, m.ID), Template: w.Name(), Language: w.Language,
			To: m.To, Body: body, Line: m.Line, Due: now.UTC(), LongWhy: correctionWhy,
		})
	}
	return out, nil
}
