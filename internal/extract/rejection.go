package extract

import (
	"encoding/csv"
	"io"
	"strconv"
)

// Rejection is a row that could not be taken. It never holds what the row
// said: people on no target medicine are not kept, and a faulty row may be
// about anybody.
type Rejection struct {
	File   string `json:"file"`
	Line   int    `json:"line"` // line in the file where the row begins, from 1
	Table  Table  `json:"table"`
	Field  string `json:"field,omitempty"` // heading of the faulty cell
	Reason string `json:"reason"`
}

// Reasons, in words for the person who exported the file.
const (
	reasonRagged      = "the row has too few or too many cells"
	reasonNUL         = "the row holds NUL bytes"
	reasonTooLong     = "the line is longer than 1 MB"
	reasonQuote       = "a quotation mark is never closed"
	reasonNoNumber    = "the NHS number is missing"
	reasonNumber      = "the NHS number does not have 10 digits"
	reasonScientific  = "a spreadsheet has rounded the NHS number (as in 9.43E+09)"
	reasonCheckDigit  = "the check digit of the NHS number is wrong"
	reasonDate        = "not a date in the calendar"
	reasonTwice       = "the same patient is listed twice"
	reasonConflict    = "another patient in this export has the same NHS number"
	reasonNobody      = "no patient in this export has this number"
	reasonBeforeAny   = "the row stands before any patient"
	reasonPatientBad  = "the patient's own row was rejected"
	reasonNoMedicine  = "the medicine has no name"
	reasonNoProblem   = "the entry has neither code nor term"
	reasonNumberOfAny = "not a number"
)

// WriteRejections writes the report of rejected rows as CSV.
func (r *Result) WriteRejections(w io.Writer) error {
	c := csv.NewWriter(w)
	rows := [][]string{{"file", "line", "table", "field", "reason"}}
	for _, x := range r.Rejections {
		rows = append(rows, []string{x.File, strconv.Itoa(x.Line), string(x.Table), x.Field, x.Reason})
	}
	if more := r.Rejected - len(r.Rejections); more > 0 {
		rows = append(rows, []string{"", "", "", "", strconv.Itoa(more) + " more rows were rejected and are not listed"})
	}
	return c.WriteAll(rows)
}
