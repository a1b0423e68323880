package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"stepdown/internal/intake"
	"stepdown/internal/nhs"
	"stepdown/internal/synth"
)

// imports notes the monthly extracts, all but the newest: that one is left as a
// file for the person at the screen. Each comes in a few days after its month
// has ended, as in life, so that texts of the past stood on a fresh extract.
func (h *teller) imports() {
	for i := range h.world.Months() - 1 {
		month := h.world.Month(i)
		h.on(importDay(month.Date()), 8, 30, "import", func(ctx context.Context) error { return h.take(ctx, month) })
	}
}

// importDay is when the extract of a month's end comes in.
func importDay(asAt nhs.Date) nhs.Date { return workday(asAt.AddDays(2)) }

func (h *teller) take(ctx context.Context, month synth.Extract) error {
	path, err := month.WriteFile(filepath.Join(h.Config.Data, "exports"))
	if err != nil {
		return err
	}
	e, _, err := h.Intake.Take(ctx, h.coordinator, h.practice, intake.Files{Paths: []string{path}})
	if err != nil {
		return err
	}
	h.options.Say(fmt.Sprintf("  extract of %s: %d people on target medicines", e.AsAt, e.Report.OnTarget))
	return os.Remove(path)
}
