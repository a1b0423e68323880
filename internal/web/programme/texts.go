package programme

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/contact"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
	"stepdown/internal/programme"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Texts tells people of the programme by text.
type Texts interface {
	Preview(ctx context.Context, practiceID, patientID string, t messaging.Text) (contact.Worded, error)
	Shares(ctx context.Context, practiceID string, t messaging.Text, people []cycle.Patient) ([]contact.Share, error)
	Fresh(ctx context.Context, practiceID string) (nhs.Date, error)
	MayOffer(ctx context.Context, practiceID, patientID string, k messaging.Kind, about string) (contact.Offered, error)
	Offer(ctx context.Context, by audit.Actor, patientID string, t messaging.Text, about, why string) (messaging.Message, bool, error)
	ProposeSession(ctx context.Context, by audit.Actor, x contact.Session, patients []string, why string) (contact.Batch, error)
	WavesOf(ctx context.Context, practiceID, sessionID string) ([]contact.Batch, error)
	WithdrawSession(ctx context.Context, by audit.Actor, sessionID, why string) (int, error)
}

// SessionTexts is the invitation to a session before a wave is made of it: the
// words, who gets them, who does not and why, and who had them before.
type SessionTexts struct {
	Errors  []*form.Field
	Line    Line
	Blocked string
	Waves   []contact.Batch
	Words   []contact.Share // the text for each language that those who get it read
	Total   string
	To      []Invitee
	Not     []Invitee
	Had     []Invitee
	Why     *form.Field // asked when the text is long in any language
	Long    bool
}

// Invitee is one person with a place.
type Invitee struct {
	Patient cycle.Patient
	Reads   string // a language other than English
	contact.Offered
}

var sessionTextsPage = view.New[SessionTexts]("programme/texts")

// invitation is the text that invites to a session; discreet always.
func invitation(r *page.Request, l Line) messaging.SessionText {
	t := messaging.SessionText{Practice: r.Practice.Name, When: l.When, At: l.StartsAt,
		Where: l.Where, Cafe: l.Kind == programme.PainCafe}
	if !strings.HasPrefix(t.Where, "https://") { // a full stop after a link would become part of it
		t.Where += "."
	}
	if t.Cafe {
		t.Where = l.Where
	}
	if phone := r.Practice.Settings.Phone; phone != "" {
		t.Book = "ring " + phone
		if t.Cafe {
			t.Book = "To say that you come, ring " + phone
		}
	}
	return t
}

func (a Area) texts(r *page.Request) error {
	p, _, err := a.textsPage(r)
	if err != nil {
		return err
	}
	return r.Show(sessionTextsPage.With(p))
}

func (a Area) textsPage(r *page.Request) (SessionTexts, messaging.SessionText, error) {
	var t messaging.SessionText
	s, err := a.Programme.Store.ProgrammeSession(r.Ctx(), r.PracticeID(), r.Param("session"))
	if err != nil {
		return SessionTexts{}, t, err
	}
	places, err := a.Programme.Store.AttendancesAt(r.Ctx(), r.PracticeID(), s.ID)
	if err != nil {
		return SessionTexts{}, t, err
	}
	p := SessionTexts{Line: line(s, places), Why: form.Text("why", "Why does the text need to be so long?", 200)}
	if p.Waves, err = a.Texts.WavesOf(r.Ctx(), r.PracticeID(), s.ID); err != nil {
		return p, t, err
	}
	t = invitation(r, p.Line)
	if _, err = a.Texts.Preview(r.Ctx(), r.PracticeID(), "", t); err == nil {
		_, err = a.Texts.Fresh(r.Ctx(), r.PracticeID())
	}
	switch {
	case s.Cancelled || !r.Now().Before(s.StartsAt):
		p.Blocked = "The session is cancelled, or has begun."
	case problem.Is(err, problem.Conflict) || problem.Is(err, problem.Invalid):
		p.Blocked = err.Error()
	case err != nil:
		return p, t, err
	}
	for _, place := range places {
		if place.State != programme.Expected {
			continue
		}
		if err := a.invitee(r, &p, place.PatientID, s.ID, t); err != nil {
			return p, t, err
		}
	}
	if p.Blocked != "" {
		return p, t, nil
	}
	return p, t, a.words(r, &p, t)
}

