package store

import (
	"context"
	"errors"

	"stepdown/internal/problem"
)

type keyCheck struct {
	Name string `gorm:"primaryKey"`
	Doc  string `gorm:"serializer:sealed"`
}

// ErrOtherKeys says that the key file is not the one this database was made
// with. Going on would save new records under keys that open none of the old.
var ErrOtherKeys = errors.New("the key file does not open this database: if it was lost and made anew, put the right one back from your backup")

// checkKeys opens the row that was sealed when the database was new, or seals it.
func (s *Store) checkKeys(ctx context.Context) error {
	_, err := one[keyCheck](s.db(ctx).Where("name = ?", "keys"), "key check")
	switch {
	case problem.Is(err, problem.NotFound):
		return s.InTx(ctx, func(ctx context.Context) error {
			return s.db(ctx).Create(&keyCheck{Name: "keys", Doc: "these keys"}).Error
		})
	case errors.Is(err, errSealed):
		return ErrOtherKeys
	}
	return err
}
