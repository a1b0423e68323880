package app

import "context"

// FollowUps runs the job of follow-ups due once.
func FollowUps(ctx context.Context, a *App) error { return a.followUpJob(a.Texts).Run(ctx) }
