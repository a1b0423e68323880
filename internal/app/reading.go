package app

import (
	"context"
	"errors"
	"path/filepath"
	"regexp"

	"stepdown/internal/extract"
	"stepdown/internal/intake"
	"stepdown/internal/problem"
)

// readExport lets the intake read with package extract: neither knows the
// other.
func readExport(ctx context.Context, ask intake.Ask) (*intake.Reading, error) {
	r, err := extract.Read(ctx, ask.Paths, extract.Options{Today: ask.Today, Lists: ask.Lists, Known: ask.Known, Mapping: ask.Mapping, Progress: ask.Progress, Hash: true})
	if err != nil {
		return nil, asked(err)
	}
	out := &intake.Reading{Format: string(r.Format), AsAt: r.AsAt, SHA256: r.SHA256, Registered: r.Registered, People: r.People,
		Rejected: r.Rejected, ByReason: r.ByReason, Notes: r.Notes}
	for _, o := range r.Organisations {
		out.Organisations = append(out.Organisations, o.Code)
	}
	for _, f := range r.Files {
		out.Files = append(out.Files, asUploaded(f.Name))
	}
	for _, table := range []extract.Table{extract.Patients, extract.Medications, extract.Problems, extract.Lines} {
		if t, ok := r.Rows[table]; ok {
			out.Rows = append(out.Rows, intake.Rows{Kind: string(table), Read: t.Read, Used: t.Used, NotRelevant: t.NotRelevant, Rejected: t.Rejected})
		}
	}
	for _, x := range r.Rejections {
		out.Rejections = append(out.Rejections, intake.Rejection{File: asUploaded(x.File), Line: x.Line, Field: x.Field, Reason: x.Reason})
	}
	return out, nil
}

// asked turns the reader's question about columns into the intake's.
func asked(err error) error {
	var unknown *extract.UnknownLayout
	var told *problem.Error
	if !errors.As(err, &unknown) || !errors.As(err, &told) {
		return err
	}
	q := &intake.UnknownLayout{Fields: extract.MappableFields()}
	for _, f := range unknown.Files {
		q.Files = append(q.Files, intake.UnknownFile{Name: asUploaded(f.Name), Why: f.Why, Headings: f.Headings, Guesses: f.Guesses, Signature: f.Signature()})
	}
	return &problem.Error{Kind: told.Kind, Text: told.Text, Err: q}
}

var numbered = regexp.MustCompile(`^\d\d-`)

// asUploaded takes off the number that an upload puts before each file's name.
func asUploaded(name string) string { return numbered.ReplaceAllString(filepath.Base(name), "") }
