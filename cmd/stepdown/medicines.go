package main

import (
	"fmt"
	"io"
	"os"

	"stepdown/internal/medicine"
)

type medicinesCmd struct {
	Classify classifyCmd `cmd:"" help:"Say of each medicine name what it is: class, ingredients, strength, form, release and oral morphine equivalence."`
}

type classifyCmd struct {
	File string `arg:"" optional:"" default:"-" help:"File with one name a line; - or nothing for standard input."`
}

// Run writes one CSV row for each line of the file to standard output.
func (c *classifyCmd) Run() error {
	var in io.Reader = os.Stdin
	if c.File != "" && c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return fmt.Errorf("medicines classify: %w", err)
		}
		defer f.Close()
		in = f
	}
	if err := medicine.ClassifyCSV(in, os.Stdout); err != nil {
		return fmt.Errorf("medicines classify: %w", err)
	}
	return nil
}
