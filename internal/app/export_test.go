package app

import "context"

// Watch runs the job of the watched folder once.
func Watch(ctx context.Context, a *App) error { return a.watch(ctx) }
