package messaging

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

// alike counts texts that were refused one after the other with one code.
type alike struct{ code, times int }

// mostAlike is after how many of them the fault is taken to be ours, though the
// code does not say so: the rest of a wave must not be spent on it.
const mostAlike = 20

// count keeps the figures of the step, and slows or stops the sender.
func (d *Dispatcher) count(f *SendError, done *Step) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if f == nil {
		done.Accepted++
		d.refusals, d.same = 0, alike{}
		return
	}
	if d.Log != nil {
		d.Log.Warn("text not accepted", "outcome", f.Outcome.String(), "code", f.Code)
	}
	switch f.Outcome {
	case NotProcessed:
		done.Returned++
		d.refusals++
		d.waiting = d.Now().Add(backoff(d.refusals, f.After, 0))
	case Refused:
		done.Refused++
		d.refusedAlike(f)
	case Misconfigured:
		done.Refused++
		d.stopped = f.Reason
	default:
		done.Unknown++
	}
}

// refusedAlike stops the sender when the network refuses one text after the
// other for one reason.
func (d *Dispatcher) refusedAlike(f *SendError) {
	if f.Code != d.same.code {
		d.same = alike{code: f.Code}
	}
	d.same.times++
	if f.Code != 0 && d.same.times >= mostAlike {
		d.same = alike{}
		d.stopped = fmt.Sprintf("%d texts one after the other were refused for the same reason, so the others wait until somebody has looked. %s", mostAlike, f.Reason)
	}
}

// delay before the one row may be tried again after "not processed".
func (d *Dispatcher) delay(f *SendError) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	jitter := rand.Float64
	if d.Jitter != nil {
		jitter = d.Jitter
	}
	return backoff(d.refusals, f.After, jitter())
}

// backoff doubles from two seconds to five minutes, and adds up to half.
func backoff(refusals int, asked time.Duration, jitter float64) time.Duration {
	wait := min(time.Second<<min(refusals, 9), 5*time.Minute)
	wait = max(wait, asked)
	return wait + time.Duration(jitter*float64(wait)/2)
}

// Stopped says why nothing goes: the account or the settings are at fault, and
// every text would meet the same. Empty when sending.
func (d *Dispatcher) Stopped() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.stopped
}

// Halt stops sending for a reason that a person should read, until Resume.
func (d *Dispatcher) Halt(why string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stopped = why
}

// Resume lets texts go again after a person mended what stopped them.
func (d *Dispatcher) Resume() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stopped, d.waiting, d.refusals = "", time.Time{}, 0
}

func (d *Dispatcher) slowedUntil() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.waiting
}

func (d *Dispatcher) stopping(ctx context.Context) bool {
	select {
	case <-d.Stop: // a nil channel never answers
		return true
	case <-ctx.Done():
		return true
	default:
		return false
	}
}
