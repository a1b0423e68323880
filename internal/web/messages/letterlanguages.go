package messages

import (
	"stepdown/internal/contact"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/web/page"
)

// InLanguage is a letter for the people who read another language than English.
type InLanguage struct {
	contact.Share
	Paragraphs []string
}

// otherLanguages shows a letter to those of its people who read another language
// than English: in it, or why not.
func (a Area) otherLanguages(r *page.Request, letter messaging.LetterText, to []contact.Candidate) ([]InLanguage, error) {
	var people []cycle.Patient
	for _, c := range to {
		people = append(people, c.Patient)
	}
	shares, err := a.Contact.Shares(r.Ctx(), r.PracticeID(), letter, people)
	var out []InLanguage
	for _, s := range shares {
		if s.Reads != "" {
			out = append(out, InLanguage{s, messaging.Paragraphs(s.Body)})
		}
	}
	return out, err
}

// reads names the language of somebody who does not read English, for the list of
// letters.
func reads(c contact.Candidate) string {
	name := otherThanEnglish(c.Patient)
	if name == "" || c.Standing == contact.CanText { // then it is among the reasons
		return ""
	}
	return " They read " + name + "."
}
