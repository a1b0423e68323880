package mail

import (
	"slices"
	"strings"
	"testing"

	"stepdown/internal/mail/mailtest"
)

func TestMessageGoesOverSTARTTLSWithTheAccount(t *testing.T) {
	s := mailtest.New(t, true)
	c := Config{Host: s.Host, Port: s.Port, From: "Stepdown <stepdown@example.nhs.uk>", Security: StartTLS, User: "stepdown", Password: "secret-of-the-test", Roots: s.Roots}
	if err := c.Send(t.Context(), "reception@example.nhs.uk", "Two – replies", "First line.\n.\nLast line."); err != nil {
		t.Fatal(err)
	}
	took := s.Took()
	if len(took) != 1 {
		t.Fatalf("%d messages", len(took))
	}
	for _, want := range []string{`From: "Stepdown" <stepdown@example.nhs.uk>`, "To: <reception@example.nhs.uk>", "Subject: =?utf-8?q?Two_=E2=80=93_replies?=", "First line.", "Last line."} {
		if !strings.Contains(took[0], want) {
			t.Errorf("the message lacks %q:\n%s", want, took[0])
		}
	}
	for _, said := range s.Said() {
		if (strings.HasPrefix(said, "AUTH") || strings.HasPrefix(said, "MAIL")) && !strings.HasPrefix(said, "tls: ") {
			t.Errorf("said before TLS: %s", said)
		}
	}
	if !slices.ContainsFunc(s.Said(), func(l string) bool { return strings.HasPrefix(l, "tls: AUTH PLAIN") }) {
		t.Error("no account was given")
	}
}

func TestNothingGoesWithoutTLSOrTrust(t *testing.T) {
	plain, secure := mailtest.New(t, false), mailtest.New(t, true)
	for name, c := range map[string]Config{
		"a server without STARTTLS":             {Host: plain.Host, Port: plain.Port, Security: StartTLS},
		"a certificate that nobody vouches for": {Host: secure.Host, Port: secure.Port, Security: StartTLS},
		"nobody there":                          {Host: "127.0.0.1", Port: 1, Security: StartTLS},
	} {
		c.From = "stepdown@example.nhs.uk"
		if err := c.Send(t.Context(), "reception@example.nhs.uk", "s", "b"); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if n := len(plain.Took()) + len(secure.Took()); n != 0 {
		t.Errorf("%d messages went", n)
	}
	own := Config{Host: plain.Host, Port: plain.Port, From: "stepdown@example.nhs.uk", Security: Plain}
	if err := own.Send(t.Context(), "reception@example.nhs.uk", "s", "b"); err != nil || len(plain.Took()) != 1 {
		t.Errorf("to a server on this machine: %v", err)
	}
	for _, address := range []string{"", "not an address", "a@b.example\r\nBcc: all@b.example"} {
		if err := own.Send(t.Context(), address, "s", "b"); err == nil {
			t.Errorf("%q was taken for an address", address)
		}
	}
}

func TestSettingsAreChecked(t *testing.T) {
	for name, c := range map[string]Config{
		"no sender":         {Host: "mail.example.nhs.uk", Port: 587, Security: StartTLS},
		"no port":           {Host: "mail.example.nhs.uk", From: "a@example.nhs.uk", Security: StartTLS},
		"plain to a server": {Host: "mail.example.nhs.uk", Port: 25, From: "a@example.nhs.uk", Security: Plain},
	} {
		if c.Check() == nil {
			t.Errorf("%s: no fault", name)
		}
	}
	for _, c := range []Config{{}, {Host: "mail.example.nhs.uk", Port: 587, From: "a@example.nhs.uk", Security: StartTLS}, {Host: "localhost", Port: 25, From: "a@example.nhs.uk", Security: Plain}} {
		if err := c.Check(); err != nil {
			t.Error(err)
		}
	}
}
