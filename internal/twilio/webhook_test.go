package twilio

import (
	"encoding/json"
	"errors"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/twilio/twilio-go/client"

	"stepdown/internal/messaging"
)

func TestSignatureVectors(t *testing.T) {
	raw, err := os.ReadFile("testdata/twilio-signature-vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		N, U, Sig string
		P         url.Values
	}
	if err := json.Unmarshal(raw, &vectors); err != nil || len(vectors) < 14 {
		t.Fatal(len(vectors), err)
	}
	token := vectorToken(t, vectors[0].U, vectors[0].P, vectors[0].Sig)
	current, _ := NewWebhook("https://app.example.nhs.uk", token, "")
	rotated, _ := NewWebhook("https://app.example.nhs.uk", "anothertoken", token)
	wrong, _ := NewWebhook("https://app.example.nhs.uk", "anothertoken", "")
	for _, v := range vectors {
		want := error(nil)
		if v.N == "dup" {
			want = ErrRepeated
		}
		if err := current.Verify(v.U, v.P, v.Sig); !errors.Is(err, want) {
			t.Errorf("%s: %v", v.N, err)
		}
		if err := rotated.Verify(v.U, v.P, v.Sig); !errors.Is(err, want) {
			t.Errorf("%s with the second token: %v", v.N, err)
		}
		if v.N != "dup" {
			if err := wrong.Verify(v.U, v.P, v.Sig); err != ErrSignature {
				t.Errorf("%s with a wrong token: %v", v.N, err)
			}
			if err := current.Verify(v.U+"x", v.P, v.Sig); err != ErrSignature {
				t.Errorf("%s at another address: %v", v.N, err)
			}
		}
	}
}

func vectorToken(t *testing.T, u string, p url.Values, sig string) string {
	t.Helper()
	fields := map[string]string{}
	for k := range p {
		fields[k] = p.Get(k)
	}
	for _, token := range []string{"12345", testToken, "token", "secret"} {
		v := client.NewRequestValidator(token)
		if v.Validate(u, fields, sig) {
			return token
		}
	}
	t.Fatal("no known token made the vectors")
	return ""
}

func signed(t *testing.T, token, address, body string) string {
	t.Helper()
	// Signed by the rule, not by the library that checks it.
	form, err := url.ParseQuery(body)
	if err != nil {
		t.Fatal(err)
	}
	return sign(token, address, form)
}

func TestReadVerifiesOverThePublicAddress(t *testing.T) {
	w, err := NewWebhook("https://app.example.nhs.uk/stepdown/", testToken, "")
	if err != nil {
		t.Fatal(err)
	}
	body := "MessageSid=SM1&From=%2B447700900123&Body=Yes+please+%F0%9F%91%8D&New=1"
	address := "https://app.example.nhs.uk/stepdown/webhooks/twilio/status?m=abc"
	for _, c := range []struct {
		name, path, kind, body, sig string
		want                        error
	}{
		{"good", "/webhooks/twilio/status?m=abc", "application/x-www-form-urlencoded; charset=UTF-8", body, signed(t, testToken, address, body), nil},
		{"other attempt", "/webhooks/twilio/status?m=abd", "application/x-www-form-urlencoded", body, signed(t, testToken, address, body), ErrSignature},
		{"other words", "/webhooks/twilio/status?m=abc", "application/x-www-form-urlencoded", body + "!", signed(t, testToken, address, body), ErrSignature},
		{"unsigned", "/webhooks/twilio/status?m=abc", "application/x-www-form-urlencoded", body, "", ErrSignature},
		{"JSON", "/webhooks/twilio/status?m=abc", "application/json", `{}`, "", ErrNotForm},
		{"repeated in the form", "/webhooks/twilio/status?m=abc", "application/x-www-form-urlencoded", "A=1&A=2", "x", ErrRepeated},
		{"repeated in the address", "/webhooks/twilio/status?m=abc&m=abd", "application/x-www-form-urlencoded", body, "x", ErrRepeated},
		{"large", "/webhooks/twilio/status?m=abc", "application/x-www-form-urlencoded", "A=" + strings.Repeat("a", most), "x", ErrTooLarge},
		{"no form", "/webhooks/twilio/status?m=abc", "application/x-www-form-urlencoded", "A=%zz", "x", ErrNotForm},
	} {
		r := httptest.NewRequest("POST", "http://10.0.0.1:8080"+c.path, strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.kind)
		r.Header.Set("X-Forwarded-Host", "evil.example")
		r.Header.Set("X-Twilio-Signature", c.sig)
		query, form, err := w.Read(r)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if err == nil && (query.Get("m") != "abc" || form.Get("Body") != "Yes please 👍") {
			t.Errorf("%s: %v %v", c.name, query, form)
		}
	}
	if _, _, err := w.Read(httptest.NewRequest("GET", "/webhooks/twilio/status", nil)); err != ErrNotForm {
		t.Error(err)
	}
}

