package contact

import (
	"cmp"
	"context"
	"slices"

	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
)

// Worded is a text in the words in which it goes to somebody.
type Worded struct {
	Wording  messaging.Wording
	Reads    string // the language that the person reads, in English words; empty when it is English or not known
	Own      bool   // the wording is in that language
	Body     string
	Segments messaging.Segments
	Typed    []string                 // what stays in English within words of another language
	Lost     []messaging.Substitution // what smart encoding put in the place of other characters
}

// Lacks reports whether the person reads a language without approved words,
// so that English goes to them.
func (w Worded) Lacks() bool { return w.Reads != "" && !w.Own }

// Reads gives the language that a person reads: a BCP 47 tag, and its name.
// The interpreter whom colleagues noted comes before what the export says. The
// tag is English where nothing is known. Words that nobody can place stand in
// quotation marks with the empty tag, so that a person sees them before a text
// goes in English.
func Reads(p cycle.Patient) (tag, name string) {
	interpreter, language := p.Needs.Interpreter, p.Person.Language
	tag, known := messaging.LanguageIn(interpreter), messaging.LanguageOf(language)
	switch {
	case tag != "":
	case known != "" && (known != messaging.English || messaging.NoLanguage(interpreter)):
		tag = known
	case !messaging.NoLanguage(interpreter):
		return "", "“" + interpreter + "”"
	case !messaging.NoLanguage(language):
		return "", "“" + language + "”"
	default:
		tag = messaging.English
	}
	return tag, messaging.LanguageName(tag)
}

// notApproved tells the page what to do about words that nobody approved.
func notApproved(k messaging.Kind) error {
	return problem.Conflictf("Nobody in the practice has approved what this says yet (%s), so nothing can go. It is done under Settings, Texts and letters.", k)
}

// words puts a text into the practice's approved words for a person. Every text
// and letter that goes out is worded here.
func (s *Service) words(ctx context.Context, practiceID string, t messaging.Text, to cycle.Patient) (Worded, error) {
	all, err := s.wordings(ctx, practiceID)
	if err != nil {
		return Worded{}, err
	}
	return worded(all, t, to)
}

func worded(all messaging.Wordings, t messaging.Text, to cycle.Patient) (Worded, error) {
	tag, name := Reads(to)
	w, own, ok := all.Choose(t.Kind(), t.Form(), tag)
	if !ok {
		return Worded{}, notApproved(t.Kind())
	}
	out := Worded{Wording: w, Own: own, Typed: w.StaysEnglish(t)}
	if tag != messaging.English {
		out.Reads = name
	}
	raw, err := w.FillRaw(t)
	if err != nil {
		return out, inForm(err)
	}
	out.Body = raw
	if !t.Kind().Letter() {
		out.Body, out.Lost = messaging.SmartEncode(raw)
	}
	out.Segments = messaging.Count(out.Body)
	return out, nil
}

// SafetyWords gives the words of the automatic safety answer for a person: those
// approved for the language that they read, else the English ones.
func (s *Service) SafetyWords(ctx context.Context, practiceID, patientID string) (messaging.Wording, error) {
	to, err := s.Store.Patient(ctx, practiceID, patientID)
	if err != nil {
		return messaging.Wording{}, err
	}
	all, err := s.wordings(ctx, practiceID)
	tag, _ := Reads(to)
	w, _, _ := all.Choose(messaging.SafetyAnswer, messaging.Discreet, tag)
	return w, err
}

// Preview shows a text as it would go to a person; to nobody in particular
// when patientID is empty.
func (s *Service) Preview(ctx context.Context, practiceID, patientID string, t messaging.Text) (Worded, error) {
	var to cycle.Patient
	if patientID != "" {
		var err error
		if to, err = s.Store.Patient(ctx, practiceID, patientID); err != nil {
			return Worded{}, err
		}
	}
	return s.words(ctx, practiceID, t, to)
}

// Share is a text as some of its people get it: those who read one language.
type Share struct {
	Worded
	People int
}

// Shares words a text for people, once for each language that they read; English
// first.
func (s *Service) Shares(ctx context.Context, practiceID string, t messaging.Text, people []cycle.Patient) ([]Share, error) {
	all, err := s.wordings(ctx, practiceID)
	if err != nil {
		return nil, err
	}
	var out []Share
	for _, to := range people {
		w, err := worded(all, t, to)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(out, func(x Share) bool { return x.Reads == w.Reads })
		if i < 0 {
			i, out = len(out), append(out, Share{Worded: w})
		}
		out[i].People++
	}
	slices.SortStableFunc(out, func(a, b Share) int { return cmp.Compare(min(len(a.Reads), 1), min(len(b.Reads), 1)) })
	return out, nil
}
