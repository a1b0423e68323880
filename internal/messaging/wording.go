package messaging

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Wording is one version of what a kind of text or letter says in one language.
// Fields stand in it as {practice}; a part in [[...]] is left out when a field
// in it is empty. Its words are never changed: a new version is a new one.
type Wording struct {
	ID       string // empty for one that ships with Stepdown and no practice has taken
	Practice string
	Kind     Kind
	Form     Form
	Language string // BCP 47
	Version  int    // counts within practice, kind, form and language
	Body     string
	// KeepTaking is the sentence of that name, for a language whose sentence
	// Stepdown does not ship or ships as a draft; it is approved with the wording.
	KeepTaking string
	State      WordingState
	Saved      int // counts saves, so that two people do not decide at once

	WrittenBy  string // "Stepdown" for words that ship with it
	WrittenAt  time.Time
	ApprovedBy string // a named person; empty for a draft, which is not sent
	ApprovedAt time.Time
	Checked    string // how a translation was checked, and by whom
	Filled     string // fingerprint of what is filled into a translation, as it was approved
	EndedBy    string // who retired it, or approved the version in its place
	EndedAt    time.Time
}

// WordingState is where a wording stands.
type WordingState string

// The states. Only a wording in use is chosen for a new text; a text that waits
// in the words of a retired one is held for a person.
const (
	WordingDraft    WordingState = "draft"
	WordingInUse    WordingState = "in use"
	WordingReplaced WordingState = "replaced"
	WordingRetired  WordingState = "retired"
)

// Name is the wording's name and version, as a Message keeps it.
func (w Wording) Name() string {
	name := string(w.Kind)
	if w.Form == Detailed && w.Kind.hasForms() {
		name += "-detailed"
	}
	if w.Language != "en" {
		name += "-" + w.Language
	}
	return fmt.Sprintf("%s/%d", name, w.Version)
}

// Approved reports whether a named person approved the wording.
func (w Wording) Approved() bool { return w.ApprovedBy != "" }

// FieldsError lists what a text still needs.
type FieldsError struct{ Missing, Faults []string }

func (e *FieldsError) Error() string {
	parts := slices.Clone(e.Faults)
	if len(e.Missing) > 0 {
		parts = append([]string{"These are missing: " + strings.Join(e.Missing, ", ") + "."}, parts...)
	}
	return strings.Join(parts, " ")
}

var (
	optionalPart = regexpFor(`(?s)\[\[(.*?)\]\]`)
	placeholder  = regexpFor(`\{([a-z]+)\}`)
)

// Fill puts a text into these words, smart-encoded. The error is a *FieldsError.
func (w Wording) Fill(t Text) (string, error) {
	body, err := w.FillRaw(t)
	body, _ = SmartEncode(body)
	return body, err
}

// FillRaw is Fill before smart encoding: what letters say, and what shows which
// characters a text loses.
func (w Wording) FillRaw(t Text) (string, error) {
	values := map[string]string{}
	var e FieldsError
	for _, f := range t.Fields() {
		values[f.Name] = f.For(w.Language)
		if f.Required && values[f.Name] == "" {
			e.Missing = append(e.Missing, f.Name)
		}
	}
	e.Faults = t.Check()
	if w.Form == Discreet && !w.Kind.Framed() {
		for _, f := range t.Fields() {
			if medicines().MatchString(f.Value) || medicines().MatchString(values[f.Name]) {
				e.Faults = append(e.Faults, "The discreet form names no medicine, and no link that does: what stands under “"+f.Name+"” does.")
			}
		}
	}
	if len(e.Missing)+len(e.Faults) > 0 {
		return "", &e
	}
	body := optionalPart().ReplaceAllStringFunc(w.Body, func(part string) string {
		inside := part[2 : len(part)-2]
		for _, p := range placeholder().FindAllStringSubmatch(inside, -1) {
			if values[p[1]] == "" {
				return ""
			}
		}
		return inside
	})
	return placeholder().ReplaceAllStringFunc(body, func(p string) string { return values[p[1:len(p)-1]] }), nil
}

// render fills the English wording that ships with Stepdown.
func render(t Text) (string, error) { return Shipped(t.Kind(), t.Form(), "en").Fill(t) }

// Shipped gives the wording that ships with Stepdown; the discreet one where a
// kind has only one form, and an empty wording where there is none. It is a
// proposal to a practice: what is sent is chosen by Wordings.Choose.
func Shipped(k Kind, f Form, language string) Wording {
	best := Wording{}
	for _, w := range shipped {
		if w.Kind == k && w.Language == language && (w.Form == f || best.Body == "") {
			best = w
		}
	}
	return best
}

// ShippedWordings lists every wording that ships with Stepdown. The Welsh ones
// are drafts: a person who reads Welsh must approve them before they are used.
func ShippedWordings() []Wording { return slices.Clone(shipped) }

// Stepdown is the writer of the wordings that ship.
const Stepdown = "Stepdown"

// KeepTaking is the sentence without which no invitation, reminder or letter
// may be approved, by language. The Welsh one is a draft.
var KeepTaking = map[string]string{
	"en": "Please keep taking your medicine as usual until we have talked.",
	"cy": "Daliwch i gymryd eich meddyginiaeth fel arfer nes i ni siarad.",
}
