package messages_test

import (
	"context"
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/browser"
)

// The reading of replies, the sender line, a view of the inbox, a thread that a
// colleague has open, and the texts after a restored backup.
func TestPagesOfReadingAndSendingInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: the browser is not short")
	}
	b := browser.New(t)
	s := newSurgery(t, "2026-11-01", apptest.Built)
	s.As("Clinician").Post("/settings/replies/add", own("0", "urgent", "turned to jelly", "it turned to jelly")).To("/settings/replies")
	in := s.reply("a", "+447700900101", "please ring me")
	s.As("Coordinator").Get("/replies/" + in.ID)
	if err := s.App.Practice.SetCover(ctx, s.Staff("Administrator").Actor(), s.Staff("Coordinator").ID, s.Staff("Clinician").ID); err != nil {
		t.Fatal(err)
	}
	s.Texts.Desk.Queue(ctx, waiting(s))
	s.tx(func(ctx context.Context) error {
		_, err := s.Texts.Contact.HoldRestored(ctx, s.Practice.ID, 12)
		return err
	})
	sign := func(email, password string) {
		b.Open(s.URL + "/sign-in")
		b.Fill("Email address", email)
		b.Fill("Password", password)
		b.Click("Sign in")
	}
	sign("clinician@demo.example", "stepdown-clinician")
	for name, at := range map[string]string{"rules": "/settings/replies", "mine": "/replies?whose=mine", "thread": "/replies/" + in.ID, "restored": "/texts"} {
		b.Open(s.URL + at)
		b.Axe()
		b.Reflow()
		b.Screenshot("reading-" + name)
	}
	b.Open(s.URL + "/settings/replies")
	b.Fill("How would this reply be read?", "My legs turned to jelly")
	b.Click("Read it")
	b.Expect("May be urgent", "practice-1")
	b.Axe()
	b.Screenshot("reading-tried")
	b.Click("Sign out")
	sign("admin@demo.example", "stepdown-administrator")
	b.Open(s.URL + "/settings/texts")
	b.Axe()
	b.Reflow()
	b.Screenshot("reading-line")
}
