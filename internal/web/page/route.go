// Package page is what every page is made with: the route and its permission,
// the request, and the way an error becomes an answer.
package page

import "stepdown/internal/practice"

// Public marks a route that needs no sign-in. It is written out, so that a
// forgotten permission cannot open a page.
const Public practice.Permission = "public"

// Handler answers one request: parse, call one service method, redirect or
// render. What it returns becomes the error page.
type Handler func(*Request) error

// Route is one line of the route table.
type Route struct {
	Method string
	Path   string // as Gin writes it: /cycles/:cycle
	Needs  practice.Permission
	Handle Handler
	Upload int64 // largest body in bytes; 0 means 1 MiB
}

// Get makes a route that only looks.
func Get(path string, needs practice.Permission, h Handler) Route {
	return Route{Method: "GET", Path: path, Needs: needs, Handle: h}
}

// Post makes a route that changes something.
func Post(path string, needs practice.Permission, h Handler) Route {
	return Route{Method: "POST", Path: path, Needs: needs, Handle: h}
}
