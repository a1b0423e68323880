package settings

import (
	"slices"

	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/review"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Leaflets lists the languages of the plan leaflet and who approved each.
type Leaflets struct{ Rows []LeafletLanguage }

// LeafletLanguage is one translation and how it stands.
type LeafletLanguage struct {
	Words    review.LeafletWords
	Approval practice.LeafletApproval
	Approved bool
	Lapsed   bool // approved once, in words that have changed since
}

// Translation is the page on which a translation is read and approved.
type Translation struct {
	Errors []*form.Field
	LeafletLanguage
	Pairs                     []review.WordPair
	Name, Standing, On, Agree *form.Field
}

var (
	leafletsPage    = view.New[Leaflets]("settings/leaflets")
	translationPage = view.New[Translation]("settings/translation")
)

func languageOf(w review.LeafletWords, set practice.Settings) LeafletLanguage {
	l := LeafletLanguage{Words: w}
	l.Approval, l.Approved = w.ApprovedBy(set)
	l.Lapsed = !l.Approved && slices.ContainsFunc(set.Leaflets, func(a practice.LeafletApproval) bool { return a.Language == w.Language })
	return l
}

func (a Area) leaflets(r *page.Request) error {
	var p Leaflets
	for _, w := range review.Translations() {
		p.Rows = append(p.Rows, languageOf(w, r.Practice.Settings))
	}
	return r.Show(leafletsPage.With(p))
}

func translationForm(r *page.Request) (Translation, error) {
	w, ok := review.TranslationOf(r.Param("language"))
	if !ok {
		return Translation{}, problem.Missing("The translation")
	}
	return Translation{LeafletLanguage: languageOf(w, r.Practice.Settings), Pairs: w.Pairs(),
		Name:     form.Text("name", "Name of the person who read it", 100),
		Standing: form.Text("standing", "How they can tell", 150).Hinted("For example: GP, first language " + w.Name),
		On:       form.Date("on", "Date of approval"),
		Agree: form.Checkboxes("agree", "Confirm", form.Option{Value: "yes",
			Text: "The person named reads " + w.Name + " well, has read every line beside the English, and says that it means the same and can be understood"}),
	}, nil
}

func (t Translation) fields() []*form.Field {
	return []*form.Field{t.Name, t.Standing, t.On, t.Agree}
}

func (a Area) translation(r *page.Request) error {
	p, err := translationForm(r)
	if err != nil {
		return err
	}
	return r.Show(translationPage.With(p))
}

func (a Area) approveLeaflet(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := translationForm(r)
	if err != nil {
		return err
	}
	form.Read(posted, p.fields()...)
	if p.On.Error == "" && r.Today().Before(p.On.DateValue()) {
		p.On.Error = "Date of approval must be today or in the past"
	}
	if p.Errors = form.Errors(p.fields()...); len(p.Errors) > 0 {
		return r.Mend(translationPage.With(p))
	}
	if posted.Get("print") != p.Words.Print() { // the program was updated while they read
		return problem.Conflictf("The words have changed since this page was opened. Read them again before they are approved.")
	}
	given := practice.LeafletApproval{Language: p.Words.Language, Print: p.Words.Print(), Name: p.Name.Value, Standing: p.Standing.Value,
		On: p.On.DateValue(), Entered: r.Staff.Name}
	err = a.Practice.SaveSettings(r.Ctx(), r.Actor(), "leaflet approved in "+p.Words.Name+" by "+given.Name, func(set *practice.Settings) error {
		set.Leaflets = append(without(set.Leaflets, given.Language), given)
		return nil
	})
	if err != nil {
		return err
	}
	r.Flash("The leaflet can be printed in %s.", p.Words.Name)
	return r.Go("/settings/leaflets")
}

// withdrawLeaflet switches a language off at once.
func (a Area) withdrawLeaflet(r *page.Request) error {
	w, ok := review.TranslationOf(r.Param("language"))
	if !ok {
		return problem.Missing("The translation")
	}
	err := a.Practice.SaveSettings(r.Ctx(), r.Actor(), "approval of the leaflet in "+w.Name+" withdrawn", func(set *practice.Settings) error {
		set.Leaflets = without(set.Leaflets, w.Language)
		return nil
	})
	if err != nil {
		return err
	}
	r.Flash("The approval is withdrawn: leaflets are not printed in %s.", w.Name)
	return r.Go("/settings/leaflets")
}

func without(all []practice.LeafletApproval, language string) []practice.LeafletApproval {
	return slices.DeleteFunc(slices.Clone(all), func(a practice.LeafletApproval) bool { return a.Language == language })
}
