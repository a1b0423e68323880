package house

import (
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// There is no container engine where the tests run: these read the Dockerfile against the tree.

func TestDockerfileCopiesWhatExists(t *testing.T) {
	stages := map[string]bool{}
	for _, line := range instructions(t) {
		fields := strings.Fields(line)
		switch fields[0] {
		case "FROM":
			if len(fields) == 4 {
				stages[fields[3]] = true
			}
		case "COPY":
			if from, ok := strings.CutPrefix(fields[1], "--from="); ok {
				if !stages[from] {
					t.Errorf("%s: no stage above is called %s", line, from)
				}
				continue
			}
			for _, source := range fields[1 : len(fields)-1] {
				if !exists(source) {
					t.Errorf("%s: there is no %s", line, source)
				}
				if !strings.Contains(read(t, ".dockerignore"), "\n!"+source+"\n") {
					t.Errorf("%s: .dockerignore keeps %s out", line, source)
				}
			}
		}
	}
}

// Every folder that the program or the bundler is compiled from has to be in the build stage.
func TestDockerfileCopiesWhatIsCompiled(t *testing.T) {
	if !exists("cmd/stepdown") {
		t.Skip("skipped: there is no cmd/stepdown yet")
	}
	cmd := exec.Command("go", "list", "-e", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "./cmd/stepdown", "./internal/tools/assets")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal("go list: ", err)
	}
	copied := copies(t)
	for _, imported := range strings.Fields(string(out)) {
		inner, ours := strings.CutPrefix(imported, module+"/")
		top, _, _ := strings.Cut(inner, "/")
		if ours && !slices.Contains(copied, top) {
			t.Errorf("the Dockerfile does not copy %s, which %s is in", top, imported)
		}
	}
}

func TestDockerfileVersions(t *testing.T) {
	images := map[string]string{}
	for _, line := range instructions(t) {
		if image, ok := strings.CutPrefix(line, "FROM "); ok {
			name, tag, tagged := strings.Cut(strings.Fields(image)[0], ":")
			if !tagged || tag == "latest" {
				t.Errorf("%s: name a version", line)
			}
			images[name] = tag
		}
	}
	directive := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, "go.mod"))
	if directive == nil || !strings.HasPrefix(images["golang"], directive[1]+".") {
		t.Errorf("the image is golang:%s, and go.mod says %v", images["golang"], directive)
	}
	var manifest struct{ Engines struct{ Node string } }
	if err := json.Unmarshal([]byte(read(t, "package.json")), &manifest); err != nil {
		t.Fatal(err)
	}
	major, _, _ := strings.Cut(images["node"], ".")
	if major == "" || !strings.Contains(manifest.Engines.Node, "^"+major+".") {
		t.Errorf("the image is node:%s, and package.json wants %s", images["node"], manifest.Engines.Node)
	}
	// The C library of the last stage must not be older than the one SQLite was linked with.
	for _, name := range []string{"golang", "node", "debian"} {
		if !strings.Contains(images[name], "bookworm") {
			t.Errorf("the image %s:%s is of another Debian than the rest", name, images[name])
		}
	}
}

func TestDockerfileRunsSafely(t *testing.T) {
	all := strings.Join(instructions(t), "\n")
	last := all[strings.LastIndex(all, "\nFROM "):]
	if user := regexp.MustCompile(`(?m)^USER (\S+)`).FindStringSubmatch(last); user == nil || strings.HasPrefix(user[1], "0") || strings.HasPrefix(user[1], "root") {
		t.Errorf("the program runs as root: USER %v", user)
	}
	for _, want := range []string{"VOLUME /data", "STEPDOWN_DATA=/data", `ENTRYPOINT ["/usr/local/bin/stepdown"]`,
		`CMD ["/usr/local/bin/stepdown", "healthcheck"]`, "COPY --from=build /out/stepdown /usr/local/bin/stepdown"} {
		if !strings.Contains(last, want) {
			t.Errorf("the last stage lacks %s", want)
		}
	}
	if !strings.Contains(all, "-o /out/stepdown ./cmd/stepdown") {
		t.Error("the build stage does not make /out/stepdown")
	}
}

