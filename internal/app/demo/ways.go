package demo

import (
	"context"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/review"
)

// way notes what comes of somebody's invitation.
func (h *teller) way(p *person) {
	soon := workday(p.wave.AddDays(2 + p.place%4))
	switch p.part {
	case comes:
		h.writes(moment(p.wave, 17, 5+p.place%50), p, []string{"Yes please, I would like to come. Mornings are best for me", "Yes I would like an appointment please", "Can I book in please? Not Fridays"}[p.place%3])
		h.books(p, soon, h.next())
		h.settles(moment(soon, 11, p.place%50), p, "Rang back: booked.")
	case recent:
		h.books(p, soon, h.last())
		h.reviews(p, h.last())
		h.supplies(p)
	case absent:
		h.books(p, soon, h.last())
		h.settlesBooking(p, h.last(), false)
	case missed:
		h.comesLater(p, soon)
	case talks:
		h.books(p, soon, h.sessionBefore(p.wave.AddDays(28)))
		h.reviews(p, h.sessionBefore(p.wave.AddDays(28)))
	case stops:
		h.writes(moment(p.wave, 18, 20), p, "STOP")
		h.settles(moment(workday(p.wave.AddDays(1)), 9, 10), p, "No more texts: the register has it. A letter goes out instead, and supplies go on.")
	case stranger:
		h.writes(moment(p.wave, 12, 41), p, "Sorry, wrong number, I am not with your surgery")
		h.settles(moment(workday(p.wave.AddDays(1)), 9, 20), p, "Note for the front desk: ask for the right number at the next visit.")
	case declines:
		h.writes(moment(p.wave, 13, p.place%50), p, []string{"Not for me thank you, I get on all right", "Thanks for asking but not for me"}[p.place%2])
		h.says(p, soon, cycle.Response{Answer: cycle.Declined, Note: "Knows that the offer stands."})
		h.settles(moment(soon, 15, p.place%50), p, "Thanked. No review wanted for now.")
	case waits:
		h.says(p, soon, cycle.Response{Answer: cycle.NotNow, Until: h.today().AddMonths(2), Note: "Is looking after a parent at the moment."})
	case never:
		h.says(p, soon, cycle.Response{Answer: cycle.Never, Note: "Does not want to be asked again. Care goes on as before."})
	case away:
		if p.wave < h.last().AddDays(-60) {
			h.on(workday(p.wave.AddDays(1)), 11, 0, "letter instead", func(ctx context.Context) error { return h.dealWith(ctx, p) })
		}
	case asks:
		h.writes(h.ago(26*time.Hour), p, "Can I bring my daughter along to the appointment? And how long does it take?")
	}
	if p.changed != "" {
		h.books(p, min(soon, workdayBefore(p.clinic.AddDays(-1))), p.clinic)
		h.reviews(p, p.clinic)
		h.goesOn(p)
	}
}

// comesLater is the way of somebody who did not come, was telephoned, and came
// to a later session.
func (h *teller) comesLater(p *person, soon nhs.Date) {
	first := h.sessionBefore(p.wave.AddDays(21))
	h.books(p, soon, first)
	h.settlesBooking(p, first, false)
	call := workday(first.AddDays(1))
	h.on(call, 9, p.place%50, "call", func(ctx context.Context) error {
		_, err := h.Cycles.ChangeParticipant(ctx, h.coordinator, p.id, "noted attempt", func(x *cycle.Participant) error {
			x.Attempts = append(x.Attempts, cycle.Attempt{On: call, Way: "telephone", Outcome: "The bus did not come. Booked again.", By: h.coordinator.Name})
			return nil
		})
		return err
	})
	again := h.sessionBefore(first.AddDays(14))
	h.books(p, call, again)
	h.reviews(p, again)
}

// reviews notes the review of a person at a session.
func (h *teller) reviews(p *person, session nhs.Date) {
	p.clinic = session
	h.settlesBooking(p, session, true)
	h.at(moment(session, 13, 0).Add(time.Duration(p.place)*time.Minute), "review", func(ctx context.Context) error {
		if x, err := h.Store.Participant(ctx, h.practice.ID, p.id); err != nil || x.Attended == "" {
			return err
		}
		rec, err := h.Reviews.RecordOf(ctx, h.practice.ID, p.patient, 0)
		if err != nil {
			return err
		}
		r := p.told.review()
		r.PracticeID, r.ParticipantID = h.practice.ID, p.id
		r.Prefill(rec)
		for i := range r.Medicines {
			r.Medicines[i].Decision, r.Medicines[i].Reason = p.decision(r.Medicines[i])
		}
		if p.reduces() {
			r.SafetyNet, r.Goals = safetyNet, p.told.goals
		}
		if _, err = h.Reviews.CompleteReview(ctx, h.clinician, r, 0); err != nil {
			return err
		}
		return h.agree(ctx, p, rec)
	})
	if p.reduces() {
		h.ticks(p, session)
	}
}

// reduces reports whether the review ends with a plan.
func (p *person) reduces() bool { return len(p.courses) > 0 || p.part == recent }

// decision about one line, as the extracts bear it out.
func (p *person) decision(m review.MedicineDecision) (review.Decision, string) {
	switch {
	case m.Ingredient != "tramadol":
		return review.NoChange, "Left as it is: one medicine at a time."
	case p.to != "":
		return review.Change, "Tramadol brings nausea. Changed to " + p.to + ", to be looked at again in three months."
	case p.reduces() && p.rests():
		return review.Reduce, "Wants fewer tablets, and to feel clearer in the head. How far is open."
	case p.reduces():
		return review.Stop, "Helps little by now. Slowly, month by month, as acute prescriptions."
	case p.changed != "":
		return review.Change, "Has taken none for some weeks, without trouble: taken off repeat at their wish."
	}
	return review.NoChange, "Tramadol allows the night's sleep at the moment. Happy to talk again next year."
}

// ticks notes the change from repeat to acute; of a review just held it is not
// finished.
func (h *teller) ticks(p *person, session nhs.Date) {
	answers := map[string]string{"repeat": "done", "batches": "none", "acute": "done", "pharmacy": "done", "aid": "none"}
	if p.place%4 == 1 {
		answers["batches"], answers["aid"] = "done", "done"
	}
	by, day := h.clinician, workday(max(session, p.changed))
	if p.part == recent {
		answers = map[string]string{"repeat": "done", "acute": "done"}
		day = session
	}
	h.on(day, 17, p.place%50, "checklist", func(ctx context.Context) error { return h.tick(ctx, by, p, answers) })
}

func (h *teller) tick(ctx context.Context, by audit.Actor, p *person, answers map[string]string) error {
	c, err := h.Reviews.Checklist(ctx, h.practice.ID, p.id)
	if err != nil || c.Version == 0 { // no review was held
		return err
	}
	_, err = h.Reviews.TickOff(ctx, by, p.id, c.Version, answers)
	return err
}
