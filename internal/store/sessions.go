package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"stepdown/internal/problem"
)

type session struct {
	TokenHash string `gorm:"primaryKey"`
	Data      []byte
	Expiry    time.Time
}

// Sessions is an scs store: sign-in sessions in the database, so that a
// restart signs nobody out and an administrator can end them. Ends are judged
// by the machine's clock, as scs sets them by it, not by the store's.
type Sessions struct{ s *Store }

// Sessions of this store. The token that comes in is already a hash.
func (s *Store) Sessions() Sessions { return Sessions{s} }

// Find implements scs.Store.
func (x Sessions) Find(token string) ([]byte, bool, error) {
	return x.FindCtx(context.Background(), token)
}

// FindCtx implements scs.CtxStore.
func (x Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	row, err := one[session](x.s.db(ctx).Where("token_hash = ? AND expiry > ?", token, time.Now().UTC()), "session")
	if problem.Is(err, problem.NotFound) {
		return nil, false, nil
	}
	return row.Data, err == nil, err
}

// Commit implements scs.Store.
func (x Sessions) Commit(token string, b []byte, expiry time.Time) error {
	return x.CommitCtx(context.Background(), token, b, expiry)
}

// CommitCtx implements scs.CtxStore, and drops sessions that have ended.
func (x Sessions) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	return x.s.InTx(ctx, func(ctx context.Context) error {
		if err := x.s.db(ctx).Where("expiry <= ?", time.Now().UTC()).Delete(&session{}).Error; err != nil {
			return err
		}
		row := session{TokenHash: token, Data: b, Expiry: expiry.UTC()}
		return x.s.db(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "token_hash"}}, UpdateAll: true}).Create(&row).Error
	})
}

// Delete implements scs.Store.
func (x Sessions) Delete(token string) error { return x.DeleteCtx(context.Background(), token) }

// DeleteCtx implements scs.CtxStore.
func (x Sessions) DeleteCtx(ctx context.Context, token string) error {
	return x.s.InTx(ctx, func(ctx context.Context) error {
		return x.s.db(ctx).Where("token_hash = ?", token).Delete(&session{}).Error
	})
}
