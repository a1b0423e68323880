package people

import (
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/problem"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Record is one person's record at screening.
type Record struct {
	Following
	Errors      []*form.Field
	Age         int
	Person      cohort.Person // as the newest extract that speaks of them
	HasPerson   bool
	Decision    cohort.Decision
	OME         string
	Suggestions []cycle.Suggestion
	Answer      *form.Field
	Reason      *form.Field
	Note        *form.Field
}

var recordPage = view.New[Record]("people/record")

func (a Area) recordOf(r *page.Request) (Record, error) {
	f, err := a.following(r)
	p := Record{Following: f}
	if err != nil {
		return p, err
	}
	if p.Decision, err = a.foundOf(r, p.Participant); err != nil {
		return p, err
	}
	snapshot, err := a.Store.SnapshotOf(r.Ctx(), r.PracticeID(), p.Patient.ExtractID, p.Patient.ID)
	if err != nil && !problem.Is(err, problem.NotFound) {
		return p, err
	}
	p.HasPerson, p.Person = err == nil, snapshot.Person
	p.Age, p.OME, p.Suggestions = p.Patient.AgeOn(r.Today()), omeText(p.Decision), cycle.Suggestions(p.Decision)
	p.Answer = form.Radios("answer", "Is a pain review suitable?",
		form.Option{Value: string(cycle.Suitable), Text: "Suitable: invite"},
		form.Option{Value: string(cycle.NotSuitable), Text: "Not suitable", Hint: "Give the reason below"},
		form.Option{Value: string(cycle.AskColleague), Text: "Ask a colleague"}).As(string(p.Participant.Screening.Answer))
	p.Reason = form.Select("reason", "Reason, if not suitable", reasons()...).Maybe().As(p.Participant.Screening.Reason)
	p.Note = form.Area("note", "Note", 2, 1000).Maybe().As(p.Participant.Screening.Note)
	return p, nil
}

func reasons() []form.Option {
	var os []form.Option
	for _, reason := range cycle.NotSuitableReasons {
		os = append(os, form.Option{Value: reason, Text: reason})
	}
	return os
}

func (a Area) record(r *page.Request) error {
	p, err := a.recordOf(r)
	if err != nil {
		return err
	}
	if err := r.Seen(p.Patient.ID, "record at screening"); err != nil {
		return err
	}
	return r.Show(recordPage.With(p))
}

// answer saves the clinician's decision and goes on to the next record.
func (a Area) answer(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.recordOf(r)
	if err != nil {
		return err
	}
	version := form.Number("version", "Version", 0)
	if !form.Read(posted, p.Answer, p.Reason, p.Note, version) {
		return p.again(r)
	}
	answer := cycle.Screening{Answer: cycle.Suitability(p.Answer.Value), Reason: p.Reason.Value, Note: p.Note.Value}
	route := cycle.Route{}
	if answer.Answer == cycle.NotSuitable {
		route.Reason = cycle.RouteFor(answer.Reason)
	}
	_, err = a.Cycles.Screen(r.Ctx(), r.Actor(), p.Participant.ID, version.Int(), answer, route)
	if form.Blame(err, p.Reason) {
		return p.again(r)
	}
	if err != nil {
		return err
	}
	return a.next(r, p.Cycle)
}

func (p Record) again(r *page.Request) error {
	p.Errors = form.Errors(p.Answer, p.Reason, p.Note)
	return r.Mend(recordPage.With(p))
}

// next opens the next record that nobody has answered.
func (a Area) next(r *page.Request, c cycle.Cycle) error {
	rows, err := a.screenRows(r, c)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Participant.Screening.Answer == cycle.NotScreened {
			return r.Go("/participants/%s/screen", row.Participant.ID)
		}
	}
	r.Flash("All records are screened.")
	return r.Go("/cycles/%s/screen", c.ID)
}
