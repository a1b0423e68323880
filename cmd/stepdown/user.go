package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/config"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/store"
)

type userCmd struct {
	Add userAddCmd `cmd:"" help:"Add an account, and the practice if it is new. The password is read from standard input."`
}

type userAddCmd struct {
	config.Config `embed:""`
	Email         string `required:"" help:"Email address to sign in with."`
	Name          string `required:"" help:"Name of the person."`
	Roles         string `default:"administrator" help:"Comma-separated: clinician, coordinator, viewer, administrator."`
	Practice      string `required:"" help:"Organisation (ODS) code of the practice."`
	PracticeName  string `help:"Name of the practice, when it is new."`
}

// Run adds the account. It is how the first administrator comes in.
func (c *userAddCmd) Run() error {
	if err := c.Complete(); err != nil {
		return err
	}
	ctx := context.Background()
	s, err := openStore(ctx, c.Config)
	if err != nil {
		return err
	}
	defer s.Close()
	roles, err := practice.ParseRoles(c.Roles)
	if err != nil {
		return err
	}
	p, err := findOrCreate(ctx, s, strings.ToUpper(c.Practice), c.PracticeName)
	if err != nil {
		return err
	}
	fmt.Fprint(os.Stderr, "Password (12 characters or more), then Enter: ")
	password, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && password == "" {
		return errors.New("no password was given")
	}
	service := practice.Service{Store: s, Audit: s, Now: time.Now}
	_, err = service.AddStaff(ctx, audit.System(p.ID, "command line"),
		practice.NewStaff{Email: c.Email, Name: c.Name, Roles: roles, Password: strings.TrimRight(password, "\r\n")})
	var faulty *problem.Error
	if errors.As(err, &faulty) {
		for _, text := range faulty.Fields {
			fmt.Fprintln(os.Stderr, text)
		}
	}
	if err == nil {
		fmt.Println("The account is there.")
	}
	return err
}

func findOrCreate(ctx context.Context, s *store.Store, ods, name string) (practice.Practice, error) {
	p, err := s.PracticeByODS(ctx, ods)
	if !problem.Is(err, problem.NotFound) {
		return p, err
	}
	if name == "" {
		return p, errors.New("the practice is new: give its name with --practice-name")
	}
	p = practice.Practice{ODS: ods, Name: name}
	return p, s.InTx(ctx, func(ctx context.Context) error { return s.CreatePractice(ctx, &p) })
}

func openStore(ctx context.Context, c config.Config) (*store.Store, error) {
	keys, err := store.LoadKeys(c.KeyFile)
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, c.Database(), keys, nil)
}
