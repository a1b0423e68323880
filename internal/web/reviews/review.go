package reviews

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"stepdown/internal/nhs"
	"stepdown/internal/review"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Review is the form of a pain review in its three parts.
type Review struct {
	Person
	Errors  []*form.Field
	Review  review.Review
	Record  review.Record
	SavedAt string
	Done    bool
	Other   string // a colleague who saved this draft last, and when
	Summary string // of a completed review, for the clinical record
	Next    *Visit // of today, for a completed review

	Story, Matters, DoAgain, Guide             *form.Field
	Explained, OtherWords, Misunderstood       *form.Field
	Understood, Suicide, SuicideActions        *form.Field
	Medicines                                  []MedicineFields
	Support, Goals, SafetyNet, Driving, Amends *form.Field
}

// MedicineFields is the decision about one medicine.
type MedicineFields struct {
	Medicine         review.MedicineDecision
	Line             review.Line
	Decision, Reason *form.Field
}

var reviewPage = view.New[Review]("reviews/review")

func (a Area) reviewForm(r *page.Request) (Review, error) {
	var p Review
	var err error
	if p.Person, err = a.person(r); err != nil {
		return p, err
	}
	if p.Review, err = a.Reviews.Review(r.Ctx(), r.PracticeID(), p.Participant.ID); err != nil {
		return p, err
	}
	if p.Record, err = a.Reviews.RecordOf(r.Ctx(), r.PracticeID(), p.Patient.ID, r.Practice.Settings.HighDoseOME); err != nil {
		return p, err
	}
	p.Done = p.Review.State.Done()
	if !p.Done {
		p.Review.Prefill(p.Record)
	}
	if p.Review.Version > 0 {
		p.SavedAt = p.Review.SavedAt.In(nhs.London).Format("2 January 2006, 15:04")
	}
	if p.Review.Version > 0 && !p.Done && p.Review.SavedBy != r.Staff.ID {
		p.Other = p.Review.SavedName + ", " + p.SavedAt
	}
	p.fill()
	return p, nil
}

// fill makes the fields from the review.
func (p *Review) fill() {
	v := p.Review
	p.Story = form.Area("story", "Their story, in their own words", 5, 10000).As(v.Story)
	p.Matters = form.Area("matters", "What matters to them?", 3, 5000).As(v.Matters)
	p.DoAgain = form.Area("do_again", "What would they like to do again?", 3, 5000).As(v.DoAgain)
	p.Guide = form.Radios("guide", "Have they read the medicines decision guide?", options(review.GuideAnswers)...).As(v.GuideRead)
	p.Explained = form.Checkboxes("explained", "Which explanation of persistent pain did you share?", options(review.Explanations)...).Of(v.Explanations...)
	p.OtherWords = form.Text("other_words", "Another way you explained it", 500).Maybe().As(v.OtherWords)
	p.Misunderstood = form.Area("misunderstood", "What had been misunderstood before?", 3, 5000).Hinted("About pain, or about what these medicines can do").As(v.Misunderstood)
	p.Understood = form.Area("understood", "What did they take from it, in their words?", 3, 5000).As(v.Understood)
	p.Suicide = form.Radios("suicide", "Thoughts of suicide", options(review.SuicideAnswers)...).Hinted("Ask at every contact.").As(v.SuicideAsked)
	p.SuicideActions = form.Area("suicide_actions", "What was done, or why it was not asked", 2, 2000).As(v.SuicideActions)
	p.Support = form.Checkboxes("support", "Other support offered", options(review.Supports)...).Of(v.Support...)
	p.Goals = form.Area("goals", "Their goals, in their words", 3, 5000).As(v.Goals)
	p.SafetyNet = form.Area("safety_net", "Safety-net advice given", 3, 2000).Hinted("Never stop suddenly; hold and call; tolerance falls, so never go back to an old dose").As(v.SafetyNet)
	p.Driving = form.Area("driving", "Driving advice given", 2, 1000).Hinted("Do not drive when drowsy, least of all after a change of dose").As(v.Driving)
	p.Amends = form.Text("amendment", "Why is the completed review changed?", 500)
	p.Medicines = nil
	for _, m := range v.Medicines {
		f := MedicineFields{Medicine: m,
			Decision: form.Radios("decision-"+m.Key, "Shared decision about "+m.Name, decisions...).As(string(m.Decision)),
			Reason:   form.Text("reason-"+m.Key, "Reason", 1000).As(m.Reason)}
		for _, l := range p.Record.Lines {
			if l.Key == m.Key {
				f.Line = l
			}
		}
		p.Medicines = append(p.Medicines, f)
	}
}

