package twilio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

const (
	testSID   = "AC00000000000000000000000000000001"
	testToken = "0123456789abcdef0123456789abcdef"
	testMG    = "MG00000000000000000000000000000001"
	testSM    = "SM00000000000000000000000000000009"
)

func against(t *testing.T, answer http.HandlerFunc, change ...func(*Config)) (*Network, *atomic.Int32) {
	t.Helper()
	var posts atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		posts.Add(1)
		answer(w, r)
	}))
	t.Cleanup(srv.Close)
	cfg := Config{AccountSID: testSID, AuthToken: testToken, Sender: testMG, Lines: map[string]string{"name": "Frome Med", "second": "+447700900998"},
		Numbers: []string{"+447700900999"}, StatusURL: "https://app.example.nhs.uk/webhooks/twilio/status", BaseURL: srv.URL, Timeout: 2 * time.Second}
	for _, c := range change {
		c(&cfg)
	}
	n, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return n, &posts
}

var text = messaging.Outgoing{Attempt: "att/1", To: "+447700900123", Body: "Frome: hello £5", Segments: 1}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func TestTheRequest(t *testing.T) {
	var got *http.Request
	var form url.Values
	n, _ := against(t, func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		got, form = r, r.PostForm
		w.WriteHeader(201)
		fmt.Fprintf(w, `{"sid":"%s","status":"accepted"}`, testSM)
	}, func(c *Config) { c.DiscardContent, c.ObfuscateAddress = true, true })
	r, err := n.Send(context.Background(), text)
	if err != nil || r.ProviderID != testSM || r.Status != "accepted" {
		t.Fatal(r, err)
	}
	if got.Method != "POST" || got.URL.Path != "/2010-04-01/Accounts/"+testSID+"/Messages.json" {
		t.Errorf("%s %s", got.Method, got.URL)
	}
	if user, pass, ok := got.BasicAuth(); !ok || user != testSID || pass != testToken {
		t.Error("no basic authentication")
	}
	if got.Header.Get("Idempotency-Key") != "" || got.Header.Get("X-Idempotency-Key") != "" {
		t.Error("a header that makes the transport send again")
	}
	want := url.Values{"To": {"+447700900123"}, "Body": {"Frome: hello £5"}, "MessagingServiceSid": {testMG}, "SmartEncoded": {"false"}, "ValidityPeriod": {"14400"},
		"StatusCallback":   {"https://app.example.nhs.uk/webhooks/twilio/status?m=att%2F1#rc=5&rp=all"},
		"ContentRetention": {"discard"}, "AddressRetention": {"obfuscate"}}
	if form.Encode() != want.Encode() {
		t.Errorf("\n%s\n%s", form.Encode(), want.Encode())
	}
	second := text
	second.Line = "second"
	if _, err := n.Send(context.Background(), second); err != nil || form.Get("From") != "+447700900998" || form.Has("MessagingServiceSid") {
		t.Error(form, err)
	}
}

