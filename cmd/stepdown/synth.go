package main

import (
	"fmt"
	"os"
	"time"

	"stepdown/internal/nhs"
	"stepdown/internal/synth"
)

// synthCmd writes the exports of an invented practice.
type synthCmd struct {
	Patients int    `help:"People registered in the first month." default:"6000"`
	Months   int    `help:"Monthly extracts to write." default:"18"`
	Seed     uint64 `help:"The same seed and options always give the same files." default:"1"`
	End      string `help:"Day of the last extract, as 2026-10-31. The last day of the previous month if left out." placeholder:"DATE"`
	Out      string `help:"Folder to write into; made if it is not there." default:"." type:"path"`
	LastOnly bool   `help:"Write the newest extract only."`
	NoFaults bool   `help:"Leave out the faulty rows."`
	NoCycle  bool   `help:"Leave out the effect of the tramadol improvement cycle."`
}

// Run writes the extracts and says where they are.
func (c *synthCmd) Run() error {
	options, err := c.options(time.Now())
	if err != nil {
		return err
	}
	world := synth.Practice(options)
	paths := make([]string, 0, options.Months)
	if c.LastOnly {
		path, err := world.Last().WriteFile(c.Out)
		if err != nil {
			return err
		}
		paths = append(paths, path)
	} else if paths, err = world.WriteEMISList(c.Out); err != nil {
		return err
	}
	fmt.Fprintf(os.Stdout, "Wrote %d EMIS Web list reports of %s (invented), the newest: %s\n",
		len(paths), world.Options().Name, paths[len(paths)-1])
	return nil
}

// options checks what was typed; now decides the default end.
func (c *synthCmd) options(now time.Time) (synth.Options, error) {
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
