package people

import (
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/review"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Record is one person's record at screening.
type Record struct {
	Following
	Errors      []*form.Field
	Age         int
	HasPerson   bool
	Lines       []RecordLine // active, as the newest extract that speaks of them has them
	Ended       []RecordLine
	Problems    []CodedProblem
	Left        int    // records that wait, this one among them
	OpenBy      string // which colleague has it open, too
	Decision    cohort.Decision
	OME         string
	Suggestions []cycle.Suggestion
	Answer      *form.Field
	Reason      *form.Field
	Note        *form.Field
}

// RecordLine is one medicine line with how often it was issued and how its oral
// morphine equivalence was worked out.
type RecordLine struct {
	Medication cohort.Medication
	Issues     cycle.Issues
	Working    string
	Unclear    string
}

// CodedProblem is a coded problem and why it matters here.
type CodedProblem struct {
	Problem cohort.Problem
	Why     []string
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
	history, err := a.Store.History(r.Ctx(), r.PracticeID(), p.Patient.ID)
	if err != nil {
		return p, err
	}
	p.read(history, r.Practice.Settings.HighDoseOME)
	if p.Left, err = a.left(r, p.Cycle); err != nil {
		return p, err
	}
	p.Age, p.OME, p.Suggestions = p.Patient.AgeOn(r.Today()), omeText(p.Decision), cycle.Suggestions(p.Decision)
	p.Answer = form.Radios("answer", "Is a pain review suitable?",
		form.Option{Value: string(cycle.Suitable), Text: "Suitable: invite"},
		form.Option{Value: string(cycle.NotSuitable), Text: "Not suitable", Hint: "Give the reason below"},
		form.Option{Value: string(cycle.AskColleague), Text: "Ask a colleague"}).As(string(p.Participant.Screening.Answer))
	p.Reason = form.Select("reason", "Reason, if not suitable", reasons()...).Maybe().As(p.Participant.Screening.Reason)
	p.Note = form.Area("note", "Note", 2, 1000).Maybe().As(p.Participant.Screening.Note)
	return p, nil
}

// read takes the lines and the problems from the newest extract that speaks of
// the person.
func (p *Record) read(history []cycle.Snapshot, highDose float64) {
	if len(history) == 0 {
		return
	}
	newest := history[len(history)-1]
	p.HasPerson = true
	worked := review.ReadRecord(newest, highDose).Lines
	for _, m := range newest.Person.Medications {
		l := RecordLine{Medication: m, Issues: cycle.IssuesInAYear(m, history)}
		for _, w := range worked {
			if w.Name == m.Name && w.Dose == m.Dose && m.Active {
				l.Working, l.Unclear = w.Working, w.Unclear
			}
		}
		if m.Active {
			p.Lines = append(p.Lines, l)
		} else {
			p.Ended = append(p.Ended, l)
		}
	}
	for _, x := range newest.Person.Problems {
		c := CodedProblem{Problem: x}
		for _, list := range x.Lists {
			if why := cycle.WhyItMatters(list); why != "" {
				c.Why = append(c.Why, why)
			}
		}
		p.Problems = append(p.Problems, c)
	}
}

// left counts the records without an answer.
func (a Area) left(r *page.Request, c cycle.Cycle) (n int, err error) {
	people, err := a.Cycles.Store.Participants(r.Ctx(), r.PracticeID(), c.ID)
	for _, p := range people {
		n += one(p.Screening.Answer == cycle.NotScreened)
	}
	return n, err
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
	turn, err := a.Cycles.TakeTurn(r.Ctx(), r.Actor(), p.Participant.ID)
	if err != nil {
		return err
	}
	staff, err := a.Store.StaffList(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	p.OpenBy = openBy(r, turn, staff)
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
	return a.next(r, p.Cycle, p.Participant.ID)
}

func (p Record) again(r *page.Request) error {
	p.Errors = form.Errors(p.Answer, p.Reason, p.Note)
	return r.Mend(recordPage.With(p))
}
