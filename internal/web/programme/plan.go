package programme

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"stepdown/internal/nhs"
	"stepdown/internal/programme"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Plan is the form of a session, for a new one and an old one.
type Plan struct {
	Errors                                []*form.Field
	ID                                    string
	Version                               int
	On, At                                *form.Field
	Kind, Online, Place                   *form.Field
	Minutes, Capacity, Facilitator, Topic *form.Field
	Note                                  *form.Field
}

var planPage = view.New[Plan]("programme/plan")

func planForm(s programme.Session, set programme.FootstepSet) Plan {
	p := Plan{ID: s.ID, Version: s.Version,
		On:          form.Date("on", "Day").As(day(s.StartsAt)),
		At:          form.Text("starts_at", "Starts at", 5).Wide(5).Hinted("For example, 14:00").As(clock(s.StartsAt)),
		Kind:        form.Radios("kind", "What is it?", kinds()...).As(string(s.Kind)),
		Online:      form.Radios("online", "How do people come?", form.Option{Value: "no", Text: "In a group, at a place"}, form.Option{Value: "yes", Text: "Online", Hint: "Send the link yourselves; it is not kept here"}).As(yes(s.Online)),
		Place:       form.Text("place", "Place", 100).Hinted("Not needed online").Maybe().As(s.Place),
		Minutes:     form.Number("minutes", "Length", 3).As(count(s.Minutes)),
		Capacity:    form.Number("capacity", "Places", 3).As(count(s.Capacity)),
		Facilitator: form.Text("facilitator", "Who leads it?", 100).As(s.Facilitator),
		Topic:       form.Select("footstep", "Footstep", topics(set)...).Hinted("For Ten Footsteps, when the session is about one of them").Maybe().As(count(s.Footstep)),
		Note:        form.Area("note", "Note for the team", 2, 1000).Hinted("No names of patients").Maybe().As(s.Note),
	}
	p.Minutes.Suffix = "minutes"
	return p
}

func (p Plan) fields() []*form.Field {
	return []*form.Field{p.Kind, p.On, p.At, p.Minutes, p.Online, p.Place, p.Capacity, p.Facilitator, p.Topic, p.Note}
}

// usual is what a new session's form starts with.
func usual() programme.Session {
	return programme.Session{Minutes: programme.UsualMinutes, Capacity: programme.UsualCapacity}
}

// fill puts what was typed into a session; false when something needs mending.
func (p Plan) fill(posted url.Values, s *programme.Session, skip ...*form.Field) bool {
	var read []*form.Field
	for _, f := range p.fields() {
		if !has(skip, f) {
			read = append(read, f)
		}
	}
	ok := form.Read(posted, read...)
	if !has(skip, p.At) {
		at, err := time.Parse("15:04", p.At.Value)
		if err != nil && p.At.Error == "" {
			p.At.Error, ok = "Enter a time, such as 14:00", false
		}
		if d := p.On.DateValue(); d.Known() {
			t := d.Time()
			s.StartsAt = time.Date(t.Year(), t.Month(), t.Day(), at.Hour(), at.Minute(), 0, 0, nhs.London)
		}
	}
	s.Kind, s.Online, s.Place = programme.Kind(p.Kind.Value), p.Online.Value == "yes", p.Place.Value
	s.Minutes, s.Capacity, s.Facilitator = p.Minutes.Int(), p.Capacity.Int(), p.Facilitator.Value
	s.Footstep, s.Note = p.Topic.Int(), p.Note.Value
	return ok
}

