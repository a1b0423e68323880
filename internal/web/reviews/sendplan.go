package reviews

import (
	"context"

	"stepdown/internal/audit"
	"stepdown/internal/contact"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
	"stepdown/internal/review"
	"stepdown/internal/taper"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// PlanTexts sends an agreed plan by text, once for each edition of it, and says
// what became of it.
type PlanTexts interface {
	// Preview words a text as it would go to a person.
	Preview(ctx context.Context, practiceID, patientID string, t messaging.Text) (contact.Worded, error)
	TextsOfCycle(ctx context.Context, practiceID, cycleID string) ([]messaging.Message, error)
	PlanText(ctx context.Context, by audit.Actor, participantID string, edition int, t messaging.PlanStepsText, why string, again bool) (messaging.Message, bool, error)
	PlanTexted(ctx context.Context, practiceID, participantID string, edition int) (m messaging.Message, found bool, why string, err error)
}

// SendPlan is the plan as a text, before it goes.
type SendPlan struct {
	Person
	Errors   []*form.Field
	Plan     review.Plan
	Body     string
	Segments messaging.Segments
	Language string // of the words
	Lacks    string // the language they read, when nobody has approved words in it
	// StepsEnglish is the language they read, when the words are in it and the
	// lines of the plan are not.
	StepsEnglish string
	Why          *form.Field
}

// mostSegments is the length above which a text asks why.
const mostSegments = 3

var sendPlanPage = view.New[SendPlan]("reviews/sendplan")

func (a Area) sendPlanOf(r *page.Request) (SendPlan, messaging.PlanStepsText, error) {
	p := SendPlan{Why: form.Text("why", "Why does the text need to be so long?", 200)}
	var t messaging.PlanStepsText
	var err error
	if p.Person, err = a.person(r); err != nil {
		return p, t, err
	}
	if p.Plan, err = a.Reviews.PlanFor(r.Ctx(), r.PracticeID(), p.Participant.ID); err != nil {
		return p, t, err
	}
	steps, err := a.Reviews.PlanTextFor(r.Ctx(), r.PracticeID(), p.Participant.ID)
	if err != nil {
		return p, t, err
	}
	if len(steps) == 0 {
		return p, t, problem.Conflictf("There is no live plan with worked-out steps to send. Print the leaflet instead.")
	}
	welsh, err := a.Reviews.PlanTextIn(r.Ctx(), r.PracticeID(), p.Participant.ID, taper.WelshText)
	if err != nil {
		return p, t, err
	}
	t = messaging.PlanStepsText{Practice: r.Practice.Name, Steps: steps, StepsIn: map[string][]string{messaging.Welsh: welsh}, Contact: r.Practice.Settings.Phone, Clinician: p.Plan.SavedName}
	w, err := a.Texts.Preview(r.Ctx(), r.PracticeID(), p.Patient.ID, t)
	p.Body, p.Segments, p.Language = w.Body, w.Segments, w.Wording.Language
	if w.Lacks() {
		p.Lacks = w.Reads
	}
	if w.Own && len(t.StepsIn[p.Language]) == 0 && p.Language != messaging.English {
		p.StepsEnglish = w.Reads
	}
	return p, t, err
}

func (a Area) showPlanText(r *page.Request) error {
	p, _, err := a.sendPlanOf(r)
	if err != nil {
		return err
	}
	if err := r.Seen(p.Patient.ID, "plan as a text"); err != nil {
		return err
	}
	return r.Show(sendPlanPage.With(p))
}

func (a Area) sendPlan(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, t, err := a.sendPlanOf(r)
	if err != nil {
		return err
	}
	if p.Long() && !form.Read(posted, p.Why) {
		p.Errors = form.Errors(p.Why)
		return r.Mend(sendPlanPage.With(p))
	}
	_, added, err := a.Texts.PlanText(r.Ctx(), r.Actor(), p.Participant.ID, p.Plan.Edition, t, p.Why.Value, true)
	if err != nil {
		return err
	}
	if added {
		r.Flash("The plan is on its way as a text.")
	} else {
		r.Flash("This edition of the plan was texted before. Nothing was sent again.")
	}
	return r.Go("/participants/%s/plan", p.Participant.ID)
}

// Long reports whether the text needs a reason for its length.
func (p SendPlan) Long() bool { return p.Segments.Segments > mostSegments }
