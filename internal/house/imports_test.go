package house

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "stepdown"

// The rooms, the doors round them, and what stands outside both. A new package joins one of these lists.
var (
	domain = []string{"medicine", "codelist", "nhs", "practice", "cohort", "cycle", "review", "taper", "messaging",
		"programme", "measure", "audit", "problem", "jobs", "intake", "contact"}
	adapters = []string{"extract", "store", "twilio", "mail", "synth", "simulator", "web"}
	wiring   = []string{"app", "config"}
	workshop = []string{"browser", "house", "tools", "warm"} // tests and builds; never in the program
)

// domainMay are the small pure libraries that a domain package may use beside the standard library.
var domainMay = []string{"github.com/robfig/cron/v3", "github.com/nyaruka/phonenumbers",
	"gonum.org/v1/gonum", "golang.org/x/text", "github.com/alexedwards/argon2id"}

// domainMayNot are the parts of the standard library that reach outside the program.
var domainMayNot = []string{"os", "os/exec", "net", "net/http", "database/sql", "html/template", "log"}

// keepers are the only packages that may import a library, by the first folders of their path.
var keepers = map[string]string{
	"gorm.io":                          "internal/store",
	"github.com/gin-gonic/gin":         "internal/web",
	"github.com/go-echarts/go-echarts": "internal/web",
	"github.com/twilio/twilio-go":      "internal/twilio",
	"github.com/chromedp":              "internal/browser",
	"github.com/evanw/esbuild":         "internal/tools",
	"github.com/pressly/goose":         "internal/store",
	"github.com/xuri/excelize":         "internal/extract",
	"github.com/jba/templatecheck":     "internal/web",
	"github.com/tink-crypto/tink-go":   "internal/store",
	"github.com/mattn/go-sqlite3":      "internal/store",
	"github.com/jackc/pgx":             "internal/store",
	"github.com/alecthomas/kong":       "cmd/stepdown",
	"github.com/schollz/progressbar":   "cmd/stepdown",
	"github.com/robfig/cron/v3":        "internal/jobs",
	"github.com/nyaruka/phonenumbers":  "internal/nhs",
	"github.com/alexedwards/argon2id":  "internal",
	"github.com/arran4/golang-ical":    "internal/web",
}

type pkg struct {
	ImportPath string
	Imports    []string
}

func TestImports(t *testing.T) {
	for _, p := range packages(t) {
		for _, fault := range judge(p) {
			t.Error(fault)
		}
	}
}

// judge names each import of p that the house does not allow.
func judge(p pkg) []string {
	path := strings.TrimPrefix(p.ImportPath, module+"/")
	if under(path, "internal/warm") {
		return nil // fills the build cache
	}
	var faults []string
	for _, imported := range p.Imports {
		if why := forbidden(path, imported); why != "" {
			faults = append(faults, path+" imports "+imported+": "+why)
		}
	}
	if room(path) == "" && strings.HasPrefix(path, "internal/") {
		faults = append(faults, path+" is in no list of imports_test.go: say whether it is a room of the clinic or a door")
	}
	return faults
}

func forbidden(path, imported string) string {
	for library, keeper := range keepers {
		if under(imported, library) && !under(path, keeper) {
			return "only " + keeper + " uses it"
		}
	}
	if inner, ours := strings.CutPrefix(imported, module+"/"); ours {
		return ourOwn(path, inner)
	}
	if !slices.Contains(domain, room(path)) {
		return ""
	}
	outside := strings.Contains(strings.Split(imported, "/")[0], ".")
	if outside && !slices.ContainsFunc(domainMay, func(may string) bool { return under(imported, may) }) {
		return "a domain package uses the standard library and small pure libraries only"
	}
	if slices.Contains(domainMayNot, imported) {
		return "a domain package does no input or output"
	}
	return ""
}

// ourOwn judges an import of one of our own packages by another.
func ourOwn(from, to string) string {
	here, there := room(from), room(to)
	switch {
	case here == "app" || strings.HasPrefix(from, "cmd/") || here == "browser":
		return ""
	case slices.Contains(domain, here) && !slices.Contains(domain, there):
		return "a domain package knows only domain packages"
	case slices.Contains(adapters, here) && slices.Contains(adapters, there) && here != there:
		return "a door never opens into another door"
	case slices.Contains(wiring, there):
		return "only app and cmd wire things together"
	case slices.Contains(workshop, there):
		return "tools for tests and builds stay out of the program"
	}
	return ""
}

// room is the first folder below internal, or "" when the package has no place in the house.
func room(path string) string {
	inner, internal := strings.CutPrefix(path, "internal/")
	name, _, _ := strings.Cut(inner, "/")
	if internal && slices.Contains(slices.Concat(domain, adapters, wiring, workshop), name) {
		return name
	}
	return ""
}

func under(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}

func packages(t *testing.T) []pkg {
	t.Helper()
	// -e: a package that does not compile today is not this test's business.
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Imports", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal("go list: ", err)
	}
	var all []pkg
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// The rule must be able to fail.
func TestImportsAreJudged(t *testing.T) {
	tests := []struct {
		from, to string
		allowed  bool
	}{
		{"internal/taper", "stepdown/internal/medicine", true},
		{"internal/taper", "stepdown/internal/store", false},
		{"internal/taper", "os", false},
		{"internal/taper", "embed", true},
		{"internal/nhs", "github.com/nyaruka/phonenumbers", true},
		{"internal/taper", "github.com/gin-gonic/gin", false},
		{"internal/taper", "github.com/google/go-cmp/cmp", false},
		{"internal/store", "gorm.io/gorm", true},
		{"internal/store/storetest", "stepdown/internal/store", true},
		{"internal/web", "gorm.io/gorm/clause", false},
		{"internal/web", "stepdown/internal/store", false},
		{"internal/web/cycles", "stepdown/internal/web/form", true},
		{"internal/web/cycles", "github.com/gin-gonic/gin", true},
		{"internal/web", "stepdown/internal/config", false},
		{"internal/web", "stepdown/static", true},
		{"internal/simulator", "stepdown/internal/twilio", false},
		{"internal/synth", "stepdown/internal/browser", false},
		{"internal/app", "stepdown/internal/store", true},
		{"internal/app", "gorm.io/gorm", false},
		{"cmd/stepdown", "stepdown/internal/web", true},
	}
	for _, test := range tests {
		if why := forbidden(test.from, test.to); (why == "") != test.allowed {
			t.Errorf("%s imports %s: allowed %v (%s), want %v", test.from, test.to, why == "", why, test.allowed)
		}
	}
	if faults := judge(pkg{ImportPath: "stepdown/internal/helpers"}); len(faults) != 1 {
		t.Errorf("a package without a place: %q", faults)
	}
}
