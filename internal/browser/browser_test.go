package browser

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const formPage = `<h1>Book a review</h1>
<form method="post" action="/book" enctype="multipart/form-data">
  <div class="nhsuk-form-group"><label class="nhsuk-label" for="name">Full name</label><input class="nhsuk-input" id="name" name="name" value="old"></div>
  <div class="nhsuk-form-group"><label class="nhsuk-label" for="note">Notes</label><textarea class="nhsuk-textarea" id="note" name="note"></textarea></div>
  <div class="nhsuk-form-group"><label class="nhsuk-label" for="room">Room</label><select class="nhsuk-select" id="room" name="room"><option value="1">Room 1</option><option value="2">Room 2</option></select></div>
  <fieldset class="nhsuk-fieldset"><legend>Date of review</legend>
    <label for="d1">Day</label><input id="d1" name="d1"><label for="m1">Month</label><input id="m1" name="m1"><label for="y1">Year</label><input id="y1" name="y1"></fieldset>
  <fieldset class="nhsuk-fieldset"><legend>Date of follow-up</legend>
    <label for="d2">Day</label><input id="d2" name="d2"><label for="m2">Month</label><input id="m2" name="m2"><label for="y2">Year</label><input id="y2" name="y2"></fieldset>
  <fieldset class="nhsuk-fieldset"><legend class="nhsuk-fieldset__legend">How?</legend>
    <div class="nhsuk-radios"><div class="nhsuk-radios__item"><input class="nhsuk-radios__input" id="tel" type="radio" name="how" value="tel"><label class="nhsuk-label nhsuk-radios__label" for="tel">By telephone</label></div>
    <div class="nhsuk-radios__item"><input class="nhsuk-radios__input" id="room-visit" type="radio" name="how" value="visit"><label class="nhsuk-label nhsuk-radios__label" for="room-visit">In the surgery</label></div></div></fieldset>
  <label class="nhsuk-label" for="file">Letter</label><input type="file" id="file" name="file">
  <button class="nhsuk-button" data-module="nhsuk-button">Save the booking</button>
</form>`

