package app

import (
	"context"
	"path/filepath"
	"regexp"

	"stepdown/internal/extract"
	"stepdown/internal/intake"
)

// readExport lets the intake read with package extract: neither knows the
// other.
func readExport(ctx context.Context, ask intake.Ask) (*intake.Reading, error) {
	r, err := extract.Read(ctx, ask.Paths, extract.Options{Today: ask.Today, Lists: ask.Lists, Known: ask.Known, Progress: ask.Progress, Hash: true})
	if err != nil {
		return nil, err
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

var numbered = regexp.MustCompile(`^\d\d-`)

// asUploaded takes off the number that an upload puts before each file's name.
func asUploaded(name string) string { return numbered.ReplaceAllString(filepath.Base(name), "") }
