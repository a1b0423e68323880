package programme

import (
	"fmt"

	"stepdown/internal/nhs"
	"stepdown/internal/web/page"
)

// ahead is how many days before it a session stands on the home page.
const ahead = 7

// Waiting lists the sessions of the next days, and registers still open from
// the last ones.
func (a Area) Waiting(r *page.Request) ([]page.Waiting, error) {
	lines, err := a.lines(r)
	if err != nil {
		return nil, err
	}
	var out []page.Waiting
	for _, l := range lines {
		day := nhs.DateOf(l.StartsAt.In(nhs.London))
		away := r.Today().DaysUntil(day)
		if l.Cancelled || away > ahead || away < -ahead {
			continue
		}
		w := page.Waiting{Urgency: page.Coming, What: l.Kind.Name() + ", " + l.Where, Due: day, When: l.When, Href: "/programme/sessions/" + l.ID,
			Note: fmt.Sprintf("%d of %d places taken", l.Taken(), l.Capacity)}
		switch {
		case !r.Now().Before(l.EndsAt()):
			if l.Expected == 0 {
				continue
			}
			w.Urgency, w.What, w.Note = page.Soon, "Register of "+l.Kind.Name(), fmt.Sprintf("who came? %d still open", l.Expected)
		case away == 0:
			w.Urgency = page.Today
		}
		out = append(out, w)
	}
	return out, nil
}
