package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// axeTags are the rules that every page keeps: WCAG 2.2 at level AA, and what axe calls good practice.
const axeTags = `["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]`

type violation struct {
	ID, Impact, Help, HelpURL string
	Nodes                     []struct {
		HTML           string
		Target         []any
		FailureSummary string
	}
}

// Axe fails the test with a readable list when the page breaks a rule of axe-core, or cannot be read on a narrow screen.
// It proves little about a page by itself: a person still has to try it with a keyboard and a screen reader.
func (p *Page) Axe() {
	p.t.Helper()
	for _, v := range p.violations() {
		p.t.Error(v.text(p.Title(), p.Address()))
	}
	p.Reflow()
}

func (p *Page) violations() []violation {
	p.t.Helper()
	// Evaluated over the debugging line, so that the page's own policy stays as strict as in earnest.
	p.run(chromedp.Evaluate(axeSource(p.t)+"\n;undefined", nil))
	var result struct{ Violations []violation }
	run := `axe.run(document, {runOnly: {type: "tag", values: ` + axeTags + `}, resultTypes: ["violations"]})
		.then(({violations}) => ({violations}))`
	p.run(chromedp.Evaluate(run, &result, awaited))
	return result.Violations
}

func (v violation) text(title, address string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "axe on “%s” (%s): %s: %s [%s]\n  %s\n", title, address, v.Impact, v.Help, v.ID, v.HelpURL)
	for _, node := range v.Nodes {
		fmt.Fprintf(&b, "  at %v\n    %s\n    %s\n", node.Target, node.HTML, strings.ReplaceAll(node.FailureSummary, "\n", "\n    "))
	}
	return b.String()
}

var readAxe = sync.OnceValues(func() (string, error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	source, err := os.ReadFile(filepath.Join(root, "node_modules", "axe-core", "axe.min.js"))
	return string(source), err
})

// axeSource reads axe-core from node_modules: it is for tests, and must not ship with the program.
func axeSource(t testing.TB) string {
	t.Helper()
	source, err := readAxe()
	if err != nil {
		missing(t, "axe-core is not installed: run `make assets`")
	}
	return source
}

func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", os.ErrNotExist
		}
		dir = parent
	}
}
