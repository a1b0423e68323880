package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"gorm.io/gorm/schema"
)

type keysKey struct{}

// sealed is a GORM serializer: the field goes to the database as encrypted
// JSON. Table and column are bound in, so that a value moved to another column
// does not open.
type sealed struct{}

// errSealed says that a sealed column was written under other keys.
var errSealed = errors.New("it does not open with this key file")

func init() { schema.RegisterSerializer("sealed", sealed{}) }

func place(f *schema.Field) []byte { return []byte(f.Schema.Table + "." + f.DBName) }

func keysOf(ctx context.Context) (*Keys, error) {
	k, ok := ctx.Value(keysKey{}).(*Keys)
	if !ok {
		return nil, fmt.Errorf("store: sealed column used outside the store")
	}
	return k, nil
}

// Value implements schema.SerializerValuerInterface.
func (sealed) Value(ctx context.Context, f *schema.Field, _ reflect.Value, value any) (any, error) {
	k, err := keysOf(ctx)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("store: write %s: %w", place(f), err)
	}
	return k.aead.Encrypt(text, place(f))
}

// Scan implements schema.SerializerInterface.
func (sealed) Scan(ctx context.Context, f *schema.Field, dst reflect.Value, value any) error {
	k, err := keysOf(ctx)
	if err != nil {
		return err
	}
	v := reflect.New(f.FieldType)
	if b, ok := value.([]byte); ok && len(b) > 0 {
		text, err := k.aead.Decrypt(b, place(f))
		if err != nil {
			return fmt.Errorf("store: %s: %w", place(f), errSealed)
		}
		if err := json.Unmarshal(text, v.Interface()); err != nil {
			return fmt.Errorf("store: read %s: %w", place(f), err)
		}
	}
	f.ReflectValueOf(ctx, dst).Set(v.Elem())
	return nil
}
