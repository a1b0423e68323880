package messages

import (
	"stepdown/internal/contact"
	"stepdown/internal/cycle"
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
	Preview  Preview
	Example  cycle.Patient
	People   []cycle.Patient
	Texts    []Text
	Total    string // cost of all
	Count    *form.Field
	Progress contact.Progress
	Second   bool // another person has to send it
	FirstDue string
	SentOn   string

	Correction *form.Field
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
	p := WavePage{Wave: b, Count: form.Number("count", "Type the number of people to be texted", 4), FirstDue: clock(b.FirstDue), SentOn: clock(b.SentAt),
		Correction: form.Area("correction", "What was wrong", 3, 600).Hinted("It goes after “A correction.” and before “We are sorry.” and your telephone number.")}
	if p.Cycle, err = a.Store.Cycle(r.Ctx(), r.PracticeID(), b.CycleID); err != nil {
		return p, err
	}
	p.Second = r.Practice.Settings.SecondApproval && b.ProposedBy == r.Staff.ID
	body, err := b.Wording.Text(r.Practice.Name).Render()
	if err != nil {
		return p, err
	}
	p.Preview = previewOf(r, "", body)
	p.Total = pounds(r, p.Preview.Segments.Segments*len(b.People))
	patients, err := a.Store.PatientsOf(r.Ctx(), r.PracticeID(), b.CycleID)
	if err != nil {
		return p, err
	}
	if err := a.wavePeople(r, &p, patients); err != nil {
		return p, err
	}
	counts, err := a.Store.BatchCounts(r.Ctx(), r.PracticeID(), b.ID)
	p.Progress = contact.ProgressOf(counts)
	return p, err
}

// wavePeople lists who is in the wave, and what became of each text.
func (a Area) wavePeople(r *page.Request, p *WavePage, patients map[string]cycle.Patient) error {
	people, err := a.Store.Participants(r.Ctx(), r.PracticeID(), p.Wave.CycleID)
	if err != nil {
		return err
	}
	for _, q := range people {
		if p.Wave.Has(q.ID) {
			p.People = append(p.People, patients[q.PatientID])
		}
	}
	if len(p.People) > 0 {
		p.Example = p.People[form.Number("", "", 0).As(r.Query("person")).Int()%len(p.People)]
	}
	if p.Wave.State == contact.Proposed {
		return nil
	}
	messages, err := a.Store.MessagesOfCycle(r.Ctx(), r.PracticeID(), p.Wave.CycleID)
	for _, m := range messages {
		if m.Batch == p.Wave.ID {
			p.Texts = append(p.Texts, textOf(m, patients[m.Patient]))
			if m.Reached() {
				p.Reached++
			}
		}
	}
	return err
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
