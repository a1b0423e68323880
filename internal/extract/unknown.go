package extract

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"stepdown/internal/problem"
)

// UnknownLayout says that no file has headings Stepdown knows, and lists those
// it saw, so that a person can map them.
type UnknownLayout struct {
	Files []UnknownFile
}

// UnknownFile is a file whose layout is not known.
type UnknownFile struct {
	Name     string
	Why      string
	Headings []string // of the line that looks most like headings; empty when none does
	Guesses  []string // for each, the name of the field it is taken for, as a Mapping has it; "" for none, Kept for one that a Mapping cannot name
}

// Kept is the guess for a heading that is known and that no Mapping names.
const Kept = "as it is"

// Signature tells layouts apart by their headings, in order.
func (u UnknownFile) Signature() string {
	h := sha256.New()
	for _, s := range u.Headings {
		fmt.Fprintf(h, "%q,", normaliseHeading(s))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// guess says what each heading is taken for.
func (u *UnknownFile) guess(m Mapping) {
	for _, h := range u.Headings {
		f, name := fieldOf(h, m), ""
		if f != none {
			name = Kept
		}
		for n, mapped := range mappable {
			if mapped == f && f != none {
				name = n
			}
		}
		u.Guesses = append(u.Guesses, name)
	}
}

func (e *UnknownLayout) Error() string {
	var s []string
	for _, f := range e.Files {
		d := f.Name + ": " + f.Why
		if len(f.Headings) > 0 {
			d += "; its columns are " + strings.Join(f.Headings, ", ")
		}
		s = append(s, d)
	}
	return strings.Join(s, ". ")
}

func (x *export) unknown() error {
	e := &UnknownLayout{}
	for _, f := range x.files {
		u := UnknownFile{Name: f.name, Why: f.note}
		if u.Why == "" {
			u.Why = "it is not " + string(x.options.Format)
		}
		if f.layout != nil {
			u.Headings = f.layout.headings
		} else if f.size == 0 {
			// nothing to look at
		} else if b, err := f.head(make([]byte, sniffBytes)); err == nil && notText(b) == "" {
			u.Headings = looksLikeHeadings(b)
		}
		u.guess(x.options.Mapping)
		e.Files = append(e.Files, u)
	}
	text := "This is not an export that Stepdown knows"
	if len(x.files) == 1 {
		text = fmt.Sprintf("%s is not an export that Stepdown knows", x.files[0].name)
	}
	return &problem.Error{Kind: problem.Invalid, Text: text, Err: e}
}

// looksLikeHeadings gives the first row of several cells without a digit in
// them: a row of data may hold a name, and must not be shown.
func looksLikeHeadings(b []byte) []string {
	rows := newRecordReader(bytes.NewReader(b))
	for range headerLines {
		rec, err := rows.next()
		if err != nil {
			return nil
		}
		if rec.reason != "" || len(rec.cells) < 3 {
			continue
		}
		var out []string
		for _, c := range rec.cells {
			s := text(c)
			if len(s) > 60 || strings.ContainsAny(s, "0123456789@") {
				return nil
			}
			out = append(out, s)
		}
		return out
	}
	return nil
}

// layouts gives the headings of the files, so that a person can say which of
// them is the one that is missed.
func (x *export) layouts() error {
	e := &UnknownLayout{}
	for _, f := range x.files {
		if f.layout != nil && f.layout.format != FHIR {
			u := UnknownFile{Name: f.name, Why: "a column that is needed was not found among its headings", Headings: f.layout.headings}
			u.guess(x.options.Mapping)
			e.Files = append(e.Files, u)
		}
	}
	return e
}
