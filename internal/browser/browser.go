// Package browser drives Chromium for tests of whole journeys: it finds things by the words that a
// person reads, waits for pages to load, and fails a test on any script error, breach of the
// Content-Security-Policy, server error, or request to another host. Only tests import it.
package browser

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may take to do what was asked. It only bounds a hang: nothing waits for it.
const patience = 60 * time.Second

// Page is one browser window. Its methods end the test when what they ask for cannot be had.
type Page struct {
	t     testing.TB
	ctx   context.Context
	watch *watch

	scope  string // CSS selector within which things are found
	silent bool   // pages run no script
}

// New starts a Chromium of its own, with no cookies, for one test. Without Chromium the test is skipped and says so,
// but fails when CI=true. The environment may name the program in CHROMIUM.
func New(t testing.TB) *Page {
	t.Helper()
	if testing.Short() {
		t.Skip("skipped: browser tests do not run with -short")
	}
	program, err := find()
	if err != nil {
		missing(t, err.Error())
	}
	// Not t.TempDir: Chromium may still write while the test's own clean-up runs, and would fail it.
	profile, err := os.MkdirTemp("", "stepdown-browser-*")
	if err != nil {
		t.Fatal(err)
	}
	parent, stop := chromedp.NewExecAllocator(context.Background(), flags(program, profile)...)
	ctx, _ := chromedp.NewContext(parent)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // lets Chromium close itself, with all its processes
		stop()
		remove(profile)
	})

	p := &Page{t: t, ctx: ctx, watch: newWatch(), scope: "body"}
	chromedp.ListenTarget(ctx, p.watch.event)
	if err := chromedp.Run(ctx, network.Enable(), emulation.SetDeviceMetricsOverride(1280, 900, 1, false)); err != nil {
		t.Fatal("Chromium did not start: ", err)
	}
	t.Cleanup(p.end) // runs first, while the page is still there
	return p
}

// remove tries again: a last process of Chromium may add a file while the folder is being emptied.
func remove(folder string) {
	for range 20 {
		if os.RemoveAll(folder) == nil {
			return
		}
	}
}

func find() (string, error) {
	if named := os.Getenv("CHROMIUM"); named != "" {
		return exec.LookPath(named)
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium found: install it, or name it in CHROMIUM")
}

// missing skips a test for want of a program, except where every program has to be there.
func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip("skipped: ", what)
}

func flags(program, profile string) []chromedp.ExecAllocatorOption {
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	return append(options,
		chromedp.ExecPath(program),
		chromedp.UserDataDir(profile),
		chromedp.WSURLReadTimeout(patience),
		chromedp.NoSandbox, // continuous integration runs as root; only our own pages are opened
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "en-GB"),
		// Nothing leaves the machine, whatever a page asks for.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
	)
}

// end reports what went wrong on the pages in silence, and keeps a picture of where a failed test stopped.
func (p *Page) end() {
	if p.t.Failed() {
		p.picture("failed-" + filepath.Base(p.t.Name()))
	}
	for _, fault := range p.Console() {
		p.t.Error("on the page: ", fault)
	}
}

// WithoutScripts has the pages that follow run no script of their own, as behind a strict filter.
func (p *Page) WithoutScripts() *Page {
	p.t.Helper()
	p.run(emulation.SetScriptExecutionDisabled(true))
	p.silent = true
	return p
}

// Size sets the window in CSS pixels: 1280 × 900 at first, 390 × 844 for a telephone.
func (p *Page) Size(width, height int64) {
	p.t.Helper()
	p.run(emulation.SetDeviceMetricsOverride(width, height, 1, false))
}

// In returns the same page with its things looked for inside the first element that matches a CSS selector.
func (p *Page) In(selector string) *Page {
	inner := *p
	inner.scope = selector
	return &inner
}

func (p *Page) run(actions ...chromedp.Action) {
	p.t.Helper()
	if err := p.try(actions...); err != nil {
		p.t.Fatal(err)
	}
}

func (p *Page) try(actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}
