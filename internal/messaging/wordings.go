package messaging

import "slices"

// Letter reports whether the kind is a letter.
func (k Kind) Letter() bool { return slices.Contains(LetterKinds, k) }

// hasForms: the kind can be worded discreetly or in detail.
func (k Kind) hasForms() bool { return k == Invitation || k == FollowUp || k == InvitationLetter }

// AsksToKeepTaking: the kind makes people think about their medicine before
// they have talked with anybody.
func (k Kind) AsksToKeepTaking() bool {
	return k == Invitation || k == Reminder || k.Letter()
}

// Framed kinds go in the words of Stepdown, without an approval: a person who
// writes an answer or a correction stands behind the words between the frame,
// and the safety answer to somebody in danger must not wait for a signature.
func (k Kind) Framed() bool { return k == Answer || k == Correction || k == SafetyAnswer }

// MayWord reports whether a practice keeps words of its own for the kind in the
// language. The safety answer ships in English and goes in it at once; in
// another language only once somebody who reads that has approved it.
func (k Kind) MayWord(language string) bool {
	return !k.Framed() || k == SafetyAnswer && language != English
}

// Forms of a kind, the usual one first.
func (k Kind) Forms() []Form {
	switch {
	case k.hasForms():
		return []Form{Discreet, Detailed}
	case k == PlanText, k == Answer:
		return []Form{Detailed}
	}
	return []Form{Discreet}
}

// Wordings of one practice, in any order.
type Wordings []Wording

// Choose is the one place that says in which words a text goes: the wording in
// use for the language, else the English one. own tells whether it is in the
// language that was asked for. ok is false when nobody has approved a wording:
// then nothing of the kind may be sent. What needs no approval in English goes in
// English unless a translation was approved.
func (ws Wordings) Choose(k Kind, f Form, language string) (w Wording, own, ok bool) {
	if k.Framed() {
		if w, ok := ws.InUse(k, f, language); ok && k.MayWord(language) {
			return w, true, true
		}
		return Shipped(k, f, English), language == English, true
	}
	for _, l := range []string{language, English} {
		if w, ok := ws.InUse(k, f, l); ok {
			return w, l == language, true
		}
	}
	return Wording{}, false, false
}

// InUse gives the wording in use for exactly this language.
func (ws Wordings) InUse(k Kind, f Form, language string) (Wording, bool) {
	i := slices.IndexFunc(ws, func(w Wording) bool {
		return w.Kind == k && w.Form == f && w.Language == language && w.State == WordingInUse
	})
	if i < 0 {
		return Wording{}, false
	}
	return ws[i], true
}

// Versions of one kind, form and language, newest first.
func (ws Wordings) Versions(k Kind, f Form, language string) Wordings {
	var out Wordings
	for _, w := range ws {
		if w.Kind == k && w.Form == f && w.Language == language {
			out = append(out, w)
		}
	}
	slices.SortFunc(out, func(a, b Wording) int { return b.Version - a.Version })
	return out
}

// Unapproved lists the shipped English wordings that a practice needs and has
// neither approved nor replaced by its own.
func (ws Wordings) Unapproved() Wordings {
	var out Wordings
	for _, w := range shipped {
		if w.Language != English || w.Kind.Framed() {
			continue
		}
		if _, ok := ws.InUse(w.Kind, w.Form, English); !ok {
			out = append(out, w)
		}
	}
	return out
}
