package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/extract"
	"stepdown/internal/medicine"
	"stepdown/internal/nhs"
)

// identifyCmd searches exports for people on a target medicine.
type identifyCmd struct {
	Format        string   `help:"Format of the export; known from its headings when left out." placeholder:"F"`
	Target        string   `help:"Medicines to look for, with commas between: tramadol, co-codamol, opioids, gabapentinoids, tramadol+pregabalin for people on both, or all." default:"all"`
	AsAt          string   `help:"Day the export describes (yyyy-mm-dd); its latest issue date when left out." placeholder:"DATE"`
	IssuedWithin  int      `help:"Months in which a repeat must have been issued to count; 0 for any." default:"6"`
	Codelist      []string `help:"Add or replace a code list, as in cancer=FILE. May be given again." placeholder:"N=FILE" sep:"none"`
	LeaveOutMinor bool     `help:"Leave out people whose only opioids are for cough or diarrhoea, such as codeine linctus or kaolin and morphine."`
	Out           string   `help:"Write one line of CSV for each person on target to this file." placeholder:"FILE"`
	JSON          bool     `help:"Print the counts as one JSON object." name:"json"`
	Paths         []string `arg:"" name:"path" help:"Files and folders of one export."`
}

// Run is called by kong.
func (c *identifyCmd) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return c.run(ctx, os.Stdout, os.Stderr)
}

func (c *identifyCmd) run(ctx context.Context, stdout io.Writer, stderr *os.File) (err error) {
	defer collectLate()()
	go medicine.Prepare() // beside the code lists and the patients: half the time of a small export is such beginnings
	criteria, options, err := c.settings()
	if err != nil {
		return err
	}
	go options.Lists.Prepare()
	var list *listFile
	if c.Out != "" {
		if list, err = openList(c.Out, c.Paths); err != nil {
			return err
		}
		defer func() { err = list.finish(err) }()
	}
	if bar := terminalBar(stderr); bar != nil {
		options.Progress = func(done, total int64) {
			bar.ChangeMax64(total)
			_ = bar.Set64(done)
		}
		defer func() { _ = bar.Clear() }()
	}
	summary, err := extract.Identify(ctx, c.Paths, options, criteria, list.writer())
	if err != nil {
		return err
	}
	if c.JSON {
		return summary.WriteJSON(stdout)
	}
	return summary.WriteText(stdout)
}

// A practice's export is read by the time the heap has grown to quietHeap, or
// nearly, and collecting it before would cost a sixth of the time and free little. A region's
// (a million people) has mostSoft as a soft ceiling, because the machine is shared.
const (
	quietHeap = 30 << 20
	mostSoft  = 96 << 20
)

// collectLate lets the heap grow to quietHeap before the first collection. From
// then on it is collected when it has grown by two fifths. It gives what
// puts the settings back.
func collectLate() (restore func()) {
	percent, limit := debug.SetGCPercent(-1), debug.SetMemoryLimit(quietHeap)
	var first sync.Once
	usual := func(percent int, limit int64) {
		first.Do(func() {
			debug.SetGCPercent(percent)
			debug.SetMemoryLimit(limit)
		})
	}
	runtime.AddCleanup(new([16]byte), func(int) { usual(40, mostSoft) }, 0) // run after the first collection
	return func() {
		first.Do(func() {}) // the first collection may still be to come
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
}

// settings turns the flags into criteria and options.
func (c *identifyCmd) settings() (cohort.Criteria, extract.Options, error) {
	criteria := cohort.DefaultCriteria()
	criteria.IssuedWithinMonths, criteria.LeaveOutMinorUse = c.IssuedWithin, c.LeaveOutMinor
	var o extract.Options
	var err error
	if criteria.Targets, err = cohort.ParseTargets(c.Target); err != nil {
		return criteria, o, err
	}
	if c.AsAt != "" {
		if criteria.AsAt, err = nhs.ParseDate(c.AsAt); err != nil {
			return criteria, o, fmt.Errorf("--as-at: %w", err)
		}
	}
	o.Format, o.AsAt = extract.Format(c.Format), criteria.AsAt
	o.Lists = codelist.Default()
	for _, arg := range c.Codelist {
		l, err := readList(arg)
		if err != nil {
			return criteria, o, err
		}
		o.Lists = o.Lists.With(l)
	}
	return criteria, o, nil
}

// readList reads NAME=FILE. The version of a practice's own list is its file
// name and the beginning of its SHA-256, so that a changed list is a new one.
func readList(arg string) (*codelist.List, error) {
	name, path, ok := strings.Cut(arg, "=")
	if !ok || name == "" || path == "" {
		return nil, errors.New("--codelist wants NAME=FILE, as in cancer=our-list.csv")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	l, err := codelist.Parse(name, filepath.Base(path)+" "+hex.EncodeToString(sum[:4]), bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if ours := codelist.Default().List(name); ours != nil { // a pregnancy counts for so many days whoever made the list
		l.Title, l.WindowDays = ours.Title, ours.WindowDays
	}
	return l, nil
}

// terminalBar is a progress bar when stderr is a terminal, else nil.
func terminalBar(stderr *os.File) *progressbar.ProgressBar {
	info, err := stderr.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return progressbar.NewOptions64(-1, progressbar.OptionSetWriter(stderr), progressbar.OptionSetDescription("Reading"),
		progressbar.OptionShowBytes(true), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
}
