package cycles

import (
	"slices"
	"strings"
	"testing"

	"stepdown/internal/cycle"
)

func TestEducationIsReadAsItIsTyped(t *testing.T) {
	for typed, want := range map[string]cycle.Education{
		"12 June 2026, opioids for persistent pain, 8 people":         {On: "2026-06-12", Topic: "opioids for persistent pain", People: 8},
		"3 Feb 2026: what helps. All prescribers.":                    {On: "2026-02-03", Topic: "what helps. All prescribers."},
		"1/12/2026 Pain Café for 3 surgeries (11 people)":             {On: "2026-12-01", Topic: "Pain Café for 3 surgeries", People: 11},
		"29 February 2028, a leap day, with a comma in it, 2 people.": {On: "2028-02-29", Topic: "a leap day, with a comma in it", People: 2},
	} {
		got, wrong := readTaught(typed)
		if wrong != "" || len(got) != 1 || got[0] != want {
			t.Errorf("%q: %+v %s, want %+v", typed, got, wrong, want)
		}
	}
}

// What a save reads must be what the next form shows: the day and the count of
// people were once lost when a plan was saved again.
func TestEducationIsNotLostWhenThePlanIsSavedAgain(t *testing.T) {
	held := []cycle.Education{{On: "2026-06-12", Topic: "Persistent pain: what helps. All prescribers.", People: 11}, {On: "2026-07-01", Topic: "Tapering"}}
	got, wrong := readTaught(taughtText(held))
	if wrong != "" || !slices.Equal(got, held) {
		t.Errorf("came back as %+v %s", got, wrong)
	}
}

func TestEducationWithoutADateNamesItsLine(t *testing.T) {
	for _, typed := range []string{"12 June 2026, first\nopioids", "12 June 2026, first\n31 February 2026, none", "12 June 2026, first\n2 July 2026,"} {
		if _, wrong := readTaught(typed); !strings.Contains(wrong, "Line 2") {
			t.Errorf("%q: %q", typed, wrong)
		}
	}
}
