package browser

import (
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// narrowest is the width in CSS pixels at which a page must still be read without moving it sideways:
// WCAG 2.2, success criterion 1.4.10. A wide table may move within a box of its own.
const narrowest = 320

// wideJS names what reaches past the right edge of a page that moves sideways, the innermost first. The menu
// gathers what has no room a moment after the window changed, so it asks again before it says so.
const wideJS = `(async () => {
	const wide = () => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1;
	for (let tries = 0; wide() && tries < 30; tries++) await new Promise((go) => setTimeout(go, 50));
	if (!wide()) return "";
	const edge = document.documentElement.clientWidth + 1;
	const boxed = (e) => { for (let p = e.parentElement; p !== document.body && p; p = p.parentElement) if (getComputedStyle(p).overflowX !== "visible") return true; return false };
	const past = [...document.querySelectorAll("body *")].filter((e) => Math.max(e.getBoundingClientRect().right, e.getBoundingClientRect().left + e.scrollWidth) > edge && !boxed(e));
	return [...new Set(past.reverse().map((e) => e.tagName.toLowerCase() + "." + e.className))].slice(0, 6).join(", ") || "something";
})()`

// Reflow fails the test when the page has to be moved sideways on a narrow screen, as on a telephone or at
// 400 % on a desktop.
func (p *Page) Reflow() {
	p.t.Helper()
	var width, height int64
	p.run(chromedp.Evaluate(`innerWidth`, &width), chromedp.Evaluate(`innerHeight`, &height))
	p.run(emulation.SetDeviceMetricsOverride(narrowest, height, 1, false))
	var wide string
	p.run(chromedp.Evaluate(wideJS, &wide, awaited))
	p.run(emulation.SetDeviceMetricsOverride(width, height, 1, false))
	if wide = strings.TrimSpace(wide); wide != "" {
		p.t.Errorf("“%s” (%s) has to be moved sideways on a screen of %d pixels: %s", p.Title(), p.Address(), narrowest, wide)
	}
}
