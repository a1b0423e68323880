package soak

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// network is a counterpart shaped like Twilio's Messages resource. It keeps its
// own record of what it took on, and lives longer than the programs it talks to.
type network struct {
	*httptest.Server
	clock func() time.Time
	slow  time.Duration // how long an ordinary answer takes

	mu       sync.Mutex
	dice     *rand.Rand
	mix      mix
	posts    int
	calls    map[string]int // POSTs by attempt
	refusals map[string]int // the code of a definite refusal, by attempt
	taken    []*text
	optedOut map[string]bool
	children map[*child]string // addresses of those that serve
	strike   *strike
	pending  []report
	lost     int // callbacks given up after as many tries as Twilio makes
	under    sync.WaitGroup

	replies   int
	confirmed map[string]report    // replies that the program said it has, by id
	stopped   map[string]time.Time // when it said that it has a STOP of the number
}

// text is one that the network took on.
type text struct {
	id, attempt, to, body, callback string
	created                         time.Time
	status                          string // its latest word
	code                            int
	hidden                          bool // the list lags: it is not shown
	toldEnd                         bool // the program confirmed the end
}

func newNetwork(t testing.TB, seed uint64, m mix, now func() time.Time) *network {
	n := &network{clock: now, dice: rand.New(rand.NewPCG(seed, 5)), mix: m, calls: map[string]int{}, refusals: map[string]int{},
		optedOut: map[string]bool{}, children: map[*child]string{},
		confirmed: map[string]report{}, stopped: map[string]time.Time{}}
	n.Server = httptest.NewServer(http.HandlerFunc(n.answer))
	t.Cleanup(func() { n.CloseClientConnections(); n.Close() })
	return n
}

const messages = "/2010-04-01/Accounts/" + account + "/Messages"

func (n *network) answer(w http.ResponseWriter, r *http.Request) {
	user, secret, _ := r.BasicAuth()
	if user != account || secret != token {
		refuse(w, http.StatusUnauthorized, 20003)
		return
	}
	switch {
	case r.Method == http.MethodPost && r.URL.Path == messages+".json":
		n.create(w, r)
	case r.Method == http.MethodGet && r.URL.Path == messages+".json":
		n.list(w, r.URL.Query().Get("To"))
	case r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, messages+"/"):
		n.fetch(w, strings.TrimSuffix(path.Base(r.URL.Path), ".json"))
	default:
		refuse(w, http.StatusNotFound, 20404)
	}
}

// create takes a text on, or not, and answers, or not.
func (n *network) create(w http.ResponseWriter, r *http.Request) {
	if r.ParseForm() != nil {
		refuse(w, http.StatusBadRequest, 21600)
		return
	}
	attempt := attemptOf(r.PostForm.Get("StatusCallback"))
	fault, strike := n.arrive(attempt, r.PostForm.Get("To"))
	if strike != nil {
		defer func() { go strike.fallsSoon() }()
	}
	if strike.falls(arriving) {
		abandon()
	}
	if code := fault.refusal(); code != 0 {
		n.refused(attempt, code)
		refuse(w, fault.status(), code)
		return
	}
	m := n.take(attempt, r.PostForm)
	for _, early := range n.plan(m) {
		n.deliver(early)
	}
	if strike.falls(taken) {
		abandon()
	}
	switch fault {
	case silence:
		<-r.Context().Done()
	case reset:
		abandon()
	case empty:
		w.WriteHeader(http.StatusCreated)
	case brokenAfter:
		refuse(w, http.StatusInternalServerError, 20500)
	default:
		time.Sleep(n.slow) // the distance to Twilio
		n.mu.Lock()
		answer := m.resource()
		n.mu.Unlock()
		say(w, http.StatusCreated, answer)
	}
}

// arrive counts the call, lets what is due be reported, and says what befalls it.
func (n *network) arrive(attempt, to string) (fault, *strike) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.posts++
	n.calls[attempt]++
	for _, r := range n.due() {
		n.under.Go(func() { n.deliver(r) })
	}
	f := n.mix.draw(n.dice)
	if n.optedOut[to] {
		f = unsubscribed
	}
	n.optedOut[to] = f == unsubscribed
	s := n.strike
	if s == nil || n.posts < s.at {
		return f, nil
	}
	n.strike = nil
	return f, s
}

func (n *network) refused(attempt string, code int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.refusals[attempt] = code
}

func (n *network) take(attempt string, form url.Values) *text {
	n.mu.Lock()
	defer n.mu.Unlock()
	m := &text{id: sid(len(n.taken) + 1), attempt: attempt, to: form.Get("To"), body: form.Get("Body"), callback: form.Get("StatusCallback"),
		created: n.clock(), status: "queued", hidden: n.dice.IntN(1000) < n.mix.hidden}
	n.taken = append(n.taken, m)
	return m
}

// resource is a text as Twilio shows it. The caller holds the lock.
func (m *text) resource() map[string]any {
	var code any
	if m.code != 0 {
		code = m.code
	}
	return map[string]any{"account_sid": account, "api_version": "2010-04-01", "body": m.body, "date_created": m.created.Format(time.RFC1123Z), "date_sent": nil,
		"date_updated": m.created.Format(time.RFC1123Z), "direction": "outbound-api", "error_code": code, "error_message": nil, "from": surgery,
		"messaging_service_sid": nil, "num_media": "0", "num_segments": "1", "price": nil, "price_unit": "GBP", "sid": m.id, "status": m.status,
		"subresource_uris": map[string]any{}, "to": m.to, "uri": messages + "/" + m.id + ".json"}
}

func (n *network) list(w http.ResponseWriter, to string) {
	n.mu.Lock()
	rows := []any{}
	for _, m := range slices.Backward(n.taken) {
		if m.to == to && !m.hidden {
			rows = append(rows, m.resource())
		}
	}
	n.mu.Unlock()
	say(w, http.StatusOK, map[string]any{"messages": rows, "next_page_uri": nil, "page": 0, "page_size": 1000, "uri": messages + ".json"})
}

func (n *network) fetch(w http.ResponseWriter, id string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, m := range n.taken {
		if m.id == id {
			say(w, http.StatusOK, m.resource())
			return
		}
	}
	refuse(w, http.StatusNotFound, 20404)
}

func say(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func refuse(w http.ResponseWriter, status, code int) {
	say(w, status, map[string]any{"code": code, "message": "no", "more_info": "", "status": status})
}

// abandon breaks the connection without a word.
func abandon() { panic(http.ErrAbortHandler) }

func attemptOf(callback string) string {
	u, err := url.Parse(callback)
	if err != nil {
		return ""
	}
	return u.Query().Get("m")
}
