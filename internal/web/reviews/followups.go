package reviews

import (
	"strings"

	"stepdown/internal/cycle"
	"stepdown/internal/review"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// FollowUps is the worklist of a cycle's contacts.
type FollowUps struct {
	Cycle cycle.Cycle
	Open  []FollowUpRow
	Past  []FollowUpRow
}

// FollowUpRow is one contact in the list.
type FollowUpRow struct {
	FollowUp review.FollowUp
	Name     string
	Late     bool // its day has gone
	Note     string
}

var followUpsPage = view.New[FollowUps]("reviews/followups")

func (a Area) followUps(r *page.Request) error {
	c, err := a.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle"))
	if err != nil {
		return err
	}
	_, names, err := a.people(r, c.ID)
	if err != nil {
		return err
	}
	all, err := a.Store.FollowUpsOf(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return err
	}
	p := FollowUps{Cycle: c}
	for _, f := range all {
		row := FollowUpRow{FollowUp: f, Name: names[f.ParticipantID], Late: f.State.Open() && f.Due < r.Today(), Note: followUpNote(f, r)}
		if f.State.Open() {
			p.Open = append(p.Open, row)
		} else {
			p.Past = append([]FollowUpRow{row}, p.Past...)
		}
	}
	return r.Show(followUpsPage.With(p))
}

// followUpNote says in a few words what has been done about it.
func followUpNote(f review.FollowUp, r *page.Request) string {
	switch {
	case f.State == review.FollowUpBooked:
		return "Booked for " + f.BookedFor.String()
	case f.Silent(r.Today()):
		return "No answer to the text of " + f.TextedOn.String() + ": telephone"
	case f.State == review.FollowUpTexted:
		return "Texted on " + f.TextedOn.String()
	case len(f.Attempts) > 0:
		last := f.Attempts[len(f.Attempts)-1]
		return "Tried by " + last.Way + " on " + last.On.String() + ": " + last.Outcome
	case f.About == review.Restart:
		return sentence(f.Medicine) + " is in the extract of " + f.Extract.String() + " again"
	}
	return sentence(string(f.About))
}

func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
