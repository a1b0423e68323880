package contact

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Thread is the texts from one correspondent that wait for a person, as one
// line of the inbox.
type Thread struct {
	Lead    messaging.Inbound // the most pressing; the thread is opened by it
	With    Correspondent
	Patient cycle.Patient // empty when nobody, or more than one person, has the number
	Open    int
	Unread  int
	Urgent  bool // by the rules; a page shows it only where ranking is accepted
	Asks    bool // by the rules, for another prescription
	Due     time.Time
	Oldest  time.Time
}

// Inbox lists open threads. Ranked puts urgent ones first, then unread ones,
// by due time; otherwise they stand in the order in which they came, so that no
// rule that nobody accepted decides who is read first.
func (s *Service) Inbox(ctx context.Context, practiceID string, ranked bool) ([]Thread, error) {
	open, err := s.Store.OpenReplies(ctx, practiceID)
	if err != nil {
		return nil, err
	}
	byWhom := map[Correspondent]*Thread{}
	var order []*Thread
	for _, in := range open {
		with := whom(in)
		key := with
		if key.Number == "" && key.Patient == "" {
			key.Number = nhs.Mobile(in.ID) // no number to go by: a thread of its own
		}
		t := byWhom[key]
		if t == nil {
			t = &Thread{With: with}
			byWhom[key], order = t, append(order, t)
		}
		t.add(in)
	}
	out := make([]Thread, 0, len(order))
	for _, t := range order {
		if t.With.Patient != "" {
			if t.Patient, err = s.Store.Patient(ctx, practiceID, t.With.Patient); err != nil {
				return nil, err
			}
		}
		out = append(out, *t)
	}
	slices.SortStableFunc(out, func(a, b Thread) int {
		if !ranked {
			return a.Oldest.Compare(b.Oldest)
		}
		return cmp.Or(later(a.Urgent, b.Urgent), later(a.Unread > 0, b.Unread > 0), a.Due.Compare(b.Due))
	})
	return out, nil
}

// whom a text is from: the person, or the number when nobody is known. A
// person's conversation does not part when their number changes.
func whom(in messaging.Inbound) Correspondent {
	if in.Patient != "" {
		return Correspondent{Patient: in.Patient}
	}
	return Correspondent{Number: in.Number}
}

func (t *Thread) add(in messaging.Inbound) {
	t.Open++
	if in.Seen.IsZero() {
		t.Unread++
	}
	t.Urgent = t.Urgent || in.Urgent
	t.Asks = t.Asks || in.Class == messaging.ClassPrescription
	if t.Open == 1 || in.DueBy.Before(t.Due) {
		t.Due = in.DueBy
	}
	if t.Open == 1 || in.Received.Before(t.Oldest) {
		t.Oldest = in.Received
	}
	if t.Open == 1 || in.Urgent && !t.Lead.Urgent {
		t.Lead = in
	}
}

