package settings

import (
	"stepdown/internal/practice"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// StaffList is the page of everybody who signs in.
type StaffList struct {
	People []StaffLine
}

// StaffLine is one account of the list.
type StaffLine struct {
	practice.Staff
	RolesText, Cover string
}

// NewStaff is the form of a new account.
type NewStaff struct {
	Errors                       []*form.Field
	Name, Email, Roles, Password *form.Field
}

var (
	staffPage    = view.New[StaffList]("settings/staff")
	newStaffPage = view.New[NewStaff]("settings/new-staff")
)

func (a Area) staff(r *page.Request) error {
	all, err := a.Practice.Store.StaffList(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, st := range all {
		names[st.ID] = st.Name
	}
	var p StaffList
	for _, st := range all {
		p.People = append(p.People, StaffLine{st, rolesText(st.Roles), names[st.CoverID]})
	}
	return r.Show(staffPage.With(p))
}

func newStaffForm() NewStaff {
	p := NewStaff{
		Name:     form.Text("name", "Name", 100).Wide(30).Hinted("As it stands in texts and letters, for example Amara Nwosu"),
		Email:    form.Text("email", "Email address", 254).Wide(30),
		Roles:    rolesField(),
		Password: passwordField("First password", "Between 12 and 128 characters. Tell it to the person, who changes it on the account page."),
	}
	p.Email.Kind = "email"
	return p
}

func (p NewStaff) fields() []*form.Field { return []*form.Field{p.Name, p.Email, p.Roles, p.Password} }

func (a Area) newStaff(r *page.Request) error { return r.Show(newStaffPage.With(newStaffForm())) }

func (a Area) addStaff(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p := newStaffForm()
	if !form.Read(posted, p.fields()...) {
		return p.again(r)
	}
	st, err := a.Practice.AddStaff(r.Ctx(), r.Actor(), practice.NewStaff{Name: p.Name.Value, Email: p.Email.Value, Password: p.Password.Value, Roles: roles(p.Roles)})
	if form.Blame(err, p.fields()...) {
		return p.again(r)
	}
	if err != nil {
		return err
	}
	r.Flash("%s can sign in.", st.Name)
	return r.Go("/settings/staff")
}

func (p NewStaff) again(r *page.Request) error {
	p.Errors = form.Errors(p.fields()...)
	return r.Mend(newStaffPage.With(p))
}

// roleHints say what each role may do.
var roleHints = map[practice.Role]string{
	practice.Clinician:     "Screens records, holds reviews and agrees plans, and all that a coordinator does",
	practice.Coordinator:   "Plans cycles, imports extracts, invites, books, answers replies, runs the programme",
	practice.Viewer:        "Sees figures only, never a person",
	practice.Administrator: "Manages settings and staff and reads the audit trail, and all that a coordinator does; makes no clinical decision",
}

func rolesField() *form.Field {
	var os []form.Option
	for _, role := range practice.Roles {
		os = append(os, form.Option{Value: string(role), Text: title(string(role)), Hint: roleHints[role]})
	}
	return form.Checkboxes("roles", "Roles", os...)
}

func roles(f *form.Field) practice.RoleSet {
	var rs practice.RoleSet
	for _, v := range f.Values {
		rs = append(rs, practice.Role(v))
	}
	return rs
}

func passwordField(label, hint string) *form.Field {
	return &form.Field{Name: "password", Label: label, Hint: hint, Kind: "password", Autocomplete: "new-password"}
}
