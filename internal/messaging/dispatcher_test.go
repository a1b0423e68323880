package messaging

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

func TestOneTextPerIntent(t *testing.T) {
	b := newBench()
	b.queue(Invitation, "part1")
	_, added, err := b.desk.Queue(context.Background(), Message{Practice: "p1", Kind: Invitation, Intent: IntentOf(Invitation, "part1"), To: "+447700900001", Body: "again"})
	if err != nil || added {
		t.Fatal("a second text of the same intent", err)
	}
	b.step()
	b.step()
	if len(b.net.carried) != 1 {
		t.Fatalf("%d texts", len(b.net.carried))
	}
}

func TestOutcomes(t *testing.T) {
	cases := []struct {
		name   string
		answer func(Outgoing, int) (Receipt, error)
		state  State
		check  func(Step) bool
	}{
		{"accepted", func(Outgoing, int) (Receipt, error) { return Receipt{ProviderID: "SM1", Status: "queued"}, nil }, Accepted, func(s Step) bool { return s.Accepted == 1 }},
		{"no id", func(Outgoing, int) (Receipt, error) { return Receipt{}, nil }, Unknown, func(s Step) bool { return s.Unknown == 1 }},
		{"time-out", func(Outgoing, int) (Receipt, error) { return Receipt{}, context.DeadlineExceeded }, Unknown, func(s Step) bool { return s.Unknown == 1 }},
		{"refused", func(Outgoing, int) (Receipt, error) {
			return Receipt{}, &SendError{Outcome: Refused, Code: 21211, Reason: "bad"}
		}, Failed, func(s Step) bool { return s.Refused == 1 }},
		{"not processed", func(Outgoing, int) (Receipt, error) {
			return Receipt{}, &SendError{Outcome: NotProcessed, Code: 20429, Reason: "slow"}
		}, Queued, func(s Step) bool { return s.Returned == 1 }},
		{"misconfigured", func(Outgoing, int) (Receipt, error) {
			return Receipt{}, &SendError{Outcome: Misconfigured, Code: 20003, Reason: "the account"}
		}, Held, func(s Step) bool { return s.Stopped != "" }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench()
			b.net.answer = c.answer
			m := b.queue(Invitation, "a")
			s := b.step()
			got := b.get(m.ID)
			if got.State != c.state || !c.check(s) {
				t.Fatalf("%s, %+v", got.State, s)
			}
			if got.Attempts != 1 || got.Attempt == "" {
				t.Error("the attempt is not on the row")
			}
			calls := s.Calls()
			b.now = b.now.Add(time.Second)
			if b.step().Calls() != 0 || calls != 1 {
				t.Error("called again at once")
			}
		})
	}
}

func TestNotProcessedGoesAgainAfterAPause(t *testing.T) {
	b := newBench()
	busy := true
	b.net.answer = func(Outgoing, int) (Receipt, error) {
		if busy {
			return Receipt{}, &SendError{Outcome: NotProcessed, Code: 20429, After: 30 * time.Second}
		}
		return Receipt{ProviderID: "SM1", Status: "accepted"}, nil
	}
	m := b.queue(Invitation, "a")
	b.step()
	first := b.get(m.ID).Attempt
	busy = false
	b.now = b.now.Add(29 * time.Second)
	if s := b.step(); s.Calls() != 0 || s.Wait != time.Second {
		t.Fatalf("the pause that the network asked for was not kept: %+v", s)
	}
	b.now = b.now.Add(2 * time.Second)
	b.step()
	if got := b.get(m.ID); got.State != Accepted || got.Attempts != 2 || got.Attempt == first || got.ErrorCode != 0 {
		t.Fatalf("%+v", got)
	}
}

func TestMisconfiguredStopsUntilAPersonResumes(t *testing.T) {
	b := newBench()
	b.net.answer = func(Outgoing, int) (Receipt, error) {
		return Receipt{}, &SendError{Outcome: Misconfigured, Code: 20003, Reason: "Wrong token."}
	}
	one, two := b.queue(Invitation, "a"), b.queue(Invitation, "b")
	b.step()
	if b.get(two.ID).State != Queued || b.disp.Stopped() != "Wrong token." {
		t.Fatal("the sender did not stop after the first")
	}
	b.net.answer = nil
	if b.step().Calls() != 0 {
		t.Fatal("it went on by itself")
	}
	b.disp.Resume()
	if err := b.desk.Release(context.Background(), one.ID); err != nil {
		t.Fatal(err)
	}
	if s := b.step(); s.Accepted != 2 {
		t.Fatalf("%+v", s)
	}
}

