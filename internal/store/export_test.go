package store

import "context"

// Exec and Query let tests look at the tables themselves.
func (s *Store) Exec(ctx context.Context, sql string) error {
	return s.write.WithContext(ctx).Exec(sql).Error
}

// Query fills dst with the rows.
func (s *Store) Query(ctx context.Context, dst any, sql string) error {
	return s.read.WithContext(ctx).Raw(sql).Scan(dst).Error
}
