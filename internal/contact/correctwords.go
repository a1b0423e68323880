package contact

import (
	"strings"

	"stepdown/internal/messaging"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
)

// Words of a correction: in English, and in the languages in which somebody can
// write it. Who reads another one gets English.
type Words struct {
	English string
	In      map[string]string // by BCP 47 tag
}

// forReader gives the words for somebody who reads the language, and the language in
// which they are.
func (w Words) forReader(tag string) (words, language string) {
	if own := strings.TrimSpace(w.In[tag]); own != "" && tag != messaging.English {
		return own, tag
	}
	return strings.TrimSpace(w.English), messaging.English
}

// check refuses what no text may say, by the field of the form.
func (w Words) check() error {
	if strings.TrimSpace(w.English) == "" {
		return problem.Field(CorrectionField(messaging.English), "Write what was wrong, in plain words")
	}
	for tag, words := range w.In {
		if strings.TrimSpace(words) == "" {
			continue
		}
		if faults := messaging.LintAnswer(words); len(faults) > 0 {
			return problem.Field(CorrectionField(tag), strings.Join(faults, " "))
		}
	}
	if faults := messaging.LintAnswer(w.English); len(faults) > 0 {
		return problem.Field(CorrectionField(messaging.English), strings.Join(faults, " "))
	}
	return nil
}

// CorrectionField names the field of the form for a language.
func CorrectionField(tag string) string {
	if tag == messaging.English {
		return "correction"
	}
	return "correction-" + tag
}

// text is what people who read the language get.
func (w Words) text(p practice.Practice, tag string) messaging.CorrectionText {
	body, language := w.forReader(tag)
	return messaging.CorrectionText{Practice: p.Name, Body: body, Telephone: p.Settings.Phone, Language: language}
}

// Shown is the correction as people who read the language would get it; own
// tells whether it is in that language.
func (w Words) Shown(p practice.Practice, tag string) (out Worded, err error) {
	if err := w.check(); err != nil {
		return out, err
	}
	t := w.text(p, tag)
	raw, err := t.Wording().FillRaw(t)
	if err != nil {
		return out, inForm(err)
	}
	out = Worded{Wording: t.Wording(), Own: t.Language == tag}
	out.Body, out.Lost = messaging.SmartEncode(raw)
	out.Segments = messaging.Count(out.Body)
	return out, nil
}
