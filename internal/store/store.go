// Package store keeps the clinic's records with GORM, in one SQLite file or in
// PostgreSQL. One suite (storetest) proves that both behave the same.
package store

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// Store is an open database with the keys that unlock it. Its query methods
// are grouped by domain package, a file each.
type Store struct {
	write *gorm.DB // one connection on SQLite
	read  *gorm.DB // many; refuses to write on SQLite
	keys  *Keys
	now   func() time.Time
}

type txKey struct{ s *Store }

// InTx runs f in one transaction, carried in the context: every store method
// called with that context takes part. A transaction inside a transaction is
// the same one. It is the only way to write.
func (s *Store) InTx(ctx context.Context, f func(ctx context.Context) error) error {
	if _, ok := ctx.Value(txKey{s}).(*gorm.DB); ok {
		return f(ctx)
	}
	return s.write.WithContext(s.unlocked(ctx)).Transaction(func(tx *gorm.DB) error {
		return f(context.WithValue(ctx, txKey{s}, tx))
	})
}

// db is the handle of a query: the transaction of the context, or a reader.
func (s *Store) db(ctx context.Context) *gorm.DB {
	if tx, ok := ctx.Value(txKey{s}).(*gorm.DB); ok {
		return tx.WithContext(s.unlocked(ctx))
	}
	return s.read.WithContext(s.unlocked(ctx))
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return s.read.WithContext(ctx).Exec("SELECT 1").Error
}

// Close ends both pools.
func (s *Store) Close() error {
	for _, g := range []*gorm.DB{s.read, s.write} {
		db, err := g.DB()
		if err != nil {
			return err
		}
		if err := db.Close(); err != nil {
			return err
		}
	}
	return nil
}
