package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"stepdown/internal/nhs"
	"stepdown/internal/synth"
)

// synthCmd writes the exports of an invented practice.
type synthCmd struct {
	Format   string `help:"How to write: ${enum}." enum:"emis-list,stepdown-csv,systmone-report,emis-bulk,systmone-bulk,fhir,fhir-bundle,medicus,vision" default:"emis-list"`
	Patients int    `help:"People registered in the first month." default:"6000"`
	Months   int    `help:"Monthly extracts to write." default:"18"`
	Seed     uint64 `help:"The same seed and options always give the same files." default:"1"`
	End      string `help:"Day of the last extract, as 2026-10-31. The last day of the previous month if left out." placeholder:"DATE"`
	Out      string `help:"Folder to write into; made if it is not there. Formats of several files get a folder a month in it." default:"." type:"path"`
	LastOnly bool   `help:"Write the newest extract only."`
	Delta    bool   `help:"With emis-bulk: write the month before whole, then the changes since, with deletions."`
	NoFaults bool   `help:"Leave out the faulty rows, which only emis-list has."`
	NoCycle  bool   `help:"Leave out the effect of the tramadol improvement cycle."`
}

// Run writes the extracts and says where they are.
func (c *synthCmd) Run() error {
	options, err := c.options(time.Now())
	if err != nil {
		return err
	}
	world := synth.Practice(options)
	first := 0
	if c.LastOnly {
		first = world.Months() - 1
	}
	for i := first; i < world.Months(); i++ {
		path, err := c.write(world.Month(i))
		if err != nil {
			return err
		}
		if i == world.Months()-1 {
			fmt.Fprintf(os.Stdout, "Wrote %d extracts (%s) of %s (invented), the newest: %s\n", world.Months()-first, c.Format, world.Options().Name, path)
		}
	}
	return nil
}

// write writes one extract and says where it is: a file, or a folder of files.
func (c *synthCmd) write(x synth.Extract) (path string, err error) {
	if c.Format == "emis-list" {
		return x.WriteFile(c.Out)
	}
	write := map[string]func(dir string) ([]string, error){
		"stepdown-csv": x.WriteStepdownCSV, "systmone-report": x.WriteSystmOneReport, "emis-bulk": x.WriteEMISBulk, "systmone-bulk": x.WriteSystmOneBulk,
		"fhir": x.WriteFHIR, "fhir-bundle": x.WriteFHIRBundle, "medicus": x.WriteMedicus, "vision": x.WriteVision,
	}[c.Format]
	if c.Delta {
		write = x.WriteEMISBulkDelta
	}
	path = filepath.Join(c.Out, c.Format+"-"+string(x.Date()))
	_, err = write(path)
	return path, err
}

// options checks what was typed; now decides the default end.
func (c *synthCmd) options(now time.Time) (synth.Options, error) {
	if c.Delta && c.Format != "emis-bulk" {
		return synth.Options{}, fmt.Errorf("--delta goes with --format emis-bulk")
	}
	if c.Patients < 1 || c.Patients > synth.MostPatients {
		return synth.Options{}, fmt.Errorf("--patients must be from 1 to %d", synth.MostPatients)
	}
	if c.Months < 1 || c.Months > synth.MostMonths {
		return synth.Options{}, fmt.Errorf("--months must be from 1 to %d", synth.MostMonths)
	}
	end := lastDayOfPreviousMonth(nhs.Today(now))
	if c.End != "" {
		var err error
		if end, err = nhs.ParseDate(c.End); err != nil {
			return synth.Options{}, fmt.Errorf("--end: %w; write it as 2026-10-31", err)
		}
		if y := end.Time().Year(); y < synth.EarliestYear || y > synth.LatestYear {
			return synth.Options{}, fmt.Errorf("--end must be from %d to %d", synth.EarliestYear, synth.LatestYear)
		}
	}
	return synth.Options{Seed: c.Seed, Patients: c.Patients, Months: c.Months, End: end,
		NoFaults: c.NoFaults, Cycle: synth.Cycle{Off: c.NoCycle}}, nil
}

func lastDayOfPreviousMonth(today nhs.Date) nhs.Date {
	return today.AddDays(-today.Time().Day())
}
