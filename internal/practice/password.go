package practice

import (
	"context"

	"stepdown/internal/audit"
	"stepdown/internal/problem"
)

// ChangePassword lets somebody change their own password, who knows the one
// they have: a screen left open is not enough. Guesses count against the same
// limit as at sign-in.
func (s *Service) ChangePassword(ctx context.Context, by audit.Actor, current, next string) error {
	st, err := s.Store.Staff(ctx, by.PracticeID, by.StaffID)
	if err != nil {
		return err
	}
	account := "account:" + st.Email
	tried, err := s.Store.SignInAttempts(ctx, account, s.Now().Add(-attemptWindow))
	if err != nil {
		return err
	}
	if tried >= attemptsPerAccount {
		return problem.New(problem.Unavailable, "Too many attempts. Wait 15 minutes and try again.")
	}
	ok, err := matches(ctx, current, st.PasswordHash)
	if err != nil {
		return err
	}
	if !ok {
		return s.wrongPassword(ctx, by, account)
	}
	if next == current {
		return problem.Field("password", "Choose a password that differs from the one you have")
	}
	return s.setPassword(ctx, by, by.StaffID, "changed own password", next)
}

// ResetPassword gives somebody of the practice a new password, when they have
// forgotten theirs. It is told to them in person and changed at first use.
func (s *Service) ResetPassword(ctx context.Context, by audit.Actor, id, next string) error {
	if by.StaffID == id {
		return problem.Conflictf("Change your own password on your account page.")
	}
	return s.setPassword(ctx, by, id, "reset password", next)
}

func (s *Service) wrongPassword(ctx context.Context, by audit.Actor, account string) error {
	err := s.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.Store.RecordSignInAttempt(ctx, account); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "change of password refused", "staff:"+by.StaffID))
	})
	if err != nil {
		return err
	}
	return problem.Field("current", "Your current password is not right")
}

func (s *Service) setPassword(ctx context.Context, by audit.Actor, id, action, password string) error {
	hash, err := HashPassword(password)
	if err != nil {
		return err
	}
	return s.change(ctx, by, id, action, func(st *Staff) { st.PasswordHash = hash })
}
