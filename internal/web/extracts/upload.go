package extracts

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"stepdown/internal/intake"
	"stepdown/internal/problem"
	"stepdown/internal/web/page"
)

// upload takes the files to disk as they stream in, and begins the import. It
// goes on by itself: closing the browser does not stop it.
func (a Area) upload(r *page.Request) error {
	dir := filepath.Join(a.Uploads, rand.Text())
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	files, err := receive(r, dir)
	if err == nil && len(files.Paths) == 0 {
		err = problem.Field("files", "Choose the files of the export")
	}
	if err != nil {
		os.RemoveAll(dir)
		return a.again(r, err)
	}
	job := a.imports.begin(r.PracticeID(), dir, files)
	a.run(r, job)
	return r.Go("/extracts/importing/%s", job.id)
}

// run imports the files of a job, which are removed when it has ended: they
// hold people we do not keep.
func (a Area) run(r *page.Request, job *importing) {
	files := job.files
	files.Progress = job.progress
	actor, practice, ctx := r.Actor(), r.Practice, context.WithoutCancel(r.Ctx())
	go func() {
		e, again, err := guarded(func() (intake.Extract, bool, error) { return a.Intake.Take(ctx, actor, practice, files) })
		job.finish(e, again, err)
	}()
}

// guarded runs an import: a fault in a reader must not end the program.
func guarded(f func() (intake.Extract, bool, error)) (e intake.Extract, again bool, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = errors.New("the reader broke off")
		}
	}()
	return f()
}

func (a Area) again(r *page.Request, err error) error {
	var p *problem.Error
	if !errors.As(err, &p) || p.Kind != problem.Invalid {
		return err
	}
	list := blank()
	list.Watch = a.Watch
	list.File.Error = p.Text
	if text, ok := p.Fields["list_size"]; ok {
		list.File.Error, list.ListSize.Error = "", text
	}
	return a.show(r, list, r.Mend)
}

// receive writes the parts of a form to dir, one file a part.
func receive(r *page.Request, dir string) (intake.Files, error) {
	var files intake.Files
	parts, err := r.Gin.Request.MultipartReader()
	if err != nil {
		return files, problem.Invalidf("The upload could not be read. Choose the files again.")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return files, problem.Invalidf("The upload broke off, or is larger than 2 GB. Nothing was imported.")
		}
		switch {
		case part.FormName() == "list_size":
			if files.ListSize, err = listSize(part); err != nil {
				return files, err
			}
		case part.FormName() == "files" && part.FileName() != "":
			path := filepath.Join(dir, fmt.Sprintf("%02d-%s", len(files.Paths)+1, plainName(part.FileName())))
			if err := write(path, part); err != nil {
				return files, err
			}
			files.Paths = append(files.Paths, path)
		}
	}
}

func listSize(part *multipart.Part) (int, error) {
	b, err := io.ReadAll(io.LimitReader(part, 20))
	text := strings.ReplaceAll(strings.TrimSpace(string(b)), ",", "")
	if err != nil || text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 10_000_000 {
		return 0, problem.Field("list_size", "Registered patients must be a whole number")
	}
	return n, nil
}

// plainName keeps letters, digits, dots, dashes: a file name from a browser is
// not to be trusted with a path.
func plainName(name string) string {
	name = filepath.Base(strings.ReplaceAll(name, "\\", "/"))
	name = strings.Map(func(c rune) rune {
		if c == '.' || c == '-' || c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
			return c
		}
		return '_'
	}, name)
	if len(name) > 80 {
		name = name[len(name)-80:]
	}
	return strings.TrimLeft(name, ".")
}

func write(path string, from io.Reader) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(f, from); err != nil {
		f.Close()
		return problem.Invalidf("The upload broke off, or is larger than 2 GB. Nothing was imported.")
	}
	return f.Close()
}