var decisions = []form.Option{{Value: string(review.Reduce), Text: "Reduce"}, {Value: string(review.Stop), Text: "Reduce and stop"},
	{Value: string(review.NoChange), Text: "Keep: no change for now"}, {Value: string(review.Change), Text: "Another change", Hint: "Write which below"}}

func options(list []review.Choice) []form.Option {
	var os []form.Option
	for _, c := range list {
		os = append(os, form.Option{Value: c.Key, Text: c.Text})
	}
	return os
}

func (p Review) fields() []*form.Field {
	fs := []*form.Field{p.Story, p.Matters, p.DoAgain, p.Guide, p.Explained, p.OtherWords, p.Misunderstood, p.Understood, p.Suicide, p.SuicideActions}
	for _, m := range p.Medicines {
		fs = append(fs, m.Decision, m.Reason)
	}
	return append(fs, p.Support, p.Goals, p.SafetyNet, p.Driving, p.Amends)
}

// read takes what was typed into the review. It reports whether all is well,
// and which version the person had before them.
func (p *Review) read(posted url.Values) (ok bool, seen int) {
	version := form.Number("version", "Version", 0).Maybe()
	ok = later(posted, append(p.fields(), version)...)
	p.take()
	return ok, version.Int()
}

// take puts what stands in the fields into the review.
func (p *Review) take() {
	v := &p.Review
	v.Story, v.Matters, v.DoAgain, v.GuideRead = p.Story.Value, p.Matters.Value, p.DoAgain.Value, p.Guide.Value
	v.Explanations, v.OtherWords, v.Misunderstood, v.Understood = p.Explained.Values, p.OtherWords.Value, p.Misunderstood.Value, p.Understood.Value
	v.SuicideAsked, v.SuicideActions = p.Suicide.Value, p.SuicideActions.Value
	for i, m := range p.Medicines {
		v.Medicines[i].Decision, v.Medicines[i].Reason = review.Decision(m.Decision.Value), m.Reason.Value
	}
	v.Support, v.Goals, v.SafetyNet, v.Driving, v.Amendment = p.Support.Values, p.Goals.Value, p.SafetyNet.Value, p.Driving.Value, p.Amends.Value
}

func (a Area) review(r *page.Request) error {
	p, err := a.reviewForm(r)
	if err != nil {
		return err
	}
	if err := p.seen(r, "pain review"); err != nil {
		return err
	}
	if p.Done {
		plan, err := a.Reviews.PlanFor(r.Ctx(), r.PracticeID(), p.Participant.ID)
		if err != nil {
			return err
		}
		p.Summary = review.Summary(p.Review, plan, r.Today())
		if p.Next, err = a.after(r, p.Participant.ID); err != nil {
			return err
		}
	}
	return r.Show(reviewPage.With(p))
}

// saveReview saves a draft, or completes or amends the review, as the button
// says.
func (a Area) saveReview(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.reviewForm(r)
	if err != nil {
		return err
	}
	ok, seen := p.read(posted)
	if !ok {
		return p.again(r)
	}
	save, say := a.Reviews.SaveDraft, "The draft is saved."
	if posted.Get("do") == "complete" {
		save, say = a.Reviews.CompleteReview, "The review is completed."
	}
	saved, err := save(r.Ctx(), r.Actor(), p.Review, seen)
	if form.Blame(err, p.fields()...) {
		return p.again(r)
	}
	if err != nil {
		return err
	}
	if posted.Get("do") == "plan" { // to look at proposals while the person sits there
		return r.Go("/participants/%s/plan/new", p.Participant.ID)
	}
	r.Flash("%s", say)
	if saved.State == review.Completed && saved.Reduces() {
		return r.Go("/participants/%s/plan", p.Participant.ID)
	}
	return r.Go("/participants/%s/review", p.Participant.ID)
}

func (p Review) again(r *page.Request) error {
	p.Errors = form.Errors(p.fields()...)
	return r.Mend(reviewPage.With(p))
}

// autosave keeps a draft while somebody types. It answers with the version
// that the next draft must name.
func (a Area) autosave(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.reviewForm(r)
	if err != nil {
		return err
	}
	ok, seen := p.read(posted)
	if !ok {
		r.Gin.Status(http.StatusUnprocessableEntity)
		return nil
	}
	saved, err := a.Reviews.SaveDraft(r.Ctx(), r.Actor(), p.Review, seen)
	if err != nil {
		return err
	}
	r.Gin.JSON(http.StatusOK, gin.H{"version": strconv.Itoa(saved.Version)})
	return nil
}
