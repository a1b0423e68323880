package browser

import (
	"context"
	"fmt"
	"net/url"
	"sync"

	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// watch hears what the browser says of a window. chromedp calls event for one message after the other,
// and before the answer to a command that caused it: after a click we therefore know whether it leads elsewhere.
type watch struct {
	mu      sync.Mutex
	busy    bool // a page is asked for or loading
	loaded  chan struct{}
	status  int64  // of the last document
	address string // of the last document
	faults  []string
}

func newWatch() *watch {
	idle := make(chan struct{})
	close(idle)
	return &watch{loaded: idle}
}

func (w *watch) event(ev any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch ev := ev.(type) {
	case *page.EventFrameRequestedNavigation:
		w.begin()
	case *page.EventFrameStartedLoading:
		w.begin()
	case *page.EventFrameStoppedLoading:
		w.done()
	case *page.EventNavigatedWithinDocument:
		w.done()
	case *network.EventRequestWillBeSent:
		w.request(ev)
	case *network.EventResponseReceived:
		w.response(ev)
	case *network.EventLoadingFailed:
		w.failed(ev)
	case *runtime.EventExceptionThrown:
		w.fault("script error: %s", exception(ev.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		w.console(ev)
	case *cdplog.EventEntryAdded:
		w.entry(ev.Entry)
	}
}

func (w *watch) begin() {
	if !w.busy {
		w.busy = true
		w.loaded = make(chan struct{})
	}
}

func (w *watch) done() {
	if w.busy {
		w.busy = false
		close(w.loaded)
	}
}

// settle waits until no page is on its way.
func (w *watch) settle(ctx context.Context) error {
	for {
		w.mu.Lock()
		busy, loaded := w.busy, w.loaded
		w.mu.Unlock()
		if !busy {
			return nil
		}
		select {
		case <-loaded:
		case <-ctx.Done():
			return fmt.Errorf("the page did not finish loading: %w", ctx.Err())
		}
	}
}

// request sees to it that pages stay on this machine: a practice's browser must tell no other host what it reads.
func (w *watch) request(ev *network.EventRequestWillBeSent) {
	address, err := url.Parse(ev.Request.URL)
	if err != nil || (address.Scheme != "http" && address.Scheme != "https") {
		return
	}
	if host := address.Hostname(); host != "127.0.0.1" && host != "localhost" {
		w.fault("asked another host: %s", ev.Request.URL)
	}
}

func (w *watch) response(ev *network.EventResponseReceived) {
	if ev.Type == network.ResourceTypeDocument {
		w.status, w.address = ev.Response.Status, ev.Response.URL
	}
	if ev.Response.Status >= 500 {
		w.fault("the server answered %d to %s", ev.Response.Status, ev.Response.URL)
	}
}

func (w *watch) failed(ev *network.EventLoadingFailed) {
	if ev.BlockedReason == network.BlockedReasonCsp {
		w.fault("a %s was blocked by the Content-Security-Policy", ev.Type)
	}
}

func (w *watch) console(ev *runtime.EventConsoleAPICalled) {
	if ev.Type != runtime.APITypeError && ev.Type != runtime.APITypeAssert {
		return
	}
	var words []any
	for _, arg := range ev.Args {
		if arg.Description != "" {
			words = append(words, arg.Description)
		} else {
			words = append(words, string(arg.Value))
		}
	}
	w.fault("console: %s", fmt.Sprintln(words...))
}

func (w *watch) entry(entry *cdplog.Entry) {
	if entry.Level != cdplog.LevelError {
		return
	}
	// A page may properly answer 404 or 422, and the browser grumbles about each; 500 is reported above.
	if entry.Source == cdplog.SourceNetwork && entry.URL == w.address {
		return
	}
	w.fault("%s: %s (%s)", entry.Source, entry.Text, entry.URL)
}

func (w *watch) fault(format string, args ...any) {
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
}

func exception(details *runtime.ExceptionDetails) string {
	if details.Exception != nil && details.Exception.Description != "" {
		return details.Exception.Description
	}
	return details.Text
}

// Console returns the faults seen since it was last called: script errors, console.error, breaches of the
// Content-Security-Policy, answers of 500 and above, requests to other hosts. What nobody asks for fails the test at its end.
func (p *Page) Console() []string {
	p.watch.mu.Lock()
	defer p.watch.mu.Unlock()
	faults := p.watch.faults
	p.watch.faults = nil
	return faults
}

// Status returns the HTTP status of the page that is shown.
func (p *Page) Status() int {
	p.watch.mu.Lock()
	defer p.watch.mu.Unlock()
	return int(p.watch.status)
}
