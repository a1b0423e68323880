package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stepdown/internal/contact"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/messaging"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/review"
	"stepdown/internal/store"
	"stepdown/internal/store/storetest"
)

func (c *clinic) reply(id string) messaging.Inbound {
	return messaging.Inbound{ID: id, ProviderID: "IN" + id, Practice: c.practice.ID, Patient: c.patient.ID, From: "07700900101", Number: "+447700900101",
		Body: "I cannot cope", Received: storetest.Now, Class: messaging.ClassUrgent, Urgent: true, State: messaging.Open,
		Matches: []messaging.Match{{Rule: "cope", Class: messaging.ClassUrgent, Words: "cannot cope"}}, DueBy: storetest.Now.Add(time.Hour)}
}

func TestReplyIsKeptOnceForEver(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClinic(t, s)
		in := c.reply("r1")
		if added, err := s.AddInbound(ctx, in); !added || err != nil {
			t.Fatal(added, err)
		}
		in.Version = 1
		again := in
		again.ID = "r2"
		if added, err := s.AddInbound(ctx, again); added || err != nil {
			t.Errorf("the same text from the network: added %v, %v", added, err)
		}
		got, err := s.Inbound(ctx, "r1")
		if diff := cmp.Diff(in, got); diff != "" || err != nil {
			t.Error(err, diff)
		}
		if _, err := s.InboundOf(ctx, "elsewhere", "r1"); !problem.Is(err, problem.NotFound) {
			t.Errorf("another practice's reply: %v", err)
		}
		if _, err := s.InboundOf(ctx, c.practice.ID, "r1"); err != nil {
			t.Error(err)
		}

		in.State, in.Seen = messaging.Closed, storetest.Now
		if saved, err := s.SaveInbound(ctx, in); !saved || err != nil {
			t.Fatal(saved, err)
		}
		if saved, err := s.SaveInbound(ctx, in); saved || err != nil {
			t.Errorf("an old version: saved %v, %v", saved, err)
		}
		if rs, err := s.RecentReplies(ctx, c.practice.ID, 10); err != nil || len(rs) != 1 || rs[0].State != messaging.Closed {
			t.Error(len(rs), err)
		}
	})
}

func TestOpenRepliesAreCountedAndOrderedByDueTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClinic(t, s)
		late, soon, read := c.reply("late"), c.reply("soon"), c.reply("read")
		late.DueBy = storetest.Now.Add(-time.Minute)
		read.Seen, read.DueBy = storetest.Now, storetest.Now.Add(2*time.Hour)
		for _, in := range []messaging.Inbound{read, soon, late} {
			if _, err := s.AddInbound(ctx, in); err != nil {
				t.Fatal(err)
			}
		}
		unread, overdue, err := s.CountReplies(ctx, c.practice.ID, storetest.Now)
		if unread != 2 || overdue != 1 || err != nil {
			t.Errorf("unread %d, overdue %d, %v", unread, overdue, err)
		}
		open, err := s.OpenReplies(ctx, c.practice.ID)
		if err != nil || len(open) != 3 || open[0].ID != "late" || open[2].ID != "read" {
			t.Error(open, err)
		}
		if unread, overdue, _ := s.CountReplies(ctx, "elsewhere", storetest.Now); unread+overdue != 0 {
			t.Error("another practice's replies were counted")
		}
	})
}

func TestConversationHoldsWhatWasSaidWithOnePerson(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClinic(t, s)
		c.add(c.text("m1"))
		stranger := c.reply("r2")
		stranger.Patient, stranger.Number = "", "+447700900999"
		for _, in := range []messaging.Inbound{c.reply("r1"), stranger} {
			if _, err := s.AddInbound(ctx, in); err != nil {
				t.Fatal(err)
			}
		}
		with := contact.Correspondent{Patient: c.patient.ID, Number: "+447700900101"}
		c.tx(func(ctx context.Context) error {
			return s.AddNote(ctx, &contact.Note{PracticeID: c.practice.ID, With: with, Text: "rang", By: "Amara"})
		})
		got, err := s.Conversation(ctx, c.practice.ID, with)
		if err != nil || len(got.Out) != 1 || len(got.In) != 1 || len(got.Notes) != 1 || got.Notes[0].Text != "rang" {
			t.Errorf("%v %+v", err, got)
		}
		got, err = s.Conversation(ctx, c.practice.ID, contact.Correspondent{Number: "+447700900999"})
		if err != nil || len(got.In) != 1 || got.In[0].ID != "r2" || len(got.Out) != 0 {
			t.Errorf("%v %+v", err, got)
		}
		if got, _ := s.Conversation(ctx, "elsewhere", with); len(got.In)+len(got.Out)+len(got.Notes) != 0 {
			t.Error("another practice's conversation was shown")
		}
		if err := s.AddNote(ctx, &contact.Note{PracticeID: c.practice.ID}); !problem.Is(err, problem.NotFound) {
			t.Errorf("a note to nobody: %v", err)
		}
		if known, err := s.KnownReplies(ctx, []string{"INr1", "INr9", "INr2"}); err != nil || len(known) != 2 || known["INr9"] {
			t.Error(known, err)
		}
	})
}

