package cycle

import (
	"testing"

	"stepdown/internal/cohort"
	"stepdown/internal/nhs"
)

func TestIssuesInAYear(t *testing.T) {
	line := func(started nhs.Date, issues int) cohort.Medication {
		return cohort.Medication{Name: "Tramadol 50mg capsules", Kind: cohort.Repeat, Started: started, Issues: issues}
	}
	snap := func(day nhs.Date, m ...cohort.Medication) Snapshot {
		return Snapshot{AsAt: day, Person: cohort.Person{Medications: m}}
	}
	for _, tc := range []struct {
		name    string
		m       cohort.Medication
		history []Snapshot
		want    string
	}{
		{"an extract of a year ago", line("2020-05-03", 80), []Snapshot{snap("2025-09-30", line("2020-05-03", 66)), snap("2025-10-31", line("2020-05-03", 67)),
			snap("2026-03-31", line("2020-05-03", 72)), snap("2026-10-31", line("2020-05-03", 80))}, "13"},
		{"started within the year", line("2026-02-01", 9), []Snapshot{snap("2026-10-31", line("2026-02-01", 9))}, "9"},
		{"extracts of half a year", line("2020-05-03", 80), []Snapshot{snap("2026-05-31", line("2020-05-03", 75)), snap("2026-10-31", line("2020-05-03", 80))}, "at least 5"},
		{"one extract", line("2020-05-03", 80), []Snapshot{snap("2026-10-31", line("2020-05-03", 80))}, "not known: 80 in all since 3 May 2020"},
		{"another line of the same name", line("2024-01-01", 20), []Snapshot{snap("2025-10-31", line("2020-05-03", 66)), snap("2026-10-31", line("2024-01-01", 20))}, "not known: 20 in all since 1 January 2024"},
		{"counted anew by the clinical system", line("2020-05-03", 3), []Snapshot{snap("2025-10-31", line("2020-05-03", 66)), snap("2026-10-31", line("2020-05-03", 3))}, "at least 3"},
		{"no number in the export", line("2020-05-03", 0), []Snapshot{snap("2026-10-31")}, "not known"},
		{"no extract", line("2020-05-03", 4), nil, "not known"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := IssuesInAYear(tc.m, tc.history); got.Words != tc.want {
				t.Errorf("%q, want %q", got.Words, tc.want)
			}
		})
	}
}