func later(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// Dialogue is a thread as its page shows it.
type Dialogue struct {
	Lead    messaging.Inbound
	With    Correspondent
	Patient cycle.Patient
	All     Conversation
	Wish    messaging.Wish
	Since   time.Time
	Others  []Opening // colleagues who opened it lately
}

// Open lists the texts of the dialogue that wait for a person, oldest first.
func (d Dialogue) Open() []messaging.Inbound {
	var open []messaging.Inbound
	for _, in := range d.All.In {
		if in.State == messaging.Open {
			open = append(open, in)
		}
	}
	return open
}

// Read opens a thread by one of its texts and notes that a person has read it.
func (s *Service) Read(ctx context.Context, by audit.Actor, inboundID string) (Dialogue, error) {
	var d Dialogue
	return d, s.Store.InTx(ctx, func(ctx context.Context) (err error) {
		if d.Lead, err = s.Store.InboundOf(ctx, by.PracticeID, inboundID); err != nil {
			return err
		}
		d.With = Correspondent{Patient: d.Lead.Patient, Number: d.Lead.Number}
		if d.With.Patient != "" {
			if d.Patient, err = s.Store.Patient(ctx, by.PracticeID, d.With.Patient); err != nil {
				return err
			}
		}
		if d.All, err = s.Store.Conversation(ctx, by.PracticeID, d.With); err != nil {
			return err
		}
		if d.With.Number == "" && d.With.Patient == "" {
			d.All.In = []messaging.Inbound{d.Lead}
		}
		for i, in := range d.All.In {
			if !in.Seen.IsZero() {
				continue
			}
			if err := s.Desk.Saw(ctx, in.ID); err != nil {
				return err
			}
			if d.All.In[i], err = s.Store.Inbound(ctx, in.ID); err != nil {
				return err
			}
		}
		for _, in := range d.All.In {
			if in.ID == d.Lead.ID {
				d.Lead = in
			}
		}
		if d.Wish, d.Since, err = s.Wish(ctx, by.PracticeID, d.With); err != nil {
			return err
		}
		d.Others, err = s.Store.Opened(ctx, by.PracticeID, threadName(d.Lead), by.StaffID, s.Now().Add(-openFor))
		return err
	})
}

// openFor is how long a thread that was opened is taken to be open still.
const openFor = 15 * time.Minute

// threadName is the person, or where nobody is known the text.
func threadName(in messaging.Inbound) string {
	if in.Patient != "" {
		return in.Patient
	}
	return in.ID
}

// Wish of a person and number as the register has it now.
func (s *Service) Wish(ctx context.Context, practiceID string, with Correspondent) (messaging.Wish, time.Time, error) {
	entries, err := s.Store.Wishes(ctx, practiceID, with)
	w, at := Standing(entries, with.Patient, with.Number)
	return w, at, err
}

// Seen is one text from a patient with the version that the page showed.
type Seen struct {
	ID      string
	Version int
}

// Answer sends a person's answer to the thread. It answers the texts that the
// page showed, and only those: one that came meanwhile stays open.
func (s *Service) Answer(ctx context.Context, by audit.Actor, seen []Seen, body, longWhy string) (messaging.Message, error) {
	var m messaging.Message
	if strings.TrimSpace(body) == "" {
		return m, problem.Field("body", "Write your answer")
	}
	if len(seen) == 0 {
		return m, problem.Conflictf("Nothing in this thread waits for an answer any more. Reopen it to write again.")
	}
	return m, s.each(ctx, by, seen, "answered reply", func(ctx context.Context, in messaging.Inbound, last bool, version int) (err error) {
		if !last {
			return s.Desk.Close(ctx, in.ID, version, by.StaffID, "answered together with a later text")
		}
		p, err := s.Store.Practice(ctx, by.PracticeID)
		if err != nil {
			return err
		}
		if in.Number == "" {
			return problem.Conflictf("This text did not come from a UK mobile number: it cannot be answered by text.")
		}
		if err := s.mayAnswer(ctx, in); err != nil {
			return err
		}
		m, err = s.Desk.Reply(ctx, in.ID, version, messaging.AnswerText{Practice: p.Name, Body: body, LongWhy: longWhy}, by.StaffID)
		return inForm(err)
	})
}

// mayAnswer says at once what the last check would say later.
func (s *Service) mayAnswer(ctx context.Context, in messaging.Inbound) error {
	f, err := s.Store.Facts(ctx, messaging.Message{Practice: in.Practice, Patient: in.Patient, Kind: messaging.Answer, To: in.Number})
	if err != nil {
		return err
	}
	if rs := f.Refusals(messaging.Answer, s.Now()); len(rs) > 0 {
		return problem.Conflictf("An answer cannot be texted. %s Ring instead, then close the thread.", rs[0].Words)
	}
	return nil
}

// Close ends the texts that the page showed without an answer by text.
func (s *Service) Close(ctx context.Context, by audit.Actor, seen []Seen, outcome string) error {
	return s.each(ctx, by, seen, "closed reply", func(ctx context.Context, in messaging.Inbound, _ bool, version int) error {
		return s.Desk.Close(ctx, in.ID, version, by.StaffID, strings.TrimSpace(outcome))
	})
}

// Take gives the thread to a colleague; owner is a staff id.
func (s *Service) Take(ctx context.Context, by audit.Actor, seen []Seen, owner string) error {
	return s.each(ctx, by, seen, "assigned reply", func(ctx context.Context, in messaging.Inbound, _ bool, version int) error {
		return s.Desk.Take(ctx, in.ID, version, owner)
	})
}

// Reopen puts one text back on the worklist.
func (s *Service) Reopen(ctx context.Context, by audit.Actor, seen Seen) error {
	return s.each(ctx, by, []Seen{seen}, "reopened reply", func(ctx context.Context, in messaging.Inbound, _ bool, version int) error {
		return s.Desk.Reopen(ctx, in.ID, version)
	})
}

// each does the same to the texts of a thread, all or none, with an entry in
// the audit for each. They are the practice's own, and of one correspondent.
func (s *Service) each(ctx context.Context, by audit.Actor, seen []Seen, action string, act func(ctx context.Context, in messaging.Inbound, last bool, version int) error) error {
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		var of Correspondent
		for i, x := range seen {
			in, err := s.Store.InboundOf(ctx, by.PracticeID, x.ID)
			if err != nil {
				return err
			}
			if i > 0 && whom(in) != of {
				return problem.Conflictf("These texts are of different people. Open each thread by itself.")
			}
			of = whom(in)
			if err := act(ctx, in, i == len(seen)-1, x.Version); err != nil {
				return err
			}
			if err := s.Audit.Record(ctx, audit.By(by, action, "reply:"+in.ID).Of(in.Patient)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Note keeps what a colleague writes beside a conversation.
func (s *Service) Note(ctx context.Context, by audit.Actor, with Correspondent, text string) error {
	if text = strings.TrimSpace(text); text == "" {
		return problem.Field("note", "Write the note")
	}
	n := Note{PracticeID: by.PracticeID, With: with, Text: text, By: by.Name}
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.Store.AddNote(ctx, &n); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "noted beside conversation", "note:"+n.ID).Of(with.Patient))
	})
}

