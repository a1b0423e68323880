package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"stepdown/internal/app"
	"stepdown/internal/config"
)

type serveCmd struct {
	config.Config `embed:""`
}

// Run serves until it is told to stop.
func (c *serveCmd) Run() error {
	if err := c.Complete(); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a, err := app.New(ctx, c.Config, app.Options{Log: logger()})
	if err != nil {
		return err
	}
	defer a.Close()
	return a.Serve(ctx, func(address string) { fmt.Println("Stepdown is at", c.PublicURL, "(listening on "+address+")") })
}

func logger() *slog.Logger { return slog.New(slog.NewJSONHandler(os.Stderr, nil)) }

type migrateCmd struct {
	config.Config `embed:""`
}

// Run opens the store, which brings it up to date.
func (c *migrateCmd) Run() error {
	if err := c.Complete(); err != nil {
		return err
	}
	s, err := openStore(context.Background(), c.Config)
	if err != nil {
		return err
	}
	fmt.Println("The database is up to date.")
	return s.Close()
}

type checkConfigCmd struct {
	config.Config `embed:""`
}

// Run prints the settings; secrets are only said to be there or not.
func (c *checkConfigCmd) Run() error {
	fault := c.Complete()
	hide := func(s string) string {
		if s == "" {
			return "not set"
		}
		return "set"
	}
	for _, l := range [][2]string{
		{"data folder", c.Data}, {"key file", c.KeyFile}, {"folder of marks", c.MarkFolder}, {"PostgreSQL address", hide(c.DatabaseURL)},
		{"listens on", c.Address}, {"public address", c.PublicURL}, {"worker", fmt.Sprint(c.Worker)},
		{"watched folder", c.Watch}, {"trusted proxies", strings.Join(c.TrustedProxies, ", ")},
		{"texts by", c.Texts.Transport}, {"live texts", fmt.Sprint(c.Texts.Live)},
		{"Twilio account", hide(c.Twilio.AccountSID)}, {"Twilio auth token", hide(c.Twilio.AuthToken)},
		{"Twilio second token", hide(c.Twilio.SecondAuthToken)}, {"Twilio sender", c.Twilio.From + c.Twilio.MessagingServiceSID},
		{"Twilio numbers", strings.Join(c.Twilio.Numbers, ", ")}, {"Twilio region", c.Twilio.Region}, {"Twilio edge", c.Twilio.Edge},
		{"keep no words", fmt.Sprint(c.Twilio.DiscardContent)}, {"keep no numbers", fmt.Sprint(c.Twilio.ObfuscateAddress)},
	} {
		fmt.Printf("%-20s %s\n", l[0], l[1])
	}
	if c.Texts.Transport != "twilio" {
		return fault
	}
	fmt.Println("Tell Twilio to call, when a text comes:", app.InboundAddress(c.Config))
	return errors.Join(fault, app.TwilioSettings(c.Config).Check())
}

type healthcheckCmd struct {
	URL string `help:"Where Stepdown listens." default:"http://127.0.0.1:8080" env:"STEPDOWN_HEALTH_URL"`
}

// Run asks /readyz; a container's health check calls it, so the image needs no
// other tool.
func (c *healthcheckCmd) Run() error {
	client := http.Client{Timeout: 5 * time.Second}
	r, err := client.Get(c.URL + "/readyz")
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: status %d", r.StatusCode)
	}
	return nil
}
