package reviews

import (
	"strings"

	ics "github.com/arran4/golang-ical"

	"stepdown/internal/nhs"
	"stepdown/internal/review"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Leaflet is the sheet that the person takes home.
type Leaflet struct {
	Leaflet    review.Leaflet
	LargePrint bool
	All        bool
	ID         string
}

var leafletPage = view.In[Leaflet]("print", "reviews/leaflet")

func (a Area) leaflet(r *page.Request) error {
	person, plan, err := a.agreedPlan(r)
	if err != nil {
		return err
	}
	if err := person.seen(r, "plan leaflet"); err != nil {
		return err
	}
	all := r.Query("steps") == "all"
	return r.Show(leafletPage.With(Leaflet{Leaflet: review.LeafletOf(plan, person.Patient.Name(), r.Practice, r.Today(), all),
		LargePrint: person.Patient.Needs.LargePrint, All: all, ID: person.Participant.ID}))
}

func (a Area) agreedPlan(r *page.Request) (Person, review.Plan, error) {
	person, err := a.person(r)
	if err != nil {
		return person, review.Plan{}, err
	}
	plan, err := a.Reviews.PlanFor(r.Ctx(), r.PracticeID(), person.Participant.ID)
	if err == nil && plan.Version == 0 {
		err = errNoPlan
	}
	return person, plan, err
}

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
