package medicine

import (
	"bufio"
	"bytes"
	"io"
	"strconv"
	"unicode/utf8"
)

// ClassifyHeader is the first line of ClassifyCSV's output.
const ClassifyHeader = "name,class,ingredients,strength,form,release,ome_mg_per_unit,note"

// longestLine is how much of one line is kept; the rest of it is dropped, so
// that a file without line ends costs no memory.
const longestLine = 64 << 10

// ClassifyCSV reads medicine names, one a line, and writes one CSV row for
// each in the same order, blank lines too. It works as a stream: a row is out
// before the next name is waited for. Errors are those of r and w.
func ClassifyCSV(r io.Reader, w io.Writer) error {
	in, out := bufio.NewReaderSize(r, longestLine), bufio.NewWriterSize(w, 64<<10)
	if _, err := out.WriteString(ClassifyHeader + "\n"); err != nil {
		return err
	}
	if bom, err := in.Peek(3); err == nil && string(bom) == "\ufeff" {
		_, _ = in.Discard(3)
	}
	var row []byte
	for {
		line, cut, err := readLine(in)
		if err == io.EOF {
			return out.Flush()
		}
		if err != nil {
			_ = out.Flush()
			return err
		}
		row = appendRow(row[:0], line, cut)
		if _, err := out.Write(row); err != nil {
			return err
		}
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
}

// readLine reads one line without its end; cut tells that it was longer than
// longestLine.
func readLine(in *bufio.Reader) (line []byte, cut bool, err error) {
	line, err = in.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		line, cut = append([]byte(nil), line...), true
		for err == bufio.ErrBufferFull {
			_, err = in.ReadSlice('\n')
		}
	}
	if err == io.EOF && (len(line) > 0 || cut) {
		err = nil
	}
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), cut, err
}

func appendRow(row, line []byte, cut bool) []byte {
	p := ReadBytes(line)
	row = appendField(row, line)
	row = append(append(row, ','), p.Class...)
	row = append(row, ',')
	for i, in := range p.Ingredients {
		if i > 0 {
			row = append(row, ';')
		}
		row = append(row, in...)
	}
	row = append(append(row, ','), p.Strength...)
	row = append(append(row, ','), p.Form...)
	row = append(append(row, ','), p.Release...)
	row = append(row, ',')
	if mg, ok := OMEPerUnit(p); ok {
		row = strconv.AppendFloat(row, mg, 'f', -1, 64)
	}
	row = append(row, ',')
	note := p.Note
	if cut {
		note = "line cut: too long for a name"
	}
	row = appendField(row, []byte(note))
	return append(row, '\n')
}

// appendField quotes as encoding/csv does; bytes that are not UTF-8 become the
// replacement character, so that the output is always valid.
func appendField(row, s []byte) []byte {
	if !utf8.Valid(s) {
		var fixed []byte
		for _, c := range string(s) {
			fixed = utf8.AppendRune(fixed, c)
		}
		s = fixed
	}
	if len(s) == 0 || !bytes.ContainsAny(s, "\",\r\n") && s[0] != ' ' && s[0] != '\t' {
		return append(row, s...)
	}
	row = append(row, '"')
	for _, c := range s {
		if c == '"' {
			row = append(row, '"')
		}
		row = append(row, c)
	}
	return append(row, '"')
}
