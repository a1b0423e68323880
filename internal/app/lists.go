package app

import (
	"context"

	"stepdown/internal/codelist"
)

// lists gives the code lists in use at a practice.
func (a *App) lists(ctx context.Context, practiceID string) (codelist.Set, error) {
	return a.Intake.ListsInUse(ctx, practiceID)
}