func TestAddresseeIsFoundByLineAndNumber(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if _, err := s.Addressee(ctx, "+441632960000", "+447700900101"); !problem.Is(err, problem.NotFound) {
			t.Errorf("no practice at all: %v", err)
		}
		c := newClinic(t, s)
		m := c.add(c.text("m1"))
		a, err := s.Addressee(ctx, "+441632960000", "+447700900101")
		if err != nil || a.Practice != c.practice.ID || len(a.People) != 1 || a.People[0].LastMessage != m.ID || a.People[0].Participant != c.participant.ID {
			t.Errorf("one practice: %v %+v", err, a)
		}
		other := practice.Practice{ODS: "Y99998", Name: "Other"}
		c.tx(func(ctx context.Context) error { return s.CreatePractice(ctx, &other) })
		if a, err := s.Addressee(ctx, "+441632960000", "+447700900101"); err != nil || a.Practice != c.practice.ID {
			t.Errorf("by whom we wrote to: %v %s", err, a.Practice)
		}
		if a, err := s.Addressee(ctx, "+441632960000", "+447700900777"); err != nil || a.Practice == "" || len(a.People) != 0 {
			t.Errorf("a stranger on a line of nobody must still reach a person: %v %+v", err, a)
		}
		if err := s.KeepLine(ctx, "+441632960000", other.ID); err != nil {
			t.Fatal(err)
		}
		if a, err := s.Addressee(ctx, "+441632960000", "+447700900101"); err != nil || a.Practice != other.ID || len(a.People) != 0 {
			t.Errorf("by line: %v %+v", err, a)
		}
		if a, err := s.Addressee(ctx, store.OwnLine(c.practice.ID), ""); err != nil || a.Practice != c.practice.ID || len(a.People) != 0 {
			t.Errorf("by our own network: %v %+v", err, a)
		}
		// A shared phone: nobody can tell who wrote.
		c.person("07700 900101")
		if a, err := s.Addressee(ctx, store.OwnLine(c.practice.ID), "+447700900101"); err != nil || len(a.People) != 2 {
			t.Errorf("a shared number: %v, %d people", err, len(a.People))
		}
		safety := c.text("s1")
		safety.Kind = messaging.SafetyAnswer
		c.add(safety)
		plan := review.Plan{PracticeID: c.practice.ID, ParticipantID: c.participant.ID, Version: 1, Edition: 2, State: review.PlanHeld}
		c.tx(func(ctx context.Context) error { return s.AddPlan(ctx, &plan) })
		if a, err := s.Addressee(ctx, store.OwnLine(c.practice.ID), "+447700900101"); err != nil || !a.LastSafety.Equal(storetest.Now) || !a.Live {
			t.Errorf("%v, last safety answer %v, live %v", err, a.LastSafety, a.Live)
		}
		held := messaging.Message{Practice: c.practice.ID, Participant: c.participant.ID, Kind: messaging.FollowUp}
		if f, err := s.Facts(ctx, held); err != nil || !f.PlanHeld {
			t.Error("a plan on hold", err)
		}
		plan.Version, plan.State = 2, review.PlanAgreed
		c.tx(func(ctx context.Context) error { return s.AddPlan(ctx, &plan) })
		for intent, old := range map[string]bool{contact.PlanIntent(c.participant.ID, 1): true, contact.PlanIntent(c.participant.ID, 2): false,
			contact.PlanIntent(c.participant.ID, 2) + "/again": false, contact.PlanIntent(c.participant.ID, 22): true} {
			m := messaging.Message{Practice: c.practice.ID, Participant: c.participant.ID, Kind: messaging.PlanText, Intent: intent}
			if f, err := s.Facts(ctx, m); err != nil || f.PlanHeld != old {
				t.Errorf("%s: old %v, want %v (%v)", intent, f.PlanHeld, old, err)
			}
		}
	})
}

