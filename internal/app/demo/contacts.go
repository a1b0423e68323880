package demo

import (
	"context"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
	"stepdown/internal/review"
)

// contacts notes the monthly follow-ups of a person. The last one is so chosen
// that the next falls where the pages need one: some are due about today, one
// is overdue, and the others lie ahead.
func (h *teller) contacts(p *person) {
	until, last := h.today(), nhs.Date("")
	if i, live := h.lives[p]; live {
		ahead := []int{-9, 0, 5, 12, 16, 9, 19, 14, 22, 24, 26}
		last = workday(h.today().AddMonths(-1).AddDays(ahead[i%len(ahead)]))
		until = last.AddDays(-13)
	}
	n := 0
	for day := workday(review.DueAfter(p.clinic)); day <= until; day = workday(review.DueAfter(day)) {
		h.contact(p, day, n, (p.place+n)%3 == 0)
		n++
	}
	if last > p.clinic.AddDays(10) && last <= h.today() {
		h.contact(p, last, n, false)
	}
}

// contact notes one follow-up: by telephone, or by text.
func (h *teller) contact(p *person, day nhs.Date, n int, byText bool) {
	if byText && p.mobile != "" {
		h.on(day, 9, 30, "follow-up text", func(ctx context.Context) error { return h.textFollowUp(ctx, p) })
		h.on(day, 12, p.place%50, "reply", func(ctx context.Context) error {
			f, err := h.openFollowUp(ctx, p)
			if err != nil || f.State != review.FollowUpTexted { // nobody asked
				return err
			}
			_, err = h.reply(ctx, p, doingWell[(p.place/3+n)%len(doingWell)])
			return err
		})
		day = workday(day.AddDays(1))
		h.settles(moment(day, 10, 59), p, "Noted in the follow-up.")
	}
	h.on(day, 10, p.place%50, "follow-up", func(ctx context.Context) error {
		f, err := h.openFollowUp(ctx, p)
		if err != nil || f.ID == "" {
			return err
		}
		c, err := h.said(ctx, p, n)
		if err != nil {
			return err
		}
		if f.State == review.FollowUpTexted {
			c.Way, c.SuicideAsked, c.Actions = review.ByText, review.SuicideNotAsked, "Not by text. Was told whom to ring at any hour; to be asked when we next speak."
		}
		_, err = h.Reviews.RecordContact(ctx, h.clinician, f.ID, f.Version, c)
		return err
	})
}

// said is what a person tells at the nth contact, in step with the plan.
func (h *teller) said(ctx context.Context, p *person, n int) (review.Contact, error) {
	plan, err := h.Reviews.PlanFor(ctx, h.practice.ID, p.id)
	note := notes[(p.place+n)%len(notes)]
	c := review.Contact{Way: review.ByTelephone, HowGoing: note.going, Withdrawal: note.withdrawal, Mood: note.mood, SuicideAsked: review.SuicideNone, Step: review.StepGoOn}
	if (p.place+n)%5 == 4 {
		c.Way = review.FaceToFace
	}
	switch plan.State {
	case review.PlanHeld:
		c.Step, c.StepReason, c.HowGoing = review.StepHold, "Steady at this dose, and not ready for less.", "“I am all right as long as nothing changes.” Walks to the shop again."
	case review.PlanFinished:
		c.Step, c.HowGoing = review.StepNone, "Takes none any more. “The pain is what it was, and my head is clearer.”"
	}
	return c, err
}

func (h *teller) openFollowUp(ctx context.Context, p *person) (review.FollowUp, error) {
	all, err := h.Store.FollowUpsFor(ctx, h.practice.ID, p.id)
	for _, f := range all {
		if f.State.Open() {
			return f, err
		}
	}
	return review.FollowUp{}, err
}

// textFollowUp does what the schedule does on a due day.
func (h *teller) textFollowUp(ctx context.Context, p *person) error {
	f, err := h.openFollowUp(ctx, p)
	if err != nil || f.State != review.FollowUpDue {
		return err
	}
	_, added, err := h.Texts.Contact.FollowUpText(ctx, h.coordinator, p.id, f.Due)
	if problem.Is(err, problem.Conflict) || err == nil && !added {
		return nil // the plan is held, or the extract is too old: somebody telephones
	}
	if err != nil {
		return err
	}
	if _, err := h.Reviews.MarkTexted(ctx, h.coordinator, f.ID); err != nil {
		return err
	}
	return h.sendDue(ctx)
}
