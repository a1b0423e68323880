package soak

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// report is a status callback to come, or a reply of the person.
type report struct {
	text  *text
	word  string // the network's, or what the person writes
	code  int
	reply string // the network's id of a reply; empty for a status
	due   int    // with this POST
	tries int
}

// What people write back.
var replies = []string{"Thanks, doing ok", "STOP", "I cant cope any more"}

// mostTries is what Twilio makes with rc=5: one, and five more.
const mostTries = 6

// theEnd is more calls than any soak makes.
const theEnd = 1 << 20

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
	before, after := n.dice.IntN(1000) < n.mix.early, 0
	if n.dice.IntN(1000) < n.mix.mute {
		before, after = false, theEnd
	}
	for _, word := range words {
		r := report{text: m, word: word, due: n.posts + after}
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
				r.due = n.posts + after + n.dice.IntN(40)
			}
			if before && n.dice.IntN(3) > 0 {
				early = append(early, r)
			} else {
				n.pending = append(n.pending, r)
			}
		}
	}
	if n.dice.IntN(1000) < n.mix.replies {
		n.replies++
		r := report{text: m, word: replies[n.dice.IntN(len(replies))], reply: fmt.Sprintf("SM%032x", 1<<40+n.replies), due: n.posts + n.dice.IntN(40)}
		n.pending = append(n.pending, r, r) // networks deliver some twice
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
		n.posts += 2 * theEnd
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
	public, form := r.webhook(n.URL)
	u, err := url.Parse(public)
	address := n.someChild()
	if err != nil || address == "" {
		return false
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
	if answer.StatusCode/100 != 2 {
		return false
	}
	n.told(r)
	return true
}

// webhook is the public address and the form of a callback.
func (r report) webhook(base string) (string, url.Values) {
	form := url.Values{"AccountSid": {account}, "ApiVersion": {"2010-04-01"}}
	set := func(pairs ...string) {
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
	}
	if r.reply != "" {
		set("MessageSid", r.reply, "SmsSid", r.reply, "From", r.text.to, "To", surgery, "Body", r.word, "NumMedia", "0")
		return base + "/webhooks/twilio/inbound", form
	}
	set("MessageSid", r.text.id, "SmsSid", r.text.id, "From", surgery, "To", r.text.to, "MessageStatus", r.word, "SmsStatus", r.word)
	if r.code != 0 {
		set("ErrorCode", strconv.Itoa(r.code))
	}
	public, _, _ := strings.Cut(r.text.callback, "#") // the fragment is for Twilio alone
	return public, form
}

// told remembers what the program has confirmed: from now on it must know it.
func (n *network) told(r report) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch {
	case r.reply != "":
		n.confirmed[r.reply] = r
		if to := r.text.to; r.word == "STOP" && n.stopped[to].IsZero() {
			n.stopped[to] = n.clock()
		}
	case r.word == r.text.status && r.word != "sent":
		r.text.toldEnd = true
	}
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
