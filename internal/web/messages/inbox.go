package messages

import (
	"stepdown/internal/contact"
	"stepdown/internal/messaging"
	"stepdown/internal/practice"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Inbox is the page of replies.
type Inbox struct {
	Threads []ThreadRow
	Recent  []ThreadRow
	Ranked  bool
	Whose   string // "": all; "mine": mine, and those of colleagues whom I cover; "free": nobody's
	Counts  map[string]int
	Covers  []string // colleagues whom I cover
	Left    int      // threads that wait and are not shown
	Pressed int      // of those, ones that may be urgent or are past their time
}

// ThreadRow is one line of the inbox.
type ThreadRow struct {
	ID, From, Words, Label string
	Urgent, Overdue        bool // Urgent only where ranking is on
	Unread, Open           int
	Came, Due, Owner       string
	Ask                    string
	State                  messaging.ThreadState
}

var inboxPage = view.New[Inbox]("messages/replies")

// labels are what the rules propose; the person's words stand beside them.
var labels = map[messaging.Class]string{
	messaging.ClassUrgent:       "May be urgent",
	messaging.ClassOptOut:       "Asks for no more texts",
	messaging.ClassWrongPerson:  "May be somebody else’s phone",
	messaging.ClassPrescription: "Asks about a prescription",
	messaging.ClassStruggling:   "Seems to be struggling",
	messaging.ClassBooking:      "Wants to book or change",
	messaging.ClassQuestion:     "Asks a question",
	messaging.ClassDoingWell:    "Seems to be doing well",
	messaging.ClassOptIn:        "Asks for texts again",
	messaging.ClassUnclear:      "Read it: no rule fits",
}

func (a Area) inbox(r *page.Request) error {
	p := Inbox{Ranked: ranks(r), Whose: r.Query("whose"), Counts: map[string]int{}}
	staff, err := a.Store.StaffList(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	names, work := named(staff), workOf(staff, r.Staff.ID)
	for _, s := range staff {
		if s.CoverID == r.Staff.ID {
			p.Covers = append(p.Covers, s.Name)
		}
	}
	threads, err := a.Contact.Inbox(r.Ctx(), r.PracticeID(), p.Ranked)
	if err != nil {
		return err
	}
	for _, t := range threads {
		p.place(rowOf(r, t, names), work[t.Lead.Owner])
	}
	recent, err := a.Store.RecentReplies(r.Ctx(), r.PracticeID(), 20)
	if err != nil {
		return err
	}
	for _, in := range recent {
		t := contact.Thread{Lead: in, Open: 0, Due: in.DueBy, Oldest: in.Received}
		if in.Patient != "" {
			if t.Patient, err = a.Store.Patient(r.Ctx(), r.PracticeID(), in.Patient); err != nil {
				return err
			}
		}
		p.Recent = append(p.Recent, rowOf(r, t, names))
	}
	return r.Show(inboxPage.With(p))
}

// workOf says of each owner whose work it is: "mine" for me and for those whom
// I cover, "free" for nobody and for an account that is switched off; other
// owners are not in it.
func workOf(staff []practice.Staff, me string) map[string]string {
	work := map[string]string{"": "free", me: "mine"}
	for _, s := range staff {
		switch {
		case s.CoverID == me:
			work[s.ID] = "mine"
		case s.Disabled && s.CoverID == "":
			work[s.ID] = "free"
		}
	}
	return work
}

// place counts a thread, and shows it where it belongs to what was asked for.
func (p *Inbox) place(row ThreadRow, whose string) {
	p.Counts[""]++
	if whose != "" {
		p.Counts[whose]++
	}
	if p.Whose == "" || p.Whose == whose {
		p.Threads = append(p.Threads, row)
		return
	}
	p.Left++
	if row.Urgent || row.Overdue {
		p.Pressed++
	}
}

func rowOf(r *page.Request, t contact.Thread, names map[string]string) ThreadRow {
	row := ThreadRow{ID: t.Lead.ID, From: upperFirst(sender(t)), Words: t.Lead.Body, Label: labels[t.Lead.Class], Unread: t.Unread, Open: t.Open,
		Came: ago(t.Oldest, r.Now()), Due: clock(t.Due), Owner: nameOf(names, t.Lead.Owner), Ask: t.Lead.Ask, State: t.Lead.State,
		Overdue: t.Open > 0 && r.Now().After(t.Due)}
	if row.Urgent = t.Urgent && ranks(r); !ranks(r) && t.Lead.Class == messaging.ClassUrgent {
		row.Label = "" // the ranking is off: no rule says what is urgent
	}
	return row
}

// colleagues by staff id.
func (a Area) colleagues(r *page.Request) (map[string]string, error) {
	staff, err := a.Store.StaffList(r.Ctx(), r.PracticeID())
	return named(staff), err
}

func named(staff []practice.Staff) map[string]string {
	names := map[string]string{}
	for _, s := range staff {
		names[s.ID] = s.Name
	}
	return covered(names, staff)
}

// covered adds, to the name of somebody who is away, who sees to their work:
// an open thread must not wait for a person who does not come.
func covered(names map[string]string, staff []practice.Staff) map[string]string {
	out := make(map[string]string, len(names))
	for _, s := range staff {
		out[s.ID] = s.Name
		if cover := names[s.CoverID]; cover != "" {
			out[s.ID] += " (away: " + cover + " covers)"
		}
	}
	return out
}

func nameOf(names map[string]string, id string) string {
	if n := names[id]; n != "" {
		return n
	}
	return id
}

func upperFirst(s string) string {
	if s == "a number that is not one person’s" {
		return "A number that is not one person’s"
	}
	return s
}
