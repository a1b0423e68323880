package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestWriteKeepsTheFolderItself(t *testing.T) {
	dist := t.TempDir()
	put(t, dist, ".gitkeep", "")
	put(t, dist, "app-OLD.js", "old")
	if err := os.Mkdir(filepath.Join(dist, "chunks"), 0o755); err != nil {
		t.Fatal(err)
	}
	err := write(dist, map[string][]byte{"app-NEW.js": []byte("new"), "manifest.json": []byte("{}")})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{".gitkeep", "app-NEW.js", "manifest.json"}
	if got := list(t, dist); !slices.Equal(got, want) {
		t.Errorf("dist holds %v, want %v", got, want)
	}
}

func TestWriteLeavesEqualFilesAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.js")
	put(t, filepath.Dir(path), "app.js", "same")
	if err := os.Chmod(path, 0o444); err != nil {
		t.Fatal(err)
	}
	before, _ := os.Stat(path)
	if err := writeIfChanged(path, []byte("same")); err != nil {
		t.Fatal(err)
	}
	after, _ := os.Stat(path)
	if !after.ModTime().Equal(before.ModTime()) {
		t.Error("an equal file was written again, and Go would embed it again")
	}
}

func TestInstallTrustsTheStamp(t *testing.T) {
	root := t.TempDir()
	put(t, root, "package-lock.json", `{"lockfileVersion":3}`)
	want, err := lockHash(root)
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(root, "node_modules"), ".stamp", want+"\n")
	t.Setenv("PATH", "") // npm must not be called
	if err := install(root); err != nil {
		t.Errorf("an installed tree: %v", err)
	}
	put(t, root, "package-lock.json", `{"lockfileVersion":3,"packages":{}}`)
	if err := install(root); err == nil || !strings.Contains(err.Error(), "install Node.js 20") {
		t.Errorf("a changed lock file without npm: %v", err)
	}
}

func TestBundle(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	if _, err := os.Stat(filepath.Join(root, "node_modules", ".stamp")); err != nil && os.Getenv("CI") != "true" {
		t.Skip("skipped: the front-end packages are not installed: run `make assets`")
	}
	absolute, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	files, err := bundle(absolute)
	if err != nil {
		t.Fatal(err)
	}
	var names map[string]string
	if err := json.Unmarshal(files["manifest.json"], &names); err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if len(files[names[entry]]) == 0 {
			t.Errorf("%s is built as %q, which is empty", entry, names[entry])
		}
	}
	again, err := bundle(absolute)
	if err != nil {
		t.Fatal(err)
	}
	if string(again["manifest.json"]) != string(files["manifest.json"]) {
		t.Error("two builds of the same files have different names")
	}
	if strings.Contains(string(files[names["app.css"]]), absolute) {
		t.Error("the bundle names a path of this machine")
	}
}

func put(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func list(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}
