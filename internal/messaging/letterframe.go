package messaging

import (
	"fmt"

	"stepdown/internal/nhs"
)

// LetterFrame is what stands around the words of a letter: how somebody is
// addressed and taken leave of, the label of the telephone and the date.
type LetterFrame struct {
	Foreign                bool // not in English
	Telephone, On, Closing string
}

// LetterFrameIn words the frame in the language of the letter; "" is an old record
// and English. In a language whose words are not known here the letter closes
// with the name alone, the date is in digits, and a number needs no label.
func LetterFrameIn(language string, on nhs.Date) LetterFrame {
	switch language {
	case English, "":
		return LetterFrame{false, "Telephone", on.String(), "Yours sincerely,"}
	case Welsh:
		return LetterFrame{true, "Ffôn", fmt.Sprintf("%d %s %d", on.Time().Day(), nhs.WelshMonths[on.Time().Month()], on.Time().Year()), "Yn gywir,"}
	}
	return LetterFrame{true, "", on.Time().Format("02/01/2006"), ""}
}

// Dear opens a letter to somebody, named as on the envelope.
func Dear(language, name string) string {
	switch language {
	case English, "":
		return "Dear " + name + ","
	case Welsh:
		return "Annwyl " + name + ","
	}
	return name + ","
}
