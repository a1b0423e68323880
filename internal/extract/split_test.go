package extract

import (
	"bytes"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// obviousRow is one row of a block, cut cell by cell.
type obviousRow struct {
	line  int
	cells []string
}

func (r obviousRow) String() string { return fmt.Sprintf("line %d %q", r.line, r.cells) }

// obviousRows is what parting must find, one byte after another. It reports
// false for quotation marks out of place.
func obviousRows(b []byte) (rows []obviousRow, ok bool) {
	line := 1
	for i := 0; i < len(b); {
		row := obviousRow{line: line}
		for {
			var cell []byte
			if i < len(b) && b[i] == '"' {
				for i++; ; i++ {
					if i == len(b) {
						return nil, false
					}
					if b[i] == '"' {
						if i++; i == len(b) || b[i] != '"' {
							break
						}
					}
					if b[i] == '\n' {
						line++
					}
					cell = append(cell, b[i])
				}
				if i < len(b) && b[i] == '\r' && (i+1 == len(b) || b[i+1] == '\n') {
					i++
				}
				if i < len(b) && b[i] != ',' && b[i] != '\n' {
					return nil, false
				}
			} else {
				for ; i < len(b) && b[i] != ',' && b[i] != '\n'; i++ {
					if b[i] == '"' {
						return nil, false
					}
					cell = append(cell, b[i])
				}
				if i == len(b) || b[i] == '\n' {
					cell = bytes.TrimSuffix(cell, []byte{'\r'})
				}
			}
			row.cells = append(row.cells, string(cell))
			if i++; i > len(b) || b[i-1] == '\n' {
				break
			}
		}
		rows = append(rows, row)
		line++
	}
	return rows, true
}

// The parting that goes by stretches agrees with the obvious one, which goes
// byte by byte, on whatever stands in a block.
func TestPartingAgreesWithByteByByte(t *testing.T) {
	w := (&export{options: Options{Today: "2026-06-15"}}).newWorker() // one for all: it uses its memory again
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "Tramadol 50mg capsules", "\xac\xa2\x8a", ",", ",", ",,", "\n", "\r\n", "\r", `"`, `""`, `,"`, `",`, "\"\n", "\"\r\n", `"say ""one"", then"`, "\"two\nlines\"", `,"quoted, cell",`, ",\"\"\n"}), 0, 60).Draw(t, "parts")
		b := []byte{}
		for _, p := range parts {
			b = append(b, p...)
		}
		sameRows(t, w, b)
	})
}

func FuzzParting(f *testing.F) {
	f.Add([]byte("a,\"b \"\"c\"\"\r\n d\",\"\"\r\n\r\ne,f"))
	w := (&export{options: Options{Today: "2026-06-15"}}).newWorker()
	f.Fuzz(func(t *testing.T, b []byte) { sameRows(t, w, b) })
}

func sameRows(t interface {
	Helper()
	Fatalf(string, ...any)
}, w *worker, b []byte) {
	t.Helper()
	want, ok := obviousRows(b)
	if found := w.parts.find(b); found != ok {
		t.Fatalf("%q: %v, byte by byte %v", b, found, ok)
	}
	if !ok {
		return
	}
	n := 0
	w.rows(b, 1, func(text []byte, line int) {
		if n == len(want) {
			t.Fatalf("%q: a row too many at line %d", b, line)
		}
		got := obviousRow{line: line}
		for i := range w.row.len() {
			got.cells = append(got.cells, string(w.row.at(i)))
		}
		if got.String() != want[n].String() {
			t.Fatalf("%q: %v, byte by byte %v", b, got, want[n])
		}
		n++
	})
	if n != len(want) {
		t.Fatalf("%q: %d rows, byte by byte %d", b, n, len(want))
	}
}
