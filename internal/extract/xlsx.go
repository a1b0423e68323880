package extract

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Caps on a workbook: unpacked in all, and what of one sheet is held in memory
// before excelize puts it on disk. A zip bomb is refused at the first.
var maxUnpacked int64 = 512 << 20 // a variable for the test of the refusal

const maxInMemory = 16 << 20

// isWorkbook tells an .xlsx by its content: a zip archive whose first names are
// those of a workbook.
func isWorkbook(b []byte) bool {
	return bytes.HasPrefix(b, []byte("PK\x03\x04")) && (bytes.Contains(b, []byte("[Content_Types].xml")) || bytes.Contains(b, []byte("xl/")) || bytes.Contains(b, []byte("_rels/")))
}

// asText makes a workbook read as the CSV of its first sheet that has
// headings Stepdown knows.
func (f *file) asText(m Mapping) error {
	packed := f.open
	book, err := openWorkbook(packed)
	if err != nil {
		return err
	}
	defer book.Close()
	for _, sheet := range book.GetSheetList() {
		body, err := sheetText(packed, sheet)
		if err != nil {
			return err
		}
		l := layoutOf(body, ',', m)
		body.Close()
		if l != nil && l.format != "" {
			l.serial = true
			f.layout = l
			f.open = func() (io.ReadCloser, error) { return sheetText(packed, sheet) }
			return nil
		}
	}
	f.note = "no sheet of the workbook has headings that Stepdown knows"
	return nil
}

func openWorkbook(open func() (io.ReadCloser, error)) (*excelize.File, error) {
	r, err := open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	book, err := excelize.OpenReader(r, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: min(maxInMemory, maxUnpacked)})
	if err != nil {
		return nil, fmt.Errorf("the workbook cannot be opened: %w", errors.Join(errWorkbook, sizeError(err)))
	}
	return book, nil
}

var (
	errWorkbook     = errors.New("it is damaged, locked with a password, or too large")
	errWorkbookSize = errors.New("unpacked it is larger than 512 MB")
)

func sizeError(err error) error {
	if strings.Contains(err.Error(), "unzip size exceeds") {
		return errWorkbookSize
	}
	return nil
}

// sheetText streams a sheet as CSV, a line for each row, so that line numbers
// are those of the sheet. Every row is as wide as the widest heading row seen,
// because a sheet does not keep empty cells at the end.
func sheetText(open func() (io.ReadCloser, error), sheet string) (io.ReadCloser, error) {
	book, err := openWorkbook(open)
	if err != nil {
		return nil, err
	}
	rows, err := book.Rows(sheet)
	if err != nil {
		book.Close()
		return nil, err
	}
	r, w := io.Pipe()
	go func() {
		defer book.Close()
		defer rows.Close()
		out := csv.NewWriter(w)
		width := 0
		for n := 0; rows.Next(); n++ {
			cells, err := rows.Columns()
			if err != nil {
				w.CloseWithError(errWorkbook)
				return
			}
			if n < headerLines {
				width = max(width, len(cells))
			}
			for i, c := range cells {
				if strings.ContainsAny(c, "\r\n") {
					cells[i] = strings.Join(strings.Fields(c), " ")
				}
			}
			for len(cells) < width {
				cells = append(cells, "")
			}
			if err := out.Write(cells); err != nil {
				return
			}
		}
		out.Flush()
		w.CloseWithError(rows.Error())
	}()
	return r, nil
}
