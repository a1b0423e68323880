package settings

import (
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Account is everybody's own page.
type Account struct {
	Errors            []*form.Field
	Roles, Cover      string
	Current, Password *form.Field
}

var accountPage = view.New[Account]("settings/account")

func (a Area) accountForm(r *page.Request) (Account, error) {
	p := Account{Roles: rolesText(r.Staff.Roles),
		Current:  &form.Field{Name: "current", Label: "Current password", Kind: "password", Autocomplete: "current-password"},
		Password: passwordField("New password", "Between 12 and 128 characters. Three or four words that do not belong together are easy to keep."),
	}
	if r.Staff.CoverID == "" {
		return p, nil
	}
	cover, err := a.Practice.Store.Staff(r.Ctx(), r.PracticeID(), r.Staff.CoverID)
	p.Cover = cover.Name
	return p, err
}

func (a Area) account(r *page.Request) error {
	p, err := a.accountForm(r)
	if err != nil {
		return err
	}
	return r.Show(accountPage.With(p))
}

func (a Area) changePassword(r *page.Request) error {
	p, err := a.accountForm(r)
	if err != nil {
		return err
	}
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	fields := []*form.Field{p.Current, p.Password}
	ok := form.Read(posted, fields...)
	if ok {
		err = a.Practice.ChangePassword(r.Ctx(), r.Actor(), p.Current.Value, p.Password.Value)
		ok = !form.Blame(err, fields...)
	}
	if !ok {
		p.Errors = form.Errors(fields...)
		return r.Mend(accountPage.With(p))
	}
	if err != nil {
		return err
	}
	staff, err := a.Practice.Store.Staff(r.Ctx(), r.PracticeID(), r.Staff.ID)
	if err != nil {
		return err
	}
	if err := r.SignIn(staff); err != nil { // this session goes on with the new password; all others end
		return err
	}
	r.Flash("Your password is changed. Wherever else you were signed in, you are no longer.")
	return r.Go("/account")
}
