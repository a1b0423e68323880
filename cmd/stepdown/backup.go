package main

import (
	"context"
	"fmt"

	"stepdown/internal/config"
)

type backupCmd struct {
	config.Config `embed:""`
	To            string `arg:"" help:"File to write. It must not exist." type:"path"`
}

// Run writes a whole copy of the SQLite file. The key file is not in it, on
// purpose: keep the two apart.
func (c *backupCmd) Run() error {
	if err := c.Complete(); err != nil {
		return err
	}
	ctx := context.Background()
	s, err := openStore(ctx, c.Config)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.CopyTo(ctx, c.To); err != nil {
		return err
	}
	fmt.Println("Copied. Keep the key file", c.KeyFile, "somewhere else: without it the copy cannot be read.")
	return nil
}
