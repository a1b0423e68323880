package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

// way is one program that answers the question, or Stepdown on the same rows written another way.
type way struct {
	name  string
	slow  bool // takes many times as long: run in the first rounds only
	hard  bool // on the files whose cells are all quoted and whose rows are in no order
	needs string
	args  func(b *bench, dir string) []string
}

const (
	product   = "stepdown"
	onHard    = "stepdown-hard" // the same rows, every cell quoted and in no order
	plainGo   = "go-full-2"
	database  = "duckdb-go-2"
	shortRows = 3 // rounds of the slow ways
)

// ways in the order in which they are run in each round.
var ways = []way{
	{name: plainGo, args: func(b *bench, dir string) []string {
		return []string{b.bin("cohort"), "-mode", "full", "-p", "2", "-dir", dir, "-out", b.out()}
	}},
	{name: database, args: func(b *bench, dir string) []string {
		return []string{b.bin("duckdb"), "-sql", filepath.Join(b.peers, "baseline/duckdb/query.sql"), "-threads", "2", "-dir", dir, "-out", b.out()}
	}},
	{name: product, args: identify},
	{name: onHard, hard: true, args: identify},
	{name: "go-csv", slow: true, args: func(b *bench, dir string) []string {
		return []string{b.bin("cohort"), "-mode", "csv", "-dir", dir, "-out", b.out()}
	}},
	{name: "sqlite", slow: true, needs: "sqlite3", args: func(b *bench, dir string) []string {
		return []string{filepath.Join(b.peers, "baseline/sqlite.sh"), dir, b.out()}
	}},
	{name: "postgres", slow: true, needs: "psql", args: func(b *bench, dir string) []string {
		return []string{filepath.Join(b.peers, "baseline/postgres.sh"), dir, b.out()}
	}},
}

// identify is the question the peers answer: everybody on a repeat that goes on, whenever it was issued.
func identify(b *bench, dir string) []string {
	return []string{b.bin("stepdown"), "identify", "--json", "--issued-within", "0", "--out", b.out(),
		filepath.Join(dir, "patients.csv"), filepath.Join(dir, "medications.csv"), filepath.Join(dir, "problems.csv")}
}

// runnable says why a way cannot be run here; empty when it can.
func (w way) runnable() string {
	if w.needs == "" {
		return ""
	}
	if _, err := exec.LookPath(w.needs); err != nil {
		return "no " + w.needs
	}
	if w.needs == "psql" && os.Getenv("PGHOST") == "" {
		return "no PGHOST names a server"
	}
	return ""
}

type bench struct {
	options
	run []way
}

func (b *bench) bin(name string) string { return filepath.Join(b.work, "bin", name) }
func (b *bench) out() string            { return filepath.Join(b.work, "out.csv") }

// build builds the generator, the peers and Stepdown, and settles which ways are run.
func (b *bench) build() error {
	for _, w := range ways {
		switch why := w.runnable(); {
		case b.ways != nil && !slices.Contains(b.ways, w.name):
		case why != "":
			fmt.Fprintf(os.Stderr, "bench: %s is left out: %s\n", w.name, why)
		default:
			b.run = append(b.run, w)
		}
	}
	if err := os.MkdirAll(filepath.Join(b.work, "bin"), 0o755); err != nil {
		return err
	}
	for _, p := range []struct{ name, in, from string }{
		{"gen", b.peers, "./gen"}, {"cohort", b.peers, "./baseline/cohort"}, {"duckdb", b.peers, "./baseline/duckdb"}, {"stepdown", ".", "./cmd/stepdown"},
	} {
		fmt.Fprintln(os.Stderr, "bench: building", p.name)
		if err := command(p.in, "go", "build", "-o", b.bin(p.name), p.from); err != nil {
			return fmt.Errorf("building %s: %w", p.name, err)
		}
	}
	return nil
}

// data gives the folder of the files of n patients, and makes them if they are not there.
func (b *bench) data(n int, hard bool) (string, error) {
	dir, args := filepath.Join(b.work, "plain-"+strconv.Itoa(n)), []string{}
	if hard {
		dir, args = filepath.Join(b.work, "hard-"+strconv.Itoa(n)), []string{"-quoteall", "-bom", "-newlines", "0.001", "-window", "1000000"}
	}
	whole := filepath.Join(dir, "whole")
	if _, err := os.Stat(whole); err == nil {
		return dir, nil
	}
	fmt.Fprintln(os.Stderr, "bench: making", dir)
	if err := command(".", b.bin("gen"), append(args, "-n", strconv.Itoa(n), "-out", dir)...); err != nil {
		return "", fmt.Errorf("making %s: %w", dir, err)
	}
	return dir, os.WriteFile(whole, nil, 0o644)
}

func command(in, name string, args ...string) error {
	c := exec.Command(name, args...)
	c.Dir, c.Stderr = in, os.Stderr
	c.Env = append(os.Environ(), "GOWORK=off")
	return c.Run()
}
