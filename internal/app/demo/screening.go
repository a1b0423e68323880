package demo

import (
	"context"

	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
)

// screening notes when each record is read: a few days before the wave that the
// person is in. Some records still wait.
func (h *teller) screening(starts nhs.Date) {
	asked, routed := 0, 0
	for _, p := range h.people {
		answer, route := cycle.Screening{Answer: cycle.Suitable}, cycle.Route{}
		day := workdayBefore(p.wave.AddDays(-3))
		switch {
		case p.part == unread:
			continue
		case p.part == colleague:
			asked++
			answer = cycle.Screening{Answer: cycle.AskColleague, Note: "Dr Sato knows the family well: is this a good time to write?"}
			day = workday(starts.AddDays(3))
		case p.part == elsewhere:
			routed++
			answer = cycle.Screening{Answer: cycle.NotSuitable, Reason: "high risk: needs a specialist", Note: "Takes a sedative beside tramadol: which comes first is for the pain team to say."}
			route = cycle.Route{Reason: "high risk"}
			day = workday(starts.AddDays(3))
			if routed > 2 {
				h.hand(p, workday(starts.AddDays(20)), routed)
			}
		case p.then.Sedative:
			answer.Note = "Sedative beside it. Talked over with the pain team's advice line: tramadol first, slowly; the sedative stays as it is."
		case p.then.Gabapentinoid:
			answer.Note = "Gabapentinoid beside it: one at a time, tramadol first."
		}
		h.on(day, 12, p.place%50, "screening", func(ctx context.Context) error {
			now, err := h.Store.Participant(ctx, h.practice.ID, p.id)
			if err != nil {
				return err
			}
			_, err = h.Cycles.Screen(ctx, h.clinician, p.id, now.Version, answer, route)
			return err
		})
	}
}

// hand notes who took a person on who needs another route.
func (h *teller) hand(p *person, on nhs.Date, n int) {
	h.on(on, 11, n%50, "other route", func(ctx context.Context) error {
		_, err := h.Cycles.ChangeParticipant(ctx, h.clinician, p.id, "changed other route", func(x *cycle.Participant) error {
			x.Route.Owner, x.Route.Note, x.Route.Done = "Dr Sato", "Joint appointment with the community pain team agreed.", nhs.Today(h.clock.Now())
			return nil
		})
		return err
	})
}

// says notes an answer to the invitation that came by telephone or at the desk.
func (h *teller) says(p *person, on nhs.Date, r cycle.Response) {
	h.on(on, 14, p.place%50, "answer to the invitation", func(ctx context.Context) error {
		r.By, r.On = h.coordinator.Name, on
		_, err := h.Cycles.ChangeParticipant(ctx, h.coordinator, p.id, "noted answer", func(x *cycle.Participant) error {
			x.Response = r
			return nil
		})
		return err
	})
}
