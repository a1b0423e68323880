// Package soak proves that texts go at most once and are never lost: a whole
// Stepdown runs as a process of its own, is killed with SIGKILL again and
// again while its queue drains, and what it then holds is compared with the
// record of a counterpart of Twilio that lives on in the test. `make test` runs
// the short form, `make soak` the long one.
package soak

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"stepdown/internal/app"
	"stepdown/internal/config"
	"stepdown/internal/messaging"
	"stepdown/internal/twilio"
)

// How the counterpart and the program know each other.
const (
	account = "AC00000000000000000000000000000002"
	token   = "fedcba9876543210fedcba9876543210"
	surgery = "+447700900999"
)

// order is what a child process is told.
type order struct {
	Data, Database, Assets, Counterpart string

	Rate    float64
	Timeout time.Duration // of one call to the counterpart
	Clock   clock
}

// clock is the time that the children and the counterpart share: it began on a
// working morning and goes faster, so that pauses of seconds cost the test less.
type clock struct {
	Real, Made time.Time
	Speed      float64
}

func (c clock) now() time.Time {
	return c.Made.Add(time.Duration(float64(time.Since(c.Real)) * c.Speed)).UTC()
}

// later is the clock put forward, as if the machine had stood still meanwhile.
func (c clock) later(d time.Duration) clock {
	c.Made = c.Made.Add(d)
	return c
}

const childVariable = "STEPDOWN_SOAK_ORDER"

// TestMain lets the test binary stand in for the program.
func TestMain(m *testing.M) {
	text := os.Getenv(childVariable)
	if text == "" {
		os.Exit(m.Run())
	}
	var o order
	err := json.Unmarshal([]byte(text), &o)
	if err == nil {
		err = serve(o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (o order) config() config.Config {
	return config.Config{Data: o.Data, DatabaseURL: o.Database, KeyFile: o.Data + "/keys.json", MarkFolder: o.Data, Address: "127.0.0.1:0", PublicURL: o.Counterpart,
		Assets: o.Assets, Worker: true, Texts: config.Texts{Transport: "twilio", Rate: o.Rate},
		Twilio: config.Twilio{AccountSID: account, AuthToken: token, From: surgery}}
}

func (o order) open(ctx context.Context, log io.Writer) (*app.App, error) {
	return app.New(ctx, o.config(), app.Options{Now: o.Clock.now, Log: slog.New(slog.NewJSONHandler(log, nil)),
		Twilio: func(c *twilio.Config) { c.BaseURL, c.Timeout, c.Live = o.Counterpart, o.Timeout, false }})
}

// serve is the child: `stepdown serve` on a database that outlives it. It ends
// with the test, and says when nothing is queued any more.
func serve(o order) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	go func() {
		io.Copy(io.Discard, os.Stdin) // ends when the test's process does
		os.Exit(2)
	}()
	a, err := o.open(ctx, os.Stderr)
	if err != nil {
		return err
	}
	defer a.Close()
	return a.Serve(ctx, func(address string) {
		fmt.Println("serving", address)
		go tell(ctx, a)
	})
}

// tell says when nothing is queued any more, and then when nothing is left
// half-way.
func tell(ctx context.Context, a *app.App) {
	for _, l := range []struct {
		state messaging.State
		word  string
	}{{messaging.Queued, "drained"}, {messaging.Sending, "explained"}} {
		for {
			left, err := a.Store.MessagesIn(ctx, []messaging.State{l.state}, time.Time{}, a.Now().AddDate(1, 0, 0), 1)
			if err == nil && len(left) == 0 {
				break
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
		fmt.Println(l.word)
	}
}

// child is a running Stepdown.
type child struct {
	cmd       *exec.Cmd
	address   chan string   // once, when it serves
	drained   chan struct{} // closed when nothing is queued any more
	explained chan struct{} // closed when after that nothing is left half-way
	asked     chan struct{} // closed when it has asked the network about what is unclear
	ended     chan struct{} // closed when the process has gone
	stdin     io.Closer
}

// launch starts a child. What it logs is kept for a test that does not pass.
func launch(t testing.TB, o order) *child {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	c := &child{cmd: exec.Command(os.Args[0]), address: make(chan string, 1), drained: make(chan struct{}), explained: make(chan struct{}),
		asked: make(chan struct{}), ended: make(chan struct{})}
	c.cmd.Env = append(os.Environ(), childVariable+"="+string(text))
	out, _ := c.cmd.StdoutPipe()
	log, _ := c.cmd.StderrPipe()
	c.stdin, _ = c.cmd.StdinPipe()
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go c.listen(out)
	go c.watch(t, log)
	return c
}

func (c *child) listen(out io.Reader) {
	for lines := bufio.NewScanner(out); lines.Scan(); {
		word, address, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case "serving":
			c.address <- address
		case "drained":
			close(c.drained)
		case "explained":
			close(c.explained)
		}
	}
}

func (c *child) watch(t testing.TB, log io.Reader) {
	asked := false
	for lines := bufio.NewScanner(log); lines.Scan(); {
		var l struct{ Level, Msg, Job, Error string }
		_ = json.Unmarshal(lines.Bytes(), &l)
		if !asked && l.Msg == "job done" && l.Job == "ask the text network" {
			asked = true
			close(c.asked)
		}
		if l.Level == "ERROR" || l.Level == "" {
			t.Log("child: ", lines.Text())
		}
	}
	_ = c.cmd.Wait()
	close(c.ended)
}

func (c *child) kill() { _ = c.cmd.Process.Kill() }

// stop asks the child to end in order and waits.
func (c *child) stop(t testing.TB) {
	t.Helper()
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	<-c.ended
	if !c.cmd.ProcessState.Success() {
		t.Errorf("a child told to stop ended with %v", c.cmd.ProcessState)
	}
}
