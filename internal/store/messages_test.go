package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stepdown/internal/cohort"
	"stepdown/internal/contact"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/store"
	"stepdown/internal/store/storetest"
)

// clinic is a practice with one cycle and one person in it who may be texted.
type clinic struct {
	*store.Store
	t           *testing.T
	practice    practice.Practice
	cycle       cycle.Cycle
	patient     cycle.Patient
	participant cycle.Participant
}

var ctx = context.Background()

func newClinic(t *testing.T, s *store.Store) *clinic {
	t.Helper()
	c := &clinic{Store: s, t: t, practice: practice.Practice{ODS: "Y99999", Name: "Wellbrook", Settings: practice.Settings{Nation: nhs.England, Phone: "01632 960 000"}}}
	c.tx(func(ctx context.Context) error { return s.CreatePractice(ctx, &c.practice) })
	c.cycle = cycle.Cycle{PracticeID: c.practice.ID, Title: "Tramadol", Status: cycle.Running}
	c.tx(func(ctx context.Context) error { return s.CreateCycle(ctx, &c.cycle) })
	c.patient, c.participant = c.person("+447700900101")
	return c
}

func (c *clinic) tx(f func(context.Context) error) {
	c.t.Helper()
	if err := c.InTx(ctx, f); err != nil {
		c.t.Fatal(err)
	}
}

// person with a number joins the cycle, screened as suitable.
func (c *clinic) person(number string) (p cycle.Patient, q cycle.Participant) {
	c.t.Helper()
	p = cycle.Patient{PracticeID: c.practice.ID, Person: cohort.Person{Given: "Ann", Family: "Example", BirthDate: "1960-02-03", Mobile: number}}
	c.tx(func(ctx context.Context) error {
		if err := c.SavePatient(ctx, &p); err != nil {
			return err
		}
		q = cycle.Participant{PracticeID: c.practice.ID, CycleID: c.cycle.ID, PatientID: p.ID, Screening: cycle.Screening{Answer: cycle.Suitable}}
		return c.CreateParticipant(ctx, &q)
	})
	return p, q
}

func (c *clinic) text(id string) messaging.Message {
	return messaging.Message{ID: id, Practice: c.practice.ID, Patient: c.patient.ID, Cycle: c.cycle.ID, Participant: c.participant.ID, Kind: messaging.Invitation,
		Intent: "intent/" + id, To: "+447700900101", Body: "Secret words", Segments: 1, Priority: messaging.Bulk, State: messaging.Queued,
		Due: storetest.Now, Created: storetest.Now, Changed: storetest.Now}
}

func (c *clinic) add(m messaging.Message) messaging.Message {
	c.t.Helper()
	if added, err := c.AddMessage(ctx, m); err != nil || !added {
		c.t.Fatalf("added %v, %v", added, err)
	}
	m.Version = 1
	return m
}

func TestTextIsKeptOnceForAnIntent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClinic(t, s)
		m := c.add(c.text("m1"))
		got, err := s.Message(ctx, "m1")
		if diff := cmp.Diff(m, got); diff != "" || err != nil {
			t.Errorf("%v %s", err, diff)
		}
		again := m
		again.ID = "m2"
		if added, err := s.AddMessage(ctx, again); added || err != nil {
			t.Errorf("a second text of the same intent: added %v, %v", added, err)
		}
		// Inside a transaction too: the conflict must not spoil it.
		c.tx(func(ctx context.Context) error {
			if added, err := s.AddMessage(ctx, again); added || err != nil {
				t.Errorf("in a transaction: added %v, %v", added, err)
			}
			_, err := s.AddMessage(ctx, c.text("m3"))
			return err
		})
		if _, err := s.MessageOf(ctx, c.practice.ID, "m3"); err != nil {
			t.Error(err)
		}
		if _, err := s.MessageOf(ctx, "elsewhere", "m1"); !problem.Is(err, problem.NotFound) {
			t.Errorf("another practice's text: %v", err)
		}
	})
}

func TestTextIsSavedOnlyAsItWasRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClinic(t, s)
		m := c.add(c.text("m1"))
		sending, _ := m.Move(messaging.Sending, "", storetest.Now)
		sending.Attempt = "attempt-1"
		if saved, err := s.SaveMessage(ctx, sending, messaging.Held); saved || err != nil {
			t.Errorf("wrong state: %v %v", saved, err)
		}
		if saved, err := s.SaveMessage(ctx, sending, messaging.Queued); !saved || err != nil {
			t.Fatalf("%v %v", saved, err)
		}
		if saved, err := s.SaveMessage(ctx, sending, messaging.Queued); saved || err != nil {
			t.Errorf("saved twice: %v %v", saved, err)
		}
		got, err := s.MessageByAttempt(ctx, "attempt-1")
		if err != nil || got.State != messaging.Sending || got.Version != 2 {
			t.Errorf("%v: state %s, version %d", err, got.State, got.Version)
		}
		accepted, _ := got.Apply(messaging.Evidence{ProviderID: "SM1", Status: "queued"}, storetest.Now)
		if saved, err := s.SaveMessage(ctx, accepted, messaging.Sending); !saved || err != nil {
			t.Fatalf("%v %v", saved, err)
		}
		if got, err := s.MessageByProviderID(ctx, "SM1"); err != nil || got.ID != "m1" {
			t.Error(got.ID, err)
		}
		for _, find := range []func(context.Context, string) (messaging.Message, error){s.Message, s.MessageByAttempt, s.MessageByProviderID} {
			for _, id := range []string{"", "nothing"} {
				if _, err := find(ctx, id); !problem.Is(err, problem.NotFound) {
					t.Errorf("%q: %v", id, err)
				}
			}
		}
	})
}

func TestDueTextsComeByPriorityAndNeverFromAPause(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClinic(t, s)
		batch := contact.Batch{PracticeID: c.practice.ID, CycleID: c.cycle.ID, Kind: messaging.Invitation, State: contact.Going}
		c.tx(func(ctx context.Context) error { return s.AddBatch(ctx, &batch) })
		for i, change := range []func(*messaging.Message){
			func(m *messaging.Message) { m.Due = storetest.Now.Add(-time.Minute) },
			func(m *messaging.Message) { m.Priority = messaging.Reply },
			func(m *messaging.Message) { m.Due = storetest.Now.Add(time.Second) },
			func(m *messaging.Message) { m.State = messaging.Held },
			func(m *messaging.Message) { m.Batch = batch.ID },
		} {
			m := c.text(fmt.Sprint("m", i))
			change(&m)
			c.add(m)
		}
		due := func(want ...string) {
			t.Helper()
			ms, err := s.DueMessages(ctx, storetest.Now, 10)
			var ids []string
			for _, m := range ms {
				ids = append(ids, m.ID)
			}
			if diff := cmp.Diff(want, ids); diff != "" || err != nil {
				t.Error(err, diff)
			}
		}
		due("m1", "m0", "m4")
		batch.State = contact.Paused
		c.tx(func(ctx context.Context) error { return s.SaveBatch(ctx, &batch) })
		due("m1", "m0")
		if f, err := s.Facts(ctx, messaging.Message{Practice: c.practice.ID, Batch: batch.ID}); err != nil || !f.Paused {
			t.Errorf("paused batch: %v %v", f.Paused, err)
		}
		c.tx(func(ctx context.Context) error {
			return s.PauseTexts(ctx, c.practice.ID, contact.Pause{By: "Amara", Reason: "wrong list"})
		})
		due()
		if why, _ := s.TextsPaused(ctx, c.practice.ID); why.Reason != "wrong list" || why.By != "Amara" || why.Restored {
			t.Errorf("%+v", why)
		}
		c.tx(func(ctx context.Context) error { return s.ResumeTexts(ctx, c.practice.ID) })
		due("m1", "m0")

		batch.Version = 1
		if err := s.InTx(ctx, func(ctx context.Context) error { return s.SaveBatch(ctx, &batch) }); !problem.Is(err, problem.Conflict) {
			t.Errorf("an old version: %v", err)
		}
		if _, err := s.Batch(ctx, "elsewhere", batch.ID); !problem.Is(err, problem.NotFound) {
			t.Errorf("another practice's wave: %v", err)
		}
		if counts, err := s.BatchCounts(ctx, c.practice.ID, batch.ID); err != nil || counts[messaging.Queued] != 1 {
			t.Error(counts, err)
		}
		if bs, err := s.Batches(ctx, c.practice.ID, ""); err != nil || len(bs) != 1 {
			t.Error(len(bs), err)
		}
	})
}

