package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"stepdown/internal/messaging"
	"stepdown/internal/store"
	"stepdown/internal/store/storetest"
)

func TestTurnsOfALineAreShared(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		take := func(line string, segments int, at time.Time) (wait time.Duration) {
			t.Helper()
			err := s.InTx(ctx, func(ctx context.Context) (err error) {
				wait, err = s.TakeTurn(ctx, line, segments, 2, at)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return wait
		}
		now := storetest.Now
		for i, c := range []struct {
			segments int
			free     bool
		}{{1, true}, {1, true}, {1, false}} { // a second's worth at two a second
			if wait := take("", c.segments, now); (wait == 0) != c.free {
				t.Errorf("turn %d: wait %s", i, wait)
			}
		}
		if wait := take("another line", 1, now); wait != 0 {
			t.Errorf("another line waits %s", wait)
		}
		now = now.Add(600 * time.Millisecond)
		if wait := take("", 8, now); wait != 0 { // into debt by one text
			t.Errorf("a long text waits %s", wait)
		}
		if wait := take("", 1, now); wait < 3*time.Second || wait > 4*time.Second {
			t.Errorf("after a long text the next waits %s", wait)
		}
		// A clock that was a year ahead stops nothing.
		take("", 1, now.AddDate(1, 0, 0))
		if wait := take("", 1, now); wait != 0 {
			t.Errorf("after a wrong clock the next waits %s", wait)
		}
	})
}

// common is a ledger without a mark.
type common struct {
	*store.Store
	kept *[]int64
}

func (c common) Turn(ctx context.Context, line string, segments int, rate float64, now time.Time) (time.Duration, error) {
	return c.TakeTurn(ctx, line, segments, rate, now)
}
func (c common) Count(ctx context.Context) (int64, error) { return c.CountSend(ctx) }
func (c common) Keep(total int64) error                   { *c.kept = append(*c.kept, total); return nil }

// However many processes send, the network gets no more than its rate, and one
// alone is no slower for sharing.
func TestProcessesShareOneRate(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClinic(t, s)
		const rate, seconds = 5, 10
		queued, line := 0, ""
		for name, processes := range map[string]int{"one": 1, "three": 3} {
			for range rate * (seconds + 3) {
				m := c.text(fmt.Sprint(name, queued))
				m.Kind, m.Participant, m.Line = messaging.Answer, "", name
				c.add(m)
				queued++
			}
			line = name
			network, now := &counting{calls: map[string]int{}}, storetest.Now
			kept, ids := []int64{}, 0
			var all []*messaging.Dispatcher
			for range processes {
				all = append(all, &messaging.Dispatcher{Store: onLine{s, line}, Sender: network, Now: func() time.Time { return now }, Rate: rate,
					NewID: func() string { ids++; return fmt.Sprint(name, ids) }, Ledger: common{s, &kept}})
			}
			for now.Sub(storetest.Now) < seconds*time.Second {
				for _, d := range all {
					if _, err := d.Step(ctx); err != nil {
						t.Fatal(err)
					}
				}
				now = now.Add(50 * time.Millisecond)
			}
			if n := len(network.all()); n < rate*seconds-1 || n > rate*(seconds+1)+1 {
				t.Errorf("%s: %d texts of one segment in %d seconds at %d a second", name, n, seconds, rate)
			}
			if !slices.IsSorted(kept) || len(kept) != len(network.all()) {
				t.Errorf("%s: %d calls, counted %v", name, len(network.all()), kept)
			}
		}
	})
}

// onLine shows a dispatcher the texts of one line alone.
type onLine struct {
	*store.Store
	line string
}

func (o onLine) DueMessages(ctx context.Context, now time.Time, limit int) ([]messaging.Message, error) {
	ms, err := o.Store.DueMessages(ctx, now, 1000)
	return slices.DeleteFunc(ms, func(m messaging.Message) bool { return m.Line != o.line }), err
}

func TestMarkOfWhatWasSent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		name, sent, err := s.SendMark(ctx)
		if err != nil || len(name) != 32 || sent != 0 {
			t.Fatal(name, sent, err)
		}
		for want := range int64(3) {
			var n int64
			if err := s.InTx(ctx, func(ctx context.Context) (err error) { n, err = s.CountSend(ctx); return err }); err != nil || n != want+1 {
				t.Fatal(n, err)
			}
		}
		for _, to := range []int64{2, 9} {
			if err := s.InTx(ctx, func(ctx context.Context) error { return s.RaiseSendMark(ctx, to) }); err != nil {
				t.Fatal(err)
			}
		}
		if again, sent, err := s.SendMark(ctx); again != name || sent != 9 || err != nil {
			t.Error(again, sent, err)
		}
		if err := s.BeatWorker(ctx, "a"); err != nil {
			t.Fatal(err)
		}
		for id, want := range map[string]int{"a": 0, "b": 1} {
			if n, err := s.OtherWorkers(ctx, id, storetest.Now); n != want || err != nil {
				t.Errorf("beside %s: %d %v", id, n, err)
			}
		}
	})
}

// Texts go by the line that the practice has now, no faster than that line
// takes, and what arrives at its number is the practice's.
func TestTextsGoByThePracticesLine(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClinic(t, s)
		set := c.practice.Settings
		set.Line, set.Number, set.LineRate = "+447700900555", "+447700900555", 1
		c.tx(func(ctx context.Context) error { return s.SaveSettings(ctx, c.practice.ID, set) })
		for i := range 5 {
			m := c.text(fmt.Sprint("own", i))
			m.Kind, m.Participant, m.Line = messaging.Answer, "", ""
			c.add(m)
		}
		network, now, ids, kept := &lineKeeping{}, storetest.Now, 0, []int64{}
		d := &messaging.Dispatcher{Store: s, Sender: network, Now: func() time.Time { return now }, Rate: 100, NewID: func() string { ids++; return fmt.Sprint(ids) }, Ledger: common{s, &kept}}
		if _, err := d.Step(ctx); err != nil {
			t.Fatal(err)
		}
		if len(network.lines) != 1 || network.lines[0] != "+447700900555" {
			t.Errorf("in the first instant went by %v", network.lines)
		}
		set.Line, set.Number, set.LineRate = "", "", 0
		c.tx(func(ctx context.Context) error { return s.SaveSettings(ctx, c.practice.ID, set) })
		now = now.Add(time.Minute)
		if _, err := d.Step(ctx); err != nil {
			t.Fatal(err)
		}
		if len(network.lines) != 5 || network.lines[4] != "" {
			t.Errorf("without a line of its own went by %v", network.lines)
		}
	})
}

type lineKeeping struct{ lines []string }

func (n *lineKeeping) Send(_ context.Context, out messaging.Outgoing) (messaging.Receipt, error) {
	n.lines = append(n.lines, out.Line)
	return messaging.Receipt{ProviderID: "SM" + out.Attempt, Status: "queued"}, nil
}
