package app

import "context"

// FollowUps runs the job of follow-ups due once.
func FollowUps(ctx context.Context, a *App) error { return a.followUpJob(a.Texts).Run(ctx) }

// DayBefore reminds of appointments, as the schedule does.
func DayBefore(ctx context.Context, a *App) error {
	return appointments{a, a.Texts}.dayBefore().Run(ctx)
}
