package extract

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"stepdown/internal/problem"
)

// file is one file of an export. It can be opened more than once.
type file struct {
	name string // as reports and evidence give it: relative to the folder
	size int64
	info fs.FileInfo // of one on disk
	way  bool        // it is a link, or one of several paths leads to it: another may as well
	open func() (io.ReadCloser, error)

	layout *layout // what its headings say; nil when it was left aside
	note   string  // why it was left aside

	irregular bool // not for the fast way: see errIrregular
}

// filesOf lists the files behind paths, in the order given and by name within
// a folder, so that the same export is always read in the same order.
func filesOf(paths []string) ([]*file, error) {
	var out []*file
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, &problem.Error{Kind: problem.Invalid, Text: "The export cannot be opened", Err: err}
		}
		if !info.IsDir() && !info.Mode().IsRegular() {
			return nil, problem.Invalidf("%s is not a file: an export is read more than once, which a pipe or a device cannot be. Save it as a file first.", filepath.Base(p))
		}
		if !info.IsDir() {
			out = append(out, diskFile(p, filepath.Base(p), info))
			continue
		}
		found, err := filesIn(p)
		if err != nil {
			return nil, &problem.Error{Kind: problem.Invalid, Text: "The folder cannot be read", Err: err}
		}
		out = append(out, found...)
	}
	if len(out) == 0 {
		return nil, problem.Invalidf("There is no file to read.")
	}
	for _, f := range out {
		f.way = f.way || len(paths) > 1
	}
	return once(out), nil
}

func filesIn(folder string) ([]*file, error) {
	var out []*file
	err := filepath.WalkDir(folder, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		rel, err := filepath.Rel(folder, p)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if info, err := os.Stat(p); err == nil && info.Mode().IsRegular() {
			out = append(out, diskFile(p, rel, info))
		} else {
			out = append(out, &file{name: rel, note: unreadable(err, d)})
		}
		out[len(out)-1].way = d.Type()&fs.ModeSymlink != 0
		return nil
	})
	sort.Slice(out, func(i, j int) bool { return out[i].name < out[j].name })
	return out, err
}

// unreadable says why something in a folder is left aside unopened. A link to
// a folder is not followed, so that a folder which holds itself is read once.
func unreadable(err error, d fs.DirEntry) string {
	switch {
	case d.Type()&fs.ModeSymlink == 0:
		return "it is not a file"
	case err != nil:
		return "it is a link that leads nowhere"
	}
	return "it is a link to something that is not a file"
}

// once leaves aside a file that is there already: its rows would count twice.
func once(files []*file) []*file {
	for i, f := range files {
		for _, before := range files[:i] {
			if (f.way || before.way) && f.note == "" && before.note == "" && os.SameFile(f.info, before.info) {
				f.note = "it is the same file as " + before.name
			}
		}
	}
	return files
}

func diskFile(path, name string, info fs.FileInfo) *file {
	return &file{name: name, size: info.Size(), info: info, open: func() (io.ReadCloser, error) { return os.Open(path) }}
}

// sniffBytes is how much of a file is looked at to know what it is.
const sniffBytes = 256 << 10

// head reads the first bytes of the file into b.
func (f *file) head(b []byte) ([]byte, error) {
	r, err := f.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	n, err := io.ReadFull(r, b)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	return b[:n], nil
}

// notText says what a file is that cannot be a table of text, or "".
func notText(b []byte) string {
	for _, m := range []struct{ magic, what string }{
		{"PK\x03\x04", "a zip archive without a workbook in it: unpack it first, or save the sheet as CSV"},
		{"\xd0\xcf\x11\xe0", "an old Excel workbook: save it as CSV"},
		{"%PDF", "a PDF document"}, {"\xff\xfe", "text saved as UTF-16: save it as CSV UTF-8"}, {"\xfe\xff", "text saved as UTF-16: save it as CSV UTF-8"},
		{"\x1f\x8b", "a gzip archive: unpack it first"}, {"<", "a web page or XML document"}, {"SQLite format 3", "a database"},
	} {
		if bytes.HasPrefix(b, []byte(m.magic)) {
			return m.what
		}
	}
	if i := bytes.IndexByte(b[:min(len(b), 4096)], 0); i >= 0 && bytes.Count(b[:min(len(b), 4096)], []byte{0}) > 16 {
		return "not text: it is full of NUL bytes, as text saved as UTF-16 is: save it as CSV UTF-8"
	}
	if bytes.IndexByte(b, '\r') >= 0 && bytes.IndexByte(b, '\n') < 0 {
		return "text whose lines end in carriage returns alone, as programs of the first Macintosh wrote it: save it as CSV again"
	}
	return ""
}

// meter counts bytes for the progress bar and hashes them beside the reader.
type meter struct {
	done, total atomic.Int64
	progress    func(done, total int64)
	mu          sync.Mutex // one progress call at a time
	hash        chan string
}

func (x *export) startMeters() {
	m := &meter{progress: x.options.Progress}
	x.meter = m
	if x.options.Hash {
		m.hash = make(chan string, 1)
		go func() { m.hash <- hashFiles(x.files) }()
	}
}

func (x *export) stopMeters() string {
	if x.meter.hash == nil {
		return ""
	}
	return <-x.meter.hash
}

// hashFiles is SHA-256 over name, size and content of every file in turn, so
// that the same export gives the same sum wherever it lies. Empty when a file
// cannot be read again.
func hashFiles(files []*file) string {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s\x00%d\x00", f.name, f.size)
		r, err := f.open()
		if err != nil {
			return ""
		}
		_, err = io.CopyBuffer(struct{ io.Writer }{h}, r, make([]byte, 256<<10))
		r.Close()
		if err != nil {
			return ""
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (m *meter) add(n int) {
	done := m.done.Add(int64(n))
	if m.progress != nil {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.progress(done, m.total.Load())
	}
}
