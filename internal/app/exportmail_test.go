package app

import (
	"context"

	"stepdown/internal/mail"
)

// Escalate runs the job of overdue replies once.
func Escalate(ctx context.Context, a *App) error { return a.escalateJob(a.Texts.Contact).Run(ctx) }

// TrustMail changes what the door to the email server is told.
func TrustMail(a *App, f func(*mail.Config)) { f(&a.mail) }
