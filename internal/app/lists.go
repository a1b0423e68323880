package app

import (
	"context"

	"stepdown/internal/codelist"
)

// lists gives the code lists in use at a practice.
func (a *App) lists(context.Context, string) (codelist.Set, error) { return codelist.Default(), nil }
