package messaging

import (
	"strings"

	"stepdown/internal/medicine"
)

// The kinds of letter. They are worded and approved as texts are, and never
// queued: a letter is printed and posted.
const (
	InvitationLetter Kind = "invitation-letter"
	ReminderLetter   Kind = "reminder-letter"
)

// LetterKinds in the order of a cycle.
var LetterKinds = []Kind{InvitationLetter, ReminderLetter}

// LetterText is what a letter says between "Dear ..." and "Yours sincerely".
// Paragraphs are parted by empty lines.
type LetterText struct {
	Practice  string
	Clinician string
	Book      string
	Detailed  bool
	Medicine  string // detailed only
	Class     medicine.Class
	Links     Links // detailed only
	Remind    bool  // reminds of an invitation; discreet always
}

func (t LetterText) Kind() Kind {
	if t.Remind {
		return ReminderLetter
	}
	return InvitationLetter
}
func (t LetterText) Form() Form { return formOf(t.Detailed && !t.Remind) }
func (t LetterText) Fields() []Field {
	fields := []Field{{"practice", t.Practice, true, nil}, typed("clinician", t.Clinician, true), typed("book", t.Book, true)}
	if t.Remind {
		return fields
	}
	return append(fields, typed("medicine", t.Medicine, t.Detailed), Field{"links", strings.ReplaceAll(t.Links.text(), " ", "\n\n"), false, nil})
}
func (t LetterText) Check() []string {
	return InvitationText{Class: t.Class, Links: t.Links, Medicine: t.Medicine, Detailed: t.Detailed}.Check()
}
func (t LetterText) Render() (string, error) { return Shipped(t.Kind(), t.Form(), "en").FillRaw(t) }

// Paragraphs parts a letter's words.
func Paragraphs(body string) []string {
	var out []string
	for _, p := range strings.Split(strings.ReplaceAll(body, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
