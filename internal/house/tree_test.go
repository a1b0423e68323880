package house

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// root is the folder of go.mod: tests run in the folder of their package.
const root = "../.."

// made are folders that are not written by us.
var made = []string{"bin", "data", "static/dist"}

// files returns the project's own files by their path from the root, whose name ends in one of the given ways.
func files(t *testing.T, ends ...string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if entry.IsDir() {
			hidden := strings.HasPrefix(entry.Name(), ".") && name != "." && name != ".ci"
			if hidden || entry.Name() == "node_modules" || slices.Contains(made, name) {
				return filepath.SkipDir
			}
			return nil
		}
		if len(ends) == 0 || slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(name, end) }) {
			found = append(found, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Fatalf("no files end in %v: is this the project?", ends)
	}
	return found
}

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func exists(name string) bool {
	_, err := os.Stat(filepath.Join(root, name))
	return err == nil
}
