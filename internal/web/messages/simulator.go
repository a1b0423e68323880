package messages

import (
	"cmp"
	"slices"
	"time"

	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// PhoneList is the phones of the simulated network that got a text.
type PhoneList struct{ Phones []PhoneRow }

// PhoneRow is one phone.
type PhoneRow struct {
	ID, Owner, Number, Last, When string
	Texts                         int
	at                            time.Time
}

// PhonePage is a phone as the patient sees it.
type PhonePage struct {
	Errors   []*form.Field
	ID       string
	Owner    string
	Number   string
	Contact  string
	Messages []PhoneMessage
	Reply    *form.Field
}

// PhoneMessage is one text on the phone; Mine is what the patient wrote.
type PhoneMessage struct {
	Mine   bool
	Body   string
	When   string
	Latest bool // the browser scrolls to it
	at     time.Time
}

var (
	phonesPage = view.New[PhoneList]("messages/phones")
	phonePage  = view.New[PhonePage]("messages/phone")
)

var errNoSimulator = problem.Missing("The page")

func (a Area) phones(r *page.Request) error {
	if a.Phones == nil {
		return errNoSimulator
	}
	got, _, err := a.Phones.Texts(r.Ctx(), r.PracticeID(), "")
	if err != nil {
		return err
	}
	rows := map[nhs.Mobile]*PhoneRow{}
	for _, t := range got {
		row := rows[t.To]
		if row == nil {
			row = &PhoneRow{Number: t.To.National()}
			if row.ID, err = a.Phones.Phone(r.PracticeID(), t.To); err != nil {
				return err
			}
			if row.Owner, err = a.owner(r, t.To); err != nil {
				return err
			}
			rows[t.To] = row
		}
		row.Texts, row.Last, row.When, row.at = row.Texts+1, t.Body, clock(t.Created), t.Created
	}
	var p PhoneList
	for _, row := range rows {
		p.Phones = append(p.Phones, *row)
	}
	slices.SortFunc(p.Phones, func(x, y PhoneRow) int { return cmp.Or(y.at.Compare(x.at), cmp.Compare(x.ID, y.ID)) })
	return r.Show(phonesPage.With(p))
}

// owner names whose phone it is, for the visitor of the demonstration.
func (a Area) owner(r *page.Request, m nhs.Mobile) (string, error) {
	people, err := a.Store.PatientsByMobile(r.Ctx(), r.PracticeID(), m)
	if err != nil || len(people) == 0 {
		return "Nobody of the practice", err
	}
	return names(people), nil
}

func names(people []cycle.Patient) string {
	out := people[0].Name()
	for _, p := range people[1:] {
		out += " and " + p.Name()
	}
	return out
}

func (a Area) phone(r *page.Request) error {
	p, err := a.phonePage(r)
	if err != nil {
		return err
	}
	return r.Show(phonePage.With(p))
}

func (a Area) phonePage(r *page.Request) (PhonePage, error) {
	if a.Phones == nil {
		return PhonePage{}, errNoSimulator
	}
	p := PhonePage{ID: r.Param("phone"), Contact: r.Practice.Name, Reply: form.Area("body", "Answer as this person", 2, messaging.MostCharacters)}
	got, sent, err := a.Phones.Texts(r.Ctx(), r.PracticeID(), p.ID)
	if err != nil {
		return p, err
	}
	if len(got) == 0 {
		return p, problem.Missing("The phone")
	}
	p.Number = got[0].To.National()
	if p.Owner, err = a.owner(r, got[0].To); err != nil {
		return p, err
	}
	for _, t := range sent {
		p.Messages = append(p.Messages, PhoneMessage{Mine: true, Body: t.Body, When: clock(t.Received), at: t.Received})
	}
	for _, t := range got {
		p.Messages = append(p.Messages, PhoneMessage{Body: t.Body, When: clock(t.Created), at: t.Created})
	}
	slices.SortStableFunc(p.Messages, func(x, y PhoneMessage) int { return x.at.Compare(y.at) })
	p.Messages[len(p.Messages)-1].Latest = true
	return p, nil
}

func (a Area) fromPhone(r *page.Request) error {
	p, err := a.phonePage(r)
	if err != nil {
		return err
	}
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	if !form.Read(posted, p.Reply) {
		p.Errors = form.Errors(p.Reply)
		return r.Mend(phonePage.With(p))
	}
	if err := a.Phones.Answer(r.Ctx(), r.PracticeID(), p.ID, p.Reply.Value); err != nil {
		return err
	}
	r.Flash("Sent, as the patient would.")
	return r.Go("/simulator/%s#latest", p.ID)
}
