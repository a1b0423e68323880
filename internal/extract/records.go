package extract

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// Caps on what one record may be. A dose text with line breaks is some
// hundreds of bytes; more than this is a quotation mark that was never closed.
const (
	maxLine          = 1 << 20  // bytes in one physical line
	maxContinuation  = 64 << 10 // bytes in a record of several lines
	maxContinueLines = 200
)

// record is one row of a CSV file, split into cells. A record with a reason
// could not be split. Cells are good until the next call of next.
type record struct {
	line   int
	cells  [][]byte
	reason string
}

// recordReader splits CSV one record after another and gives way to
// everything real exports do: quotes inside unquoted cells, line breaks inside
// quotes, backslash escapes, CRLF or LF. It is the reader for reports, and the
// fall-back of the fast one. After a quotation mark that is never closed it
// goes on at the next line.
type recordReader struct {
	r         *bufio.Reader
	pending   []byte // lines read ahead for a quotation mark that was never closed
	nextLine  int
	backslash bool // \" stands for a quotation mark (Medicus)
	comma     byte
	want      int // cells that a row has; 0 when not known yet

	buf   []byte // the record's text
	text  []byte // its cells, unquoted
	ends  []int
	cells [][]byte
}

func newRecordReader(r io.Reader) *recordReader {
	size := 256 << 10
	if _, inMemory := r.(*bytes.Reader); inMemory {
		size = 4 << 10
	}
	b := bufio.NewReaderSize(r, size)
	if bom, _ := b.Peek(3); string(bom) == "\ufeff" {
		_, _ = b.Discard(3) // encoding/csv fails on a BOM before a quoted heading
	}
	return &recordReader{r: b, nextLine: 1, comma: ','}
}

// next gives the next record that is not an empty line; io.EOF at the end.
func (r *recordReader) next() (record, error) {
	for {
		line := r.nextLine
		r.buf = r.buf[:0]
		long, err := r.readLine()
		if err != nil {
			return record{}, err
		}
		if long {
			return record{line: line, reason: reasonTooLong}, nil
		}
		first := len(r.buf)
		if len(bytes.TrimRight(r.buf, "\r\n")) == 0 {
			continue
		}
		n := 1
		for ; !r.split(); n++ {
			if n == maxContinueLines || len(r.buf) > maxContinuation {
				return r.unclosed(line, first), nil
			}
			long, err := r.readLine()
			if errors.Is(err, io.EOF) || long {
				return r.unclosed(line, first), nil
			}
			if err != nil {
				return record{}, err
			}
		}
		r.tryBackslash()
		if n > 1 && r.want > 0 && len(r.cells) != r.want {
			return r.unclosed(line, first), nil // it was closed by a quotation mark of another row
		}
		rec := record{line: line, cells: r.cells}
		if bytes.IndexByte(r.buf, 0) >= 0 {
			rec.reason = reasonNUL
		}
		return rec, nil
	}
}

// tryBackslash splits a row again that has the wrong number of cells, taking
// \" for a quotation mark, as some systems write it.
func (r *recordReader) tryBackslash() {
	if r.want == 0 || len(r.cells) == r.want || !bytes.Contains(r.buf, []byte(`\"`)) {
		return
	}
	r.backslash = true
	right := r.split() && len(r.cells) == r.want
	r.backslash = false
	if !right {
		r.split()
	}
}

// unclosed rejects the first line of the record and puts the others back.
func (r *recordReader) unclosed(line, first int) record {
	r.pending = append(bytes.Clone(r.buf[first:]), r.pending...)
	r.nextLine = line + 1
	return record{line: line, reason: reasonQuote}
}

// readLine appends a physical line to buf. A line over the cap is skipped and
// reported as long. io.EOF only when there was nothing left.
func (r *recordReader) readLine() (long bool, err error) {
	if len(r.pending) > 0 {
		i := bytes.IndexByte(r.pending, '\n') + 1
		if i == 0 {
			i = len(r.pending)
		}
		r.buf = append(r.buf, r.pending[:i]...)
		r.pending = r.pending[i:]
		r.nextLine++
		return false, nil
	}
	start := len(r.buf)
	for {
		part, err := r.r.ReadSlice('\n')
		if len(r.buf)-start+len(part) > maxLine {
			long = true
			r.buf = r.buf[:start]
		}
		if !long {
			r.buf = append(r.buf, part...)
		}
		switch {
		case err == nil:
			r.nextLine++
			return long, nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF):
			if len(r.buf) == start && !long {
				return false, io.EOF
			}
			r.nextLine++
			return long, nil
		default:
			return false, err
		}
	}
}

// split cuts buf into cells; false when a quoted cell is not closed yet.
func (r *recordReader) split() bool {
	b := bytes.TrimRight(r.buf, "\r\n")
	r.text, r.ends, r.cells = r.text[:0], r.ends[:0], r.cells[:0]
	for i := 0; ; i++ {
		var closed bool
		if i, closed = r.cell(b, i); !closed {
			return false
		}
		r.ends = append(r.ends, len(r.text))
		if i >= len(b) {
			break
		}
	}
	start := 0
	for _, end := range r.ends {
		r.cells = append(r.cells, r.text[start:end])
		start = end
	}
	return true
}

// cell appends the cell that begins at i to text, and gives the place of the
// comma behind it, or len(b).
func (r *recordReader) cell(b []byte, i int) (end int, closed bool) {
	if i >= len(b) || b[i] != '"' {
		j := bytes.IndexByte(b[i:], r.comma)
		if j < 0 {
			j = len(b) - i
		}
		r.text = append(r.text, b[i:i+j]...)
		return i + j, true
	}
	for i++; i < len(b); i++ {
		switch c := b[i]; {
		case c == '\\' && r.backslash && i+1 < len(b) && (b[i+1] == '"' || b[i+1] == '\\'):
			i++
			r.text = append(r.text, b[i])
		case c != '"':
			r.text = append(r.text, c)
		case i+1 < len(b) && b[i+1] == '"' && !r.backslash:
			i++
			r.text = append(r.text, '"')
		case i+1 == len(b) || b[i+1] == r.comma:
			return i + 1, true
		default: // a quotation mark in the middle of the words
			r.text = append(r.text, '"')
		}
	}
	return len(b), false
}
