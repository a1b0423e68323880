package practice

import (
	"context"
	"errors"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"stepdown/internal/audit"
	"stepdown/internal/problem"
)

// Store is what this package needs kept.
type Store interface {
	InTx(ctx context.Context, f func(ctx context.Context) error) error
	CreatePractice(ctx context.Context, p *Practice) error
	Practice(ctx context.Context, id string) (Practice, error)
	PracticeByODS(ctx context.Context, ods string) (Practice, error)
	SaveSettings(ctx context.Context, id string, s Settings) error
	CreateStaff(ctx context.Context, s *Staff) error
	SaveStaff(ctx context.Context, s Staff) error
	Staff(ctx context.Context, practiceID, id string) (Staff, error)
	StaffByEmail(ctx context.Context, email string) (Staff, error)
	StaffByID(ctx context.Context, id string) (Staff, error) // over all practices: a session names no practice
	StaffList(ctx context.Context, practiceID string) ([]Staff, error)
	SignInAttempts(ctx context.Context, key string, since time.Time) (int, error)
	RecordSignInAttempt(ctx context.Context, key string) error
	ClearSignInAttempts(ctx context.Context, key string) error
}

// Limits on guessing (ASVS 5.0, 6.3.1): counted for the account and for the
// address apart, since a whole surgery shares one address.
const (
	attemptWindow      = 15 * time.Minute
	attemptsPerAccount = 10
	attemptsPerAddress = 100
)

// PasswordMin and PasswordMax are lengths in letters (ASVS 5.0, 6.2.1 advises
// 15 and asks that at least 64 be allowed).
const (
	PasswordMin = 12
	PasswordMax = 128
)

// hashing is OWASP's second argon2id choice: 19 MiB, two passes.
var hashing = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// atOnce caps the memory that sign-ins can take together.
var atOnce = make(chan struct{}, 4)

// Service signs people in and keeps the staff list.
type Service struct {
	Store Store
	Audit audit.Recorder
	Now   func() time.Time
}

// ErrSignIn is the one answer to a wrong e-mail and to a wrong password, so
// that neither can be guessed from it.
var ErrSignIn = problem.Invalidf("The email address or password is not right.")

// SignIn gives the member of staff, or ErrSignIn, or says to wait.
func (s *Service) SignIn(ctx context.Context, email, password, address string) (Staff, error) {
	email = NormalEmail(email)
	if err := s.mayTry(ctx, email, address); err != nil {
		return Staff{}, err
	}
	staff, err := s.Store.StaffByEmail(ctx, email)
	if err != nil && !problem.Is(err, problem.NotFound) {
		return Staff{}, err
	}
	hash := staff.PasswordHash
	if hash == "" {
		hash = nobody() // the same work for an unknown address as for a known one
	}
	ok, err := matches(ctx, password, hash)
	if err != nil {
		return Staff{}, err
	}
	if !ok || staff.ID == "" || staff.Disabled {
		return Staff{}, errors.Join(ErrSignIn, s.note(ctx, staff, email, address))
	}
	return staff, s.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.Store.ClearSignInAttempts(ctx, "account:"+email); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(staff.Actor(), "signed in", "staff:"+staff.ID))
	})
}

func (s *Service) mayTry(ctx context.Context, email, address string) error {
	since := s.Now().Add(-attemptWindow)
	for key, most := range map[string]int{"account:" + email: attemptsPerAccount, "address:" + address: attemptsPerAddress} {
		n, err := s.Store.SignInAttempts(ctx, key, since)
		if err != nil {
			return err
		}
		if n >= most {
			return problem.New(problem.Unavailable, "Too many sign-in attempts. Wait 15 minutes and try again.")
		}
	}
	return nil
}

// note counts a wrong try and, where the account exists, leaves a trace of it.
func (s *Service) note(ctx context.Context, staff Staff, email, address string) error {
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		for _, key := range []string{"account:" + email, "address:" + address} {
			if err := s.Store.RecordSignInAttempt(ctx, key); err != nil {
				return err
			}
		}
		if staff.ID == "" {
			return nil
		}
		return s.Audit.Record(ctx, audit.By(staff.Actor(), "sign-in refused", "staff:"+staff.ID))
	})
}

// nobody is the hash of a password that nobody has, made when first asked: it
// takes 19 MiB, which commands without sign-in need not pay.
var nobody = sync.OnceValue(func() string {
	h, err := argon2id.CreateHash("no such account", hashing)
	if err != nil {
		panic(err) // impossible: it fails only without random numbers
	}
	return h
})

func matches(ctx context.Context, password, hash string) (bool, error) {
	select {
	case atOnce <- struct{}{}:
		defer func() { <-atOnce }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	return argon2id.ComparePasswordAndHash(password, hash)
}

// HashPassword checks the length and hashes.
func HashPassword(password string) (string, error) {
	if n := utf8.RuneCountInString(password); n < PasswordMin || n > PasswordMax {
		return "", problem.Field("password", "Password must be between 12 and 128 characters.")
	}
	return argon2id.CreateHash(password, hashing)
}

// Actor is the person as the audit trail knows them.
func (s Staff) Actor() audit.Actor {
	return audit.Actor{PracticeID: s.PracticeID, StaffID: s.ID, Name: s.Name}
}

// StaffBySession gives who a session belongs to, and their practice.
func (s *Service) StaffBySession(ctx context.Context, staffID string) (Staff, Practice, error) {
	st, err := s.Store.StaffByID(ctx, staffID)
	if err != nil {
		return Staff{}, Practice{}, err
	}
	p, err := s.Store.Practice(ctx, st.PracticeID)
	return st, p, err
}
