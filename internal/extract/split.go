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
	end := bytes.IndexByte(b, '\n')
	if end < 0 {
		end = len(b)
	}
	quote := bytes.IndexByte(b[:end], '"')
	if quote >= 0 {
		return w.splitQuoted(b, end, quote, most)
	}
	rec := b[:end]
	if end > 0 && rec[end-1] == '\r' {
		rec = rec[:end-1]
	}
	w.row.rec, w.row.cells = rec, nil
	w.row.n = w.commas(rec, most)
	return min(end+1, len(b)), 1, true
}

// commas notes the places of the commas in rec, and its end, and gives the
// number of cells. It goes eight bytes at a time.
func (w *worker) commas(rec []byte, most int) (n int) {
	ends := w.row.ends[:most]
	i := 0
	for ; i+8 <= len(rec); i += 8 {
		for m := commasIn(binary.LittleEndian.Uint64(rec[i:])); m != 0; m &= m - 1 {
			if n < len(ends) {
				ends[n] = int32(i + bits.TrailingZeros64(m)>>3)
			}
			n++
		}
	}
	for ; i < len(rec); i++ {
		if rec[i] == ',' {
			if n < len(ends) {
				ends[n] = int32(i)
			}
			n++
		}
	}
	if n < len(ends) {
		ends[n] = int32(len(rec))
	}
	return n + 1
}

// commasIn has the high bit set of each byte of x that is a comma, and of no
// other.
func commasIn(x uint64) uint64 {
	const every, low7, high = 0x0101010101010101, 0x7f7f7f7f7f7f7f7f, 0x8080808080808080
	x ^= every * ','
	return ^(((x & low7) + low7) | x) & high
}

// splitQuoted is split for a record whose first quotation mark stands at
// quote; the first line break of b stands at end.
func (w *worker) splitQuoted(b []byte, end, quote, most int) (used, breaks int, ok bool) {
	w.spare = w.spare[:0]
	w.row.cells = w.cells[:most]
	n, from := 0, 0
	breaks = 1
	for quote >= 0 {
		if quote > from { // plain cells before it, each with its comma
			if b[quote-1] != ',' {
				return 0, 0, false
			}
			n = w.plain(b[from:quote-1], n, most)
		}
		cell, after, inside, ok := w.quoted(b, quote)
		if !ok {
			return 0, 0, false
		}
		if n < most {
			w.row.cells[n] = cell
		}
		n++
		if breaks += inside; after > end { // the line break was inside the quotes
			if end = bytes.IndexByte(b[after:], '\n'); end < 0 {
				end = len(b)
			} else {
				end += after
			}
		}
		if after == end || after+1 == end && b[after] == '\r' {
			w.row.n = n
			return min(end+1, len(b)), breaks, true
		}
		if b[after] != ',' {
			return 0, 0, false
		}
		from = after + 1
		if quote = bytes.IndexByte(b[from:end], '"'); quote >= 0 {
			quote += from
		}
	}
	rest := b[from:end]
	if k := len(rest); k > 0 && rest[k-1] == '\r' {
		rest = rest[:k-1]
	}
	w.row.n = w.plain(rest, n, most)
	return min(end+1, len(b)), breaks, true
}

// plain adds the cells of a stretch without quotation marks.
func (w *worker) plain(b []byte, n, most int) int {
	k := w.commas(b, most)
	from := int32(0)
	for i := range min(k, most-min(n, most)) {
		w.row.cells[n+i] = b[from:w.row.ends[i]]
		from = w.row.ends[i] + 1
	}
	return n + k
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
