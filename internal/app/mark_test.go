package app_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stepdown/internal/app"
	"stepdown/internal/app/apptest"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// carrier is a network whose memory no backup brings back.
type carrier struct {
	mu   sync.Mutex
	took map[string]int // by words
}

func (c *carrier) Send(_ context.Context, out messaging.Outgoing) (messaging.Receipt, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.took[out.Body]++
	return messaging.Receipt{ProviderID: fmt.Sprintf("%s-%d", out.Attempt, c.took[out.Body]), Status: "sent"}, nil
}

func (c *carrier) total() (n int) {
	for _, times := range c.took {
		n += times
	}
	return n
}

// restorable is a practice with so many texts waiting, on a file that is copied
// and put back.
type restorable struct {
	*apptest.Site
	t   *testing.T
	net *carrier
}

func newRestorable(t *testing.T, texts int) *restorable {
	r := &restorable{apptest.New(t), t, &carrier{took: map[string]int{}}}
	_, people := r.Identified(400)
	r.Texts.Dispatcher.Sender = r.net
	for i := range texts {
		_, added, err := r.Texts.Desk.Queue(t.Context(), messaging.Message{Practice: r.Practice.ID, Patient: people[0].PatientID, Kind: messaging.Answer, To: "+447700900123",
			Intent: fmt.Sprint("answer/", i), Body: fmt.Sprintf("Wellbrook Surgery: answer %d.", i)})
		if err != nil || !added {
			t.Fatal(added, err)
		}
	}
	return r
}

func (r *restorable) copyTo(name string) string {
	r.t.Helper()
	path := filepath.Join(r.t.TempDir(), name)
	if err := r.Store.CopyTo(r.t.Context(), path); err != nil {
		r.t.Fatal(err)
	}
	return path
}

// restart closes the program, puts the copy in the place of the database when
// one is given, and starts the program again on the folder.
func (r *restorable) restart(folder, backup string) *app.App {
	r.t.Helper()
	if err := r.App.Close(); err != nil {
		r.t.Fatal(err)
	}
	cfg := r.Config
	if folder != "" {
		cfg.Data, cfg.MarkFolder = folder, folder // the key file was put back to its place
	}
	if backup != "" {
		for _, end := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(cfg.Database() + end)
		}
		text, err := os.ReadFile(backup)
		if err == nil {
			err = os.WriteFile(cfg.Database(), text, 0o600)
		}
		if err != nil {
			r.t.Fatal(err)
		}
	}
	a, err := app.New(r.t.Context(), cfg, app.Options{Now: r.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		r.t.Fatal(err)
	}
	a.Texts.Dispatcher.Sender = r.net
	r.t.Cleanup(func() { a.Close() })
	r.App = a
	return a
}

