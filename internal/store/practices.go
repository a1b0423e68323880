package store

import (
	"context"
	"crypto/rand"
	"time"

	"stepdown/internal/practice"
	"stepdown/internal/problem"
)

// newID is a random identifier: it tells nothing and cannot be counted up.
func newID() string { return rand.Text() }

// CreatePractice stores p and gives it an id.
func (s *Store) CreatePractice(ctx context.Context, p *practice.Practice) error {
	p.ID, p.CreatedAt = newID(), s.now()
	return told(s.db(ctx).Create(p).Error, "practice")
}

// Practice by id.
func (s *Store) Practice(ctx context.Context, id string) (practice.Practice, error) {
	return one[practice.Practice](s.db(ctx).Where("id = ?", id), "practice")
}

// PracticeByODS by organisation code.
func (s *Store) PracticeByODS(ctx context.Context, ods string) (practice.Practice, error) {
	return one[practice.Practice](s.db(ctx).Where("ods = ?", ods), "practice")
}

// Practices lists all, for work that runs for each.
func (s *Store) Practices(ctx context.Context) ([]practice.Practice, error) {
	return many[practice.Practice](s.db(ctx).Order("ods"))
}

// SaveSettings replaces the settings of a practice.
func (s *Store) SaveSettings(ctx context.Context, id string, set practice.Settings) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		before, err := s.Practice(ctx, id)
		if err != nil {
			return err
		}
		if set.Number != before.Settings.Number {
			if err := s.followLine(ctx, id, set.Number); err != nil {
				return err
			}
		}
		return changed(s.db(ctx).Model(&practice.Practice{}).Where("id = ?", id).Select("Settings").
			Updates(practice.Practice{Settings: set}), "practice")
	})
}

// CreateStaff stores an account; an e-mail address in use is a field problem.
func (s *Store) CreateStaff(ctx context.Context, st *practice.Staff) error {
	st.ID, st.CreatedAt = newID(), s.now()
	err := told(s.db(ctx).Create(st).Error, "account")
	if problem.Is(err, problem.Conflict) {
		return problem.Field("email", "This email address already has an account")
	}
	return err
}

// SaveStaff replaces an account's row.
func (s *Store) SaveStaff(ctx context.Context, st practice.Staff) error {
	return changed(s.db(ctx).Model(&practice.Staff{}).Where("id = ? AND practice_id = ?", st.ID, st.PracticeID).
		Select("Name", "Roles", "PasswordHash", "CoverID", "Disabled").Updates(st), "account")
}

// Staff by id within a practice.
func (s *Store) Staff(ctx context.Context, practiceID, id string) (practice.Staff, error) {
	return one[practice.Staff](s.db(ctx).Where("practice_id = ? AND id = ?", practiceID, id), "account")
}

// StaffByEmail over all practices: it is how somebody signs in.
func (s *Store) StaffByEmail(ctx context.Context, email string) (practice.Staff, error) {
	return one[practice.Staff](s.db(ctx).Where("email = ?", email), "account")
}

// StaffList by name.
func (s *Store) StaffList(ctx context.Context, practiceID string) ([]practice.Staff, error) {
	return many[practice.Staff](s.db(ctx).Where("practice_id = ?", practiceID).Order("name, id"))
}

type signInAttempt struct {
	KeyHash string
	At      time.Time
}

// SignInAttempts counts wrong tries under a key since an instant.
func (s *Store) SignInAttempts(ctx context.Context, key string, since time.Time) (int, error) {
	hash, err := s.keys.Blind("sign_in_attempts", "", key)
	if err != nil {
		return 0, err
	}
	var n int64
	err = s.db(ctx).Model(&signInAttempt{}).Where("key_hash = ? AND at >= ?", hash, since.UTC()).Count(&n).Error
	return int(n), err
}

// RecordSignInAttempt counts one, and forgets those of more than a day ago.
func (s *Store) RecordSignInAttempt(ctx context.Context, key string) error {
	hash, err := s.keys.Blind("sign_in_attempts", "", key)
	if err != nil {
		return err
	}
	if err := s.db(ctx).Where("at < ?", s.now().Add(-24*time.Hour)).Delete(&signInAttempt{}).Error; err != nil {
		return err
	}
	return s.db(ctx).Create(&signInAttempt{KeyHash: hash, At: s.now()}).Error
}

// ClearSignInAttempts forgets them after a good sign-in.
func (s *Store) ClearSignInAttempts(ctx context.Context, key string) error {
	hash, err := s.keys.Blind("sign_in_attempts", "", key)
	if err != nil {
		return err
	}
	return s.db(ctx).Where("key_hash = ?", hash).Delete(&signInAttempt{}).Error
}

// StaffByID over all practices: a session names no practice.
func (s *Store) StaffByID(ctx context.Context, id string) (practice.Staff, error) {
	return one[practice.Staff](s.db(ctx).Where("id = ?", id), "account")
}
