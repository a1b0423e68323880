package app_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/config"
	"stepdown/internal/messaging"
)

// signed is the signature that Twilio puts on a webhook (Twilio, "Webhooks
// security"): HMAC-SHA1 over the address and the fields in order of name.
func signed(address string, form url.Values) string {
	var names []string
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		address += name + form.Get(name)
	}
	mac := hmac.New(sha1.New, []byte("secret"))
	mac.Write([]byte(address))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func TestWebhooksAreBelievedOnlyWithASignature(t *testing.T) {
	site := apptest.New(t, func(c *config.Config) {
		c.Demo, c.PublicURL, c.Texts = false, "https://stepdown.example", config.Texts{Transport: "twilio", Live: true, Rate: 10}
		c.Twilio = config.Twilio{AccountSID: "AC" + strings.Repeat("0", 32), AuthToken: "secret", From: "+441632960000"}
	})
	ctx := context.Background()
	m, _, err := site.Texts.Desk.Queue(ctx, messaging.Message{Practice: site.Practice.ID, Kind: messaging.Answer, Intent: "answer/1", To: "+447400123456", Body: "Hello"})
	if err != nil {
		t.Fatal(err)
	}
	sending, _ := m.Move(messaging.Sending, "", apptest.Now)
	sending.Attempt, sending.Version = "attempt", 1
	if saved, err := site.Store.SaveMessage(ctx, sending, messaging.Queued); !saved || err != nil {
		t.Fatal(saved, err)
	}
	post := func(path string, form url.Values, sign bool) int {
		t.Helper()
		r, err := http.NewRequest("POST", site.URL+path, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if sign {
			r.Header.Set("X-Twilio-Signature", signed("https://stepdown.example"+path, form))
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	report := url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"delivered"}}
	reply := url.Values{"MessageSid": {"SM2"}, "From": {"+447400123456"}, "To": {"+441632960000"}, "Body": {"Thank you"}}
	for _, test := range []struct {
		path string
		form url.Values
		sign bool
		want int
	}{
		{"/webhooks/twilio/status?m=attempt", report, false, http.StatusForbidden},
		{"/webhooks/twilio/inbound", reply, false, http.StatusForbidden},
		{"/webhooks/twilio/status?m=attempt", report, true, http.StatusOK},
		{"/webhooks/twilio/status?m=attempt", report, true, http.StatusOK},
		{"/webhooks/twilio/status?m=nobody", url.Values{"MessageSid": {"SM9"}, "MessageStatus": {"sent"}}, true, http.StatusOK},
		{"/webhooks/twilio/inbound", reply, true, http.StatusOK},
		{"/webhooks/twilio/inbound", reply, true, http.StatusOK},
	} {
		if got := post(test.path, test.form, test.sign); got != test.want {
			t.Errorf("%s signed %v: %d, want %d", test.path, test.sign, got, test.want)
		}
	}
	if got, err := site.Store.Message(ctx, m.ID); err != nil || got.State != messaging.Delivered || got.ProviderID != "SM1" {
		t.Errorf("%s %s %v", got.State, got.ProviderID, err)
	}
	if open, err := site.Store.OpenReplies(ctx, site.Practice.ID); err != nil || len(open) != 1 || open[0].Body != "Thank you" {
		t.Errorf("%d replies, %v", len(open), err)
	}
	// The simulated phones are not there.
	if got := site.Visitor().Get("/simulator").Status; got == http.StatusOK {
		t.Error("simulated phones beside live texts")
	}
}
