package review

import (
	"testing"

	"stepdown/internal/cohort"
	"stepdown/internal/taper"
)

// The pharmacy is asked to hold back what is reduced, and nothing else.
func TestOnlyWhatIsReducedComesOffRepeat(t *testing.T) {
	record := Record{Lines: []Line{{Key: "t", Name: "Tramadol 50mg capsules", Ingredient: "tramadol", Kind: cohort.Repeat},
		{Key: "m", Name: "Tramadol 100mg modified-release tablets", Ingredient: "tramadol", Kind: cohort.RepeatDispensing},
		{Key: "a", Name: "Tramadol 50mg tablets", Ingredient: "tramadol", Kind: cohort.Acute},
		{Key: "g", Name: "Gabapentin 300mg capsules", Ingredient: "gabapentin", Kind: cohort.Repeat}}}
	held := Review{Medicines: []MedicineDecision{{Key: "t", Decision: Stop}, {Key: "m", Decision: NoChange}, {Key: "g", Decision: NoChange}}}
	for _, tc := range []struct {
		name string
		plan Plan
		want []string
	}{
		{"worked out", Plan{Version: 1, Built: true, Taper: taper.Plan{Ingredient: "tramadol"}}, []string{"t", "m"}},
		{"in own words", Plan{Version: 1, Text: "One less a week"}, []string{"t"}},
		{"no plan yet", Plan{}, []string{"t"}},
	} {
		var got []string
		for _, l := range OnRepeat(record, held, tc.plan) {
			got = append(got, l.Key)
		}
		if len(got) != len(tc.want) || got[0] != tc.want[0] || got[len(got)-1] != tc.want[len(tc.want)-1] {
			t.Errorf("%s: %v, want %v", tc.name, got, tc.want)
		}
	}
}
