package app

import "context"

// ReadExport is how the intake reads files.
var ReadExport = readExport

// Watch runs the job of the watched folder once.
func Watch(ctx context.Context, a *App) error { return a.watch(ctx) }
