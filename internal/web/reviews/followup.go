package reviews

import (
	"stepdown/internal/practice"
	"stepdown/internal/review"
	"stepdown/internal/taper"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// FollowUp is the page of one contact.
type FollowUp struct {
	Person
	Errors                            []*form.Field
	FollowUp                          review.FollowUp
	Open, MayHold                     bool
	Plan                              review.Plan
	Current                           []string // what is taken today by the plan
	Short                             bool
	Way, How, Withdrawal, Mood        *form.Field
	Suicide, Actions, Step, Why, Next *form.Field
	Result                            *form.Field // after the last step: what became of the medicine
	Medicine                          string      // that Result asks about; empty: not asked
	TryWay, Outcome, Closing          *form.Field
	Said                              Said
}

// Said is a contact in words.
type Said struct{ Suicide, Step string }

var followUpPage = view.New[FollowUp]("reviews/followup")

func (a Area) followUpOf(r *page.Request) (FollowUp, error) {
	var p FollowUp
	var err error
	if p.FollowUp, err = a.Store.FollowUp(r.Ctx(), r.PracticeID(), r.Param("followup")); err != nil {
		return p, err
	}
	if p.Person, err = a.personBy(r, p.FollowUp.ParticipantID); err != nil {
		return p, err
	}
	if p.Plan, err = a.Reviews.PlanFor(r.Ctx(), r.PracticeID(), p.Participant.ID); err != nil {
		return p, err
	}
	if step, ok := p.Plan.Taper.Current(r.Today()); ok {
		p.Current = step.Sentences()
	}
	p.Short, p.Open, p.MayHold = p.Plan.Short(r.Today(), r.Practice.Settings.Nation), p.FollowUp.State.Open(), r.Can(practice.HoldReview)
	c := p.FollowUp.Contact
	p.Said = Said{first(review.Texts(review.SuicideAnswers, c.SuicideAsked)), first(review.Texts(review.StepAnswers, c.Step))}
	p.Way = form.Radios("way", "How did you speak?", form.Option{Value: review.ByTelephone, Text: "Telephone"}, form.Option{Value: review.FaceToFace, Text: "Face to face"},
		form.Option{Value: review.ByText, Text: "Text"})
	p.How = form.Area("how_going", "How is it going?", 3, 5000)
	p.Withdrawal = form.Area("withdrawal", "Withdrawal: what do they notice?", 2, 2000).Maybe()
	p.Mood = form.Area("mood", "Mood and sleep", 2, 2000).Maybe()
	p.Suicide = form.Radios("suicide", "Thoughts of suicide", options(review.SuicideAnswers)...).Hinted("Ask at every contact.")
	p.Actions = form.Area("suicide_actions", "What was done, or why it was not asked", 2, 2000).Maybe()
	p.Step = form.Radios("step", "Next step", options(review.StepAnswers)...)
	p.Why = form.Area("step_reason", "Why", 2, 2000).Maybe()
	p.Next = form.Date("next_supply", "Next acute prescription").Hinted("It stands on the plan, and the worklist waits for it. For example, 15 3 2027").Maybe()
	p.Medicine = p.FollowUp.OfMedicine(p.Plan)
	p.Result = form.Radios("result", "What has become of "+p.Medicine+"?", results()...).Hinted("Ask the person, and look at the record. It is confirmed under your name.").Maybe()
	p.TryWay = form.Radios("try_way", "How did you try?", form.Option{Value: "telephone", Text: "Telephone"}, form.Option{Value: "letter", Text: "Letter"}).As("telephone")
	p.Outcome = form.Text("outcome", "What came of it?", 300).Hinted("For example: no answer, left no message")
	p.Closing = form.Text("closing", "Why is no contact needed?", 300)
	return p, nil
}

func (a Area) followUp(r *page.Request) error {
	p, err := a.followUpOf(r)
	if err != nil {
		return err
	}
	if err := p.seen(r, "follow-up"); err != nil {
		return err
	}
	return r.Show(followUpPage.With(p))
}

// saveContact closes the follow-up with what was said. When the step is to
// change, the plan's own page comes next.
func (a Area) saveContact(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.followUpOf(r)
	if err != nil {
		return err
	}
	version := form.Number("version", "Version", 0)
	fields := []*form.Field{p.Way, p.How, p.Withdrawal, p.Mood, p.Suicide, p.Actions, p.Result, p.Step, p.Why, p.Next}
	if !form.Read(posted, append(fields, version)...) {
		return p.again(r, fields)
	}
	c := review.Contact{Way: p.Way.Value, HowGoing: p.How.Value, Withdrawal: p.Withdrawal.Value, Mood: p.Mood.Value, SuicideAsked: p.Suicide.Value,
		Actions: p.Actions.Value, Step: p.Step.Value, StepReason: p.Why.Value, NextSupply: p.Next.DateValue(),
		Result: review.Result(p.Result.Value)}
	_, err = a.Reviews.RecordContact(r.Ctx(), r.Actor(), p.FollowUp.ID, version.Int(), c)
	if form.Blame(err, fields...) {
		return p.again(r, fields)
	}
	if err != nil {
		return err
	}
	r.Flash("The contact is recorded.")
	kind := map[string]taper.EventKind{review.StepHold: taper.Hold, review.StepSlow: taper.Slow, review.StepEnd: taper.StopEarly}[c.Step]
	if kind != "" && p.Plan.State.Live() && r.Can(practice.AgreePlan) {
		r.Flash("The contact is recorded. Now change the plan.")
		return r.Go("/participants/%s/plan/change?kind=%s", p.Participant.ID, kind)
	}
	return r.Go("/cycles/%s/follow-ups", p.Cycle.ID)
}

func (p FollowUp) again(r *page.Request, fields []*form.Field) error {
	p.Errors = form.Errors(fields...)
	return r.Mend(followUpPage.With(p))
}

// attempt records a try to reach the person.
func (a Area) attempt(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.followUpOf(r)
	if err != nil {
		return err
	}
	if !form.Read(posted, p.TryWay, p.Outcome) {
		return p.again(r, []*form.Field{p.TryWay, p.Outcome})
	}
	if _, err := a.Reviews.Tried(r.Ctx(), r.Actor(), p.FollowUp.ID, p.TryWay.Value, p.Outcome.Value); err != nil {
		return err
	}
	r.Flash("The attempt is recorded.")
	return r.Go("/follow-ups/%s", p.FollowUp.ID)
}

// closeFollowUp ends it without a contact.
func (a Area) closeFollowUp(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.followUpOf(r)
	if err != nil {
		return err
	}
	version := form.Number("version", "Version", 0)
	if !form.Read(posted, p.Closing, version) {
		return p.again(r, []*form.Field{p.Closing})
	}
	if _, err := a.Reviews.CloseFollowUp(r.Ctx(), r.Actor(), p.FollowUp.ID, version.Int(), p.Closing.Value); err != nil {
		return err
	}
	r.Flash("The follow-up is closed. Plan and supplies go on as they are.")
	return r.Go("/cycles/%s/follow-ups", p.Cycle.ID)
}
