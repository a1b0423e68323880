package app_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/jba/templatecheck"

	_ "stepdown/internal/app" // registers every page
	"stepdown/internal/web/view"
	"stepdown/templates"
)

// A template that names a field its page does not have is found here, not by
// the person who opens the page.
func TestTemplatesFitTheirPages(t *testing.T) {
	for _, e := range view.Register() {
		parsed, err := view.Parse(templates.Files, e, func(name string) string { return "/static/" + name })
		if err != nil {
			t.Error(err)
			continue
		}
		if err := templatecheck.CheckHTML(parsed, e.Sample); err != nil {
			t.Errorf("%s: %v", e.Name, err)
		}
	}
}

func TestEveryTemplateBelongsToAPage(t *testing.T) {
	registered := map[string]bool{}
	for _, e := range view.Register() {
		registered[e.Name] = true
		registered["layout/"+e.Layout] = true
	}
	err := fs.WalkDir(templates.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path, "partials/") {
			return err
		}
		if name := strings.TrimSuffix(path, ".html"); !registered[name] {
			t.Errorf("%s is drawn by no page: register it with view.New, or take it away", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The frame stands round every page: each page has a title and a main part.
func TestEveryPageHasATitleAndAMainPart(t *testing.T) {
	for _, e := range view.Register() {
		text, err := fs.ReadFile(templates.Files, e.Name+".html")
		if err != nil {
			t.Error(err)
			continue
		}
		for _, part := range []string{`{{define "title"}}`, `{{define "main"}}`} {
			if !strings.Contains(string(text), part) {
				t.Errorf("%s has no %s", e.Name, part)
			}
		}
		if !strings.Contains(string(text), "<h1") {
			t.Errorf("%s has no h1 heading", e.Name)
		}
		for _, not := range []string{` style="`, "<style", " onclick=", " onchange=", "<script>"} {
			if strings.Contains(string(text), not) {
				t.Errorf("%s holds %q, which the page's policy forbids", e.Name, not)
			}
		}
	}
}
