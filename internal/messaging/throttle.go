package messaging

import "time"

// bucket meters one sender line in segments, for this process. What several
// processes share is metered again by the Ledger, by the same rule. It may go into debt by one text,
// so that a text of more segments than a second holds can go at all.
type bucket struct {
	tokens float64
	filled time.Time
}

// take lets a text of so many segments go, or says how long to wait.
func (d *Dispatcher) take(line string, segments int) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	rate, now := d.rate(), d.Now()
	if d.lines == nil {
		d.lines = map[string]*bucket{}
	}
	b := d.lines[line]
	if b == nil {
		b = &bucket{tokens: rate, filled: now}
		d.lines[line] = b
	}
	if passed := now.Sub(b.filled).Seconds(); passed > 0 {
		b.tokens = min(rate, b.tokens+passed*rate)
		b.filled = now
	}
	if b.tokens <= 0 {
		return time.Duration((-b.tokens/rate)*float64(time.Second)) + time.Millisecond
	}
	b.tokens -= float64(max(segments, 1))
	return 0
}

// giveBack returns what a text that was kept back did not use. When other
// processes have the line for a time (wait), nothing is tried before it is over.
func (d *Dispatcher) giveBack(line string, segments int, wait time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	b := d.lines[line]
	b.tokens += float64(max(segments, 1))
	if wait > 0 {
		b.tokens = min(b.tokens, -wait.Seconds()*d.rate())
	}
}

func (d *Dispatcher) rate() float64 {
	if d.Rate > 0 {
		return d.Rate
	}
	return UsualRate
}
