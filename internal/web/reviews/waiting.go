package reviews

import (
	"fmt"

	"stepdown/internal/practice"
	"stepdown/internal/review"
	"stepdown/internal/web/page"
)

// comingDays is how far ahead sessions stand on the worklist.
const comingDays = 7

// Waiting lists what waits for a person: sessions that come.
func (a Area) Waiting(r *page.Request) ([]page.Waiting, error) {
	if !r.Can(practice.Book) {
		return nil, nil
	}
	return a.sessionsComing(r)
}

func (a Area) sessionsComing(r *page.Request) ([]page.Waiting, error) {
	sessions, err := a.Store.ClinicsFrom(r.Ctx(), r.PracticeID(), r.Today().Time())
	if err != nil {
		return nil, err
	}
	var out []page.Waiting
	for _, c := range sessions {
		if c.Day() > r.Today().AddDays(comingDays) {
			break
		}
		bookings, err := a.Store.BookingsIn(r.Ctx(), r.PracticeID(), c.ID)
		if err != nil {
			return nil, err
		}
		w := page.Waiting{Urgency: page.Coming, What: "Clinic session, " + c.Place, Due: c.Day(), When: review.When(c.StartsAt),
			Note: fmt.Sprintf("%d of %d slots free", len(c.Free(bookings)), c.Slots), Href: "/cycles/" + c.CycleID + "/clinics#session-" + c.ID}
		if c.Day() == r.Today() {
			w.Urgency = page.Today
		}
		out = append(out, w)
	}
	return out, nil
}
