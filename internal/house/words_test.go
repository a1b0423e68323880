package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// unkind are words that blame people for their pain or their medicine. The list is precise, so that
// a text that failed and a form that is not complete may still be called so.
var unkind = []*regexp.Regexp{
	words(`drug[- ]seek(er|ers|ing)`),
	words(`(drug|opioid|opiate|medicine|medication|substance) abus(e|er|ers|ing)`),
	words(`(addict|addicts|junkie|junkies|abusers?)`),
	words(`hooked on`),
	words(`non[- ]?complian(t|ce)`),
	words(`non[- ]?adheren(t|ce)`),
	words(`(patients?|people|persons?|participants?|they|he|she) (has |have |had )?(failed|refused|defaulted)`),
	words(`failed (patients?|people|persons?|participants?)`),
	words(`failed to (attend|respond|reply|engage|comply|stop|reduce|taper)`),
	words(`(sufferers?|suffers from|suffering from)`),
	words(`(malinger\w*|heart[- ]?sink|frequent flyers?|attention[- ]seeking)`),
	words(`(difficult|problem|bad) (patients?|people)`),
}

func words(pattern string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b` + pattern + `\b`)
}

func TestPeopleAreSpokenOfWithRespect(t *testing.T) {
	for _, name := range files(t, ".html", ".tmpl") {
		for _, found := range disrespect(read(t, name)) {
			t.Errorf("%s says %q", name, found)
		}
	}
	for _, name := range files(t, ".go") {
		if strings.HasSuffix(name, "_test.go") {
			continue // tests may hold words that must not come out
		}
		for place, text := range literals(t, name) {
			for _, found := range disrespect(text) {
				t.Errorf("%s says %q", place, found)
			}
		}
	}
}

func disrespect(text string) []string {
	text = strings.Join(strings.Fields(text), " ")
	var found []string
	for _, pattern := range unkind {
		found = append(found, pattern.FindAllString(text, -1)...)
	}
	return found
}

// literals returns the strings of a Go file by their place in it.
func literals(t *testing.T, name string) map[string]string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, filepath.Join(root, name), nil, 0)
	if err != nil {
		t.Logf("%s cannot be read today: %v", name, err) // the compiler tells
		return nil
	}
	found := map[string]string{}
	ast.Inspect(file, func(node ast.Node) bool {
		literal, ok := node.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		if text, err := strconv.Unquote(literal.Value); err == nil {
			found[name+":"+strconv.Itoa(set.Position(literal.Pos()).Line)] += text + "\n"
		}
		return true
	})
	return found
}

func TestDisrespectIsFound(t *testing.T) {
	for text, want := range map[string]bool{
		"a known drug-seeker":                        true,
		"Drug\n seeking":                             true,
		"The patient failed to attend":               true,
		"Non-compliant":                              true,
		"people have refused":                        true,
		"They failed":                                true,
		"pain sufferers":                             true,
		"3 texts failed":                             false,
		"The text could not be delivered: it failed": false,
		"did not attend":                             false,
		"a person living with pain":                  false,
		"drug addiction service (SNOMED CT)":         false,
		"The import failed; people are not affected": false,
	} {
		if got := len(disrespect(text)) > 0; got != want {
			t.Errorf("%q: found %v, want %v", text, got, want)
		}
	}
}

// Names that gather everything and say nothing.
var (
	corridors = regexp.MustCompile(`^(utils?|common|models?|services?|helpers?|misc|lib|base|shared)$`)
	drawers   = regexp.MustCompile(`^(utils?|common|models?|helpers?|misc)$`) // service.go may hold a package's Service
)

func TestNoCorridors(t *testing.T) {
	for _, name := range files(t, ".go") {
		folder := filepath.Base(filepath.Dir(name))
		file := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(name), ".go"), "_test")
		if corridors.MatchString(folder) || drawers.MatchString(file) {
			t.Errorf("%s: name it by what it is about in the clinic", name)
		}
	}
}

// Folders of one person's machine. A clone must work anywhere.
var home = regexp.MustCompile(`(^|[\s"'(=\x60])(/home/[a-z]|/Users/[A-Za-z]|/root/|[A-Z]:\\Users\\)`)

// TestNoPathOfAMachine also looks for the folder that this checkout stands in, and for the texts, one a line,
// that the environment names in HOUSE_FORBIDDEN.
func TestNoPathOfAMachine(t *testing.T) {
	here, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	unwanted := strings.Fields(strings.ReplaceAll(os.Getenv("HOUSE_FORBIDDEN"), "\n", " "))
	if strings.Count(here, "/") > 1 { // "/src" of a container would be found in many an address
		unwanted = append(unwanted, here)
	}
	for _, name := range files(t) {
		if binary(name) || name == "internal/house/words_test.go" {
			continue
		}
		text := read(t, name)
		if found := home.FindString(text); found != "" {
			t.Errorf("%s names %q", name, strings.TrimSpace(found))
		}
		for _, word := range unwanted {
			if strings.Contains(text, word) {
				t.Errorf("%s names %q", name, word)
			}
		}
	}
}

func binary(name string) bool {
	switch filepath.Ext(name) {
	case ".png", ".jpg", ".jpeg", ".gif", ".ico", ".pdf", ".xlsx", ".zip", ".gz", ".db", ".woff", ".woff2":
		return true
	}
	return false
}

var (
	ownClass = regexp.MustCompile(`\bapp-[a-z]+(?:[-_]{1,2}[a-z]+)*`)
	inClass  = regexp.MustCompile(`class="([^"]*)"`)
)

// A class that no rule knows is a slip of the pen, and the page looks wrong without a word.
func TestOwnClassesHaveRules(t *testing.T) {
	var css strings.Builder
	for _, name := range files(t, ".css") {
		css.WriteString(read(t, name))
	}
	for _, name := range files(t, ".html") {
		for _, attribute := range inClass.FindAllStringSubmatch(read(t, name), -1) {
			for _, class := range ownClass.FindAllString(attribute[1], -1) {
				if !strings.Contains(css.String(), "."+class) {
					t.Errorf("%s: the style sheet has no .%s", name, class)
				}
			}
		}
	}
}
