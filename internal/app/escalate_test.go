package app_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"stepdown/internal/app"
	"stepdown/internal/app/apptest"
	"stepdown/internal/config"
	"stepdown/internal/mail"
	"stepdown/internal/mail/mailtest"
	"stepdown/internal/messaging"
	"stepdown/internal/practice"
)

// A reply that waits too long reaches the practice by email, once for each
// step, and the email tells nothing about anybody. A server that does not
// answer loses nothing.
func TestOverdueRepliesReachThePracticeByEmail(t *testing.T) {
	server := mailtest.New(t, true)
	s := apptest.New(t, func(c *config.Config) {
		c.SMTP = config.SMTP{Host: server.Host, Port: server.Port, From: "stepdown@example.nhs.uk", Security: "starttls"}
	})
	app.TrustMail(s.App, func(c *mail.Config) { c.Roots = server.Roots })
	err := s.App.Practice.SaveSettings(t.Context(), s.Staff("Administrator").Actor(), "email", func(set *practice.Settings) error {
		set.EscalateTo = "reception@example.nhs.uk"
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, words := range []string{"Maureen Example here, I cant cope", "ring me please"} {
		_, err := s.Texts.Contact.Receive(t.Context(), messaging.Arrival{ProviderID: string(rune('a' + i)), From: "+447700900123", To: "practice:" + s.Practice.ID, Body: words, Received: apptest.Now})
		if err != nil {
			t.Fatal(err)
		}
	}
	run := func(at time.Duration, want int) {
		t.Helper()
		s.Move(apptest.Now.Add(at))
		_ = app.Escalate(t.Context(), s.App)
		if n := len(server.Took()); n != want {
			t.Errorf("after %s: %d emails, want %d", at, n, want)
		}
	}
	run(30*time.Minute, 0)
	server.Refuse(true)
	run(61*time.Minute, 0)
	server.Refuse(false)
	run(66*time.Minute, 0) // somebody may still be telling
	run(75*time.Minute, 1)
	run(80*time.Minute, 1)
	run(125*time.Minute, 2)
	run(126*time.Minute, 2)
	mailed := strings.Join(server.Took(), "\n")
	for _, not := range []string{"Maureen", "cope", "900123", "7700", "ring me", s.Practice.Name} {
		if strings.Contains(mailed, not) {
			t.Errorf("the email says %q", not)
		}
	}
	if !strings.Contains(mailed, "1 reply from a patient has waited") || !strings.Contains(mailed, s.Config.PublicURL+"/replies") {
		t.Error(mailed)
	}
	s.As("Coordinator").Get("/home").Is(http.StatusOK).Says("past the time to answer")
	trail, err := s.Store.AuditTrail(t.Context(), s.Practice.ID, "", 10, 0)
	if err != nil || len(trail) == 0 {
		t.Fatal(err)
	}
	told := 0
	for _, e := range trail {
		if e.Action == "told the practice of overdue replies by email" {
			told++
		}
	}
	if told != 2 {
		t.Errorf("%d entries in the audit", told)
	}
}
