package wordings

import (
	"stepdown/internal/messaging"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

func mayApprove(r *page.Request) bool { return r.Can(practice.ApproveWords) }

// Edit writes a new version; no version is ever changed.
type Edit struct {
	Errors           []*form.Field
	Title            string
	Kind             messaging.Kind
	Form             messaging.Form
	Language         string
	Body, KeepTaking *form.Field
	Fields           []string // that may stand in the words
	Asks             bool     // needs the sentence about keeping the medicine
	Sentence         string   // in English
	English          string   // what the English wording says, for a translation
	Letter           bool
	Faults           []string
}

var editPage = view.New[Edit]("wordings/edit")

func (a Area) editForm(r *page.Request, get func(string) string) (Edit, error) {
	k, f, language := kindOf(get)
	if messaging.FieldNames(k) == nil || !k.MayWord(language) || messaging.LanguageName(language) == language {
		return Edit{}, problem.Missing("The wording")
	}
	all, err := a.Store.Wordings(r.Ctx(), r.PracticeID())
	if err != nil {
		return Edit{}, err
	}
	english := englishOf(all, messaging.Wording{Kind: k, Form: f})
	p := Edit{Title: title(k, f, language), Kind: k, Form: f, Language: language, Fields: messaging.FieldNames(k), Letter: k.Letter(),
		Asks: k.AsksToKeepTaking(), Sentence: messaging.KeepTaking[messaging.English], English: english.Body,
		Body:       form.Area("body", "What it says", 10, 4000).As(english.Body),
		KeepTaking: form.Text("keep_taking", "The sentence that asks people to keep taking their medicine, in this language", 300).As(messaging.KeepTaking[language]),
	}
	if language == messaging.English {
		p.KeepTaking.Value = ""
	}
	p.KeepTaking.Optional = !p.Asks || language == messaging.English
	if there := all.Versions(k, f, language); len(there) > 0 {
		p.Body.Value, p.KeepTaking.Value = there[0].Body, there[0].KeepTaking
	}
	return p, nil
}

func (a Area) edit(r *page.Request) error {
	p, err := a.editForm(r, r.Query)
	if err != nil {
		return err
	}
	return r.Show(editPage.With(p))
}

// write keeps the draft, or with "check" shows what stands against it first.
func (a Area) write(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.editForm(r, posted.Get)
	if err != nil {
		return err
	}
	ok := form.Read(posted, p.Body, p.KeepTaking)
	w := messaging.Wording{Kind: p.Kind, Form: p.Form, Language: p.Language, Body: p.Body.Value, KeepTaking: p.KeepTaking.Value}
	if ok && posted.Get("do") == "check" {
		if p.Faults = w.Lint(); len(p.Faults) == 0 {
			p.Faults = []string{"Nothing stands against approving these words."}
		}
		return r.Show(editPage.With(p))
	}
	if ok {
		w, err = a.Contact.DraftWording(r.Ctx(), r.Actor(), w)
		if err == nil {
			r.Flash("The draft is saved. Nothing is sent in it before somebody has approved it.")
			return r.Go("/settings/wordings/%s", w.ID)
		}
		if !form.Blame(err, p.Body, p.KeepTaking) {
			return err
		}
	}
	p.Errors = form.Errors(p.Body, p.KeepTaking)
	return r.Mend(editPage.With(p))
}
