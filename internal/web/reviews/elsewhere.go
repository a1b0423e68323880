package reviews

import (
	"stepdown/internal/cycle"
	"stepdown/internal/review"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Elsewhere is the form for an appointment that stands in another book, such
// as the clinical system's own.
type Elsewhere struct {
	Errors                         []*form.Field
	Cycle                          cycle.Cycle
	Who, Purpose, Day, Time, Place *form.Field
}

var elsewherePage = view.New[Elsewhere]("reviews/elsewhere")

func (a Area) elsewhereForm(r *page.Request) (Elsewhere, error) {
	s, err := a.sessionsOf(r)
	if err != nil {
		return Elsewhere{}, err
	}
	return Elsewhere{Cycle: s.Cycle, Who: s.Who, Purpose: s.Purpose, Day: form.Date("day", "Day of the appointment"),
		Time:  form.Text("time", "Time", 20).Hinted("For example, 9.30am or 14:00").Wide(5),
		Place: form.Text("place", "Place or way", 100).Hinted("For example: Dr Lee, telephone").Maybe()}, nil
}

func (p Elsewhere) fields() []*form.Field {
	return []*form.Field{p.Who, p.Purpose, p.Day, p.Time, p.Place}
}

func (a Area) elsewhere(r *page.Request) error {
	p, err := a.elsewhereForm(r)
	if err != nil {
		return err
	}
	return r.Show(elsewherePage.With(p))
}

func (a Area) bookElsewhere(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.elsewhereForm(r)
	if err != nil {
		return err
	}
	form.Read(posted, p.fields()...)
	at, ok := instant(p.Day.DateValue(), p.Time.Value)
	if !ok && p.Time.Error == "" {
		p.Time.Error = "Time must be a time of day, such as 9.30am"
	}
	if len(form.Errors(p.fields()...)) > 0 {
		return p.again(r)
	}
	b, err := a.Reviews.Book(r.Ctx(), r.Actor(), review.Ask{ParticipantID: p.Who.Value, Purpose: review.Purpose(p.Purpose.Value), At: at, Place: p.Place.Value})
	if form.Blame(err, p.fields()...) {
		return p.again(r)
	}
	if err != nil {
		return err
	}
	r.Flash("Recorded: booked elsewhere for %s.", review.When(b.At))
	return r.Go("/cycles/%s/clinics", p.Cycle.ID)
}

func (p Elsewhere) again(r *page.Request) error {
	p.Errors = form.Errors(p.fields()...)
	return r.Mend(elsewherePage.With(p))
}

func (a Area) cancelBooking(r *page.Request) error {
	b, err := a.Reviews.CancelBooking(r.Ctx(), r.Actor(), r.Param("booking"))
	return settled(r, b, err, "The booking is cancelled and the slot is free.")
}

func (a Area) attended(r *page.Request) error {
	b, err := a.Reviews.Attend(r.Ctx(), r.Actor(), r.Param("booking"))
	return settled(r, b, err, "Recorded: attended.")
}

// missed ends nothing: no plan, no supply.
func (a Area) missed(r *page.Request) error {
	b, err := a.Reviews.DidNotAttend(r.Ctx(), r.Actor(), r.Param("booking"))
	return settled(r, b, err, "Recorded: did not attend. Telephone the person, and hold the step until you have spoken; supplies go on as they are.")
}

func (a Area) came(r *page.Request) error {
	b, err := a.Reviews.CameAfterAll(r.Ctx(), r.Actor(), r.Param("booking"))
	return settled(r, b, err, "Recorded: came after all.")
}

func settled(r *page.Request, b review.Booking, err error, say string) error {
	if err != nil {
		return err
	}
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	r.Flash("%s", say)
	if posted.Get("from") == "today" {
		return r.Go("/clinics/today?day=%s#visit-%s", string(b.Day()), b.ID)
	}
	return r.Go("/cycles/%s/clinics", b.CycleID)
}
