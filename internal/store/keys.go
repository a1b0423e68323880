package store

import (
	"bytes"
	"encoding/base32"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/mac"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Keys seal identifiers, free text and message bodies (AES-256-GCM) and make
// the blind indexes they are looked up by (HMAC-SHA-256). The key file and the
// database are each useless without the other.
type Keys struct {
	aead  tink.AEAD
	index tink.MAC
}

// LoadKeys reads the key file, or makes it at first start. Losing the file
// loses the records: back it up apart from the database.
func LoadKeys(path string) (*Keys, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKeys(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	parts := bytes.SplitN(bytes.TrimSpace(text), []byte("\n"), 2)
	if len(parts) != 2 {
		return nil, fmt.Errorf("the key file %s is not whole: it should have two lines", path)
	}
	seal, err := readKeyset(parts[0])
	if err != nil {
		return nil, err
	}
	index, err := readKeyset(parts[1])
	if err != nil {
		return nil, err
	}
	return newKeys(seal, index)
}

// NewKeys makes fresh keys that are kept nowhere, for tests.
func NewKeys() (*Keys, error) {
	seal, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	index, err := keyset.NewHandle(mac.HMACSHA256Tag256KeyTemplate())
	if err != nil {
		return nil, err
	}
	return newKeys(seal, index)
}

func newKeys(seal, index *keyset.Handle) (*Keys, error) {
	a, err := aead.New(seal)
	if err != nil {
		return nil, err
	}
	m, err := mac.New(index)
	if err != nil {
		return nil, err
	}
	return &Keys{aead: a, index: m}, nil
}

func makeKeys(path string) (*Keys, error) {
	seal, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	index, err := keyset.NewHandle(mac.HMACSHA256Tag256KeyTemplate())
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	for _, h := range []*keyset.Handle{seal, index} {
		var line bytes.Buffer
		if err := insecurecleartextkeyset.Write(h, keyset.NewJSONWriter(&line)); err != nil {
			return nil, err
		}
		text.Write(bytes.TrimSpace(line.Bytes()))
		text.WriteByte('\n')
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if err := writeOnce(path, text.Bytes()); err != nil {
		return nil, fmt.Errorf("make the key file: %w", err)
	}
	return newKeys(seal, index)
}

// writeOnce puts a whole file in place or none, and never over another: two
// processes starting at once must not make two keys, nor leave half of one.
func writeOnce(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(text); err != nil {
		f.Close()
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}

func readKeyset(line []byte) (*keyset.Handle, error) {
	h, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(line)))
	if err != nil {
		return nil, errors.New("the key file cannot be read: is it the one made with this database?")
	}
	return h, nil
}

// Blind gives the look-up key of a value: the same value in the same place of
// the same practice always gives the same key, and the key tells nothing.
func (k *Keys) Blind(place, practiceID, value string) (string, error) {
	if value == "" {
		return "", nil
	}
	sum, err := k.index.ComputeMAC([]byte(place + "\x00" + practiceID + "\x00" + value))
	if err != nil {
		return "", err
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum), nil
}
