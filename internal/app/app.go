// Package app builds the whole of Stepdown from its configuration. The command
// line and the end-to-end tests use the same.
package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"stepdown/internal/config"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/jobs"
	"stepdown/internal/mail"
	"stepdown/internal/practice"
	"stepdown/internal/programme"
	"stepdown/internal/review"
	"stepdown/internal/store"
	"stepdown/internal/twilio"
	"stepdown/internal/web"
	"stepdown/internal/web/page"
	"stepdown/internal/web/signin"
	"stepdown/internal/web/view"
	"stepdown/static"
	"stepdown/templates"
)

// App is a built Stepdown.
type App struct {
	Config  config.Config
	Store   *store.Store
	Handler http.Handler
	Log     *slog.Logger
	Now     func() time.Time

	Practice  *practice.Service
	Cycles    *cycle.Service
	Reviews   *review.Service
	Programme *programme.Service
	Intake    *intake.Service
	Texts     *Texts

	Demo    []signin.DemoAccount
	routes  []page.Route
	sources []page.Source
	jobs    []jobs.Job
	loops   []func(ctx context.Context) error
	hooks   map[string]http.Handler
	adjust  func(*twilio.Config)
	mail    mail.Config
}

// Options change what tests and the demo need otherwise.
type Options struct {
	Now  func() time.Time
	Log  *slog.Logger
	Demo []signin.DemoAccount
	// Twilio changes what the door to Twilio is told, so that tests point it at
	// a counterpart. No setting does: a live installation cannot be led astray.
	Twilio func(*twilio.Config)
}

// New opens the store and builds every room and door.
func New(ctx context.Context, cfg config.Config, o Options) (*App, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	keys, err := store.LoadKeys(cfg.KeyFile)
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, cfg.Database(), keys, o.Now)
	if err != nil {
		return nil, err
	}
	a := &App{Config: cfg, Store: s, Log: o.Log, Now: o.Now, Demo: o.Demo, hooks: map[string]http.Handler{}, adjust: o.Twilio}
	a.Practice = &practice.Service{Store: s, Audit: s, Now: o.Now}
	a.Cycles = &cycle.Service{Store: s, Audit: s, Now: o.Now}
	a.Reviews = &review.Service{Store: s, Audit: s, Now: o.Now}
	a.Programme = &programme.Service{Store: s, Audit: s, Now: o.Now}
	a.Intake = &intake.Service{Store: s, Reviews: a.Reviews, Audit: s, Read: readExport, Lists: a.lists, Now: o.Now}
	if err := a.sweep(); err != nil {
		s.Close()
		return nil, err
	}
	if cfg.Watch != "" {
		a.jobs = append(a.jobs, a.watchJob())
	}
	if err := a.mailing(); err != nil {
		s.Close()
		return nil, err
	}
	if a.Texts, err = a.texts(); err != nil {
		s.Close()
		return nil, err
	}
	tells := appointments{a, a.Texts}
	a.Reviews.Booked = tells.booked
	a.jobs = append(a.jobs, tells.dayBefore())
	a.areas()
	if err := a.buildWeb(); err != nil {
		s.Close()
		return nil, err
	}
	return a, nil
}

func (a *App) buildWeb() error {
	assets, err := a.assets()
	if err != nil {
		return err
	}
	views, err := view.Load(templates.Files, assets.Path)
	if err != nil {
		return err
	}
	kit := &page.Kit{
		Sessions: web.NewSessions(a.Store.Sessions(), a.Config.Secure()),
		Views:    views, Audit: a.Store, Accounts: a.Practice, Now: a.Now, Log: a.Log, Dress: a.dress,
	}
	a.Handler, err = web.New(web.Options{Kit: kit, Routes: a.routes, Static: assets.Handler(), Webhooks: a.hooks,
		Ready: a.Store.Ping, Secure: a.Config.Secure(), TrustedProxies: a.Config.TrustedProxies})
	return err
}

func (a *App) assets() (*static.Assets, error) {
	if a.Config.Assets != "" {
		return static.LoadDir(a.Config.Assets)
	}
	return static.Load(static.Built())
}

// Routes of all areas, for the tests that walk them.
func (a *App) Routes() []page.Route { return a.routes }

// stopWithin is how long what is in hand may take when the process is told to
// stop. Supervisors commonly kill after 30 seconds.
const stopWithin = 25 * time.Second

// Serve listens until ctx ends, then lets what is in hand finish. ready, if
// given, is called with the address when pages can be had.
func (a *App) Serve(ctx context.Context, ready func(address string)) error {
	l, err := net.Listen("tcp", a.Config.Address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: a.Handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	finish := func() {}
	if a.Config.Worker {
		finish = a.Work(ctx)
	}
	go func() {
		<-ctx.Done()
		late, stop := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
		defer stop()
		server.Shutdown(late)
	}()
	if ready != nil {
		ready("http://" + l.Addr().String())
	}
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	finish()
	return nil
}

// Work runs schedules and loops until ctx ends, and gives a function that
// waits for what is in hand.
func (a *App) Work(ctx context.Context) (finish func()) {
	var working sync.WaitGroup
	runner := &jobs.Runner{Store: a.Store, Jobs: a.jobs, Now: a.Now, Log: a.Log}
	for _, loop := range append(a.loops, runner.Start) {
		working.Go(func() {
			if err := loop(ctx); err != nil && ctx.Err() == nil {
				a.Log.Error("background work ended", "error", err)
			}
		})
	}
	return working.Wait
}

// Close the store.
func (a *App) Close() error {
	a.Texts.mark.close()
	return a.Store.Close()
}
