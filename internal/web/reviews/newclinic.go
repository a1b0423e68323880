package reviews

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/review"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// NewClinic is the form of a new session.
type NewClinic struct {
	Errors                                      []*form.Field
	Cycle                                       cycle.Cycle
	Clinician, Day, Time, Minutes, Slots, Place *form.Field
}

var newClinicPage = view.New[NewClinic]("reviews/newclinic")

func (a Area) clinicForm(r *page.Request) (NewClinic, error) {
	p := NewClinic{
		Day:     form.Date("day", "Day"),
		Time:    form.Text("time", "First appointment at", 20).Hinted("For example, 9.30am or 14:00").Wide(5),
		Minutes: form.Number("minutes", "Minutes for each person", 3).As("20"),
		Slots:   form.Number("slots", "Number of slots", 2).As("6"),
		Place:   form.Text("place", "Place", 100).Hinted("A room, or telephone").As("Surgery"),
	}
	var err error
	if p.Cycle, err = a.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle")); err != nil {
		return p, err
	}
	staff, err := a.Store.StaffList(r.Ctx(), r.PracticeID())
	if err != nil {
		return p, err
	}
	var who []form.Option
	for _, s := range staff {
		if s.Can(practice.HoldReview) {
			who = append(who, form.Option{Value: s.ID, Text: s.Name})
		}
	}
	p.Clinician = form.Select("clinician", "Who holds the session?", who...)
	if len(who) == 1 {
		p.Clinician.Value = who[0].Value
	}
	return p, nil
}

func (p NewClinic) fields() []*form.Field {
	return []*form.Field{p.Clinician, p.Day, p.Time, p.Minutes, p.Slots, p.Place}
}

func (a Area) newClinic(r *page.Request) error {
	p, err := a.clinicForm(r)
	if err != nil {
		return err
	}
	return r.Show(newClinicPage.With(p))
}

func (a Area) addClinic(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.clinicForm(r)
	if err != nil {
		return err
	}
	form.Read(posted, p.fields()...)
	starts, ok := instant(p.Day.DateValue(), p.Time.Value)
	if !ok && p.Time.Error == "" {
		p.Time.Error = "First appointment must be a time, such as 9.30am"
	}
	if len(form.Errors(p.fields()...)) > 0 {
		return p.again(r)
	}
	c, err := a.Reviews.AddClinic(r.Ctx(), r.Actor(), review.Clinic{CycleID: p.Cycle.ID, ClinicianID: p.Clinician.Value, StartsAt: starts,
		SlotMinutes: p.Minutes.Int(), Slots: p.Slots.Int(), Place: p.Place.Value})
	if form.Blame(err, p.fields()...) {
		return p.again(r)
	}
	if err != nil {
		return err
	}
	r.Flash("Session planned: %s, %d slots.", review.When(c.StartsAt), c.Slots)
	return r.Go("/cycles/%s/clinics", p.Cycle.ID)
}

func (p NewClinic) again(r *page.Request) error {
	p.Errors = form.Errors(p.fields()...)
	return r.Mend(newClinicPage.With(p))
}

var clock = regexp.MustCompile(`^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$`)

// instant reads a time of day as people write it, in London. A day that is not
// known gives ok as the time alone deserves, since the day has its own error.
func instant(day nhs.Date, text string) (at time.Time, ok bool) {
	m := clock.FindStringSubmatch(text)
	if m == nil {
		return at, false
	}
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi("0" + m[2])
	if m[3] != "" && (hour < 1 || hour > 12) {
		return at, false
	}
	if m[3] == "pm" && hour < 12 || m[3] == "am" && hour == 12 {
		hour = (hour + 12) % 24
	}
	if hour > 23 || minute > 59 {
		return at, false
	}
	if day == "" {
		return at, true
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", fmt.Sprintf("%s %02d:%02d", string(day), hour, minute), nhs.London)
	return at, err == nil
}
