package synth

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// folder is one export under way: the files written so far, and the first
// thing that went wrong.
type folder struct {
	dir    string
	tables []*table
	paths  []string
	err    error
}

// export makes the folder, lets the files be written, closes them all and
// gives their paths in the order in which they were begun.
func export(dir string, write func(f *folder)) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder for the extract: %w", err)
	}
	f := &folder{dir: dir}
	write(f)
	for _, t := range f.tables {
		f.note(t.close())
	}
	return f.paths, f.err
}

func (f *folder) note(err error) {
	if f.err == nil && err != nil {
		f.err = fmt.Errorf("write the extract: %w", err)
	}
}

// style is how a system writes its tables.
type style struct {
	end         string // of a line
	quoteAll    bool
	backslash   bool // \" inside quotes, where others write ""
	windows1252 bool
	mix         draw // shuffles rows that stand near one another, when set
}

// nearby is how far the mix moves a row.
const nearby = 512

// table is one file of an export.
type table struct {
	style style
	file  *os.File
	to    *bufio.Writer
	held  [][]byte // rows waiting to be written in another order
	buf   []byte
}

// table begins a file; a nil header leaves the line of headings out.
func (f *folder) table(name string, s style, header []string) *table {
	path := filepath.Join(f.dir, name)
	t := &table{style: s, to: bufio.NewWriter(io.Discard)}
	file, err := os.Create(path)
	f.note(err)
	if err == nil {
		t.file = file
		t.to = bufio.NewWriterSize(file, 1<<16)
		f.tables, f.paths = append(f.tables, t), append(f.paths, path)
	}
	if header != nil {
		t.to.Write(t.record(header))
	}
	return t
}

// row writes one row. The buffered writer keeps the first error until close.
func (t *table) row(cells ...string) { t.put(t.record(cells)) }

// put writes a line as it is.
func (t *table) put(b []byte) {
	if t.style.mix.Rand == nil {
		t.to.Write(b)
		return
	}
	t.held = append(t.held, append([]byte(nil), b...))
	if len(t.held) > nearby {
		i, last := t.style.mix.IntN(len(t.held)), len(t.held)-1
		t.to.Write(t.held[i])
		t.held[i] = t.held[last]
		t.held = t.held[:last]
	}
}

func (t *table) record(cells []string) []byte {
	b := t.buf[:0]
	for i, cell := range cells {
		if i > 0 {
			b = append(b, ',')
		}
		if !t.style.quoteAll && !strings.ContainsAny(cell, ",\"\r\n\\") {
			b = append(b, cell...)
			continue
		}
		if t.style.backslash {
			cell = strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(cell)
		} else {
			cell = strings.ReplaceAll(cell, `"`, `""`)
		}
		b = append(append(append(b, '"'), cell...), '"')
	}
	t.buf = append(b, t.style.end...)
	if t.style.windows1252 {
		return inWindows1252(t.buf)
	}
	return t.buf
}

// inWindows1252 writes a question mark for a letter that Windows-1252 lacks.
func inWindows1252(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for _, r := range string(b) {
		c, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			c = '?'
		}
		out = append(out, c)
	}
	return out
}

func (t *table) close() error {
	if t.style.mix.Rand != nil {
		t.style.mix.Shuffle(len(t.held), func(a, b int) { t.held[a], t.held[b] = t.held[b], t.held[a] })
	}
	for _, b := range t.held {
		t.to.Write(b)
	}
	err := t.to.Flush()
	if closing := t.file.Close(); err == nil {
		err = closing
	}
	return err
}
