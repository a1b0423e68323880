package intake

import (
	"context"
	"errors"
	"maps"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/problem"
)

// UnknownLayout is a reader's question: what do these columns hold? It comes
// inside the error of a Reader.
type UnknownLayout struct {
	Files  []UnknownFile
	Fields [][2]string // what a column can hold: name, title
}

// UnknownFile is a file whose headings, or some of them, are not known.
type UnknownFile struct {
	Name      string
	Why       string
	Headings  []string // empty when no line looks like headings
	Guesses   []string // for each heading the name of a field, "" for none, Kept to leave it as it is
	Signature string   // of the headings
}

// Kept says that a column is read as the reader reads it: it may hold what no
// field of the question names.
const Kept = "as it is"

func (e *UnknownLayout) Error() string { return "the columns of the export are not known" }

// readExplained reads, and reads again with what was explained before of the
// layout when the reader does not know it.
func (s *Service) readExplained(ctx context.Context, practiceID string, ask Ask) (*Reading, error) {
	r, err := s.Read(ctx, ask)
	var unknown *UnknownLayout
	if err == nil || !errors.As(err, &unknown) {
		return r, err
	}
	ask.Mapping = map[string]string{}
	for _, f := range unknown.Files {
		m, findErr := s.Store.ColumnMapping(ctx, practiceID, f.Signature)
		if findErr != nil && !problem.Is(findErr, problem.NotFound) {
			return nil, findErr
		}
		maps.Copy(ask.Mapping, m)
	}
	if len(ask.Mapping) == 0 {
		return nil, err
	}
	return s.Read(ctx, ask)
}

// Explain keeps what a person said of the columns of a file: heading to name
// of a field. It is used for every export with the same headings from now on.
func (s *Service) Explain(ctx context.Context, by audit.Actor, f UnknownFile, columns map[string]string) error {
	says := func(name string) bool {
		for _, v := range columns {
			if v == name {
				return true
			}
		}
		return false
	}
	if !says("nhs_number") {
		return problem.Invalidf("Say which column of %s holds the NHS number. Without it nobody can be told apart.", strings.TrimSpace(f.Name))
	}
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.Store.SaveColumnMapping(ctx, by.PracticeID, f.Signature, by.Name, columns); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "explained the columns of an export", "layout:"+f.Signature[:min(12, len(f.Signature))]))
	})
}
