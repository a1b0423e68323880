// Package view ties each template to the Go type it is given, and renders it
// whole before a byte is sent: a page that breaks half-way never reaches a
// person.
package view

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"sort"

	"stepdown/internal/nhs"
	"stepdown/internal/practice"
)

// Frame is what the layout needs, whatever the page.
type Frame struct {
	Service   string
	Staff     practice.Staff
	Practice  practice.Practice
	SignedIn  bool
	Nav       []NavItem
	Flash     string
	Problem   bool // the form came back: the title says "Error:"
	Demo      bool
	LiveTexts bool
	NoTexts   string   // outside the demonstration: why no text reaches a phone; empty when texts are live
	ExtractOn nhs.Date // the newest extract; pages that rest on it say so
	Stale     bool     // too old for texts to go out
	MayImport bool     // a newer one, whoever is at the screen
	Overdue   int      // replies past their time
	Unread    int
	Back      string
}

// NavItem is one link of the header.
type NavItem struct {
	Text, Href string
	Current    bool
	Count      int
}

// Framed is what a template receives: the frame, and P, the page's own type.
type Framed[T any] struct {
	Frame
	P T
}

// Page is a template with its type.
type Page[T any] struct{ name string }

// Entry of the register: a page's name, its layout, and a value of its type to
// check the template against.
type Entry struct {
	Name, Layout string
	Sample       any
}

var register = map[string]Entry{}

// New registers a page that uses the ordinary layout. Name is the template's
// path without its ending: "cycles/show".
func New[T any](name string) Page[T] { return In[T]("base", name) }

// In registers a page that uses another layout, such as "print".
func In[T any](layout, name string) Page[T] {
	if _, there := register[name]; there {
		panic("view: " + name + " is registered twice")
	}
	register[name] = Entry{Name: name, Layout: layout, Sample: Framed[T]{}}
	return Page[T]{name}
}

// Register lists what is registered, by name.
func Register() []Entry {
	var es []Entry
	for _, e := range register {
		es = append(es, e)
	}
	sort.Slice(es, func(i, j int) bool { return es[i].Name < es[j].Name })
	return es
}

// Content is a page filled in, ready for a frame.
type Content struct {
	name  string
	frame func(Frame) any
}

// With fills the page in.
func (p Page[T]) With(t T) Content {
	return Content{p.name, func(f Frame) any { return Framed[T]{f, t} }}
}

// Set is the parsed templates.
type Set struct{ pages map[string]*template.Template }

// Load parses every registered page, each as a set of its own: its layout, all
// partials and its file.
func Load(files fs.FS, asset func(string) string) (*Set, error) {
	s := &Set{pages: map[string]*template.Template{}}
	for _, e := range Register() {
		t, err := Parse(files, e, asset)
		if err != nil {
			return nil, err
		}
		s.pages[e.Name] = t
	}
	return s, nil
}

// Parse one page.
func Parse(files fs.FS, e Entry, asset func(string) string) (*template.Template, error) {
	t := template.New(e.Layout + ".html").Funcs(template.FuncMap{"asset": asset, "list": list, "plural": plural})
	t, err := t.ParseFS(files, "layout/"+e.Layout+".html", "partials/*.html", e.Name+".html")
	if err != nil {
		return nil, fmt.Errorf("template %s: %w", e.Name, err)
	}
	return t, nil
}

// Render gives the whole page, or an error and nothing.
func (s *Set) Render(c Content, f Frame) ([]byte, error) {
	t, ok := s.pages[c.name]
	if !ok {
		return nil, fmt.Errorf("template %s is not loaded", c.name)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, c.frame(f)); err != nil {
		return nil, fmt.Errorf("template %s: %w", c.name, err)
	}
	return b.Bytes(), nil
}

func list(items ...any) []any { return items }

// plural gives "1 person" or "2 people".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
