package jobs

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"
	"time"

	"stepdown/internal/nhs"
)

// memory keeps schedules in a map, with the rule of the real store: only one
// claim of a due time wins.
type memory map[string]Due

func (m memory) InTx(ctx context.Context, f func(context.Context) error) error { return f(ctx) }

func (m memory) EnsureSchedule(_ context.Context, name, spec string, next time.Time) error {
	if d, there := m[name]; !there || d.Spec != spec {
		m[name] = Due{name, spec, next}
	}
	return nil
}

func (m memory) DueSchedules(_ context.Context, now time.Time) ([]Due, error) {
	var due []Due
	for _, d := range m {
		if !d.At.After(now) {
			due = append(due, d)
		}
	}
	return due, nil
}

func (m memory) ClaimSchedule(_ context.Context, d Due, _, next time.Time) (bool, error) {
	if m[d.Name] != d {
		return false, nil
	}
	m[d.Name] = Due{d.Name, d.Spec, next}
	return true, nil
}

func london(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, nhs.London)
	if err != nil {
		panic(err)
	}
	return t
}

// runner makes a runner whose clock the test sets.
func runner(clock *time.Time, job Job) (*Runner, memory) {
	m := memory{}
	return &Runner{Store: m, Jobs: []Job{job}, Now: func() time.Time { return *clock }, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}, m
}

func TestMissedRunsAreCaughtUpOnce(t *testing.T) {
	now, runs := london("2026-11-10 08:00"), 0
	r, _ := runner(&now, Job{"follow-ups", "0 9 * * *", func(context.Context) error { runs++; return nil }})
	if err := r.ensure(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		at   string
		want int
	}{
		{"2026-11-10 08:59", 0}, {"2026-11-10 09:00", 1}, {"2026-11-10 17:00", 1},
		{"2026-11-15 11:00", 2}, // switched off for four days: once, not five times
		{"2026-11-15 12:00", 2}, {"2026-11-16 09:01", 3},
	} {
		now = london(step.at)
		r.RunDue(t.Context())
		if runs != step.want {
			t.Errorf("%s: %d runs, want %d", step.at, runs, step.want)
		}
	}
}

func TestJobThatBreaksOffStaysDue(t *testing.T) {
	now, tries := london("2026-11-10 09:00"), 0
	r, m := runner(&now, Job{"watch", "*/5 * * * *", func(context.Context) error {
		if tries++; tries == 1 {
			return errors.New("the network drive is away")
		} else if tries == 2 {
			panic("worse")
		}
		return nil
	}})
	m["watch"] = Due{"watch", "*/5 * * * *", now}
	for range 4 {
		r.RunDue(t.Context())
	}
	if tries != 3 {
		t.Errorf("%d tries, want 3: twice in vain, once well, then not due", tries)
	}
}

// Nine in the morning is nine in the morning on both sides of a clock change.
func TestNextKeepsLondonTime(t *testing.T) {
	for _, c := range []struct{ after, want string }{
		{"2027-03-27 10:00", "2027-03-28 09:00"}, {"2027-03-28 10:00", "2027-03-29 09:00"},
		{"2027-10-30 10:00", "2027-10-31 09:00"}, {"2027-10-31 10:00", "2027-11-01 09:00"},
	} {
		next, err := Next("0 9 * * *", london(c.after))
		if err != nil || !next.Equal(london(c.want)) {
			t.Errorf("after %s: %s (%v), want %s", c.after, next.In(nhs.London), err, c.want)
		}
	}
}

func TestFaultySpecIsAnErrorAtStart(t *testing.T) {
	now := london("2026-11-10 09:00")
	r, _ := runner(&now, Job{"bad", "every now and then", nil})
	if err := r.ensure(t.Context()); err == nil {
		t.Error("the spec was taken")
	}
}
