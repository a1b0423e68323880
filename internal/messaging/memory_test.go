package messaging

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// memory is a Store for the tests: every method is atomic, and a transaction
// holds everything else off and is undone on an error.
type memory struct {
	mu        sync.Mutex
	messages  map[string]Message
	inbounds  map[string]Inbound
	register  []Entry
	facts     func(Message) Facts
	addressee Addressee
	fail      func(method string) error // a store that fails on demand
}

func newMemory() *memory {
	return &memory{messages: map[string]Message{}, inbounds: map[string]Inbound{}, addressee: Addressee{
		Practice: "p1", PracticeName: "Frome", Nation: nhs.England, People: []Correspondent{{Patient: "pat1", Cycle: "c1", Participant: "part1"}}}}
}

type txKey struct{}

func (s *memory) lock(ctx context.Context) func() {
	if ctx.Value(txKey{}) != nil {
		return func() {}
	}
	s.mu.Lock()
	return s.mu.Unlock
}

func (s *memory) failing(method string) error {
	if s.fail == nil {
		return nil
	}
	return s.fail(method)
}

func (s *memory) InTx(ctx context.Context, f func(context.Context) error) error {
	if ctx.Value(txKey{}) != nil {
		return f(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	messages, inbounds, register := clone(s.messages), clone(s.inbounds), slices.Clone(s.register)
	err := f(context.WithValue(ctx, txKey{}, true))
	if err == nil {
		err = s.failing("commit")
	}
	if err != nil {
		s.messages, s.inbounds, s.register = messages, inbounds, register
	}
	return err
}

func clone[V any](m map[string]V) map[string]V {
	out := make(map[string]V, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

func (s *memory) AddMessage(ctx context.Context, m Message) (bool, error) {
	defer s.lock(ctx)()
	for _, o := range s.messages {
		if o.Practice == m.Practice && o.Intent == m.Intent {
			return false, nil
		}
	}
	s.messages[m.ID] = m
	return true, nil
}

func (s *memory) Message(ctx context.Context, id string) (Message, error) {
	defer s.lock(ctx)()
	m, ok := s.messages[id]
	if !ok {
		return m, problem.Missing("That text")
	}
	return m, s.failing("Message")
}

func (s *memory) where(ctx context.Context, ok func(Message) bool) []Message {
	defer s.lock(ctx)()
	var out []Message
	for _, m := range s.messages {
		if ok(m) {
			out = append(out, m)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

func (s *memory) one(ctx context.Context, ok func(Message) bool) (Message, error) {
	if found := s.where(ctx, ok); len(found) > 0 {
		return found[0], nil
	}
	return Message{}, problem.Missing("That text")
}

func (s *memory) MessageByAttempt(ctx context.Context, a string) (Message, error) {
	return s.one(ctx, func(m Message) bool { return m.Attempt == a && a != "" })
}

func (s *memory) MessageByProviderID(ctx context.Context, id string) (Message, error) {
	return s.one(ctx, func(m Message) bool { return m.ProviderID == id && id != "" })
}

func (s *memory) SaveMessage(ctx context.Context, m Message, was State) (bool, error) {
	defer s.lock(ctx)()
	if err := s.failing("SaveMessage"); err != nil {
		return false, err
	}
	old := s.messages[m.ID]
	if old.State != was || old.Version != m.Version {
		return false, nil
	}
	m.Version++
	s.messages[m.ID] = m
	return true, nil
}

func (s *memory) DueMessages(ctx context.Context, now time.Time, limit int) ([]Message, error) {
	due := s.where(ctx, func(m Message) bool { return m.State == Queued && !m.Due.After(now) })
	sort.SliceStable(due, func(i, j int) bool {
		if due[i].Priority != due[j].Priority {
			return due[i].Priority > due[j].Priority
		}
		return due[i].Due.Before(due[j].Due)
	})
	return due[:min(limit, len(due))], s.failing("DueMessages")
}

func (s *memory) MessagesIn(ctx context.Context, states []State, since, before time.Time, limit int) ([]Message, error) {
	rows := s.where(ctx, func(m Message) bool {
		return slices.Contains(states, m.State) && !m.Changed.Before(since) && !m.Changed.After(before)
	})
	return rows[:min(limit, len(rows))], nil
}

func (s *memory) Unsent(ctx context.Context, f Filter) ([]Message, error) {
	return s.where(ctx, func(m Message) bool {
		return m.State.Unsent() && (f.Practice == "" || m.Practice == f.Practice) && (f.Patient == "" || m.Patient == f.Patient) &&
			(f.To == "" || m.To == f.To) && (f.Batch == "" || m.Batch == f.Batch)
	}), nil
}

func (s *memory) Facts(ctx context.Context, m Message) (Facts, error) {
	defer s.lock(ctx)()
	f := Facts{Number: m.To, BirthDate: "1960-01-01", Nation: nhs.England}
	if s.facts != nil {
		f = s.facts(m)
	}
	for _, e := range s.register {
		if e.Number == m.To {
			f.Wish, f.WishSince = e.Wish, e.At
		}
	}
	return f, nil
}

func (s *memory) Addressee(context.Context, string, nhs.Mobile) (Addressee, error) {
	return s.addressee, s.failing("Addressee")
}

func (s *memory) AddInbound(ctx context.Context, in Inbound) (bool, error) {
	defer s.lock(ctx)()
	for _, o := range s.inbounds {
		if o.ProviderID == in.ProviderID {
			return false, nil
		}
	}
	s.inbounds[in.ID] = in
	return true, nil
}

func (s *memory) Inbound(ctx context.Context, id string) (Inbound, error) {
	defer s.lock(ctx)()
	in, ok := s.inbounds[id]
	if !ok {
		return in, problem.Missing("That reply")
	}
	return in, nil
}

func (s *memory) SaveInbound(ctx context.Context, in Inbound) (bool, error) {
	defer s.lock(ctx)()
	if s.inbounds[in.ID].Version != in.Version {
		return false, nil
	}
	in.Version++
	s.inbounds[in.ID] = in
	return true, nil
}

func (s *memory) Register(ctx context.Context, e Entry) error {
	defer s.lock(ctx)()
	s.register = append(s.register, e)
	return s.failing("Register")
}

// network is a telephone network that keeps its own record of what it carried.
type network struct {
	mu      sync.Mutex
	carried []Outgoing
	answer  func(Outgoing, int) (Receipt, error) // nil: accepted
}

func (n *network) Send(_ context.Context, out Outgoing) (Receipt, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	id := len(n.carried)
	if n.answer != nil {
		r, err := n.answer(out, id)
		if se, ok := err.(*SendError); !ok || se.Outcome == Unclear {
			n.carried = append(n.carried, out)
		}
		return r, err
	}
	n.carried = append(n.carried, out)
	return Receipt{ProviderID: fmt.Sprintf("SM%d", id), Status: "queued"}, nil
}

type bench struct {
	*memory
	net  *network
	now  time.Time
	ids  int
	desk *Desk
	disp *Dispatcher
}

// newBench stands on Monday 23 November 2026 at 10:00, in the send window.
func newBench() *bench {
	b := &bench{memory: newMemory(), net: &network{}, now: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return b.now }
	id := func() string { b.ids++; return fmt.Sprintf("id%06d", b.ids) }
	b.desk = &Desk{Store: b, Now: clock, NewID: id}
	b.disp = &Dispatcher{Store: b, Sender: b.net, Now: clock, NewID: id, Rate: 1e6, Jitter: func() float64 { return 0 }}
	return b
}

func (b *bench) queue(k Kind, about string) Message {
	body := "Frome: hello " + about
	m, added, err := b.desk.Queue(context.Background(), Message{Practice: "p1", Patient: "pat-" + about, Kind: k, Intent: IntentOf(k, about),
		To: nhs.Mobile(fmt.Sprintf("+4477009%05d", len(b.messages))), Body: body})
	if err != nil || !added {
		panic(fmt.Sprint(added, err))
	}
	return m
}

func (b *bench) get(id string) Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.messages[id]
}

func (b *bench) step() Step {
	s, err := b.disp.Step(context.Background())
	if err != nil {
		panic(err)
	}
	return s
}

func contains(list []string, part string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.Contains(s, part) })
}