// Record writes a wish into the register as somebody told a colleague. An
// opt-out and a wrong number also keep back what waits; a wish to get texts
// again, or a checked number, lets new ones go.
func (s *Service) Record(ctx context.Context, by audit.Actor, with Correspondent, wish messaging.Wish) error {
	words, known := map[messaging.Wish]string{messaging.OptedOut: "They asked for no texts.", messaging.OptedIn: "",
		messaging.WrongPerson: "Somebody else has this number: check it with the person.", messaging.Checked: ""}[wish]
	if !known || with == (Correspondent{}) {
		return problem.Invalidf("Choose what to record, and for whom.")
	}
	e := messaging.Entry{ID: s.Desk.NewID(), Practice: by.PracticeID, Patient: with.Patient, Number: with.Number, Wish: wish,
		Source: "told a colleague", By: by.Name, At: s.Now().UTC()}
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		if with.Patient != "" {
			if _, err := s.Store.Patient(ctx, by.PracticeID, with.Patient); err != nil {
				return err
			}
		}
		if err := s.Store.Register(ctx, e); err != nil {
			return err
		}
		if err := s.stopWaiting(ctx, by.PracticeID, with, wish, words); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "recorded wish: "+string(wish), "wish:"+e.ID).Of(with.Patient))
	})
}

func (s *Service) stopWaiting(ctx context.Context, practiceID string, with Correspondent, wish messaging.Wish, words string) error {
	if words == "" {
		return nil
	}
	move := s.Desk.Cancel
	if wish == messaging.WrongPerson {
		move = s.Desk.Hold
	}
	for _, f := range []messaging.Filter{{Practice: practiceID, Patient: with.Patient}, {Practice: practiceID, To: with.Number}} {
		if f.Patient == "" && f.To == "" || wish == messaging.WrongPerson && f.To == "" {
			continue
		}
		if _, err := move(ctx, f, words); err != nil {
			return err
		}
	}
	return nil
}

// Counts of the frame: texts from patients that nobody has read, and ones past
// their time.
func (s *Service) Counts(ctx context.Context, practiceID string) (unread, overdue int, err error) {
	return s.Store.CountReplies(ctx, practiceID, s.Now())
}
