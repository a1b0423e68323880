package page

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"stepdown/internal/audit"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/web/view"
)

// Request is one request of somebody who is known and may be here.
type Request struct {
	Gin      *gin.Context
	Staff    practice.Staff
	Practice practice.Practice
	kit      *Kit
}

// Ctx of the request; it ends when the browser goes away.
func (r *Request) Ctx() context.Context { return r.Gin.Request.Context() }

// Now is the instant, and Today the day in London.
func (r *Request) Now() time.Time  { return r.kit.Now() }
func (r *Request) Today() nhs.Date { return nhs.Today(r.kit.Now()) }

// Actor is the person at the screen, for the audit trail.
func (r *Request) Actor() audit.Actor { return r.Staff.Actor() }

// PracticeID scopes every query.
func (r *Request) PracticeID() string { return r.Staff.PracticeID }

// Param is a part of the path.
func (r *Request) Param(name string) string { return r.Gin.Param(name) }

// Query is one value behind the question mark.
func (r *Request) Query(name string) string { return r.Gin.Query(name) }

// Posted is the form that was sent.
func (r *Request) Posted() (url.Values, error) {
	if err := r.Gin.Request.ParseForm(); err != nil {
		return nil, problem.Invalidf("The form could not be read. It may be too large.")
	}
	return r.Gin.Request.PostForm, nil
}

// Can reports whether the person may do p, for pages that differ by role.
func (r *Request) Can(p practice.Permission) bool { return r.Staff.Can(p) }

// Seen leaves the trace that a person's record was looked at.
func (r *Request) Seen(patientID, what string) error {
	return r.kit.Audit.Record(r.Ctx(), audit.By(r.Actor(), "saw "+what, "patient:"+patientID).Of(patientID))
}

// Flash is a sentence for the top of the next page.
func (r *Request) Flash(format string, args ...any) {
	r.kit.Sessions.Put(r.Ctx(), "flash", fmt.Sprintf(format, args...))
}

// Go sends the browser on after a change, so that a reload repeats nothing.
func (r *Request) Go(format string, args ...any) error {
	r.Gin.Redirect(http.StatusSeeOther, fmt.Sprintf(format, args...))
	return nil
}

// Show renders a page.
func (r *Request) Show(c view.Content) error { return r.show(http.StatusOK, c) }

// Mend renders a form again with what needs mending: status 422.
func (r *Request) Mend(c view.Content) error { return r.show(http.StatusUnprocessableEntity, c) }

func (r *Request) show(status int, c view.Content) error {
	frame, err := r.kit.frame(r)
	if err != nil {
		return err
	}
	frame.Problem = status == http.StatusUnprocessableEntity
	body, err := r.kit.Views.Render(c, frame)
	if err != nil {
		return err
	}
	r.Gin.Data(status, "text/html; charset=utf-8", body)
	return nil
}

// Download sends a file that was made whole before. The name must not tell who
// it is about.
func (r *Request) Download(name, contentType string, body []byte) error {
	r.Gin.Header("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	r.Gin.Data(http.StatusOK, contentType, body)
	return nil
}

// SignIn ties the session to a member of staff and to the password they have
// now, under a new token.
func (r *Request) SignIn(staff practice.Staff) error {
	if err := r.kit.Sessions.RenewToken(r.Ctx()); err != nil { // a token from before sign-in must not stay good
		return err
	}
	r.kit.Sessions.Put(r.Ctx(), "staff", staff.ID)
	r.kit.Sessions.Put(r.Ctx(), "password", staff.PasswordMark())
	r.kit.Sessions.Put(r.Ctx(), "since", r.kit.Now().UTC().Format(time.RFC3339))
	return nil
}

// SignOut ends the session.
func (r *Request) SignOut() error {
	r.Gin.Header("Clear-Site-Data", `"cache", "storage"`)
	return r.kit.Sessions.Destroy(r.Ctx())
}

// Address is the network address of the browser, for limits on guessing.
func (r *Request) Address() string { return r.Gin.ClientIP() }
