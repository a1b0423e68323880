package twilio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"

	"stepdown/internal/messaging"
)

// Network sends through Twilio. It is safe for use from several goroutines.
type Network struct {
	cfg       Config
	transport http.RoundTripper
	base      *url.URL // nil: Twilio itself
}

var _ messaging.Network = (*Network)(nil)

// New checks the configuration and makes no call.
func New(cfg Config) (*Network, error) {
	if err := cfg.Check(); err != nil {
		return nil, err
	}
	n := &Network{cfg: cfg, transport: &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: timeoutOr(cfg.Timeout),
		MaxIdleConnsPerHost:   32, // calls under way at once
		IdleConnTimeout:       60 * time.Second,
		ForceAttemptHTTP2:     true,
	}}
	if cfg.BaseURL != "" {
		n.base, _ = url.Parse(cfg.BaseURL) // checked
	}
	return n, nil
}

func timeoutOr(d time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return usualTimeout
}

// Send makes one call. See messaging.Sender.
func (n *Network) Send(ctx context.Context, out messaging.Outgoing) (messaging.Receipt, error) {
	line := n.cfg.Sender
	if out.Line != "" {
		line = n.named(out.Line)
	}
	if err := n.refuse(ctx, out, line); err != nil {
		return messaging.Receipt{}, err
	}
	service, seen := n.service()
	msg, err := service.CreateMessage(n.params(out, line))
	return receipt(msg, err, seen)
}

// named is a line of the settings by its name, or a number or Messaging
// Service as a practice entered it: it must belong to the account.
func (n *Network) named(line string) string {
	if known := n.cfg.Lines[line]; known != "" || !serviceSID.MatchString(line) && !telephone.MatchString(line) {
		return known
	}
	return line
}

// refuse is what we know without asking Twilio.
func (n *Network) refuse(ctx context.Context, out messaging.Outgoing, line string) error {
	refused := func(words string) error {
		return &messaging.SendError{Outcome: messaging.Refused, Reason: words}
	}
	switch {
	case ctx.Err() != nil:
		return &messaging.SendError{Outcome: messaging.NotProcessed, Reason: "The call was given up before it began.", Err: ctx.Err()}
	case !lineOK(line):
		return refused("The sender line of this text is not set up. Ask whoever looks after the settings.")
	case out.InvitesReply && oneWay(line):
		return refused("The sender is a name, which nobody can answer, and this text invites an answer. Use a number.")
	case out.To.Test() && n.base == nil:
		return refused("The number is in the range kept for tests and belongs to nobody. Check the number on the record.")
	}
	return nil
}

func (n *Network) params(out messaging.Outgoing, line string) *api.CreateMessageParams {
	p := &api.CreateMessageParams{}
	p.SetTo(string(out.To)).SetBody(out.Body).SetStatusCallback(StatusAddress(n.cfg.StatusURL, out.Attempt))
	if serviceSID.MatchString(line) {
		p.SetMessagingServiceSid(line)
	} else {
		p.SetFrom(line)
	}
	valid := n.cfg.ValidFor
	if valid == 0 {
		valid = usualValidity
	}
	p.SetValidityPeriod(int(valid.Seconds()))
	p.SetSmartEncoded(false) // the text was smart-encoded, counted and shown as it goes
	if n.cfg.DiscardContent {
		p.SetContentRetention("discard")
	}
	if n.cfg.ObfuscateAddress {
		p.SetAddressRetention("obfuscate")
	}
	return p
}

// RetryFragment at the end of a webhook's address tells Twilio to try five
// times more after any failure; by itself it tries once more, and only when it
// could not connect. Put it on the inbound address in Twilio's console too.
const RetryFragment = "#rc=5&rp=all"

// StatusAddress is where Twilio reports on the attempt.
func StatusAddress(base, attempt string) string {
	return base + "?m=" + url.QueryEscape(attempt) + RetryFragment
}

