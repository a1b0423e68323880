package app_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"stepdown/internal/app"
	"stepdown/internal/audit"
	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/extract"
	"stepdown/internal/intake"
	"stepdown/internal/practice"
	"stepdown/internal/review"
	"stepdown/internal/store"
	"stepdown/internal/store/storetest"
	"stepdown/internal/synth"
)

// What it costs to keep a practice's snapshot: the same export read and decided
// on alone, and imported, which also hashes the files, seals each person, and
// commits all of it with the audit entry to a fresh SQLite file.
func BenchmarkPracticeSnapshot(b *testing.B) {
	world := synth.Practice(synth.Options{Seed: 1, Patients: 13000, Months: 1, Cycle: synth.Cycle{Off: true}})
	path, err := world.Last().WriteFile(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	lists := codelist.Default()
	b.Run("identify", func(b *testing.B) {
		for b.Loop() {
			if _, err := extract.Identify(b.Context(), []string{path}, extract.Options{Lists: lists}, cohort.DefaultCriteria(), nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("import", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			s, p := freshPractice(b)
			rooms := &intake.Service{Store: s, Reviews: &review.Service{Store: s, Audit: s, Now: time.Now}, Audit: s, Read: app.ReadExport, Now: time.Now,
				Lists: func(context.Context, string) (codelist.Set, error) { return lists, nil }}
			b.StartTimer()
			if _, _, err := rooms.Take(b.Context(), audit.System(p.ID, "benchmark"), p, intake.Files{Paths: []string{path}}); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			_ = s.Close()
			b.StartTimer()
		}
	})
}

// freshPractice opens a new file with the practice of the export and nothing else.
func freshPractice(b *testing.B) (*store.Store, practice.Practice) {
	b.Helper()
	keys, err := store.NewKeys()
	if err != nil {
		b.Fatal(err)
	}
	s, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "stepdown.db"), keys, func() time.Time { return storetest.Now })
	if err != nil {
		b.Fatal(err)
	}
	p := practice.Practice{ODS: "Y99999", Name: "Wellbrook Surgery"}
	if err := s.InTx(b.Context(), func(ctx context.Context) error { return s.CreatePractice(ctx, &p) }); err != nil {
		b.Fatal(err)
	}
	return s, p
}
