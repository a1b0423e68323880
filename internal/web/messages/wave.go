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

// WavePage shows one wave: before it goes, to be checked; afterwards, how far
// it is.
type WavePage struct {
	Errors   []*form.Field
	Cycle    cycle.Cycle
	Wave     contact.Batch
	Reached  int // people whom it reached, or may have reached
	Reminds  bool
	Blocked  string // why it cannot go as it stands
	Previews []Example
	Cannot   []Person // who of the cycle is not texted, and why
	Not      []Reason
	People   []cycle.Patient
	Texts    []Text
	Total    string // cost of all
	Count    *form.Field
	Progress contact.Progress
	Second   bool // another person has to send it
	FirstDue string
	Minutes  int // between "send" and the first text, to notice a slip
	SentOn   string

	Correction Correction
}

// Example is the text as a real person of the wave gets it, one for each
// language that its people read.
type Example struct {
	contact.Use
	Preview
	To cycle.Patient
}

var wavePage = view.New[WavePage]("messages/wave")

func (a Area) wave(r *page.Request) error {
	p, err := a.wavePage(r)
	if err != nil {
		return err
	}
	return r.Show(wavePage.With(p))
}

func (a Area) wavePage(r *page.Request) (WavePage, error) {
	b, err := a.Store.Batch(r.Ctx(), r.PracticeID(), r.Param("wave"))
	if err != nil {
		return WavePage{}, err
	}
	p := WavePage{Wave: b, Count: form.Number("count", "Type the number of people to be texted", 4), FirstDue: clock(b.FirstDue), SentOn: clock(b.SentAt)}
	if b.Session == nil {
		if p.Cycle, err = a.Store.Cycle(r.Ctx(), r.PracticeID(), b.CycleID); err != nil {
			return p, err
		}
	}
	p.Second = r.Practice.Settings.SecondApproval && b.ProposedBy == r.Staff.ID
	p.Reminds, p.Total, p.Minutes = b.Kind == messaging.Reminder, pounds(r, b.Total), int(a.Contact.CancelWindow.Minutes())
	patients, err := a.Contact.PeopleOf(r.Ctx(), b)
	if err != nil {
		return p, err
	}
	if err := a.wavePeople(r, &p, patients); err != nil {
		return p, err
	}
	if b.State == contact.Proposed {
		if err := a.check(r, &p, patients); err != nil {
			return p, err
		}
	}
	if p.Reached > 0 {
		if p.Correction, err = a.correctionForm(r, b); err != nil {
			return p, err
		}
	}
	counts, err := a.Store.BatchCounts(r.Ctx(), r.PracticeID(), b.ID)
	p.Progress = contact.ProgressOf(counts)
	return p, err
}

// wavePeople lists who is in the wave, and what became of each text.
func (a Area) wavePeople(r *page.Request, p *WavePage, patients map[string]cycle.Patient) error {
	for _, id := range p.Wave.People {
		q, err := a.Store.Participant(r.Ctx(), r.PracticeID(), id)
		if problem.Is(err, problem.NotFound) {
			continue // a later search took them out of the cycle
		}
		if err != nil {
			return err
		}
		p.People = append(p.People, patients[q.PatientID])
	}
	if p.Wave.State == contact.Proposed {
		return nil
	}
	texts, err := a.Contact.TextsOf(r.Ctx(), p.Wave)
	for _, m := range texts {
		p.Texts = append(p.Texts, textOf(m, patients[m.Patient]))
		if m.Reached() {
			p.Reached++
		}
	}
	return err
}

