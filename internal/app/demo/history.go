package demo

import (
	"context"
	"time"

	"stepdown/internal/app"
	"stepdown/internal/audit"
	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/measure"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/synth"
)

// history gives the practice a first tramadol cycle that is under way, so that
// the pages have something to show: people screened, invited and reviewed on
// believable days, in step with what the extracts say of them.
func history(ctx context.Context, a *app.App, p practice.Practice, world *synth.World) error {
	begin := world.Options().Cycle.Start
	if begin < 1 || begin >= world.Months()-1 {
		return nil // too short a history for a cycle
	}
	h := teller{a: a, p: p, by: audit.Actor{PracticeID: p.ID, StaffID: "system", Name: "Amara Nwosu"}}
	extract, err := a.Store.Extracts(ctx, p.ID)
	if err != nil {
		return err
	}
	base := extract[len(extract)-begin] // newest first: the last one before the cycle
	h.start = base.AsAt.AddDays(3)
	c, err := h.plan(ctx, base.AsAt)
	if err != nil {
		return err
	}
	_, err = h.cycles(h.start).Identify(ctx, a.Store, h.by, c.ID,
		cycle.Source{ExtractID: base.ID, AsAt: base.AsAt, Lists: codelist.Default()}, cohort.DefaultCriteria())
	if err != nil {
		return err
	}
	return h.journeys(ctx, c, extract[0].ID)
}

// teller tells what happened on past days.
type teller struct {
	a     *app.App
	p     practice.Practice
	by    audit.Actor
	start nhs.Date
}

// cycles is the cycle service as it would have run on a day.
func (h teller) cycles(on nhs.Date) *cycle.Service {
	return &cycle.Service{Store: h.a.Store, Audit: h.a.Store, Now: func() time.Time { return on.Time().Add(10 * time.Hour) }}
}

func (h teller) plan(ctx context.Context, baseline nhs.Date) (cycle.Cycle, error) {
	points, err := h.a.Store.MeasurePoints(ctx, h.p.ID, measure.ForMedicine("tramadol"))
	if err != nil {
		return cycle.Cycle{}, err
	}
	c := cycle.Cycle{
		Title: "Tramadol, first cycle", Targets: []string{"tramadol"}, Starts: h.start, Sample: cycle.Sample{Seed: 20260501},
		Team:       []cycle.Member{{Name: "Amara Nwosu", Role: "pharmacist"}, {Name: "Joan Fletcher", Role: "care coordinator"}, {Name: "Rhys Morgan", Role: "social prescriber"}},
		Question:   "Do reviews with a pharmacist help people on repeat tramadol to reduce it?",
		Prediction: "A quarter of the people invited will have a review, and half of them will reduce.",
		Discussion: "Agreed at the practice meeting: one medicine at a time, and nobody is pressed.",
		Education:  []cycle.Education{{Topic: "Persistent pain: what helps. All prescribers."}},
	}
	for _, x := range points {
		if x.Date == baseline && x.Numerator > 0 {
			c.HasGoal = true
			c.Goal = measure.Goal{Measure: measure.ForMedicine("tramadol"), BaselineValue: x.Numerator, BaselineDate: baseline,
				Change: measure.Relative, Amount: 10, Direction: measure.Lower, Due: baseline.AddMonths(8)}
		}
	}
	return h.cycles(h.start).Create(ctx, h.by, c)
}

// journeys moves each participant as far as the newest extract bears out:
// those whose tramadol is off repeat have had a review, some of the others are
// invited, and some records still wait to be screened.
func (h teller) journeys(ctx context.Context, c cycle.Cycle, newest string) error {
	participants, err := h.a.Store.Participants(ctx, h.p.ID, c.ID)
	if err != nil {
		return err
	}
	for i, p := range participants {
		now, err := h.a.Store.SnapshotOf(ctx, h.p.ID, newest, p.PatientID)
		if err != nil && !problem.Is(err, problem.NotFound) {
			return err
		}
		repeat, acute := tramadol(now.Person)
		found, err := h.a.Store.FoundOf(ctx, h.p.ID, c.ID, p.PatientID)
		if err != nil {
			return err
		}
		if !repeat || i%5 != 4 { // one in five of the others waits to be screened
			if err := h.screen(ctx, &p, found.Decision, !repeat, i); err != nil {
				return err
			}
		}
		if p.Screening.Answer != cycle.Suitable || repeat && i%3 != 0 {
			continue
		}
		if err := h.move(ctx, p, repeat, acute, i); err != nil {
			return err
		}
	}
	return nil
}

// screen answers for one record, with the suggestions that the page would show.
func (h teller) screen(ctx context.Context, p *cycle.Participant, d cohort.Decision, changed bool, i int) error {
	answer, route := cycle.Screening{Answer: cycle.Suitable}, cycle.Route{}
	for _, s := range cycle.Suggestions(d) {
		if s.Route != "" && !changed {
			answer = cycle.Screening{Answer: cycle.NotSuitable, Reason: "high risk: needs a specialist", Note: s.Title}
			route = cycle.Route{Reason: s.Route}
		}
	}
	saved, err := h.cycles(h.start.AddDays(4+i%5)).Screen(ctx, h.by, p.ID, p.Version, answer, route)
	*p = saved
	return err
}

// move notes the days of a participant's way.
func (h teller) move(ctx context.Context, p cycle.Participant, repeat, acute bool, i int) error {
	invited := h.start.AddDays(12 + i%3)
	_, err := h.cycles(invited).ChangeParticipant(ctx, h.by, p.ID, "history of the demonstration", func(p *cycle.Participant) error {
		p.Invited = invited
		if repeat && i%2 == 0 {
			p.Response = cycle.Response{Answer: cycle.Declined, By: "Joan Fletcher", On: invited.AddDays(6)}
			return nil
		}
		if repeat {
			return nil
		}
		p.Booked, p.Attended, p.Reviewed = invited.AddDays(5), invited.AddDays(14+i%10), invited.AddDays(14+i%10)
		p.Tapering, p.Reduced = p.Reviewed, p.Reviewed.AddMonths(1)
		if !acute {
			p.Stopped = p.Reviewed.AddMonths(3)
		}
		return nil
	})
	return err
}

// tramadol tells whether a person still has it on repeat, and whether as acute.
func tramadol(p cohort.Person) (repeat, acute bool) {
	for _, m := range p.Medications {
		d := cohort.Decide(&cohort.Person{Medications: []cohort.Medication{m}}, cohort.Criteria{Targets: []string{"tramadol"}, IssuedWithinMonths: 0}, codelist.Set{})
		repeat = repeat || d.Outcome != cohort.NotOnTarget
		acute = acute || m.Kind == cohort.Acute && m.Active
	}
	return repeat, acute
}
