package counterpart

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/twilio"
)

// faulty is a network of ours that does what neither counterpart offers. It
// keeps its own record of what it took on.
type faulty struct {
	mu      sync.Mutex
	carried map[string]int
	release chan struct{}
}

const created = `{"account_sid":%q,"api_version":"2010-04-01","body":%q,"date_created":"Sun, 22 Nov 2026 10:00:00 +0000","date_sent":null,
"date_updated":"Sun, 22 Nov 2026 10:00:00 +0000","direction":"outbound-api","error_code":null,"error_message":null,"from":null,"messaging_service_sid":%q,
"num_media":"0","num_segments":"0","price":null,"price_unit":null,"sid":"SM%032x","status":"accepted","subresource_uris":{},"to":%q,"uri":"/x"}`

func (f *faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.ParseForm()
	body := r.PostForm.Get("Body")
	word := body[strings.LastIndexByte(body, ' ')+1:]
	take := func() int {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.carried[word]++
		return len(f.carried)
	}
	w.Header().Set("Content-Type", "application/json")
	answer := func(status int, text string) {
		w.WriteHeader(status)
		io.WriteString(w, text)
	}
	switch word {
	case "good":
		answer(201, fmt.Sprintf(created, account, body, service, take(), r.PostForm.Get("To")))
	case "optedout":
		answer(400, `{"code":21610,"message":"unsubscribed","more_info":"","status":400}`)
	case "busy":
		answer(429, `{"code":20429,"message":"too many requests","more_info":"","status":429}`)
	case "fault":
		take()
		answer(500, `{"code":20500,"message":"internal","more_info":"","status":500}`)
	case "silent":
		take()
		<-f.release
	case "reset":
		take()
		c, _, _ := w.(http.Hijacker).Hijack()
		c.Close()
	}
}

func TestFaultsBehindPrism(t *testing.T) {
	f := &faulty{carried: map[string]int{}, release: make(chan struct{})}
	srv := httptest.NewServer(f)
	defer srv.Close()
	defer close(f.release)
	node := installed(t)
	front := freePort(t)
	// Without --errors: Twilio's description has no error answers, so Prism would
	// turn each of them into one of its own. Requests are still refused with 422.
	start(t, "Prism is listening", node, "node_modules/@stoplight/prism-cli/dist/index.js", "proxy", "testdata/twilio_messages_reluri.json", srv.URL, "-h", "127.0.0.1", "-p", front)
	n, err := twilio.New(twilio.Config{AccountSID: account, AuthToken: token, Sender: service, StatusURL: srv.URL + "/status", BaseURL: "http://127.0.0.1:" + front, Timeout: 2 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]messaging.Outcome{"optedout": messaging.Refused, "busy": messaging.NotProcessed, "fault": messaging.Unclear, "silent": messaging.Unclear, "reset": messaging.Unclear} {
		_, err := n.Send(context.Background(), messaging.Outgoing{Attempt: word, To: nhs.Mobile("+447700900123"), Body: "Frome: " + word})
		var e *messaging.SendError
		if !errors.As(err, &e) || e.Outcome != want {
			t.Errorf("%s: %v, want %s", word, err, want)
		}
	}
	if r, err := n.Send(context.Background(), messaging.Outgoing{Attempt: "good", To: "+447700900123", Body: "Frome: good"}); err != nil || r.Status != "accepted" {
		t.Error(r, err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for word, times := range f.carried {
		if times != 1 {
			t.Errorf("%s was taken on %d times", word, times)
		}
	}
}
