package static_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"stepdown/static"
	"stepdown/static/statictest"
)

// built loads what is embedded. A bare clone has nothing to test here; CI builds first, so there it must not skip.
func built(t *testing.T) *static.Assets {
	t.Helper()
	assets, err := static.Load(static.Built())
	if errors.Is(err, static.ErrNotBuilt) && os.Getenv("CI") != "true" {
		t.Skip("skipped: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return assets
}

func TestTheBuiltFrontEndKeepsToTheSite(t *testing.T) {
	assets := built(t)
	css := get(t, assets, assets.Path("app.css")).Body.String()
	for _, unwanted := range []string{"@font-face", "assets.nhs.uk", "url(/assets", "http://", "@import"} {
		if strings.Contains(css, unwanted) {
			t.Errorf("the style sheet has %q: the practice's browser would be sent elsewhere", unwanted)
		}
	}
	if !strings.Contains(css, "size:A4") {
		t.Error("the style sheet has no rules for A4")
	}
	for _, script := range []string{"app.js", "charts.js"} {
		js := get(t, assets, assets.Path(script)).Body.String()
		if strings.Contains(js, "sourceMappingURL") {
			t.Errorf("%s names a source map that is not served", script)
		}
	}
	if got := get(t, assets, assets.Path("favicon.svg")).Header().Get("Content-Type"); got != "image/svg+xml" {
		t.Errorf("favicon.svg is served as %q", got)
	}
	licences := get(t, assets, assets.Path("licences.txt")).Body.String()
	for _, name := range []string{"echarts", "nhsuk-frontend", "tslib", "zrender"} {
		if !strings.Contains(licences, name) {
			t.Errorf("licences.txt does not name %s", name)
		}
	}
	if strings.Contains(licences, "axe-core") {
		t.Error("axe-core is for tests and must not ship")
	}
}

func TestHandler(t *testing.T) {
	assets, err := static.Load(standIn())
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, method, path string
		want               int
	}{
		{"style sheet", "GET", assets.Path("app.css"), 200},
		{"head", "HEAD", assets.Path("app.js"), 200},
		{"folder", "GET", "/static/", 404},
		{"folder without slash", "GET", "/static", 404},
		{"dot file", "GET", "/static/.gitkeep", 404},
		{"dot file with a hash", "GET", "/static/.hidden-AAAAAAAA.txt", 404},
		{"manifest", "GET", "/static/manifest.json", 404},
		{"plain name", "GET", "/static/app.css", 404},
		{"climbing", "GET", "/static/../static.go", 404},
		{"outside", "GET", "/other/app.css", 404},
		{"post", "POST", assets.Path("app.css"), 405},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			r := httptest.NewRequest(test.method, "/", nil)
			r.URL.Path = test.path
			assets.Handler().ServeHTTP(w, r)
			if w.Code != test.want {
				t.Errorf("%s %s = %d, want %d", test.method, test.path, w.Code, test.want)
			}
			if test.method == "HEAD" && w.Body.Len() > 0 {
				t.Error("HEAD has a body")
			}
		})
	}
}

func TestOnlyHashedNamesAreKeptForever(t *testing.T) {
	assets := statictest.StandIn()
	const forever = "public, max-age=31536000, immutable"
	if got := get(t, assets, assets.Path("app.css")).Header().Get("Cache-Control"); got != forever {
		t.Errorf("hashed file: %q", got)
	}
	if got := get(t, assets, assets.Path("licences.txt")).Header().Get("Cache-Control"); got != "no-cache" {
		t.Errorf("unhashed file: %q", got)
	}
}

func TestZippedForThoseWhoTakeIt(t *testing.T) {
	content := bytes.Repeat([]byte("p{margin:0}"), 200)
	fsys := standIn()
	fsys["app-AAAAAAAA.css"] = &fstest.MapFile{Data: content}
	assets, err := static.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	for accept, zipped := range map[string]bool{
		"": false, "gzip": true, "deflate, gzip;q=1.0, br": true, "gzip;q=0": false, "gzip; q=0.000": false, "br": false, "gzip;q=x": false,
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", assets.Path("app.css"), nil)
		r.Header.Set("Accept-Encoding", accept)
		assets.Handler().ServeHTTP(w, r)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != zipped {
			t.Errorf("Accept-Encoding %q: zipped %v, want %v", accept, got, zipped)
		}
		if w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("Accept-Encoding %q: no Vary", accept)
		}
		if zipped {
			unzip(t, w.Body, content)
		}
	}
}

func TestLoadRefusesAnIncompleteBuild(t *testing.T) {
	if _, err := static.Load(fstest.MapFS{".gitkeep": {}}); !errors.Is(err, static.ErrNotBuilt) {
		t.Errorf("an empty folder: %v, want ErrNotBuilt", err)
	}
	lost := standIn()
	delete(lost, "app-AAAAAAAA.js")
	if _, err := static.Load(lost); err == nil || !strings.Contains(err.Error(), "app-AAAAAAAA.js is missing") {
		t.Errorf("a lost file: %v", err)
	}
	short := standIn()
	short["manifest.json"] = &fstest.MapFile{Data: []byte(`{"app.css":"app-AAAAAAAA.css"}`)}
	if _, err := static.Load(short); err == nil {
		t.Error("a manifest without scripts was taken")
	}
	broken := standIn()
	broken["manifest.json"] = &fstest.MapFile{Data: []byte(`{`)}
	if _, err := static.Load(broken); err == nil {
		t.Error("half a manifest was taken")
	}
	if _, err := static.LoadDir(t.TempDir()); err == nil || errors.Is(err, static.ErrNotBuilt) {
		t.Errorf("an empty folder of the disk should not blame the binary: %v", err)
	}
}

func TestPathPanicsOnAnUnknownName(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a misspelt name went through")
		}
	}()
	statictest.StandIn().Path("ap.css")
}

func standIn() fstest.MapFS {
	return fstest.MapFS{
		"manifest.json":        {Data: []byte(`{"app.css":"app-AAAAAAAA.css","app.js":"app-AAAAAAAA.js","charts.js":"charts-AAAAAAAA.js","favicon.svg":"favicon-AAAAAAAA.svg"}`)},
		"app-AAAAAAAA.css":     {},
		"app-AAAAAAAA.js":      {},
		"charts-AAAAAAAA.js":   {},
		"favicon-AAAAAAAA.svg": {},
		".gitkeep":             {},
		".hidden-AAAAAAAA.txt": {},
	}
}

func get(t *testing.T, assets *static.Assets, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	assets.Handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s: %d", path, w.Code)
	}
	return w
}

func unzip(t *testing.T, from io.Reader, want []byte) {
	t.Helper()
	r, err := gzip.NewReader(from)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("unzipped content differs (%v)", err)
	}
}