// service makes a client for one errand, with a place for what twilio-go does
// not hand on: the status of the answer and how long Twilio asks us to wait.
func (n *Network) service() (*api.ApiService, *answer) {
	seen := &answer{base: n.base, next: n.transport}
	c := &client.Client{
		Credentials: client.NewCredentials(n.cfg.AccountSID, n.cfg.AuthToken),
		HTTPClient: &http.Client{
			Transport: seen,
			Timeout:   timeoutOr(n.cfg.Timeout),
			// A followed redirect would be reported as success with a wrong id.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	c.SetAccountSid(n.cfg.AccountSID)
	// Not NewRequestHandler: that one lets the environment move us to another region.
	return api.NewApiService(&client.RequestHandler{Client: c, Region: n.cfg.Region, Edge: n.cfg.Edge}), seen
}

// answer is a transport that remembers the answer, keeps the request to one
// POST, limits the size of what is read, and can turn calls to a counterpart.
type answer struct {
	base     *url.URL
	next     http.RoundTripper
	status   int
	after    time.Duration
	requests int
}

const (
	mostAnswer   = 16 << 20 // a page of a thousand texts
	mostRequests = 25       // pages of a list that never ends
)

func (a *answer) RoundTrip(r *http.Request) (*http.Response, error) {
	a.requests++
	if a.requests > mostRequests || a.requests > 1 && r.Method == http.MethodPost {
		return nil, errors.New("more requests than one errand needs")
	}
	r = r.Clone(r.Context())
	// Either header would let net/http send the POST a second time by itself.
	r.Header.Del("Idempotency-Key")
	r.Header.Del("X-Idempotency-Key")
	if a.base != nil {
		r.URL.Scheme, r.URL.Host, r.Host = a.base.Scheme, a.base.Host, ""
	}
	res, err := a.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	a.status = res.StatusCode
	if s, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && s > 0 && s < 3600 {
		a.after = time.Duration(s) * time.Second
	}
	res.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(res.Body, mostAnswer), res.Body}
	return res, nil
}

// receipt says what is certain after the call.
func receipt(msg *api.ApiV2010Message, err error, seen *answer) (messaging.Receipt, error) {
	if err != nil {
		return messaging.Receipt{}, outcome(err, seen)
	}
	id := value(msg.Sid)
	if seen.status/100 != 2 || !strings.HasPrefix(id, "SM") && !strings.HasPrefix(id, "MM") {
		return messaging.Receipt{}, unclear("Twilio answered without an id. The text may have gone.", nil)
	}
	r := messaging.Receipt{ProviderID: id, Status: value(msg.Status)}
	if r.Status == "" {
		r.Status = "accepted"
	}
	if msg.ErrorCode != nil && *msg.ErrorCode != 0 {
		r.Code, r.Reason = *msg.ErrorCode, reported(*msg.ErrorCode).Words
	}
	return r, nil
}

// outcome tells the errors of a call apart. Only what Twilio itself says, or
// what cannot have reached it, is certain.
func outcome(err error, seen *answer) error {
	var rest *client.TwilioRestError
	if errors.As(err, &rest) {
		return refusal(rest, seen)
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" && seen.status == 0 {
		return &messaging.SendError{Outcome: messaging.NotProcessed, Reason: "Twilio could not be reached, so the text did not go.", Err: withoutAddress(err)}
	}
	return unclear("Twilio gave no clear answer. The text may have gone.", withoutAddress(err))
}

func refusal(rest *client.TwilioRestError, seen *answer) error {
	status := seen.status
	if status == 0 {
		status = rest.Status // twilio-go refused it before a call
	}
	told := Explain(rest.Code)
	e := &messaging.SendError{Code: rest.Code, Reason: told.Words, OptedOut: rest.Code == codeOptedOut, After: seen.after}
	switch {
	case status == http.StatusTooManyRequests || status/100 == 4 && told.kind == later:
		e.Outcome = messaging.NotProcessed
	case status/100 != 4 || status == http.StatusRequestTimeout:
		return unclear("Twilio had a fault of its own. The text may have gone.", nil)
	case told.kind == ours || status == http.StatusUnauthorized || status == http.StatusForbidden:
		e.Outcome = messaging.Misconfigured
	default:
		e.Outcome = messaging.Refused
	}
	return e
}

func unclear(words string, err error) error {
	return &messaging.SendError{Outcome: messaging.Unclear, Reason: words, Err: err}
}

// withoutAddress keeps the kind of a network error and drops its address,
// which for a list holds a patient's number.
func withoutAddress(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		if u.Timeout() {
			return errors.New("time-out")
		}
		return fmt.Errorf("%s failed: %T", u.Op, u.Err)
	}
	return fmt.Errorf("%T", err)
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
