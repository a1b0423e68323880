package extract

import (
	"bytes"
	"errors"
	"io"
	"sync"

	"stepdown/internal/cohort"
)

// The fast way through a table of CSV: read in blocks, cut each at the end of
// a record, let several workers split and read them, and merge what they
// found in the order of the file. A record's end is found by the parity of
// quotation marks, so line breaks inside quotes are safe. Where a file bends
// the rules (a quotation mark inside an unquoted cell), errIrregular sends it
// to recordReader instead, which is slow and forgiving.

// blockSize is what one worker takes at a time.
const blockSize = 256 << 10

var errIrregular = errors.New("quotation marks stand where CSV does not allow them")

// batch is a block and what a worker found in it. Batches are used again.
type batch struct {
	buf  []byte // whole block with its carry
	data []byte // whole records of it
	line int    // of the first record
	done chan struct{}
	found
	irregular bool
}

// found is what rows gave: lines to keep, rows to reject, counts.
type found struct {
	read       int
	latest     day
	registered int
	patients   []patientKey
	people     []keptPerson
	meds       []medLine
	problems   []problemLine
	rejections []Rejection
}

func (f *found) reset() {
	*f = found{patients: f.patients[:0], people: f.people[:0], meds: f.meds[:0], problems: f.problems[:0], rejections: f.rejections[:0]}
}

// rowFunc reads one row into f. The row is good until it returns.
type rowFunc func(w *worker, f *found, row *cut, line int)

// scan runs row over every record of the file below its headings, and merge
// over what was found, in order. It gives errIrregular when the file is not
// for the fast way.
func (x *export) scan(file int, rows rowFunc, merge func(*found) error) error {
	if x.files[file].irregular {
		return x.scanSlow(file, rows, merge)
	}
	err := x.scanFast(file, rows, merge)
	if errors.Is(err, errIrregular) {
		x.files[file].irregular = true
	}
	return err
}

func (x *export) scanFast(file int, rows rowFunc, merge func(*found) error) error {
	body, err := x.files[file].open()
	if err != nil {
		return err
	}
	defer body.Close()
	n := x.options.Workers
	for len(x.batches) < 3*n {
		x.batches = append(x.batches, &batch{done: make(chan struct{}, 1)})
	}
	free, jobs, order := make(chan *batch, 3*n), make(chan *batch, 3*n), make(chan *batch, 3*n)
	for _, b := range x.batches {
		free <- b
	}
	stop := make(chan struct{})
	var readErr error
	var wg sync.WaitGroup
	wg.Go(func() {
		readErr = x.readBlocks(&meteredReader{r: body, m: x.meter}, x.files[file].layout.headerLine, free, stop, func(b *batch) { order <- b; jobs <- b })
		close(jobs)
		close(order)
	})
	for len(x.workers) < n {
		x.workers = append(x.workers, x.newWorker())
	}
	for _, w := range x.workers[:n] {
		wg.Go(func() {
			for b := range jobs {
				w.run(b, file, rows)
				b.done <- struct{}{}
			}
		})
	}
	for b := range order {
		<-b.done
		if err == nil && b.irregular {
			err = errIrregular
		}
		if err == nil {
			err = x.ctx.Err()
		}
		if err == nil {
			err = merge(&b.found)
		}
		if err != nil && stop != nil {
			close(stop)
			stop = nil
		}
		free <- b
	}
	wg.Wait()
	if err == nil {
		err = readErr
	}
	return err
}

// readBlocks cuts the file into batches of whole records, without the lines
// up to the headings.
func (x *export) readBlocks(r io.Reader, headerLine int, free <-chan *batch, stop <-chan struct{}, emit func(*batch)) error {
	line, skip, block := 1, headerLine, x.options.block
	b := <-free
	b.buf = b.buf[:0]
	for {
		if cap(b.buf)-len(b.buf) < block {
			grown := make([]byte, len(b.buf), len(b.buf)+block+4096)
			copy(grown, b.buf)
			b.buf = grown
		}
		n, err := io.ReadFull(r, b.buf[len(b.buf):len(b.buf)+block])
		b.buf = b.buf[:len(b.buf)+n]
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return err
		}
		select {
		case <-stop:
			return nil
		default:
		}
		end := lastRecordEnd(b.buf)
		if last {
			if bytes.Count(b.buf[end:], []byte{'"'})%2 == 1 {
				return errIrregular // the file ends inside a quoted cell
			}
			end = len(b.buf)
		}
		if end == 0 && len(b.buf) > maxLine+block {
			return errIrregular // a line this long is for the slow reader to reject
		}
		if end == 0 && !last {
			continue
		}
		carry := b.buf[end:]
		b.data, b.line = b.buf[:end], line
		line += bytes.Count(b.data, []byte{'\n'})
		for ; skip > 0 && len(b.data) > 0; skip-- {
			i := bytes.IndexByte(b.data, '\n') + 1
			if i == 0 {
				i = len(b.data)
			}
			b.data, b.line = b.data[i:], b.line+1
		}
		if last {
			emit(b)
			return nil
		}
		next := <-free
		next.buf = append(next.buf[:0], carry...)
		emit(b)
		b = next
	}
}

