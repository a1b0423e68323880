package store_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/review"
	"stepdown/internal/store"
	"stepdown/internal/store/storetest"
	"stepdown/internal/taper"
)

func TestPoliciesKeepTheirVersionsWithinThePractice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ours, theirs := practice.Practice{ODS: "A1", Name: "Ours"}, practice.Practice{ODS: "B1", Name: "Theirs"}
		first := review.Policy{Version: 1, SavedBy: "Dr A", Policy: taper.Policies()[0]}
		write(t, s, func(ctx context.Context) error {
			for _, p := range []*practice.Practice{&ours, &theirs} {
				if err := s.CreatePractice(ctx, p); err != nil {
					return err
				}
			}
			first.PracticeID = ours.ID
			return s.AddPolicy(ctx, &first)
		})
		second := first
		second.Version, second.Policy.Version, second.IntervalDays = 2, "2", 42
		write(t, s, func(ctx context.Context) error { return s.AddPolicy(ctx, &second) })
		again := second
		wantKind(t, "a version twice", tryTx(s, func(ctx context.Context) error { return s.AddPolicy(ctx, &again) }), problem.Conflict)

		got, err := s.Policy(t.Context(), ours.ID, second.ID)
		if err != nil || cmp.Diff(got.Policy, second.Policy) != "" || got.Version != 2 || got.SavedBy != "Dr A" || got.SavedAt.IsZero() {
			t.Errorf("read back %+v (%v), want %+v", got, err, second)
		}
		_, err = s.Policy(t.Context(), theirs.ID, second.ID)
		wantKind(t, "another practice's policy", err, problem.NotFound)
		if all, err := s.Policies(t.Context(), theirs.ID); err != nil || len(all) != 0 {
			t.Errorf("another practice sees %v (%v)", all, err)
		}

		approved := second
		approved.Status, approved.Approver, approved.ApprovedOn = taper.Approved, "Dr B", "2026-11-10"
		write(t, s, func(ctx context.Context) error { return s.MovePolicy(ctx, &approved, taper.Draft) })
		wantKind(t, "approved twice", tryTx(s, func(ctx context.Context) error { return s.MovePolicy(ctx, &approved, taper.Draft) }), problem.Conflict)
		first.Status = taper.Approved
		wantKind(t, "two approved versions", tryTx(s, func(ctx context.Context) error { return s.MovePolicy(ctx, &first, taper.Draft) }), problem.Conflict)
		first.PracticeID, first.Status = theirs.ID, taper.Retired
		wantKind(t, "moved by another practice", tryTx(s, func(ctx context.Context) error { return s.MovePolicy(ctx, &first, taper.Draft) }), problem.Conflict)

		all, err := s.Policies(t.Context(), ours.ID)
		if err != nil || len(all) != 2 || all[0].Version != 2 || all[0].Approver != "Dr B" || all[0].Status != taper.Approved || all[1].Status != taper.Draft {
			t.Errorf("%+v (%v)", all, err)
		}
	})
}