// npm brings the look, the charts, and for tests the accessibility rules: nothing else, in exact versions,
// and the lock file names no host, so that any registry will do.
func TestFrontEndPackages(t *testing.T) {
	var manifest struct{ Dependencies, DevDependencies, Scripts map[string]string }
	if err := json.Unmarshal([]byte(read(t, "package.json")), &manifest); err != nil {
		t.Fatal(err)
	}
	exact := regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	for group, allowed := range map[string][]string{"dependencies": {"echarts", "nhsuk-frontend"}, "devDependencies": {"axe-core"}} {
		versions := manifest.Dependencies
		if group == "devDependencies" {
			versions = manifest.DevDependencies
		}
		for name, version := range versions {
			if !slices.Contains(allowed, name) {
				t.Errorf("package.json: %s is a new package in %s", name, group)
			}
			if !exact.MatchString(version) {
				t.Errorf("package.json: %s %s is not one version", name, version)
			}
		}
	}
	if len(manifest.Scripts) > 0 {
		t.Error("package.json has scripts: the Makefile is the one list of commands")
	}
	if lock := read(t, "package-lock.json"); strings.Contains(lock, `"resolved"`) {
		t.Error("package-lock.json names a host (npm config set omit-lockfile-registry-resolved true, then install again)")
	}
}

func TestABareCloneCompiles(t *testing.T) {
	if !exists("static/dist/.gitkeep") {
		t.Error("static/dist/.gitkeep is gone: go:embed finds nothing in a bare clone")
	}
	ignore := read(t, ".gitignore")
	if !strings.Contains(ignore, "/static/dist/*\n") || !strings.Contains(ignore, "!/static/dist/.gitkeep\n") {
		t.Error(".gitignore should keep out what is built in static/dist, but not .gitkeep")
	}
}

func TestContinuousIntegration(t *testing.T) {
	about, err := os.Stat(filepath.Join(root, ".ci/run"))
	if err != nil {
		t.Fatal(err)
	}
	if about.Mode()&0o111 == 0 {
		t.Error(".ci/run cannot be executed")
	}
	script := read(t, ".ci/run")
	for _, want := range []string{"set -euo pipefail", "export CI=true", "export TEST_POSTGRES_URL=", "make test", "trap stop_postgres EXIT"} {
		if !strings.Contains(script, want) {
			t.Errorf(".ci/run lacks %q", want)
		}
	}
}

var (
	code   = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
	link   = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	target = regexp.MustCompile("(?m)(?:`|^\\s*\\$ |^)make ([a-z][a-z-]*)(?:`|[ \t]*(?:#.*)?$)")
)

// The documents point to files that exist and to commands that the Makefile has.
func TestDocuments(t *testing.T) {
	makefile := "\n" + read(t, "Makefile")
	for _, name := range files(t, ".md") {
		if strings.Contains(name, "testdata/") {
			continue
		}
		text := read(t, name)
		for _, found := range link.FindAllStringSubmatch(code.ReplaceAllString(text, ""), -1) {
			to, _, _ := strings.Cut(found[1], "#")
			if to == "" || strings.Contains(to, ":") {
				continue
			}
			if !exists(path.Join(path.Dir(name), to)) {
				t.Errorf("%s points to %s, which does not exist", name, to)
			}
		}
		for _, found := range target.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(makefile, "\n"+found[1]+":") {
				t.Errorf("%s says `make %s`, which the Makefile does not have", name, found[1])
			}
		}
	}
}

// instructions returns the Dockerfile's lines, continued ones joined, without comments.
func instructions(t *testing.T) []string {
	t.Helper()
	text := strings.ReplaceAll(read(t, "Dockerfile"), "\\\n", " ")
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, strings.Join(strings.Fields(line), " "))
		}
	}
	return all
}

// copies returns the sources that the Dockerfile takes from the tree.
func copies(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, line := range instructions(t) {
		if fields := strings.Fields(line); fields[0] == "COPY" && !strings.HasPrefix(fields[1], "--from=") {
			all = append(all, fields[1:len(fields)-1]...)
		}
	}
	return all
}