func TestLastChecks(t *testing.T) {
	for _, c := range []struct {
		name  string
		facts func(*Facts)
		state State
		words string
	}{
		{"opted out", func(f *Facts) { f.Wish = OptedOut }, Suppressed, "asked for no texts"},
		{"died", func(f *Facts) { f.Died = "2026-11-20" }, Suppressed, "died"},
		{"left", func(f *Facts) { f.Left = "2026-11-20" }, Suppressed, "left"},
		{"leaves next month", func(f *Facts) { f.Left = "2026-12-20" }, Accepted, ""},
		{"under 18", func(f *Facts) { f.BirthDate = "2008-11-24" }, Suppressed, "under 18"},
		{"18 today", func(f *Facts) { f.BirthDate = "2008-11-23" }, Accepted, ""},
		{"no birth date", func(f *Facts) { f.BirthDate = "" }, Held, "date of birth"},
		{"shared", func(f *Facts) { f.SharedWith = 1 }, Held, "one other person"},
		{"no number", func(f *Facts) { f.Number, f.NumberFault = "", nhs.NoNumber }, Suppressed, "no mobile"},
		{"landline", func(f *Facts) { f.Number, f.NumberFault = "", nhs.Landline }, Suppressed, "landline"},
		{"new number", func(f *Facts) { f.Number = "+447700900999" }, Held, "changed"},
		{"invited already", func(f *Facts) { f.AlreadyInvited = true }, Suppressed, "invited already"},
		{"screened out", func(f *Facts) { f.ScreenedOut = true }, Held, "clinician"},
		{"declined", func(f *Facts) { f.Declined = true }, Suppressed, "said no"},
		{"out of the cycle", func(f *Facts) { f.LeftCycle = true }, Held, "cycle"},
		{"old extract", func(f *Facts) { f.ExtractDate, f.ExtractMaxDays = "2026-10-01", 35 }, Held, "1 October 2026"},
		{"no extract date", func(f *Facts) { f.ExtractMaxDays = 35 }, Held, "not known"},
		{"fresh extract", func(f *Facts) { f.ExtractDate, f.ExtractMaxDays = "2026-11-01", 35 }, Accepted, ""},
		{"not by text", func(f *Facts) { f.NoTexts = true }, Held, "not by text"},
		{"paused", func(f *Facts) { f.Paused = true }, Queued, ""},
		{"wrong person", func(f *Facts) { f.Wish = WrongPerson }, Held, "Somebody else"},
		{"asked to stop", func(f *Facts) { f.Wish = AskedToStop }, Held, "confirm"},
		{"checked since", func(f *Facts) { f.Wish = Checked }, Accepted, ""},
		{"all well", func(*Facts) {}, Accepted, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench()
			b.facts = func(m Message) Facts {
				f := Facts{Number: m.To, BirthDate: "1960-01-01", Nation: nhs.England}
				c.facts(&f)
				return f
			}
			m := b.queue(Invitation, "a")
			b.step()
			got := b.get(m.ID)
			if got.State != c.state || !strings.Contains(got.Reason, c.words) {
				t.Errorf("%s: %q", got.State, got.Reason)
			}
			if (c.state == Accepted) != (len(b.net.carried) == 1) {
				t.Errorf("%d calls", len(b.net.carried))
			}
		})
	}
}

func TestQuietHoursPostponeAndAnswersGoAtOnce(t *testing.T) {
	b := newBench()
	b.now = at("2026-12-24 19:00")
	invite, safety := b.queue(Invitation, "a"), b.queue(SafetyAnswer, "b")
	if s := b.step(); s.Accepted != 1 || s.Postponed != 1 {
		t.Fatalf("%+v", s)
	}
	if got := b.get(invite.ID); got.State != Queued || !got.Due.Equal(at("2026-12-29 09:00")) {
		t.Errorf("%s due %s", got.State, got.Due)
	}
	if b.get(safety.ID).State != Accepted {
		t.Error("the safety answer waited")
	}
}

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, nhs.London)
	if err != nil {
		panic(err)
	}
	return t
}

