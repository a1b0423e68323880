package extract

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// split cuts the first record of b into w.row, which keeps at most most cells
// but counts on. It gives the bytes and the lines used. ok is false for
// quotation marks out of place.
func (w *worker) split(b []byte, most int) (used, breaks int, ok bool) {
	end := lineEnd(b, 0)
	if bytes.IndexByte(b[:end], '"') >= 0 {
		return w.splitQuoted(b, end, most)
	}
	n := w.commas(b, 0, end, 0, most)
	w.close(b[:end], n, most)
	return min(end+1, len(b)), 1, true
}

// lineEnd gives the place of the first line break of b from a place on, or
// len(b).
func lineEnd(b []byte, from int) int {
	if i := bytes.IndexByte(b[from:], '\n'); i >= 0 {
		return from + i
	}
	return len(b)
}

// close sets the row to rec, in which n commas part the cells.
func (w *worker) close(rec []byte, n, most int) {
	if k := len(rec); k > 0 && rec[k-1] == '\r' {
		rec = rec[:k-1]
	}
	if n < most {
		w.row.ends[n+1] = int32(len(rec))
	}
	w.row.rec, w.row.cells, w.row.quoted, w.row.n = rec, nil, false, n+1
}

// commas notes the places of the commas from i to end, as ends of cells from
// the n-th on, and counts them. It goes 64 bytes at a time: whether eight bytes
// hold a comma is as good as tossed, and a processor that guesses wrong stands still.
func (w *worker) commas(b []byte, i, end, n, most int) int {
	for ; i < end; i += 64 {
		n = w.note(marked(w.stretch(b, i), ',')&upTo(end-i), i, n, most)
	}
	return n
}

// note notes the places of the bits of m, which stands at i, as ends of cells
// from the n-th on.
func (w *worker) note(m uint64, i, n, most int) int {
	ends := w.row.ends[1:]
	for ; m != 0; m &= m - 1 {
		if n < most {
			ends[n] = int32(i + bits.TrailingZeros64(m))
		}
		n++
	}
	return n
}

// stretch gives 64 bytes of b from i on. Past its end anything may stand.
func (w *worker) stretch(b []byte, i int) *[64]byte {
	if i+64 <= len(b) {
		return (*[64]byte)(b[i:])
	}
	copy(w.tail[:], b[i:])
	return &w.tail
}

// upTo has the lowest n bits set.
func upTo(n int) uint64 {
	if n >= 64 {
		return ^uint64(0)
	}
	return 1<<n - 1
}

// marked has a bit for each byte of p that is c.
func marked(p *[64]byte, c byte) uint64 {
	x, le := every*uint64(c), binary.LittleEndian
	return is(le.Uint64(p[0:])^x) | is(le.Uint64(p[8:])^x)<<8 | is(le.Uint64(p[16:])^x)<<16 | is(le.Uint64(p[24:])^x)<<24 |
		is(le.Uint64(p[32:])^x)<<32 | is(le.Uint64(p[40:])^x)<<40 | is(le.Uint64(p[48:])^x)<<48 | is(le.Uint64(p[56:])^x)<<56
}

const every, low7, high = 0x0101010101010101, 0x7f7f7f7f7f7f7f7f, 0x8080808080808080

// is has a bit for each of the eight bytes of x that is zero. The sum sets the
// high bit of the others, and the product brings the high bits together.
func is(x uint64) uint64 {
	return (^(((x & low7) + low7) | x) & high) * 0x0002040810204081 >> 56
}

// splitQuoted is split for a record with quotation marks, whose first line
// break, or that of a quoted cell, stands at end.
func (w *worker) splitQuoted(b []byte, end, most int) (used, breaks int, ok bool) {
	n, i := 0, 0
	for breaks = 1; ; {
		q := bytes.IndexByte(b[i:end], '"')
		if q < 0 {
			n = w.commas(b, i, end, n, most)
			break
		}
		if q += i; q > i { // plain cells stand before it
			n = w.commas(b, i, q, n, most)
			if b[q-1] != ',' {
				return 0, 0, false
			}
		}
		size := bytes.IndexByte(b[q+1:], '"')
		if size < 0 {
			return 0, 0, false
		}
		if i = q + 1 + size + 1; i > end { // the line break was inside
			breaks += bytes.Count(b[q:i], []byte{'\n'})
			end = lineEnd(b, i)
		}
		if i == end || i+1 == end && b[i] == '\r' {
			break
		}
		if b[i] != ',' { // a doubled quotation mark, or one out of place
			return w.splitCells(b, most)
		}
		n = w.note(1, i, n, most)
		i++
	}
	w.close(b[:end], n, most)
	w.row.quoted = true
	return min(end+1, len(b)), breaks, true
}

// splitCells is split for a record with doubled quotation marks, or such as are
// out of place: one cell after another.
func (w *worker) splitCells(b []byte, most int) (used, breaks int, ok bool) {
	w.spare = w.spare[:0]
	w.row.cells, w.row.n = w.cells[:most], 0
	breaks = 1
	for i := 0; ; i++ {
		var cell []byte
		if i < len(b) && b[i] == '"' {
			var inside int
			if cell, i, inside, ok = w.quoted(b, i); !ok {
				return 0, 0, false
			}
			breaks += inside
		} else {
			from := i
			for i < len(b) && b[i] != ',' && b[i] != '\n' {
				if b[i] == '"' {
					return 0, 0, false
				}
				i++
			}
			cell = b[from:i]
			if i == len(b) || b[i] == '\n' {
				cell = bytes.TrimSuffix(cell, []byte{'\r'})
			}
		}
		if w.row.n < most {
			w.row.cells[w.row.n] = cell
		}
		w.row.n++
		if i+1 < len(b) && b[i] == '\r' && b[i+1] == '\n' || i+1 == len(b) && b[i] == '\r' {
			i++
		}
		switch {
		case i >= len(b):
			return len(b), breaks, true
		case b[i] == '\n':
			return i + 1, breaks, true
		case b[i] != ',':
			return 0, 0, false
		}
	}
}

// quoted reads the quoted cell at i and gives the place behind it.
func (w *worker) quoted(b []byte, i int) (cell []byte, end, breaks int, ok bool) {
	i++
	start, from := i, -1
	for {
		q := bytes.IndexByte(b[i:], '"')
		if q < 0 {
			return nil, 0, 0, false
		}
		q += i
		if q+1 < len(b) && b[q+1] == '"' {
			if from < 0 {
				from = len(w.spare)
			}
			w.spare = append(w.spare, b[start:q+1]...)
			i, start = q+2, q+2
			continue
		}
		cell, end = b[start:q], q+1
		if from >= 0 {
			w.spare = append(w.spare, cell...)
			cell = w.spare[from:]
		}
		return cell, end, bytes.Count(cell, []byte{'\n'}), true
	}
}
