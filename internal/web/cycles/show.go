package cycles

import (
	"fmt"

	"stepdown/internal/cycle"
	"stepdown/internal/measure"
	"stepdown/internal/practice"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Show is the page from which each step of a cycle is reached.
type Show struct {
	Cycle    cycle.Cycle
	Goal     string // one sentence, empty when no goal is set
	Progress string
	Parts    []Part
}

// Part is plan, do, study or act, with its steps.
type Part struct {
	Name  string
	Steps []Step
}

// Step is one of the eight steps of the method, as a task.
type Step struct {
	Name, Hint, Href, Status string
	Done                     bool
}

var showPage = view.New[Show]("cycles/show")

func (a Area) show(r *page.Request) error {
	c, err := a.Cycles.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle"))
	if err != nil {
		return err
	}
	people, err := a.Cycles.Store.Participants(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return err
	}
	p := Show{Cycle: c, Parts: parts(r, c, people)}
	if c.HasGoal {
		if p.Goal, p.Progress, err = a.goal(r, c); err != nil {
			return err
		}
	}
	return r.Show(showPage.With(p))
}

func (a Area) goal(r *page.Request, c cycle.Cycle) (sentence, progress string, err error) {
	d, ok := measure.Find(c.Goal.Measure)
	if !ok {
		return "", "", fmt.Errorf("the goal's measure is not in the register")
	}
	points, err := a.Measures.MeasurePoints(r.Ctx(), r.PracticeID(), d.Key)
	if err != nil {
		return "", "", err
	}
	sentence = fmt.Sprintf("%s: from %s on %s to %s by %s (%s).", d.Title, number(c.Goal.BaselineValue), c.Goal.BaselineDate,
		number(c.Goal.Target()), c.Goal.Due, amount(c.Goal))
	return sentence, c.Goal.Progress(measure.NewSeries(d, points), r.Today()).Text, nil
}

func amount(g measure.Goal) string {
	if g.Change == measure.Relative {
		return "a fall of " + number(g.Amount) + "% of the baseline"
	}
	return "a fall of " + number(g.Amount)
}

func parts(r *page.Request, c cycle.Cycle, people []cycle.Participant) []Part {
	n := tally(people)
	at := "/cycles/" + c.ID
	see := func(p practice.Permission, href string) string {
		if r.Can(p) {
			return href
		}
		return ""
	}
	return []Part{
		{"Plan", []Step{
			{"Discuss and plan", "Medicines, team, prediction, education", see(practice.PlanCycle, at+"/plan"), done(c.Prediction != "" || c.Discussion != "", "Planned", "To do"), c.Prediction != "" || c.Discussion != ""},
			{"Set a SMART goal", "What you measure, how much, by when", see(practice.PlanCycle, at+"/goal"), done(c.HasGoal, "Set", "To do"), c.HasGoal},
		}},
		{"Do", []Step{
			{"Import an extract", "The search of your clinical system", see(practice.ImportList, "/extracts"), done(c.ExtractID != "", "Imported", "To do"), c.ExtractID != ""},
			{"Identify people", "Who is in, who is out and why", see(practice.SeePeople, at+"/people"), done(c.Identified != "", fmt.Sprintf("%d in the cycle", n.all), "To do"), c.Identified != ""},
			{"Review the records", "Is a pain review suitable?", see(practice.SeePeople, at+"/screen"), fmt.Sprintf("%d of %d", n.screened, n.all), n.all > 0 && n.screened == n.all},
			{"Invite", "By text or letter", see(practice.SendMessage, at+"/invite"), fmt.Sprintf("%d invited", n.invited), n.suitable > 0 && n.invited >= n.suitable},
			{"Clinics and bookings", "Sessions with slots, bookings made elsewhere", see(practice.Book, at+"/clinics"), fmt.Sprintf("%d booked", n.booked), false},
			{"Hold pain reviews", "Listen, explain, plan", see(practice.SeePeople, at+"/reviews"), fmt.Sprintf("%d reviewed", n.reviewed), false},
			{"Follow up", "At one month, then monthly while tapering", see(practice.HandleReply, at+"/follow-ups"), fmt.Sprintf("%d tapering", n.tapering), false},
			{"Offer support", "Ten Footsteps and Pain Café", "/programme", "", false},
		}},
		{"Study and act", []Step{
			{"Look at the results", "Charts, medicines stopped, attendance", at + "/study", "", c.Study.Learning != ""},
			{"Decide", "Adopt, adapt or abandon; the next cycle", see(practice.StudyCycle, at+"/act"), done(!c.Open(), string(c.Act.Decision), "To do"), !c.Open()},
			{"Summary to share", "With probable money and carbon saved", at + "/summary", "", false},
		}},
	}
}

func done(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

type counts struct{ all, screened, suitable, invited, booked, reviewed, tapering int }

func tally(people []cycle.Participant) counts {
	var n counts
	for _, p := range people {
		n.all++
		n.screened += one(p.Screening.Answer != cycle.NotScreened)
		n.suitable += one(p.Screening.Answer == cycle.Suitable)
		n.invited += one(p.Invited != "")
		n.booked += one(p.Booked != "")
		n.reviewed += one(p.Reviewed != "")
		n.tapering += one(p.Tapering != "" && p.Stopped == "")
	}
	return n
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