// A network that is away for days makes no old text a new one: each kind is
// held after its time, counted from when it could have gone first.
func TestTextsThatTheNetworkPutsOffGrowOld(t *testing.T) {
	for kind, lasts := range map[Kind]time.Duration{SafetyAnswer: time.Hour, Answer: 12 * time.Hour, DayBefore: 12 * time.Hour, Invitation: 24 * time.Hour} {
		b := newBench()
		b.net.answer = func(Outgoing, int) (Receipt, error) {
			return Receipt{}, &SendError{Outcome: NotProcessed, Reason: "It could not be reached."}
		}
		m := b.queue(kind, "a")
		b.facts = func(m Message) Facts { // open day and night, so that only the network puts off
			return Facts{Number: m.To, BirthDate: "1960-01-01", Window: nhs.SendWindow{From: 0, To: 24}}
		}
		began := b.now
		for b.get(m.ID).State == Queued && b.now.Sub(began) < 30*time.Hour {
			b.step()
			b.now = b.now.Add(5 * time.Minute)
		}
		if got := b.get(m.ID); got.State != Held || b.now.Sub(began) < lasts || b.now.Sub(began) > lasts+20*time.Minute {
			t.Errorf("%s: %s after %s", kind, got.State, b.now.Sub(began))
		}
		if len(b.net.carried) != 0 {
			t.Error("something went")
		}
		if kind == Invitation { // nights between do not make it new either
			b.facts, b.now = nil, began
			again := b.queue(kind, "b")
			for b.get(again.ID).State == Queued && b.now.Sub(began) < 72*time.Hour {
				b.step()
				b.now = b.now.Add(5 * time.Minute)
			}
			if got := b.get(again.ID); got.State != Held || b.now.Sub(began) > 25*time.Hour {
				t.Errorf("%s after %s, with a night between", got.State, b.now.Sub(began))
			}
		}
		// Released by a person it is as new.
		b.net.answer = nil
		if err := b.desk.Release(context.Background(), m.ID); err != nil {
			t.Fatal(err)
		}
		b.now = b.now.Add(6 * time.Minute)
		if b.step(); b.get(m.ID).State != Accepted {
			t.Errorf("%s: %s after its release", kind, b.get(m.ID).State)
		}
	}
}

// A fault of ours that its code does not give away is not tried on a whole wave.
func TestManyRefusalsAlikeStopTheSender(t *testing.T) {
	for _, c := range []struct {
		name string
		code func(call int) int
		want int // calls
	}{
		{"one reason", func(int) int { return 21999 }, 20},
		{"one reason after others", func(call int) int { return []int{21211, 21610, 21999}[min(call, 2)] }, 22},
		{"each another", func(call int) int { return 21211 + call%2 }, 60},
		{"without a code", func(int) int { return 0 }, 60},
		{"one that went between", func(call int) int {
			if call%19 == 18 {
				return -1
			}
			return 21999
		}, 60},
	} {
		b := newBench()
		calls := 0
		b.net.answer = func(Outgoing, int) (Receipt, error) {
			code := c.code(calls)
			calls++
			if code < 0 {
				return Receipt{ProviderID: fmt.Sprint("SM", calls), Status: "queued"}, nil
			}
			return Receipt{}, &SendError{Outcome: Refused, Code: code, Reason: "The sender is not known here."}
		}
		for i := range 60 {
			b.queue(Invitation, strconv.Itoa(i))
		}
		for range 4 {
			b.step()
		}
		stopped := c.want < 60
		if calls != c.want || (b.disp.Stopped() != "") != stopped || stopped && !strings.Contains(b.disp.Stopped(), "The sender is not known here.") {
			t.Errorf("%s: %d calls, stopped: %q", c.name, calls, b.disp.Stopped())
		}
		if queued := len(b.where(context.Background(), func(m Message) bool { return m.State == Queued })); queued != 60-c.want {
			t.Errorf("%s: %d still wait", c.name, queued)
		}
	}
}

func TestStaleTextsWaitForAPerson(t *testing.T) {
	b := newBench()
	m := b.queue(Invitation, "a")
	b.now = b.now.Add(25 * time.Hour)
	if s := b.step(); s.Held != 1 || len(b.net.carried) != 0 {
		t.Fatalf("%+v", s)
	}
	if err := b.desk.Release(context.Background(), m.ID); err != nil {
		t.Fatal(err)
	}
	if s := b.step(); s.Accepted != 1 {
		t.Fatalf("%+v", s)
	}
	late := b.queue(DayBefore, "b")
	row := b.get(late.ID)
	row.NotAfter = b.now.Add(-time.Second)
	b.messages[late.ID] = row
	if s := b.step(); s.Held != 1 {
		t.Errorf("a reminder after its appointment: %+v", s)
	}
}

