package app_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"stepdown/internal/app"
	"stepdown/internal/app/apptest"
	"stepdown/internal/config"
)

func TestWatchedFolderTakesExportsOnceAndSaysWhyNot(t *testing.T) {
	watch := t.TempDir()
	site := apptest.New(t, func(c *config.Config) { c.Watch = watch })
	export, err := os.ReadFile(filepath.Join("..", "..", "testdata", "emis-list-small.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lay := func(name string, content []byte, age time.Duration) {
		path := filepath.Join(watch, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		then := apptest.Now.Add(-age)
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
	}
	lay("good.csv", export, time.Hour)
	lay("bad.csv", []byte("Dear,Sir\n"), time.Hour)
	lay("copying.csv", export[:1000], time.Second)
	if err := app.Watch(context.Background(), site.App); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"done/good.csv", "refused/bad.csv", "refused/bad.csv.why.txt", "copying.csv"} {
		if _, err := os.Stat(filepath.Join(watch, want)); err != nil {
			t.Errorf("%s is not there", want)
		}
	}
	es, err := site.Store.Extracts(context.Background(), site.Practice.ID)
	if err != nil || len(es) != 1 {
		t.Errorf("%d extracts (%v), want 1", len(es), err)
	}
}
