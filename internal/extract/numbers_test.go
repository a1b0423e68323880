package extract

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Whoever rows name, in the order of the patients or in none, is found where
// they came, and nobody else is.
func TestPlaceOfWhoeverIsNamed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, r := rapid.SampledFrom([]int{0, 1, 7, near + 1, 100, 3000}).Draw(t, "patients"), rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		keys := make([]uint32, n)
		for i := range keys {
			keys[i] = uint32(i*300_000) + r.Uint32N(300_000)
		}
		r.Shuffle(n, func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
		tables := &tables{numbers: newNumberSet()}
		places := map[uint32]int{}
		for i, k := range keys {
			tables.numbers.put(k, 1)
			places[k] = i
		}
		tables.numbers.seal()
		at, w := 0, &worker{}
		for range rapid.IntRange(1, 200).Draw(t, "rows") {
			key := rapid.Uint32Range(0, 999_999_999).Draw(t, "anybody")
			if len(keys) > 0 && rapid.IntRange(0, 9).Draw(t, "listed") > 0 {
				at = (at + rapid.SampledFrom([]int{0, 1, 1, 1, 2, near, near + 1, len(keys) - 1, 997}).Draw(t, "further")) % len(keys)
				key = keys[at]
			}
			want, ok := places[key]
			if !ok {
				want = -1
			}
			if got := tables.placeOf(w, key); got != want {
				t.Fatalf("key %d is at %d, found at %d", key, want, got)
			}
		}
	})
}

func TestOnlyRowsMarkedBadAreBad(t *testing.T) {
	s := newNumberSet()
	for key := range uint32(200) {
		s.put(key, key%3) // 0 is markBad
	}
	s.setMark(1, markBad)
	s.seal()
	for place := range 200 {
		if want := place%3 == 0 || place == 1; s.bad.has(place) != want || s.kept.has(place) {
			t.Errorf("place %d: bad %v, kept %v", place, s.bad.has(place), s.kept.has(place))
		}
	}
}

// Lines come by person, and those of a person in the order of the export.
func TestByPersonIsAStableSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var lines []problemLine
		for i, who := range rapid.SliceOf(rapid.Uint32Range(0, 20)).Draw(t, "people") {
			lines = append(lines, problemLine{who: who, line: uint32(i)})
		}
		want := slices.Clone(lines)
		slices.SortStableFunc(want, func(a, b problemLine) int { return cmp.Compare(a.who, b.who) })
		if byPerson(lines, func(p *problemLine) uint32 { return p.who }); !slices.Equal(lines, want) {
			t.Fatalf("%v, want %v", lines, want)
		}
	})
}

// Two rows are of one person when birth date and name agree, in capitals or not.
func TestMarkOfAName(t *testing.T) {
	mark := func(s string) uint32 { return withName(7, []byte(s)) }
	for _, same := range [][2]string{{"SMITH", "smith"}, {" O'Brien ", "o'brien"}, {"ZAJĄC", "Zając"}, {"", " "}} {
		if mark(same[0]) != mark(same[1]) {
			t.Errorf("%q and %q are not one name", same[0], same[1])
		}
	}
	for _, other := range [][2]string{{"Smith", "Smyth"}, {"Zając", "Zajac"}, {"ab", "ba"}, {"", "a"}} {
		if mark(other[0]) == mark(other[1]) {
			t.Errorf("%q and %q are one name", other[0], other[1])
		}
	}
}
