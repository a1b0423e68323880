package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"slices"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/codelist"
	"stepdown/internal/problem"
)

// PracticeList is a code list that a practice has added, or put in the place of
// the program's list of that name.
type PracticeList struct {
	PracticeID string
	List       *codelist.List
	AddedBy    string
	AddedAt    time.Time
}

// ListsInUse gives the program's lists with the practice's own added or put in
// their place. Every search names their versions.
func (s *Service) ListsInUse(ctx context.Context, practiceID string) (codelist.Set, error) {
	own, err := s.Store.CodeLists(ctx, practiceID)
	if err != nil {
		return codelist.Set{}, err
	}
	set := codelist.Default()
	for _, l := range own {
		set = set.With(l.List)
	}
	return set, nil
}

var listName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// PutList takes a list in the OpenCodelists format. Its version is the name of
// the file and the beginning of its SHA-256, so that a changed list is another
// one. In the place of a list of the program it keeps that list's title and
// window: a pregnancy counts for so many days whoever made the list.
func (s *Service) PutList(ctx context.Context, by audit.Actor, name, file string, r io.Reader) (PracticeList, error) {
	p := PracticeList{PracticeID: by.PracticeID, AddedBy: by.Name}
	if len(name) > 40 || !listName.MatchString(name) {
		return p, problem.Field("name", "The name must be small letters, digits and hyphens, as in renal-impairment")
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return p, problem.Field("file", "The file could not be read")
	}
	sum := sha256.Sum256(data)
	if p.List, err = codelist.Parse(name, file+" "+hex.EncodeToString(sum[:4]), bytes.NewReader(data)); err != nil {
		return p, problem.Field("file", "This is not a code list that can be used: "+err.Error())
	}
	p.List.Source, p.List.Date = "The practice’s own file "+file, s.Now().Format(time.DateOnly)
	if ours := codelist.Default().List(name); ours != nil {
		p.List.Title, p.List.WindowDays = ours.Title, ours.WindowDays
	}
	return p, s.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.Store.SaveCodeList(ctx, &p); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "put in a code list", "codelist:"+name).Saying(fmt.Sprintf("version %s, %d entries", p.List.Version, len(p.List.Entries))))
	})
}

// RemoveList takes the practice's list away; the program's of that name, if
// there is one, counts again.
func (s *Service) RemoveList(ctx context.Context, by audit.Actor, name string) error {
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.Store.DeleteCodeList(ctx, by.PracticeID, name); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "removed a code list", "codelist:"+name))
	})
}

// IsOwn reports whether a list in use is the practice's.
func IsOwn(own []PracticeList, name string) bool {
	return slices.ContainsFunc(own, func(l PracticeList) bool { return l.List.Name == name })
}
