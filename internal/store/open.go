package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Open opens the database that address names, brings its schema up to date,
// and returns it. An address is "postgres://…" or the path of an SQLite file,
// made when it is not there. now gives the time of records; nil means the clock.
func Open(ctx context.Context, address string, keys *Keys, now func() time.Time) (*Store, error) {
	if now == nil {
		now = time.Now
	}
	s := &Store{keys: keys, now: func() time.Time { return now().UTC() }}
	var err error
	if IsPostgres(address) {
		err = s.openPostgres(address)
	} else {
		err = s.openSQLite(address)
	}
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx, address); err != nil {
		s.Close()
		return nil, err
	}
	if err := s.checkKeys(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// IsPostgres reports whether the address names a PostgreSQL database.
func IsPostgres(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// openSQLite makes two pools on one file. One writer, because SQLite has one;
// readers apart, because a long import would otherwise make every page wait.
// Settings stand in the address so that each connection has them.
func (s *Store) openSQLite(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	// synchronous=FULL: with NORMAL a power cut may lose the last commits, and
	// with them the mark that a text was being sent.
	base := "file:" + (&url.URL{Path: path}).EscapedPath() + "?_journal_mode=WAL&_busy_timeout=5000&_foreign_keys=on&_synchronous=FULL"
	var err error
	if s.write, err = s.gorm(sqlite.Open(base+"&_txlock=immediate"), 1); err != nil {
		return fmt.Errorf("open the database file: %w", err)
	}
	if s.read, err = s.gorm(sqlite.Open(base+"&_query_only=1"), 4); err != nil {
		return fmt.Errorf("open the database file: %w", err)
	}
	return os.Chmod(path, 0o600)
}

func (s *Store) openPostgres(address string) error {
	g, err := s.gorm(postgres.Open(address), 10)
	if err != nil {
		return fmt.Errorf("open the PostgreSQL database: %w", scrubbed(err))
	}
	s.write, s.read = g, g
	return nil
}

func (s *Store) gorm(d gorm.Dialector, connections int) (*gorm.DB, error) {
	g, err := gorm.Open(d, &gorm.Config{
		TranslateError: true,
		NowFunc:        s.now,
		Logger:         logger.New(discard{}, logger.Config{LogLevel: logger.Silent}), // its log lines hold values
	})
	if err != nil {
		return nil, err
	}
	db, err := g.DB()
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return g, nil
}

type discard struct{}

func (discard) Printf(string, ...any) {}

// scrubbed keeps a password in a connection address out of logs.
func scrubbed(err error) error {
	return fmt.Errorf("it did not answer (%T); check DATABASE_URL", err)
}

func (s *Store) sqlDB() (*sql.DB, error) { return s.write.DB() }
