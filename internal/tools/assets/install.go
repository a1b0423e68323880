package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// install brings node_modules to what package-lock.json says, and does nothing when it is there
// already: the stamp holds the hash of the lock file that was installed last.
func install(root string) error {
	want, err := lockHash(root)
	if err != nil {
		return err
	}
	stamp := filepath.Join(root, "node_modules", ".stamp")
	if have, err := os.ReadFile(stamp); err == nil && strings.TrimSpace(string(have)) == want {
		return nil
	}
	if err := npmCI(root); err != nil {
		return err
	}
	return os.WriteFile(stamp, []byte(want+"\n"), 0o644)
}

func lockHash(root string) (string, error) {
	lock, err := os.ReadFile(filepath.Join(root, "package-lock.json"))
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(lock)
	return hex.EncodeToString(sum[:]), nil
}

// npmCI runs no package's own scripts: only files are wanted from the registry, never programs.
func npmCI(root string) error {
	fmt.Println("assets: installing front-end packages (npm ci)")
	cmd := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = root
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	err := cmd.Run()
	if errors.Is(err, exec.ErrNotFound) {
		return errors.New("npm was not found: install Node.js 20 with npm to build the front end")
	}
	if err != nil {
		return fmt.Errorf("npm ci: %w", err)
	}
	return nil
}
