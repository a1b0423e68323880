package demo

// parts in the order in which they are given away: what the pages need most
// comes first, so that a small practice shows it, too.
var parts = []part{comes, unread, stops, recent, away, absent, declines, colleague, talks, asks, comes, unread, missed, declines, waits,
	comes, stranger, unread, talks, declines, never, recent, unread, declines, away, talks, comes, declines, unread, waits}

// cast gives each person of the list a part. Whose tramadol goes, as the
// extracts have it, has a review; of the others some play a part of their own.
func (h *teller) cast() {
	var free []*person
	for _, p := range h.people {
		switch {
		case p.changed != "" || p.gone:
		case p.then.Sedative:
			p.part = elsewhere
		default:
			free = append(free, p)
		}
	}
	for _, x := range parts {
		for i, p := range free {
			if byText(x) && p.mobile == "" {
				continue
			}
			p.part = x
			free = append(free[:i:i], free[i+1:]...)
			break
		}
	}
	for i, p := range h.people {
		p.told = storyOf(i)
	}
}

// byText parts need a telephone.
func byText(x part) bool {
	switch x {
	case stops, away, asks, stranger, comes:
		return true
	}
	return false
}

// with lists the people of a part.
func (h *teller) with(x part) (out []*person) {
	for _, p := range h.people {
		if p.part == x {
			out = append(out, p)
		}
	}
	return out
}
