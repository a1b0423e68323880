package reviews

import (
	"fmt"
	"net/http"

	"stepdown/internal/messaging"
	"stepdown/internal/problem"
	"stepdown/internal/review"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Closing says what the one button at the end of an appointment did, and what
// it did not do. All of it is read from the records, so that pressing twice or
// loading the page again says the same.
type Closing struct {
	Person
	Plan    review.Plan
	Summary string
	Done    []Closed
	Print   bool // came from the button: the printer is asked for by itself
	Next    *Visit
}

// Closed is one part of it.
type Closed struct {
	OK         bool
	What       string
	Note       string
	Href, Link string // what to do about it
}

var closingPage = view.In[Closing]("print", "reviews/closing")

// closeAppointment texts the plan and books one month: each once, however often
// it is pressed. Printing and copying are the browser's part.
func (a Area) closeAppointment(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	person, _, err := a.agreedPlan(r)
	if err != nil {
		return err
	}
	if err := a.textPlan(r); err != nil {
		return err
	}
	if _, err := a.Reviews.BookNextTalk(r.Ctx(), r.Actor(), person.Participant.ID); err != nil {
		return err
	}
	copied := "no"
	if posted.Get("copied") == "yes" {
		copied = "yes"
	}
	return r.Go("/participants/%s/plan/closing?pressed=1&copied=%s", person.Participant.ID, copied)
}

// textPlan sends the plan if it can go. Why it cannot is told by the page.
func (a Area) textPlan(r *page.Request) error {
	p, t, err := a.sendPlanOf(r)
	if problem.Is(err, problem.Conflict) || err == nil && p.Long() {
		return nil
	}
	if err != nil {
		return err
	}
	_, _, err = a.Texts.PlanText(r.Ctx(), r.Actor(), p.Participant.ID, p.Plan.Edition, t, "", false)
	if problem.Is(err, problem.Conflict) {
		return nil
	}
	return err
}

func (a Area) closing(r *page.Request) error {
	person, plan, err := a.agreedPlan(r)
	if err != nil {
		return err
	}
	if err := person.seen(r, "closing of the appointment"); err != nil {
		return err
	}
	p := Closing{Person: person, Plan: plan, Print: r.Query("pressed") != ""}
	if p.Summary, err = a.summaryOf(r, person, plan); err != nil {
		return err
	}
	texted, err := a.textClosed(r, p)
	if err != nil {
		return err
	}
	booked, err := a.bookedClosed(r, p)
	if err != nil {
		return err
	}
	p.Done = []Closed{p.copied(r), texted, booked}
	if p.Next, err = a.after(r, person.Participant.ID); err != nil {
		return err
	}
	return r.Show(closingPage.With(p))
}

func (p Closing) copied(r *page.Request) Closed {
	switch r.Query("copied") {
	case "":
		return Closed{What: "Record summary and acute wording: in the box below, to copy"}
	case "yes":
		return Closed{OK: true, What: "Copied: record summary and acute wording", Note: "Paste it into the clinical system."}
	}
	return Closed{What: "Not copied: record summary and acute wording", Note: "Use the button below, or click in the box, press Ctrl+A and then Ctrl+C."}
}

func (a Area) textClosed(r *page.Request, p Closing) (Closed, error) {
	m, found, why, err := a.Texts.PlanTexted(r.Ctx(), r.PracticeID(), p.Participant.ID, p.Plan.Edition)
	if err != nil {
		return Closed{}, err
	}
	at := "/participants/" + p.Participant.ID + "/plan/send"
	if found {
		c := textState(m, p.Patient.ID)
		if m.State.Ended() && !m.Reached() {
			c.Href, c.Link = at, "Look at the text, and send it again"
		}
		return c, nil
	}
	if why == "" {
		send, _, err := a.sendPlanOf(r)
		switch {
		case problem.Is(err, problem.Conflict):
			why = "There are no worked-out steps of a running plan to send."
		case err != nil:
			return Closed{}, err
		case send.Long():
			return Closed{What: "Not texted yet", Note: fmt.Sprintf("The plan takes %d text segments: look at it, and say why it has to be so long.", send.Segments.Segments), Href: at, Link: "Look at the text"}, nil
		default:
			return Closed{What: "Not texted yet", Href: at, Link: "Look at the text"}, nil
		}
	}
	return Closed{What: "Not texted", Note: why}, nil
}

// textState tells how far the text of this edition has come.
func textState(m messaging.Message, patientID string) Closed {
	c := Closed{OK: true, What: "Texted: the plan is on its way"}
	switch m.State {
	case messaging.Delivered:
		c.What = "Texted: the plan is on the phone"
	case messaging.Queued:
		c.What = "Texted: the plan waits to go"
	case messaging.Held, messaging.Unknown, messaging.Undelivered, messaging.Failed, messaging.Cancelled, messaging.Suppressed:
		c = Closed{What: "Not texted: the text is " + string(m.State), Note: m.Reason, Href: "/people/" + patientID + "/messages", Link: "See the text"}
	}
	return c
}

func (a Area) bookedClosed(r *page.Request, p Closing) (Closed, error) {
	n, err := a.Reviews.NextTalk(r.Ctx(), r.PracticeID(), p.Participant.ID)
	if err != nil {
		return Closed{}, err
	}
	at := "/cycles/" + p.Cycle.ID + "/clinics?participant=" + p.Participant.ID
	switch {
	case n.Booked():
		return Closed{OK: true, What: "Booked in one month: " + review.When(n.Booking.At), Note: n.Booking.Place}, nil
	case n.Due == "":
		return Closed{What: "Not booked: no follow-up is due", Href: at, Link: "Book an appointment"}, nil
	}
	return Closed{What: "Not booked: no session near that day has a free slot", Note: fmt.Sprintf("The follow-up is due on %s and stands on the worklist.", n.Due), Href: at, Link: "Book another day"}, nil
}

// after is the next appointment of the day that is not settled yet, if any.
func (a Area) after(r *page.Request, participantID string) (*Visit, error) {
	visits, _, err := a.Reviews.Day(r.Ctx(), r.PracticeID(), r.Today())
	for _, x := range visits {
		own := x.ClinicianID == "" || x.ClinicianID == r.Staff.ID
		if !own || x.ParticipantID == participantID || x.State != review.Booked {
			continue
		}
		person, err := a.personBy(r, x.ParticipantID)
		return &Visit{Person: person, Visit: x, At: review.Clock(x.At)}, err
	}
	return nil, err
}

func (a Area) summaryOf(r *page.Request, person Person, plan review.Plan) (string, error) {
	held, err := a.Reviews.Review(r.Ctx(), r.PracticeID(), person.Participant.ID)
	return review.Summary(held, plan, r.Today()), err
}

// summary is the text alone, for the button that copies: of a review without a
// plan, too.
func (a Area) summary(r *page.Request) error {
	person, err := a.person(r)
	if err != nil {
		return err
	}
	plan, err := a.Reviews.PlanFor(r.Ctx(), r.PracticeID(), person.Participant.ID)
	if err != nil {
		return err
	}
	if err := person.seen(r, "record summary"); err != nil {
		return err
	}
	text, err := a.summaryOf(r, person, plan)
	if err != nil {
		return err
	}
	r.Gin.Data(http.StatusOK, "text/plain; charset=utf-8", []byte(text))
	return nil
}
