package wordings

import (
	"fmt"

	"stepdown/internal/contact"
	"stepdown/internal/messaging"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Show is one version: what it says, how it reads, what stands against it, and
// who approved it.
type Show struct {
	Errors     []*form.Field
	W          Row
	Example    []string // as it would read, in paragraphs
	Segments   messaging.Segments
	Cost       string
	Characters int
	Lost       []messaging.Substitution
	English    string           // for a translation: what the English says
	InExample  []contact.Filled // for a translation: what Stepdown filled in above, beside the English
	Filled     []contact.Filled // and all else that it can fill in
	Known      bool             // Stepdown has words of its own in the language
	Plan       bool             // the lines of a plan stand in it
	Faults     []string
	History    []Row
	MayApprove bool
	Checked    *form.Field
	Newest     bool
	Lapsed     bool // approved with other words filled in
}

var showPage = view.New[Show]("wordings/show")

func (a Area) show(r *page.Request) error {
	p, err := a.showPage(r)
	if err != nil {
		return err
	}
	return r.Show(showPage.With(p))
}

func (a Area) showPage(r *page.Request) (Show, error) {
	w, err := a.Store.Wording(r.Ctx(), r.PracticeID(), r.Param("wording"))
	if err != nil {
		return Show{}, err
	}
	all, err := a.Store.Wordings(r.Ctx(), r.PracticeID())
	if err != nil {
		return Show{}, err
	}
	p := Show{W: rowOf(w), Faults: w.Lint(), MayApprove: mayApprove(r),
		Checked: form.Text("checked", "Who checked the translation, and how they know the language", 200).Hinted("For example: Nia Rees, receptionist, first language Welsh")}
	for i, v := range all.Versions(w.Kind, w.Form, w.Language) {
		p.History = append(p.History, rowOf(v))
		p.Newest = p.Newest || i == 0 && v.ID == w.ID
	}
	p.Lapsed = contact.Lapsed(w)
	p.read(r, w)
	if w.Language != messaging.English {
		p.English, p.Known, p.Plan = englishOf(all, w).Body, len(messaging.Phrases(w.Language)) > 0, w.Kind == messaging.PlanText
		p.InExample, p.Filled = inExample(r, w), contact.FilledIn(w)
	}
	return p, nil
}

// read fills the wording with an example and measures it.
func (p *Show) read(r *page.Request, w messaging.Wording) {
	body, lost, err := contact.ExampleOf(w, r.Practice)
	if err != nil {
		body = w.Body
	}
	p.Lost, p.Characters = lost, len([]rune(body))
	p.Example = []string{body}
	if w.Kind.Letter() {
		p.Example = messaging.Paragraphs(body)
		return
	}
	p.Segments = messaging.Count(body)
	if pence := r.Practice.Settings.TextPricePence; pence > 0 {
		p.Cost = fmt.Sprintf("£%.2f", pence*float64(p.Segments.Segments)/100)
	}
}

func (a Area) approve(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.showPage(r)
	if err != nil {
		return err
	}
	saved := form.Number("saved", "Version", 0)
	form.Read(posted, saved, p.Checked.Maybe())
	w, err := a.Contact.ApproveWording(r.Ctx(), r.Actor(), p.W.ID, saved.Int(), p.Checked.Value)
	if form.Blame(err, p.Checked) {
		p.Errors = form.Errors(p.Checked)
		return r.Mend(showPage.With(p))
	}
	if err != nil {
		return err
	}
	r.Flash("Approved by you today. New texts and letters go in these words.")
	return r.Go("/settings/wordings/%s", w.ID)
}

func (a Area) retire(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	saved := form.Number("saved", "Version", 0)
	form.Read(posted, saved)
	w, err := a.Contact.RetireWording(r.Ctx(), r.Actor(), r.Param("wording"), saved.Int())
	if err != nil {
		return err
	}
	r.Flash("Retired. Nothing new goes in these words; what waits in them is held for a person.")
	return r.Go("/settings/wordings/%s", w.ID)
}