func TestFactsSpeakOfTheRecordAsItIsNow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClinic(t, s)
		e := intake.Extract{PracticeID: c.practice.ID, AsAt: "2026-11-01", SHA256: "x"}
		c.tx(func(ctx context.Context) error { return s.CreateExtract(ctx, &e) })
		m := c.text("m1")
		reasons := func(want ...messaging.Reason) {
			t.Helper()
			f, err := s.Facts(ctx, m)
			if err != nil {
				t.Fatal(err)
			}
			var got []messaging.Reason
			for _, r := range f.Refusals(m.Kind, storetest.Now) {
				got = append(got, r.Reason)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
		patient := func(change func(*cycle.Patient)) {
			t.Helper()
			p := c.patient
			change(&p)
			c.tx(func(ctx context.Context) error { return s.SavePatient(ctx, &p) })
		}
		participant := func(change func(*cycle.Participant)) {
			t.Helper()
			now, err := s.Participant(ctx, c.practice.ID, c.participant.ID)
			if err != nil {
				t.Fatal(err)
			}
			p := c.participant
			p.Version = now.Version
			change(&p)
			c.tx(func(ctx context.Context) error { return s.SaveParticipant(ctx, &p) })
		}
		reasons()
		patient(func(p *cycle.Patient) { p.Person.Mobile = "01632 960123" })
		reasons(messaging.LandlineOnly)
		patient(func(p *cycle.Patient) { p.Person.Mobile = "" })
		reasons(messaging.NoMobile)
		patient(func(p *cycle.Patient) { p.Person.Deceased = true })
		reasons(messaging.HasDied)
		patient(func(p *cycle.Patient) { p.Person.Left = "2026-10-01" })
		reasons(messaging.HasLeft)
		patient(func(p *cycle.Patient) { p.Person.BirthDate = "2012-01-01" })
		reasons(messaging.Under18)
		patient(func(p *cycle.Patient) { p.Needs.NoTexts = true })
		reasons(messaging.NeedsOtherWay)
		patient(func(*cycle.Patient) {})
		participant(func(p *cycle.Participant) { p.Held = "they are not in the newest extract" })
		reasons(messaging.WasScreened)
		participant(func(p *cycle.Participant) { p.Screening.Answer = cycle.AskColleague })
		reasons(messaging.WasScreened)
		participant(func(p *cycle.Participant) { p.Response = cycle.Response{Answer: cycle.Never} })
		reasons(messaging.HasDeclined)
		participant(func(p *cycle.Participant) { p.Response = cycle.Response{Answer: cycle.NotNow, Until: "2026-11-09"} })
		reasons()
		participant(func(p *cycle.Participant) { p.Invited = "2026-11-02" })
		reasons(messaging.InvitedBefore)
		participant(func(*cycle.Participant) {})
		c.person("07700900101")
		reasons(messaging.SharedNumber)
		m.Participant = "gone"
		reasons(messaging.SharedNumber, messaging.NotInCycle)
	})
}

