package store

import (
	"context"
	"fmt"
	"io/fs"
	"os"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"stepdown/internal/problem"
	"stepdown/sql"
)

// migrate brings the schema up to date, one transaction a file. On SQLite a
// copy of the file is kept first; on PostgreSQL an advisory lock lets one
// replica do it while the others wait.
func (s *Store) migrate(ctx context.Context, address string) error {
	db, err := s.sqlDB()
	if err != nil {
		return err
	}
	dialect, folder := goose.DialectSQLite3, "migrations/sqlite"
	var options []goose.ProviderOption
	if IsPostgres(address) {
		dialect, folder = goose.DialectPostgres, "migrations/postgres"
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	files, err := fs.Sub(sql.Migrations, folder)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(dialect, db, files, options...)
	if err != nil {
		return fmt.Errorf("prepare the migrations: %w", err)
	}
	if err := s.keepCopy(ctx, p, address); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring the database up to date: %w", err)
	}
	return nil
}

// keepCopy writes FILE.before-N.TIME beside an SQLite file that is about to
// change shape. A new file needs none.
func (s *Store) keepCopy(ctx context.Context, p *goose.Provider, address string) error {
	if IsPostgres(address) {
		return nil
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the database's version: %w", err)
	}
	if have == 0 || have == want {
		return nil
	}
	name := fmt.Sprintf("%s.before-%d.%s", address, want, s.now().Format("20060102T150405"))
	if err := s.write.WithContext(ctx).Exec("VACUUM INTO ?", name).Error; err != nil {
		return fmt.Errorf("copy the database before changing it: %w", err)
	}
	return os.Chmod(name, 0o600)
}

// unlocked puts the keys where the serializer of sealed columns finds them.
func (s *Store) unlocked(ctx context.Context) context.Context {
	return context.WithValue(ctx, keysKey{}, s.keys)
}

// CopyTo writes a whole copy of an SQLite database while it is in use.
// PostgreSQL has tools of its own (pg_dump).
func (s *Store) CopyTo(ctx context.Context, path string) error {
	if s.read == s.write {
		return problem.Invalidf("This is PostgreSQL: use pg_dump.")
	}
	if err := s.write.WithContext(ctx).Exec("VACUUM INTO ?", path).Error; err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	return os.Chmod(path, 0o600)
}
