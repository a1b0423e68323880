package store_test

import (
	"context"
	"testing"

	"stepdown/internal/codelist"
	"stepdown/internal/intake"
	"stepdown/internal/problem"
	"stepdown/internal/store"
	"stepdown/internal/store/storetest"
)

func TestCodeListComesBackAndIsReplacedAndRemoved(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p, other := newPractice(t, s, "A1"), newPractice(t, s, "A2")
		put := func(version string) {
			l := intake.PracticeList{PracticeID: p.ID, AddedBy: "Ann", List: &codelist.List{Name: "cancer", Title: "Cancer", Version: version, WindowDays: 3,
				Entries: []codelist.Entry{{Code: "254837009", Term: "Breast cancer", System: codelist.SNOMED}}}}
			write(t, s, func(ctx context.Context) error { return s.SaveCodeList(ctx, &l) })
		}
		put("1")
		put("2")
		got, err := s.CodeLists(t.Context(), p.ID)
		if err != nil || len(got) != 1 || got[0].List.Version != "2" || got[0].List.WindowDays != 3 || len(got[0].List.Entries) != 1 || got[0].AddedBy != "Ann" || got[0].AddedAt.IsZero() {
			t.Fatalf("%+v %v", got, err)
		}
		if theirs, err := s.CodeLists(t.Context(), other.ID); err != nil || len(theirs) != 0 {
			t.Errorf("%+v %v", theirs, err)
		}
		is(t, s.InTx(t.Context(), func(ctx context.Context) error { return s.DeleteCodeList(ctx, other.ID, "cancer") }), problem.NotFound)
		write(t, s, func(ctx context.Context) error { return s.DeleteCodeList(ctx, p.ID, "cancer") })
		is(t, s.InTx(t.Context(), func(ctx context.Context) error { return s.DeleteCodeList(ctx, p.ID, "cancer") }), problem.NotFound)
	})
}

func TestColumnMappingIsAPracticesOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p, other := newPractice(t, s, "A1"), newPractice(t, s, "A2")
		for _, field := range []string{"medicine", "problem_term"} {
			write(t, s, func(ctx context.Context) error {
				return s.SaveColumnMapping(ctx, p.ID, "sig", "Ann", map[string]string{"What": field})
			})
		}
		got, err := s.ColumnMapping(t.Context(), p.ID, "sig")
		if err != nil || got["What"] != "problem_term" {
			t.Errorf("%v %v", got, err)
		}
		_, err = s.ColumnMapping(t.Context(), other.ID, "sig")
		is(t, err, problem.NotFound)
	})
}