func TestRegisterIsAddedToAndHonoured(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClinic(t, s)
		m := c.text("m1")
		for _, step := range []struct {
			entry messaging.Entry
			want  messaging.Wish
		}{
			{messaging.Entry{Number: m.To, Wish: messaging.OptedOut, Source: "reply STOP"}, messaging.OptedOut},
			{messaging.Entry{Number: m.To, Wish: messaging.Checked}, messaging.OptedOut}, // a check is not a wish
			{messaging.Entry{Number: m.To, Wish: messaging.OptedIn}, ""},
			{messaging.Entry{Patient: m.Patient, Wish: messaging.OptedOut, Source: "told a colleague"}, messaging.OptedOut},
			{messaging.Entry{Number: m.To, Wish: messaging.OptedIn}, messaging.OptedOut}, // the person's own wish stands
			{messaging.Entry{Number: m.To, Patient: m.Patient, Wish: messaging.OptedIn}, ""},
			{messaging.Entry{Number: m.To, Wish: messaging.WrongPerson}, messaging.WrongPerson},
			{messaging.Entry{Number: m.To, Wish: messaging.AskedToStop}, messaging.WrongPerson},
			{messaging.Entry{Number: m.To, Wish: messaging.Checked}, ""},
			{messaging.Entry{Number: "+447700900555", Wish: messaging.OptedOut}, ""},
		} {
			step.entry.Practice, step.entry.At = c.practice.ID, storetest.Now // all at one instant: the order of writing decides
			if err := s.Register(ctx, step.entry); err != nil {
				t.Fatal(err)
			}
			f, err := s.Facts(ctx, m)
			if err != nil || f.Wish != step.want {
				t.Errorf("after %s: %q, want %q (%v)", step.entry.Wish, f.Wish, step.want, err)
			}
		}
		entries, err := s.Wishes(ctx, c.practice.ID, contact.Correspondent{Patient: m.Patient, Number: m.To})
		if err != nil || len(entries) != 9 || entries[0].Source != "reply STOP" {
			t.Error(len(entries), err)
		}
		if entries, _ := s.Wishes(ctx, "elsewhere", contact.Correspondent{Patient: m.Patient, Number: m.To}); len(entries) != 0 {
			t.Error("another practice's register was read")
		}
	})
}

func TestLetterIsKeptOnceForAnIntent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClinic(t, s)
		l := contact.Letter{PracticeID: c.practice.ID, CycleID: c.cycle.ID, Participant: c.participant.ID, Patient: c.patient.ID,
			Intent: contact.InvitationLetter(c.participant.ID), State: contact.ToPrint, Name: "Ann Example", Address: []string{"1 Mill Lane"}}
		again := l
		c.tx(func(ctx context.Context) error {
			if added, err := s.AddLetter(ctx, &l); !added || err != nil {
				t.Errorf("added %v, %v", added, err)
			}
			added, err := s.AddLetter(ctx, &again)
			if added {
				t.Error("two letters of one intent")
			}
			return err
		})
		got, err := s.Letters(ctx, c.practice.ID, c.cycle.ID)
		if err != nil || len(got) != 1 {
			t.Fatal(len(got), err)
		}
		if diff := cmp.Diff(l, got[0], cmp.Comparer(time.Time.Equal)); diff != "" {
			t.Error(diff)
		}
		l.State = contact.Posted
		c.tx(func(ctx context.Context) error { return s.SaveLetter(ctx, &l) })
		l.Version = 1
		if err := s.InTx(ctx, func(ctx context.Context) error { return s.SaveLetter(ctx, &l) }); !problem.Is(err, problem.Conflict) {
			t.Errorf("an old version: %v", err)
		}
		if to, err := s.LettersTo(ctx, c.practice.ID, c.patient.ID); err != nil || len(to) != 1 || to[0].State != contact.Posted {
			t.Error(len(to), err)
		}
		if f, err := s.Facts(ctx, c.text("m1")); err != nil || !f.AlreadyInvited {
			t.Error("a letter is an invitation too", err)
		}
	})
}

func TestSimulatedTextsStayApart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClinic(t, s)
		sent := messaging.Sighting{ProviderID: "SM1", To: "+447700900101", Body: "Hello", Created: storetest.Now, Status: "delivered"}
		if err := s.AddSimulatedText(ctx, c.practice.ID, "a1", sent); err != nil {
			t.Fatal(err)
		}
		reply := messaging.Arrival{ProviderID: "SM2", From: "+447700900101", Body: "Yes", Received: storetest.Now}
		if err := s.AddSimulatedReply(ctx, c.practice.ID, "+447700900101", reply); err != nil {
			t.Fatal(err)
		}
		phone, err := s.SimulatedPhone(c.practice.ID, "+447700900101")
		if err != nil || phone == "" {
			t.Fatal(phone, err)
		}
		texts, replies, err := s.SimulatedTexts(ctx, c.practice.ID, phone)
		if err != nil || len(texts) != 1 || len(replies) != 1 || texts[0].Body != "Hello" || replies[0].Body != "Yes" {
			t.Error(texts, replies, err)
		}
		if texts, replies, _ := s.SimulatedTexts(ctx, "elsewhere", ""); len(texts)+len(replies) != 0 {
			t.Error("another practice's phones were shown")
		}
	})
}