func TestUnsentTextsAreFoundByWhatIsAsked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClinic(t, s)
		c.add(c.text("m1"))
		other := c.text("m2")
		other.To, other.Patient, other.State = "+447700900102", "", messaging.Held
		c.add(other)
		gone := c.text("m3")
		gone.State = messaging.Delivered
		c.add(gone)
		for _, test := range []struct {
			filter messaging.Filter
			want   int
		}{
			{messaging.Filter{}, 2},
			{messaging.Filter{Practice: c.practice.ID}, 2},
			{messaging.Filter{Practice: "elsewhere"}, 0},
			{messaging.Filter{Practice: c.practice.ID, To: "+447700900102"}, 1},
			{messaging.Filter{To: "+447700900102"}, 1},
			{messaging.Filter{Patient: c.patient.ID}, 1},
			{messaging.Filter{Batch: "none"}, 0},
		} {
			if ms, err := s.Unsent(ctx, test.filter); err != nil || len(ms) != test.want {
				t.Errorf("%+v: %d, %v", test.filter, len(ms), err)
			}
		}
		if ms, err := s.MessagesIn(ctx, []messaging.State{messaging.Held, messaging.Delivered}, time.Time{}, storetest.Now, 10); err != nil || len(ms) != 2 {
			t.Error(len(ms), err)
		}
		if ms, err := s.MessagesIn(ctx, []messaging.State{messaging.Held, messaging.Delivered}, storetest.Now.Add(time.Second), storetest.Now.Add(time.Hour), 10); err != nil || len(ms) != 0 {
			t.Error("texts that changed before the time asked for: ", len(ms), err)
		}
		if ms, err := s.Troubled(ctx, c.practice.ID); err != nil || len(ms) != 1 {
			t.Error(len(ms), err)
		}
		c.tx(func(ctx context.Context) error { return s.DealtWith(ctx, c.practice.ID, "m2", "Amara") })
		if ms, err := s.Troubled(ctx, c.practice.ID); err != nil || len(ms) != 0 {
			t.Error(len(ms), err)
		}
		err := s.InTx(ctx, func(ctx context.Context) error { return s.DealtWith(ctx, "elsewhere", "m2", "Amara") })
		if !problem.Is(err, problem.NotFound) {
			t.Errorf("another practice's text: %v", err)
		}
		if ms, err := s.MessagesOfCycle(ctx, c.practice.ID, c.cycle.ID); err != nil || len(ms) != 3 {
			t.Error(len(ms), err)
		}
	})
}

// Many dispatchers on one store: the network is asked once for each text.
func TestTwoDispatchersSendEachTextOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClinic(t, s)
		c.participant.Screening = cycle.Screening{Answer: cycle.Suitable}
		const texts = 30
		for i := range texts {
			m := c.text(fmt.Sprint("m", i))
			m.Kind, m.Participant = messaging.Answer, ""
			c.add(m)
		}
		network := &counting{calls: map[string]int{}}
		var ids sync.Mutex
		next := 0
		newID := func() string {
			ids.Lock()
			defer ids.Unlock()
			next++
			return fmt.Sprint("id-", next)
		}
		var working sync.WaitGroup
		for range 2 {
			d := &messaging.Dispatcher{Store: s, Sender: network, Now: func() time.Time { return storetest.Now }, NewID: newID, Rate: 1e6, Hands: 4}
			working.Go(func() {
				for range 20 {
					step, err := d.Step(ctx)
					if err != nil {
						t.Error(err)
						return
					}
					if step.Calls() == 0 && len(network.all()) == texts {
						return
					}
				}
			})
		}
		working.Wait()
		calls := network.all()
		if len(calls) != texts {
			t.Errorf("%d texts went, want %d", len(calls), texts)
		}
		for body, n := range calls {
			if n != 1 {
				t.Errorf("%s went %d times", body, n)
			}
		}
		if ms, _ := s.MessagesIn(ctx, []messaging.State{messaging.Accepted}, time.Time{}, storetest.Now, 100); len(ms) != texts {
			t.Errorf("%d accepted", len(ms))
		}
	})
}

// counting is a network that keeps its own record.
type counting struct {
	mu    sync.Mutex
	calls map[string]int
}

func (n *counting) Send(_ context.Context, out messaging.Outgoing) (messaging.Receipt, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.calls[out.Attempt]++
	return messaging.Receipt{ProviderID: "SM" + out.Attempt, Status: "queued"}, nil
}

func (n *counting) all() map[string]int {
	n.mu.Lock()
	defer n.mu.Unlock()
	out := map[string]int{}
	for k, v := range n.calls {
		out[k] = v
	}
	return out
}
