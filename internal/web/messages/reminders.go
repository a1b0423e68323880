package messages

import (
	"stepdown/internal/contact"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Reminders is the page of people who were invited and have not answered.
type Reminders struct {
	Errors          []*form.Field
	Cycle           cycle.Cycle
	Days            int
	Stale, Blocked  string
	Clinician, Book *form.Field
	People          *form.Field // texted before: a letter now
	Texts           []contact.Quiet
	Neither         []contact.Quiet
	Letter          []string
	Others          []InLanguage // the letter for those who read another language
	byPost          []contact.Candidate
	Text            *Preview
}

var remindersPage = view.New[Reminders]("messages/reminders")

func (p Reminders) words() contact.Invitation {
	return contact.Invitation{Remind: true, Clinician: p.Clinician.Value, Book: p.Book.Value}
}

func (a Area) reminders(r *page.Request) error {
	p, err := a.remindersPage(r)
	if err != nil {
		return err
	}
	return r.Show(remindersPage.With(p))
}

func (a Area) remindersPage(r *page.Request) (Reminders, error) {
	c, err := a.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle"))
	if err != nil {
		return Reminders{}, err
	}
	w := newWords(r, c)
	p := Reminders{Cycle: c, Days: r.Practice.Settings.RemindAfter(), Clinician: w.Clinician, Book: w.Book, People: form.Checkboxes("people", "Write a letter to")}
	if _, err := a.Contact.Fresh(r.Ctx(), r.PracticeID()); err != nil {
		if !problem.Is(err, problem.Conflict) {
			return p, err
		}
		p.Stale = err.Error()
	}
	quiet, err := a.Contact.Quiet(r.Ctx(), r.PracticeID(), c.ID)
	for _, q := range quiet {
		switch q.Way {
		case contact.ByPost:
			p.People.Options = append(p.People.Options, form.Option{Value: q.Participant.ID, Text: q.Patient.FormalName(), Hint: "Texted on " + q.Participant.Invited.String() + "." + reads(q.Candidate) + address(q.Patient)})
			p.byPost = append(p.byPost, q.Candidate)
			p.People.Values = append(p.People.Values, q.Participant.ID)
		case contact.ByText:
			p.Texts = append(p.Texts, q)
		default:
			p.Neither = append(p.Neither, q)
		}
	}
	if err != nil {
		return p, err
	}
	return p, a.reminderWords(r, &p)
}

// reminderWords shows what the letter and the text say.
func (a Area) reminderWords(r *page.Request, p *Reminders) error {
	for _, t := range []messaging.Text{p.words().Letter(r.Practice.Name), p.words().Text(r.Practice.Name)} {
		w, err := a.Contact.Preview(r.Ctx(), r.PracticeID(), "", t)
		switch {
		case problem.Is(err, problem.Conflict):
			p.Blocked = err.Error()
		case problem.Is(err, problem.Invalid): // something is still to be typed
		case err != nil:
			return err
		case t.Kind().Letter():
			p.Letter = messaging.Paragraphs(w.Body)
			if p.Others, err = a.otherLanguages(r, p.words().Letter(r.Practice.Name), p.byPost); err != nil {
				return err
			}
		default:
			text := wordedPreview(r, "", w)
			p.Text = &text
		}
	}
	return nil
}

// remind writes the letters, or proposes a wave of texts to be checked.
func (a Area) remind(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.remindersPage(r)
	if err != nil {
		return err
	}
	fields := []*form.Field{p.Clinician, p.Book}
	letters := posted.Get("do") != "texts"
	if letters {
		fields = append(fields, p.People)
	}
	if form.Read(posted, fields...) {
		to, err := a.sendReminders(r, p, letters)
		if err == nil {
			return r.Go("%s", to)
		}
		if !form.Blame(err, fields...) {
			return err
		}
	}
	p.Errors = form.Errors(fields...)
	return r.Mend(remindersPage.With(p))
}

func (a Area) sendReminders(r *page.Request, p Reminders, letters bool) (to string, err error) {
	if !letters {
		b, err := a.Contact.Propose(r.Ctx(), r.Actor(), p.Cycle.ID, p.words(), max(len(p.Texts), 1))
		return "/waves/" + b.ID, err
	}
	n, err := a.Contact.WriteReminders(r.Ctx(), r.Actor(), p.Cycle.ID, p.words(), p.People.Values)
	if err == nil {
		r.Flash("%s to print.", plural(n, "reminder is ready", "reminders are ready"))
	}
	return "/cycles/" + p.Cycle.ID + "/letters", err
}
