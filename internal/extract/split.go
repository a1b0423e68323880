package extract

import (
	"bytes"
	"math/bits"
	"slices"

	"stepdown/internal/extract/marks"
)

// parting is where the rows and cells of a block part. It is found for the
// whole block at once, 64 bytes at a time: to look for the next comma of each
// cell, and for the line end and the quotation marks of each row, costs several
// times as much, because the processor cannot guess how soon they come.
type parting struct {
	marks   []marks.Stretch
	places  []int32 // of the commas and line feeds that part cells; the first, -1, is as if one stood before the block
	rows    []int32 // for each row, which of the places ends it
	inside  bool    // some cells hold a line feed
	doubled bool    // or a quotation mark, written as two
	nul     bool    // or some a NUL

	// What the stretch before leaves to the next: all ones inside a quoted cell;
	// one behind a closing quotation mark; one at the beginning of a cell.
	open, closed, begins uint64
}

// piece is how much is looked at in one go, so that it stays close at hand.
const piece = 256 * marks.Width

// find parts a block of whole records. It reports false when quotation marks
// stand where CSV does not allow them.
func (p *parting) find(b []byte) bool {
	*p = parting{marks: p.marks, places: append(p.places[:0], -1), rows: p.rows[:0], begins: 1}
	p.places, p.rows = slices.Grow(p.places, len(b)/6), slices.Grow(p.rows, len(b)/48) // as many as there usually are
	for base := 0; base < len(b); base += piece {
		var nul bool
		p.marks, nul = marks.Find(p.marks, b[base:min(base+piece, len(b))])
		p.nul = p.nul || nul
		if !p.quotes(b, base) {
			return false
		}
		p.places, p.rows = marks.Flatten(p.places, p.rows, int32(base), p.marks)
	}
	if n := len(b); n > 0 && b[n-1] != '\n' { // the last row of the file
		p.rows = append(p.rows, int32(len(p.places)))
		p.places = append(p.places, int32(n))
	}
	return p.open == 0
}

// quotes takes the commas and line feeds inside quotation marks out of the
// marks of a piece, and reports whether all quotation marks stand where they
// may: one that opens at the beginning of a cell, one that closes at its end,
// and two in a row inside.
func (p *parting) quotes(b []byte, base int) bool {
	for i := range p.marks {
		s := &p.marks[i]
		if s.Quotes|p.open|p.closed != 0 {
			if !p.quotesOf(s, b, base+i*marks.Width) {
				return false
			}
		} else {
			p.begins = (s.Commas | s.Lines) >> 63
		}
	}
	return true
}

func (p *parting) quotesOf(s *marks.Stretch, b []byte, base int) bool {
	in := uptoEach(s.Quotes) ^ p.open
	opening, closing := s.Quotes&in, s.Quotes&^in
	p.inside = p.inside || s.Lines&in != 0
	s.Commas, s.Lines = s.Commas&^in, s.Lines&^in
	parts, afterClosing := s.Commas|s.Lines, closing<<1|p.closed
	if opening&^(parts<<1|p.begins|afterClosing) != 0 || !ends(b, base, afterClosing&^(parts|opening)) {
		return false
	}
	p.doubled = p.doubled || opening&afterClosing != 0
	p.open, p.closed, p.begins = -(in >> 63), closing>>63, parts>>63
	return true
}

// uptoEach has the bits from each odd bit of m on up to the next even one: with
// quotation marks, what stands inside.
func uptoEach(m uint64) uint64 {
	for n := 1; n < 64; n *= 2 {
		m ^= m << n
	}
	return m
}

// ends reports that at each of the bits of m, which stands at base, a carriage
// return ends the line, or the block ends.
func ends(b []byte, base int, m uint64) bool {
	for ; m != 0; m &= m - 1 {
		i := base + bits.TrailingZeros64(m)
		if i < len(b) && (b[i] != '\r' || i+1 < len(b) && b[i+1] != '\n') {
			return false
		}
	}
	return true
}

// cut is a row cut into cells. Nine in ten are never looked at, so that only
// the places where they part are kept, and cells are taken out when asked for.
type cut struct {
	text    []byte   // the block
	ends    []int32  // where the cells end in it, from the second on; the first is where the row before it ends
	doubled bool     // cells of the block hold quotation marks, written as two
	cells   [][]byte // instead, from the slow reader
}

// len is how many cells there are.
func (c *cut) len() int {
	if c.cells != nil {
		return len(c.cells)
	}
	return len(c.ends) - 1
}

// at gives a cell, or nothing for a column that the table does not have.
func (c *cut) at(i int) []byte {
	if i < 0 || i+1 >= len(c.ends) {
		return c.slow(i)
	}
	cell := c.text[c.ends[i]+1 : c.ends[i+1]]
	if len(cell) > 0 && cell[0] == '"' { // then it ends with one: see parting.find
		if cell = cell[1 : len(cell)-1]; c.doubled {
			return single(cell)
		}
	}
	return cell
}

func (c *cut) slow(i int) []byte {
	if i < 0 || c.cells == nil {
		return nil
	}
	return c.cells[i]
}

// single makes one quotation mark of two.
func single(cell []byte) []byte {
	if bytes.IndexByte(cell, '"') >= 0 {
		return bytes.ReplaceAll(cell, []byte(`""`), []byte(`"`))
	}
	return cell
}
