package reviews

import (
	"fmt"

	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/review"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Today is a clinician's day: each appointment with what the record knows, so
// that nothing is looked up or typed while the person waits.
type Today struct {
	Day        nhs.Date
	IsToday    bool
	Mine       []*Visit
	Colleagues []*Visit
	Next       nhs.Date // the next day with appointments; empty when there is none
	NextDay    string   // the same, for an address
}

// Visit is one appointment with what it is about.
type Visit struct {
	Person
	Visit     review.Visit
	At        string
	Clinician string // of a colleague's appointment
	Record    review.Record
	Review    review.Review
	Plan      review.Plan
	PlanState review.PlanState
	Supply    string
	Short     bool
	Left      int    // of the checklist; -1 when there is none
	Contact   string // where the contact of a follow-up is recorded; empty for a review
	Due       bool
	MayHold   bool // a step of a live plan can be held, since the person did not come
	HoldWhy   string
	NextID    string // of the appointment after it
	NextName  string
	Settled   bool // nothing is left to press for the appointment itself
}

var todayPage = view.New[Today]("reviews/today")

func (a Area) today(r *page.Request) error {
	p := Today{Day: r.Today()}
	if d := dateOf(r.Query("day")); d != "" {
		p.Day = d
	}
	p.IsToday = p.Day == r.Today()
	visits, next, err := a.Reviews.Day(r.Ctx(), r.PracticeID(), p.Day)
	if err != nil {
		return err
	}
	p.Next, p.NextDay = next, string(next)
	names, err := a.staffNames(r)
	if err != nil {
		return err
	}
	for _, x := range visits {
		v, err := a.visit(r, x)
		if err != nil {
			return err
		}
		if x.ClinicianID == "" || x.ClinicianID == r.Staff.ID {
			p.Mine = append(p.Mine, v)
		} else {
			v.Clinician = names[x.ClinicianID]
			p.Colleagues = append(p.Colleagues, v)
		}
	}
	chain(p.Mine)
	chain(p.Colleagues)
	return r.Show(todayPage.With(p))
}

// chain ties each appointment to the next.
func chain(visits []*Visit) {
	for i := range visits[:max(0, len(visits)-1)] {
		visits[i].NextID, visits[i].NextName = visits[i+1].Visit.ID, visits[i+1].Header.Name
	}
}

func (a Area) visit(r *page.Request, x review.Visit) (*Visit, error) {
	v := &Visit{Visit: x, At: review.Clock(x.At), Left: -1}
	var err error
	if v.Person, err = a.personBy(r, x.ParticipantID); err != nil {
		return v, err
	}
	if err = v.seen(r, "clinic of the day"); err != nil {
		return v, err
	}
	if v.Record, err = a.Reviews.RecordOf(r.Ctx(), r.PracticeID(), v.Patient.ID, r.Practice.Settings.HighDoseOME); err != nil {
		return v, err
	}
	if v.Review, err = a.Reviews.Review(r.Ctx(), r.PracticeID(), x.ParticipantID); err != nil {
		return v, err
	}
	if v.Plan, err = a.Reviews.PlanFor(r.Ctx(), r.PracticeID(), x.ParticipantID); err != nil {
		return v, err
	}
	list, err := a.Reviews.Checklist(r.Ctx(), r.PracticeID(), x.ParticipantID)
	if err != nil {
		return v, err
	}
	if list.Version > 0 {
		v.Left = list.Left()
	}
	v.Contact, err = a.contactOf(r, x)
	v.settle(r)
	return v, err
}

// contactOf is the page on which a follow-up's contact is recorded: the first
// that is open.
func (a Area) contactOf(r *page.Request, x review.Visit) (string, error) {
	if x.Purpose != review.ForFollowUp {
		return "", nil
	}
	all, err := a.Store.FollowUpsFor(r.Ctx(), r.PracticeID(), x.ParticipantID)
	for _, f := range all { // earliest first
		if f.State.Open() {
			return "/follow-ups/" + f.ID, err
		}
	}
	return "", err
}

// settle works out what the card says and offers.
func (v *Visit) settle(r *page.Request) {
	v.PlanState = v.Plan.StateOn(r.Today())
	v.Short = v.Plan.Short(r.Today(), r.Practice.Settings.Nation)
	switch {
	case !v.Plan.State.Live():
	case !v.Plan.Supplied():
		v.Supply = "nothing recorded yet"
	default:
		v.Supply = "until " + v.Plan.SupplyEnds.String()
	}
	v.Due = v.Visit.State == review.Booked && v.Visit.Day() <= r.Today()
	missed := v.Visit.State == review.DidNotAttend
	v.MayHold = missed && r.Can(practice.AgreePlan) && v.Plan.State == review.PlanAgreed && v.PlanState == review.PlanAgreed
	v.HoldWhy = fmt.Sprintf("Did not attend on %s: held until we have spoken.", v.Visit.Day())
	v.Settled = v.Visit.State == review.Attended && v.Review.State.Done()
}

// ReviewState in words.
func (v *Visit) ReviewState() string {
	switch {
	case v.Review.Version == 0:
		return "not begun"
	case v.Review.State == review.Draft:
		return "draft, saved by " + v.Review.SavedName
	}
	return string(v.Review.State)
}

// Begin is what the first button says.
func (v *Visit) Begin() string {
	switch {
	case v.Review.Version == 0:
		return "Begin the review"
	case v.Review.State == review.Draft:
		return "Go on with the review"
	}
	return "See the review"
}
