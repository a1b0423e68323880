package measure

import "fmt"

// NoteKind names a thing that a reader of a chart must know.
type NoteKind string

// The kinds of note.
const (
	NoteTrial    NoteKind = "trial-limits"
	NoteStock    NoteKind = "stock-count"
	NoteGap      NoteKind = "missing-months"
	NoteEqual    NoteKind = "all-equal"
	NoteScreened NoteKind = "screened"
	NoteNoLimits NoteKind = "no-limits"
	NoteEmpty    NoteKind = "no-data"
)

// Note is a caution that belongs under a chart, and its source.
type Note struct {
	Kind   NoteKind
	Text   string
	Source string
}

// notesOf gathers the cautions of a chart.
func notesOf(c XmR, missing int) []Note {
	var notes []Note
	add := func(k NoteKind, source, format string, args ...any) {
		notes = append(notes, Note{k, fmt.Sprintf(format, args...), source})
	}
	if len(c.Points) == 0 {
		add(NoteEmpty, "", "There are no points to show yet.")
		return notes
	}
	if missing > 0 {
		add(NoteGap, "", "%s between the first and the last extract. A gap is shown; the rules run over the points there are.", months(missing))
	}
	last := c.Phases[len(c.Phases)-1]
	if !last.Limits {
		add(NoteNoLimits, "", "One point gives no limits.")
	} else if last.Trial {
		add(NoteTrial, "NHSRplotthedots, vignette on the number of points", "Trial limits: they rest on fewer than %d points, and will move as points are added. Read them with care.", c.Rules.TrialBelow)
	}
	if last.Limits && last.MeanRange == 0 {
		add(NoteEqual, "", "Every point that the limits rest on is equal, so the limits lie on the mean.")
	}
	if last.Screened > 0 {
		add(NoteScreened, c.Rules.Source, "%d unusually large moving range(s) were left out of the limits. The Making Data Count spreadsheet does not leave them out, so its limits are wider.", last.Screened)
	}
	if c.Options.Stock {
		add(NoteStock, "simulation with these four rules, 24 points and no change at all (docs/measures.md)",
			"This counts mostly the same people each month, so one month resembles the next and the rules flag points too often: with month-to-month correlation of 0.9 and no change at all, 97 series in 100 show a flag. A flag here proves little; judge it with the cycle's own counts (invited, reviewed, reduced).")
	}
	return notes
}

func months(n int) string {
	if n == 1 {
		return "1 month has no value"
	}
	return fmt.Sprintf("%d months have no value", n)
}
