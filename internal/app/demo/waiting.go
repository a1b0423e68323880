package demo

import "time"

// findLives lists who has a plan under way today, for whom follow-ups and
// supplies go on, and picks the one whose supply is short.
func (h *teller) findLives() {
	h.lives = map[*person]int{}
	for _, p := range h.people {
		if !p.gone && len(p.courses) > 0 && (p.rests() || p.ends() > h.today()) {
			h.lives[p] = len(h.lives)
			if h.short == nil && !p.rests() && p.ends() > h.today().AddDays(14) {
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
		{3*time.Hour + 10*time.Minute, "Hello, can I have my next prescription sent to the chemist please, I have 4 days left"},
		{28 * time.Hour, "Going well thanks. Walked to the shops yesterday, first time this year"},
	}
	for _, p := range h.people {
		if _, live := h.lives[p]; live && p.mobile != "" && len(said) > 0 {
			h.writes(h.ago(said[0].ago), p, said[0].body)
			said = said[1:]
		}
	}
}
