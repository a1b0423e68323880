package browser

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const chartPage = `<h1>Tramadol over time</h1>
<figure class="app-figure"><figcaption>People with tramadol on repeat</figcaption>
<div class="chart" data-chart="run" role="img" aria-label="Run chart: 120 people in January, 80 in March"></div>
<script type="application/json" id="run">{"title":{"text":"\u003c/script\u003e\u003cscript\u003ealert(1)"},"tooltip":{"trigger":"axis"},
"xAxis":{"type":"category","data":["Jan","Feb","Mar"]},"yAxis":{},
"series":[{"type":"line","data":[120,100,80],"markLine":{"data":[{"type":"average"}]}}]}</script>
<table class="nhsuk-table"><caption class="nhsuk-table__caption">The same numbers</caption><thead><tr><th scope="col">Month</th><th scope="col">People</th></tr></thead>
<tbody><tr><td>Jan</td><td>120</td></tr></tbody></table></figure>
<button type="button" class="nhsuk-button" data-print hidden>Print this page</button>`

func TestChart(t *testing.T) {
	site := newSite(t, map[string]string{"/": chartPage})
	p := New(t)
	p.Open(site.URL)
	p.AwaitThat(`document.querySelector(".chart--drawn svg path") !== null`)
	p.Expect("The same numbers", "Print this page")
	// Moving over the chart shows its tooltip, which must not need inline styles.
	box := p.ask(`(() => { const b = root(".chart").getBoundingClientRect(); return {x: b.x + b.width / 2, y: b.y + b.height / 2}; })()`, nil)
	p.hover(box.X, box.Y)
	p.AwaitThat(`[...document.querySelectorAll(".chart text")].some(t => t.textContent.includes("Feb") && t.textContent !== "Feb") || document.querySelectorAll(".chart text").length > 8`)
	p.Axe()
	p.Size(390, 844)
	p.AwaitThat(`document.querySelector(".chart svg").getBoundingClientRect().width < 390`)
	p.Screenshot("chart")
	pdf := p.PDF()
	text := PDFText(t, pdf)
	for _, want := range []string{"Tramadol over time", "The same numbers", "120"} {
		if !strings.Contains(text, want) {
			t.Errorf("the print does not say %q: %s", want, text)
		}
	}
	if strings.Contains(text, "Print this page") {
		t.Error("the print has a button")
	}
	if !strings.Contains(string(pdf), "/StructTreeRoot") {
		t.Error("the print is not tagged for screen readers")
	}
}

// The browser prints straight after the event: a chart that is drawn in the next frame comes out cut off.
func TestChartFitsThePaper(t *testing.T) {
	site := newSite(t, map[string]string{"/": chartPage})
	p := New(t)
	p.Open(site.URL)
	const right = `Math.max(...[...document.querySelectorAll(".chart path, .chart text")].map(n => n.getBoundingClientRect().right)) -
		document.querySelector(".chart").getBoundingClientRect().left`
	p.AwaitThat(`document.querySelector(".chart--drawn svg path") !== null && ` + right + ` > 700`)
	var width float64
	p.run(chromedp.Evaluate(`(dispatchEvent(new Event("beforeprint")), `+right+`)`, &width))
	if width > 641 {
		t.Errorf("at the moment of printing the chart reaches to %.0f pixels, and the paper is 640 wide", width)
	}
	p.AwaitThat(`(dispatchEvent(new Event("afterprint")), true)`)
	p.AwaitThat(right + ` > 700`)
}

func TestWithoutScriptsTheTableIsThere(t *testing.T) {
	site := newSite(t, map[string]string{
		"/":       chartPage + `<form method="post" action="/go"><button class="nhsuk-button">Go on</button></form>`,
		"/thanks": `<h1>Thanks</h1>`,
	})
	p := New(t).WithoutScripts()
	p.Open(site.URL)
	p.Expect("The same numbers")
	p.Refute("Print this page")
	if got := p.Text(".app-figure"); strings.Contains(got, "Run chart") {
		t.Errorf("an empty chart takes room: %q", got)
	}
	p.Click("Go on")
	p.Expect("Thanks")
}

