package extract

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// The split that goes by stretches agrees with the obvious one, which goes cell
// by cell, on whatever stands in a block.
func TestSplitAgreesWithCellByCell(t *testing.T) {
	worker := func(columns int) *worker {
		w := (&export{options: Options{Today: "2026-06-15"}}).newWorker()
		w.room(columns)
		return w
	}
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "Tramadol 50mg capsules", "\xac\xa2\x8a", ",", ",", ",,", "\n", "\r\n", "\r", `"`, `""`, `,"`, `",`, "\"\n", `"say ""one"", then"`, "\"two\nlines\"", `,"quoted, cell",`}), 0, 40).Draw(t, "parts")
		b := []byte{}
		for _, p := range parts {
			b = append(b, p...)
		}
		columns := rapid.IntRange(1, 20).Draw(t, "columns")
		fast, slow := worker(columns), worker(columns)
		for len(b) > 0 {
			used, breaks, ok := fast.split(b, columns)
			used2, breaks2, ok2 := slow.splitCells(b, columns)
			if ok != ok2 {
				t.Fatalf("%q: %v, cell by cell %v", b, ok, ok2)
			}
			if !ok {
				return
			}
			if used != used2 || breaks != breaks2 || fast.row.n != slow.row.n {
				t.Fatalf("%q: %d bytes, %d lines, %d cells; cell by cell %d, %d, %d", b, used, breaks, fast.row.n, used2, breaks2, slow.row.n)
			}
			for i := range min(fast.row.n, columns) {
				if got, want := fast.row.at(i), slow.row.at(i); !bytes.Equal(got, want) {
					t.Fatalf("%q: cell %d is %q, cell by cell %q", b, i, got, want)
				}
			}
			b = b[used:]
		}
	})
}