func (a Area) newSession(r *page.Request) error {
	set, err := a.Programme.Footsteps(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	return r.Show(planPage.With(planForm(usual(), set)))
}

func (a Area) create(r *page.Request) error {
	set, err := a.Programme.Footsteps(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, s := planForm(usual(), set), programme.Session{}
	if !p.fill(posted, &s) {
		return p.again(r)
	}
	planned, err := a.Programme.Plan(r.Ctx(), r.Actor(), s)
	if form.Blame(err, p.fields()...) {
		return p.again(r)
	}
	if err != nil {
		return err
	}
	r.Flash("The session is planned. Next, give people a place.")
	return r.Go("/programme/sessions/%s", planned[0].ID)
}

func (a Area) editSession(r *page.Request) error {
	s, set, err := a.find(r)
	if err != nil {
		return err
	}
	return r.Show(planPage.With(planForm(s, set)))
}

func (a Area) saveSession(r *page.Request) error {
	s, set, err := a.find(r)
	if err != nil {
		return err
	}
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p := planForm(s, set)
	version := form.Number("version", "Version", 0)
	form.Read(posted, version)
	p.Version = version.Int()
	if !p.fill(posted, &s) {
		return p.again(r)
	}
	if err := s.Validate(set); err != nil {
		if !form.Blame(err, p.fields()...) {
			return err
		}
		return p.again(r)
	}
	var stale bool
	_, err = a.Programme.Change(r.Ctx(), r.Actor(), s.ID, max(1, p.Version), "changed session", func(old *programme.Session) error {
		stale = !s.StartsAt.Equal(old.StartsAt) || s.Kind != old.Kind || s.Place != old.Place || s.Online != old.Online
		s.Version, s.Cancelled, s.Footsteps = old.Version, old.Cancelled, set.Version
		*old = s
		return nil
	})
	if err != nil {
		return err
	}
	n := 0
	if stale { // what still waits would say the old day or place
		if n, err = a.Texts.WithdrawSession(r.Ctx(), r.Actor(), s.ID, "Day, time or place of the session changed."); err != nil {
			return err
		}
	}
	r.Flash("The session is saved. Tell the people who have a place if day, time or place changed.%s", withdrawn(n))
	return r.Go("/programme/sessions/%s", s.ID)
}

func (a Area) cancel(r *page.Request) error {
	if _, err := a.Programme.Store.ProgrammeSession(r.Ctx(), r.PracticeID(), r.Param("session")); err != nil {
		return err
	}
	n, err := a.Texts.WithdrawSession(r.Ctx(), r.Actor(), r.Param("session"), "The session is called off.") // first: what waits must not go whatever comes
	if err != nil {
		return err
	}
	s, err := a.Programme.Change(r.Ctx(), r.Actor(), r.Param("session"), 0, "cancelled session", func(s *programme.Session) error {
		s.Cancelled = true
		return nil
	})
	if err != nil {
		return err
	}
	r.Flash("The session is cancelled. Tell the people who had a place.%s", withdrawn(n))
	return r.Go("/programme/sessions/%s", s.ID)
}

// withdrawn tells of invitations that had not gone.
func withdrawn(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " 1 invitation that had not gone was cancelled."
	}
	return fmt.Sprintf(" %d invitations that had not gone were cancelled.", n)
}

func (a Area) find(r *page.Request) (programme.Session, programme.FootstepSet, error) {
	s, err := a.Programme.Store.ProgrammeSession(r.Ctx(), r.PracticeID(), r.Param("session"))
	if err != nil {
		return s, programme.FootstepSet{}, err
	}
	set, err := a.Programme.Footsteps(r.Ctx(), r.PracticeID())
	return s, set, err
}

func (p Plan) again(r *page.Request) error {
	p.Errors = form.Errors(p.fields()...)
	return r.Mend(planPage.With(p))
}

func kinds() []form.Option {
	hints := map[programme.Kind]string{
		programme.TenFootsteps: "A course in supported self-management, online or in a group",
		programme.PainCafe:     "A monthly group where people living with pain meet",
	}
	var os []form.Option
	for _, k := range programme.Kinds() {
		os = append(os, form.Option{Value: string(k), Text: k.Name(), Hint: hints[k]})
	}
	return os
}

func topics(set programme.FootstepSet) []form.Option {
	var os []form.Option
	for _, f := range set.Steps {
		os = append(os, form.Option{Value: strconv.Itoa(f.Number), Text: fmt.Sprintf("%d. %s", f.Number, f.Name)})
	}
	return os
}

func has(fields []*form.Field, f *form.Field) bool {
	for _, g := range fields {
		if g == f {
			return true
		}
	}
	return false
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return string(nhs.DateOf(t.In(nhs.London)))
}

func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(nhs.London).Format("15:04")
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}