func TestThrottleCountsSegmentsOfEachLine(t *testing.T) {
	b := newBench()
	b.disp.Rate = 10
	for i := range 30 {
		m := b.queue(Invitation, string(rune('a'+i)))
		m.Segments = 2
		if i%2 == 1 {
			m.Line = "second"
		}
		b.messages[m.ID] = m
	}
	s := b.step()
	if s.Accepted != 10 || s.Wait <= 0 || s.Wait > time.Second {
		t.Fatalf("%+v: two lines of ten segments carry five texts each at once", s)
	}
	b.now = b.now.Add(time.Second)
	if s := b.step(); s.Accepted != 10 {
		t.Errorf("%+v", s)
	}
}

func TestAnswersGoBeforeBatches(t *testing.T) {
	b := newBench()
	b.queue(Invitation, "a")
	b.queue(PlanText, "b")
	b.queue(Answer, "c")
	b.queue(SafetyAnswer, "d")
	b.step()
	var order string
	for _, c := range b.net.carried {
		order += c.Body[len(c.Body)-1:]
	}
	if order != "dcba" {
		t.Error(order)
	}
}

// Many workers, one queue: each text once.
func TestManyWorkersSendOnce(t *testing.T) {
	b := newBench()
	for i := range 300 {
		b.queue(Invitation, strings.Repeat("x", i%7)+string(rune(0x4e00+i)))
	}
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			d := &Dispatcher{Store: b, Sender: b.net, Now: b.disp.Now, Rate: 1e6, Hands: 1 + w%2, NewID: func() string { return "w" + string(rune('a'+w)) + time.Now().String() }}
			for {
				s, err := d.Step(context.Background())
				if err != nil {
					t.Error(err)
					return
				}
				if s.Calls() == 0 {
					return
				}
			}
		}()
	}
	wg.Wait()
	seen := map[string]int{}
	for _, c := range b.net.carried {
		seen[c.Body]++
		if seen[c.Body] > 1 {
			t.Fatalf("twice: %q", c.Body)
		}
	}
	if left := b.where(context.Background(), func(m Message) bool { return m.State != Accepted }); len(left) > 0 {
		t.Fatalf("%d texts did not go", len(left))
	}
}

// A process may die between any two writes. Whatever the point, start-up
// explains every row, and nothing goes twice.
func TestDyingAtAnyWriteSendsNothingTwice(t *testing.T) {
	for dies := range 40 {
		b := newBench()
		for i := range 10 {
			b.queue(Invitation, string(rune('a'+i)))
		}
		writes := 0
		b.fail = func(method string) error {
			if method != "commit" && method != "SaveMessage" {
				return nil
			}
			if writes++; writes > dies {
				return errors.New("the process is dead")
			}
			return nil
		}
		for range 3 {
			_, _ = b.disp.Step(context.Background())
		}
		b.fail = nil
		if _, err := b.desk.Explain(context.Background(), 0); err != nil {
			t.Fatal(err)
		}
		restarted := &Dispatcher{Store: b, Sender: b.net, Now: b.disp.Now, NewID: b.disp.NewID, Rate: 1e6}
		if _, err := restarted.Step(context.Background()); err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, c := range b.net.carried {
			if seen[c.Body] {
				t.Fatalf("dead after write %d: %q went twice", dies, c.Body)
			}
			seen[c.Body] = true
		}
		for _, m := range b.messages {
			switch {
			case m.State == Unknown || m.State == Accepted && seen[m.Body]:
			default:
				t.Fatalf("dead after write %d: a row is %s, carried %v", dies, m.State, seen[m.Body])
			}
		}
	}
}

func TestCallbackBeforeTheCallReturns(t *testing.T) {
	b := newBench()
	m := b.queue(Invitation, "a")
	b.net.answer = func(out Outgoing, _ int) (Receipt, error) {
		for _, w := range []string{"delivered", "sent", "queued"} {
			if _, err := b.desk.ApplyStatus(context.Background(), StatusReport{Attempt: out.Attempt, Evidence: Evidence{ProviderID: "SM9", Status: w}}); err != nil {
				t.Error(err)
			}
		}
		return Receipt{}, context.DeadlineExceeded
	}
	b.step()
	if got := b.get(m.ID); got.State != Delivered || got.ProviderID != "SM9" {
		t.Fatalf("%+v", got)
	}
}

