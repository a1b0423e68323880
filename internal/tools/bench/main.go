// Command bench sets the reading of an export beside its peers: the same question over the same made-up
// files, in the same rounds (A B C, A B C, ...), so that whatever slows the machine slows them all. The
// peers (plain Go, DuckDB, encoding/csv, SQLite, PostgreSQL) and the generator live in a folder of their
// own, outside this repository; everything that is built and made goes to a folder for temporary files.
//
//	go run ./internal/tools/bench -peers ../shared/bench -sizes 13000,130000
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

func main() {
	var o options
	flag.StringVar(&o.peers, "peers", "../shared/bench", "folder with the generator and the peers")
	flag.StringVar(&o.work, "work", filepath.Join(os.TempDir(), "stepdown-bench"), "folder for what is built and made; it is kept")
	flag.IntVar(&o.rounds, "rounds", 0, "rounds of each size; 0: more for a small one")
	sizes := flag.String("sizes", "13000,130000", "numbers of patients, with commas between (1300000 is 3.7 GB of files)")
	ways := flag.String("ways", "", "ways to run, with commas between; all that can be run when left out")
	flag.Parse()
	err := o.read(*sizes, *ways)
	if err == nil {
		err = run(o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	peers, work string
	rounds      int
	sizes       []int
	ways        []string
}

func (o *options) read(sizes, ways string) (err error) {
	for _, s := range strings.Split(sizes, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || n < 1 {
			return fmt.Errorf("%q is not a number of patients", s)
		}
		o.sizes = append(o.sizes, n)
	}
	if ways != "" {
		o.ways = strings.Split(ways, ",")
	}
	if o.peers, err = filepath.Abs(o.peers); err == nil {
		o.work, err = filepath.Abs(o.work)
	}
	return err
}

// run measures each size in turn and prints a table of each, and what was asked of it.
func run(o options) error {
	b := bench{options: o}
	if err := b.build(); err != nil {
		return err
	}
	var all []*table
	for _, n := range o.sizes {
		t, err := b.measure(n)
		if err != nil {
			return err
		}
		fmt.Printf("\n%d patients, %d rows, %.0f MB; %d rounds on %d processors, load %s\n\n", n, t.rows, float64(t.bytes)/1e6, t.rounds, runtime.NumCPU(), load())
		t.print(os.Stdout)
		all = append(all, t)
	}
	fmt.Println()
	printAsked(os.Stdout, all)
	return nil
}

// load is the load average of the machine, where it tells.
func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "not known"
	}
	return strings.Join(strings.Fields(string(b))[:3], " ")
}