func (r *restorable) send() int {
	r.t.Helper()
	calls, err := r.App.Texts.SendDue(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return calls
}

func (r *restorable) count(s messaging.State) int {
	r.t.Helper()
	rows, err := r.App.Store.MessagesIn(r.t.Context(), []messaging.State{s}, time.Time{}, r.Now().AddDate(1, 0, 0), 1000)
	if err != nil {
		r.t.Fatal(err)
	}
	return len(rows)
}

// A copy of the file is put back over the one from which texts went meanwhile:
// nothing goes twice, what waits is held, and the page says what to do.
func TestRestoredBackupIsRecognisedAndSendsNothingTwice(t *testing.T) {
	r := newRestorable(t, 6)
	backup := r.copyTo("nightly.db")
	if n := r.send(); n != 6 {
		t.Fatalf("%d texts went", n)
	}
	a := r.restart("", backup)
	if n := r.send(); n != 0 || r.net.total() != 6 || r.count(messaging.Held) != 6 || r.count(messaging.Queued) != 0 {
		t.Fatalf("%d calls after the backup, %d texts in all, %d held", n, r.net.total(), r.count(messaging.Held))
	}
	pause, err := a.Store.TextsPaused(t.Context(), r.Practice.ID)
	if err != nil || !pause.Restored || !strings.Contains(pause.Reason, "At least 6 texts went out") {
		t.Errorf("%+v %v", pause, err)
	}
	// What the program derives by itself from the old records does not go either.
	if _, added, err := a.Texts.Desk.Queue(t.Context(), messaging.Message{Practice: r.Practice.ID, Kind: messaging.SafetyAnswer, To: "+447700900123",
		Intent: "again", Body: "Wellbrook Surgery: once more."}); err != nil || !added {
		t.Fatal(added, err)
	}
	if n := r.send(); n != 0 {
		t.Errorf("%d calls while a person has not looked", n)
	}
	// So it is with a follow-up that a schedule wrote before, and writes again.
	followUp := messaging.Message{Practice: r.Practice.ID, Kind: messaging.FollowUp, To: "+447700900123", Intent: "follow-up/again", Body: "Wellbrook Surgery: how are you?"}
	if _, added, err := a.Texts.Desk.Queue(t.Context(), followUp); err != nil || !added {
		t.Fatal(added, err)
	}
	// A start later nothing is found anew, and what a person lets go, goes once.
	if err := a.Texts.Contact.StartAll(t.Context(), r.Staff("Coordinator").Actor()); err != nil {
		t.Fatal(err)
	}
	a = r.restart("", "")
	held, err := a.Store.Troubled(t.Context(), r.Practice.ID)
	if err != nil || len(held) != 7 {
		t.Fatal(len(held), err)
	}
	held = slices.DeleteFunc(held, func(m messaging.Message) bool { return m.Kind == messaging.FollowUp })
	if err := a.Texts.Contact.Release(t.Context(), r.Staff("Coordinator").Actor(), held[0].ID); err != nil {
		t.Fatal(err)
	}
	if n := r.send(); n != 2 || r.count(messaging.Held) != 6 {
		t.Errorf("%d calls, %d held", n, r.count(messaging.Held))
	}
}

// The copy was made while texts were going out: those that it shows as being
// sent become unknown, never sent again.
func TestRestoredBackupExplainsWhatWasBeingSent(t *testing.T) {
	r := newRestorable(t, 3)
	r.Texts.Dispatcher.Limit = 1
	var backup string
	r.Texts.Dispatcher.Sender = copying{r.net, func() {
		if backup == "" {
			backup = r.copyTo("during.db")
		}
	}}
	if n := r.send(); n != 3 {
		t.Fatalf("%d texts went", n)
	}
	a := r.restart("", backup)
	r.Move(apptest.Now.Add(10 * time.Minute))
	if _, err := a.Texts.Desk.Explain(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if n := r.send(); n != 0 || r.net.total() != 3 || r.count(messaging.Unknown) != 1 || r.count(messaging.Held) != 2 {
		t.Errorf("%d calls, %d in all, %d unknown, %d held", n, r.net.total(), r.count(messaging.Unknown), r.count(messaging.Held))
	}
}

type copying struct {
	messaging.Sender
	before func()
}

func (c copying) Send(ctx context.Context, out messaging.Outgoing) (messaging.Receipt, error) {
	c.before()
	return c.Sender.Send(ctx, out)
}

func TestWhatTheMarkTells(t *testing.T) {
	type place struct {
		folder func(r *restorable) string // "" for the same one
		backup bool
		spoil  func(t *testing.T, folder string)
		goes   int // texts that go after the restart, of one that waits
	}
	for name, c := range map[string]place{
		"the same database": {goes: 1},
		"another machine":   {folder: func(r *restorable) string { return r.t.TempDir() }, backup: true},
		"a mark that says nothing": {spoil: func(t *testing.T, folder string) {
			for _, f := range marks(t, folder) {
				if err := os.WriteFile(f, []byte("?"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}},
		"a mark that was removed": {spoil: func(t *testing.T, folder string) {
			for _, f := range marks(t, folder) {
				if err := os.Remove(f); err != nil {
					t.Fatal(err)
				}
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRestorable(t, 1)
			r.send()
			queue(t, r, "one more")
			folder, backup := "", ""
			if c.folder != nil {
				folder = c.folder(r)
			}
			if c.backup {
				backup = r.copyTo("moved.db")
			}
			if c.spoil != nil {
				c.spoil(t, r.Config.MarkFolder)
			}
			r.restart(folder, backup)
			if n := r.send(); n != c.goes || r.count(messaging.Held) != 1-c.goes {
				t.Errorf("%d texts went, %d held", n, r.count(messaging.Held))
			}
		})
	}
}

func marks(t *testing.T, folder string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, "sent-*.mark"))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	return found
}

func queue(t *testing.T, r *restorable, words string) {
	t.Helper()
	_, added, err := r.App.Texts.Desk.Queue(t.Context(), messaging.Message{Practice: r.Practice.ID, Kind: messaging.Answer, To: nhs.Mobile("+447700900124"),
		Intent: words, Body: "Wellbrook Surgery: " + words})
	if err != nil || !added {
		t.Fatal(added, err)
	}
}

// A new database in a folder that knows another is no backup.
func TestNewDatabaseBesideAnOldMarkIsNoBackup(t *testing.T) {
	r := newRestorable(t, 1)
	r.send()
	empty := filepath.Join(t.TempDir(), "empty.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	a := r.restart("", empty)
	r.send()
	if _, err := a.Store.PracticeByODS(t.Context(), r.Practice.ODS); !problem.Is(err, problem.NotFound) {
		t.Fatal(err)
	}
	if found, _ := filepath.Glob(filepath.Join(r.Config.MarkFolder, "sent-*.mark")); len(found) != 2 {
		t.Errorf("marks: %v", found)
	}
}

// Without the mark nothing may go: a text that it does not count could go again
// from a backup.
func TestNothingGoesWhenTheMarkCannotBeWritten(t *testing.T) {
	r := newRestorable(t, 3)
	r.Texts.Dispatcher.Ledger = spoilt{r.Texts.Dispatcher.Ledger}
	r.send()
	if r.net.total() != 0 || r.Texts.Dispatcher.Stopped() == "" || r.count(messaging.Held) == 0 {
		t.Errorf("%d texts went; stopped: %q", r.net.total(), r.Texts.Dispatcher.Stopped())
	}
}

type spoilt struct{ messaging.Ledger }

func (spoilt) Keep(int64) error { return os.ErrPermission }
