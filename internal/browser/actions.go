package browser

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

//go:embed find.js
var findJS string

// answer is what the functions of find.js give back.
type answer struct {
	Problem string
	Text    string
	X, Y    float64
}

// Open goes to an address and waits until the page is loaded. An answer of 500 or above fails the test.
func (p *Page) Open(address string) {
	p.t.Helper()
	err := p.leave(chromedp.ActionFunc(func(ctx context.Context) error {
		_, _, refused, _, err := page.Navigate(address).Do(ctx)
		if err == nil && refused != "" {
			err = fmt.Errorf("open %s: %s", address, refused)
		}
		return err
	}))
	if err != nil {
		p.t.Fatal(err)
	}
}

// Click clicks the link, button, summary or label that says words, with the mouse and where it can be seen.
// If that leads to another page, it waits for the page. Exact words win over a part of a longer text.
func (p *Page) Click(words string) {
	p.t.Helper()
	at := p.ask(`spot(clickable(scope, arg))`, words)
	if err := p.leave(chromedp.MouseClickXY(at.X, at.Y)); err != nil {
		p.t.Fatalf("click “%s”: %v", words, err)
	}
}

// Fill types text over what the field with this label holds. “Legend > Label” names a field of a group,
// such as “When was it? > Day”.
func (p *Page) Fill(label, text string) {
	p.t.Helper()
	p.ask(`ready(control(scope, arg))`, label)
	if text == "" {
		p.run(chromedp.KeyEvent(kb.Delete))
		return
	}
	p.run(input.InsertText(text))
}

// FillDate fills the day, month and year under a legend from a date such as 2026-11-05.
func (p *Page) FillDate(legend, date string) {
	p.t.Helper()
	parts := strings.Split(date, "-")
	if len(parts) != 3 {
		p.t.Fatalf("%q is not a date such as 2026-11-05", date)
	}
	p.Fill(legend+" > Day", strings.TrimPrefix(parts[2], "0"))
	p.Fill(legend+" > Month", strings.TrimPrefix(parts[1], "0"))
	p.Fill(legend+" > Year", parts[0])
}

// Choose takes an option of the list with this label, and waits if that leads to another page.
func (p *Page) Choose(label, option string) {
	p.t.Helper()
	var got answer
	err := p.leave(p.script(&got, `choose(control(scope, arg[0]), arg[1])`, []string{label, option}))
	if err == nil && got.Problem != "" {
		err = errors.New(got.Problem)
	}
	if err != nil {
		p.t.Fatalf("choose “%s” in “%s”: %v", option, label, err)
	}
}

// Upload gives files of the disk to the file field with this label.
func (p *Page) Upload(label string, paths ...string) {
	p.t.Helper()
	p.run(chromedp.ActionFunc(func(ctx context.Context) error {
		code := p.code(`control(scope, arg).node`, label)
		field, fault, err := runtime.Evaluate(code).Do(ctx)
		if err != nil {
			return err
		}
		if fault != nil || field.ObjectID == "" {
			return fmt.Errorf("no file field is labelled “%s”", label)
		}
		return dom.SetFileInputFiles(paths).WithObjectID(field.ObjectID).Do(ctx)
	}))
}

// Press sends a key to what has the focus: kb.Tab, kb.Enter, "a"; it waits if that leads to another page.
func (p *Page) Press(key string) {
	p.t.Helper()
	if err := p.leave(chromedp.KeyEvent(key)); err != nil {
		p.t.Fatalf("press %q: %v", key, err)
	}
}

// hover moves the mouse.
func (p *Page) hover(x, y float64) {
	p.t.Helper()
	p.run(input.DispatchMouseEvent(input.MouseMoved, x, y))
}

// Reload asks for the same page again.
func (p *Page) Reload() {
	p.t.Helper()
	if err := p.leave(page.Reload()); err != nil {
		p.t.Fatal(err)
	}
}

// Back goes to the page before.
func (p *Page) Back() {
	p.t.Helper()
	if err := p.leave(chromedp.Evaluate(`history.back()`, nil)); err != nil {
		p.t.Fatal(err)
	}
}

// leave does what may lead to another page, and waits until that page is loaded.
func (p *Page) leave(action chromedp.Action) error {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, action); err != nil {
		return err
	}
	if err := p.watch.settle(ctx); err != nil {
		return err
	}
	// A form is sent by a task of its own after the click: let the tasks that wait run first.
	// Losing the page in the meantime means that it is being left, which is what we wait for.
	turn := `new Promise(done => setTimeout(() => setTimeout(done)))`
	if p.silent {
		turn = `0` // without scripts no timer runs; the evaluation is a task behind the form's
	}
	err := chromedp.Run(ctx, chromedp.Evaluate(turn, nil, awaited))
	if err != nil && ctx.Err() != nil {
		return err
	}
	return p.watch.settle(ctx)
}

func awaited(params *runtime.EvaluateParams) *runtime.EvaluateParams {
	return params.WithAwaitPromise(true)
}

// ask runs a function of find.js and ends the test on a problem.
func (p *Page) ask(call string, arg any) answer {
	p.t.Helper()
	var got answer
	p.run(p.script(&got, call, arg))
	if got.Problem != "" {
		p.t.Fatal(got.Problem)
	}
	return got
}

func (p *Page) script(got any, call string, arg any) chromedp.Action {
	return chromedp.Evaluate(p.code(call, arg), got)
}

func (p *Page) code(call string, arg any) string {
	given, err := json.Marshal(arg)
	if err != nil {
		p.t.Fatal(err)
	}
	return fmt.Sprintf("(() => { const scope = %q, arg = %s;\n%s\nreturn %s; })()", p.scope, given, findJS, call)
}

// Address returns the path and query of the page that is shown.
func (p *Page) Address() string {
	p.t.Helper()
	var address string
	p.run(chromedp.Location(&address))
	parsed, err := url.Parse(address)
	if err != nil {
		p.t.Fatal(err)
	}
	return parsed.RequestURI()
}
