// Package static holds the built front end (style sheet, scripts, icons) and serves it.
// The files are made from src by internal/tools/assets and embedded from dist, which is empty in a
// fresh checkout: the program still compiles there, and Load says what to do.
package static

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"slices"
)

// Prefix is where the files live on the site. The bundler writes it into the style sheet.
const Prefix = "/static/"

// ErrNotBuilt says that the program was compiled before the front end was built.
var ErrNotBuilt = errors.New("front-end files are not in this binary: run `make` and start it again, or name a built folder with --assets DIR")

// all: takes .gitkeep too, without which a fresh checkout would not compile.
//
//go:embed all:dist
var dist embed.FS

// Built returns the files that are in this binary, which Load may find incomplete.
func Built() fs.FS {
	built, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the folder is named three lines above
	}
	return built
}

// required are the names that the pages' layout cannot do without.
var required = []string{"app.css", "app.js", "charts.js", "favicon.svg"}

// Assets knows the built files by the names that pages use.
type Assets struct {
	files map[string]file   // by hashed name
	names map[string]string // from the plain name to the hashed one
}

// Load reads manifest.json and every file of fsys, a folder as internal/tools/assets leaves it.
// It returns ErrNotBuilt when there is no manifest, and another error when files are missing.
func Load(fsys fs.FS) (*Assets, error) {
	manifest, err := fs.ReadFile(fsys, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotBuilt
	}
	if err != nil {
		return nil, err
	}
	a := &Assets{}
	if err := json.Unmarshal(manifest, &a.names); err != nil {
		return nil, fmt.Errorf("manifest.json of the front-end files: %w", err)
	}
	if a.files, err = readFiles(fsys); err != nil {
		return nil, err
	}
	return a, a.check()
}

// LoadDir is Load on a folder of the disk, for work on the front end without a new binary.
func LoadDir(dir string) (*Assets, error) {
	a, err := Load(os.DirFS(dir))
	if errors.Is(err, ErrNotBuilt) {
		return nil, fmt.Errorf("no front-end files in %s: run `make assets`", dir)
	}
	return a, err
}

func (a *Assets) check() error {
	for _, name := range required {
		if a.names[name] == "" {
			return fmt.Errorf("the front-end files have no %s: run `make assets`", name)
		}
	}
	for _, name := range slices.Sorted(maps.Values(a.names)) {
		if _, ok := a.files[name]; !ok {
			return fmt.Errorf("the front-end file %s is missing: run `make assets`", name)
		}
	}
	return nil
}

// Path returns the address of a file by its plain name: Path("app.css") is "/static/app-3F2A….css".
// An unknown name is a mistake in a template and panics, which html/template turns into an error.
func (a *Assets) Path(name string) string {
	hashed, ok := a.names[name]
	if !ok {
		panic(fmt.Sprintf("static: no front-end file is called %q", name))
	}
	return Prefix + hashed
}

// Handler serves the files under Prefix. It answers GET and HEAD, never lists a folder, and knows no dot files.
func (a *Assets) Handler() http.Handler {
	return http.HandlerFunc(a.serve)
}
