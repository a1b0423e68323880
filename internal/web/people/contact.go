package people

import (
	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Contact is the page of one participant: what they answered, and tries to
// reach them.
type Contact struct {
	Following
	Errors              []*form.Field
	Answer, Until, Note *form.Field
	On, Way, Outcome    *form.Field
	MayReview           bool
	MayScreen           bool
}

var contactPage = view.New[Contact]("people/contact")

func (a Area) contactOf(r *page.Request) (Contact, error) {
	f, err := a.following(r)
	p := Contact{Following: f, MayReview: r.Can(practice.HoldReview), MayScreen: r.Can(practice.ScreenRecord)}
	if err != nil {
		return p, err
	}
	was := p.Participant.Response
	p.Answer = form.Radios("answer", "What did the person say?",
		form.Option{Value: string(cycle.WantsReview), Text: "Would like a review"},
		form.Option{Value: string(cycle.NotNow), Text: "Not now", Hint: "Give the day from when they may be asked again"},
		form.Option{Value: string(cycle.Declined), Text: "No, thank you"},
		form.Option{Value: string(cycle.Never), Text: "Never ask again"}).As(string(was.Answer))
	p.Until = form.Date("until", "Ask again from").Maybe().As(string(was.Until))
	p.Note = form.Text("note", "Note", 500).Maybe().As(was.Note)
	p.On = form.Date("on", "Day").As(string(r.Today()))
	p.Way = form.Radios("way", "How", form.Option{Value: "telephone", Text: "Telephone"}, form.Option{Value: "letter", Text: "Letter"}, form.Option{Value: "face to face", Text: "Face to face"})
	p.Outcome = form.Text("outcome", "What happened?", 200)
	return p, nil
}

func (a Area) contact(r *page.Request) error {
	p, err := a.contactOf(r)
	if err != nil {
		return err
	}
	if err := r.Seen(p.Patient.ID, "contacts"); err != nil {
		return err
	}
	return r.Show(contactPage.With(p))
}

// respond records what the person answered to the invitation.
func (a Area) respond(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.contactOf(r)
	if err != nil {
		return err
	}
	if !form.Read(posted, p.Answer, p.Until, p.Note) {
		return p.again(r)
	}
	until := nhs.Date("")
	if cycle.Answer(p.Answer.Value) == cycle.NotNow {
		if until = p.Until.DateValue(); until == "" {
			p.Until.Error = "Enter the day from when they may be asked again"
			return p.again(r)
		}
	}
	_, err = a.Cycles.ChangeParticipant(r.Ctx(), r.Actor(), p.Participant.ID, "recorded answer: "+p.Answer.Value, func(x *cycle.Participant) error {
		x.Response = cycle.Response{Answer: cycle.Answer(p.Answer.Value), Until: until, Note: p.Note.Value, By: r.Staff.Name, On: r.Today()}
		return nil
	})
	if err != nil {
		return err
	}
	r.Flash("The answer is recorded.")
	return r.Go("/participants/%s/contact", p.Participant.ID)
}

// attempt records one try to reach the person.
func (a Area) attempt(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.contactOf(r)
	if err != nil {
		return err
	}
	if !form.Read(posted, p.On, p.Way, p.Outcome) {
		return p.again(r)
	}
	_, err = a.Cycles.ChangeParticipant(r.Ctx(), r.Actor(), p.Participant.ID, "recorded "+p.Way.Value+" attempt", func(x *cycle.Participant) error {
		x.Attempts = append(x.Attempts, cycle.Attempt{On: p.On.DateValue(), Way: p.Way.Value, Outcome: p.Outcome.Value, By: r.Staff.Name})
		return nil
	})
	if err != nil {
		return err
	}
	r.Flash("The attempt is recorded.")
	return r.Go("/participants/%s/contact", p.Participant.ID)
}

func (p Contact) again(r *page.Request) error {
	p.Errors = form.Errors(p.Answer, p.Until, p.Note, p.On, p.Way, p.Outcome)
	return r.Mend(contactPage.With(p))
}