func TestNewWebhookRefusesAnEmptyToken(t *testing.T) {
	if _, err := NewWebhook("https://a.nhs.uk", "", "x"); err == nil {
		t.Error("an empty token")
	}
	for _, public := range []string{"", "a.nhs.uk", "https://a.nhs.uk?x=1"} {
		if _, err := NewWebhook(public, "x", ""); err == nil {
			t.Errorf("%q", public)
		}
	}
}

func TestForms(t *testing.T) {
	a, err := Arrival(url.Values{"MessageSid": {"SM1"}, "From": {"+447700900123"}, "To": {"+447700900999"}, "Body": {"hi"}, "NumMedia": {"2"}, "OptOutType": {"STOP"}})
	if err != nil || a != (messaging.Arrival{ProviderID: "SM1", From: "+447700900123", To: "+447700900999", Body: "hi", Media: 2, OptOutType: "STOP"}) {
		t.Error(a, err)
	}
	if _, err := Arrival(url.Values{"Body": {"hi"}}); err != ErrIncomplete {
		t.Error(err)
	}
	s, err := Status(url.Values{"m": {"att"}}, url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"Undelivered"}, "ErrorCode": {"30005"}})
	if err != nil || s.Attempt != "att" || s.Status != "undelivered" || s.Code != 30005 || !strings.Contains(s.Reason, "not in use") || s.OptedOut {
		t.Error(s, err)
	}
	if s, _ := Status(nil, url.Values{"SmsSid": {"SM1"}, "SmsStatus": {"failed"}, "ErrorCode": {"21610"}}); !s.OptedOut || s.ProviderID != "SM1" {
		t.Error(s)
	}
	if _, err := Status(nil, url.Values{"MessageStatus": {"sent"}}); err != ErrIncomplete {
		t.Error(err)
	}
}

func FuzzWebhookForm(f *testing.F) {
	f.Add("MessageSid=SM1&From=%2B447700900123&Body=STOP&NumMedia=0", "m=abc")
	f.Add("A=1&A=2", "")
	f.Add("%zz", "m=%zz")
	w, _ := NewWebhook("https://app.example.nhs.uk", testToken, "")
	f.Fuzz(func(t *testing.T, body, query string) {
		r := httptest.NewRequest("POST", "/hook", strings.NewReader(body))
		r.URL.RawQuery = query
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		form, err := url.ParseQuery(body)
		if err == nil {
			r.Header.Set("X-Twilio-Signature", sign(testToken, "https://app.example.nhs.uk"+r.URL.RequestURI(), form))
		}
		q, got, err := w.Read(r)
		if err != nil {
			return
		}
		if repeated(got) || repeated(q) {
			t.Fatal("a field that comes twice was let through")
		}
		if a, err := Arrival(got); err == nil && (a.ProviderID == "" || a.From == "" || a.Media < 0) {
			t.Fatalf("%+v", a)
		}
		if s, err := Status(q, got); err == nil && s.Attempt == "" && s.ProviderID == "" {
			t.Fatalf("%+v", s)
		}
	})
}
