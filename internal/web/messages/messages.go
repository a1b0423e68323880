// Package messages is the pages of texts and letters: inviting in waves, the
// letters for those who cannot be texted, the replies that need a person, one
// person's texts, and the simulated phones of the demonstration.
package messages

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"stepdown/internal/contact"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/review"
	"stepdown/internal/web/page"
)

// Store is what the pages look up.
type Store interface {
	contact.Store
	StaffList(ctx context.Context, practiceID string) ([]practice.Staff, error)
	PatientsByMobile(ctx context.Context, practiceID string, m nhs.Mobile) ([]cycle.Patient, error)
	Cycles(ctx context.Context, practiceID string) ([]cycle.Cycle, error)
}

// Plans tells how a person's tapering plans stand.
type Plans interface {
	Standings(ctx context.Context, practiceID, patientID string) ([]review.Standing, error)
}

// Phones is the simulated phone network.
type Phones interface {
	Phone(practiceID string, m nhs.Mobile) (string, error)
	Texts(ctx context.Context, practiceID, phone string) ([]messaging.Sighting, []messaging.Arrival, error)
	Answer(ctx context.Context, practiceID, phone, body string) error
}

// Area is the pages of texts.
type Area struct {
	Contact *contact.Service
	Store   Store
	Plans   Plans
	Phones  Phones        // nil where texts are not simulated: the pages are not there
	Stopped func() string // why the network takes nothing; empty when it does
	Start   func()        // tries again after a person mended that
}

// Routes of the area.
func (a Area) Routes() []page.Route {
	return []page.Route{
		page.Get("/cycles/:cycle/invite", practice.SendMessage, a.compose),
		page.Post("/cycles/:cycle/invite", practice.SendMessage, a.propose),
		page.Get("/waves/:wave", practice.SendMessage, a.wave),
		page.Post("/waves/:wave/send", practice.SendMessage, a.send),
		page.Post("/waves/:wave/pause", practice.SendMessage, a.pause),
		page.Post("/waves/:wave/resume", practice.SendMessage, a.resume),
		page.Post("/waves/:wave/cancel", practice.SendMessage, a.withdraw),
		page.Post("/waves/:wave/correct", practice.SendMessage, a.correct),
		page.Get("/waves/:wave/record", practice.SendMessage, a.waveRecord),
		page.Get("/cycles/:cycle/letters", practice.SendMessage, a.letters),
		page.Post("/cycles/:cycle/letters", practice.SendMessage, a.writeLetters),
		page.Get("/cycles/:cycle/letters/print", practice.SendMessage, a.printRun),
		page.Post("/cycles/:cycle/letters/sent", practice.SendMessage, a.lettersSent),
		page.Get("/cycles/:cycle/reminders", practice.SendMessage, a.reminders),
		page.Post("/cycles/:cycle/reminders", practice.SendMessage, a.remind),
		page.Get("/replies", practice.HandleReply, a.inbox),
		page.Get("/replies/:reply", practice.HandleReply, a.thread),
		page.Post("/replies/:reply/answer", practice.HandleReply, a.answer),
		page.Post("/replies/:reply/close", practice.HandleReply, a.close),
		page.Post("/replies/:reply/assign", practice.HandleReply, a.assign),
		page.Post("/replies/:reply/note", practice.HandleReply, a.note),
		page.Post("/replies/:reply/reopen", practice.HandleReply, a.reopen),
		page.Post("/replies/:reply/wish", practice.HandleReply, a.replyWish),
		page.Post("/replies/:reply/whose", practice.HandleReply, a.whose),
		page.Get("/settings/replies", practice.HandleReply, a.rules),
		page.Post("/settings/replies/try", practice.HandleReply, a.tryRules),
		page.Post("/settings/replies/add", practice.ScreenRecord, a.addRule),
		page.Post("/settings/replies/remove", practice.ScreenRecord, a.removeRule),
		page.Post("/settings/replies/switch", practice.ScreenRecord, a.switchRule),
		page.Get("/people/:patient/messages", practice.SeePeople, a.person),
		page.Get("/people/:patient/messages/record", practice.SeePeople, a.record),
		page.Post("/people/:patient/messages/wish", practice.HandleReply, a.personWish),
		page.Post("/people/:patient/messages/follow-up", practice.SendMessage, a.followUp),
		page.Get("/texts", practice.SendMessage, a.troubled),
		page.Post("/texts/pause", practice.SendMessage, a.pauseAll),
		page.Post("/texts/resume", practice.SendMessage, a.resumeAll),
		page.Post("/texts/one/:text", practice.SendMessage, a.act),
		page.Get("/texts/held/:group", practice.SendMessage, a.held),
		page.Post("/texts/held/:group", practice.SendMessage, a.decideHeld),
		page.Get("/simulator", practice.SeePeople, a.phones),
		page.Get("/simulator/:phone", practice.SeePeople, a.phone),
		page.Post("/simulator/:phone", practice.SeePeople, a.fromPhone),
	}
}

