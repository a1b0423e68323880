package people

import (
	"context"

	"stepdown/internal/audit"
	"stepdown/internal/cohort"
	"stepdown/internal/contact"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Person is everything Stepdown knows of one person, on one page.
type Person struct {
	Patient   cycle.Patient
	Age       int
	NoTexts   string // why no text goes, from the register of wishes: "They asked for no texts (reply STOP, 10 November 2026)"
	Cycles    []InCycle
	History   []Dated
	Trail     []audit.Entry
	MayWrite  bool
	MayReview bool
	MayScreen bool
}

// InCycle is the person's place in one cycle.
type InCycle struct {
	Title       string
	Participant cycle.Participant
}

// Dated is what one extract said of the medicines.
type Dated struct {
	AsAt  nhs.Date
	Lines []cohort.Medication
}

var personPage = view.New[Person]("people/person")

// trailShown is how many lines of the audit trail the page holds.
const trailShown = 20

func (a Area) person(r *page.Request) error {
	patient, err := a.Cycles.Store.Patient(r.Ctx(), r.PracticeID(), r.Param("patient"))
	if err != nil {
		return err
	}
	if err := r.Seen(patient.ID, "person"); err != nil {
		return err
	}
	p := Person{Patient: patient, Age: patient.AgeOn(r.Today()), MayWrite: r.Can(practice.Book), MayReview: r.Can(practice.HoldReview), MayScreen: r.Can(practice.ScreenRecord)}
	if p.Cycles, err = a.inCycles(r, patient.ID); err != nil {
		return err
	}
	if p.NoTexts, err = a.wish(r, patient); err != nil {
		return err
	}
	history, err := a.Store.History(r.Ctx(), r.PracticeID(), patient.ID)
	if err != nil {
		return err
	}
	for i := len(history) - 1; i >= 0; i-- {
		p.History = append(p.History, Dated{history[i].AsAt, current(history[i].Person)})
	}
	if p.Trail, err = a.Store.AuditTrail(r.Ctx(), r.PracticeID(), patient.ID, trailShown, 0); err != nil {
		return err
	}
	return r.Show(personPage.With(p))
}

// wish says what of the register keeps texts from a person, with its source and
// date.
func (a Area) wish(r *page.Request, p cycle.Patient) (string, error) {
	number, _ := nhs.ParseMobile(p.Person.Mobile) // none: what holds by person holds
	entries, err := a.Store.Wishes(r.Ctx(), r.PracticeID(), contact.Correspondent{Patient: p.ID, Number: number})
	e, stands := contact.StandingEntry(entries, p.ID, number)
	if err != nil || !stands {
		return "", err
	}
	words := map[messaging.Wish]string{messaging.OptedOut: "They asked for no texts", messaging.AskedToStop: "They seem to ask for no more texts: a person has to confirm it",
		messaging.WrongPerson: "Somebody else may have their number: it has to be checked"}[e.Wish]
	source := e.Source
	if e.By != "" {
		source += ", " + e.By
	}
	return words + " (" + source + ", " + nhs.Today(e.At).String() + ").", nil
}

func (a Area) inCycles(r *page.Request, patientID string) ([]InCycle, error) {
	places, err := a.Cycles.Store.ParticipantsOf(r.Ctx(), r.PracticeID(), patientID)
	if err != nil {
		return nil, err
	}
	var out []InCycle
	for _, place := range places {
		c, err := a.Cycles.Store.Cycle(r.Ctx(), r.PracticeID(), place.CycleID)
		if err != nil {
			return nil, err
		}
		out = append(out, InCycle{c.Title, place})
	}
	return out, nil
}

// current keeps the lines that were active in an extract.
func current(p cohort.Person) []cohort.Medication {
	var out []cohort.Medication
	for _, m := range p.Medications {
		if m.Active {
			out = append(out, m)
		}
	}
	return out
}

// Needs is the form of communication needs.
type Needs struct {
	Errors                                        []*form.Field
	Patient                                       cycle.Patient
	Interpreter, Carer, Capacity, Note, Preferred *form.Field
}

var needsPage = view.New[Needs]("people/needs")

func (a Area) needsOf(r *page.Request) (Needs, error) {
	patient, err := a.Cycles.Store.Patient(r.Ctx(), r.PracticeID(), r.Param("patient"))
	n := patient.Needs
	p := Needs{Patient: patient,
		Interpreter: form.Text("interpreter", "Interpreter: which language?", 50).Maybe().As(n.Interpreter),
		Carer:       form.Text("carer", "Carer who speaks with or for the person", 200).Maybe().As(n.Carer),
		Capacity:    form.Text("capacity", "Capacity and consent", 500).Hinted("What is recorded, such as a lasting power of attorney").Maybe().As(n.Capacity),
		Note:        form.Area("note", "Anything else", 2, 500).Maybe().As(n.Note),
		Preferred: form.Checkboxes("preferred", "How to reach the person", form.Option{Value: "large-print", Text: "Large print"},
			form.Option{Value: "no-texts", Text: "Not by text"}).Maybe()}
	if n.LargePrint {
		p.Preferred.Values = append(p.Preferred.Values, "large-print")
	}
	if n.NoTexts {
		p.Preferred.Values = append(p.Preferred.Values, "no-texts")
	}
	return p, err
}

func (a Area) needs(r *page.Request) error {
	p, err := a.needsOf(r)
	if err != nil {
		return err
	}
	if err := r.Seen(p.Patient.ID, "communication needs"); err != nil {
		return err
	}
	return r.Show(needsPage.With(p))
}

func (a Area) saveNeeds(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.needsOf(r)
	if err != nil {
		return err
	}
	if !form.Read(posted, p.Interpreter, p.Carer, p.Capacity, p.Note, p.Preferred) {
		p.Errors = form.Errors(p.Interpreter, p.Carer, p.Capacity, p.Note, p.Preferred)
		return r.Mend(needsPage.With(p))
	}
	p.Patient.Needs = cycle.Needs{Interpreter: p.Interpreter.Value, Carer: p.Carer.Value, Capacity: p.Capacity.Value, Note: p.Note.Value,
		LargePrint: p.Preferred.Chosen("large-print"), NoTexts: p.Preferred.Chosen("no-texts")}
	err = a.Store.InTx(r.Ctx(), func(ctx context.Context) error {
		if err := a.Store.SavePatient(ctx, &p.Patient); err != nil {
			return err
		}
		return a.Cycles.Audit.Record(ctx, audit.By(r.Actor(), "changed communication needs", "patient:"+p.Patient.ID).Of(p.Patient.ID))
	})
	if err != nil {
		return err
	}
	r.Flash("The needs are saved.")
	return r.Go("/people/%s", p.Patient.ID)
}
