package app_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"io"
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
func signed(address string, form url.Values) string { return signedWith("secret", address, form) }

func signedWith(token, address string, form url.Values) string {
	var names []string
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		address += name + form.Get(name)
	}
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(address))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// live is a site whose texts go to real phones.
func live(c *config.Config) {
	c.Demo, c.PublicURL, c.Texts = false, "https://stepdown.example", config.Texts{Transport: "twilio", Live: true, Rate: 10}
	c.Twilio = config.Twilio{AccountSID: "AC" + strings.Repeat("0", 32), AuthToken: "secret", SecondAuthToken: "rotated", From: "+441632960000"}
}

// hook posts what Twilio would, with a signature or without, and gives the status.
func hook(t *testing.T, site *apptest.Site, path, kind, body, signature string) int {
	t.Helper()
	r, err := http.NewRequest("POST", site.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("X-Twilio-Signature", signature)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

const aForm = "application/x-www-form-urlencoded"

// Nothing of a request is believed before its signature, and nothing is looked
// up: with a database that does not answer, what is not signed is refused as
// ever, and what is signed is asked for again. That is so for both addresses.
func TestSignatureComesBeforeTheDatabase(t *testing.T) {
	site := apptest.New(t, live)
	report, reply := url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"delivered"}, "SomethingNew": {"1"}}, url.Values{"MessageSid": {"SM2"}, "From": {"+447400123456"}, "To": {"+441632960000"}, "Body": {"Thank you"}, "SomethingNew": {"1"}}
	check := func(name string, sound int) {
		t.Helper()
		for path, form := range map[string]url.Values{"/webhooks/twilio/status?m=attempt": report, "/webhooks/twilio/inbound": reply, "/webhooks/twilio/inbound?tenant=1&x=%20y": reply} {
			address := "https://stepdown.example" + path
			twice := form.Encode() + "&MessageSid=SM9"
			for _, c := range []struct {
				what, kind, body, signature string
				want                        int
			}{
				{"unsigned", aForm, form.Encode(), "", http.StatusForbidden},
				{"signed for another address", aForm, form.Encode(), signed(site.URL+path, form), http.StatusForbidden},
				{"signed for another query", aForm, form.Encode(), signed(address+"&more=1", form), http.StatusForbidden},
				{"changed after signing", aForm, form.Encode() + "&Added=1", signed(address, form), http.StatusForbidden},
				{"signed with a third token", aForm, form.Encode(), signedWith("third", address, form), http.StatusForbidden},
				{"a field twice", aForm, twice, signed(address, form), http.StatusForbidden},
				{"too large", aForm, form.Encode() + "&Long=" + strings.Repeat("a", 70<<10), "x", http.StatusForbidden},
				{"no form", "application/json", "{}", "x", http.StatusForbidden},
				{"signed", aForm, form.Encode(), signed(address, form), sound},
				{"signed with the second token", aForm, form.Encode(), signedWith("rotated", address, form), sound},
				{"signed with the fragment", aForm, form.Encode(), signed(address+"#rc=5&rp=all", form), sound},
			} {
				if got := hook(t, site, path, c.kind, c.body, c.signature); got != c.want {
					t.Errorf("%s: %s, %s: %d, want %d", name, path, c.what, got, c.want)
				}
			}
		}
	}
	check("database well", http.StatusOK)
	open, err := site.Store.OpenReplies(t.Context(), site.Practice.ID)
	if err != nil || len(open) != 1 {
		t.Errorf("%d replies are kept, %v", len(open), err)
	}
	if err := site.Store.Close(); err != nil {
		t.Fatal(err)
	}
	check("database away", http.StatusServiceUnavailable)
}

// A report may be the first to say that our account is at fault, text by text:
// the sender stops before the rest of a wave is spent on it.
func TestReportOfAFaultOfOursStopsTheSender(t *testing.T) {
	site := apptest.New(t, live)
	onTheWay(t, site)
	path := "/webhooks/twilio/status?m=attempt"
	for _, c := range []struct {
		code    string
		stopped bool
	}{{"30005", false}, {"30034", true}} {
		form := url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"undelivered"}, "ErrorCode": {c.code}}
		if got := hook(t, site, path, aForm, form.Encode(), signed("https://stepdown.example"+path, form)); got != http.StatusOK {
			t.Fatal(got)
		}
		if p, err := site.Store.TextsPaused(t.Context(), site.Practice.ID); err != nil || p.On() != c.stopped {
			t.Errorf("after %s: %+v %v", c.code, p, err)
		}
	}
}

// onTheWay is a text that is with the network, as the attempt "attempt".
func onTheWay(t *testing.T, site *apptest.Site) messaging.Message {
	t.Helper()
	m, _, err := site.Texts.Desk.Queue(t.Context(), messaging.Message{Practice: site.Practice.ID, Kind: messaging.Answer, Intent: "answer/1", To: "+447400123456", Body: "Hello"})
	if err != nil {
		t.Fatal(err)
	}
	sending, _ := m.Move(messaging.Sending, "", apptest.Now)
	sending.Attempt, sending.Version = "attempt", 1
	if saved, err := site.Store.SaveMessage(t.Context(), sending, messaging.Queued); !saved || err != nil {
		t.Fatal(saved, err)
	}
	return sending
}

func TestWebhooksAreBelievedOnlyWithASignature(t *testing.T) {
	site := apptest.New(t, live)
	ctx := context.Background()
	m := onTheWay(t, site)
	post := func(path string, form url.Values, sign bool) int {
		t.Helper()
		signature := ""
		if sign {
			signature = signed("https://stepdown.example"+path, form)
		}
		return hook(t, site, path, aForm, form.Encode(), signature)
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

// Where texts reach people's phones every page says so, and nowhere else.
func TestLiveTextsAreSaidOnEveryPage(t *testing.T) {
	const says = "Texts go to people’s phones"
	site := apptest.New(t, live)
	r, err := http.NewRequest("POST", site.URL+"/sign-in", strings.NewReader(url.Values{"email": {"coordinator@demo.example"}, "password": {"stepdown-coordinator"}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", aForm)
	res, err := http.DefaultTransport.RoundTrip(r) // a cookie for https, which no jar would send here
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	for _, path := range []string{"/home", "/texts", "/replies", "/cycles"} {
		r, err := http.NewRequest("GET", site.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range res.Cookies() {
			r.AddCookie(c)
		}
		page, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(page.Body)
		page.Body.Close()
		if err != nil || page.StatusCode != http.StatusOK || !strings.Contains(string(body), says) {
			t.Errorf("%s: %d does not say that texts are live (%v)", path, page.StatusCode, err)
		}
	}
	apptest.New(t).As("Coordinator").Get("/home").Is(http.StatusOK).Hides(says)
}