// check gathers what a person looks at before a wave goes: the text in each
// language, and who is not texted.
func (a Area) check(r *page.Request, p *WavePage, patients map[string]cycle.Patient) error {
	for _, u := range p.Wave.Words {
		participant, err := a.Store.Participant(r.Ctx(), r.PracticeID(), u.People[0])
		if err != nil {
			return err
		}
		to := patients[participant.PatientID]
		w, err := a.Contact.Preview(r.Ctx(), r.PracticeID(), to.ID, p.Wave.Text(r.Practice.Name))
		if err != nil && !problem.Is(err, problem.Conflict) {
			return err
		}
		switch {
		case err != nil:
			p.Blocked = err.Error()
		case w.Wording.Name() != u.Template:
			p.Blocked = "The approved wording has changed since this wave was made. Drop it and make a new one."
		}
		p.Previews = append(p.Previews, Example{u, wordedPreview(r, "", w), to})
	}
	if s := p.Wave.Session; s != nil {
		for _, n := range s.Not {
			p.Cannot = append(p.Cannot, Person{contact.Candidate{Patient: patients[n.PatientID]}, []string{n.Why}})
		}
		return nil
	}
	c := Compose{Cycle: p.Cycle, Words: newWords(r, p.Cycle)}
	if p.Reminds {
		quiet, err := a.Contact.Quiet(r.Ctx(), r.PracticeID(), p.Cycle.ID)
		for _, q := range quiet {
			if q.Way == contact.ByNeither {
				p.Cannot = append(p.Cannot, Person{q.Candidate, q.Reasons})
			}
		}
		return err
	}
	err := a.people(r, &c)
	p.Cannot, p.Not = c.Cannot, c.Not
	if c.Invited > 0 {
		p.Not = append(p.Not, Reason{"invited already", c.Invited})
	}
	if rest := c.Can - len(p.Wave.People); rest > 0 {
		p.Not = append(p.Not, Reason{restOf(p.Wave), rest})
	}
	return err
}

// restOf says why somebody who can be texted is not in the wave.
func restOf(b contact.Batch) string {
	if b.Wording.LeaveOut {
		return "can be texted, and wait for a later wave, or for a letter or a telephone call with an interpreter"
	}
	return "can be texted, and wait for a later wave"
}

func (a Area) send(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.wavePage(r)
	if err != nil {
		return err
	}
	version := form.Number("version", "Version", 0)
	if form.Read(posted, p.Count, version) {
		b, err := a.Contact.Send(r.Ctx(), r.Actor(), p.Wave.ID, version.Int(), p.Count.Value)
		if problem.Is(err, problem.Conflict) && p.Wave.State == contact.Going {
			r.Flash("This wave was sent already: nothing was sent twice.")
			return r.Go("/waves/%s", p.Wave.ID)
		}
		if err == nil {
			r.Flash("%s queued.%s", plural(len(b.People)-b.Skipped, "text is", "texts are"), leftOut(b.Skipped))
			return r.Go("/waves/%s", b.ID)
		}
		if !form.Blame(err, p.Count) {
			return err
		}
	}
	p.Errors = form.Errors(p.Count)
	return r.Mend(wavePage.With(p))
}

func leftOut(n int) string {
	if n == 0 {
		return ""
	}
	return " " + plural(n, "person", "people") + " left out: they can no longer be texted."
}

func (a Area) pause(r *page.Request) error {
	if err := a.Contact.Pause(r.Ctx(), r.Actor(), r.Param("wave"), "Paused by "+r.Staff.Name); err != nil {
		return err
	}
	r.Flash("The wave is paused. Texts already with the network cannot be called back.")
	return r.Go("/waves/%s", r.Param("wave"))
}

func (a Area) resume(r *page.Request) error {
	if err := a.Contact.Resume(r.Ctx(), r.Actor(), r.Param("wave")); err != nil {
		return err
	}
	r.Flash("The wave goes on.")
	return r.Go("/waves/%s", r.Param("wave"))
}

func (a Area) withdraw(r *page.Request) error {
	n, err := a.Contact.Withdraw(r.Ctx(), r.Actor(), r.Param("wave"), "Cancelled by "+r.Staff.Name)
	if err != nil {
		return err
	}
	r.Flash("The wave is cancelled: %s will not go.", plural(n, "text", "texts"))
	return r.Go("/waves/%s", r.Param("wave"))
}
