package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"stepdown/internal/extract"
)

// listFile is where the list of decisions goes. What stood there before is
// replaced when the list is whole, and kept when the search fails.
type listFile struct {
	*os.File
	path string // of the list; empty when File is the place itself
}

// openList prepares the list at path. It refuses a file of the export that is
// searched, which the list would take the place of.
func openList(path string, export []string) (*listFile, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() { // a terminal or a pipe: there is nothing to keep
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		return &listFile{File: f}, err
	}
	if err == nil && slices.ContainsFunc(export, func(p string) bool { return holds(p, info) }) && !isList(path) {
		return nil, fmt.Errorf("--out %s is a file of the export: the list would take its place", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".stepdown-*") // only its owner can read it: a list of patients
	if err != nil {
		return nil, fmt.Errorf("--out: %w", err)
	}
	return &listFile{File: f, path: path}, nil
}

// holds reports whether a path is a file, or a folder with it in.
func holds(path string, file fs.FileInfo) bool {
	found := false
	_ = filepath.WalkDir(path, func(p string, _ fs.DirEntry, _ error) error {
		if info, err := os.Stat(p); err == nil && os.SameFile(info, file) {
			found = true
			return filepath.SkipAll
		}
		return nil
	})
	return found
}

// isList reports whether a file is the list of a search before.
func isList(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(extract.ListHeadings))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == extract.ListHeadings
}

// writer is f, or nothing when no list was asked for.
func (f *listFile) writer() io.Writer {
	if f == nil {
		return nil
	}
	return f.File
}

// finish puts the list in its place, or takes it away when the search failed.
func (f *listFile) finish(failed error) error {
	err := errors.Join(failed, f.Close())
	switch {
	case f.path == "":
		return err
	case err == nil:
		err = os.Rename(f.Name(), f.path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