func TestOutcomeClasses(t *testing.T) {
	rest := func(status, code int) http.HandlerFunc {
		return says(status, fmt.Sprintf(`{"code":%d,"message":"the number +447700900123 is bad","status":%d}`, code, status))
	}
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		want   messaging.Outcome
		words  string
	}{
		{"21610", rest(400, 21610), messaging.Refused, "no more texts"},
		{"21211", rest(400, 21211), messaging.Refused, "letter"},
		{"21614", rest(400, 21614), messaging.Refused, "not a mobile"},
		{"unknown code", rest(400, 29999), messaging.Refused, "29999"},
		{"400 without a code", says(400, `{}`), messaging.Refused, "without a code"},
		{"21606", rest(400, 21606), messaging.Misconfigured, "settings"},
		{"20003", rest(401, 20003), messaging.Misconfigured, "token"},
		{"20404", rest(404, 20404), messaging.Misconfigured, "account"},
		{"429", rest(429, 20429), messaging.NotProcessed, "slow down"},
		{"500", rest(500, 20500), messaging.Unclear, "may have gone"},
		{"503", rest(503, 20503), messaging.Unclear, "may have gone"},
		{"408", rest(408, 0), messaging.Unclear, "may have gone"},
		{"502 HTML", says(502, "<html>bad gateway</html>"), messaging.Unclear, "may have gone"},
		{"403 HTML of a proxy", says(403, "<html>"), messaging.Unclear, "may have gone"},
		{"201 empty", says(201, ""), messaging.Unclear, "may have gone"},
		{"201 without an id", says(201, `{}`), messaging.Unclear, "without an id"},
		{"201 with null", says(201, `null`), messaging.Unclear, "without an id"},
		{"201 cut short", says(201, `{"sid":"SM0000`), messaging.Unclear, "may have gone"},
		{"302 with a body like success", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(302)
			fmt.Fprintf(w, `{"sid":"%s"}`, testSM)
		}, messaging.Unclear, "without an id"},
		{"reset", func(w http.ResponseWriter, _ *http.Request) {
			c, _, _ := w.(http.Hijacker).Hijack()
			c.Close()
		}, messaging.Unclear, "may have gone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, posts := against(t, c.answer)
			_, err := n.Send(context.Background(), text)
			var e *messaging.SendError
			if !errors.As(err, &e) || e.Outcome != c.want || !strings.Contains(e.Reason, c.words) {
				t.Fatalf("%v", err)
			}
			if posts.Load() != 1 {
				t.Errorf("%d requests", posts.Load())
			}
			if strings.Contains(err.Error(), "7700") || e.Err != nil && strings.Contains(e.Err.Error(), "7700") {
				t.Error("a number in the error")
			}
			if e.OptedOut != (c.name == "21610") {
				t.Error("OptedOut")
			}
		})
	}
}

func TestSlowAnswerIsUnclear(t *testing.T) {
	release := make(chan struct{})
	n, posts := against(t, func(http.ResponseWriter, *http.Request) { <-release }, func(c *Config) { c.Timeout = 50 * time.Millisecond })
	defer close(release)
	_, err := n.Send(context.Background(), text)
	var e *messaging.SendError
	if !errors.As(err, &e) || e.Outcome != messaging.Unclear || posts.Load() != 1 {
		t.Fatal(err, posts.Load())
	}
}

func TestNobodyListensIsNotProcessed(t *testing.T) {
	n, _ := against(t, says(201, ""))
	dead := httptest.NewServer(nil)
	n.base, _ = url.Parse(dead.URL)
	dead.Close()
	_, err := n.Send(context.Background(), text)
	var e *messaging.SendError
	if !errors.As(err, &e) || e.Outcome != messaging.NotProcessed {
		t.Fatal(err)
	}
}

func TestSlowDownCarriesThePause(t *testing.T) {
	n, _ := against(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "7")
		says(429, `{"code":20429,"status":429}`)(w, nil)
	})
	_, err := n.Send(context.Background(), text)
	var e *messaging.SendError
	if !errors.As(err, &e) || e.After != 7*time.Second {
		t.Fatal(err)
	}
}

