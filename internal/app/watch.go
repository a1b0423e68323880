package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/intake"
	"stepdown/internal/jobs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
)

// settled is how long a file must lie unchanged before it is read: a file that
// is still being copied in is not whole.
const settled = time.Minute

// watchJob imports what lies in the watched folder. With one practice, files
// may lie in the folder itself; with several, each has a folder named by its
// organisation code. What was imported moves to "done", what was refused to
// "refused", beside a text that says why.
func (a *App) watchJob() jobs.Job {
	return jobs.Job{Name: "watched folder", Spec: "*/5 * * * *", Run: a.watch}
}

func (a *App) watch(ctx context.Context) error {
	practices, err := a.Store.Practices(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, p := range practices {
		dirs := []string{filepath.Join(a.Config.Watch, p.ODS)}
		if len(practices) == 1 {
			dirs = append(dirs, a.Config.Watch)
		}
		for _, dir := range dirs {
			errs = append(errs, a.watchDir(ctx, p, dir))
		}
	}
	return errors.Join(errs...)
}

// watchDir takes the files of one folder one by one, oldest name first.
func (a *App) watchDir(ctx context.Context, p practice.Practice, dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	var names []string
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && info.Mode().IsRegular() && !strings.HasPrefix(e.Name(), ".") && a.Now().Sub(info.ModTime()) > settled {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if err := a.watchFile(ctx, p, dir, name); err != nil {
			return err
		}
	}
	return err
}

func (a *App) watchFile(ctx context.Context, p practice.Practice, dir, name string) error {
	path := filepath.Join(dir, name)
	_, _, err := a.Intake.Take(ctx, audit.System(p.ID, "watched folder"), p, intake.Files{Paths: []string{path}})
	var refused *problem.Error
	switch {
	case err == nil:
		return moveInto(path, filepath.Join(dir, "done"))
	case errors.As(err, &refused) && refused.Kind == problem.Invalid:
		a.Log.Warn("an export in the watched folder was refused", "practice", p.ODS)
		if err := moveInto(path, filepath.Join(dir, "refused")); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, "refused", name+".why.txt"), []byte(refused.Text+"\n"), 0o600)
	}
	return err
}

func moveInto(path, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.Rename(path, filepath.Join(dir, filepath.Base(path)))
}

// sweep removes uploads that a process left when it was killed: their import
// was rolled back, and they hold people we do not keep.
func (a *App) sweep() error { return os.RemoveAll(a.uploads()) }

func (a *App) uploads() string { return filepath.Join(a.Config.Data, "uploads") }
