package extracts

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"

	"stepdown/internal/codelist"
	"stepdown/internal/intake"
	"stepdown/internal/problem"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// CodeLists is the page of code lists.
type CodeLists struct {
	Errors    []*form.Field
	Lists     []ListInUse
	MayChange bool
	Which     *form.Field
	New       *form.Field
	File      *form.Field
}

// ListInUse is a code list as it is used now.
type ListInUse struct {
	Name, Title, Version, Date, Source, Licence, Note string
	Entries                                           int
	Days                                              int    // how long an entry counts; 0: for ever
	Own                                               bool   // the practice's
	By                                                string // who put it in
	Replaced                                          string // version of the program's list in whose place it stands
}

var listsPage = view.New[CodeLists]("extracts/lists")

// mostList is the largest upload of a list in bytes, with the form round it.
const mostList = 17 << 20

const anotherList = "another"

func (a Area) codeLists(r *page.Request) error { return a.showLists(r, blankLists(), r.Show) }

func blankLists() CodeLists {
	options := []form.Option{}
	for _, l := range codelist.Default().Lists() {
		options = append(options, form.Option{Value: l.Name, Text: l.Title})
	}
	options = append(options, form.Option{Value: anotherList, Text: "A list of our own, beside these"})
	return CodeLists{Which: form.Select("which", "In the place of", options...), New: form.Text("name", "Name of the new list", 40).Hinted("Small letters, digits and hyphens, as in renal-impairment. Only for a list beside those of the program.").Maybe().Wide(20),
		File: &form.Field{Name: "file", Label: "File", Kind: "file", Hint: "CSV as OpenCodelists writes it: a column of codes and one of terms."}}
}

func (a Area) showLists(r *page.Request, p CodeLists, how func(view.Content) error) error {
	own, err := a.Intake.Store.CodeLists(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	set, err := a.Intake.ListsInUse(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	by := map[string]string{}
	for _, l := range own {
		by[l.List.Name] = l.AddedBy
	}
	for _, l := range set.Lists() {
		x := ListInUse{Name: l.Name, Title: l.Title, Version: l.Version, Date: l.Date, Source: l.Source, Licence: l.Licence, Note: l.Note,
			Entries: len(l.Entries), Days: l.WindowDays, Own: intake.IsOwn(own, l.Name), By: by[l.Name]}
		if ours := codelist.Default().List(l.Name); x.Own && ours != nil {
			x.Replaced = ours.Version
		}
		p.Lists = append(p.Lists, x)
	}
	p.MayChange = r.Can(mayChangeLists)
	p.Errors = form.Errors(p.Which, p.New, p.File)
	return how(listsPage.With(p))
}

// putList takes a list from a form.
func (a Area) putList(r *page.Request) error {
	p := blankLists()
	file, content, err := receiveList(r, &p)
	if err == nil {
		name := p.Which.Value
		if name == anotherList {
			name = p.New.Value
		}
		var put intake.PracticeList
		if put, err = a.Intake.PutList(r.Ctx(), r.Actor(), name, plainName(file), bytes.NewReader(content)); err == nil {
			r.Flash("The list %s is in use from the next search and import on.", put.List.Title)
			return r.Go("/extracts/lists")
		}
	}
	if !form.Blame(err, p.New, p.File, p.Which) {
		return err
	}
	return a.showLists(r, p, r.Mend)
}

// receiveList reads the parts of the form.
func receiveList(r *page.Request, p *CodeLists) (file string, content []byte, err error) {
	parts, err := r.Gin.Request.MultipartReader()
	if err != nil {
		return "", nil, problem.Field("file", "Choose a file")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", nil, problem.Field("file", "The upload broke off, or is larger than 16 MB")
		}
		b, err := io.ReadAll(part)
		if err != nil {
			return "", nil, problem.Field("file", "The upload broke off, or is larger than 16 MB")
		}
		switch part.FormName() {
		case "which":
			p.Which.Value = string(b)
		case "name":
			p.New.Value = string(b[:min(len(b), 100)])
		case "file":
			file, content = part.FileName(), b
		}
	}
	if file == "" {
		return "", nil, problem.Field("file", "Choose a file")
	}
	return file, content, nil
}

func (a Area) removeList(r *page.Request) error {
	if err := a.Intake.RemoveList(r.Ctx(), r.Actor(), r.Param("list")); err != nil {
		return err
	}
	r.Flash("The list was removed. Where it stood in the place of one of the program, that one counts again.")
	return r.Go("/extracts/lists")
}

// codes gives a list in use as CSV.
func (a Area) codes(r *page.Request) error {
	set, err := a.Intake.ListsInUse(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	l := set.List(r.Param("list"))
	if l == nil {
		return problem.Missing("The code list")
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"code", "term", "system"}}
	for _, e := range l.Entries {
		rows = append(rows, []string{harmless(e.Code), harmless(e.Term), string(e.System)})
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	return r.Download(l.Name+".csv", "text/csv; charset=utf-8", b.Bytes())
}
