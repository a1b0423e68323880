package twilio

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"net/url"
	"sort"
	"testing"
)

// sign makes Twilio's signature by the published rule: HMAC-SHA1 over the
// address and each field with its value, in the order of the names.
func sign(token, address string, form url.Values) string {
	var names []string
	for k := range form {
		names = append(names, k)
	}
	sort.Strings(names)
	for _, k := range names {
		address += k + form.Get(k)
	}
	h := hmac.New(sha1.New, []byte(token))
	h.Write([]byte(address))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// The signature that Twilio's own library carries in its tests.
func TestPublishedVector(t *testing.T) {
	w, _ := NewWebhook("https://mycompany.com", "12345", "")
	form := url.Values{"Digits": {"1234"}, "CallSid": {"CA1234567890ABCDE"}, "To": {"+18005551212"}, "Caller": {"+14158675309"},
		"From": {"+14158675309"}, "ReasonConferenceEnded": {"test"}, "Reason": {"Participant"}}
	const address, signature = "https://mycompany.com/myapp.php?foo=1&bar=2", "vOEb5UThFn24KEfnOFLQY2AE5FY="
	if got := sign("12345", address, form); got != signature {
		t.Errorf("our own signing gives %s", got)
	}
	if err := w.Verify(address, form, signature); err != nil {
		t.Error(err)
	}
}
