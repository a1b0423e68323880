package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"stepdown/internal/store"
	"stepdown/internal/store/storetest"
)

// Both dialects end with the same tables and columns.
func TestBothDatabasesHaveTheSameShape(t *testing.T) {
	lite, post := storetest.SQLite(t), storetest.Postgres(t)
	a := columns(t, lite, `SELECT m.name AS t, p.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'`)
	b := columns(t, post, `SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = 'public'`)
	if !slices.Equal(a, b) {
		t.Errorf("SQLite and PostgreSQL differ:\nonly SQLite: %v\nonly PostgreSQL: %v", without(a, b), without(b, a))
	}
}

func columns(t *testing.T, s *store.Store, query string) []string {
	t.Helper()
	var rows []struct{ T, C string }
	if err := s.Query(t.Context(), &rows, query); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range rows {
		if strings.HasPrefix(r.T, "sqlite_") || strings.HasPrefix(r.T, "goose_") {
			continue
		}
		out = append(out, fmt.Sprintf("%s.%s", r.T, r.C))
	}
	slices.Sort(out)
	return out
}

func without(a, b []string) []string {
	var out []string
	for _, x := range a {
		if !slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	return out
}