// words shows the text as each of its people gets it, and what all cost; where
// nobody gets it, as it reads in English.
func (a Area) words(r *page.Request, p *SessionTexts, t messaging.SessionText) (err error) {
	people := []cycle.Patient{{}}
	if len(p.To) > 0 {
		people = nil
	}
	for _, one := range p.To {
		people = append(people, one.Patient)
	}
	p.Words, err = a.Texts.Shares(r.Ctx(), r.PracticeID(), t, people)
	all := 0
	for _, share := range p.Words {
		all += share.Segments.Segments * share.People
		p.Long = p.Long || share.Segments.Segments > messaging.AskWhyAbove
	}
	if pence := r.Practice.Settings.TextPricePence; pence > 0 && len(p.To) > 0 {
		p.Total = "£" + strconv.FormatFloat(pence*float64(all)/100, 'f', 2, 64)
	}
	return err
}

func (a Area) invitee(r *page.Request, p *SessionTexts, patientID, sessionID string, t messaging.SessionText) error {
	patient, err := a.Cycles.Store.Patient(r.Ctx(), r.PracticeID(), patientID)
	if err != nil {
		return err
	}
	o, err := a.Texts.MayOffer(r.Ctx(), r.PracticeID(), patientID, t.Kind(), sessionID)
	if err != nil {
		return err
	}
	one := Invitee{Patient: patient, Offered: o}
	if tag, name := contact.Reads(patient); tag != messaging.English {
		one.Reads = name
	}
	switch {
	case o.Before.ID != "":
		p.Had = append(p.Had, one)
	case len(o.Reasons) > 0:
		p.Not = append(p.Not, one)
	default:
		p.To = append(p.To, one)
	}
	return nil
}

// proposeTexts makes a wave of the invitation, to be checked and sent as waves
// of a cycle are.
func (a Area) proposeTexts(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, t, err := a.textsPage(r)
	if err != nil {
		return err
	}
	if p.Blocked != "" {
		return problem.Conflictf("%s", p.Blocked)
	}
	if p.Long && !form.Read(posted, p.Why) {
		p.Errors = form.Errors(p.Why)
		return r.Mend(sessionTextsPage.With(p))
	}
	session := contact.Session{ID: p.Line.ID, Title: p.Line.Kind.Name() + ", " + p.Line.When, Text: t}
	b, err := a.Texts.ProposeSession(r.Ctx(), r.Actor(), session, p.placed(), p.Why.Value)
	if err != nil {
		return err
	}
	return r.Go("/waves/%s", b.ID)
}

// placed are the people who have a place, whether or not they can be texted.
func (p SessionTexts) placed() (ids []string) {
	for _, one := range slices.Concat(p.To, p.Not, p.Had) {
		ids = append(ids, one.Patient.ID)
	}
	return ids
}

// textQuestions texts the link to the four questions, once for each time that
// they are asked.
func (a Area) textQuestions(r *page.Request) error {
	patient, err := a.Cycles.Store.Patient(r.Ctx(), r.PracticeID(), r.Param("patient"))
	if err != nil {
		return err
	}
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	link, moment := r.Practice.Settings.WellbeingLink, programme.Moment(posted.Get("moment"))
	if link == "" || moment != programme.Before && moment != programme.After {
		return problem.Conflictf("The address of the questions is not set, or it was not said whether they are asked before or after the programme.")
	}
	_, added, err := a.Texts.Offer(r.Ctx(), r.Actor(), patient.ID, messaging.WellbeingText{Practice: r.Practice.Name, Link: link}, string(moment), "")
	if err != nil {
		return err
	}
	if added {
		r.Flash("The questions are on their way. Write the answers down here when they come.")
	} else {
		r.Flash("The questions were texted before. Nothing was sent again.")
	}
	return r.Go("/programme/people/%s", patient.ID)
}
