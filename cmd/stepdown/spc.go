package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"stepdown/internal/measure"
)

// spcCmd computes a statistical process control or run chart.
type spcCmd struct {
	File string `arg:"" optional:"" default:"-" help:"JSON with values (null for a gap), dates and options; - reads standard input." placeholder:"FILE"`
}

// Help shows what goes in.
func (spcCmd) Help() string {
	return `In:  {"values": [62.1, 60.4, null, 63], "dates": ["2026-01-31", ...],
      "options": {"improvement_direction": "decrease", "target": 55, "fix_after_n_points": 12,
                  "screen_outliers": true, "rebase_at_index_1based": 13, "rules": "mdc"}}
     For other charts: "options": {"chart": "run" | "I" | "MR" | "p" | "p'" | "u" | "u'" | "c" | "I'",
     "freeze": 12, "multiply": 1000}, with "numerators" and "denominators" in place of "values".
Out: JSON with limits, point types and signals, a column for each.`
}

// spcInput is the most that is read: far beyond any chart.
const spcInput = 4 << 20

// Run reads the request and prints the answer.
func (c *spcCmd) Run() error {
	in := io.Reader(os.Stdin)
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return fmt.Errorf("spc: %w", err)
		}
		defer f.Close()
		in = f
	}
	return spc(in, os.Stdout)
}

func spc(in io.Reader, out io.Writer) error {
	b, err := io.ReadAll(io.LimitReader(in, spcInput+1))
	if err != nil {
		return fmt.Errorf("spc: %w", err)
	}
	if len(b) > spcInput {
		return errors.New("spc: the input is larger than 4 MB")
	}
	request, err := measure.ReadRequest(b)
	if err != nil {
		return fmt.Errorf("spc: %w", err)
	}
	e := json.NewEncoder(out)
	e.SetIndent("", " ")
	return e.Encode(request.Answer())
}
