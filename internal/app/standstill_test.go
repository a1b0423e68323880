package app_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"testing"

	"stepdown/internal/app"
	"stepdown/internal/messaging"
)

// A fault of our account stops all processes and outlives a restart; whichever
// process a person asks lets texts go again.
func TestFaultOfOursStopsEveryProcessUntilAPersonLooks(t *testing.T) {
	r := newRestorable(t, 3) // its pages are of a process that sends nothing
	sender, err := app.New(t.Context(), r.Config, app.Options{Now: r.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sender.Close() })
	if _, err := sender.Texts.SendDue(t.Context()); err != nil { // opens the mark: the simulated network takes these
		t.Fatal(err)
	}
	queue := func(intent string) {
		_, added, err := r.Texts.Desk.Queue(t.Context(), messaging.Message{Practice: r.Practice.ID, Kind: messaging.Answer, To: "+447700900123", Intent: intent, Body: "Wellbrook Surgery: " + intent})
		if err != nil || !added {
			t.Fatal(added, err)
		}
	}
	steps := func(n int) {
		for range n {
			if err := app.Step(t.Context(), sender); err != nil {
				t.Fatal(err)
			}
		}
	}
	queue("first")
	queue("second")
	calls := 0
	faulty := sendFunc(func(messaging.Outgoing) (messaging.Receipt, error) {
		calls++
		return messaging.Receipt{}, &messaging.SendError{Outcome: messaging.Misconfigured, Code: 20003, Reason: "Twilio does not accept our account or token."}
	})
	sender.Texts.Dispatcher.Sender = faulty
	steps(3)
	if calls != 1 || r.count(messaging.Held) != 1 || r.count(messaging.Queued) != 1 {
		t.Errorf("%d calls, %d held, %d queued", calls, r.count(messaging.Held), r.count(messaging.Queued))
	}
	v := r.As("Coordinator")
	v.Get("/home").Is(http.StatusOK).Says("All texts are stopped", "Twilio does not accept our account or token.")
	v.Get("/texts").Says("Twilio does not accept our account or token.", "Let texts go again")
	// Somebody mends the settings: the program is started again, and a person says go.
	if err := sender.Close(); err != nil {
		t.Fatal(err)
	}
	if sender, err = app.New(t.Context(), r.Config, app.Options{Now: r.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}); err != nil {
		t.Fatal(err)
	}
	sender.Texts.Dispatcher.Sender = r.net
	if _, err := sender.Texts.SendDue(t.Context()); err != nil || r.net.total() != 0 {
		t.Errorf("%d texts went before a person looked, %v", r.net.total(), err)
	}
	v.Post("/texts/resume", url.Values{}).To("/texts")
	steps(2)
	if r.net.total() != 1 || r.count(messaging.Held) != 1 {
		t.Errorf("%d texts went, %d held", r.net.total(), r.count(messaging.Held))
	}
	// Without a new start the process goes on too, when another lets texts go.
	queue("third")
	queue("fourth")
	sender.Texts.Dispatcher.Sender = faulty
	steps(2)
	sender.Texts.Dispatcher.Sender = r.net
	v.Post("/texts/resume", url.Values{}).To("/texts")
	steps(2)
	if calls != 2 || r.net.total() != 2 || r.count(messaging.Held) != 2 {
		t.Errorf("%d calls refused, %d texts went, %d held", calls, r.net.total(), r.count(messaging.Held))
	}
}
