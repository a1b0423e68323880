// Command assets builds the front end: it installs the npm packages when the lock file has changed,
// bundles static/src with esbuild, and leaves hashed files and manifest.json in static/dist, where
// package static embeds them. The server does not link this program.
//
// Run it from anywhere in the module: go run ./internal/tools/assets
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

func main() {
	root := flag.String("root", "", "folder that holds package.json (default: the nearest one above here)")
	flag.Parse()
	if err := run(*root); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

func run(root string) error {
	if root == "" {
		var err error
		if root, err = findRoot(); err != nil {
			return err
		}
	}
	// esbuild wants absolute folders.
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	if err := install(root); err != nil {
		return err
	}
	began := time.Now()
	files, err := bundle(root)
	if err != nil {
		return err
	}
	if err := write(filepath.Join(root, "static", "dist"), files); err != nil {
		return err
	}
	fmt.Printf("assets: %d files in static/dist (%d ms)\n", len(files), time.Since(began).Milliseconds())
	return nil
}

func findRoot() (string, error) {
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := here; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "package.json")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no package.json in this folder or above it")
		}
	}
}
