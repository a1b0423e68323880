package review

import (
	"context"
	"slices"

	"stepdown/internal/audit"
	"stepdown/internal/problem"
	"stepdown/internal/taper"
)

// ErrNoReview is the answer to a plan that would rest on no completed review:
// its reasons would be written nowhere, and thoughts of suicide might not have
// been asked about.
var ErrNoReview = problem.New(problem.Conflict, "A plan can be agreed once the pain review is completed. Complete the review first, or together with the plan.")

// FlagSuicide is the red flag that an answer of the review raises by itself.
const FlagSuicide = taper.Code("suicidal-thoughts")

// restsOnReview refuses a plan for somebody whose review is not completed.
func (s *Service) restsOnReview(ctx context.Context, practiceID, participantID string) error {
	r, err := s.Review(ctx, practiceID, participantID)
	if err == nil && !r.State.Done() {
		return ErrNoReview
	}
	return err
}

// withSuicide adds the red flag when the review says that there are thoughts
// of suicide, whatever was ticked beside the plan.
func (s *Service) withSuicide(ctx context.Context, practiceID, participantID string, r taper.Request) (taper.Request, error) {
	held, err := s.Review(ctx, practiceID, participantID)
	if err == nil && held.SuicideAsked == SuicidePresent && !slices.Contains(r.Present, FlagSuicide) {
		r.Present = append(slices.Clone(r.Present), FlagSuicide)
	}
	return r, err
}

// CompleteAndAgree closes a draft review and agrees the plan that came of it:
// both, or neither. seen is the version of the review at the screen; agree is
// Agree or AgreeText.
func (s *Service) CompleteAndAgree(ctx context.Context, by audit.Actor, r Review, seen int, agree func(context.Context) (Plan, error)) (Plan, error) {
	var plan Plan
	return plan, s.Store.InTx(ctx, func(ctx context.Context) (err error) {
		if _, err = s.CompleteReview(ctx, by, r, seen); err != nil {
			return err
		}
		plan, err = agree(ctx)
		return err
	})
}
