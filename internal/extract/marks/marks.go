// Package marks finds the bytes that part a CSV file into rows and cells: the
// commas, the line feeds and the quotation marks. Nine tenths of an export are
// never looked at otherwise, so this is where a large one spends its time.
package marks

import (
	"bytes"
	"slices"
)

// Width is how many bytes a Stretch stands for.
const Width = 64

// Stretch has a bit for each of 64 bytes, the lowest for the first.
type Stretch struct{ Commas, Lines, Quotes uint64 }

// Find gives the stretches of b, the last one as if b went on with blanks, and
// reports whether b holds a NUL. It writes over dst when that has the room.
func Find(dst []Stretch, b []byte) (found []Stretch, nul bool) {
	n := (len(b) + Width - 1) / Width
	if cap(dst) < n {
		dst = make([]Stretch, n)
	}
	dst = dst[:n]
	whole := len(b) / Width
	nul = find(dst[:whole], b[:whole*Width])
	if whole < n {
		tail := blank
		copy(tail[:], b[whole*Width:])
		nul = find(dst[whole:], tail[:]) || nul
	}
	return dst, nul
}

var blank = [Width]byte(bytes.Repeat([]byte{' '}, Width))

// Flatten appends to places where the commas and line feeds of the stretches
// stand, the first of which begins at base, and to rows, for each line feed,
// which of the places it is.
func Flatten(places, rows []int32, base int32, s []Stretch) (newPlaces, newRows []int32) {
	if len(s) == 0 {
		return places, rows
	}
	n, r := len(places), len(rows)
	places, rows = slices.Grow(places, len(s)*Width+vain), slices.Grow(rows, len(s)*Width+1)
	n, more := flatten(places[:cap(places)], rows[r:cap(rows)], n, base, s)
	return places[:n], rows[:r+more]
}

// vain is how many places flatten may write past those it finds.
const vain = 12