func TestAutosave(t *testing.T) {
	site := newSite(t, map[string]string{"/": `<h1>Review</h1>
<form method="post" action="/reviews/1" data-autosave="/reviews/1/draft"><input type="hidden" name="version" value="1">
<label class="nhsuk-label" for="story">Their story</label><textarea class="nhsuk-textarea" id="story" name="story"></textarea>
<p data-autosave-status></p><button class="nhsuk-button">Save</button></form>`})
	p := New(t)
	p.Open(site.URL)

	site.answer(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"version":"2"}`)
	})
	p.Fill("Their story", "Walks the dog")
	p.Await("Draft saved at")
	if got := site.got(); len(got) != 1 || got[0] != "/reviews/1/draft story=Walks+the+dog&version=1" {
		t.Errorf("the drafts were %q", got)
	}

	site.answer(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/sign-in", http.StatusSeeOther) })
	p.Fill("Their story", "Walks the dog daily")
	p.Await("you are signed out")
	if got := site.got(); got[len(got)-1] != "/reviews/1/draft story=Walks+the+dog+daily&version=2" {
		t.Errorf("the second draft was %q", got[len(got)-1])
	}
	if got := p.Value("Their story"); got != "Walks the dog daily" {
		t.Errorf("the words are lost: %q", got)
	}
	p.Axe()

	p.Reload()
	site.answer(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusConflict) })
	p.Fill("Their story", "Other")
	p.Await("somebody else has changed this record")
	p.Console() // the browser grumbles about the 409
}

func TestProgressIsFollowedToTheNextPage(t *testing.T) {
	site := newSite(t, map[string]string{
		"/": `<h1>Importing</h1><div class="app-progress" data-progress="/events" data-progress-next="/report">
<progress max="100" aria-label="Rows read"></progress><p data-progress-text>Starting</p></div>`,
		"/report": `<h1>Report</h1>`,
	})
	shown := make(chan struct{})
	site.extra["/events"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		event(w, "progress", map[string]any{"done": 1200, "total": 6000, "text": "Reading medicines"})
		select {
		case <-shown:
			event(w, "done", map[string]any{})
		case <-r.Context().Done():
		}
	}
	p := New(t)
	p.Open(site.URL)
	p.Await("Reading medicines: 1,200 of 6,000")
	p.AwaitThat(`document.querySelector("progress").value === 1200`)
	p.Axe()
	close(shown)
	p.AwaitThat(`location.pathname === "/report"`)
	p.Await("Report")
}

func TestProgressGoesToNoOtherSite(t *testing.T) {
	site := newSite(t, map[string]string{"/": `<h1>Importing</h1><div data-progress="/events"><p data-progress-text>Starting</p></div>`})
	site.extra["/events"] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		event(w, "progress", map[string]any{"done": 1, "text": "Nearly"})
		event(w, "done", map[string]any{"next": "http://example.org/"})
	}
	p := New(t)
	p.Open(site.URL)
	p.Await("Nearly: 1")
	if got := p.Address(); got != "/" {
		t.Errorf("we were sent to %s", got)
	}
}

func TestFiltersSendThemselves(t *testing.T) {
	site := newSite(t, map[string]string{"/": `<h1>People</h1><form class="app-filter" data-autosubmit action="/">
<div class="nhsuk-form-group"><label class="nhsuk-label" for="state">State</label><select class="nhsuk-select" id="state" name="state"><option value="all">All</option><option value="in">Taking part</option></select></div>
<button class="nhsuk-button nhsuk-button--secondary">Show</button></form>`})
	p := New(t)
	p.Open(site.URL)
	p.Choose("State", "Taking part")
	if got := p.Address(); got != "/?state=in" {
		t.Errorf("after choosing we are on %s", got)
	}
	p.Axe()
}

func TestCopyAndPrint(t *testing.T) {
	site := newSite(t, map[string]string{"/": `<h1>Text</h1><div id="message">Hello   there</div>
<p><button type="button" class="nhsuk-button" data-copy="#message" hidden>Copy the text</button></p>`})
	p := New(t)
	p.Open(site.URL)
	p.Click("Copy the text")
	// Whether a headless browser gives the clipboard is its own affair: both answers are told to the user.
	p.AwaitThat(`["Copied", "Press Ctrl+C to copy"].includes(document.querySelector("button").textContent)`)
	p.AwaitThat(`document.querySelector("[role=status]").textContent !== ""`)
}

// Own parts on one page: contrast and names are looked at by axe, the look by a person in the screenshot.
func TestOwnParts(t *testing.T) {
	site := newSite(t, map[string]string{"/": `<h1>Parts</h1>
<div class="app-banner app-banner--demo"><p class="nhsuk-width-container">Demonstration: made-up people, no text leaves this machine.</p></div>
<ul class="app-tiles"><li class="app-tile"><span class="app-tile__value">412</span><span class="app-tile__label">people on tramadol</span><span class="app-tile__note">extract of 1 November 2026</span></li>
<li class="app-tile"><span class="app-tile__value">38</span><span class="app-tile__label">reviews held</span></li></ul>
<h2>Work that waits</h2><ul class="app-worklist"><li class="app-worklist__item app-worklist__item--urgent"><span class="app-worklist__what"><a href="/">Reply to read</a><span class="app-worklist__note">Proposed: urgent</span></span><span class="app-worklist__when">today</span></li>
<li class="app-worklist__item app-worklist__item--soon"><span class="app-worklist__what"><a href="/follow-up">Follow-up due</a></span><span class="app-worklist__when">tomorrow</span></li></ul>
<h2>Thread</h2><ol class="app-thread"><li class="app-thread__message app-thread__message--out"><p>How are you getting on?</p><span class="app-thread__meta">From the practice, 10:02, delivered</span></li>
<li class="app-thread__message app-thread__message--in"><p>Better, thank you</p><span class="app-thread__meta">Reply, 10:15</span></li>
<li class="app-thread__message app-thread__message--failed"><p>Please ring us</p><span class="app-thread__meta">Not delivered</span></li></ol>
<h2>Phone</h2><div class="app-phone"><div class="app-phone__bar"><span>10:20</span><span>Demo network</span></div><p class="app-phone__contact">Vale Surgery</p>
<div class="app-phone__screen" tabindex="0" role="region" aria-label="Texts on this phone"><ol class="app-thread"><li class="app-thread__message app-thread__message--out"><p>How are you getting on?</p><span class="app-thread__meta">10:02</span></li>
<li class="app-thread__message app-thread__message--in"><p>Better, thank you</p><span class="app-thread__meta">10:15</span></li></ol></div>
<form class="app-phone__reply"><div class="nhsuk-form-group"><label class="nhsuk-label nhsuk-u-visually-hidden" for="reply">Answer</label><input class="nhsuk-input" id="reply" name="reply"></div><button class="nhsuk-button nhsuk-button--small">Send</button></form></div>
<div class="app-text-preview">Hello Ann, please keep taking your medicine as usual until we have talked.</div>
<div class="app-evidence"><p>Epilepsy <span class="app-code">84757009</span>, 3 May 2019</p></div>
<div class="app-progress"><progress max="100" value="40" aria-label="Rows read"></progress></div>`})
	p := New(t)
	p.Open(site.URL)
	p.Axe()
	p.Screenshot("own-parts")
}
