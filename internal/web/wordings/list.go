package wordings

import (
	"fmt"
	"slices"

	"stepdown/internal/contact"
	"stepdown/internal/messaging"
	"stepdown/internal/practice"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// List is every kind of text and letter with what it says.
type List struct {
	Groups     []Group
	Unapproved []Row         // English words that ship and that nobody has approved
	Offered    []Row         // drafts in other languages that ship and that nobody has taken
	OfferedIn  []form.Option // their languages
	Framed     []Row         // words that need no approval
	Languages  []form.Option // a translation can be added in
	MayApprove bool
	Lapsed     bool // some were approved once, so that this is no first set-up
}

// Group is one kind and form in all its languages.
type Group struct {
	Title string
	Kind  messaging.Kind
	Form  messaging.Form
	Rows  []Row
}

// Row is one wording in a list.
type Row struct {
	messaging.Wording
	Title, Language, Status, Tag, Signed string
	English, Length                      string // of a draft that is offered
}

var listPage = view.New[List]("wordings/list")

func rowOf(w messaging.Wording) Row {
	r := Row{Wording: w, Title: title(w.Kind, w.Form, w.Language), Language: messaging.LanguageName(w.Language), Signed: signed(w)}
	r.Status, r.Tag = state(w)
	return r
}

func (a Area) list(r *page.Request) error {
	all, err := a.Store.Wordings(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	p := List{MayApprove: r.Can(practice.ApproveWords), Lapsed: len(all) > 0}
	for _, w := range all.Unapproved() {
		p.Unapproved = append(p.Unapproved, rowOf(w))
	}
	for _, w := range messaging.ShippedWordings() {
		switch {
		case w.Kind.Framed() && w.Language == messaging.English:
			p.Framed = append(p.Framed, rowOf(w))
		case w.Language != messaging.English && len(all.Versions(w.Kind, w.Form, w.Language)) == 0:
			p.Offered = append(p.Offered, offered(r, all, w))
			if in := (form.Option{Value: w.Language, Text: messaging.LanguageName(w.Language)}); !slices.Contains(p.OfferedIn, in) {
				p.OfferedIn = append(p.OfferedIn, in)
			}
		}
	}
	for _, k := range append(messaging.Kinds[:len(messaging.Kinds):len(messaging.Kinds)], messaging.LetterKinds...) {
		if k.Framed() && k != messaging.SafetyAnswer {
			continue
		}
		for _, f := range k.Forms() {
			p.Groups = append(p.Groups, groupOf(all, k, f))
		}
	}
	for _, tag := range messaging.LanguageTags() {
		if tag != messaging.English {
			p.Languages = append(p.Languages, form.Option{Value: tag, Text: messaging.LanguageName(tag)})
		}
	}
	return r.Show(listPage.With(p))
}

// offered is a draft that ships, beside the English and with its length.
func offered(r *page.Request, all messaging.Wordings, w messaging.Wording) Row {
	row := rowOf(w)
	row.English = englishOf(all, w).Body
	if body, _, err := contact.ExampleOf(w, r.Practice); err == nil {
		row.Length = lengthOf(w, body)
	}
	return row
}

// englishOf is what the practice says in English where a translation stands.
func englishOf(all messaging.Wordings, w messaging.Wording) messaging.Wording {
	if english, _, ok := all.Choose(w.Kind, w.Form, messaging.English); ok {
		return english
	}
	return messaging.Shipped(w.Kind, w.Form, messaging.English)
}

func lengthOf(w messaging.Wording, body string) string {
	length := fmt.Sprintf("%d characters", len([]rune(body)))
	if w.Kind.Letter() {
		return length
	}
	c := messaging.Count(body)
	return fmt.Sprintf("%s, %s (%s)", length, plural(c.Segments, "segment", "segments"), c.Encoding)
}

// groupOf lists the newest versions first, English on top. Versions that are
// over stand on the page of the one that took their place.
func groupOf(all messaging.Wordings, k messaging.Kind, f messaging.Form) Group {
	g := Group{Title: title(k, f, messaging.English), Kind: k, Form: f}
	if k.Framed() {
		ships := rowOf(messaging.Shipped(k, f, messaging.English))
		ships.Status, ships.Tag = "Needs no approval", "grey"
		g.Rows = append(g.Rows, ships)
	}
	for _, language := range messaging.LanguageTags() {
		for i, w := range all.Versions(k, f, language) {
			if i == 0 || w.State == messaging.WordingInUse || w.State == messaging.WordingDraft {
				g.Rows = append(g.Rows, rowOf(w))
			}
		}
	}
	return g
}
