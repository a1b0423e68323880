package messages

import (
	"stepdown/internal/contact"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// PersonPage is all texts, replies and letters with one person.
type PersonPage struct {
	Patient  cycle.Patient
	Number   string // as texts reach it; empty when they cannot
	Why      string // why there is no number to text
	Wish     string
	OptedOut bool
	Held     bool // a number to check, or words to confirm
	Register []WishRow
	Lines    []Line
	LastIn   string // the latest reply's id, empty for none
	FollowUp string // participant whose follow-up text can go; empty for none
	Due      string
	MayWrite bool
	MaySend  bool
	Reads    string // a language other than English that they read
}

// WishRow is one line of the register.
type WishRow struct{ Wish, Source, By, At string }

var personPage = view.New[PersonPage]("messages/person")

func (a Area) person(r *page.Request) error {
	patient, err := a.Store.Patient(r.Ctx(), r.PracticeID(), r.Param("patient"))
	if err != nil {
		return err
	}
	if err := r.Seen(patient.ID, "texts and replies"); err != nil {
		return err
	}
	names, err := a.colleagues(r)
	if err != nil {
		return err
	}
	with := correspondent(patient)
	all, err := a.Store.Conversation(r.Ctx(), r.PracticeID(), with)
	if err != nil {
		return err
	}
	p := PersonPage{Patient: patient, Reads: otherThanEnglish(patient), Lines: lines(all, names, ranks(r)), MayWrite: r.Can(practice.HandleReply), MaySend: r.Can(practice.SendMessage)}
	if len(all.In) > 0 {
		p.LastIn = all.In[len(all.In)-1].ID
	}
	if with.Number != "" {
		p.Number = with.Number.National()
	} else {
		p.Why = "There is no mobile number that can be texted."
	}
	if err := a.wishes(r, &p, with); err != nil {
		return err
	}
	if err := a.mayAsk(r, &p); err != nil {
		return err
	}
	return r.Show(personPage.With(p))
}

func correspondent(p cycle.Patient) contact.Correspondent {
	number, _ := nhs.ParseMobile(p.Person.Mobile) // none: letters and the telephone remain
	return contact.Correspondent{Patient: p.ID, Number: number}
}

func (a Area) wishes(r *page.Request, p *PersonPage, with contact.Correspondent) error {
	entries, err := a.Store.Wishes(r.Ctx(), r.PracticeID(), with)
	if err != nil {
		return err
	}
	wish, since := contact.Standing(entries, with.Patient, with.Number)
	p.Wish, p.OptedOut, p.Held = wishWords(wish, since), wish == messaging.OptedOut, wish == messaging.AskedToStop || wish == messaging.WrongPerson
	for _, e := range entries {
		p.Register = append(p.Register, WishRow{string(e.Wish), e.Source, e.By, clock(e.At)})
	}
	return nil
}

// mayAsk offers the follow-up text for the newest reviewed cycle.
func (a Area) mayAsk(r *page.Request, p *PersonPage) error {
	places, err := a.Store.ParticipantsOf(r.Ctx(), r.PracticeID(), p.Patient.ID)
	for _, q := range places {
		if q.Reviewed != "" {
			p.FollowUp, p.Due = q.ID, string(q.Reviewed.AddMonths(1))
			return nil
		}
	}
	return err
}

func (a Area) personWish(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	patient, err := a.Store.Patient(r.Ctx(), r.PracticeID(), r.Param("patient"))
	if err != nil {
		return err
	}
	if err := a.Contact.Record(r.Ctx(), r.Actor(), correspondent(patient), messaging.Wish(posted.Get("wish"))); err != nil {
		return err
	}
	r.Flash("The register of wishes has it. It holds from now on, in every cycle.")
	return r.Go("/people/%s/messages", patient.ID)
}

// followUp sends the text of the month's follow-up, once.
func (a Area) followUp(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	if _, err := a.Store.Patient(r.Ctx(), r.PracticeID(), r.Param("patient")); err != nil {
		return err
	}
	participant, err := a.Store.Participant(r.Ctx(), r.PracticeID(), posted.Get("participant"))
	if err != nil {
		return err
	}
	if participant.PatientID != r.Param("patient") {
		return problem.Missing("The participant")
	}
	_, added, err := a.Contact.FollowUpText(r.Ctx(), r.Actor(), participant.ID, participant.Reviewed.AddMonths(1))
	if err != nil {
		return err
	}
	if added {
		r.Flash("The follow-up text is queued. The answer appears among the replies.")
	} else {
		r.Flash("The follow-up text went before: nothing was sent twice.")
	}
	return r.Go("/people/%s/messages", participant.PatientID)
}

// otherThanEnglish names the language that a person reads; empty for English, and
// where nothing is known.
func otherThanEnglish(p cycle.Patient) string {
	if tag, name := contact.Reads(p); tag != messaging.English {
		return name
	}
	return ""
}
