package soak

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// report is a status callback to come.
type report struct {
	text  *text
	word  string
	code  int
	due   int // with this POST
	tries int
}

// mostTries is what Twilio makes with rc=5: one, and five more.
const mostTries = 6

// plan draws the callbacks of a text: those that come before the call returns
// are given back, the others wait. The network's own record knows the end at once.
func (n *network) plan(m *text) (early []report) {
	n.mu.Lock()
	defer n.mu.Unlock()
	words := []string{"queued", "sent", "delivered"}
	switch at := n.dice.IntN(1000); {
	case at < n.mix.unsettled:
		words = words[:2]
	case at < n.mix.unsettled+n.mix.bounced/2:
		words[2], m.code = "undelivered", 30003
	case at < n.mix.unsettled+n.mix.bounced:
		words[2], m.code = "failed", 30008
	}
	m.status = words[len(words)-1]
	before := n.dice.IntN(1000) < n.mix.early
	for _, word := range words {
		r := report{text: m, word: word, due: n.posts}
		if word == m.status {
			r.code = m.code
		}
		if n.dice.IntN(1000) < n.mix.dropped {
			continue
		}
		copies := 1
		if n.dice.IntN(1000) < n.mix.twice {
			copies = 2
		}
		for range copies {
			if n.dice.IntN(1000) < n.mix.late {
				r.due = n.posts + n.dice.IntN(40)
			}
			if before && n.dice.IntN(3) > 0 {
				early = append(early, r)
			} else {
				n.pending = append(n.pending, r)
			}
		}
	}
	n.dice.Shuffle(len(early), func(i, j int) { early[i], early[j] = early[j], early[i] })
	return early
}

// due takes out what is due, in any order. The caller holds the lock.
func (n *network) due() []report {
	var now []report
	n.pending = slices.DeleteFunc(n.pending, func(r report) bool {
		if r.due <= n.posts {
			now = append(now, r)
		}
		return r.due <= n.posts
	})
	n.dice.Shuffle(len(now), func(i, j int) { now[i], now[j] = now[j], now[i] })
	return now
}

// flush delivers all that is still to come.
func (n *network) flush() {
	n.under.Wait()
	for {
		n.mu.Lock()
		n.posts += 1000 // time passes
		rs := n.due()
		n.mu.Unlock()
		if len(rs) == 0 {
			return
		}
		for _, r := range rs {
			n.deliver(r)
		}
	}
}

var caller = &http.Client{Timeout: 10 * time.Second}

// deliver makes one callback, and puts it back when it was not taken.
func (n *network) deliver(r report) {
	r.tries++
	if n.call(r) {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if r.tries == mostTries {
		n.lost++
		return
	}
	r.due = n.posts + 1 + n.dice.IntN(10)
	n.pending = append(n.pending, r)
}

func (n *network) call(r report) bool {
	public, _, _ := strings.Cut(r.text.callback, "#") // the fragment is for Twilio alone
	u, err := url.Parse(public)
	address := n.someChild()
	if err != nil || address == "" {
		return false
	}
	form := url.Values{"AccountSid": {account}, "ApiVersion": {"2010-04-01"}, "From": {surgery}, "To": {r.text.to},
		"MessageSid": {r.text.id}, "SmsSid": {r.text.id}, "MessageStatus": {r.word}, "SmsStatus": {r.word}}
	if r.code != 0 {
		form.Set("ErrorCode", strconv.Itoa(r.code))
	}
	request, err := http.NewRequest(http.MethodPost, address+u.RequestURI(), strings.NewReader(form.Encode()))
	if err != nil {
		return false
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("X-Twilio-Signature", sign(public, form))
	answer, err := caller.Do(request)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode/100 == 2
}

func (n *network) someChild() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, address := range n.children { // in any order
		return address
	}
	return ""
}

// sign makes Twilio's signature by the published rule: HMAC-SHA1 over the
// address and each field with its value, in the order of the names.
func sign(address string, form url.Values) string {
	var names []string
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		address += name + form.Get(name)
	}
	h := hmac.New(sha1.New, []byte(token))
	h.Write([]byte(address))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}
