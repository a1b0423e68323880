package settings

import (
	"context"
	"strings"

	"stepdown/internal/practice"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Person is the page of one account.
type Person struct {
	Errors       []*form.Field
	Staff        practice.Staff
	Own          bool
	Roles, Cover *form.Field
	Password     *form.Field
}

var personPage = view.New[Person]("settings/person")

func (a Area) personForm(r *page.Request) (Person, error) {
	st, err := a.Practice.Store.Staff(r.Ctx(), r.PracticeID(), r.Param("staff"))
	if err != nil {
		return Person{}, err
	}
	all, err := a.Practice.Store.StaffList(r.Ctx(), r.PracticeID())
	if err != nil {
		return Person{}, err
	}
	var colleagues []form.Option
	for _, c := range all {
		if c.ID != st.ID && (!c.Disabled || c.ID == st.CoverID) {
			colleagues = append(colleagues, form.Option{Value: c.ID, Text: c.Name + " (" + rolesText(c.Roles) + ")"})
		}
	}
	p := Person{Staff: st, Own: st.ID == r.Staff.ID, Roles: rolesField(),
		Cover:    form.Select("cover", "Cover while away", colleagues...).Hinted("Who sees to this person’s replies, follow-ups and texts. Leave it at “Select” when they are here.").Maybe().As(st.CoverID),
		Password: passwordField("New password", "Between 12 and 128 characters. Tell it to the person, who changes it on the account page."),
	}
	for _, role := range st.Roles {
		p.Roles.Values = append(p.Roles.Values, string(role))
	}
	return p, nil
}

func (a Area) person(r *page.Request) error {
	p, err := a.personForm(r)
	if err != nil {
		return err
	}
	return r.Show(personPage.With(p))
}

func (a Area) savePerson(r *page.Request) error {
	p, err := a.personForm(r)
	if err != nil {
		return err
	}
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	if !form.Read(posted, p.Roles, p.Cover) {
		return p.again(r)
	}
	err = a.Practice.Store.InTx(r.Ctx(), func(ctx context.Context) error {
		if err := a.Practice.SetRoles(ctx, r.Actor(), p.Staff.ID, roles(p.Roles)); err != nil {
			return err
		}
		return a.Practice.SetCover(ctx, r.Actor(), p.Staff.ID, p.Cover.Value)
	})
	if form.Blame(err, p.Roles, p.Cover) {
		return p.again(r)
	}
	if err != nil {
		return err
	}
	r.Flash("The account of %s is saved.", p.Staff.Name)
	return r.Go("/settings/staff")
}

func (a Area) resetPassword(r *page.Request) error {
	p, err := a.personForm(r)
	if err != nil {
		return err
	}
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	if !form.Read(posted, p.Password) {
		return p.again(r)
	}
	err = a.Practice.ResetPassword(r.Ctx(), r.Actor(), p.Staff.ID, p.Password.Value)
	if form.Blame(err, p.Password) {
		return p.again(r)
	}
	if err != nil {
		return err
	}
	r.Flash("%s has a new password. Tell it to them in person or by telephone.", p.Staff.Name)
	return r.Go("/settings/staff")
}

func (a Area) setAccess(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	off := posted.Get("to") == "off"
	if err := a.Practice.SetDisabled(r.Ctx(), r.Actor(), r.Param("staff"), off); err != nil {
		return err
	}
	r.Flash("The account is switched %s.", map[bool]string{true: "off: nobody can sign in with it", false: "on"}[off])
	return r.Go("/settings/staff")
}

func (p Person) again(r *page.Request) error {
	p.Errors = form.Errors(p.Roles, p.Cover, p.Password)
	return r.Mend(personPage.With(p))
}

func rolesText(rs practice.RoleSet) string {
	return strings.ReplaceAll(rs.String(), ",", ", ")
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
