package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"stepdown/internal/app"
	"stepdown/internal/app/demo"
	"stepdown/internal/config"
)

type demoCmd struct {
	Data     string `help:"Folder of the demonstration." default:"data/demo" type:"path"`
	Address  string `help:"Address to listen on." default:"127.0.0.1:8080"`
	Assets   string `help:"Folder of built front-end files, instead of those in the program." type:"path"`
	Patients int    `help:"Registered people of the invented practice." default:"6000"`
	Months   int    `help:"Monthly extracts." default:"18"`
}

// Run makes the invented practice at first start and serves it. It never sends
// a text to a phone.
func (c *demoCmd) Run() error {
	cfg := config.Config{Data: c.Data, Address: c.Address, Assets: c.Assets, Worker: true, Demo: true,
		Watch: filepath.Join(c.Data, "watch"), Texts: config.Texts{Transport: "simulator", Rate: 10}}
	if err := cfg.Complete(); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log, closeLog, err := fileLogger(c.Data)
	if err != nil {
		return err
	}
	defer closeLog()
	a, err := app.New(ctx, cfg, app.Options{Log: log, Demo: demo.Accounts})
	if err != nil {
		return err
	}
	defer a.Close()
	if err := demo.Prepare(ctx, a, demo.Options{Patients: c.Patients, Months: c.Months, Say: func(s string) { fmt.Println(s) }}); err != nil {
		return err
	}
	return a.Serve(ctx, func(address string) {
		fmt.Printf("\nStepdown's demonstration is at %s\n\n", address)
		for _, d := range demo.Accounts {
			fmt.Printf("  %-14s %-32s %s\n", d.Role, d.Email, d.Password)
		}
		fmt.Println("\nPress Ctrl+C to stop. What you do is kept; `make demo-reset` starts afresh.")
	})
}

// fileLogger keeps the terminal for what a person reads.
func fileLogger(dir string) (*slog.Logger, func(), error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "stepdown.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, err
	}
	return slog.New(slog.NewJSONHandler(io.Writer(f), nil)), func() { f.Close() }, nil
}
