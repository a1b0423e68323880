package twilio

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/twilio/twilio-go/client"

	"stepdown/internal/messaging"
)

// Webhook verifies what claims to come from Twilio. Nothing of a request is
// believed, and no database is asked, before its signature is right.
type Webhook struct {
	public string // scheme, host and path before ours, as Twilio was given them
	keys   []client.RequestValidator
}

// Errors of Webhook.Read. None repeats anything of the request.
var (
	ErrNotForm   = errors.New("a webhook of Twilio is a POST of a form")
	ErrTooLarge  = errors.New("the webhook is larger than any text")
	ErrRepeated  = errors.New("a field of the webhook comes twice")
	ErrSignature = errors.New("the webhook is not signed by our Twilio account")
)

// NewWebhook takes the public address of this server, which Twilio signs: it
// comes from the settings and never from the request's own Host. The second
// token may be empty.
func NewWebhook(public, token, secondary string) (*Webhook, error) {
	u, err := url.Parse(public)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("the public address is a scheme, a host and perhaps a path")
	}
	if token == "" {
		return nil, errors.New("webhooks cannot be verified without the Twilio auth token")
	}
	w := &Webhook{public: strings.TrimRight(public, "/"), keys: []client.RequestValidator{client.NewRequestValidator(token)}}
	if secondary != "" {
		w.keys = append(w.keys, client.NewRequestValidator(secondary))
	}
	return w, nil
}

// most is far above 1,600 characters of any script, escaped, with all fields.
const most = 64 << 10

// Read gives the fields of a signed webhook, those of its address and those
// of its form apart. Unknown fields are let through: Twilio adds some without
// notice, and all are signed.
func (w *Webhook) Read(r *http.Request) (query, form url.Values, err error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Method != http.MethodPost || err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, nil, ErrNotForm
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, most+1))
	if err != nil {
		return nil, nil, ErrNotForm
	}
	if len(body) > most {
		return nil, nil, ErrTooLarge
	}
	form, err = url.ParseQuery(string(body))
	if err != nil {
		return nil, nil, ErrNotForm
	}
	query, err = url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, nil, ErrNotForm
	}
	if repeated(query) {
		return nil, nil, ErrRepeated
	}
	// Twilio says that it leaves the fragment out of what it signs; the emulator
	// signs it. Both addresses are ours, so either signature proves the token.
	address, signature := w.public+r.URL.RequestURI(), r.Header.Get("X-Twilio-Signature")
	if err = w.Verify(address, form, signature); errors.Is(err, ErrSignature) {
		err = w.Verify(address+RetryFragment, form, signature)
	}
	if err != nil {
		return nil, nil, err
	}
	return query, form, nil
}

// Verify checks the signature of a form over the whole public address. A field
// that comes twice is refused: the libraries disagree on what is signed then.
func (w *Webhook) Verify(address string, form url.Values, signature string) error {
	if repeated(form) {
		return ErrRepeated
	}
	fields := make(map[string]string, len(form))
	for k := range form {
		fields[k] = form.Get(k)
	}
	ok := false
	for i := range w.keys { // every key, so that the time does not tell which fitted
		ok = w.keys[i].Validate(address, fields, signature) || ok
	}
	if !ok || signature == "" {
		return ErrSignature
	}
	return nil
}

func repeated(v url.Values) bool {
	for _, values := range v {
		if len(values) > 1 {
			return true
		}
	}
	return false
}

// ErrIncomplete says that a signed webhook lacks what tells one text from
// another.
var ErrIncomplete = errors.New("the webhook has no id of a text")

// Arrival reads a text from a patient.
func Arrival(form url.Values) (messaging.Arrival, error) {
	a := messaging.Arrival{
		ProviderID: first(form, "MessageSid", "SmsSid", "SmsMessageSid"),
		From:       form.Get("From"), To: form.Get("To"), Body: form.Get("Body"), OptOutType: form.Get("OptOutType"),
	}
	if n, err := strconv.Atoi(form.Get("NumMedia")); err == nil && n > 0 {
		a.Media = n
	}
	if a.ProviderID == "" || a.From == "" {
		return a, ErrIncomplete
	}
	return a, nil
}

// Status reads a status callback; the attempt stands in the query of its
// address.
func Status(query, form url.Values) (messaging.StatusReport, error) {
	s := messaging.StatusReport{Attempt: query.Get("m"), Evidence: messaging.Evidence{
		ProviderID: first(form, "MessageSid", "SmsSid"),
		Status:     strings.ToLower(first(form, "MessageStatus", "SmsStatus")),
	}}
	if code, err := strconv.Atoi(form.Get("ErrorCode")); err == nil && code > 0 {
		told := reported(code)
		s.Code, s.Reason, s.OptedOut, s.Filtered, s.Misconfigured = code, told.Words, code == codeOptedOut, code == codeFiltered, told.kind == ours
	}
	if s.Attempt == "" && s.ProviderID == "" || s.Status == "" {
		return s, ErrIncomplete
	}
	return s, nil
}

func first(form url.Values, names ...string) string {
	for _, n := range names {
		if v := form.Get(n); v != "" {
			return v
		}
	}
	return ""
}

// EmptyAnswer is what a webhook answers: nothing to say back.
const EmptyAnswer = `<?xml version="1.0" encoding="UTF-8"?><Response/>`
