package reviews

import (
	"cmp"
	"slices"

	"stepdown/internal/cycle"
	"stepdown/internal/practice"
	"stepdown/internal/review"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// List is the people of a cycle who are invited, booked or reviewed.
type List struct {
	Cycle   cycle.Cycle
	Rows    []Row
	MayHold bool
}

// Row is one person's way through the review.
type Row struct {
	Participant cycle.Participant
	Name        string
	Booked      string // when; empty when not
	Today       bool
	Missed      int
	State       string // of the review
	Stage       cycle.Stage
}

var listPage = view.New[List]("reviews/list")

func (a Area) list(r *page.Request) error {
	c, err := a.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle"))
	if err != nil {
		return err
	}
	people, names, err := a.people(r, c.ID)
	if err != nil {
		return err
	}
	bookings, err := a.Store.BookingsOf(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return err
	}
	states, err := a.Store.ReviewStates(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return err
	}
	p := List{Cycle: c, MayHold: r.Can(practice.HoldReview)}
	for _, x := range people {
		if x.Invited == "" && x.Booked == "" && x.Reviewed == "" && states[x.ID].Version == 0 {
			continue
		}
		row := Row{Participant: x, Name: names[x.ID], Missed: x.DidNotAttend, State: "not begun", Stage: x.Stage()}
		if s, begun := states[x.ID]; begun {
			row.State = string(s.State)
		}
		for _, b := range bookings {
			if b.ParticipantID == x.ID && b.State == review.Booked && b.Purpose == review.ForReview {
				row.Booked, row.Today = review.When(b.At), b.Day() == r.Today()
			}
		}
		p.Rows = append(p.Rows, row)
	}
	sortRows(p.Rows)
	return r.Show(listPage.With(p))
}

// sortRows puts those of today first, then those with a booking, then the
// rest; each by name.
func sortRows(rows []Row) {
	rank := func(r Row) int {
		switch {
		case r.Today:
			return 0
		case r.Booked != "":
			return 1
		}
		return 2
	}
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Name, b.Name)) })
}
