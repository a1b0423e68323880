package soak

import (
	"os"

	"stepdown/internal/audit"
	"stepdown/internal/messaging"
)

// compare holds the rows against the network's own record: nothing twice,
// nothing lost, and every row in a state that says what is known.
func (r *run) compare(queued []messaging.Message) {
	rows := map[string]messaging.Message{}
	safety := 0
	for _, m := range r.rows(messaging.States...) {
		rows[m.ID] = m
		if m.Kind == messaging.SafetyAnswer {
			safety++
			queued = append(queued, m)
		}
	}
	if len(rows) != len(queued) {
		r.t.Errorf("%d rows, want %d", len(rows), len(queued))
	}
	r.compareReplies(queued[0].Practice, safety)
	takenOn := r.takenOn(queued)
	audited := r.audited(queued[0].Practice)
	counts := map[messaging.State]int{}
	for _, q := range queued {
		m, there := rows[q.ID]
		if !there || m.Intent != q.Intent || m.To != q.To || m.Body != q.Body {
			r.t.Fatalf("the text of intent %s is not as it was queued", q.Intent)
		}
		counts[m.State]++
		r.judge(m, takenOn[m.Attempt], audited["message:"+m.ID])
	}
	r.t.Log(counts)
	for attempt := range takenOn {
		if r.owner(rows, attempt) == 0 {
			r.t.Errorf("no row answers for a text that was taken on")
		}
	}
}

// takenOn gives the network's record by attempt, and checks that nothing was
// taken on twice: neither an attempt, nor the words of an intent.
func (r *run) takenOn(queued []messaging.Message) map[string]*text {
	type words struct{ to, body string }
	intents := map[words]int{}
	for _, q := range queued {
		intents[words{string(q.To), q.Body}]++
	}
	by := map[string]*text{}
	for _, m := range r.net.taken {
		if by[m.attempt] != nil {
			r.t.Errorf("an attempt was taken on twice")
		}
		by[m.attempt] = m
		if w := (words{m.to, m.body}); intents[w] == 0 {
			r.t.Errorf("a text went twice, or was never queued")
		} else {
			intents[w]--
		}
	}
	for _, calls := range r.net.calls {
		if calls != 1 {
			r.t.Errorf("%d calls for one attempt", calls)
		}
	}
	return by
}

func (r *run) owner(rows map[string]messaging.Message, attempt string) (owners int) {
	for _, m := range rows {
		if m.Attempt == attempt {
			owners++
		}
	}
	return owners
}

// judge says whether a row tells the truth about its text. sent is nil when the
// network never took it on; audits is how often its acceptance was recorded.
func (r *run) judge(m messaging.Message, sent *text, audits int) {
	fault := func(words string) {
		r.t.Errorf("a text that is %s (network: %q, code %d): %s", m.State, m.ProviderStatus, m.ErrorCode, words)
	}
	switch m.State {
	case messaging.Queued, messaging.Sending, messaging.Held, messaging.Cancelled:
		fault("nobody explained it")
	case messaging.Unknown:
		// For a person: the network never had it, its list does not show it, or
		// another text of the same words is unclear too.
		if sent != nil && !sent.hidden && !r.hasTwin(m) {
			fault("the network's list shows it")
		}
		if m.Reason == "" {
			fault("no reason for the person who looks")
		}
	case messaging.Accepted, messaging.Sent, messaging.Delivered:
		if sent == nil {
			fault("the network never took it on")
		}
		if audits != 1 {
			fault("its acceptance is not recorded once")
		}
	case messaging.Undelivered:
		if sent == nil || sent.status != "undelivered" {
			fault("the network never said so")
		}
	case messaging.Failed:
		if r.net.refusals[m.Attempt] == 0 && (sent == nil || sent.status != "failed") {
			fault("the network never said so")
		}
	case messaging.Suppressed:
		if !r.net.optedOut[string(m.To)] && !r.wroteStop(m) || sent != nil {
			fault("they never opted out, or it went all the same")
		}
	}
	if sent != nil && m.ProviderID != "" && m.ProviderID != sent.id {
		fault("it carries the id of another text")
	}
	if sent != nil && sent.toldEnd && string(m.State) != sent.status {
		fault("it was told the end, and lost it: " + sent.status)
	}
	if stop := r.net.stopped[string(m.To)]; sent != nil && !stop.IsZero() && m.Started.After(stop) {
		fault("it went after they wrote STOP")
	}
	if m.Later != "" {
		fault("it was contradicted: " + m.Later)
	}
	if audits > 1 {
		fault("its acceptance is recorded more than once")
	}
}

func (r *run) wroteStop(m messaging.Message) bool {
	_, wrote := r.net.stopped[string(m.To)]
	return wrote
}

// compareReplies: each reply that was confirmed is kept once, in its own words,
// and still waits for a person.
func (r *run) compareReplies(practiceID string, safety int) {
	a, err := r.order.open(r.t.Context(), os.Stderr)
	if err != nil {
		r.t.Fatal(err)
	}
	defer a.Close()
	kept, err := a.Store.OpenReplies(r.t.Context(), practiceID)
	if err != nil {
		r.t.Fatal(err)
	}
	times, urgent := map[string]int{}, 0
	for _, in := range kept {
		times[in.ProviderID]++
		sent, known := r.net.confirmed[in.ProviderID]
		if known && (in.Body != sent.word || in.From != sent.text.to) {
			r.t.Error("a reply is not in its own words")
		}
		if !in.Seen.IsZero() {
			r.t.Errorf("a reply that nobody has read is marked as seen")
		}
		if in.Urgent {
			urgent++
		}
	}
	for id := range r.net.confirmed {
		if times[id] != 1 {
			r.t.Errorf("a reply is kept %d times", times[id])
		}
	}
	if safety > urgent {
		r.t.Errorf("%d safety answers to %d urgent replies", safety, urgent)
	}
	r.t.Logf("%d replies, %d urgent, %d safety answers, %d of STOP", len(kept), urgent, safety, len(r.net.stopped))
}

// hasTwin: another text has the same number and words.
func (r *run) hasTwin(m messaging.Message) bool {
	same := 0
	for _, other := range r.net.taken {
		if other.to == string(m.To) && other.body == m.Body {
			same++
		}
	}
	return same > 1
}

// audited counts the recorded acceptances by text.
func (r *run) audited(practiceID string) map[string]int {
	a, err := r.order.open(r.t.Context(), os.Stderr)
	if err != nil {
		r.t.Fatal(err)
	}
	defer a.Close()
	var entries []audit.Entry
	entries, err = a.Store.AuditTrail(r.t.Context(), practiceID, "", 1<<30, 0)
	if err != nil {
		r.t.Fatal(err)
	}
	times := map[string]int{}
	for _, e := range entries {
		if e.Action == "text accepted by the network" {
			times[e.Object]++
		}
	}
	return times
}
