// Package cycles is the pages of a PDSA cycle: the list, the plan with its
// SMART goal, and the page from which each step is reached.
package cycles

import (
	"context"

	"stepdown/internal/cycle"
	"stepdown/internal/measure"
	"stepdown/internal/practice"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Measures is where the plan takes its baseline from.
type Measures interface {
	MeasurePoints(ctx context.Context, practiceID, measure string) ([]measure.Point, error)
}

// Area is the cycle pages.
type Area struct {
	Cycles   *cycle.Service
	Measures Measures
}

// Routes of the area.
func (a Area) Routes() []page.Route {
	return []page.Route{
		page.Get("/cycles", practice.SeeFigures, a.list),
		page.Get("/cycles/new", practice.PlanCycle, a.newPlan),
		page.Post("/cycles", practice.PlanCycle, a.create),
		page.Get("/cycles/:cycle", practice.SeeFigures, a.show),
		page.Get("/cycles/:cycle/plan", practice.PlanCycle, a.editPlan),
		page.Post("/cycles/:cycle/plan", practice.PlanCycle, a.savePlan),
		page.Get("/cycles/:cycle/goal", practice.PlanCycle, a.editGoal),
		page.Post("/cycles/:cycle/goal", practice.PlanCycle, a.saveGoal),
	}
}

// List is the page of all cycles.
type List struct {
	Cycles  []cycle.Cycle
	MayPlan bool
}

var listPage = view.New[List]("cycles/list")

func (a Area) list(r *page.Request) error {
	cycles, err := a.Cycles.Store.Cycles(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	return r.Show(listPage.With(List{cycles, r.Can(practice.PlanCycle)}))
}
