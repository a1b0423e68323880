// Package web is the door that people use: it builds the engine from the
// areas' route tables. Pages live in the areas, a file each.
package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"stepdown/internal/web/page"
)

// Options of the engine.
type Options struct {
	Kit            *page.Kit
	Routes         []page.Route
	Static         http.Handler            // /static/
	Webhooks       map[string]http.Handler // path -> handler that proves itself by signature
	Ready          func(ctx context.Context) error
	Secure         bool     // the public address is https
	TrustedProxies []string // addresses whose X-Forwarded-For is believed
}

// NewSessions makes the session manager: idle and absolute ends, the token
// kept as a hash, and a cookie that scripts and other sites cannot use.
func NewSessions(store scs.CtxStore, secure bool) *scs.SessionManager {
	m := scs.New()
	m.Store = store
	m.HashTokenInStore = true
	m.Lifetime = 12 * time.Hour
	m.IdleTimeout = 45 * time.Minute
	m.Cookie.Name = "stepdown"
	if secure {
		m.Cookie.Name = "__Host-stepdown"
	}
	m.Cookie.Secure = secure
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Path = "/"
	m.Cookie.Persist = false
	return m
}

// New builds the handler of the whole site.
func New(o Options) (http.Handler, error) {
	gin.SetMode(gin.ReleaseMode)
	gin.DefaultWriter, gin.DefaultErrorWriter = io.Discard, io.Discard
	e := gin.New()
	e.HandleMethodNotAllowed = false
	if err := e.SetTrustedProxies(o.TrustedProxies); err != nil {
		return nil, err
	}
	e.Use(logged(o.Kit.Log))
	health(e, o.Ready)
	e.GET("/static/*file", gin.WrapH(o.Static))
	e.HEAD("/static/*file", gin.WrapH(o.Static))
	for _, route := range o.Routes {
		e.Handle(route.Method, route.Path, o.Kit.Handler(route))
		if route.Method == http.MethodGet {
			e.HEAD(route.Path, o.Kit.Handler(route)) // Gin answers 404 to HEAD otherwise
		}
	}
	e.NoRoute(o.Kit.NotFound)

	pages := http.NewCrossOriginProtection().Handler(o.Kit.Sessions.LoadAndSave(e))
	mux := http.NewServeMux()
	for path, h := range o.Webhooks {
		mux.Handle(path, h)
	}
	mux.Handle("/static/", e)
	mux.Handle("/healthz", e)
	mux.Handle("/readyz", e)
	mux.Handle("/", pages)
	return headers(o.Secure, mux), nil
}

// health answers the supervisor: alive, and able to reach the database.
func health(e *gin.Engine, ready func(context.Context) error) {
	alive := func(c *gin.Context) { c.String(http.StatusOK, "ok\n") }
	able := func(c *gin.Context) {
		ctx, stop := context.WithTimeout(c.Request.Context(), 3*time.Second)
		defer stop()
		if err := ready(ctx); err != nil {
			c.String(http.StatusServiceUnavailable, "the database does not answer\n")
			return
		}
		c.String(http.StatusOK, "ready\n")
	}
	e.GET("/healthz", alive)
	e.HEAD("/healthz", alive)
	e.GET("/readyz", able)
	e.HEAD("/readyz", able)
}

// logged writes one line a request: the route's pattern, never the address
// itself, since addresses hold ids.
func logged(log *slog.Logger) gin.HandlerFunc {
	return func(c *gin.Context) {
		start := time.Now()
		c.Next()
		log.Info("request", "method", c.Request.Method, "route", c.FullPath(), "status", c.Writer.Status(), "ms", time.Since(start).Milliseconds())
	}
}
