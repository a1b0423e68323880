package reviews

import (
	"net/url"
	"strings"

	"stepdown/internal/nhs"
	"stepdown/internal/review"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Leaflet is the sheet that the person takes home.
type Leaflet struct {
	ID      string
	Leaflet review.Leaflet
	Large   bool
	Choices []LeafletChoice
	Notes   []string // for whoever prints; not on paper
}

// LeafletChoice is one thing to choose before printing: words, and where they lead.
type LeafletChoice struct {
	Title string
	Ways  []LeafletWay
}

// LeafletWay is one answer of a choice.
type LeafletWay struct {
	Text, Href string
	Chosen     bool
}

var leafletPage = view.In[Leaflet]("print", "reviews/leaflet")

func (a Area) leaflet(r *page.Request) error {
	person, plan, err := a.agreedPlan(r)
	if err != nil {
		return err
	}
	if err := person.seen(r, "plan leaflet"); err != nil {
		return err
	}
	approved := review.ApprovedLeaflets(r.Practice.Settings)
	asked := leafletAsked(r, person, approved)
	sheet := review.Sheet{All: asked.Get("steps") == "all"}
	if sheet.Talk, err = a.talk(r, person, plan); err != nil {
		return err
	}
	if w, ok := review.TranslationOf(asked.Get("language")); ok {
		sheet.Words = w
	}
	p := Leaflet{ID: person.Participant.ID, Leaflet: review.LeafletOf(plan, person.Patient.Name(), r.Practice, r.Today(), sheet), Large: asked.Get("size") == "large"}
	p.choose(asked, approved)
	p.note(r, person, asked.Get("language"))
	return r.Show(leafletPage.With(p))
}

// talk is when the person is booked to talk with us; else the plan's own day,
// else the one on which a contact is due. A day that has gone is none.
func (a Area) talk(r *page.Request, person Person, plan review.Plan) (nhs.Date, error) {
	all, err := a.Store.FollowUpsFor(r.Ctx(), r.PracticeID(), person.Participant.ID)
	var due nhs.Date
	for _, f := range all { // earliest first
		switch {
		case f.State == review.FollowUpBooked && f.BookedFor >= r.Today():
			return f.BookedFor, err
		case f.State.Open() && f.Due > r.Today() && due == "":
			due = f.Due
		}
	}
	if next := plan.NextReview(r.Today()); next != "" {
		return next, err
	}
	return due, err
}

// leafletAsked settles what is wanted: as chosen on the page, else as the
// person needs it.
func leafletAsked(r *page.Request, person Person, approved []review.LeafletWords) url.Values {
	asked := url.Values{"steps": {"next"}, "size": {"usual"}, "language": {"en"}}
	if r.Query("steps") == "all" {
		asked.Set("steps", "all")
	}
	if size := r.Query("size"); size == "large" || size == "" && person.Patient.Needs.LargePrint {
		asked.Set("size", "large")
	}
	for _, w := range approved {
		wanted := r.Query("language") == w.Language || r.Query("language") == "" && speaks(person, w)
		if wanted {
			asked.Set("language", w.Language)
		}
	}
	return asked
}

// speaks reports whether the person's record names a language as theirs.
func speaks(person Person, w review.LeafletWords) bool {
	need := strings.TrimSpace(person.Patient.Needs.Interpreter)
	return strings.EqualFold(need, w.Name) || strings.EqualFold(need, w.Own)
}

func (p *Leaflet) choose(asked url.Values, approved []review.LeafletWords) {
	languages := []string{"en", "English"}
	for _, w := range approved {
		languages = append(languages, w.Language, w.Own)
	}
	p.Choices = []LeafletChoice{p.choice("Steps", asked, "steps", "next", "up to the next review", "all", "all of them"),
		p.choice("Print", asked, "size", "usual", "usual size", "large", "large print (may take more sheets)")}
	if len(approved) > 0 {
		p.Choices = append(p.Choices, p.choice("Language", asked, "language", languages...))
	}
}

func (p *Leaflet) choice(title string, asked url.Values, name string, pairs ...string) LeafletChoice {
	c := LeafletChoice{Title: title}
	for i := 0; i+1 < len(pairs); i += 2 {
		q := url.Values{}
		for k, v := range asked {
			q[k] = v
		}
		q.Set(name, pairs[i])
		c.Ways = append(c.Ways, LeafletWay{pairs[i+1], "/participants/" + p.ID + "/plan/leaflet?" + q.Encode(), asked.Get(name) == pairs[i]})
	}
	return c
}

// note says what to see to before the sheet is handed over.
func (p *Leaflet) note(r *page.Request, person Person, language string) {
	if need := person.Patient.Needs.Interpreter; need != "" && language == "en" {
		p.Notes = append(p.Notes, "The record asks for an interpreter ("+need+"). There is no approved leaflet in that language, and this one is in English: go through it together with the interpreter.")
	}
	if r.Practice.Settings.Phone == "" {
		p.Notes = append(p.Notes, "The practice’s telephone number is not set, so this sheet does not say whom to call. An administrator sets it under Settings: until then, write it on the sheet by hand.")
	}
}

func (a Area) agreedPlan(r *page.Request) (Person, review.Plan, error) {
	person, err := a.person(r)
	if err != nil {
		return person, review.Plan{}, err
	}
	plan, err := a.Reviews.PlanFor(r.Ctx(), r.PracticeID(), person.Participant.ID)
	if err == nil && plan.Version == 0 {
		err = errNoPlan
	}
	return person, plan, err
}
