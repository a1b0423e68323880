package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"stepdown/internal/messaging"
	"stepdown/internal/store"
)

// mark counts, outside the database, the calls that were begun from it: the
// database commits first, then the mark is raised, then the call is made. So the
// mark is never ahead of its own database, and a database that is behind its
// mark is an older copy.
type mark struct {
	folder string

	mu   sync.Mutex
	file *os.File
	most int64
}

func (m *mark) path(database string) string {
	return filepath.Join(m.folder, "sent-"+strings.ToLower(database)+".mark")
}

// read gives the count of the database, fs.ErrNotExist when this machine never
// sent from it, and another error when the file says nothing.
func (m *mark) read(database string) (int64, error) {
	text, err := os.ReadFile(m.path(database))
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
}

// others reports whether this machine keeps marks of other databases.
func (m *mark) others(database string) (bool, error) {
	found, err := filepath.Glob(m.path("*"))
	for _, f := range found {
		if f != m.path(database) {
			return true, err
		}
	}
	return false, err
}

// begin opens the mark of the database at a count, and writes it through to the
// disk: a folder that cannot be written is found before the first text.
func (m *mark) begin(database string, sent int64) error {
	err := os.MkdirAll(m.folder, 0o700)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(m.path(database), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open the mark of what was sent: %w", err)
	}
	m.mu.Lock()
	m.file, m.most = f, sent-1
	m.mu.Unlock()
	return errors.Join(m.Keep(sent), f.Sync())
}

// Keep raises the mark. The count is always as wide, so that it is written in
// one piece over the old one. It is not forced to the disk each time: after a
// power cut the mark may lack the last seconds, and a backup is older than that.
func (m *mark) Keep(total int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.file == nil {
		return errors.New("the mark of what was sent is not open")
	}
	if total <= m.most {
		return nil
	}
	if _, err := m.file.WriteAt(fmt.Appendf(nil, "%020d\n", total), 0); err != nil {
		return err
	}
	m.most = total
	return nil
}

// open reports whether the mark was begun.
func (m *mark) open() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.file != nil
}

func (m *mark) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.file != nil {
		_ = m.file.Close()
		m.file = nil
	}
}

// ledger is messaging.Ledger over the database and the mark.
type ledger struct {
	*mark
	store *store.Store
}

var _ messaging.Ledger = ledger{}

// Turn implements messaging.Ledger.
func (l ledger) Turn(ctx context.Context, line string, segments int, rate float64, now time.Time) (time.Duration, error) {
	return l.store.TakeTurn(ctx, line, segments, rate, now)
}

// Count implements messaging.Ledger.
func (l ledger) Count(ctx context.Context) (int64, error) { return l.store.CountSend(ctx) }

// verdict is what the mark says of the database.
type verdict struct {
	restored bool
	missing  int64 // calls that the database does not know of; 0 when that cannot be said
	raise    int64 // what the count should be from now on
}

// judge compares the database with the mark. known says whether this machine's
// mark could be read at all.
func judge(sent, marked int64, known, strange bool) verdict {
	switch {
	case known && marked > sent:
		return verdict{restored: true, missing: marked - sent, raise: marked}
	case !known && strange:
		return verdict{restored: true, raise: sent}
	}
	return verdict{raise: sent}
}

// compare looks, before the first text of this process, whether the database is
// older than what was sent from it. If so, every text that waits is held and
// sending stops until a person has looked.
func (t *Texts) compare(ctx context.Context) error {
	database, _, err := t.store.SendMark(ctx)
	if err != nil {
		return err
	}
	marked, unread := t.mark.read(database)
	known := unread == nil
	strange := !known && !errors.Is(unread, fs.ErrNotExist) // it is there and says nothing
	// The count comes after the mark: another process may raise both meanwhile, and
	// a count from before would look like an older copy.
	_, sent, err := t.store.SendMark(ctx)
	if err != nil {
		return err
	}
	if errors.Is(unread, fs.ErrNotExist) {
		if strange, err = t.strange(ctx, database, sent); err != nil {
			return err
		}
	}
	v := judge(sent, marked, known, strange)
	if v.restored {
		if err := t.holdRestored(ctx, v); err != nil {
			return err
		}
	}
	return t.mark.begin(database, v.raise)
}

// strange reports whether a database that has no mark here may be an old one:
// it was sent from on another machine, or has texts while this machine sent from
// another database. A further process beside ones that are alive is no such
// thing, nor is a database without any text.
func (t *Texts) strange(ctx context.Context, database string, sent int64) (bool, error) {
	others, err := t.mark.others(database)
	if err != nil || sent == 0 && !others {
		return false, err
	}
	alive, err := t.store.OtherWorkers(ctx, t.worker, t.now().Add(-workerAlive))
	if err != nil || alive > 0 {
		return false, err
	}
	return t.store.AnyText(ctx)
}

func (t *Texts) holdRestored(ctx context.Context, v verdict) error {
	return t.store.InTx(ctx, func(ctx context.Context) error {
		practices, err := t.store.Practices(ctx)
		if err != nil {
			return err
		}
		for _, p := range practices {
			held, err := t.Contact.HoldRestored(ctx, p.ID, v.missing)
			if err != nil {
				return err
			}
			t.log.Warn("the database is older than what was sent from it: texts are stopped until a person has looked", "practice", p.ODS, "held", held, "missing", v.missing)
		}
		return t.store.RaiseSendMark(ctx, v.raise)
	})
}
