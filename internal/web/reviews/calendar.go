package reviews

import (
	"strings"

	ics "github.com/arran4/golang-ical"

	"stepdown/internal/nhs"
	"stepdown/internal/review"
	"stepdown/internal/web/page"
)

// calendar gives the plan's days as a file for the person's own calendar. It
// tells nothing of a medicine, nor does its name.
func (a Area) calendar(r *page.Request) error {
	person, plan, err := a.agreedPlan(r)
	if err != nil {
		return err
	}
	versions, err := a.Store.PlanVersions(r.Ctx(), r.PracticeID(), person.Participant.ID)
	if err != nil {
		return err
	}
	if err := person.seen(r, "plan calendar"); err != nil {
		return err
	}
	cal := ics.NewCalendarFor("Stepdown")
	cal.SetMethod(ics.MethodPublish)
	for _, e := range review.CalendarOf(versions, r.Today()) {
		event := cal.AddEvent(e.UID)
		event.SetDtStampTime(r.Now())
		event.SetSequence(plan.Edition)
		event.SetAllDayStartAt(e.On.Time())
		event.SetSummary(e.Title)
		if e.Cancelled {
			event.SetStatus(ics.ObjectStatusCancelled)
		}
	}
	return r.Download("my-plan.ics", "text/calendar; charset=utf-8", []byte(cal.Serialize(ics.WithNewLineWindows)))
}

// dateOf reads a date that a select of ours gave back.
func dateOf(s string) nhs.Date {
	d, err := nhs.ParseDate(strings.TrimSpace(s))
	if err != nil {
		return ""
	}
	return d
}
