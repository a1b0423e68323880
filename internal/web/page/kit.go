package page

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"stepdown/internal/audit"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/web/view"
)

// Accounts is how the kit knows who is at the screen.
type Accounts interface {
	StaffBySession(ctx context.Context, staffID string) (practice.Staff, practice.Practice, error)
}

// Kit is what the wrapper round every page needs.
type Kit struct {
	Sessions *scs.SessionManager
	Views    *view.Set
	Audit    audit.Recorder
	Accounts Accounts
	Now      func() time.Time
	// Dress fills the parts of the frame that come from the practice's records:
	// the extract's date, unread replies, banners.
	Dress func(ctx context.Context, r *Request, f *view.Frame) error
	Log   *slog.Logger
}

const megabyte = 1 << 20

// Handler wraps a route: who is it, may they, run it, and turn what it returns
// into an answer.
func (k *Kit) Handler(route Route) gin.HandlerFunc {
	limit := route.Upload
	if limit == 0 {
		limit = megabyte
	}
	return func(c *gin.Context) {
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
		r := &Request{Gin: c, kit: k}
		if err := k.admit(r, route); err != nil {
			k.fail(r, err)
			return
		}
		if c.IsAborted() {
			return
		}
		if err := k.run(r, route.Handle); err != nil {
			k.fail(r, err)
		}
	}
}

var errSignIn = errors.New("nobody is signed in")

// admit finds out who is at the screen and whether they may be here.
func (k *Kit) admit(r *Request, route Route) error {
	staffID := k.Sessions.GetString(r.Ctx(), "staff")
	if staffID != "" {
		staff, prac, err := k.Accounts.StaffBySession(r.Ctx(), staffID)
		switch {
		case problem.Is(err, problem.NotFound) || err == nil && staff.Disabled:
			staffID = "" // the account was switched off: the session is worth nothing
		case err == nil && k.Sessions.GetString(r.Ctx(), "password") != staff.PasswordMark():
			staffID = "" // a new password ends every session that was begun with an older one
		case err != nil:
			return err
		default:
			r.Staff, r.Practice = staff, prac
		}
	}
	if route.Needs == Public {
		return nil
	}
	if staffID == "" {
		return errSignIn
	}
	if !r.Staff.Can(route.Needs) {
		return problem.New(problem.Forbidden, "Your role does not allow this. Ask an administrator of your practice.")
	}
	return nil
}

func (k *Kit) run(r *Request, h Handler) (err error) {
	defer func() {
		if v := recover(); v != nil {
			if v == http.ErrAbortHandler {
				panic(v)
			}
			err = errors.New("a page broke off")
			k.Log.Error("panic", "route", r.Gin.FullPath(), "type", fmt.Sprintf("%T", v)) // its text may hold what a page was about
		}
	}()
	return h(r)
}

var statusOf = map[problem.Kind]int{
	problem.Internal: http.StatusInternalServerError, problem.Invalid: http.StatusUnprocessableEntity,
	problem.NotFound: http.StatusNotFound, problem.Conflict: http.StatusConflict,
	problem.Forbidden: http.StatusForbidden, problem.Unavailable: http.StatusServiceUnavailable,
}

// Trouble is the error page.
type Trouble struct {
	Title, Text, Reference string
	Back                   bool
}

var troublePage = view.New[Trouble]("layout/trouble")

func (k *Kit) fail(r *Request, err error) {
	if errors.Is(err, errSignIn) {
		k.askToSignIn(r)
		return
	}
	kind := problem.KindOf(err)
	t := Trouble{Title: titles[kind], Back: kind == problem.Conflict || kind == problem.Invalid}
	var p *problem.Error
	if errors.As(err, &p) {
		t.Text = p.Text
	}
	if kind == problem.Internal {
		t.Reference = rand.Text()[:10]
		t.Text = "Nothing was lost. Try again; if it goes on, tell whoever looks after Stepdown this reference."
		k.Log.Error("page failed", "reference", t.Reference, "route", r.Gin.FullPath(), "error", err)
	}
	k.trouble(r, statusOf[kind], t)
}

var titles = map[problem.Kind]string{
	problem.Internal: "Sorry, there is a problem with Stepdown", problem.Invalid: "This needs mending",
	problem.NotFound: "Page not found", problem.Conflict: "Somebody else was first",
	problem.Forbidden: "You cannot do this", problem.Unavailable: "Try again later",
}

// NotFound answers an address that no route has.
func (k *Kit) NotFound(c *gin.Context) {
	r := &Request{Gin: c, kit: k}
	k.fail(r, problem.Missing("The page"))
}

func (k *Kit) askToSignIn(r *Request) {
	if r.Gin.Request.Method == http.MethodGet || r.Gin.Request.Method == http.MethodHead {
		r.Gin.Redirect(http.StatusSeeOther, "/sign-in")
		return
	}
	k.trouble(r, http.StatusUnauthorized, Trouble{Title: "Sign in to go on", Text: "You are not signed in, or your session has ended. What you sent was not saved.", Back: true})
}

// trouble renders the error page, and plain text when even that fails.
func (k *Kit) trouble(r *Request, status int, t Trouble) {
	frame, err := k.frame(r)
	if err != nil {
		frame = view.Frame{Service: "Stepdown"}
	}
	body, err := k.Views.Render(troublePage.With(t), frame)
	if err != nil {
		r.Gin.String(status, "%s. %s", t.Title, t.Text)
		return
	}
	r.Gin.Data(status, "text/html; charset=utf-8", body)
}

func (k *Kit) frame(r *Request) (view.Frame, error) {
	f := view.Frame{Service: "Stepdown", Staff: r.Staff, Practice: r.Practice, SignedIn: r.Staff.ID != ""}
	f.Flash = k.Sessions.PopString(r.Ctx(), "flash")
	if !f.SignedIn {
		return f, nil
	}
	for _, n := range navigation {
		if r.Staff.Can(n.needs) && (len(f.Nav) == 0 || f.Nav[len(f.Nav)-1].Text != n.text) {
			f.Nav = append(f.Nav, view.NavItem{Text: n.text, Href: n.href, Current: current(r.Gin.Request.URL.Path, n.under)})
		}
	}
	if k.Dress == nil {
		return f, nil
	}
	if err := k.Dress(r.Ctx(), r, &f); err != nil {
		return f, err
	}
	for i := range f.Nav {
		if f.Nav[i].Href == "/replies" {
			f.Nav[i].Count = f.Unread
		}
	}
	return f, nil
}

// navigation names where each way leads, and under which address its pages are.
var navigation = []struct {
	text, href, under string
	needs             practice.Permission
}{
	{"Home", "/home", "/home", practice.SeeFigures},
	{"Cycles", "/cycles", "/cycles", practice.SeeFigures},
	{"Extracts", "/extracts", "/extracts", practice.ImportList},
	{"Replies", "/replies", "/replies", practice.HandleReply},
	{"Clinics", "/clinics", "/clinics", practice.Book},
	{"Programme", "/programme", "/programme", practice.SeeFigures},
	{"Settings", "/settings", "/settings", practice.ManageSite},
	{"Settings", "/settings/policies", "/settings", practice.KeepPolicies}, // of those who may not change the rest
}

func current(path, href string) bool { return path == href || strings.HasPrefix(path, href+"/") }
