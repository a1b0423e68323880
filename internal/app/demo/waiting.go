package demo

import (
	"context"
	"slices"
	"time"
)

// findLives lists who has a plan under way today, for whom follow-ups and
// supplies go on, and picks the one whose supply is short.
func (h *teller) findLives() {
	h.lives = map[*person]int{}
	for _, p := range h.people {
		if !p.gone && len(p.courses) > 0 && (p.rests() || p.ends() > h.today()) {
			h.lives[p] = len(h.lives)
			if h.short == nil || len(h.lives) < 6 && !p.rests() && p.ends() > h.today().AddDays(14) {
				h.short = p
			}
		}
	}
}

// waitingReplies are the texts from patients that nobody has answered yet: one
// that may be urgent, one that asks for a prescription, one that goes well.
func (h *teller) waitingReplies() {
	said := []struct {
		ago  time.Duration
		body string
	}{
		{50 * time.Minute, "I cant sleep since the last step and some nights I dont want to be here any more. Dont know who to tell"},
		{3*time.Hour + 10*time.Minute, "Hello, can I have my next prescription sent to the chemist please, same as last month"},
		{28 * time.Hour, "Going well thanks. Walked to the shops yesterday, first time this year"},
	}
	people := h.reachable()
	slices.Reverse(said) // in the order of time
	for _, x := range said {
		h.at(h.ago(x.ago), "waiting reply", func(ctx context.Context) error {
			for len(people) > 0 {
				p := people[0]
				people = people[1:]
				if wrote, err := h.reply(ctx, p, x.body); wrote || err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// reachable lists the people with a mobile to whom it could happen: first those
// with a plan under way, then others who had a review.
func (h *teller) reachable() (out []*person) {
	var others []*person
	for _, p := range slices.Backward(h.people) {
		switch _, live := h.lives[p]; {
		case p.mobile == "" || p.gone:
		case live:
			out = append(out, p)
		case p.clinic != "" && p.clinic <= h.today() && p.part != missed:
			others = append(others, p)
		}
	}
	return append(out, others...)
}