func TestNetworkOptOutIsWrittenDownAndHeeded(t *testing.T) {
	b := newBench()
	b.net.answer = func(Outgoing, int) (Receipt, error) {
		return Receipt{}, &SendError{Outcome: Refused, Code: 21610, Reason: "opted out", OptedOut: true}
	}
	m := b.queue(Invitation, "a")
	other := b.queue(Reminder, "b")
	other.To = m.To
	other.Due = b.now.Add(time.Hour)
	b.messages[other.ID] = other
	b.step()
	if b.get(m.ID).State != Failed || b.get(other.ID).State != Suppressed || len(b.register) != 1 || b.register[0].Wish != OptedOut {
		t.Errorf("%s %s %v", b.get(m.ID).State, b.get(other.ID).State, b.register)
	}
}

func TestQueueRefuses(t *testing.T) {
	b := newBench()
	ok := Message{Practice: "p", Kind: Answer, Intent: "i", To: "+447700900001", Body: "hello"}
	for name, change := range map[string]func(*Message){
		"kind":        func(m *Message) { m.Kind = "poem" },
		"intent":      func(m *Message) { m.Intent = "" },
		"number":      func(m *Message) { m.To = "" },
		"body":        func(m *Message) { m.Body = "" },
		"too long":    func(m *Message) { m.Body = strings.Repeat("a", 1601); m.LongWhy = "because" },
		"why so long": func(m *Message) { m.Body = strings.Repeat("a", 460) },
	} {
		m := ok
		change(&m)
		if _, _, err := b.desk.Queue(context.Background(), m); !problem.Is(err, problem.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	m, added, err := b.desk.Queue(context.Background(), ok)
	if err != nil || !added || m.Segments != 1 || m.State != Queued || m.Priority != Reply {
		t.Errorf("%+v %v", m, err)
	}
}

// slowNetwork answers the first call only when the second has come.
type slowNetwork struct {
	*network
	second chan struct{}
	once   sync.Once
}

func (n *slowNetwork) Send(ctx context.Context, out Outgoing) (Receipt, error) {
	waits := false
	n.once.Do(func() { waits = true })
	if waits {
		<-n.second
	} else {
		select {
		case <-n.second:
		default:
			close(n.second)
		}
	}
	return n.network.Send(ctx, out)
}

// A network takes a while for each call: with more hands the next call does not
// wait for the one before.
func TestCallsUnderWayAtOnce(t *testing.T) {
	b := newBench()
	for _, name := range []string{"a", "b"} {
		b.queue(Answer, name)
	}
	var ids atomic.Int64
	d := &Dispatcher{Store: b, Sender: &slowNetwork{network: b.net, second: make(chan struct{})}, Now: b.disp.Now, Rate: 1e6, Hands: 2,
		NewID: func() string { return fmt.Sprint("attempt-", ids.Add(1)) }}
	s, err := d.Step(context.Background())
	if err != nil || s.Accepted != 2 {
		t.Errorf("%+v %v", s, err)
	}
}

// An error of the store ends the step, and is told with what had been done.
func TestStepWithManyHandsTellsTheError(t *testing.T) {
	b := newBench()
	for i := range 20 {
		b.queue(Answer, strconv.Itoa(i))
	}
	var ids, claims atomic.Int64
	b.fail = func(method string) error {
		if method == "SaveMessage" && claims.Add(1) > 6 {
			return errors.New("the disk is full")
		}
		return nil
	}
	d := &Dispatcher{Store: b, Sender: b.net, Now: b.disp.Now, Rate: 1e6, Hands: 4, NewID: func() string { return fmt.Sprint("attempt-", ids.Add(1)) }}
	if _, err := d.Step(context.Background()); err == nil {
		t.Error("no error")
	}
	seen := map[string]bool{}
	for _, c := range b.net.carried {
		if seen[c.Body] {
			t.Errorf("twice: %q", c.Body)
		}
		seen[c.Body] = true
		row := b.where(context.Background(), func(m Message) bool { return m.Body == c.Body })[0]
		if row.State != Accepted && row.State != Sending {
			t.Errorf("%q went and is %s", c.Body, row.State)
		}
	}
}
