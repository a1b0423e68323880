package demo

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"stepdown/internal/nhs"
)

// clock stands at the moment of the past that is being told.
type clock struct{ at atomic.Pointer[time.Time] }

func (c *clock) Now() time.Time   { return *c.at.Load() }
func (c *clock) set(at time.Time) { c.at.Store(&at) }

// diary holds what happened at the practice, in the order of time. What
// happens may add to it: a contact leads to the next one.
type diary struct {
	entries []entry
	written int
}

type entry struct {
	at    time.Time
	order int
	what  string
	do    func(ctx context.Context) error
}

// at notes what happens at a moment.
func (d *diary) at(at time.Time, what string, do func(ctx context.Context) error) {
	d.written++
	e := entry{at, d.written, what, do}
	i, _ := slices.BinarySearchFunc(d.entries, e, func(a, b entry) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return a.order - b.order
	})
	d.entries = slices.Insert(d.entries, i, e)
}

// on notes what happens at an hour of a day in London.
func (d *diary) on(day nhs.Date, hour, minute int, what string, do func(ctx context.Context) error) {
	d.at(moment(day, hour, minute), what, do)
}

// tell lets everything happen that lies before now. Each entry sees the clock
// of its moment, and what the entries before it left behind.
func (d *diary) tell(ctx context.Context, c *clock, now time.Time) error {
	for len(d.entries) > 0 {
		e := d.entries[0]
		d.entries = d.entries[1:]
		if e.at.After(now) {
			return nil
		}
		c.set(e.at)
		if err := e.do(ctx); err != nil {
			return fmt.Errorf("%s on %s: %w", e.what, nhs.Today(e.at), err)
		}
	}
	return nil
}

// moment is an hour of a day in London.
func moment(day nhs.Date, hour, minute int) time.Time {
	t := day.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), hour, minute, 0, 0, nhs.London)
}

// workday is the day itself, or the next one on which the surgery works.
func workday(d nhs.Date) nhs.Date { return nhs.NextWorkingDay(d.AddDays(-1), nhs.England) }

// workdayBefore is the day itself, or the one before on which the surgery works.
func workdayBefore(d nhs.Date) nhs.Date {
	for !nhs.WorkingDay(d, nhs.England) {
		d = d.AddDays(-1)
	}
	return d
}
