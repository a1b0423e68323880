package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"time"
)

// taken is what one run of a way took.
type taken struct {
	round  int
	wall   float64 // seconds
	cpu    float64 // seconds, of all processors
	peak   float64 // megabytes of memory
	answer string  // people in the cohort
}

// measure runs the ways over n patients, round after round.
func (b *bench) measure(n int) (*table, error) {
	t := &table{patients: n, rounds: b.rounds}
	if t.rounds == 0 {
		t.rounds = roundsFor(n)
	}
	dirs := map[bool]string{}
	for _, w := range b.run {
		dir, err := b.data(n, w.hard)
		if err != nil {
			return nil, err
		}
		if dirs[w.hard] == "" {
			if dirs[w.hard] = dir; !w.hard {
				err = t.size(dir)
			} else {
				err = (&table{}).size(dir) // read, so that the files are in memory
			}
		}
		if err != nil {
			return nil, err
		}
	}
	for round := range t.rounds {
		for _, w := range b.run {
			if w.slow && round >= shortRows || w.slow && n > 500_000 && round > 0 {
				continue
			}
			one, err := once(w.args(b, dirs[w.hard]))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", w.name, err)
			}
			one.round = round
			t.add(w.name, one)
		}
		fmt.Fprintf(os.Stderr, "bench: %d patients, round %d of %d\n", n, round+1, t.rounds)
	}
	return t, t.agreed()
}

func roundsFor(n int) int {
	switch {
	case n <= 20_000:
		return 21
	case n <= 200_000:
		return 11
	}
	return 3
}

// size counts the rows and bytes of the files, which also brings them into memory.
func (t *table) size(dir string) error {
	for _, name := range []string{"patients.csv", "medications.csv", "problems.csv"} {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		buf := make([]byte, 1<<20)
		for {
			n, err := f.Read(buf)
			t.bytes += int64(n)
			t.rows += bytes.Count(buf[:n], []byte{'\n'})
			if err == io.EOF {
				break
			}
			if err != nil {
				f.Close()
				return err
			}
		}
		f.Close()
		t.rows-- // the headings
	}
	return nil
}

// once runs a way once.
func once(args []string) (taken, error) {
	c := exec.Command(args[0], args[1:]...)
	var said, wrong bytes.Buffer
	c.Stdout, c.Stderr = &said, &wrong
	began := time.Now()
	err := c.Run()
	t := taken{wall: time.Since(began).Seconds()}
	if err != nil {
		return t, fmt.Errorf("%w: %s", err, bytes.TrimSpace(wrong.Bytes()))
	}
	t.cpu = (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()
	if u, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		t.peak = float64(u.Maxrss) / 1024
	}
	t.answer = answerOf(said.String())
	return t, nil
}

var answers = regexp.MustCompile(`(?:\bcohort=|"included": )([0-9]+)`)

// answerOf finds how many people are in the cohort in what a way said.
func answerOf(said string) string {
	if m := answers.FindStringSubmatch(said); m != nil {
		return m[1]
	}
	return "none"
}
