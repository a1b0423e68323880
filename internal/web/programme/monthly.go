package programme

import (
	"strconv"
	"time"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
	"stepdown/internal/programme"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Monthly is the helper for a session that comes each month: first the rule,
// then the days that it names, to tick.
type Monthly struct {
	Errors                    []*form.Field
	Week, Weekday, At, Months *form.Field
	Days                      *form.Field // nil until the rule is given
	Session                   Plan
	HolidaysUnknown           bool
}

var monthlyPage = view.New[Monthly]("programme/monthly")

// mostMonths caps how far ahead sessions are planned at once.
const mostMonths = 12

func monthlyForm(set programme.FootstepSet) Monthly {
	weeks := []form.Option{{Value: "1", Text: "First"}, {Value: "2", Text: "Second"}, {Value: "3", Text: "Third"}, {Value: "4", Text: "Fourth"}, {Value: strconv.Itoa(programme.Last), Text: "Last"}}
	var weekdays []form.Option
	for d := time.Monday; d <= time.Saturday; d++ {
		weekdays = append(weekdays, form.Option{Value: strconv.Itoa(int(d)), Text: d.String()})
	}
	weekdays = append(weekdays, form.Option{Value: "0", Text: time.Sunday.String()})
	m := Monthly{
		Week:    form.Select("week", "Which week of the month?", weeks...),
		Weekday: form.Select("weekday", "Which day?", weekdays...),
		At:      form.Text("time", "Starts at", 5).Wide(5).Hinted("For example, 14:00"),
		Months:  form.Number("months", "For how many months?", 2).As("6"),
		Session: planForm(programme.Session{Kind: programme.PainCafe, Minutes: programme.UsualMinutes, Capacity: programme.UsualCapacity}, set),
	}
	m.Months.Suffix = "months"
	return m
}

func (m Monthly) rule() []*form.Field { return []*form.Field{m.Week, m.Weekday, m.At, m.Months} }

func (a Area) monthly(r *page.Request) error {
	set, err := a.Programme.Footsteps(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	m := monthlyForm(set)
	query := r.Gin.Request.URL.Query()
	if len(query) == 0 {
		return r.Show(monthlyPage.With(m))
	}
	form.Read(query, m.rule()...)
	proposed := m.propose(r)
	if m.Errors = form.Errors(m.rule()...); len(m.Errors) > 0 {
		return r.Mend(monthlyPage.With(m))
	}
	m.offer(proposed)
	return r.Show(monthlyPage.With(m))
}

// propose gives the days that the rule names, or says what to mend in it.
func (m *Monthly) propose(r *page.Request) []programme.Proposed {
	at, err := time.Parse("15:04", m.At.Value)
	if err != nil && m.At.Error == "" {
		m.At.Error = "Enter a time, such as 14:00"
	}
	if n := m.Months; n.Error == "" && (n.Int() < 1 || n.Int() > mostMonths || n.Float() != float64(n.Int())) {
		n.Error = "Months must be a whole number from 1 to 12"
	}
	if len(form.Errors(m.rule()...)) > 0 {
		return nil
	}
	rule := programme.Monthly{Week: m.Week.Int(), Weekday: time.Weekday(m.Weekday.Int()), Hour: at.Hour(), Minute: at.Minute()}
	return rule.Next(r.Today().AddDays(1), m.Months.Int(), r.Practice.Settings.Nation)
}

// offer makes the proposed days a question. A bank holiday is not ticked.
func (m *Monthly) offer(proposed []programme.Proposed) {
	m.Days = form.Checkboxes("days", "Days to plan")
	for _, d := range proposed {
		o := form.Option{Value: string(d.Date), Text: d.Date.Weekday().String() + " " + d.Date.String()}
		if d.Holiday != "" {
			o.Hint = d.Holiday
		} else {
			m.Days.Values = append(m.Days.Values, o.Value)
		}
		m.Days.Options = append(m.Days.Options, o)
		m.HolidaysUnknown = m.HolidaysUnknown || !d.HolidaysKnown
	}
}

func (a Area) createMonthly(r *page.Request) error {
	set, err := a.Programme.Footsteps(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	m := monthlyForm(set)
	form.Read(posted, m.rule()...)
	proposed := m.propose(r)
	if len(form.Errors(m.rule()...)) > 0 {
		return problem.Invalidf("Begin again with the day of the month: the rule did not come with the form.")
	}
	m.offer(proposed)
	fields := append([]*form.Field{m.Days}, m.Session.fields()...)
	var s programme.Session
	ok := form.Read(posted, m.Days)
	if !m.Session.fill(posted, &s, m.Session.On, m.Session.At) || !ok {
		return m.again(r, fields)
	}
	_, err = a.Programme.Plan(r.Ctx(), r.Actor(), each(s, m.Days.Values, proposed)...)
	if form.Blame(err, fields...) {
		return m.again(r, fields)
	}
	if err != nil {
		return err
	}
	r.Flash("%s planned.", plural(len(m.Days.Values)))
	return r.Go("/programme")
}

// each makes a session for each day that was ticked.
func each(s programme.Session, ticked []string, proposed []programme.Proposed) []programme.Session {
	var all []programme.Session
	for _, p := range proposed {
		for _, d := range ticked {
			if nhs.Date(d) == p.Date {
				s.StartsAt = p.StartsAt
				all = append(all, s)
			}
		}
	}
	return all
}

func (m Monthly) again(r *page.Request, fields []*form.Field) error {
	m.Errors = form.Errors(fields...)
	return r.Mend(monthlyPage.With(m))
}

func plural(n int) string {
	if n == 1 {
		return "1 session is"
	}
	return strconv.Itoa(n) + " sessions are"
}
