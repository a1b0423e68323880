package extracts

import (
	"fmt"
	"net/url"

	"stepdown/internal/intake"
	"stepdown/internal/problem"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Columns asks what the columns of a layout hold, once.
type Columns struct {
	Errors []*form.Field
	ID     string
	Fault  string
	Files  []ColumnsOfFile
}

// ColumnsOfFile is the question about one file.
type ColumnsOfFile struct {
	Name, Why string
	Columns   []*form.Field
}

var columnsPage = view.New[Columns]("extracts/columns")

func columnsOf(id string, s state) Columns {
	p := Columns{ID: id, Fault: s.Fault}
	for i, f := range s.Question.Files {
		if len(f.Headings) == 0 {
			continue
		}
		q := ColumnsOfFile{Name: f.Name, Why: f.Why}
		for j, heading := range f.Headings {
			options := []form.Option{{Value: "", Text: "Not used"}}
			guess := f.Guesses[j]
			if guess == intake.Kept {
				options = append(options, form.Option{Value: intake.Kept, Text: "As Stepdown reads it"})
			}
			for _, x := range s.Question.Fields {
				options = append(options, form.Option{Value: x[0], Text: x[1]})
			}
			if heading == "" {
				heading = fmt.Sprintf("Column %d, without a heading", j+1)
			}
			q.Columns = append(q.Columns, form.Select(columnName(i, j), heading, options...).As(guess).Maybe())
		}
		p.Files = append(p.Files, q)
	}
	return p
}

func columnName(file, column int) string { return fmt.Sprintf("column-%d-%d", file, column) }

// explain keeps the answer and reads the files again.
func (a Area) explain(r *page.Request) error {
	j, err := a.imports.find(r.PracticeID(), r.Param("import"))
	if err != nil {
		return err
	}
	s := j.state()
	if s.Question == nil {
		return problem.Conflictf("The files of this import are gone. Choose them again.")
	}
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	if err := a.keepColumns(r, s.Question, posted); err != nil {
		if !problem.Is(err, problem.Invalid) {
			return err
		}
		p := columnsOf(j.id, s)
		for _, f := range p.Files {
			form.Read(posted, f.Columns...)
		}
		first := p.Files[0].Columns[0]
		first.Error = err.Error()
		p.Errors = form.Errors(first)
		return r.Mend(columnsPage.With(p))
	}
	if !j.restart() {
		return problem.Conflictf("The files of this import are gone. Choose them again.")
	}
	a.run(r, j)
	return r.Go("/extracts/importing/%s", j.id)
}

func (a Area) keepColumns(r *page.Request, q *intake.UnknownLayout, posted url.Values) error {
	fields := map[string]bool{"": true}
	for _, f := range q.Fields {
		fields[f[0]] = true
	}
	for i, f := range q.Files {
		if len(f.Headings) == 0 {
			continue
		}
		columns := map[string]string{}
		for j, heading := range f.Headings {
			if v := posted.Get(columnName(i, j)); v != intake.Kept && fields[v] {
				columns[heading] = v
			}
		}
		if err := a.Intake.Explain(r.Ctx(), r.Actor(), f, columns); err != nil {
			return err
		}
	}
	return nil
}
