package demo

import (
	"context"

	"stepdown/internal/nhs"
	"stepdown/internal/review"
	"stepdown/internal/taper"
)

// goesOn notes what follows a review with a plan: supplies, contacts, a hold,
// the last capsule.
func (h *teller) goesOn(p *person) {
	if !p.reduces() {
		return
	}
	h.contacts(p)
	h.supplies(p)
	if p.rests() {
		h.rest(p)
		return
	}
	if ends := p.ends(); ends != "" {
		h.on(workdayBefore(ends.AddDays(-1)), 16, p.place%50, "last capsule", func(ctx context.Context) error {
			return h.change(ctx, p, taper.Event{Kind: taper.TookLast, Reason: "Took the last capsule this week. Sleeps as before, and is proud of it."})
		})
	}
}

// supplies notes the acute prescriptions of a plan, each before it is needed.
func (h *teller) supplies(p *person) {
	for _, s := range p.steps() {
		h.on(max(p.clinic, workdayBefore(s.from)), 15, p.place%50, "supply", func(ctx context.Context) error { return h.supply(ctx, p) })
	}
}

// rest notes the hold of somebody whose supplies stay at one dose, and the
// supplies meanwhile. A hold without an end is looked at again within twelve
// weeks.
func (h *teller) rest(p *person) {
	n := len(p.courses) - 1
	for n > 0 && p.courses[n-1].daily == p.courses[n].daily {
		n--
	}
	held := workdayBefore(p.courses[n].from.AddDays(20))
	for day, again := held, false; day <= h.today(); day, again = workday(day.AddDays(63)), true {
		reason := "A flare-up after a fall, and a bereavement in the family. Wants to stay on this dose for now."
		if again {
			reason = "Steadier, not ready for the next step yet. Looked at together: stays on this dose."
		}
		h.on(day, 14, p.place%50, "hold", func(ctx context.Context) error {
			return h.change(ctx, p, taper.Event{Kind: taper.Hold, Reason: reason})
		})
	}
	for day := p.courses[n].from.AddDays(courseDays); day <= h.today().AddDays(7); day = day.AddDays(courseDays) {
		for _, on := range []nhs.Date{day, day.AddDays(courseDays / 2)} { // a hold moves the days of the engine's issues
			h.on(workdayBefore(on), 15, p.place%50, "supply", func(ctx context.Context) error { return h.supply(ctx, p) })
		}
	}
}

func (h *teller) change(ctx context.Context, p *person, e taper.Event) error {
	plan, err := h.Reviews.PlanFor(ctx, h.practice.ID, p.id)
	if err != nil || !plan.State.Live() {
		return err
	}
	_, err = h.Reviews.ChangePlan(ctx, h.clinician, p.id, plan.Version, e)
	return err
}

// supply records the acute prescription that is due, and when the next one is.
func (h *teller) supply(ctx context.Context, p *person) error {
	plan, err := h.Reviews.PlanFor(ctx, h.practice.ID, p.id)
	if err != nil || !plan.State.Live() {
		return err
	}
	today := nhs.Today(h.clock.Now())
	if !plan.Built {
		if plan.SupplyEnds > today.AddDays(6) {
			return nil
		}
		until := max(plan.SupplyEnds, today).AddDays(courseDays)
		s := review.Supply{Until: until, Next: until}
		if p == h.short && until >= h.today() {
			s = review.Supply{Until: workday(h.today().AddDays(3))}
		}
		_, err = h.Reviews.RecordSupply(ctx, h.clinician, p.id, plan.Version, s)
		return err
	}
	for _, i := range plan.Taper.Issues {
		if i.IssuedOn != "" || len(i.Items) == 0 || i.From > today.AddDays(6) {
			continue
		}
		if plan, err = h.Reviews.RecordSupply(ctx, h.clinician, p.id, plan.Version, review.Supply{Issue: i.From, Next: i.To}); err != nil {
			return err
		}
	}
	return nil
}
