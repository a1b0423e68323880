package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
)

// write makes dist hold exactly files, beside its dot files: .gitkeep must stay, or a bare clone no
// longer compiles. The manifest is written last, so that a reader never sees names that are not there yet.
func write(dist string, files map[string][]byte) error {
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	for name, content := range files {
		if name == "manifest.json" {
			continue
		}
		if err := writeIfChanged(filepath.Join(dist, name), content); err != nil {
			return err
		}
	}
	if err := writeIfChanged(filepath.Join(dist, "manifest.json"), files["manifest.json"]); err != nil {
		return err
	}
	return removeOthers(dist, files)
}

// writeIfChanged leaves an equal file alone, so that Go's build cache stays warm.
func writeIfChanged(path string, content []byte) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, content) {
		return nil
	}
	return os.WriteFile(path, content, 0o644)
}

func removeOthers(dist string, files map[string][]byte) error {
	there, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, entry := range there {
		name := entry.Name()
		if _, keep := files[name]; keep || strings.HasPrefix(name, ".") {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dist, name)); err != nil {
			return err
		}
	}
	return nil
}
