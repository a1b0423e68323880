package practice

import (
	"context"
	"net/mail"
	"slices"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/problem"
)

// NewStaff is what is asked about somebody new.
type NewStaff struct {
	Email, Name, Password string
	Roles                 RoleSet
}

// AddStaff makes an account. The first administrator is added from the command
// line, the rest by an administrator.
func (s *Service) AddStaff(ctx context.Context, by audit.Actor, n NewStaff) (Staff, error) {
	staff, err := n.build(by.PracticeID)
	if err != nil {
		return Staff{}, err
	}
	return staff, s.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.Store.CreateStaff(ctx, &staff); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "added staff", "staff:"+staff.ID).Saying("roles "+staff.Roles.String()))
	})
}

func (n NewStaff) build(practiceID string) (Staff, error) {
	fields := map[string]string{}
	if _, err := mail.ParseAddress(n.Email); err != nil {
		fields["email"] = "Enter an email address in the correct format, like name@example.nhs.uk"
	}
	if strings.TrimSpace(n.Name) == "" {
		fields["name"] = "Enter the person's name"
	}
	if len(n.Roles) == 0 {
		fields["roles"] = "Select at least one role"
	}
	hash, err := HashPassword(n.Password)
	if err != nil {
		fields["password"] = "Password must be between 12 and 128 characters"
	}
	if len(fields) > 0 {
		return Staff{}, &problem.Error{Kind: problem.Invalid, Text: "Some answers need mending.", Fields: fields}
	}
	return Staff{PracticeID: practiceID, Email: NormalEmail(n.Email), Name: strings.TrimSpace(n.Name), Roles: n.Roles, PasswordHash: hash}, nil
}

// SetDisabled shuts or re-opens an account. Nobody shuts their own, so that a
// practice cannot lock itself out.
func (s *Service) SetDisabled(ctx context.Context, by audit.Actor, id string, disabled bool) error {
	if by.StaffID == id {
		return problem.Conflictf("You cannot switch off your own account.")
	}
	return s.change(ctx, by, id, map[bool]string{true: "switched off account", false: "switched on account"}[disabled],
		func(st *Staff) { st.Disabled = disabled })
}

// SetCover says who handles somebody's work while they are away; "" ends it.
func (s *Service) SetCover(ctx context.Context, by audit.Actor, id, coverID string) error {
	if coverID != "" {
		if coverID == id {
			return problem.Field("cover", "Choose somebody else to cover")
		}
		if _, err := s.Store.Staff(ctx, by.PracticeID, coverID); err != nil {
			return err
		}
	}
	return s.change(ctx, by, id, "set cover", func(st *Staff) { st.CoverID = coverID })
}

// SetRoles changes what somebody may do. Nobody takes the administrator's role
// from themselves, so that a practice cannot lock itself out.
func (s *Service) SetRoles(ctx context.Context, by audit.Actor, id string, roles RoleSet) error {
	if len(roles) == 0 {
		return problem.Field("roles", "Select at least one role")
	}
	st, err := s.Store.Staff(ctx, by.PracticeID, id)
	if err != nil {
		return err
	}
	if by.StaffID == id && slices.Contains(st.Roles, Administrator) && !slices.Contains(roles, Administrator) {
		return problem.Field("roles", "You cannot take the administrator’s role from yourself: ask another administrator")
	}
	return s.change(ctx, by, id, "changed roles to "+roles.String(), func(st *Staff) { st.Roles = roles })
}

func (s *Service) change(ctx context.Context, by audit.Actor, id, action string, f func(*Staff)) error {
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		st, err := s.Store.Staff(ctx, by.PracticeID, id)
		if err != nil {
			return err
		}
		f(&st)
		if err := s.Store.SaveStaff(ctx, st); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, action, "staff:"+id))
	})
}

// SaveSettings changes what the practice decides for itself.
func (s *Service) SaveSettings(ctx context.Context, by audit.Actor, what string, f func(*Settings) error) error {
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		p, err := s.Store.Practice(ctx, by.PracticeID)
		if err != nil {
			return err
		}
		if err := f(&p.Settings); err != nil {
			return err
		}
		if err := s.Store.SaveSettings(ctx, p.ID, p.Settings); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "changed settings", "practice:"+p.ID).Saying(what))
	})
}