func TestRefusedWithoutACall(t *testing.T) {
	n, posts := against(t, says(201, ""))
	named := text
	named.Line, named.InvitesReply = "name", true
	unknown := text
	unknown.Line = "nowhere"
	for _, out := range []messaging.Outgoing{named, unknown} {
		_, err := n.Send(context.Background(), out)
		var e *messaging.SendError
		if !errors.As(err, &e) || e.Outcome != messaging.Refused {
			t.Error(err)
		}
	}
	live, err := New(Config{AccountSID: testSID, AuthToken: testToken, Sender: testMG, StatusURL: "https://a.nhs.uk/s", Live: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := live.Send(context.Background(), text); err == nil || !strings.Contains(err.Error(), "tests") {
		t.Errorf("a test number on the live network: %v", err)
	}
	if posts.Load() != 0 {
		t.Error("called all the same")
	}
	named.InvitesReply = false
	n2, posts2 := against(t, says(201, `{"sid":"`+testSM+`"}`))
	if r, err := n2.Send(context.Background(), named); err != nil || r.Status != "accepted" || posts2.Load() != 1 {
		t.Error("a name may carry what invites no answer", err)
	}
}

func TestImmediateFailureKeepsItsCode(t *testing.T) {
	n, _ := against(t, says(201, `{"sid":"`+testSM+`","status":"failed","error_code":30007}`))
	r, err := n.Send(context.Background(), text)
	if err != nil || r.Status != "failed" || r.Code != 30007 || !strings.Contains(r.Reason, "spam") {
		t.Fatal(r, err)
	}
}

func TestLists(t *testing.T) {
	page := `{"messages":[
	 {"sid":"SM1","to":"+447700900123","from":"+447700900999","body":"Frome: hello","direction":"outbound-api","status":"delivered","date_created":"Sun, 22 Nov 2026 10:00:00 +0000","date_sent":null,"error_code":null},
	 {"sid":"SM2","to":"+447700900999","from":"+447700900123","body":"yes","direction":"inbound","status":"received","num_media":"1","date_created":"Sun, 22 Nov 2026 11:00:00 +0000","date_sent":"Sun, 22 Nov 2026 11:00:01 +0000"}],
	 "next_page_uri":"/2010-04-01/again.json"}`
	var first string
	n, calls := against(t, func(w http.ResponseWriter, r *http.Request) {
		if first == "" {
			first = r.URL.RawQuery
		}
		io.WriteString(w, page)
	})
	got, err := n.Sightings(context.Background(), "+447700900123", 3)
	if err != nil || len(got) != 2 || got[0].ProviderID != "SM1" || got[0].To != "+447700900123" || !got[0].Created.Equal(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)) {
		t.Fatalf("%+v %v", got, err)
	}
	if !strings.Contains(first, "To=%2B447700900123") || strings.Contains(first, "DateSent") || strings.Contains(first, "From") {
		t.Error(first)
	}
	if calls.Load() > 3 {
		t.Errorf("%d pages for 3 texts", calls.Load())
	}
	first = ""
	in, err := n.Arrivals(context.Background(), time.Date(2026, 11, 22, 10, 30, 0, 5, time.UTC), 2)
	if !problem.Is(err, problem.Unavailable) {
		t.Errorf("as many as were asked for, and nobody says that there may be more: %v", err)
	}
	if len(in) != 1 || in[0].ProviderID != "SM2" || in[0].Media != 1 || in[0].From != "+447700900123" {
		t.Fatalf("%+v %v", in, err)
	}
	if !strings.Contains(first, "DateSent%3E=2026-11-22T10%3A30%3A00Z") {
		t.Error(first)
	}
	gone, _ := against(t, says(404, `{"code":20404,"status":404}`))
	if _, err := gone.Look(context.Background(), "SM1"); !problem.Is(err, problem.NotFound) {
		t.Error(err)
	}
	broken, _ := against(t, says(502, "<html>"))
	if _, err := broken.Sightings(context.Background(), nhs.Mobile("+447700900123"), 5); !problem.Is(err, problem.Unavailable) || strings.Contains(err.Error(), "7700") {
		t.Error(err)
	}
}

func TestAListOfEmptyPagesEnds(t *testing.T) {
	n, calls := against(t, says(200, `{"messages":[],"next_page_uri":"/2010-04-01/again.json"}`))
	_, err := n.Sightings(context.Background(), "+447700900123", 5)
	if err == nil || calls.Load() > mostRequests {
		t.Error(err, calls.Load())
	}
}

func TestRegionAndEdgeComeFromTheSettingsAlone(t *testing.T) {
	t.Setenv("TWILIO_REGION", "au1")
	t.Setenv("TWILIO_EDGE", "sydney")
	for _, c := range []struct{ region, edge, host string }{{"", "", "api.twilio.com"}, {"ie1", "dublin", "api.dublin.ie1.twilio.com"}} {
		n, err := New(Config{AccountSID: testSID, AuthToken: testToken, Sender: testMG, StatusURL: "https://a.nhs.uk/s", Live: true, Region: c.region, Edge: c.edge})
		if err != nil {
			t.Fatal(err)
		}
		var host string
		n.transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			host = r.URL.Host
			return nil, errors.New("not today")
		})
		out := text
		out.To = "+447400123456"
		n.Send(context.Background(), out)
		if host != c.host {
			t.Errorf("%q, want %q", host, c.host)
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestConfigListsEveryFault(t *testing.T) {
	err := Config{AccountSID: "x", AuthToken: "a_b", Sender: "much too long a name", StatusURL: "http://a?b=c", Edge: "dublin"}.Check()
	for _, part := range []string{"account SID", "auth token", "sender", "status webhook is https", "no query", "not switched on", "needs its region"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not listed", part)
		}
	}
	if strings.Contains(err.Error(), "a_b") {
		t.Error("the token is in the error")
	}
}
