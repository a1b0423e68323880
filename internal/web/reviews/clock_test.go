package reviews

import (
	"testing"

	"stepdown/internal/nhs"
	"stepdown/internal/review"
)

func TestTimesAreReadAsPeopleWriteThem(t *testing.T) {
	for _, tc := range []struct {
		day  nhs.Date
		text string
		want string // empty: refused
	}{
		{"2026-11-10", "9.30am", "Tuesday 10 November 2026, 9.30am"},
		{"2026-11-10", "09:30", "Tuesday 10 November 2026, 9.30am"},
		{"2026-11-10", "2pm", "Tuesday 10 November 2026, 2pm"},
		{"2026-11-10", "12pm", "Tuesday 10 November 2026, midday"},
		{"2026-11-10", "12.15am", "Tuesday 10 November 2026, 12.15am"},
		{"2026-07-10", "14:00", "Friday 10 July 2026, 2pm"}, // summer time
		{"2026-11-10", "25:00", ""},
		{"2026-11-10", "9.60", ""},
		{"2026-11-10", "13pm", ""},
		{"2026-11-10", "half past two", ""},
		{"2026-11-10", "", ""},
	} {
		at, ok := instant(tc.day, tc.text)
		if got := review.When(at); ok != (tc.want != "") || ok && got != tc.want {
			t.Errorf("%q: %v, %s; want %q", tc.text, ok, got, tc.want)
		}
	}
}

func FuzzInstant(f *testing.F) {
	for _, s := range []string{"9.30am", "14:00", "12pm", "99:99", "9.", "0am"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, ok := instant("2026-11-10", text)
		if ok && nhs.DateOf(at.In(nhs.London)) != "2026-11-10" {
			t.Errorf("%q left the day: %s", text, at)
		}
	})
}
