package app_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"stepdown/internal/app"
	"stepdown/internal/config"
	"stepdown/internal/twilio"
)

// Each setting reaches the door to Twilio: one that did not would be believed.
func TestEverySettingOfTwilioReachesItsDoor(t *testing.T) {
	c := config.Config{PublicURL: "https://stepdown.example", Texts: config.Texts{Transport: "twilio", Live: true},
		Twilio: config.Twilio{AccountSID: "AC" + strings.Repeat("0", 32), AuthToken: "secret", SecondAuthToken: "rotated", MessagingServiceSID: "MG" + strings.Repeat("0", 32),
			Numbers: []string{"+441632960000"}, Region: "ie1", Edge: "dublin", DiscardContent: true, ObfuscateAddress: true}}
	want := twilio.Config{AccountSID: "AC" + strings.Repeat("0", 32), AuthToken: "secret", SecondaryToken: "rotated", Sender: "MG" + strings.Repeat("0", 32), Numbers: []string{"+441632960000"},
		Region: "ie1", Edge: "dublin", StatusURL: "https://stepdown.example/webhooks/twilio/status", Live: true, DiscardContent: true, ObfuscateAddress: true}
	got := app.TwilioSettings(c)
	if got.Check() != nil || cmp.Diff(want, got) != "" {
		t.Errorf("%v %s", got.Check(), cmp.Diff(want, got))
	}
	c.Twilio.MessagingServiceSID, c.Twilio.From = "", "+441632960001"
	want.Sender, want.Numbers = "+441632960001", []string{"+441632960001", "+441632960000"}
	if diff := cmp.Diff(want, app.TwilioSettings(c)); diff != "" {
		t.Error(diff)
	}
	if got := app.InboundAddress(c); got != "https://stepdown.example/webhooks/twilio/inbound#rc=5&rp=all" {
		t.Error(got)
	}
}
