// Package signin is the way in and out.
package signin

import (
	"errors"
	"net/http"

	"stepdown/internal/practice"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Area is the sign-in pages.
type Area struct {
	Practice *practice.Service
	Demo     []DemoAccount // shown on the page of the demonstration only
}

// DemoAccount is a sign-in that the demonstration offers.
type DemoAccount struct{ Role, Email, Password string }

// SignIn is the sign-in page.
type SignIn struct {
	Email, Password *form.Field
	Errors          []*form.Field
	Demo            []DemoAccount
}

var signInPage = view.New[SignIn]("signin/signin")

// Routes of the area.
func (a Area) Routes() []page.Route {
	return []page.Route{
		page.Get("/", page.Public, front),
		page.Get("/sign-in", page.Public, a.show),
		page.Post("/sign-in", page.Public, a.signIn),
		page.Post("/sign-out", page.Public, signOut),
	}
}

func front(r *page.Request) error {
	if r.Staff.ID != "" {
		return r.Go("/home")
	}
	return r.Go("/sign-in")
}

func (a Area) blank() SignIn {
	email := form.Text("email", "Email address", 254)
	email.Kind, email.Autocomplete = "email", "username"
	password := &form.Field{Name: "password", Label: "Password", Kind: "password", Autocomplete: "current-password"}
	return SignIn{Email: email, Password: password, Demo: a.Demo}
}

func (a Area) show(r *page.Request) error {
	if r.Staff.ID != "" {
		return r.Go("/home")
	}
	return r.Show(signInPage.With(a.blank()))
}

func (a Area) signIn(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p := a.blank()
	if !form.Read(posted, p.Email, p.Password) {
		return p.again(r)
	}
	staff, err := a.Practice.SignIn(r.Ctx(), p.Email.Value, p.Password.Value, r.Address())
	if errors.Is(err, practice.ErrSignIn) {
		p.Email.Error = practice.ErrSignIn.Text
		return p.again(r)
	}
	if err != nil {
		return err
	}
	if err := r.SignIn(staff); err != nil {
		return err
	}
	return r.Go("/home")
}

func (p SignIn) again(r *page.Request) error {
	p.Errors = form.Errors(p.Email, p.Password)
	return r.Mend(signInPage.With(p))
}

func signOut(r *page.Request) error {
	if err := r.SignOut(); err != nil {
		return err
	}
	r.Gin.Redirect(http.StatusSeeOther, "/sign-in")
	return nil
}
