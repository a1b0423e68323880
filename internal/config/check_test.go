package config

import (
	"strings"
	"testing"
)

// Live texts need to be asked for, twice over, and never come of a demonstration
// or of settings that lose replies.
func TestLiveTextsNeedToBeAskedFor(t *testing.T) {
	service := "MG" + strings.Repeat("0", 32)
	sound := Config{Data: "data", Address: "127.0.0.1:8080", Texts: Texts{Transport: "twilio", Live: true, Rate: 1},
		Twilio: Twilio{AccountSID: "AC", AuthToken: "secret", From: "+441632960000"}}
	for _, c := range []struct {
		fault  string
		change func(*Config)
	}{
		{"", func(*Config) {}},
		{"", func(c *Config) {
			c.Twilio.From, c.Twilio.MessagingServiceSID, c.Twilio.Numbers = "", service, []string{"+441632960000"}
		}},
		{"say so with --texts-live", func(c *Config) { c.Texts.Live = false }},
		{"need the twilio transport", func(c *Config) { c.Texts.Transport = "simulator" }},
		{"need the twilio transport", func(c *Config) { c.Texts.Transport = "log-only" }},
		{"demonstration never sends", func(c *Config) { c.Demo = true }},
		{"auth token", func(c *Config) { c.Twilio.AuthToken = "" }},
		{"either a number or a Messaging Service", func(c *Config) { c.Twilio.From = "" }},
		{"either a number or a Messaging Service", func(c *Config) { c.Twilio.MessagingServiceSID = service }},
		{"name the numbers", func(c *Config) { c.Twilio.From, c.Twilio.MessagingServiceSID = "", service }},
		{"MG and 32 letters", func(c *Config) {
			c.Twilio.From, c.Twilio.MessagingServiceSID, c.Twilio.Numbers = "", "MG", []string{"+441632960000"}
		}},
		{"above 0", func(c *Config) { c.Texts.Rate = 0 }},
		{"must be https", func(c *Config) { c.PublicURL = "http://stepdown.example" }},
	} {
		cfg := sound
		c.change(&cfg)
		err := cfg.Complete()
		if (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%q: %v", c.fault, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Error("the token is in the error")
		}
	}
}
