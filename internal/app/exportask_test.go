package app

import (
	"context"

	"stepdown/internal/jobs"
	"stepdown/internal/messaging"
)

// Step is one round of the loop that sends.
func Step(ctx context.Context, a *App) error {
	_, err := a.Texts.step(ctx)
	return err
}

// Ask runs the job that asks the network, as the schedule does when it is due.
func Ask(ctx context.Context, a *App, n messaging.Network) error {
	a.Texts.network = n
	job := a.Texts.askJob(a.Store, a.Now)
	err := a.Store.InTx(ctx, func(ctx context.Context) error { return a.Store.EnsureSchedule(ctx, job.Name, job.Spec, a.Now()) })
	if err == nil {
		(&jobs.Runner{Store: a.Store, Jobs: []jobs.Job{job}, Now: a.Now, Log: a.Log}).RunDue(ctx)
	}
	return err
}
