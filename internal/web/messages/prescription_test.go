package messages_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"stepdown/internal/review"
	"stepdown/internal/taper"
)

// Whoever asks for another prescription while their plan runs is a task, with
// the step of the day and the supply beside it.
func TestRequestForAPrescriptionComesWithThePlan(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	built, err := taper.Build(taper.Request{Start: "2026-11-10", Lines: []taper.Line{taper.ReadLine("Tramadol 50mg capsules", "two four times a day", 0)}})
	if err != nil {
		t.Fatal(err)
	}
	plan := review.Plan{PracticeID: s.Practice.ID, ParticipantID: s.annIn.ID, Version: 1, State: review.PlanAgreed, Edition: 1, EditionOn: "2026-11-10", Built: true, Taper: built,
		SupplyEnds: "2026-12-07", NextAcute: "2026-12-04"}
	s.tx(func(ctx context.Context) error { return s.Store.AddPlan(ctx, &plan) })
	v := s.As("Coordinator")
	s.invite(v)
	v.Post(s.phone("+447700900101"), url.Values{"body": {"Doing ok thanks. Can I have another prescription please?"}}).To("/simulator/")
	step := built.Steps[0].Sentences()[0]
	v.Get("/home").Says("Another prescription asked for: Ann Example", "Now: "+step, "recorded until 7 December 2026, next acute arranged for 4 December 2026")
	at := firstReply(t, v)
	v.Get(at).Is(http.StatusOK).Says("They ask for another prescription: their plan now", "Taken now: "+step, "/participants/"+s.annIn.ID+"/plan", "recorded until 7 December 2026")

	plan.Version, plan.State = 2, review.PlanEnded
	s.tx(func(ctx context.Context) error { return s.Store.AddPlan(ctx, &plan) })
	v.Get(at).Is(http.StatusOK).Hides("their plan now")
	v.Get("/home").Says("Reply from Ann Example").Hides("Another prescription asked for")
}
