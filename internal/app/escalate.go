package app

import (
	"context"
	"errors"
	"fmt"

	"stepdown/internal/contact"
	"stepdown/internal/jobs"
	"stepdown/internal/mail"
)

// mailing reads how emails leave.
func (a *App) mailing() error {
	c := a.Config.SMTP
	a.mail = mail.Config{Host: c.Host, Port: c.Port, From: c.From, Security: mail.Security(c.Security), User: c.User, Password: c.Password}
	return a.mail.Check()
}

// escalateJob tells each practice that gave an address of replies past their
// time. A practice whose email does not go keeps the others from nothing.
func (a *App) escalateJob(s *contact.Service) jobs.Job {
	return jobs.Job{Name: "replies past their time", Spec: "*/5 * * * *", Run: func(ctx context.Context) error {
		practices, err := a.Store.Practices(ctx)
		if err != nil {
			return err
		}
		var faults []error
		for _, p := range practices {
			to := p.Settings.EscalateTo
			if to == "" {
				continue
			}
			_, err := s.Escalate(ctx, p.ID, func(ctx context.Context, replies int) error {
				return a.mail.Send(ctx, to, overdueSubject, a.overdueBody(replies))
			})
			faults = append(faults, err)
		}
		return errors.Join(faults...)
	}}
}

const overdueSubject = "Stepdown: replies wait past their time"

// overdueBody tells how many, where, and nothing else.
func (a *App) overdueBody(replies int) string {
	what := fmt.Sprintf("%d replies from patients have", replies)
	if replies == 1 {
		what = "1 reply from a patient has"
	}
	return what + " waited past the time to answer. Sign in to read:\n\n" + a.Config.PublicURL + "/replies\n\n" +
		"This email holds nothing about anybody. Stepdown sends it when the time of a reply has passed, and again if the reply still waits."
}