// lastRecordEnd gives the end of the last whole record of b, which begins at
// the beginning of one; 0 when there is none.
func lastRecordEnd(b []byte) int {
	odd := bytes.Count(b, []byte{'"'})&1 == 1
	end := len(b)
	for {
		i := bytes.LastIndexByte(b[:end], '\n')
		if i < 0 {
			return 0
		}
		if bytes.Count(b[i+1:end], []byte{'"'})&1 == 1 {
			odd = !odd
		}
		if !odd {
			return i + 1
		}
		end = i
	}
}

// worker reads rows. It remembers the last patient, because rows usually come
// in their order.
type worker struct {
	*reader
	parts  parting
	row    cut
	fields cells // the row by field
	last   lastPatient
	orgs   *organisations

	place   int  // of the patient found last, in this file or the one before
	inOrder bool // which was soon after the one before

	judged cohort.Person // the last one, when only decisions are wanted
}

func (x *export) newWorker() *worker {
	return &worker{reader: x.newReader(), orgs: newOrganisations(), last: noPatient}
}

// hold gives a place to a person: their own, or that of the one before who was
// judged and is of no further interest.
func (w *worker) hold(p cohort.Person) *cohort.Person {
	if w.x.judge == nil {
		own := p
		return &own
	}
	p.Medications, p.Problems = w.judged.Medications[:0], w.judged.Problems[:0]
	w.judged = p
	return &w.judged
}

// byField gives the row by field. All rows of a table have the same fields.
func (w *worker) byField(l *layout, row *cut) *cells {
	for i, c := range l.columns {
		w.fields[c.field] = row.at(i)
	}
	return &w.fields
}

// rejectLine rejects a row that could not be split into its cells.
func (w *worker) rejectLine(f *found, file, line int, reason string) {
	f.read++
	w.reject(f, file, line, none, reason)
}

func (w *worker) reject(f *found, file, line int, fault field, reason string) {
	x := w.x.files[file]
	f.rejections = append(f.rejections, Rejection{File: x.name, Line: line, Table: x.layout.table, Field: x.heading(fault), Reason: reason})
}

func (w *worker) run(b *batch, file int, rows rowFunc) {
	b.reset()
	w.last = noPatient
	w.fields = cells{}
	l := w.x.files[file].layout
	w.serial = l.serial
	if b.irregular = !w.parts.find(b.data); b.irregular {
		return
	}
	w.rows(b.data, b.line, func(text []byte, line int) {
		switch {
		case len(text) == 0: // an empty line
		case w.parts.nul && bytes.IndexByte(text, 0) >= 0:
			w.rejectLine(&b.found, file, line, reasonNUL)
		case w.row.len() != len(l.columns):
			w.rejectLine(&b.found, file, line, reasonRagged)
		default:
			rows(w, &b.found, &w.row, line)
		}
	})
}

// rows sets w.row to each row of a parted block, whose first line is given.
func (w *worker) rows(b []byte, line int, each func(text []byte, line int)) {
	p := &w.parts
	w.row = cut{text: b, doubled: p.doubled}
	from := int32(0)
	for _, to := range p.rows {
		w.row.ends = p.places[from : to+1]
		text := b[p.places[from]+1 : p.places[to]]
		if n := len(text); n > 0 && text[n-1] == '\r' { // not of the last cell
			p.places[to]--
			each(text[:n-1], line)
			p.places[to]++
		} else {
			each(text, line)
		}
		if line++; p.inside {
			line += bytes.Count(text, []byte{'\n'})
		}
		from = to
	}
}

// scanSlow is scan through recordReader, one row after another.
func (x *export) scanSlow(file int, rows rowFunc, merge func(*found) error) error {
	f := x.files[file]
	body, err := f.open()
	if err != nil {
		return err
	}
	defer body.Close()
	r := newRecordReader(&meteredReader{r: body, m: x.meter})
	r.comma, r.want = f.layout.comma, len(f.layout.columns)
	w := x.newWorker()
	w.serial = f.layout.serial
	x.workers = append(x.workers, w)
	var out found
	for n := 1; ; n++ {
		rec, err := r.next()
		if errors.Is(err, io.EOF) {
			return merge(&out)
		}
		if err != nil {
			return err
		}
		if rec.line > f.layout.headerLine {
			switch {
			case rec.reason != "":
				w.rejectLine(&out, file, rec.line, rec.reason)
			case len(rec.cells) != len(f.layout.columns):
				w.rejectLine(&out, file, rec.line, reasonRagged)
			default:
				w.row = cut{cells: rec.cells}
				rows(w, &out, &w.row, rec.line)
			}
		}
		if n%1024 == 0 {
			if err := firstError(x.ctx.Err(), merge(&out)); err != nil {
				return err
			}
			out.reset()
		}
	}
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
