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

// LettersPage is the letters of a cycle: who needs one, what waits to be
// printed, what was posted.
type LettersPage struct {
	Errors  []*form.Field
	Cycle   cycle.Cycle
	Stale   string
	Words   wordsForm
	People  *form.Field // who can have a letter
	Never   []Person    // who can have neither
	ToPrint []contact.Letter
	Posted  []contact.Letter
	Blocked string       // why nothing is worded: nobody approved it
	Preview []string     // the letter as it reads
	Others  []InLanguage // the same for those who read another language
}

// PrintRun is the letters to be printed, a sheet each.
type PrintRun struct {
	Cycle   cycle.Cycle
	Letters []Sheet
	From    []string
	Signed  string
	Phone   string
}

// Sheet is a letter with what stands around its words, in their language.
type Sheet struct {
	contact.Letter
	messaging.LetterFrame
}

var (
	lettersPage = view.New[LettersPage]("messages/letters")
	printPage   = view.In[PrintRun]("print", "messages/print")
)

func (a Area) letters(r *page.Request) error {
	p, err := a.lettersPage(r)
	if err != nil {
		return err
	}
	return r.Show(lettersPage.With(p))
}

func (a Area) lettersPage(r *page.Request) (LettersPage, error) {
	c, err := a.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle"))
	if err != nil {
		return LettersPage{}, err
	}
	p := LettersPage{Cycle: c, Words: newWords(r, c), People: form.Checkboxes("people", "Write a letter to")}
	if _, err := a.Contact.Fresh(r.Ctx(), r.PracticeID()); err != nil {
		if !problem.Is(err, problem.Conflict) {
			return p, err
		}
		p.Stale = err.Error()
	}
	candidates, err := a.Contact.Candidates(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return p, err
	}
	for _, x := range candidates {
		if x.Standing == contact.CannotText && !x.ByLetter {
			p.Never = append(p.Never, Person{x, x.Reasons})
		}
	}
	can, err := a.Contact.ForLetters(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return p, err
	}
	for _, x := range can {
		p.People.Options = append(p.People.Options, form.Option{Value: x.Participant.ID, Text: x.Patient.FormalName(), Hint: joined(x.Reasons) + reads(x) + address(x.Patient)})
		if x.Standing == contact.CannotText { // who could be texted in English is ticked by a person
			p.People.Values = append(p.People.Values, x.Participant.ID)
		}
	}
	if err := a.letterPreview(r, &p, can); err != nil {
		return p, err
	}
	all, err := a.Store.Letters(r.Ctx(), r.PracticeID(), c.ID)
	for _, l := range all {
		if l.State == contact.ToPrint {
			p.ToPrint = append(p.ToPrint, l)
		} else {
			p.Posted = append(p.Posted, l)
		}
	}
	return p, err
}

// letterPreview shows the letter in the practice's approved words.
func (a Area) letterPreview(r *page.Request, p *LettersPage, to []contact.Candidate) error {
	letter := p.Words.invitation(p.Cycle).Letter(r.Practice.Name)
	w, err := a.Contact.Preview(r.Ctx(), r.PracticeID(), "", letter)
	switch {
	case problem.Is(err, problem.Conflict):
		p.Blocked = err.Error()
	case problem.Is(err, problem.Invalid): // something is still to be typed
	case err != nil:
		return err
	default:
		p.Preview = messaging.Paragraphs(w.Body)
		p.Others, err = a.otherLanguages(r, letter, to)
		return err
	}
	return nil
}

func joined(reasons []string) string {
	out := ""
	for i, r := range reasons {
		if i > 0 {
			out += " "
		}
		out += r
	}
	return out
}

func address(p cycle.Patient) string {
	if len(p.Person.Address) == 0 {
		return " No address is on the record: add it by hand to the envelope."
	}
	return ""
}

func (a Area) writeLetters(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.lettersPage(r)
	if err != nil {
		return err
	}
	fields := append(p.Words.fields(), p.People)
	if form.Read(posted, fields...) {
		n, err := a.Contact.WriteLetters(r.Ctx(), r.Actor(), p.Cycle.ID, p.Words.invitation(p.Cycle), p.People.Values)
		if err == nil {
			r.Flash("%s to print.", plural(n, "letter is ready", "letters are ready"))
			return r.Go("/cycles/%s/letters", p.Cycle.ID)
		}
		if !form.Blame(err, fields...) {
			return err
		}
	}
	p.Errors = form.Errors(fields...)
	return r.Mend(lettersPage.With(p))
}

func (a Area) printRun(r *page.Request) error {
	c, err := a.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle"))
	if err != nil {
		return err
	}
	all, err := a.Store.Letters(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return err
	}
	s := r.Practice.Settings
	p := PrintRun{Cycle: c, From: s.Address, Phone: s.Phone, Signed: r.Practice.Name}
	for _, l := range all {
		if l.State != contact.ToPrint {
			continue
		}
		if err := r.Seen(l.Patient, "letter"); err != nil {
			return err
		}
		p.Letters = append(p.Letters, Sheet{l, messaging.LetterFrameIn(l.Language, r.Today())})
	}
	return r.Show(printPage.With(p))
}

func (a Area) lettersSent(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	c, err := a.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle"))
	if err != nil {
		return err
	}
	n, err := a.Contact.LettersSent(r.Ctx(), r.Actor(), c.ID, posted["letter"])
	if err != nil {
		return err
	}
	r.Flash("%s logged as posted today.", plural(n, "letter is", "letters are"))
	return r.Go("/cycles/%s/letters", c.ID)
}
