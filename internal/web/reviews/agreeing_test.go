package reviews_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"stepdown/internal/problem"
	"stepdown/internal/review"
	"stepdown/internal/taper"
)

// missing are the answers that a draft of nothing but the story lacks, as the
// form beside the proposal has them.
func missing(t *testing.T, s scene) url.Values {
	t.Helper()
	form := url.Values{"review_version": {"1"}, "suicide": {review.SuicideNone}, "safety_net": {"Hold and call; never stop suddenly"}}
	form.Set("decision-"+keyOf(t, s.As("Clinician").Get("/participants/"+s.people[0].ID+"/review")), "stop")
	return form
}

func TestNoPlanRestsOnADraftReview(t *testing.T) {
	s := newScene(t)
	v := s.As("Clinician")
	at := "/participants/" + s.people[0].ID
	v.Get(at+"/plan/new").Is(http.StatusOK).Says("No pain review is written yet.", at+"/review")
	v.Post(at+"/review/draft", url.Values{"version": {"0"}, "story": {"My back since the fall"}}).Is(http.StatusOK)
	page := v.Get(at+"/plan/new").Is(http.StatusOK).Says("The pain review is still a draft.", "thoughts of suicide")
	form := asked(t, page)

	v.Post(at+"/plan/new", form).Is(http.StatusOK).Says("Proposed plan", "What the review still lacks", "Complete the review and agree this plan",
		`value="stop" checked`).Hides("Their story, in their own words")
	v.Post(at+"/plan", form).Is(http.StatusUnprocessableEntity).Says("Proposed plan", "Select whether thoughts of suicide were asked about", "Select what was decided about Tramadol")
	v.Post(at+"/plan/text", url.Values{"version": {"0"}, "text": {"One less each week"}}).Is(http.StatusUnprocessableEntity).
		Says("Select whether thoughts of suicide were asked about", "One less each week")
	ctx, by := context.Background(), s.Staff("Clinician").Actor()
	if _, err := s.App.Reviews.AgreeText(ctx, by, s.people[0].ID, 0, "One less each week"); !problem.Is(err, problem.Conflict) {
		t.Errorf("a plan in own words on a draft: %v", err)
	}
	req := taper.Request{Lines: []taper.Line{taper.ReadLine("Tramadol 50mg capsules", "2 four times a day", 400*taper.Milligram)}, Start: "2026-11-10"}
	for _, f := range taper.RedFlags() {
		req.Asked = append(req.Asked, f.Code)
	}
	if _, err := s.App.Reviews.Agree(ctx, by, s.people[0].ID, 0, req); !problem.Is(err, problem.Conflict) {
		t.Errorf("a plan on a draft: %v", err)
	}
	if _, err := s.Store.NewestPlan(ctx, s.Practice.ID, s.people[0].ID); !problem.Is(err, problem.NotFound) {
		t.Errorf("a plan is in force without its review: %v", err)
	}
}

func TestReviewAndPlanAreClosedInOneGo(t *testing.T) {
	s := newScene(t)
	v := s.As("Clinician")
	at := "/participants/" + s.people[0].ID
	v.Post(at+"/review/draft", url.Values{"version": {"0"}, "story": {"My back since the fall"}, "goals": {"To sleep"}}).Is(http.StatusOK)
	form := asked(t, v.Get(at+"/plan/new"))
	for name, values := range missing(t, s) {
		form[name] = values
	}
	v.Post(at+"/plan", form).To(at + "/plan")
	held, err := s.Store.NewestReview(context.Background(), s.Practice.ID, s.people[0].ID)
	if err != nil || held.State != review.Completed || held.Story != "My back since the fall" || held.Goals != "To sleep" || held.SuicideAsked != review.SuicideNone {
		t.Errorf("review %+v, %v", held, err)
	}
	if p := s.newestPlan(t); p.State != review.PlanAgreed || !p.Built {
		t.Errorf("plan %+v", p)
	}
	v.Get(at + "/plan").Says("The review is completed and the plan is agreed.")
}

func TestThoughtsOfSuicideInTheReviewStopThePlan(t *testing.T) {
	s := newScene(t)
	v := s.As("Clinician")
	at := "/participants/" + s.people[0].ID
	v.Post(at+"/review/draft", url.Values{"version": {"0"}, "story": {"My back since the fall"}}).Is(http.StatusOK)
	form := asked(t, v.Get(at+"/plan/new"))
	for name, values := range missing(t, s) {
		form[name] = values
	}
	form.Set("suicide", review.SuicidePresent)
	form.Set("suicide_actions", "Crisis team called, seen today")
	v.Post(at+"/plan", form).Is(http.StatusUnprocessableEntity).Says("No plan is proposed", "Thoughts of suicide", "Crisis team called, seen today")
	held, err := s.Store.NewestReview(context.Background(), s.Practice.ID, s.people[0].ID)
	if err != nil || held.State != review.Draft {
		t.Errorf("the review is %s, %v: it must stay a draft with its plan", held.State, err)
	}
}

func TestSomebodyElsesReviewIsNotClosedWithThePlan(t *testing.T) {
	s := newScene(t)
	v := s.As("Clinician")
	at := "/participants/" + s.people[0].ID
	r := review.Review{PracticeID: s.Practice.ID, ParticipantID: s.people[0].ID, Version: 2, State: review.Draft, Story: "Theirs", SavedBy: "somebody else"}
	if err := s.Store.InTx(context.Background(), func(ctx context.Context) error { return s.Store.AddReview(ctx, &r) }); err != nil {
		t.Fatal(err)
	}
	form := asked(t, v.Get(at+"/plan/new"))
	for name, values := range missing(t, s) { // of version 1, which they had not seen change
		form[name] = values
	}
	v.Post(at+"/plan", form).Is(http.StatusConflict).Says("Somebody else changed this review")
	if _, err := s.Store.NewestPlan(context.Background(), s.Practice.ID, s.people[0].ID); !problem.Is(err, problem.NotFound) {
		t.Errorf("the plan was kept without its review: %v", err)
	}
}
