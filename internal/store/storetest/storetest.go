// Package storetest runs a test on every database that Stepdown supports.
package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver for CREATE DATABASE

	"stepdown/internal/store"
)

// Now is the instant at which store tests stand still: a Tuesday.
var Now = time.Date(2026, 11, 10, 9, 30, 0, 0, time.UTC)

// Each runs f on a fresh SQLite file and, when TEST_POSTGRES_URL names a
// server, on a fresh PostgreSQL database. In CI a missing server is a failure.
func Each(t *testing.T, f func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t)) })
}

// SQLite opens a store on a file in a temporary folder. A file, since two
// pools cannot share a database in memory.
func SQLite(t *testing.T) *store.Store {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "stepdown.db"))
}

// Postgres opens a store on a database of its own.
func Postgres(t *testing.T) *store.Store {
	t.Helper()
	return open(t, PostgresAddress(t))
}

// PostgresAddress makes a database of its own, for tests whose processes open
// it themselves, and drops it when the test ends.
func PostgresAddress(t *testing.T) string {
	t.Helper()
	server := os.Getenv("TEST_POSTGRES_URL")
	if server == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("TEST_POSTGRES_URL is not set: PostgreSQL tests must run in CI")
		}
		t.Skip("PostgreSQL tests skip: set TEST_POSTGRES_URL to a server that may create databases")
	}
	template := migrated(t, server)
	name := "stepdown_" + strings.ToLower(rand.Text())
	admin(t, server, `CREATE DATABASE "`+name+`" TEMPLATE "`+template+`"`)
	t.Cleanup(func() { admin(t, server, `DROP DATABASE "`+name+`" WITH (FORCE)`) })
	admin(t, onDatabase(t, server, name), `DELETE FROM key_checks`) // the template was sealed with keys of its own
	return onDatabase(t, server, name)
}

func open(t *testing.T, address string) *store.Store {
	t.Helper()
	keys, err := store.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(context.Background(), address, keys, func() time.Time { return Now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

var (
	templateOnce sync.Once
	templateName string
)

// migrated makes one migrated database a process, to copy for each test.
func migrated(t *testing.T, server string) string {
	templateOnce.Do(func() {
		name := "stepdown_template_" + strings.ToLower(rand.Text())
		admin(t, server, `CREATE DATABASE "`+name+`"`)
		keys, err := store.NewKeys()
		if err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(context.Background(), onDatabase(t, server, name), keys, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.Close()
		templateName = name
	})
	if templateName == "" {
		t.Fatal("the template database was not made")
	}
	return templateName
}

func onDatabase(t *testing.T, server, name string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal("TEST_POSTGRES_URL is not an address")
	}
	u.Path = "/" + name
	return u.String()
}

func admin(t *testing.T, server, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", strings.Fields(statement)[0], err)
	}
}
