package store

import "context"

// alone keeps other transactions that ask for the same key waiting until this
// one ends. SQLite has one writer at a time anyhow.
func (s *Store) alone(ctx context.Context, key string) error {
	if s.write.Name() != "postgres" {
		return nil
	}
	return s.db(ctx).Exec("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", key).Error
}
