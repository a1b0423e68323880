// Package jobs runs what is due: schedules kept in the database, so that a run
// missed while the machine was off is caught up once, and a loop for work that
// never ends, such as sending texts.
package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"
)

// Store keeps schedules.
type Store interface {
	InTx(ctx context.Context, f func(ctx context.Context) error) error
	EnsureSchedule(ctx context.Context, name, spec string, next time.Time) error
	DueSchedules(ctx context.Context, now time.Time) ([]Due, error)
	// ClaimSchedule moves a schedule to its next run if nobody else did.
	ClaimSchedule(ctx context.Context, d Due, now, next time.Time) (bool, error)
}

// Due is a schedule whose time has come.
type Due struct {
	Name, Spec string
	At         time.Time
}

// Job is work with a schedule, written as cron does, in London time. Keep out
// of 01:00 to 02:00, which the clock change skips in March and repeats in
// October. Run must be safe to repeat.
type Job struct {
	Name, Spec string
	Run        func(ctx context.Context) error
}

// Runner runs jobs when they are due.
type Runner struct {
	Store Store
	Jobs  []Job
	Now   func() time.Time
	Log   *slog.Logger
}

// tick is how often the runner looks.
const tick = 30 * time.Second

// Start writes the schedules and looks for due ones until ctx ends.
func (r *Runner) Start(ctx context.Context) error {
	if err := r.ensure(ctx); err != nil {
		return err
	}
	for {
		r.RunDue(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(tick):
		}
	}
}

func (r *Runner) ensure(ctx context.Context) error {
	return r.Store.InTx(ctx, func(ctx context.Context) error {
		for _, j := range r.Jobs {
			next, err := Next(j.Spec, r.Now())
			if err != nil {
				return fmt.Errorf("schedule %s: %w", j.Name, err)
			}
			if err := r.Store.EnsureSchedule(ctx, j.Name, j.Spec, next); err != nil {
				return err
			}
		}
		return nil
	})
}

// RunDue runs, once each, the jobs whose time has come, however long ago.
func (r *Runner) RunDue(ctx context.Context) {
	due, err := r.Store.DueSchedules(ctx, r.Now())
	if err != nil {
		r.Log.Error("schedules not read", "error", err)
		return
	}
	for _, d := range due {
		for _, j := range r.Jobs {
			if j.Name == d.Name && ctx.Err() == nil {
				r.run(ctx, j, d)
			}
		}
	}
}

// run does the work and only then moves the schedule on: a process that dies
// in the middle leaves the job due. Jobs are safe to repeat for that reason.
func (r *Runner) run(ctx context.Context, j Job, d Due) {
	start := time.Now()
	if err := guarded(ctx, j); err != nil {
		r.Log.Error("job did not finish; it will be tried again", "job", j.Name, "error", err)
		return
	}
	next, err := Next(j.Spec, r.Now())
	if err == nil {
		err = r.Store.InTx(ctx, func(ctx context.Context) error {
			_, err := r.Store.ClaimSchedule(ctx, d, r.Now(), next)
			return err
		})
	}
	if err != nil {
		r.Log.Error("schedule not moved on", "job", j.Name, "error", err)
		return
	}
	r.Log.Info("job done", "job", j.Name, "ms", time.Since(start).Milliseconds())
}

func guarded(ctx context.Context, j Job) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("job %s broke off", j.Name)
		}
	}()
	return j.Run(ctx)
}

// Next run of a spec after an instant, in London time.
func Next(spec string, after time.Time) (time.Time, error) {
	s, err := cron.ParseStandard("CRON_TZ=Europe/London " + spec)
	if err != nil {
		return time.Time{}, err
	}
	return s.Next(after), nil
}
