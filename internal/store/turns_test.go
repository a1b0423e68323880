package store_test

import (
	"context"
	"testing"
	"time"

	"stepdown/internal/cycle"
	"stepdown/internal/problem"
	"stepdown/internal/store"
	"stepdown/internal/store/storetest"
)

func TestTurnsOfScreening(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, v := context.Background(), newScene(t, s, "Y99991")
		now, lasts := storetest.Now, 15*time.Minute
		take := func(staff string, at time.Time) string {
			t.Helper()
			got, err := s.TakeScreeningTurn(ctx, cycle.Turn{PracticeID: v.practice.ID, ParticipantID: v.people[0].ID, StaffID: staff, TakenAt: at}, at.Add(-lasts))
			if err != nil {
				t.Fatal(err)
			}
			return got.StaffID
		}
		for _, step := range []struct {
			staff string
			after time.Duration
			want  string
		}{{"amara", 0, "amara"}, {"lee", time.Minute, "amara"}, {"amara", 10 * time.Minute, "amara"}, {"lee", 24 * time.Minute, "amara"}, {"lee", 25 * time.Minute, "lee"}, {"amara", 26 * time.Minute, "lee"}} {
			if got := take(step.staff, now.Add(step.after)); got != step.want {
				t.Errorf("%s after %s: the turn is %s's, want %s's", step.staff, step.after, got, step.want)
			}
		}
		if open, err := s.ScreeningTurns(ctx, v.practice.ID, now.Add(24*time.Minute)); err != nil || len(open) != 1 || open[v.people[0].ID].StaffID != "lee" {
			t.Errorf("open %v, %v", open, err)
		}
		other := newScene(t, s, "Y99992")
		if open, err := s.ScreeningTurns(ctx, other.practice.ID, now); err != nil || len(open) != 0 {
			t.Errorf("another practice sees %v, %v", open, err)
		}
		_, err := s.TakeScreeningTurn(ctx, cycle.Turn{PracticeID: other.practice.ID, ParticipantID: v.people[0].ID, StaffID: "x", TakenAt: now}, now)
		wantKind(t, "another practice's record", err, problem.NotFound)
		write(t, s, func(ctx context.Context) error { return s.EndScreeningTurns(ctx, v.practice.ID, "lee") })
		if got := take("amara", now.Add(27*time.Minute)); got != "amara" {
			t.Errorf("after it was given back it is %s's", got)
		}
	})
}
