package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// file is one built file, read once: the whole front end is under 2 MB.
type file struct {
	content []byte
	zipped  []byte // nil when zipping does not pay
	mime    string
	forever bool // its name holds a hash of its content
}

var hashedName = regexp.MustCompile(`-[A-Z2-7]{8}\.`)

func readFiles(fsys fs.FS) (map[string]file, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	files := map[string]file{}
	for _, entry := range entries {
		name := entry.Name()
		if !entry.Type().IsRegular() || strings.HasPrefix(name, ".") || name == "manifest.json" {
			continue
		}
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		files[name] = file{content, zip(content), mimeType(name), hashedName.MatchString(name)}
	}
	return files, nil
}

// mimeType does not ask the machine's own tables first: some Windows set-ups call JavaScript text/plain there.
func mimeType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// zip makes the charts' script a third of its size, which is felt on a surgery's line.
func zip(content []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(content); err != nil {
		return nil
	}
	if err := w.Close(); err != nil || out.Len() > len(content)*9/10 {
		return nil
	}
	return out.Bytes()
}

func (a *Assets) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	// Names are looked up, never opened: there is no folder to list and no path to climb.
	name, ok := strings.CutPrefix(r.URL.Path, Prefix)
	found, known := a.files[name]
	if !ok || !known {
		http.NotFound(w, r)
		return
	}
	found.write(w, r)
}

func (f file) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.mime)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
	if f.forever {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := f.content
	if f.zipped != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			body = f.zipped
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	// A reader who went away is no fault of ours.
	_, _ = io.Copy(w, bytes.NewReader(body))
}

// acceptsGzip reads an Accept-Encoding header; "gzip;q=0" is a refusal.
func acceptsGzip(header string) bool {
	for _, part := range strings.Split(header, ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			q, weighed := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
			value, err := strconv.ParseFloat(q, 64)
			return !weighed || (err == nil && value > 0)
		}
	}
	return false
}
