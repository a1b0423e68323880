package browser

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"stepdown/static"
)

// The policy that the real pages have: the front end must live with it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"

// site serves a few small pages in the manner of the real ones.
type site struct {
	*httptest.Server
	assets *static.Assets
	pages  map[string]string

	mu    sync.Mutex
	posts []string         // "path body" of each form that came
	reply http.HandlerFunc // to POST; nil answers 303 to /thanks
	extra map[string]func(w http.ResponseWriter, r *http.Request)
}

func newSite(t *testing.T, pages map[string]string) *site {
	t.Helper()
	assets, err := static.Load(static.Built())
	if errors.Is(err, static.ErrNotBuilt) && os.Getenv("CI") != "true" {
		t.Skip("skipped: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	s := &site{assets: assets, pages: pages, extra: map[string]func(http.ResponseWriter, *http.Request){}}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *site) serve(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, static.Prefix) {
		s.assets.Handler().ServeHTTP(w, r)
		return
	}
	w.Header().Set("Content-Security-Policy", policy)
	if r.Method == http.MethodPost {
		s.post(w, r)
		return
	}
	if handler := s.extra[r.URL.Path]; handler != nil {
		handler(w, r)
		return
	}
	body, ok := s.pages[r.URL.Path]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		body = "<h1>Page not found</h1>"
	}
	fmt.Fprint(w, s.layout(body))
}

func (s *site) post(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.posts = append(s.posts, r.URL.Path+" "+r.PostForm.Encode())
	reply := s.reply
	s.mu.Unlock()
	if reply != nil {
		reply(w, r)
		return
	}
	http.Redirect(w, r, "/thanks", http.StatusSeeOther)
}

// answer sets what the next forms are answered.
func (s *site) answer(reply http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reply = reply
}

// got returns the forms that have come.
func (s *site) got() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.posts...)
}

func (s *site) layout(body string) string {
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="` + s.assets.Path("favicon.svg") + `">
<link rel="stylesheet" href="` + s.assets.Path("app.css") + `">
<script type="module" src="` + s.assets.Path("app.js") + `"></script>
<script type="module" src="` + s.assets.Path("charts.js") + `"></script>
</head><body><div class="nhsuk-width-container"><main class="nhsuk-main-wrapper" id="maincontent">` + body + `</main></div></body></html>`
}

// event writes one server-sent event.
func event(w http.ResponseWriter, name string, data any) {
	line, err := json.Marshal(data)
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(w, "event: %s\ndata: %s\n\n", name, line)
	w.(http.Flusher).Flush()
}
