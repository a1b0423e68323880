package browser

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/chromedp/chromedp"
)

// Text returns the visible text of the first element that matches a CSS selector, white space made single.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return p.In(selector).ask(`text(scope)`, nil).Text
}

// Value returns what the field with this label holds: its text, the chosen option, or "true" or "false" for a tick.
func (p *Page) Value(label string) string {
	p.t.Helper()
	return p.ask(`value(control(scope, arg))`, label).Text
}

// Title returns the page's title.
func (p *Page) Title() string {
	p.t.Helper()
	var title string
	p.run(chromedp.Title(&title))
	return title
}

// Has says whether the page, or the part that p looks in, shows these words now.
func (p *Page) Has(words string) bool {
	p.t.Helper()
	return strings.Contains(p.Text(p.scope), words)
}

// Expect ends the test unless each of these texts is shown now.
func (p *Page) Expect(texts ...string) {
	p.t.Helper()
	shown := p.Text(p.scope)
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			p.t.Fatalf("“%s” (%s) does not show “%s”. It shows:\n%s", p.Title(), p.Address(), text, clip(shown))
		}
	}
}

// Refute ends the test when any of these texts is shown.
func (p *Page) Refute(texts ...string) {
	p.t.Helper()
	shown := p.Text(p.scope)
	for _, text := range texts {
		if strings.Contains(shown, text) {
			p.t.Fatalf("“%s” (%s) shows “%s”, which it should not", p.Title(), p.Address(), text)
		}
	}
}

// Await waits until the words appear, also on a page that a script goes to.
func (p *Page) Await(words string) {
	p.t.Helper()
	p.AwaitThat(`document.body?.innerText.replace(/\s+/g, " ").includes(` + quote(words) + `)`)
}

// AwaitThat waits until a JavaScript expression is true.
func (p *Page) AwaitThat(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for {
		err := chromedp.Run(ctx, chromedp.Poll(expression, nil, chromedp.WithPollingTimeout(0)))
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			p.t.Fatalf("waited in vain for %s on “%s”", expression, p.Title())
		}
		// The page was left while we watched it: watch the next one.
		if settled := p.watch.settle(ctx); settled != nil {
			p.t.Fatal(errors.Join(err, settled))
		}
	}
}

// Focused returns the words on the element that has the focus, or the label of a field.
func (p *Page) Focused() string {
	p.t.Helper()
	var got string
	p.run(chromedp.Evaluate(`(() => { const node = document.activeElement;
		return (node.labels?.[0]?.innerText || node.getAttribute("aria-label") || node.innerText || "").replace(/\s+/g, " ").trim(); })()`, &got))
	return got
}

func quote(words string) string {
	quoted, err := json.Marshal(words)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return string(quoted)
}

func clip(text string) string {
	const most = 1500
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + " …"
}