func TestAFormByItsWords(t *testing.T) {
	site := newSite(t, map[string]string{"/": formPage, "/thanks": `<h1>Booked</h1>`})
	// A file makes the form multipart: read it here.
	site.reply = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/thanks", http.StatusSeeOther) }
	letter := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(letter, []byte("words"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := New(t)
	p.Open(site.URL)
	p.Fill("Full name", "Ann Example")
	p.Fill("Notes", "Two\nlines")
	p.Choose("Room", "Room 2")
	p.FillDate("Date of review", "2026-11-05")
	p.FillDate("Date of follow-up", "2026-12-07")
	p.Click("By telephone")
	p.Upload("Letter", letter)
	for label, want := range map[string]string{
		"Full name": "Ann Example", "Notes": "Two\nlines", "Room": "Room 2", "By telephone": "true", "In the surgery": "false",
		"Date of review > Day": "5", "Date of follow-up > Month": "12", "Date of follow-up > Year": "2026", "Letter": `C:\fakepath\letter.txt`,
	} {
		if got := p.Value(label); got != want {
			t.Errorf("%s holds %q, want %q", label, got, want)
		}
	}
	p.Fill("Full name", "")
	if got := p.Value("Full name"); got != "" {
		t.Errorf("an emptied field holds %q", got)
	}
	p.Click("Save the booking")
	p.Expect("Booked")
	if got := p.Address(); got != "/thanks" {
		t.Errorf("after the form we are on %s", got)
	}
	p.Back()
	p.Expect("Book a review")
}

func TestLinksKeysAndStatus(t *testing.T) {
	site := newSite(t, map[string]string{
		"/":     `<h1>Home</h1><p><a href="/next">Next</a> <a href="#part">Part</a> <a href="/none">Nowhere</a></p><h2 id="part">A part</h2>`,
		"/next": `<h1>Next page</h1><details class="nhsuk-details"><summary class="nhsuk-details__summary">More</summary><p>Hidden words</p></details>`,
	})
	p := New(t)
	p.Open(site.URL)
	p.Click("Part")
	p.Expect("Home")
	p.Press(kb.Tab)
	p.Open(site.URL)
	p.Press(kb.Tab)
	if got := p.Focused(); got != "Next" {
		t.Errorf("the first stop of the keyboard is %q", got)
	}
	p.Press(kb.Enter)
	p.Expect("Next page")
	p.Refute("Hidden words")
	p.Click("More")
	p.Expect("Hidden words")
	p.Back()
	p.Click("Nowhere")
	p.Expect("Page not found")
	if p.Status() != 404 {
		t.Errorf("status %d", p.Status())
	}
	if faults := p.Console(); len(faults) > 0 {
		t.Errorf("a 404 of the page itself is no fault of the console: %q", faults)
	}
	p.Axe()
}

// The harness must fail when it should, or the journeys that rest on it prove nothing.
func TestTheHarnessTells(t *testing.T) {
	site := newSite(t, map[string]string{
		"/":       `<h1>Home</h1><a href="/a">Same</a> <a href="/b">Same</a> <button disabled>Off</button>`,
		"/inline": `<h1>Inline</h1><p style="color:red">red</p><script>document.title = "no"</script>`,
		"/far":    `<h1>Far</h1><script type="module" src="/far.js"></script>`,
		"/axe":    `<h1>Axe</h1><img src="` + "data:image/gif;base64,R0lGODlhAQABAAAAACw=" + `"><button></button>`,
		"/wide":   `<h1>Wide</h1><pre>` + strings.Repeat("wide", 200) + `</pre>`,
	})
	site.extra["/broken"] = func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprint(w, site.layout("<h1>Sorry</h1>"))
	}
	site.extra["/other"] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Del("Content-Security-Policy")
		fmt.Fprint(w, site.layout(`<h1>Other</h1><img alt="far" src="http://example.org/picture.png">`))
	}
	site.extra["/far.js"] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `console.error("a word"); 
			fetch("http://example.org/").catch(() => { document.title = "fetched" }); throw new Error("thrown")`)
	}
	p := New(t)
	p.Open(site.URL)
	for what, test := range map[string]struct {
		do   func(p *Page)
		want string
	}{
		"two things of the same words": {func(p *Page) { p.Click("Same") }, "2 link, button or labels say “Same”"},
		"nothing of these words":       {func(p *Page) { p.Click("Gone") }, "no link, button or label says “Gone”"},
		"a disabled button":            {func(p *Page) { p.Click("Off") }, "disabled"},
		"no such label":                {func(p *Page) { p.Fill("Name", "x") }, "no label says “Name”"},
		"words that are not there":     {func(p *Page) { p.Expect("Nowhere") }, "does not show “Nowhere”"},
		"words that should not be":     {func(p *Page) { p.Refute("Home") }, "which it should not"},
		"no such part":                 {func(p *Page) { p.Text(".gone") }, "has no .gone"},
	} {
		if got := failure(t, p, test.do); !strings.Contains(got, test.want) {
			t.Errorf("%s: the report says %q, want %q in it", what, got, test.want)
		}
	}

	tests := map[string][]string{
		"/inline": {"style-src 'self'", "script-src 'self'"},
		"/far":    {"console: ", "thrown", "connect-src 'self'"},
		"/broken": {"the server answered 500"},
		"/other":  {"asked another host: http://example.org/picture.png"},
	}
	for path, wants := range tests {
		p.Open(site.URL + path)
		if path == "/far" {
			p.AwaitThat(`document.title === "fetched"`)
		}
		faults := strings.Join(p.Console(), "\n")
		for _, want := range wants {
			if !strings.Contains(faults, want) {
				t.Errorf("%s: faults are %q, want %q among them", path, faults, want)
			}
		}
	}

	p.Open(site.URL + "/axe")
	if got := failure(t, p, (*Page).Axe); !strings.Contains(got, "image-alt") || !strings.Contains(got, "button-name") {
		t.Errorf("axe found: %s", got)
	}
	p.Open(site.URL + "/wide")
	if got := failure(t, p, (*Page).Reflow); !strings.Contains(got, "on a screen of 320 pixels: pre.") {
		t.Errorf("a wide page: %q", got)
	}
	p.Console()
}

// failure runs do with a test of its own and returns what that test was told.
func failure(t *testing.T, p *Page, do func(*Page)) string {
	told := &recorder{TB: t}
	page := *p
	page.t = told
	done := make(chan struct{})
	go func() {
		defer close(done)
		do(&page)
	}()
	<-done
	return strings.Join(told.lines, "\n")
}
