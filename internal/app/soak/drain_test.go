package soak

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"slices"
	"testing"
	"time"

	"stepdown/internal/app/demo"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
)

// BenchmarkDrain measures a queue that goes out at the rate that the network
// takes, in segments a second, while somebody looks at pages: how fast texts
// went, how much of one core the program took, and how long pages took. Other
// sizes are asked for by STEPDOWN_DRAIN=texts@rate.
func BenchmarkDrain(b *testing.B) {
	type queue struct {
		texts int
		rate  float64
	}
	queues := []queue{{600, messaging.UsualRate}, {10000, 100}, {10000, 1e6}}
	if own := os.Getenv("STEPDOWN_DRAIN"); own != "" {
		queues = make([]queue, 1)
		if _, err := fmt.Sscanf(own, "%d@%g", &queues[0].texts, &queues[0].rate); err != nil {
			b.Fatalf("STEPDOWN_DRAIN=%s is not texts@rate: %v", own, err)
		}
	}
	for _, q := range queues {
		b.Run(fmt.Sprintf("texts=%d/rate=%g", q.texts, q.rate), func(b *testing.B) {
			for range b.N {
				drainOnce(b, q.texts, q.rate)
			}
		})
	}
}

// farAway is about what a call to Twilio takes from Britain.
const farAway = 200 * time.Millisecond

func drainOnce(b *testing.B, texts int, rate float64) {
	o := order{Data: b.TempDir(), Assets: assets(b), Rate: rate, Timeout: 20 * time.Second,
		Clock: clock{Real: time.Now(), Made: time.Date(2026, 11, 10, 9, 30, 0, 0, nhs.London), Speed: 1}}
	n := newNetwork(b, seed, calm, o.Clock.now)
	n.slow = farAway
	o.Counterpart = n.URL
	fill(b, o, texts)
	began := time.Now()
	c := launch(b, o)
	address := <-c.address
	n.mu.Lock()
	n.children[c] = address
	n.mu.Unlock()

	ctx, stop := context.WithCancel(context.Background())
	waits := make(chan []time.Duration, 1)
	go func() { waits <- look(ctx, b, address) }()
	<-c.drained
	took := time.Since(began)
	stop()
	pages := <-waits
	n.flush()
	c.stop(b)

	used := c.cmd.ProcessState.UserTime() + c.cmd.ProcessState.SystemTime()
	slices.Sort(pages)
	b.ReportMetric(float64(len(n.taken))/took.Seconds(), "texts/s")
	b.ReportMetric(100*used.Seconds()/took.Seconds(), "%core")
	b.ReportMetric(float64(len(pages)), "pages")
	b.ReportMetric(float64(pages[len(pages)/2].Milliseconds()), "ms/page-median")
	b.ReportMetric(float64(pages[len(pages)*95/100].Milliseconds()), "ms/page-95%")
	b.ReportMetric(float64(pages[len(pages)-1].Milliseconds()), "ms/page-slowest")
	b.ReportMetric(0, "ns/op") // one drain is one operation: its length says nothing
}

// look goes round the pages of somebody at work, two a second, and gives how
// long each took.
func look(ctx context.Context, b *testing.B, address string) (waits []time.Duration) {
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	in, err := client.PostForm(address+"/sign-in", url.Values{"email": {demo.Accounts[1].Email}, "password": {demo.Accounts[1].Password}})
	if err != nil {
		b.Error(err)
		return nil
	}
	in.Body.Close()
	for {
		for _, path := range []string{"/home", "/replies", "/texts", "/cycles"} {
			began := time.Now()
			r, err := client.Get(address + path)
			if err != nil {
				b.Error(err)
				return waits
			}
			_, _ = io.Copy(io.Discard, r.Body)
			r.Body.Close()
			if r.StatusCode != http.StatusOK {
				b.Errorf("%s answers %d", path, r.StatusCode)
			}
			waits = append(waits, time.Since(began))
			select {
			case <-ctx.Done():
				return waits
			case <-time.After(500 * time.Millisecond):
			}
		}
	}
}
