package cohort

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func ids(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("id%04d", i)
	}
	return out
}

func TestSampleIsPinned(t *testing.T) {
	// A seed that is on record must give the same people for ever.
	if got := fmt.Sprint(Sample(ids(10), 3, 42)); got != pinnedSample {
		t.Errorf("%s", got)
	}
}

func TestSampleDoesNotHangOnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := ids(rapid.IntRange(0, 60).Draw(t, "people"))
		n := rapid.IntRange(0, 70).Draw(t, "n")
		seed := rapid.Uint64().Draw(t, "seed")
		shuffled := rapid.Permutation(append(slices.Clone(all), all...)).Draw(t, "order")
		a, b := Sample(all, n, seed), Sample(shuffled, n, seed)
		if !slices.Equal(a, b) || len(a) != min(n, len(all)) {
			t.Fatalf("%v %v", a, b)
		}
		if n > 0 && !slices.Equal(Sample(all, n-1, seed), a[:min(n-1, len(a))]) {
			t.Fatal("a smaller draw is not the beginning of a larger one")
		}
		of := func(id string) string { return id[5:] }
		s, z := SampleBy(all, of, n, seed), SampleBy(shuffled, of, n, seed)
		if !slices.Equal(s, z) || len(s) != min(n, len(all)) {
			t.Fatalf("%v %v", s, z)
		}
	})
}

func TestSampleByGivesEachMedicineItsShare(t *testing.T) {
	of := func(id string) string {
		if id < "id0075" {
			return "tramadol"
		}
		return "codeine"
	}
	n := map[string]int{}
	for _, id := range SampleBy(ids(100), of, 20, 7) {
		n[of(id)]++
	}
	if n["tramadol"] != 15 || n["codeine"] != 5 {
		t.Errorf("%v", n)
	}
}

func TestSampleIsFair(t *testing.T) {
	drawn := map[string]int{}
	for seed := range uint64(4000) {
		for _, id := range Sample(ids(10), 3, seed) {
			drawn[id]++
		}
	}
	for id, n := range drawn {
		if n < 1100 || n > 1300 { // 1200 expected; four standard deviations are 116
			t.Errorf("%s drawn %d times", id, n)
		}
	}
}

const pinnedSample = "[id0007 id0005 id0009]"