// Counts of the frame: replies that nobody has read, and ones past their time.
func (a Area) Counts(ctx context.Context, practiceID string) (unread, overdue int, err error) {
	return a.Contact.Counts(ctx, practiceID)
}

// ranks reports whether the urgency ranking is on: somebody put their name to
// the hazard log.
func ranks(r *page.Request) bool { return r.Practice.Settings.SafetyOfficer.Given() }

// Waiting lists what of texts waits for a person.
func (a Area) Waiting(r *page.Request) ([]page.Waiting, error) {
	var out []page.Waiting
	threads, err := a.Contact.Inbox(r.Ctx(), r.PracticeID(), ranks(r))
	if err != nil {
		return nil, err
	}
	for _, t := range threads {
		w := waitingThread(t, r.Now(), ranks(r))
		if err := a.asks(r, t, &w); err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	troubled, err := a.Store.Troubled(r.Ctx(), r.PracticeID())
	if err != nil {
		return nil, err
	}
	if n := count(troubled, func(m messaging.Message) bool { return m.Kind == messaging.SafetyAnswer }); n > 0 {
		out = append(out, page.Waiting{Urgency: page.Now, What: plural(n, "automatic safety answer", "automatic safety answers") + " may not have reached anybody",
			Note: "Somebody who may be in danger: read what they wrote and ring them", Href: "/texts"})
	}
	for _, group := range []struct {
		what string
		of   []messaging.State
	}{
		{"did not arrive", []messaging.State{messaging.Failed, messaging.Undelivered}},
		{"may or may not have gone", []messaging.State{messaging.Unknown}},
		{"held for a person", []messaging.State{messaging.Held}},
	} {
		if n := count(troubled, func(m messaging.Message) bool { return slices.Contains(group.of, m.State) }); n > 0 {
			out = append(out, page.Waiting{Urgency: page.Today, What: plural(n, "text", "texts") + " " + group.what, Href: "/texts"})
		}
	}
	silent, err := a.silent(r)
	if err != nil {
		return nil, err
	}
	out = append(out, silent...)
	waves, err := a.Store.Batches(r.Ctx(), r.PracticeID(), "")
	for _, b := range waves {
		switch {
		case b.State == contact.Paused:
			out = append(out, page.Waiting{Urgency: page.Soon, What: "Invitations are paused", Note: b.Why, Href: "/waves/" + b.ID})
		case b.State == contact.Proposed && r.Practice.Settings.SecondApproval && b.ProposedBy != r.Staff.ID:
			out = append(out, page.Waiting{Urgency: page.Today, What: "Invitations wait for a second person", Note: "Made by " + b.ProposedName, Href: "/waves/" + b.ID})
		}
	}
	if why := a.stopped(); why != "" {
		out = append(out, page.Waiting{Urgency: page.Now, What: "No text goes out", Note: why, Href: "/texts"})
	}
	if err != nil {
		return nil, err
	}
	paused, err := a.Store.TextsPaused(r.Ctx(), r.PracticeID())
	if paused.On() {
		out = append(out, page.Waiting{Urgency: page.Now, What: "All texts are stopped", Note: paused.Reason, Href: "/texts"})
	}
	return out, err
}

func count(texts []messaging.Message, as func(messaging.Message) bool) (n int) {
	for _, m := range texts {
		if as(m) {
			n++
		}
	}
	return n
}

// silent lists the running cycles in which people were invited long enough ago
// and have not answered.
func (a Area) silent(r *page.Request) ([]page.Waiting, error) {
	cycles, err := a.Store.Cycles(r.Ctx(), r.PracticeID())
	if err != nil {
		return nil, err
	}
	var out []page.Waiting
	for _, c := range cycles {
		if !c.Open() {
			continue
		}
		quiet, err := a.Contact.Quiet(r.Ctx(), r.PracticeID(), c.ID)
		if err != nil {
			return nil, err
		}
		n := 0
		for _, q := range quiet {
			if q.Way != contact.ByNeither {
				n++
			}
		}
		if n > 0 {
			out = append(out, page.Waiting{Urgency: page.Soon, What: plural(n, "invited person has", "invited people have") + " not answered", Note: "Remind them once, by the other way", Href: "/cycles/" + c.ID + "/reminders"})
		}
	}
	return out, nil
}

func (a Area) stopped() string {
	if a.Stopped == nil {
		return ""
	}
	return a.Stopped()
}

func waitingThread(t contact.Thread, now time.Time, ranked bool) page.Waiting {
	w := page.Waiting{Urgency: page.Today, What: "Reply from " + sender(t), Href: "/replies/" + t.Lead.ID, When: "came " + ago(t.Oldest, now)}
	w.Due = nhs.DateOf(t.Due.In(nhs.London))
	switch {
	case ranked && t.Urgent:
		w.Urgency, w.Note = page.Now, "May be urgent: read it now"
	case now.After(t.Due):
		w.Urgency, w.Note = page.Now, "Past the time to answer"
	case t.Unread > 0:
		w.Note = "Not read yet"
	}
	return w
}

// asks words the task of somebody on a live plan who asks for another
// prescription, with the step of the day and the supply beside it.
func (a Area) asks(r *page.Request, t contact.Thread, w *page.Waiting) error {
	if !t.Asks || !r.Can(practice.HandleReply) {
		return nil
	}
	plans, err := a.Plans.Standings(r.Ctx(), r.PracticeID(), t.Patient.ID)
	if err != nil || len(plans) == 0 {
		return err
	}
	w.What = "Another prescription asked for: " + sender(t)
	for _, p := range plans {
		words := "Plan " + string(p.State) + ". "
		if len(p.Now) > 0 {
			words += "Now: " + strings.Join(p.Now, "; ") + ". "
		}
		if w.Note != "" {
			w.Note += ". "
		}
		w.Note += words + "Supply: " + p.Supply()
	}
	return nil
}

// sender names who wrote, without guessing.
func sender(t contact.Thread) string {
	if t.Patient.ID == "" {
		return "a number that is not one person’s"
	}
	return t.Patient.Name()
}

// ago tells an age in words.
func ago(t, now time.Time) string {
	d := now.Sub(t)
	switch {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return plural(int(d.Minutes()), "minute", "minutes") + " ago"
	case d < 48*time.Hour:
		return plural(int(d.Hours()), "hour", "hours") + " ago"
	}
	return plural(int(d.Hours()/24), "day", "days") + " ago"
}

// clock tells an instant as the surgery's clock has it: "Tue 10 Nov, 09:30".
func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(nhs.London).Format("Mon 2 Jan, 15:04")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
