package demo

import (
	"cmp"
	"context"
	"slices"
	"time"

	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/measure"
	"stepdown/internal/nhs"
	"stepdown/internal/synth"
)

// firstCycle notes a first tramadol cycle: planned on the last extract before
// its effect begins, so that the extracts bear out what is told of it.
func (h *teller) firstCycle(begin int) {
	base := h.world.Month(begin - 1)
	starts := importDay(base.Date()).AddDays(1)
	h.on(starts, 12, 30, "plan of the cycle", func(ctx context.Context) error {
		if err := h.planCycle(ctx, starts); err != nil {
			return err
		}
		if err := h.meet(ctx, begin); err != nil {
			return err
		}
		h.cast()
		h.arrange(starts)
		return nil
	})
}

// planCycle writes the plan and makes the list.
func (h *teller) planCycle(ctx context.Context, starts nhs.Date) error {
	var err error
	if h.baseline, err = h.Store.NewestExtract(ctx, h.practice.ID); err != nil {
		return err
	}
	c := cycle.Cycle{
		Title: "Tramadol, first cycle", Targets: []string{"tramadol"}, Starts: starts, Sample: cycle.Sample{Seed: 20260501},
		Team:       []cycle.Member{{Name: "Amara Nwosu", Role: "pharmacist"}, {Name: "Joan Fletcher", Role: "care coordinator"}, {Name: "Rhys Morgan", Role: "social prescriber"}},
		Question:   "Do reviews with a pharmacist help people on repeat tramadol to reduce it?",
		Prediction: "A third of the people invited will have a review, and most of them will reduce.",
		Discussion: "Agreed at the practice meeting: one medicine at a time, and nobody is pressed. Nobody's supply ends because they do not answer.",
		Education: []cycle.Education{{On: workday(starts.AddDays(7)), Topic: "Persistent pain: what helps. All prescribers.", People: 11},
			{On: workday(starts.AddDays(42)), Topic: "Repeat to acute: what reception and dispensers need to know.", People: 7}},
	}
	points, err := h.Store.MeasurePoints(ctx, h.practice.ID, measure.ForMedicine("tramadol"))
	if err != nil {
		return err
	}
	for _, x := range points {
		if x.Date == h.baseline.AsAt && x.Numerator > 0 {
			c.HasGoal = true
			c.Goal = measure.Goal{Measure: measure.ForMedicine("tramadol"), BaselineValue: x.Numerator, BaselineDate: x.Date,
				Change: measure.Relative, Amount: 20, Direction: measure.Lower, Due: x.Date.AddMonths(8)}
		}
	}
	if h.cycle, err = h.Cycles.Create(ctx, h.coordinator, c); err != nil {
		return err
	}
	_, err = h.Cycles.Identify(ctx, h.Store, h.coordinator, h.cycle.ID,
		cycle.Source{ExtractID: h.baseline.ID, AsAt: h.baseline.AsAt, Lists: codelist.Default()}, cohort.DefaultCriteria())
	return err
}

// meet finds the people of the list in the invented practice.
func (h *teller) meet(ctx context.Context, begin int) error {
	participants, err := h.Store.Participants(ctx, h.practice.ID, h.cycle.ID)
	if err != nil {
		return err
	}
	patients, err := h.Store.PatientsOf(ctx, h.practice.ID, h.cycle.ID)
	if err != nil {
		return err
	}
	then, newest := byNumber(h.world.Truth(begin-1)), byNumber(h.world.Last().Truth())
	shared := map[nhs.Mobile]int{}
	for _, t := range h.world.Truth(begin - 1) {
		m, _ := nhs.ParseMobile(t.Mobile)
		shared[m]++
	}
	for _, x := range participants {
		number := patients[x.PatientID].Person.NHSNumber
		p := readPerson(then[number], newest[number], h.baseline.AsAt)
		p.number, p.id, p.patient = number, x.ID, x.PatientID
		h.people = append(h.people, p)
	}
	slices.SortFunc(h.people, func(a, b *person) int { return cmp.Compare(a.number, b.number) })
	for i, p := range h.people {
		p.place = i
		if shared[p.mobile] > 1 {
			p.mobile = ""
		}
	}
	return nil
}

func byNumber(list []synth.Truth) map[nhs.Number]synth.Truth {
	out := make(map[nhs.Number]synth.Truth, len(list))
	for _, t := range list {
		out[t.NHSNumber] = t
	}
	return out
}

// arrange fills the rest of the diary, now that everybody is known.
func (h *teller) arrange(starts nhs.Date) {
	h.invitations(starts)
	h.screening(starts)
	h.sessions(starts)
	h.findLives()
	for _, p := range h.people {
		h.way(p)
	}
	h.confirmations()
	h.programme()
	h.waitingReplies()
}

// ago is a moment of the present day.
func (h *teller) ago(d time.Duration) time.Time { return h.now.Add(-d) }
