package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// bundled are the npm packages whose code ends in a bundle. Their licences ask that the notice travels with it.
var bundled = []string{"echarts", "nhsuk-frontend", "tslib", "zrender"}

func licences(root string) ([]byte, error) {
	var all bytes.Buffer
	fmt.Fprintln(&all, "Parts of these pages' style sheet and scripts come from the packages below.")
	for _, name := range bundled {
		dir := filepath.Join(root, "node_modules", name)
		if err := notice(&all, dir); err != nil {
			return nil, err
		}
	}
	return all.Bytes(), nil
}

func notice(all *bytes.Buffer, dir string) error {
	raw, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		return err
	}
	var about struct{ Name, Version, License, Homepage string }
	if err := json.Unmarshal(raw, &about); err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	fmt.Fprintf(all, "\n==== %s %s, licence %s, %s\n", about.Name, about.Version, about.License, about.Homepage)
	for _, name := range []string{"LICENSE", "LICENSE.md", "LICENSE.txt", "NOTICE"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(all, "\n%s\n", bytes.TrimSpace(text))
	}
	return nil
}
