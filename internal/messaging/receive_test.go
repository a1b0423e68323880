package messaging

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

var ctx = context.Background()

func (b *bench) receive(t *testing.T, id, body string) Received {
	t.Helper()
	got, err := b.desk.Receive(ctx, Arrival{ProviderID: id, From: "+447700900123", To: "+447700900999", Body: body})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func (b *bench) waiting(t *testing.T, k Kind, intent string) Message {
	t.Helper()
	m, added, err := b.desk.Queue(ctx, Message{Practice: "p1", Patient: "pat1", Kind: k, Intent: intent, To: "+447700900123", Body: "Frome: hello", Due: b.now.Add(time.Hour)})
	if err != nil || !added {
		t.Fatal(err)
	}
	return m
}

func TestStopIsHonouredAtOnce(t *testing.T) {
	b := newBench()
	b.addressee.Live = true
	m := b.waiting(t, FollowUp, "f")
	got := b.receive(t, "SM1", "Stop")
	if got.Suppressed != 1 || b.get(m.ID).State != Suppressed || b.register[0].Wish != OptedOut || b.register[0].Patient != "pat1" {
		t.Fatalf("%+v %+v", got, b.register)
	}
	if got.Inbound.State != Open || !strings.Contains(got.Inbound.Ask, "or the medicine") || !got.Inbound.DueBy.Equal(at("2026-11-23 18:00")) {
		t.Errorf("no same-day task: %+v", got.Inbound)
	}
	again := b.receive(t, "SM1", "Stop")
	if !again.Duplicate || len(b.register) != 1 || len(b.inbounds) != 1 {
		t.Error("the same text twice did something twice")
	}
	late := b.queue(Reminder, "x")
	late.To = "+447700900123"
	b.messages[late.ID] = late
	if b.step(); b.get(late.ID).State != Suppressed {
		t.Error("a text was sent after STOP")
	}
	b.receive(t, "SM2", "START")
	f, _ := b.Facts(ctx, late)
	if f.Wish != OptedIn {
		t.Error("START does not re-open")
	}
}

// The safety answer goes in the person's approved words; whatever is wrong with
// those, or when nobody can tell who wrote, in English, and always at once.
func TestSafetyAnswerFallsBackToEnglish(t *testing.T) {
	welsh := Shipped(SafetyAnswer, Discreet, Welsh)
	for name, c := range map[string]struct {
		words  func(context.Context, string, string) (Wording, error)
		people int
		want   string
	}{
		"approved":      {func(context.Context, string, string) (Wording, error) { return welsh, nil }, 1, "cy"},
		"not to be had": {func(context.Context, string, string) (Wording, error) { return welsh, errors.New("no") }, 1, "en"},
		"shared number": {func(context.Context, string, string) (Wording, error) { return welsh, nil }, 2, "en"},
		"nobody's":      {func(context.Context, string, string) (Wording, error) { return welsh, nil }, 0, "en"},
		"not wired":     {nil, 1, "en"},
	} {
		b := newBench()
		b.desk.SafetyWords = c.words
		b.addressee.Nation, b.addressee.People = nhs.Wales, nil
		for i := range c.people {
			b.addressee.People = append(b.addressee.People, Correspondent{Patient: string(rune('a' + i))})
		}
		if got := b.receive(t, "SM1", "I can't cope, want to end it all"); !got.Safety {
			t.Fatalf("%s: %+v", name, got)
		}
		b.step()
		if len(b.net.carried) != 1 || strings.Contains(b.net.carried[0].Body, "Nid ydym wedi darllen") != (c.want == "cy") || !strings.Contains(b.net.carried[0].Body, "999") {
			t.Errorf("%s: %+v", name, b.net.carried)
		}
		for _, m := range b.messages {
			if m.Kind == SafetyAnswer && (m.Language != c.want || strings.Contains(m.Template, "-cy") != (c.want == "cy")) {
				t.Errorf("%s: %s, %s", name, m.Language, m.Template)
			}
		}
	}
}

func TestUrgentGetsOneSafetyAnswerAtAnyHour(t *testing.T) {
	for _, n := range append(nhs.Nations, "") {
		b := newBench()
		b.now = at("2026-12-25 03:00")
		b.addressee.Nation, b.addressee.Telephone = n, "01632 960123"
		got := b.receive(t, "SM1", "I can't cope, want to end it all")
		if !got.Safety || !got.Inbound.Urgent || got.Inbound.State != Open {
			t.Fatalf("%s: %+v", n, got)
		}
		if s := b.step(); s.Accepted != 1 {
			t.Fatalf("%s: %+v", n, s)
		}
		body := b.net.carried[0].Body
		for _, part := range []string{"999", "116 123", "have not read", "Frome", "01632 960123"} {
			if !strings.Contains(body, part) {
				t.Errorf("%s: %q is not in the safety answer", n, part)
			}
		}
		if n == nhs.NorthernIreland && (strings.Contains(body, "111") || !strings.Contains(body, "Lifeline")) || n == nhs.England && !strings.Contains(body, "option 2") {
			t.Errorf("%s: %s", n, body)
		}
		if Count(body).Encoding != GSM7 || len(lintBody(body)) > 0 {
			t.Errorf("%s: %v %v", n, Count(body), lintBody(body))
		}
		if again := b.receive(t, "SM1", "I can't cope, want to end it all"); again.Safety {
			t.Error("a second answer to the same text")
		}
		b.addressee.LastSafety = b.now
		if burst := b.receive(t, "SM2", "I can't cope"); burst.Safety || !burst.Inbound.Urgent {
			t.Error("a burst got an answer each")
		}
	}
}

func TestAskedToStopInTheirOwnWords(t *testing.T) {
	b := newBench()
	m := b.waiting(t, FollowUp, "f")
	got := b.receive(t, "SM1", "please stop texting me I can't cope")
	if b.get(m.ID).State != Held || b.register[0].Wish != AskedToStop || !got.Safety {
		t.Fatalf("%s %+v", b.get(m.ID).State, got)
	}
	b.step()
	if len(b.net.carried) != 1 || !strings.Contains(b.net.carried[0].Body, "116 123") {
		t.Error("the safety answer did not go, or something else did")
	}
}

func TestStopSilencesEvenTheSafetyAnswer(t *testing.T) {
	b := newBench()
	b.register = []Entry{{Number: "+447700900123", Wish: OptedOut}}
	got := b.receive(t, "SM1", "suicidal")
	b.step()
	if !got.Inbound.Urgent || len(b.net.carried) != 0 {
		t.Error("a text went to somebody who opted out")
	}
}

// Where no safety answer can go, a person is told so, with the reason; where one
// goes, nobody is troubled with that.
func TestAPersonIsToldWhenNoSafetyAnswerCanGo(t *testing.T) {
	for _, c := range []struct {
		name, from string
		before     func(*bench)
		ask        string
	}{
		{"goes", "+447700900123", func(*bench) {}, ""},
		{"opted out", "+447700900123", func(b *bench) { b.register = []Entry{{Number: "+447700900123", Wish: OptedOut, At: b.now}} }, "They asked for no texts on 23 Nov"},
		{"from abroad", "+33612345678", func(*bench) {}, "not a UK mobile"},
		{"all texts stopped", "+447700900123", func(b *bench) { b.facts = func(Message) Facts { return Facts{Paused: true} } }, "All texts are stopped"},
		{"somebody else has it too", "+447700900123", func(b *bench) { b.addressee.People = nil; b.facts = func(Message) Facts { return Facts{Paused: true} } }, "Find out who wrote"},
		{"asked to stop in their own words", "+447700900123", func(b *bench) { b.register = []Entry{{Number: "+447700900123", Wish: AskedToStop}} }, ""},
	} {
		b := newBench()
		c.before(b)
		got, err := b.desk.Receive(ctx, Arrival{ProviderID: "SM1", From: c.from, To: "+447700900999", Body: "I can't cope"})
		if err != nil || !got.Inbound.Urgent || (got.Inbound.Ask == "") != (c.ask == "") || !strings.Contains(got.Inbound.Ask, c.ask) {
			t.Errorf("%s: %q %v", c.name, got.Inbound.Ask, err)
		}
		if c.ask != "" && !strings.Contains(got.Inbound.Ask, "No automatic safety answer goes to them") {
			t.Errorf("%s: %q", c.name, got.Inbound.Ask)
		}
	}
}

// With its Advanced Opt-Out the network says itself what it took a text for, in
// languages that our rules do not know. It acts on that, so we must too.
func TestWhatTheNetworkReadHolds(t *testing.T) {
	b := newBench()
	m := b.waiting(t, FollowUp, "f")
	hear := func(id, body, kind string) Inbound {
		got, err := b.desk.Receive(ctx, Arrival{ProviderID: id, From: "+447700900123", To: "+447700900999", Body: body, OptOutType: kind})
		if err != nil {
			t.Fatal(err)
		}
		return got.Inbound
	}
	if in := hear("SM1", "ARRÊT", "STOP"); in.Class != ClassOptOut || b.get(m.ID).State != Suppressed || b.register[0].Wish != OptedOut || b.register[0].Source != "reply STOP, read by the network" {
		t.Errorf("%s %s %+v", in.Class, b.get(m.ID).State, b.register)
	}
	if in := hear("SM2", "COMMENCER", "START"); in.Class != ClassOptIn || len(b.register) != 2 || b.register[1].Wish != OptedIn {
		t.Errorf("%s %+v", in.Class, b.register)
	}
	if hear("SM3", "help", "HELP"); len(b.register) != 2 {
		t.Errorf("%+v", b.register)
	}
}

func TestWrongPersonHoldsTheNumber(t *testing.T) {
	b := newBench()
	m := b.waiting(t, Reminder, "r")
	b.receive(t, "SM1", "wrong number")
	if b.get(m.ID).State != Held || b.register[0].Wish != WrongPerson {
		t.Error(b.get(m.ID).State)
	}
}

func TestNobodyIsGuessedForASharedOrUnknownNumber(t *testing.T) {
	b := newBench()
	b.addressee.People = append(b.addressee.People, Correspondent{Patient: "pat2"})
	if got := b.receive(t, "SM1", "yes"); got.Inbound.Patient != "" || got.Inbound.Ask == "" {
		t.Errorf("%+v", got.Inbound)
	}
	b.addressee.People = nil
	if got := b.receive(t, "SM2", "yes"); got.Inbound.Patient != "" || got.Inbound.Ask == "" || got.Inbound.Practice != "p1" {
		t.Errorf("%+v", got.Inbound)
	}
	got, err := b.desk.Receive(ctx, Arrival{ProviderID: "SM3", From: "60006", To: "+447700900999", Body: "I can't cope"})
	if err != nil || got.Safety || !got.Inbound.Urgent {
		t.Error("a text from a number that we do not text is kept and answered by nobody", err)
	}
}

// Whatever is written, the reply is kept in its words and stays open.
func TestNoReplyIsEverHiddenOrClosed(t *testing.T) {
	var examples []string
	for _, rule := range EmbeddedRules().Lines {
		examples = append(examples, rule.Example)
	}
	rapid.Check(t, func(t *rapid.T) {
		b := newBench()
		body := rapid.OneOf(rapid.String(), rapid.SampledFrom(examples), rapid.SampledFrom([]string{"STOP", "START", "CANCEL", "wrong number", "fine thanks", "👍", "", "I can't cope", "YES"})).Draw(t, "reply")
		got, err := b.desk.Receive(ctx, Arrival{ProviderID: "SM1", From: "+447700900123", To: "+447700900999", Body: body, OptOutType: rapid.SampledFrom([]string{"", "STOP", "START", "HELP"}).Draw(t, "type")})
		if err != nil {
			t.Fatal(err)
		}
		kept := b.inbounds[got.Inbound.ID]
		if kept.Body != body || kept.State != Open || !kept.Ended.IsZero() || !kept.DueBy.After(kept.Received) {
			t.Fatalf("%+v", kept)
		}
	})
}

func TestReceiveIsAllOrNothing(t *testing.T) {
	b := newBench()
	b.fail = func(method string) error {
		if method == "Register" {
			return errors.New("disk full")
		}
		return nil
	}
	a := Arrival{ProviderID: "SM1", From: "+447700900123", To: "+447700900999", Body: "STOP"}
	if _, err := b.desk.Receive(ctx, a); err == nil {
		t.Fatal("no error")
	}
	if len(b.inbounds) != 0 {
		t.Fatal("half of it was kept: Twilio's next try would be a duplicate")
	}
	b.fail = nil
	for i, again := range []bool{false, true} {
		if got, err := b.desk.Receive(ctx, a); err != nil || got.Duplicate != again || len(b.register) != 1 {
			t.Errorf("try %d: %+v, %d entries, %v", i, got, len(b.register), err)
		}
	}
}

func TestTwoColleaguesAnswerOneText(t *testing.T) {
	b := newBench()
	in := b.receive(t, "SM1", "how do I cut it in half?").Inbound
	answer := AnswerText{Practice: "Frome", Body: "Ask the pharmacist for a tablet cutter. Dr Patel"}
	m, err := b.desk.Reply(ctx, in.ID, in.Version, answer, "anna")
	if err != nil || m.Body != "Frome: Ask the pharmacist for a tablet cutter. Dr Patel" || m.To != "+447700900123" {
		t.Fatal(m, err)
	}
	if _, err := b.desk.Reply(ctx, in.ID, in.Version, answer, "ben"); !problem.Is(err, problem.Conflict) {
		t.Errorf("the second was not told: %v", err)
	}
	if len(b.messages) != 1 {
		t.Error("two answers")
	}
	now, _ := b.Inbound(ctx, in.ID)
	if now.State != Answered || now.EndedBy != "anna" {
		t.Errorf("%+v", now)
	}
	if err := b.desk.Close(ctx, in.ID, now.Version, "ben", "rang them"); !problem.Is(err, problem.Conflict) {
		t.Error(err)
	}
	if err := b.desk.Reopen(ctx, in.ID, now.Version); err != nil {
		t.Fatal(err)
	}
	now, _ = b.Inbound(ctx, in.ID)
	if err := b.desk.Take(ctx, in.ID, now.Version, "ben"); err != nil {
		t.Fatal(err)
	}
	now, _ = b.Inbound(ctx, in.ID)
	if _, err := b.desk.Reply(ctx, in.ID, now.Version, AnswerText{Practice: "Frome", Body: "And one more thing."}, "ben"); err != nil {
		t.Errorf("a second answer after reopening: %v", err)
	}
	if err := b.desk.Close(ctx, in.ID, 99, "x", ""); !problem.Is(err, problem.Invalid) {
		t.Error("closed without an outcome")
	}
}

func TestHoldAndCancel(t *testing.T) {
	b := newBench()
	one, two := b.waiting(t, Invitation, "1"), b.waiting(t, Invitation, "2")
	two.Batch = "wave1"
	b.messages[two.ID] = two
	if n, err := b.desk.Cancel(ctx, Filter{Batch: "wave1"}, "wrong list"); n != 1 || err != nil || b.get(two.ID).State != Cancelled {
		t.Error(n, err)
	}
	if n, err := b.desk.Hold(ctx, Filter{}, "restored from a backup"); n != 1 || err != nil || b.get(one.ID).State != Held {
		t.Error(n, err)
	}
}
