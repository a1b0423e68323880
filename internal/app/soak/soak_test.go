package soak

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/store/storetest"
)

// size of a soak.
type size struct{ texts, kills int }

func (s size) long(long size) size {
	if os.Getenv("STEPDOWN_SOAK") == "long" {
		return long
	}
	return s
}

// seed of the faults and of the places where the program is killed. The report
// of a test that does not pass names it.
const seed = 20261110

func TestSoakOneProcess(t *testing.T) {
	t.Parallel()
	soak(t, "", 1, size{300, 5}.long(size{2000, 30}), calm)
}

func TestSoakFaultyNetwork(t *testing.T) {
	t.Parallel()
	soak(t, "", 1, size{300, 4}.long(size{2000, 30}), rough)
}

func TestSoakTwoReplicasOnPostgres(t *testing.T) {
	t.Parallel()
	soak(t, storetest.PostgresAddress(t), 2, size{300, 4}.long(size{2000, 30}), rough)
}

// soak drains a queue through children that are killed, and compares what they
// leave with the network's own record.
func soak(t *testing.T, database string, replicas int, s size, m mix) {
	if testing.Short() {
		t.Skip("skipped: -short, and this test starts and kills processes")
	}
	morning := time.Date(2026, 11, 10, 9, 30, 0, 0, nhs.London)
	o := order{Data: t.TempDir(), Database: database, Assets: assets(t), Rate: 1e6, Timeout: 700 * time.Millisecond,
		Clock: clock{Real: time.Now(), Made: morning, Speed: 10}}
	r := &run{t: t, order: o, dice: rand.New(rand.NewPCG(seed, 7)), replicas: replicas, size: s}
	r.net = newNetwork(t, seed, m, func() time.Time { return r.order.Clock.now() })
	r.order.Counterpart = r.net.URL
	queued := fill(t, r.order, s.texts)
	t.Cleanup(r.killAll)

	began := time.Now()
	for r.killed < s.kills && r.strikeOnce() {
	}
	if r.killed < s.kills {
		t.Errorf("the queue was drained after %d kills, want %d: the test is too easy", r.killed, s.kills)
	}
	r.drain()
	r.settle()
	t.Logf("seed %d: %d texts, %d kills, %d calls, %d taken on, %d callbacks lost, %.0f s", seed, s.texts, r.killed, len(r.net.calls), len(r.net.taken), r.net.lost, time.Since(began).Seconds())
	r.compare(queued)
}

// run is one soak under way.
type run struct {
	t        *testing.T
	order    order
	net      *network
	dice     *rand.Rand
	replicas int
	size     size
	children []*child
	killed   int
}

// start brings the children to their number, and waits until all serve or one
// has died.
func (r *run) start() {
	for len(r.children) < r.replicas {
		r.children = append(r.children, launch(r.t, r.order))
	}
	for _, c := range r.children {
		r.await(c)
	}
}

func (r *run) await(c *child) {
	r.net.mu.Lock()
	_, known := r.net.children[c]
	r.net.mu.Unlock()
	if known {
		return
	}
	select {
	case address := <-c.address:
		r.net.mu.Lock()
		r.net.children[c] = address
		r.net.mu.Unlock()
	case <-c.ended:
		r.bury(c)
	}
}

// bury forgets a child that ended. When none is left the next starts some
// minutes later, so that it explains what the dead one left half-way.
func (r *run) bury(dead *child) {
	<-dead.ended
	r.net.mu.Lock()
	delete(r.net.children, dead)
	r.net.mu.Unlock()
	for i, c := range r.children {
		if c == dead {
			r.children = append(r.children[:i:i], r.children[i+1:]...)
		}
	}
	if len(r.children) == 0 {
		r.putForward(3 * time.Minute)
	}
}

func (r *run) putForward(d time.Duration) {
	r.net.mu.Lock()
	defer r.net.mu.Unlock()
	r.order.Clock = r.order.Clock.later(d)
}

// strikeOnce lets texts go until the next kill. It reports false when the queue
// was drained before.
func (r *run) strikeOnce() bool {
	when := phase(r.dice.IntN(int(phases)))
	spin := time.Duration(r.dice.IntN(4000)) * time.Microsecond
	if when == starting {
		young := launch(r.t, r.order)
		r.children = append(r.children, young)
		time.Sleep(spin * 100) // anywhere in its start
		young.kill()
		r.killed++
		r.bury(young)
		return true
	}
	r.start()
	if len(r.children) == 0 {
		r.t.Fatal("no child starts")
	}
	victim := r.children[r.dice.IntN(len(r.children))]
	s := &strike{when: when, spin: spin, victim: victim, struck: make(chan struct{})}
	gap := 1 + r.dice.IntN(max(1, r.size.texts*3/2/r.size.kills))
	r.net.mu.Lock()
	s.at = r.net.posts + gap
	r.net.strike = s
	r.net.mu.Unlock()
	select {
	case <-s.struck:
	case <-victim.ended:
		if !s.hasFallen() {
			r.t.Fatal("a child ended by itself")
		}
	case <-victim.drained:
		if r.disarm(s) {
			return false
		}
		<-s.struck
	}
	r.killed++
	r.bury(victim)
	return true
}

// disarm takes the strike back, unless it is falling already.
func (r *run) disarm(s *strike) bool {
	r.net.mu.Lock()
	defer r.net.mu.Unlock()
	armed := r.net.strike == s
	r.net.strike = nil
	return armed
}

// drain lets the rest go in peace, then has every callback delivered.
func (r *run) drain() {
	r.start()
	<-r.children[0].drained
	r.net.flush()
	for len(r.children) > 0 {
		r.children[0].stop(r.t)
		r.bury(r.children[0])
	}
}

// settle starts the program once more, some time later, and again while what
// it asks the network settles more.
func (r *run) settle() {
	r.replicas = 1 // of two, either may be the one that asks
	before := -1
	for left := r.unclear(); left != before; left = r.unclear() {
		before = left
		r.putForward(6 * time.Minute)
		r.start()
		<-r.children[0].explained
		<-r.children[0].asked
		for len(r.children) > 0 {
			r.children[0].stop(r.t)
			r.bury(r.children[0])
		}
	}
}

// unclear counts what is not settled.
func (r *run) unclear() int {
	return len(r.rows(messaging.Sending, messaging.Unknown))
}

func (r *run) rows(states ...messaging.State) []messaging.Message {
	r.t.Helper()
	a, err := r.order.open(r.t.Context(), os.Stderr)
	if err != nil {
		r.t.Fatal(err)
	}
	defer a.Close()
	rows, err := a.Store.MessagesIn(r.t.Context(), states, time.Time{}, a.Now().AddDate(1, 0, 0), 1<<30)
	if err != nil {
		r.t.Fatal(err)
	}
	return rows
}

func (r *run) killAll() {
	for _, c := range r.children {
		c.kill()
		<-c.ended
	}
}
