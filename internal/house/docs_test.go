package house

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

const hazardLog = "docs/clinical-safety/hazard-log.md"

var (
	named    = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Za-z0-9_]+)`")
	function = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)[A-Za-z0-9_]+)\(`)
)

// A control that a document says is proved by a test is not proved when the
// test has gone, or was renamed: the document must follow.
func TestHazardLogNamesRealTests(t *testing.T) {
	there := map[string]bool{}
	for _, name := range files(t, "_test.go") {
		for _, found := range function.FindAllStringSubmatch(read(t, name), -1) {
			there[found[1]] = true
		}
	}
	for _, name := range files(t, ".md") {
		if !strings.HasPrefix(name, "docs/") {
			continue
		}
		for _, found := range named.FindAllStringSubmatch(read(t, name), -1) {
			if !there[found[1]] {
				t.Errorf("%s names %s, which is no test of this project", name, found[1])
			}
		}
	}
}

// Each row has a control, and either a test or a word that there is none.
func TestHazardLogIsWhole(t *testing.T) {
	const columns = 8
	var ids []string
	for line := range strings.Lines(read(t, hazardLog)) {
		if !regexp.MustCompile(`^\| [A-Z]\d+ \|`).MatchString(line) {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		id := strings.TrimSpace(cells[0])
		if slices.Contains(ids, id) {
			t.Errorf("%s stands twice", id)
		}
		ids = append(ids, id)
		if len(cells) != columns {
			t.Errorf("%s has %d columns, want %d", id, len(cells), columns)
			continue
		}
		for i, cell := range cells[:columns-1] {
			if strings.TrimSpace(cell) == "" {
				t.Errorf("%s: column %d is empty", id, i+1)
			}
		}
		proof := cells[5]
		if !named.MatchString(proof) && !strings.Contains(proof, "not yet") {
			t.Errorf("%s names neither a test nor “not yet”", id)
		}
	}
	if len(ids) < 30 {
		t.Errorf("only %d hazards were found: has the table changed its shape?", len(ids))
	}
}
