package contact

import (
	"slices"
	"time"

	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
)

// Standing reads the register: what holds now for a person and the number
// they have, and since when. The entries are oldest first. A wish by the
// number or by the person holds, an opt-out before all others. A number that
// was checked is no longer a wrong one, but that never undoes an opt-out.
func Standing(entries []messaging.Entry, patient string, number nhs.Mobile) (messaging.Wish, time.Time) {
	var byNumber, byPatient stand
	for _, e := range entries {
		if number != "" && e.Number == number {
			byNumber.take(e)
		}
		if patient != "" && e.Patient == patient {
			byPatient.take(e)
		}
	}
	for _, pick := range []struct {
		wish messaging.Wish
		of   func(stand) time.Time
	}{
		{messaging.OptedOut, func(s stand) time.Time { return s.out }},
		{messaging.WrongPerson, func(s stand) time.Time { return s.wrong }},
		{messaging.AskedToStop, func(s stand) time.Time { return s.asked }},
	} {
		for _, s := range []stand{byNumber, byPatient} {
			if at := pick.of(s); !at.IsZero() {
				return pick.wish, at
			}
		}
	}
	return "", time.Time{}
}

// StandingEntry is the line of the register on which rests what holds now; false
// when texts may go.
func StandingEntry(entries []messaging.Entry, patient string, number nhs.Mobile) (messaging.Entry, bool) {
	wish, at := Standing(entries, patient, number)
	for _, e := range slices.Backward(entries) {
		if wish != "" && e.Wish == wish && e.At.Equal(at) && (number != "" && e.Number == number || patient != "" && e.Patient == patient) {
			return e, true
		}
	}
	return messaging.Entry{}, false
}

// stand is what holds by a number or by a person; the zero time is "does not".
type stand struct{ out, wrong, asked time.Time }

func (s *stand) take(e messaging.Entry) {
	switch e.Wish {
	case messaging.OptedOut:
		s.out = e.At
	case messaging.OptedIn: // says nothing about whose phone it is
		s.out, s.asked = time.Time{}, time.Time{}
	case messaging.AskedToStop:
		s.asked = e.At
	case messaging.WrongPerson:
		s.wrong = e.At
	case messaging.Checked:
		s.wrong, s.asked = time.Time{}, time.Time{}
	}
}
